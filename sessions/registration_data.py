"""The registration data exported for the centre, with the room arrangement (R2.4, R4.1)."""

from typing import Any

from registration.exports import registration_data_columns, registration_data_rows
from sessions.models import ImplementationPlan
from sessions.paper_facts import arrangement_facts, assessment_facts


def registration_data_facts(plan: ImplementationPlan) -> dict[str, Any]:
    """In the layout that stage 2 exports, so that the centre's system reads it; the arrangement beside it."""
    return {
        **assessment_facts(plan.assessment),
        "columns": list(registration_data_columns()),
        "rows": registration_data_rows(plan.assessment),
        "arrangement": arrangement_facts(plan),
    }
