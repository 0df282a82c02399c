"""Natural persons: found by identity number, made once, never under two names."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from registration.models import Application, Candidate
from registration.roster.normalising import clean_mobile, same_name
from registration.rules import Person, PersonFacts, examine_person
from station import audit, clock, short_messages
from station.crypto import blind_index, mask_mobile
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused, denied
from station.verbs import verb

audit.register_verbs(
    {
        "candidate.register": "登记考生",
        "candidate.amend": "更改考生信息",
        "candidate.link": "关联考生账号",
        "candidate.look_up": "按证件号码查找考生",
    }
)

# News of an account is of no use days later.
TOLD_FOR = timedelta(days=1)
PORTION = 200


def identity_index(number: str) -> str:
    return blind_index(number, "identity")


def find_by_identity(number: str) -> Candidate | None:
    """Exact look-up; the number is normalised by the caller."""
    return Candidate.objects.filter(identity_index=identity_index(number)).first()


@verb
def look_up(*, number: str, actor: User, now: datetime) -> Candidate | None:
    """At the counter: somebody on record is shown with all they said last time, which leaves its trace (R2.5)."""
    if not actor.has_role(Role.REGISTRATION_OFFICER):
        denied("按证件号码查找考生须由报名受理员办理", "R2.1").require()
    known = find_by_identity(number)
    if known is not None:
        audit.record(verb="candidate.look_up", actor=actor, obj=known, now=now)
    return known


def require_person(facts: PersonFacts, *, now: datetime, what: str) -> Person:
    person, reasons = examine_person(facts, on=clock.local_date(now))
    if person is None:
        raise Refused(what, *reasons)
    return person


@verb
def register_candidate(*, facts: PersonFacts, actor: User | None, now: datetime) -> Candidate:
    """Find the person or make them; a known number under another name is refused (R2.4)."""
    person = require_person(facts, now=now, what="不能登记考生信息")
    known, is_new = _found_or_made(person, facts, actor=actor, now=now)
    if is_new:
        return known
    _require_same_name(known, person)
    _update(known, person, facts, actor=actor, now=now)
    return known


def _found_or_made(person: Person, facts: PersonFacts, *, actor: User | None, now: datetime) -> tuple[Candidate, bool]:
    """Locked where on record. Two counters with the same new person: the slower one finds what the other has made."""
    index = identity_index(person.identity_number)
    if known := _locked(index):
        return known, False
    try:
        with transaction.atomic():
            return make_candidate(person, facts, actor=actor, now=now), True
    except IntegrityError:
        made_meanwhile = _locked(index)
        if made_meanwhile is None:
            raise
        return made_meanwhile, False


def _locked(index: str) -> Candidate | None:
    return Candidate.objects.select_for_update().filter(identity_index=index).first()


def _require_same_name(known: Candidate, person: Person) -> None:
    if not same_name(known.name, person.name):
        raise Refused(
            "不能登记考生信息",
            Reason(
                "该证件号码已登记在另一姓名名下",
                "R2.4",
                "请核对号码和姓名；确系更名的，持证明到报名窗口办理更名登记。",
                "identity_number",
            ),
        )


def make_candidate(person: Person, facts: PersonFacts, *, actor: User | None, now: datetime) -> Candidate:
    """Inside a verb, for a number that nobody has: the unique index has the last word."""
    candidate = _candidate(person, facts, now=now)
    candidate.save(force_insert=True)
    audit.record(verb="candidate.register", actor=actor, obj=candidate, now=now)
    return candidate


def _candidate(person: Person, facts: PersonFacts, *, now: datetime) -> Candidate:
    return Candidate(
        name=person.name,
        identity_type=person.identity_type,
        identity_number=person.identity_number,
        identity_index=identity_index(person.identity_number),
        sex=person.sex,
        birth_date=person.birth_date,
        mobile=person.mobile,
        created_at=now,
        **_contact(facts),
    )


def register_many(*, everyone: Sequence[PersonFacts], actor: User | None, now: datetime) -> list[Candidate]:
    """The people of a roster in its order, found or made as `register_candidate` does it, in a handful of statements.

    Inside a verb. Somebody who stands there twice is one person; what was said last counts.
    """
    people = [require_person(facts, now=now, what="不能登记考生信息") for facts in everyone]
    indexes = [identity_index(person.identity_number) for person in people]
    standing = locked_by_index(indexes)
    others = _registered_by_others(standing.values(), actor)
    made: list[Candidate] = []
    changed: dict[Candidate, set[str]] = {}
    for index, person, facts in zip(indexes, people, everyone, strict=True):
        candidate = standing.get(index)
        if candidate is None:
            candidate = standing[index] = _candidate(person, facts, now=now)
            made.append(candidate)
            audit.record(verb="candidate.register", actor=actor, obj=candidate, now=now)
            continue
        _require_same_name(candidate, person)
        keeps = candidate.user_id is not None or candidate.pk in others
        if names := _amend(candidate, person, facts, actor=actor, now=now, keeps_mobile=keeps):
            if candidate.pk is not None:
                changed.setdefault(candidate, set()).update(names)
    Candidate.objects.bulk_create(made, batch_size=PORTION)
    if changed:
        Candidate.objects.bulk_update(changed, sorted(set().union(*changed.values())), batch_size=PORTION // 4)
    return [standing[index] for index in indexes]


def locked_by_index(indexes: Iterable[str]) -> dict[str, Candidate]:
    """Those on record, locked until commit, always in one order so that two rosters can't wait for each other."""
    wanted = sorted(set(indexes))
    found: dict[str, Candidate] = {}
    for start in range(0, len(wanted), PORTION):
        rows = Candidate.objects.select_for_update().filter(identity_index__in=wanted[start : start + PORTION])
        found |= {row.identity_index: row for row in rows.order_by("identity_index")}
    return found


def _contact(facts: PersonFacts) -> dict[str, str]:
    names = ("ethnicity", "education", "employer", "group_name", "address", "email")
    return {name: getattr(facts, name).strip() for name in names}


def _update(candidate: Candidate, person: Person, facts: PersonFacts, *, actor: User | None, now: datetime) -> None:
    if changed := _amend(candidate, person, facts, actor=actor, now=now):
        candidate.save(update_fields=changed)


def _amend(
    candidate: Candidate,
    person: Person,
    facts: PersonFacts,
    *,
    actor: User | None,
    now: datetime,
    keeps_mobile: bool = False,
) -> list[str]:
    """What was said last counts; an empty answer takes nothing away. Returns the columns to be written.

    With `keeps_mobile` another number is passed over: a roster is no place to refuse one person's.
    """
    said = {"mobile": person.mobile, **{name: text for name, text in _contact(facts).items() if text}}
    if keeps_mobile:
        del said["mobile"]
    elif person.mobile != candidate.mobile:
        _require_may_change_mobile(candidate, actor)
    changed = sorted(name for name, value in said.items() if getattr(candidate, name) != value)
    before = candidate.mobile
    for name in changed:
        setattr(candidate, name, said[name])
    if "mobile" in changed and candidate.user_id is not None:
        _tell_old_number(candidate, before, now)
    if "mobile" in changed and candidate.mobile_proven_at is not None:
        candidate.mobile_proven_at = None
        changed.append("mobile_proven_at")
    if changed:
        audit.record(verb="candidate.amend", actor=actor, obj=candidate, now=now, facts={"fields": changed})
    return changed


def _require_may_change_mobile(candidate: Candidate, actor: User | None) -> None:
    """Codes that open the account go to this number, and with it the record is claimed at signing up. It is changed by
    its holder, with a code, or at the desk, where they stand in person; by a group's contact only while there is no
    account and nobody else has registered this person."""
    if actor is None or actor.is_station_staff:
        return
    if not reached_by_others(candidate, actor):
        return
    text = "已有账号的，手机号码用来登录和重设密码，更换时须用新号码收验证码"
    remedy = "请填原来的号码；更换由本人登录后办理，或本人持证件到报名窗口办理。"
    if candidate.user_id is None:
        text = "此人在本所另有报名，登记的手机号码是本人注册账号的凭据"
        remedy = "请填原来的号码；更换由本人持证件到报名窗口办理。"
    elif candidate.user_id == actor.pk:
        remedy = "请先填原来的号码，再到“我的账号”里更换。"
    raise Refused("不能更改手机号码", Reason(text, "R2.1", remedy, "mobile"))


def reached_by_others(candidate: Candidate, actor: User) -> bool:
    """Whether somebody other than this contact has told how to reach the person: they themselves, the desk, a school."""
    return candidate.user_id is not None or bool(_registered_by_others([candidate], actor))


def _registered_by_others(people: Iterable[Candidate], actor: User | None) -> set[int]:
    """Of those without an account, whom somebody other than this contact has registered; the desk need not ask."""
    if actor is None or actor.is_station_staff:
        return set()
    ids = [person.pk for person in people if person.pk is not None and person.user_id is None]
    found: set[int] = set()
    for start in range(0, len(ids), PORTION):
        rows = Application.objects.filter(candidate__in=ids[start : start + PORTION])
        found.update(rows.exclude(entered_by=actor).values_list("candidate_id", flat=True))
    return found


def _tell_old_number(candidate: Candidate, before: str, now: datetime) -> None:
    text = f"您账号的手机号码已在报名窗口换为{mask_mobile(candidate.mobile)}。不是您本人办理的，请立即致电 {settings.STATION_PHONE}。"
    until = now + TOLD_FOR
    short_messages.send(purpose="account", recipient=clean_mobile(before), text=text, useless_after=until, now=now)


@verb
def link_account(*, candidate: Candidate, user: User, now: datetime) -> Candidate:
    """Tie a candidate's account to the person it belongs to, once."""
    if not user.has_role(Role.CANDIDATE):
        denied("只有考生账号可以关联考生信息").require()
    other = Candidate.objects.filter(user=user).exclude(pk=candidate.pk).exists()
    if (candidate.user_id and candidate.user_id != user.pk) or other:
        raise Refused(
            "不能用这个账号报名",
            Reason(
                "该证件号码已关联另一账号，或本账号已关联另一证件号码", "R2.1", "请使用原账号登录，或到报名窗口办理。"
            ),
        )
    if candidate.user_id is None:
        candidate.user = user
        candidate.save(update_fields=["user"])
        audit.record(verb="candidate.link", actor=user, obj=candidate, now=now)
    return candidate
