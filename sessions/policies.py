"""Who may see and do what in plan and filing: each right as a predicate; lists are open to whoever sees the page."""

from sessions.enums import PlanState
from sessions.models import ImplementationPlan
from sessions.workflow import PLANNERS
from station.enums import Role
from station.models import Document, User
from station.refusals import ALLOWED, Decision, denied

# Who reads plans and packages at the desk; the plan names duties and candidates.
READERS = (
    Role.DIRECTOR,
    Role.EXAM_AFFAIRS_OFFICER,
    Role.REGISTRATION_OFFICER,
    Role.PAPER_CUSTODIAN,
    Role.CERTIFICATE_OFFICER,
    Role.AUDITOR,
)
# Packages hold identity numbers in full.
FILING_READERS = (Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER, Role.AUDITOR)
PAYERS = (Role.CASHIER, Role.ACCOUNTANT, Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)
CENTRE_KEEPERS = (Role.ADMINISTRATOR,)


def _holds(user: User | None, roles: tuple[str, ...], what: str, clause: str = "") -> Decision:
    if user is None or user.has_role(*roles):
        return ALLOWED
    names = "、".join(Role(role).label for role in roles)
    return denied(f"{what}须由{names}办理", clause)


def can_plan(user: User | None) -> Decision:
    return _holds(user, PLANNERS, "编制实施方案", "R3.1")


def can_edit_plan(user: User | None, plan: ImplementationPlan) -> Decision:
    """By role; that the plan must still be a draft is a rule, answered by the service."""
    return can_plan(user)


def is_open_for_editing(plan: ImplementationPlan) -> bool:
    return plan.state == PlanState.DRAFT


def can_keep_people(user: User | None) -> Decision:
    return _holds(user, PLANNERS, "登记考务人员", "R3.1")


def can_file(user: User | None) -> Decision:
    return _holds(user, PLANNERS, "申报", "R4.1")


def can_settle(user: User | None) -> Decision:
    return _holds(user, PAYERS, "向鉴定中心缴费", "R4.3")


def can_keep_centres(user: User | None) -> Decision:
    return _holds(user, CENTRE_KEEPERS, "登记鉴定中心")


def may_read_plan(user: User, document: Document) -> Decision:
    return _holds(user, READERS, "查阅实施方案") if user.is_station_staff else denied("这份文书不对您开放")


def may_read_filing(user: User, document: Document) -> Decision:
    return _holds(user, FILING_READERS, "查阅申报材料") if user.is_station_staff else denied("这份文书不对您开放")
