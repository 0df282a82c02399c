"""Through the verbs of the desk: each act writes the book in its own transaction, with act and actor (R1.2 to R5.2)."""

from datetime import date, timedelta

import pytest

from announcements import services as announcing
from sessions import selectors, services
from station import calendar, clock, stages, sweep
from station.deadline_states import DeadlineState, state_of
from station.models import DeadlineEvent, StatutoryDeadline
from tests.factories.announcements import ANNOUNCED, Desk, announce, make_assessment
from tests.factories.sessions import ANSWERED, FILED, Office, closed_round, filed_round

pytestmark = pytest.mark.django_db


def page(assessment) -> dict[str, StatutoryDeadline]:
    rows = StatutoryDeadline.objects.filter(scope=str(assessment.public_id)).select_related("met_by")
    return {row.key: row for row in rows.order_by("round")}


def test_an_assessment_stands_in_the_book_from_the_moment_it_is_made() -> None:
    book = page(make_assessment())
    assert {key: row.due for key, row in book.items()} == {
        "announce": date(2026, 9, 9),
        "registration": date(2026, 9, 25),
        "registration_closing": date(2026, 10, 12),
        "file": date(2026, 10, 12),
        "tickets": date(2026, 10, 21),
    }
    assert [key for key, row in book.items() if row.role] == ["announce"]
    assert {key for key, row in book.items() if row.binding} == {"announce", "file"}


def test_publication_meets_the_45_days_and_makes_the_later_roles_responsible() -> None:
    assessment = make_assessment()
    announce(assessment)
    book = page(assessment)
    announced = book["announce"]
    assert (announced.met_on, announced.met_act) == (clock.local_date(ANNOUNCED), "announcement.publish")
    assert announced.met_by == Desk().officer
    assert all(row.role for row in book.values())
    assert (book["registration"].opens_at, book["registration"].closes_at) == (
        assessment.registration_from,
        assessment.registration_until,
    )


def test_another_date_before_publication_moves_every_deadline() -> None:
    assessment = make_assessment()
    later = date(2026, 10, 31)
    announcing.edit_assessment(
        assessment=assessment, exam_date=later, exam_until=later, actor=Desk().officer, now=ANNOUNCED
    )
    moved = DeadlineEvent.objects.filter(what="moved").values_list("deadline__key", "before")
    assert ("announce", date(2026, 9, 9)) in moved
    assert page(assessment)["announce"].due == date(2026, 9, 16)


def test_closing_and_filing_meet_theirs_and_a_return_by_the_centre_undoes_the_filing() -> None:
    made = filed_round(1)
    book = page(made.assessment)
    assert book["registration_closing"].met_act == "registration.close"
    assert (book["file"].met_on, book["file"].met_by) == (clock.local_date(FILED), Office().planner)
    filing = selectors.standing_filing(made.assessment)
    services.record_answer(
        filing=filing,
        outcome="returned",
        document_number="济鉴核12号",
        answered_on=clock.local_date(ANSWERED),
        note="请补充考务人员证卡号",
        actor=Office().planner,
        now=ANSWERED,
    )
    row = page(made.assessment)["file"]
    assert (row.met_on, row.met_act) == (None, "")
    assert DeadlineEvent.objects.filter(deadline=row).order_by("-id").first().what == "reopened"


def test_the_sweep_opens_and_closes_the_registration_of_an_announced_assessment_only() -> None:
    announced, drafted = make_assessment(), make_assessment()
    announce(announced)
    sweep.sweep_deadlines(now=announced.registration_until)
    kinds = DeadlineEvent.objects.filter(what__in=("opened", "closed")).values_list("deadline__scope", "what")
    assert sorted(kinds) == [(str(announced.public_id), "closed"), (str(announced.public_id), "opened")]
    assert page(drafted)["registration"].closed_at is None


def test_a_missed_filing_is_recorded_once_and_the_rows_say_what_the_stages_say() -> None:
    made = closed_round(1)
    after = clock.end_of(date(2026, 10, 12)) + timedelta(hours=1)
    sweep.sweep_deadlines(now=after)
    row = page(made.assessment)["file"]
    assert state_of(row, clock.local_date(after)) == DeadlineState.MISSED
    declared = {item.key: item.due for item in stages.deadlines(made.assessment, calendar.current())}
    assert declared == {key: kept.due for key, kept in page(made.assessment).items()}
