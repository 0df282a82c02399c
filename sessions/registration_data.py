"""The registration data exported for the centre, with the room arrangement (R2.4, R4.1)."""

from typing import Any

from sessions import selectors
from sessions.models import ImplementationPlan
from sessions.paper_facts import arrangement_facts, assessment_facts


def registration_data_facts(plan: ImplementationPlan) -> dict[str, Any]:
    return {
        **assessment_facts(plan.assessment),
        "rows": [],
        "arrangement": arrangement_facts(plan),
        "people": selectors.registered(plan.assessment).count(),
    }
