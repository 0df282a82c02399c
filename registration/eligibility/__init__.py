"""Who may sit for which level, and why (R2.1): the conditions of the national standards, weighed against facts.

Pure code: facts and rules in, a verdict that argues its case out. Nothing here knows the database. The order of work:
`reading` (JSON → `facts`), `tenure` and `spans` (what the facts hold for certain, and how long that is), `clauses` and
`schooling` (one demand each), `verdict` (clauses → condition → outcome). `editions` ties the announced conditions to their
clauses, key by key.
"""

from registration.eligibility.editions import general_documents, rules_for
from registration.eligibility.facts import Certificate, Facts, Major, Rank, School, Schooling, Title, Work
from registration.eligibility.reading import Malformed, read_facts
from registration.eligibility.rules import Rule
from registration.eligibility.verdict import Outcome, Verdict, judge

__all__ = [
    "Certificate",
    "Facts",
    "Major",
    "Malformed",
    "Outcome",
    "Rank",
    "Rule",
    "School",
    "Schooling",
    "Title",
    "Verdict",
    "Work",
    "general_documents",
    "judge",
    "read_facts",
    "rules_for",
]
