"""Through the verbs of the desk: each act writes the book in its own transaction, with act and actor (R1.2 to R5.2)."""

from datetime import date, timedelta

import pytest

from announcements import services as announcing
from announcements.models import Announcement, Assessment
from sessions import selectors, services
from station import calendar, clock, stages, sweep
from station.deadline_states import DeadlineState, state_of
from station.deadlines import against_locked
from station.models import DeadlineEvent, StatutoryDeadline
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    announce,
    make_announced_assessment,
    make_assessment,
    publish,
)
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


def supplement(amends: Announcement, purpose: str, amendments: dict, now) -> Announcement:
    drafted = announcing.draft_supplement(
        amends=amends,
        purpose=purpose,
        title="补充公告",
        changes="因故变更。",
        amendments=amendments,
        actor=Desk().officer,
        now=now,
    )
    return publish(drafted, now=now)


def test_a_missed_filing_is_unlocked_by_a_supplement_with_another_date_which_begins_a_new_round() -> None:
    """R4.2: the miss stays on record; by the new date everything that has to be done anew is due anew."""
    made = closed_round(1)
    now, later = clock.at(date(2026, 10, 13), 9), date(2026, 12, 5)
    sweep.sweep_deadlines(now=now)
    assert against_locked(made.assessment, now)
    line = made.assessment.planned
    annual = line.plan.announcements.get(kind="annual")
    supplement(annual, "rescheduling", {"lines": {str(line.public_id): {"exam_date": later}}}, now)
    original = made.assessment.announcements.get(kind="assessment")
    supplement(original, "rescheduling", {"assessment": {"exam_date": later, "exam_until": later}}, now)
    assessment = Assessment.objects.get(pk=made.assessment.pk)
    assert against_locked(assessment, now) == []
    missed, again = StatutoryDeadline.objects.filter(scope=str(assessment.public_id), key="file").order_by("round")
    assert (missed.due, missed.missed_at, missed.met_on) == (date(2026, 10, 12), now, None)
    assert (again.due, again.is_open, again.binding) == (date(2026, 11, 23), True, True)
    announced = page(assessment)["announce"]
    assert (announced.round, announced.due, announced.met_on) == (1, date(2026, 9, 9), clock.local_date(ANNOUNCED))


def test_a_withdrawn_assessment_has_nothing_due_and_reminds_nobody() -> None:
    assessment = make_announced_assessment()
    now = clock.at(date(2026, 9, 3), 9)
    supplement(assessment.announcements.get(), "withdrawal", {}, now)
    states = {key: state_of(row, now.date()) for key, row in page(assessment).items()}
    assert states.pop("announce") == DeadlineState.MET
    assert set(states.values()) == {DeadlineState.ENDED}
    before = DeadlineEvent.objects.count()
    sweep.sweep_deadlines(now=clock.at(date(2026, 10, 12), 9))
    assert DeadlineEvent.objects.count() == before
