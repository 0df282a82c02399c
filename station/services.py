"""The ground floor's own verbs: people, catalogue, profile, clock."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from station import audit, clock, profile
from station.enums import Role
from station.models import Occupation, Place, ProfileValue, Room, User
from station.refusals import Reason, Refused, denied
from station.verbs import verb

Row = TypeVar("Row", Occupation, Place, Room)

audit.register_verbs(
    {
        "user.create": "开设账号",
        "user.deactivate": "停用账号",
        "user.reset_password": "重置密码",
        "user.change_password": "修改自己的密码",
        "catalogue.save": "维护基础资料",
        "profile.set": "修改规则参数",
        "clock.move": "拨动时钟",
    }
)
CATALOGUE_ROLES = (Role.ADMINISTRATOR, Role.EXAM_AFFAIRS_OFFICER)


def _require(actor: User | None, *roles: str) -> None:
    """`actor` None is set-up from the command line."""
    if actor is not None and not actor.has_role(*roles):
        denied("须由" + "、".join(Role(role).label for role in roles) + "办理").require()


@verb
def create_user(
    *,
    username: str,
    name: str,
    password: str | None,
    actor: User | None,
    now: datetime,
    email: str = "",
    organisation: str = "",
) -> User:
    """An account without any role. `password` None: it can't sign in until one is set."""
    _require(actor, Role.ADMINISTRATOR, Role.REGISTRATION_OFFICER)
    if User.objects.filter(username=username).exists():
        raise Refused("不能开设账号", Reason(f"用户名“{username}”已有人使用", field="username"))
    user = User(username=username, name=name, email=email, organisation=organisation, date_joined=now)
    user.set_password(password)
    user.save()
    audit.record(verb="user.create", actor=actor, obj=user, now=now)
    return user


@verb
def deactivate_user(*, user: User, actor: User, now: datetime) -> User:
    _require(actor, Role.ADMINISTRATOR)
    if user.pk == actor.pk:
        raise Refused("不能停用账号", Reason("不能停用自己的账号", remedy="请由另一名系统管理员办理。"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(verb="user.deactivate", actor=actor, obj=user, now=now)
    return user


@verb
def reset_password(*, user: User, password: str, actor: User, now: datetime) -> User:
    _require(actor, Role.ADMINISTRATOR)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(verb="user.reset_password", actor=actor, obj=user, now=now)
    return user


@verb
def change_own_password(*, user: User, password: str, now: datetime) -> User:
    """Other log-ins of this account end with the old password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(verb="user.change_password", actor=user, obj=user, now=now)
    return user


@verb
def save_catalogue_row(*, row: Row, actor: User | None, now: datetime) -> Row:
    """Add or change an occupation, a place or a room."""
    _require(actor, *CATALOGUE_ROLES)
    row.full_clean()
    row.save()
    audit.record(verb="catalogue.save", actor=actor, obj=row, now=now, facts=_plain_columns(row))
    return row


def _plain_columns(row: models.Model) -> dict[str, Any]:
    return {item.attname: getattr(row, item.attname) for item in row._meta.concrete_fields if item.name != "id"}


@verb
def set_profile_value(
    *, key: str, value: Any, basis: str, certainty: str, valid_from: date, actor: User, now: datetime
) -> ProfileValue:
    """A new version of a rule kept as data; the old one stays for what was decided under it."""
    _require(actor, Role.ADMINISTRATOR)
    if not basis.strip():
        raise Refused("不能修改规则参数", Reason("没有写明依据", remedy="请填写文件名称和文号。", field="basis"))
    row = ProfileValue.objects.create(
        key=key,
        profile=profile.PROFILE,
        valid_from=valid_from,
        value=value,
        basis=basis,
        certainty=certainty,
        set_by=actor,
        set_at=now,
    )
    facts: Mapping[str, Any] = {"key": key, "value": value, "valid_from": valid_from, "basis": basis}
    audit.record(verb="profile.set", actor=actor, obj=row, now=now, facts=facts)
    return row


@verb
def move_clock(*, moment: datetime | None, actor: User, now: datetime) -> None:
    """Set the demonstration's clock, or put it right again with None."""
    _require(actor, Role.ADMINISTRATOR)
    if moment is None:
        clock.reset()
    else:
        clock.move_to(moment)
    audit.record(verb="clock.move", actor=actor, obj=None, now=now, facts={"to": moment})
