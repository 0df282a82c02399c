"""Rounds of another kind: not settled, not noticed, partly refused by the centre, two levels (R4.3, R5.1)."""

import pytest

from exams import policies, selectors, services
from exams.enums import BagState
from station import clock
from station.models import ProfileValue
from station.refusals import Refused
from tests.factories import exams as make
from tests.factories.sessions import approved_round

pytestmark = pytest.mark.django_db


def test_no_bag_is_registered_before_the_centres_notice() -> None:
    made = make.settled_round(1)
    with pytest.raises(Refused, match="《鉴定通知书》"):
        make.bags_of(made)


def test_an_invigilator_receives_the_bag_of_the_own_room_and_no_other() -> None:
    made = make.noticed_round(2, levels=(4, 3))
    first, second = make.bags_of(made)[:2]
    invigilator = make.invigilator_of(first.session_room)
    for bag in (first, second):
        make.carry_to(bag, BagState.AT_OFFICE)
    giver = make.Site().affairs
    make.hand_over(first, BagState.IN_ROOM, handed_over_by=giver, received_by=invigilator)
    with pytest.raises(Refused, match=str(invigilator)):
        make.hand_over(second, BagState.IN_ROOM, handed_over_by=giver, received_by=invigilator)
    visible = list(policies.bags_visible_to(invigilator))
    assert first in visible
    assert second not in visible


def test_the_notice_waits_for_the_settlement() -> None:
    made = approved_round(1)
    with pytest.raises(Refused, match="一次结清"):
        make.record_notice(made.assessment)


def test_nothing_is_printed_before_the_notice() -> None:
    made = make.settled_round(1)
    affairs = make.Site().affairs
    for act in (
        services.make_tickets,
        services.print_tickets,
        services.request_tickets,
        services.print_seating_charts,
        services.print_room_summary,
        services.make_marking_codes,
    ):
        with pytest.raises(Refused, match=r"《鉴定通知书》（R5\.1）"):
            act(assessment=made.assessment, actor=affairs, now=make.NOTICED)


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"number": " "}, "文号"), ({"received_on": clock.local_date(make.LATE)}, "晚于今天")],
)
def test_a_notice_without_its_facts_is_refused(changes: dict, word: str) -> None:
    made = make.settled_round(1)
    values = {"number": "济鉴通", "received_on": clock.local_date(make.NOTICED), **changes}
    with pytest.raises(Refused, match=word):
        services.record_notice(assessment=made.assessment, actor=make.Site().affairs, now=make.NOTICED, **values)


def test_whoever_the_centre_refused_gets_no_ticket() -> None:
    made = approved_round(2)
    make.settle(made, refused=made.applications[:1])
    make.record_notice(made.assessment)
    tickets = services.make_tickets(assessment=made.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    assert [ticket.application for ticket in tickets] == made.applications[1:]
    assert not selectors.without_ticket(made.assessment).exists()
    assert {bag.copies for bag in make.bags_of(made)} == {1}


def test_the_number_follows_the_stations_own_template() -> None:
    ProfileValue.objects.filter(key="ticket.number_format").update(value="ZK{year:02d}-{batch:03d}-{sequence:03d}")
    assert make.first_ticket(make.ticketed_round(1)).number == "ZK26-001-001"


def test_the_summary_counts_by_occupation_level_subject_and_room() -> None:
    made = make.ticketed_round(2, levels=(4, 3))
    document = services.print_room_summary(assessment=made.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    facts = document.facts
    assert (facts["candidates"], facts["sittings"]) == (4, 8)
    assert sum(row["count"] for row in facts["rows"]) == 8
    assert {row["level"] for row in facts["rows"]} == {"四级/中级工", "三级/高级工"}
