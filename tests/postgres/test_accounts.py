"""Codes and accounts under a crowd, on PostgreSQL: limits hold, a number is taken once, a code opens once (R2.1)."""

from threading import Barrier

import pytest

from registration import services
from registration.models import Candidate
from registration.services.accounts import NotProven
from station import clock, verification
from station.enums import CodePurpose
from station.models import ShortMessage, User, VerificationCode
from station.refusals import Refused
from tests.factories.accounts import FROM, PASSWORD, code_at, subject_of
from tests.factories.registration import OPEN, person
from tests.postgres.crowd import EIGHT, at_once

HER = person(2)
ABOUT = {"purpose": CodePurpose.SIGN_UP, "mobile": HER.mobile, "subject": subject_of(HER)}


@pytest.fixture(autouse=True)
def in_the_window(postgres_database: str) -> None:
    clock.move_to(OPEN, frozen=True)


def ask_at_once() -> list[object]:
    return at_once(lambda number: verification.ask(**ABOUT, origin=f"203.0.113.{number}", now=OPEN))


def test_of_eight_requests_at_once_for_one_number_one_code_is_sent() -> None:
    answers = ask_at_once()
    assert sum(isinstance(answer, VerificationCode) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == EIGHT - 1
    assert (VerificationCode.objects.count(), ShortMessage.objects.count()) == (1, 1)


def test_without_the_queue_all_eight_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The losing control: with the lock taken away everyone counts before anyone has written."""
    everyone_counted, count = Barrier(EIGHT), verification._refuse_too_many

    def count_and_wait(*given: object) -> None:
        count(*given)
        everyone_counted.wait(timeout=30)

    monkeypatch.setattr(verification, "_queue_up", lambda: None)
    monkeypatch.setattr(verification, "_refuse_too_many", count_and_wait)
    ask_at_once()
    assert VerificationCode.objects.count() == EIGHT


def test_eight_guesses_at_once_are_five_tries() -> None:
    verification.ask(**ABOUT, origin=FROM, now=OPEN)
    wrong = f"{(int(code_at(HER.mobile)) + 1) % 1_000_000:06d}"
    at_once(lambda number: verification.prove(**ABOUT, code=wrong, now=OPEN))
    assert VerificationCode.objects.get().tries == verification.TRIES
    with pytest.raises(Refused, match="作废"):
        verification.prove(**ABOUT, code=code_at(HER.mobile), now=OPEN)


def test_a_code_typed_in_eight_windows_at_once_opens_one() -> None:
    verification.ask(**ABOUT, origin=FROM, now=OPEN)
    code = code_at(HER.mobile)
    answers = at_once(lambda number: verification.prove(**ABOUT, code=code, now=OPEN))
    assert sum(isinstance(answer, VerificationCode) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == EIGHT - 1


def proofs() -> list[VerificationCode]:
    """Eight proofs of one number for one person, as eight patient windows would come by them."""
    found = []
    for number in range(EIGHT):
        mobile = f"1380000001{number}"
        about = ABOUT | {"mobile": mobile}
        verification.ask(**about, origin=FROM, now=OPEN)
        found.append(verification.prove(**about, code=code_at(mobile), now=OPEN))
    return found


def test_of_eight_sign_ups_with_one_identity_number_one_gets_the_account() -> None:
    proven = proofs()

    def sign_up(number: int) -> User:
        facts = person(2, mobile=f"1380000001{number}")
        return services.sign_up(facts=facts, password=PASSWORD, photo_consent=False, proof=proven[number], now=OPEN)

    answers = at_once(sign_up)
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert {type(answer) for answer in answers if not isinstance(answer, User)} == {NotProven}
    assert (Candidate.objects.count(), User.objects.count()) == (1, 1)


def test_of_eight_who_claim_a_person_on_record_one_gets_the_account() -> None:
    services.register_candidate(facts=HER, actor=None, now=OPEN)
    verification.ask(**ABOUT, origin=FROM, now=OPEN)
    proof = verification.prove(**ABOUT, code=code_at(HER.mobile), now=OPEN)

    def claim(number: int) -> User:
        return services.sign_up(facts=HER, password=PASSWORD, photo_consent=False, proof=proof, now=OPEN)

    answers = at_once(claim)
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert {type(answer) for answer in answers if not isinstance(answer, User)} == {NotProven}
    assert Candidate.objects.get().user_id == User.objects.get().pk
