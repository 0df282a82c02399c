"""The regulation of R3 and R4: facts in, findings out. No model, no query."""

from sessions.rules.facts import Finding, Weight, musts
from sessions.rules.plans import SECTIONS, plan_findings

__all__ = ["SECTIONS", "Finding", "Weight", "musts", "plan_findings"]
