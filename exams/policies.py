"""Who sees which rooms and bags, and as what a person stands at a handover (R5.4, R5.7)."""

from django.db.models import Q, QuerySet

from announcements.models import Assessment
from exams import acts, rules, selectors
from exams.models import AdmissionTicket, Incident, PaperBag
from registration.enums import REGISTERED
from sessions.enums import Post
from sessions.models import Duty, SessionRoom
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, denied

WHOLE_SITE = (Post.CHIEF, Post.AFFAIRS, Post.SECURITY, Post.MEDICAL, Post.TECHNICIAN)
ALL_ROOMS = (Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)
NOT_YOUR_ROOM = denied("实施方案没有派您到这个考场", "R5.7")


def rooms_by_duty(user: User) -> QuerySet[SessionRoom]:
    """R5.7: examiners and invigilators see their own rooms only; chief, guards and medics the whole site."""
    rooms = selectors.rooms_in_force()
    mine = Duty.objects.filter(member__user=user)
    own = rooms.filter(pk__in=mine.filter(session_room__isnull=False).values("session_room"))
    sittings = mine.filter(session_room=None, exam_session__isnull=False).values("exam_session")
    plans = mine.filter(session_room=None, exam_session=None, post__in=WHOLE_SITE).values("plan")
    return own | rooms.filter(exam_session__in=sittings) | rooms.filter(exam_session__plan__in=plans)


def rooms_visible_to(user: User) -> QuerySet[SessionRoom]:
    return selectors.rooms_in_force() if user.has_role(*ALL_ROOMS) else rooms_by_duty(user)


def can_work_in_room(user: User, room: SessionRoom) -> Decision:
    """R5.7: the same rule for one room; opening it, checking candidates in, recording what happened."""
    if rooms_visible_to(user).filter(pk=room.pk).exists():
        return ALLOWED
    return NOT_YOUR_ROOM


def capacities(user: User, room: SessionRoom) -> frozenset[str]:
    """As what a person may sign for a bag of this room: by role, and by duty in the plan."""
    found: set[str] = set()
    if user.has_role(Role.PAPER_CUSTODIAN):
        found.add(rules.CUSTODIAN)
    if user.has_role(Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR):
        found.add(rules.AFFAIRS)
    duties = Duty.objects.filter(member__user=user, plan=room.exam_session.plan_id)
    for post, session_room, exam_session in duties.values_list("post", "session_room", "exam_session"):
        found |= _capacity_of(post, session_room, exam_session, room)
    return frozenset(found)


def _capacity_of(post: str, session_room: int | None, exam_session: int | None, room: SessionRoom) -> set[str]:
    if session_room == room.pk or (session_room is None and exam_session == room.exam_session_id):
        in_room = {Post.INVIGILATOR, Post.EXAMINER, Post.EXAMINER_HEAD}
        if post in in_room:
            return {rules.ROOM}
    if session_room is None and exam_session in (None, room.exam_session_id):
        return {
            Post.CUSTODIAN: {rules.CUSTODIAN},
            Post.AFFAIRS: {rules.AFFAIRS},
            Post.CHIEF: {rules.AFFAIRS},
            Post.MARKING: {rules.MARKING},
        }.get(Post(post), set())
    return set()


def bags_visible_to(user: User) -> QuerySet[PaperBag]:
    bags = PaperBag.objects.select_related("session_room__room__place", "session_room__exam_session__plan__assessment")
    if user.has_role(Role.PAPER_CUSTODIAN, *ALL_ROOMS):
        return bags
    return bags.filter(session_room__in=rooms_by_duty(user).values("pk"))


def can_see_bag(user: User, bag: PaperBag) -> Decision:
    if bags_visible_to(user).filter(pk=bag.pk).exists():
        return ALLOWED
    return denied("试卷袋只对试卷保密员、考务员和本考场人员开放", "R5.4")


def own_tickets(user: User) -> QuerySet[AdmissionTicket]:
    """A candidate's own tickets, as long as the application stands."""
    return AdmissionTicket.objects.filter(
        application__candidate__user=user, application__state__in=REGISTERED
    ).select_related("application__candidate", "application__offering__assessment", "application__offering__occupation")


def can_take_ticket(user: User, ticket: AdmissionTicket) -> Decision:
    """Own ticket, or across the counter."""
    if ticket.application.candidate.user_id == user.pk:
        return ALLOWED
    return acts.HAND_OUT_TICKET.may(user)


def can_read_results(user: User, *, released: bool) -> Decision:
    """R5.9: before the release only who is assigned; afterwards the stages that work with results."""
    if released and user.has_role(
        Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER, Role.CERTIFICATE_OFFICER, Role.ADJUDICATOR, Role.AUDITOR
    ):
        return ALLOWED
    if user.has_role(*acts.READ_SCORES.roles):
        return ALLOWED
    return denied("成绩公布前，只有所长和成绩裁定员可以查阅", "R5.9")


def can_work_on_site(user: User, assessment: Assessment) -> Decision:
    """Whoever has any duty at the assessment, or runs it, records what happens there (R5.8)."""
    if user.has_role(*ALL_ROOMS):
        return ALLOWED
    if Duty.objects.filter(
        member__user=user, plan__in=selectors.plans_in_force(), plan__assessment=assessment
    ).exists():
        return ALLOWED
    return denied("实施方案没有派您参加这次鉴定", "R5.7")


def incidents_visible_to(user: User, assessment: Assessment) -> QuerySet[Incident]:
    """Whoever runs the exam sees all; everybody else what happened in their rooms and what they recorded."""
    rows = Incident.objects.filter(assessment=assessment).select_related("session_room__room", "recorded_by")
    if user.has_role(*ALL_ROOMS):
        return rows
    return rows.filter(Q(recorded_by=user) | Q(session_room__in=rooms_by_duty(user).order_by().values("pk")))
