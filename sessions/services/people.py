"""Who can be given a duty, and the centres the station files with."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sessions import policies
from sessions.enums import CardKind
from sessions.models import Centre, StaffMember
from station import audit
from station.models import Occupation, User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs(
    {
        "staff_member.add": "登记考务人员",
        "staff_member.edit": "修改考务人员",
        "centre.add": "登记鉴定中心",
        "centre.edit": "修改鉴定中心",
    }
)


@verb
def add_staff_member(
    *,
    name: str,
    sex: int,
    employer: str,
    actor: User | None,
    now: datetime,
    title: str = "",
    phone: str = "",
    card_kind: str = CardKind.NONE,
    card_number: str = "",
    card_valid_until: date | None = None,
    occupations: Sequence[Occupation] = (),
    user: User | None = None,
    is_active: bool = True,
) -> StaffMember:
    policies.can_keep_people(actor).require()
    member = StaffMember(
        name=name.strip(),
        sex=sex,
        employer=employer.strip(),
        title=title.strip(),
        phone=phone.strip(),
        card_kind=card_kind,
        card_number=card_number.strip(),
        card_valid_until=card_valid_until,
        user=user,
        is_active=is_active,
    )
    _check(member, occupations, "不能登记考务人员")
    member.save()
    member.occupations.set(occupations)
    audit.record(
        verb="staff_member.add", actor=actor, obj=member, now=now, facts={"card": card_kind}, personal={"name": name}
    )
    return member


@verb
def edit_staff_member(
    *,
    member: StaffMember,
    actor: User | None,
    now: datetime,
    occupations: Sequence[Occupation] | None = None,
    **values: Any,
) -> StaffMember:
    """Change what is known of a member. Duties of approved plans keep standing; their papers are frozen."""
    policies.can_keep_people(actor).require()
    locked = StaffMember.objects.select_for_update().get(pk=member.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    chosen = list(locked.occupations.all()) if occupations is None else list(occupations)
    _check(locked, chosen, "不能修改考务人员")
    locked.save()
    locked.occupations.set(chosen)
    audit.record(verb="staff_member.edit", actor=actor, obj=locked, now=now, facts={"fields": sorted(values)})
    return locked


def _check(member: StaffMember, occupations: Sequence[Occupation], what: str) -> None:
    reasons = []
    if not member.name:
        reasons.append(Reason("没有填写姓名", field="name"))
    if not member.employer:
        reasons.append(Reason("没有填写单位，无法判断是否应当回避", "R3.1", field="employer"))
    if member.card_kind in (CardKind.EXAMINER, CardKind.SENIOR_EXAMINER):
        if not member.card_number:
            reasons.append(Reason("考评人员须登记证卡号", "R3.1", field="card_number"))
        if member.card_valid_until is None:
            reasons.append(Reason("考评人员须登记证卡有效期", "R3.1", field="card_valid_until"))
        if not occupations:
            reasons.append(Reason("考评人员须登记证卡核准的职业", "R3.1", field="occupations"))
    taken = StaffMember.objects.filter(user=member.user).exclude(pk=member.pk) if member.user_id else None
    if taken is not None and taken.exists():
        reasons.append(Reason("这个账号已对应另一名考务人员", field="user"))
    if reasons:
        raise Refused(what, *reasons)


@verb
def add_centre(*, name: str, handles_unified: bool, actor: User | None, now: datetime) -> Centre:
    policies.can_keep_centres(actor).require()
    if not name.strip():
        raise Refused("不能登记鉴定中心", Reason("没有填写名称", field="name"))
    if Centre.objects.filter(name=name.strip()).exists():
        raise Refused("不能登记鉴定中心", Reason("已有同名的鉴定中心", field="name"))
    centre = Centre.objects.create(name=name.strip(), handles_unified=handles_unified)
    audit.record(verb="centre.add", actor=actor, obj=centre, now=now, facts={"handles_unified": handles_unified})
    return centre


@verb
def edit_centre(*, centre: Centre, name: str, handles_unified: bool, actor: User | None, now: datetime) -> Centre:
    policies.can_keep_centres(actor).require()
    locked = Centre.objects.select_for_update().get(pk=centre.pk)
    if Centre.objects.filter(name=name.strip()).exclude(pk=centre.pk).exists():
        raise Refused("不能修改鉴定中心", Reason("已有同名的鉴定中心", field="name"))
    locked.name, locked.handles_unified = name.strip(), handles_unified
    locked.save()
    audit.record(verb="centre.edit", actor=actor, obj=locked, now=now, facts={"handles_unified": handles_unified})
    return locked
