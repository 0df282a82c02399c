"""Natural persons: found by identity number, made once, never under two names."""

from datetime import datetime

from registration.models import Candidate
from registration.roster.normalising import same_name
from registration.rules import Person, PersonFacts, examine_person
from station import audit, clock
from station.crypto import blind_index
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused, denied
from station.verbs import verb

audit.register_verbs(
    {"candidate.register": "登记考生", "candidate.amend": "更改考生信息", "candidate.link": "关联考生账号"}
)


def identity_index(number: str) -> str:
    return blind_index(number, "identity")


def find_by_identity(number: str) -> Candidate | None:
    """Exact look-up; the number is normalised by the caller."""
    return Candidate.objects.filter(identity_index=identity_index(number)).first()


def require_person(facts: PersonFacts, *, now: datetime, what: str) -> Person:
    person, reasons = examine_person(facts, on=clock.local_date(now))
    if person is None:
        raise Refused(what, *reasons)
    return person


@verb
def register_candidate(*, facts: PersonFacts, actor: User | None, now: datetime) -> Candidate:
    """Find the person or make them; a known number under another name is refused (R2.4)."""
    person = require_person(facts, now=now, what="不能登记考生信息")
    known = Candidate.objects.select_for_update().filter(identity_index=identity_index(person.identity_number)).first()
    if known is None:
        return make_candidate(person, facts, actor=actor, now=now)
    if not same_name(known.name, person.name):
        raise Refused(
            "不能登记考生信息",
            Reason(
                "该证件号码已登记在另一姓名名下",
                "R2.4",
                "请核对号码和姓名；确系更名的，持证明到报名窗口办理。",
                "identity_number",
            ),
        )
    _update(known, person, facts, actor=actor, now=now)
    return known


def make_candidate(person: Person, facts: PersonFacts, *, actor: User | None, now: datetime) -> Candidate:
    """Inside a verb, for a number that nobody has: the unique index has the last word."""
    candidate = Candidate.objects.create(
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
    audit.record(verb="candidate.register", actor=actor, obj=candidate, now=now)
    return candidate


def _contact(facts: PersonFacts) -> dict[str, str]:
    names = ("ethnicity", "education", "employer", "group_name", "address", "email")
    return {name: getattr(facts, name).strip() for name in names}


def _update(candidate: Candidate, person: Person, facts: PersonFacts, *, actor: User | None, now: datetime) -> None:
    """What was said last counts; an empty answer takes nothing away."""
    said = {"mobile": person.mobile, **{name: text for name, text in _contact(facts).items() if text}}
    changed = sorted(name for name, value in said.items() if getattr(candidate, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(candidate, name, said[name])
    candidate.save(update_fields=changed)
    audit.record(verb="candidate.amend", actor=actor, obj=candidate, now=now, facts={"fields": changed})


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
