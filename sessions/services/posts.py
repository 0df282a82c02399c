"""The posts of a plan that are not tied to a room: who is kept free for them (R3.1)."""

from collections.abc import Sequence

from sessions.enums import CardKind, Post
from sessions.models import Duty, ImplementationPlan, StaffMember
from station.enums import Role

# Post → the account's role and the words of a title that make somebody the natural choice.
NATURAL: dict[str, tuple[str, tuple[str, ...]]] = {
    Post.CHIEF: (Role.DIRECTOR, ("所长", "站长", "主考")),
    Post.CUSTODIAN: (Role.PAPER_CUSTODIAN, ("保密",)),
    Post.SECURITY: ("", ("保卫", "安全")),
    Post.TECHNICIAN: ("", ("技术", "设备", "维护")),
    Post.MEDICAL: ("", ("医",)),
    Post.AFFAIRS: (Role.EXAM_AFFAIRS_OFFICER, ("考务",)),
}
TASKS: dict[str, str] = {
    Post.CHIEF: "现场组织指挥，主持考前例会",
    Post.CUSTODIAN: "试卷领取、保管、交接，双方核对签字",
    Post.SECURITY: "警戒线值勤，查验身份证和准考证",
    Post.TECHNICIAN: "设备、材料和供电保障",
    Post.MEDICAL: "现场救护",
    Post.AFFAIRS: "考务办公室值守，联络与记录",
    Post.MARKING: "理论知识试卷评阅",
    Post.SCORE_ENTRY: "成绩录入与核对",
}
CARD_RANK: dict[str, int] = {
    CardKind.NONE: 0,
    CardKind.INVIGILATOR: 1,
    CardKind.EXAMINER: 2,
    CardKind.SENIOR_EXAMINER: 3,
}


def reserve_posts(plan: ImplementationPlan, members: Sequence[StaffMember], busy: set[int]) -> StaffMember:
    """Fill the posts outside the rooms and mark their holders `busy`. With few people one holds several. Returns the chief."""
    kept = _kept_free(members)
    holders: dict[str, StaffMember] = {}
    for post in NATURAL:
        holders[post] = _choose(post, kept, list(holders.values()))
    for post, member in holders.items():
        _give(plan, member, post)
        busy.add(member.pk)
    examiners = [member for member in members if CARD_RANK.get(member.card_kind, 0) >= 2]
    markers = examiners[:2] or list(members)[:2]
    for member in markers:
        _give(plan, member, Post.MARKING)
    for member in _score_clerks(members, markers):
        _give(plan, member, Post.SCORE_ENTRY)
    return holders[Post.CHIEF]


def _roles(member: StaffMember) -> set[str]:
    if member.user is None:
        return set()
    return {grant.role for grant in member.user.role_grants.all() if grant.revoked_at is None}


def _is_natural(member: StaffMember, post: str) -> bool:
    role, words = NATURAL[post]
    return bool(role and role in _roles(member)) or any(word in member.title for word in words)


def _kept_free(members: Sequence[StaffMember]) -> list[StaffMember]:
    """Who stays out of the rooms: at most six, at least two, those without an examiner's card first."""
    number = max(1, min(6, len(members) - 8, len(members)))
    number = max(number, min(2, len(members)))
    ranked = sorted(
        members,
        key=lambda member: (
            not any(_is_natural(member, post) for post in NATURAL),
            CARD_RANK.get(member.card_kind, 0),
            member.pk,
        ),
    )
    return ranked[:number]


def _choose(post: str, kept: Sequence[StaffMember], taken: Sequence[StaffMember]) -> StaffMember:
    return min(kept, key=lambda member: (not _is_natural(member, post), taken.count(member), member.pk))


def _score_clerks(members: Sequence[StaffMember], markers: Sequence[StaffMember]) -> list[StaffMember]:
    """Two people, rather not those who mark (R5.9)."""
    ranked = sorted(
        members,
        key=lambda member: (
            Role.SCORE_CLERK not in _roles(member),
            member in markers,
            CARD_RANK.get(member.card_kind, 0),
            member.pk,
        ),
    )
    return ranked[:2]


def _give(plan: ImplementationPlan, member: StaffMember, post: str) -> None:
    Duty.objects.create(plan=plan, member=member, post=post, task=TASKS[post])
