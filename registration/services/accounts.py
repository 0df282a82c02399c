"""Candidates' accounts: opened by identity number, tied to the person on record only after proof."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from registration import consents
from registration.enums import ConsentKind
from registration.models import Candidate, Consent
from registration.roster.normalising import clean_mobile, same_name
from registration.rules import Person, PersonFacts
from registration.services import candidates
from station import audit, roles, verification
from station.enums import CodePurpose, Role
from station.identifiers import new_code
from station.models import User, VerificationCode
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"account.sign_up": "注册考生账号", "consent.give": "同意", "consent.withdraw": "撤回同意"})

WHAT = "不能注册账号"
PORTION = 500  # databases take only so many values in one question


class NotProven(Refused):
    """The number has an account already, or name and mobile differ from the record. Deliberately the same words for
    both, so that the answer tells nobody which."""

    def __init__(self) -> None:
        super().__init__(
            WHAT,
            Reason(
                "这个证件号码不能在网上注册：已经注册过，或所填姓名、手机号码与本所的登记不一致",
                "R2.1",
                "注册过的请直接登录，忘记密码的可用短信验证码重设。由单位、学校或窗口报过名的，请用当时登记的姓名和手机号码；"
                "登记的号码有误或已经停用的，请本人持证件到报名窗口更改后再注册。",
                "identity_number",
            ),
        )


def sign_up(*, facts: PersonFacts, password: str, photo_consent: bool, proof: VerificationCode, now: datetime) -> User:
    """Open an account with the consent to the handling of personal data; a photograph's is given by itself.

    `proof` is the code that came back from the very mobile number, about the very identity number.
    """
    try:
        return _sign_up(facts=facts, password=password, photo_consent=photo_consent, proof=proof, now=now)
    except IntegrityError as error:  # two windows at the same moment: the number was taken by the other
        raise NotProven from error


@verb
def _sign_up(*, facts: PersonFacts, password: str, photo_consent: bool, proof: VerificationCode, now: datetime) -> User:
    person = candidates.require_person(facts, now=now, what=WHAT)
    index = candidates.identity_index(person.identity_number)
    verification.require_proof(
        proof, purpose=CodePurpose.SIGN_UP, mobile=clean_mobile(person.mobile), subject=index, now=now
    )
    known = candidates.find_by_identity(person.identity_number)
    if known is not None:
        known = Candidate.objects.select_for_update().get(pk=known.pk)
        if not _proves(known, person):
            raise NotProven
    user = _open_account(person, facts, password, now)
    candidate = known or candidates.make_candidate(person, facts, actor=user, now=now)
    candidates.link_account(candidate=candidate, user=user, now=now)
    candidate.mobile_proven_at = now
    candidate.save(update_fields=["mobile_proven_at"])
    audit.record(verb="account.sign_up", actor=user, obj=user, now=now, facts={"known": known is not None})
    give_consent(candidate=candidate, kind=ConsentKind.PERSONAL_DATA, actor=user, now=now)
    if photo_consent:
        give_consent(candidate=candidate, kind=ConsentKind.PHOTO, actor=user, now=now)
    return user


def _proves(known: Candidate, person: Person) -> bool:
    """Name, number and mobile agree with the record, and nobody has taken the account yet."""
    return (
        known.user_id is None
        and same_name(known.name, person.name)
        and clean_mobile(known.mobile) == clean_mobile(person.mobile)
    )


def _open_account(person: Person, facts: PersonFacts, password: str, now: datetime) -> User:
    """The user name is drawn and tells nothing: people sign in with their identity number."""
    user = User(username=f"k{new_code().lower()}", name=person.name, email=facts.email.strip(), date_joined=now)
    user.set_password(password)
    user.save(force_insert=True)
    roles.grant_role(user=user, role=Role.CANDIDATE, actor=None, now=now)
    return user


@verb
def give_consent(*, candidate: Candidate, kind: str, actor: User, now: datetime, granted: bool = True) -> Consent:
    """Put on record which version of the text was agreed to, or taken back, by the person themselves."""
    if candidate.user_id != actor.pk:
        raise Refused("不能登记同意", Reason("同意只能由本人作出", remedy="请本人登录后办理。"))
    text = consents.current(ConsentKind(kind))
    consent = Consent.objects.create(
        candidate=candidate,
        kind=kind,
        version=text.version,
        text_sha256=text.sha256,
        granted=granted,
        given_by=actor,
        given_at=now,
    )
    act = "consent.give" if granted else "consent.withdraw"
    audit.record(verb=act, actor=actor, obj=candidate, now=now, facts={"kind": kind, "version": text.version})
    return consent


def who_withdrew(people: Sequence[int], kind: str) -> set[int]:
    """Of these candidates, who took their consent back and has not given it again. Who never spoke is not among them."""
    newest: dict[int, bool] = {}
    for start in range(0, len(people), PORTION):
        rows = Consent.objects.filter(candidate__in=people[start : start + PORTION], kind=kind).order_by("id")
        newest |= dict(rows.values_list("candidate_id", "granted"))
    return {candidate for candidate, granted in newest.items() if not granted}


def has_consent(candidate: Candidate, kind: str) -> bool:
    newest = Consent.objects.filter(candidate=candidate, kind=kind).order_by("-id").first()
    return newest is not None and newest.granted
