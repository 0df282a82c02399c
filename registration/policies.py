"""Who may do what with an application, as a predicate for one and as a queryset for lists."""

from django.db.models import QuerySet

from registration.enums import AnswerChannel, ApplicationState, Channel, SupplementAnswer
from registration.models import Application, Candidate, ImportBatch
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, denied

# Staff who see every application; examiners, invigilators and score clerks have no business with them.
READERS = (
    Role.REGISTRATION_OFFICER,
    Role.SECOND_REVIEWER,
    Role.DIRECTOR,
    Role.CASHIER,
    Role.ACCOUNTANT,
    Role.EXAM_AFFAIRS_OFFICER,
    Role.CERTIFICATE_OFFICER,
    Role.AUDITOR,
)
REVIEWERS = (Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER)
UNMASKERS = (Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER, Role.DIRECTOR)
LIKENESS_READERS = (*REVIEWERS, Role.DIRECTOR, Role.AUDITOR)
ORIGINAL_VIEWERS = (*UNMASKERS, Role.EXAM_AFFAIRS_OFFICER, Role.CERTIFICATE_OFFICER, Role.AUDITOR)
CALLERS = (*UNMASKERS, Role.CASHIER)  # who has to ring people up: for an answer, for money that goes back
CANCELLERS = (Role.DIRECTOR, Role.SECOND_REVIEWER)
CLOSERS = (Role.REGISTRATION_OFFICER, Role.DIRECTOR)
IMPORTERS = (Role.REGISTRATION_OFFICER, Role.GROUP_CONTACT)
PHOTO_PROFILE_KEEPERS = (Role.ADMINISTRATOR,)  # what other systems want is wiring, not business
PHOTO_PROFILE_READERS = (Role.ADMINISTRATOR, Role.DIRECTOR)  # in their rail; any of the staff may look
FEE_KEEPERS = (Role.DIRECTOR, Role.ACCOUNTANT)
BOOK_KEEPERS = (Role.CASHIER, Role.ACCOUNTANT)
EXPORTERS = (Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER, Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER)
# Who stands at a counter where an applicant may say that they have read a supplement.
ANSWER_KEEPERS = (Role.REGISTRATION_OFFICER, Role.CASHIER, Role.EXAM_AFFAIRS_OFFICER)
ANSWER_READERS = (*ANSWER_KEEPERS, Role.SECOND_REVIEWER, Role.DIRECTOR, Role.AUDITOR)
REFUND_READERS = (Role.CASHIER, Role.ACCOUNTANT, Role.DIRECTOR, Role.AUDITOR)
RECEIPT_READERS = (Role.CASHIER, Role.ACCOUNTANT, Role.DIRECTOR, Role.AUDITOR)


def visible_to(user: User) -> QuerySet[Application]:
    """Applications this user may see: staff all, a group contact those they entered, a candidate their own."""
    if user.has_role(*READERS):
        return Application.objects.all()
    if user.has_role(Role.GROUP_CONTACT):
        return Application.objects.filter(entered_by=user)
    if user.has_role(Role.CANDIDATE):
        return Application.objects.filter(candidate__user=user)
    return Application.objects.none()


def brought_by(user: User) -> QuerySet[Application]:
    """Those this contact's own rosters brought, and nobody else."""
    return Application.objects.filter(entered_by=user, channel=Channel.IMPORT)


def can_view(user: User, application: Application) -> Decision:
    if user.has_role(*READERS):
        return ALLOWED
    if _is_own(user, application) or _is_of_group(user, application):
        return ALLOWED
    return denied("这份报名不归您办理", "R2.1")


def can_read_papers(user: User, application: Application) -> Decision:
    """Scans, stamped copies and the 考评表: whoever may see the application, but not those who only keep the money."""
    keeps_only_money = user.has_role(*BOOK_KEEPERS) and not user.has_role(*(set(READERS) - set(BOOK_KEEPERS)))
    if keeps_only_money:
        return denied("收费员和会计不查阅资格材料", "R2.4")
    return can_view(user, application)


def can_view_candidate(user: User, candidate: Candidate) -> Decision:
    """For the photograph: whoever may see one of the person's applications."""
    if user.has_role(*READERS, Role.EXAMINER, Role.INVIGILATOR) or candidate.user_id == user.pk:
        return ALLOWED
    if user.has_role(Role.GROUP_CONTACT) and candidate.applications.filter(entered_by=user).exists():
        return ALLOWED
    return denied("这张照片不对您开放")


def can_view_original(user: User, candidate: Candidate) -> Decision:
    """As it was handed in: for who judges photographs and who brought it; papers show everybody else the rendition."""
    decision = can_view_candidate(user, candidate)
    if decision and user.is_station_staff and not user.has_role(*ORIGINAL_VIEWERS):
        return has_role(user, ORIGINAL_VIEWERS, "查看照片原图", "R2.4")
    return decision


def can_export_photo(user: User, application: Application) -> Decision:
    """In a taker's size and under a taker's name it leaves the house: whoever exports data."""
    return has_role(user, EXPORTERS, "下载照片", "R2.4")


def _is_own(user: User, application: Application) -> bool:
    return application.candidate.user_id is not None and application.candidate.user_id == user.pk


def _is_of_group(user: User, application: Application) -> bool:
    return user.has_role(Role.GROUP_CONTACT) and application.entered_by_id == user.pk


def can_act_for(user: User, application: Application) -> Decision:
    """Fill in, submit or withdraw: the applicant, the group contact who entered it, or the registration desk."""
    if user.has_role(Role.REGISTRATION_OFFICER) or _is_own(user, application) or _is_of_group(user, application):
        return ALLOWED
    return denied("这份报名须由申报人本人、其单位联系人或报名受理员办理", "R2.1")


def can_answer(user: User, application: Application, channel: str, answer: str) -> Decision:
    """Who records what an applicant says to a supplement: themselves, their group's contact, or the desk they told it.

    At the cash desk it may be noted that somebody goes on; that somebody leaves, and is owed money, only at registration.
    """
    if channel == AnswerChannel.ONLINE:
        return ALLOWED if _is_own(user, application) else denied("补充公告须由申报人本人答复", "R1.2")
    if channel == AnswerChannel.GROUP:
        return ALLOWED if _is_of_group(user, application) else denied("此人不是您的单位报名的", "R1.2")
    roles = ANSWER_KEEPERS if answer == SupplementAnswer.TAKEN_NOTE else (Role.REGISTRATION_OFFICER,)
    return has_role(user, roles, f"登记“{SupplementAnswer(answer).label}”", "R1.2")


def can_enter(user: User, channel: str) -> Decision:
    """Who may begin an application by which way."""
    wanted = {
        Channel.ONLINE: (Role.CANDIDATE,),
        Channel.COUNTER: (Role.REGISTRATION_OFFICER,),
        Channel.IMPORT: IMPORTERS,
    }[Channel(channel)]
    if user.has_role(*wanted):
        return ALLOWED
    names = "、".join(Role(role).label for role in wanted)
    return denied(f"{Channel(channel).label}须由{names}办理", "R2.1")


def can_review(user: User, application: Application) -> Decision:
    """The desk decides, but nobody on their own application."""
    if not user.has_role(*REVIEWERS):
        return denied("审核报名须由报名受理员、复审员办理", "R2.1")
    if _is_own(user, application):
        return denied("不得审核自己的报名", "R2.1")
    return ALLOWED


def can_change_name(user: User, candidate: Candidate) -> Decision:
    """A change of name and a likeness are decided at the desk, by nobody about themselves."""
    return _may_decide_about(user, candidate, "登记更名", "R2.1")


def can_decide_likeness(user: User, candidate: Candidate) -> Decision:
    return _may_decide_about(user, candidate, "认定疑似重复", "R2.4")


def _may_decide_about(user: User, candidate: Candidate, act: str, clause: str) -> Decision:
    if candidate.user_id is not None and candidate.user_id == user.pk:
        return denied(f"不得为自己{act}", clause)
    return has_role(user, REVIEWERS, act, clause)


def has_role(user: User | None, roles: tuple[str, ...], act: str, clause: str) -> Decision:
    """A right that hangs on the role alone."""
    if user is not None and user.has_role(*roles):
        return ALLOWED
    names = "、".join(Role(role).label for role in roles)
    return denied(f"{act}须由{names}办理", clause)


def can_read_batch(user: User, batch: ImportBatch) -> Decision:
    """A group contact reads their own rosters, the desk all."""
    if batch.imported_by_id == user.pk or user.has_role(*READERS):
        return ALLOWED
    return denied("这份名单不是您导入的", "R2.4")


def can_unmask(user: User, application: Application) -> Decision:
    return has_role(user, UNMASKERS, "查看完整证件号码", "R2.4")


def can_call(user: User, application: Application) -> Decision:
    return has_role(user, CALLERS, "查看完整手机号码", "R2.4")


def awaiting_review_by(user: User) -> QuerySet[Application]:
    """What stands at the review desk for this user; agrees with `can_review`."""
    if not user.has_role(*REVIEWERS):
        return Application.objects.none()
    return Application.objects.filter(state=ApplicationState.SUBMITTED).exclude(candidate__user=user)
