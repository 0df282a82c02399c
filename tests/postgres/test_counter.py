"""Two counters at the same moment: one new person is one, one application is one, and nobody meets a bare error (R2.1)."""

import threading

import pytest
from django.db import IntegrityError

from registration import services
from registration.enums import Channel
from registration.models import Application, Candidate
from registration.rules import Person, PersonFacts
from registration.services import candidates
from station.enums import Level
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_occupation
from tests.postgres.crowd import EIGHT, at_once


def entered(offering, serial: int = 1):
    return services.enter_application(
        offering=offering, person=made.person(serial), channel=Channel.COUNTER, actor=Counter().officer, now=OPEN
    )


def test_eight_counters_enter_one_new_person_once_and_the_others_are_led_there() -> None:
    offering, _ = made.open_offering(), Counter().officer
    answers = at_once(lambda _: entered(offering))
    made_it = [each for each in answers if isinstance(each, Application)]
    told = [each for each in answers if isinstance(each, services.AlreadyApplied)]
    assert (len(made_it), len(told)) == (1, EIGHT - 1)
    assert {each.standing.pk for each in told} == {made_it[0].pk}
    assert Candidate.objects.count() == Application.objects.count() == 1


def test_two_counters_enter_one_new_person_for_two_offerings() -> None:
    assessment, _ = (
        made.open_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.FIVE)),
        Counter().officer,
    )
    offerings = list(assessment.offerings.order_by("-level"))
    answers = at_once(lambda number: entered(offerings[number]), people=2)
    assert [type(each) for each in answers] == [Application, Application]
    assert Candidate.objects.count() == 1


def test_without_looking_again_the_slower_counter_meets_a_bare_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The losing control: both have looked before either has written, and the second one's insert is all there is."""
    offering, _ = made.open_offering(), Counter().officer
    both_looked = threading.Barrier(2)

    def found_or_made(person: Person, facts: PersonFacts, *, actor: object, now: object) -> tuple[Candidate, bool]:
        known = Candidate.objects.filter(identity_index=candidates.identity_index(person.identity_number)).first()
        assert known is None
        both_looked.wait(timeout=30)
        return candidates.make_candidate(person, facts, actor=actor, now=now), True  # type: ignore[arg-type]

    monkeypatch.setattr(candidates, "_found_or_made", found_or_made)
    answers = at_once(lambda _: entered(offering), people=2)
    assert sorted(type(each).__name__ for each in answers) == ["Application", IntegrityError.__name__]


def test_when_both_have_looked_before_either_has_written_the_slower_one_finds_the_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same meeting as in the control, with the verb as it is."""
    offering, _ = made.open_offering(), Counter().officer
    both_looked, looks = threading.Barrier(2), threading.local()
    look = candidates._locked

    def locked(index: str) -> Candidate | None:
        found = look(index)
        if not getattr(looks, "once", False):
            looks.once = True
            both_looked.wait(timeout=30)
        return found

    monkeypatch.setattr(candidates, "_locked", locked)
    answers = at_once(lambda _: entered(offering), people=2)
    assert sorted(type(each).__name__ for each in answers) == ["AlreadyApplied", "Application"]
    assert Candidate.objects.count() == 1
