"""Private addresses under which calendar programs fetch the deadlines of a role: made, read, revoked.

The secret stands in the address only. The table keeps a digest of it, so it can be shown once, when it is made.
"""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from station import audit
from station.enums import Role
from station.identifiers import new_code
from station.models import CalendarLink, User
from station.refusals import NotPermitted, Reason, Refused
from station.verbs import verb

audit.register_verbs(
    {"calendar_link.make": "开通日历订阅", "calendar_link.revoke": "停用日历订阅", "digest.choose": "更改汇总邮件"}
)
SECRET_LENGTH = 32  # of 31 characters each: about 158 bits
MOST = 10
READ_AGAIN = timedelta(hours=1)  # a calendar program asks often; when it last did is noted once an hour


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def roles_with_deadlines(user: User) -> list[Role]:
    """The staff roles a person holds, in the order of the house."""
    return [role for role in Role if role in user.roles and role not in (Role.CANDIDATE, Role.GROUP_CONTACT)]


@verb
def make_link(*, user: User, role: str, now: datetime) -> str:
    """Returns the secret: it is known from here on to nobody but the person."""
    if role not in roles_with_deadlines(user):
        raise NotPermitted("只能订阅自己所任岗位的期限")
    if CalendarLink.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise Refused("不能再开通订阅", Reason(f"在用的订阅已有{MOST}个", remedy="请先停用不再使用的。"))
    secret = new_code(SECRET_LENGTH)
    link = CalendarLink.objects.create(user=user, role=role, digest=digest_of(secret), made_at=now)
    audit.record(verb="calendar_link.make", actor=user, obj=link, now=now, facts={"role": str(role)})
    return secret


@verb
def revoke_link(*, link: CalendarLink, actor: User, now: datetime) -> None:
    """Twice is once: whoever presses it again finds it revoked."""
    if link.user_id != actor.pk:
        raise NotPermitted("只能停用自己的订阅")
    if CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        audit.record(verb="calendar_link.revoke", actor=actor, obj=link, now=now, facts={"role": link.role})


@verb
def choose_digest(*, user: User, wanted: bool, now: datetime) -> None:
    if User.objects.filter(pk=user.pk).exclude(wants_digest=wanted).update(wants_digest=wanted):
        audit.record(verb="digest.choose", actor=user, obj=user, now=now, facts={"wanted": wanted})


def find(secret: str) -> CalendarLink | None:
    """The link of a secret while it is good: not revoked, the person active and still in the role."""
    found = CalendarLink.objects.filter(digest=digest_of(secret), revoked_at=None, user__is_active=True)
    link = found.select_related("user").first()
    return link if link and link.user.has_role(link.role) else None


def note_reading(link: CalendarLink, *, now: datetime) -> None:
    """No act of anybody's, so no verb: the owner sees whether the calendar program comes."""
    stale = Q(read_at=None) | Q(read_at__lt=now - READ_AGAIN)
    CalendarLink.objects.filter(stale, pk=link.pk).update(read_at=now)
