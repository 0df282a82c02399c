"""From a closed registration to the settlement, through the verbs alone (R3, R4)."""

import pytest

from sessions import selectors, services
from sessions.plan_facts import findings_of
from sessions.rules import musts
from tests.factories.sessions import ANSWERED, PLANNED, Office, answered_round, proposed_round

pytestmark = pytest.mark.django_db


def test_a_proposed_plan_has_nothing_to_object_to() -> None:
    made = proposed_round(3, levels=(4, 3))
    assert [finding.text for finding in musts(findings_of(made.plan))] == []


def test_from_closing_to_settlement() -> None:
    made = answered_round(2)
    answer = selectors.standing_answer(made.assessment)
    assert not selectors.settled(made.assessment)
    services.settle(
        answer=answer, receipt_number="票2026001", paid_on=ANSWERED.date(), actor=Office().cashier, now=ANSWERED
    )
    assert selectors.settled(made.assessment)


def test_building_twice_gives_the_same_package() -> None:
    from tests.factories.sessions import approved_round

    made = approved_round(2)
    first = services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    second = services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    assert first.pk == second.pk
    assert first.document.sha256 == second.document.sha256
