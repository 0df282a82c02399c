from sessions.models.filing import CentreAnswer, Filing, FilingPackage, RefusedApplicant, Settlement
from sessions.models.people import Centre, StaffMember
from sessions.models.plans import Duty, ExamSession, ImplementationPlan, Seat, SessionRoom

__all__ = [
    "Centre",
    "CentreAnswer",
    "Duty",
    "ExamSession",
    "Filing",
    "FilingPackage",
    "ImplementationPlan",
    "RefusedApplicant",
    "Seat",
    "SessionRoom",
    "Settlement",
    "StaffMember",
]
