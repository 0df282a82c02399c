"""A notice enters the calendar by two persons, and every open deadline is counted again (R4.2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from announcements.models import Assessment
from station import audit, calendar, deadline_book, notices, reference, stages
from station.deadlines import lawful_timeline
from station.enums import Category, Role
from station.models import (
    AuditEntry,
    CalendarNotice,
    CalendarRevision,
    CalendarStatus,
    CalendarYear,
    DeadlineEvent,
    NoticeState,
    Notification,
    SpecialDay,
    StatutoryDeadline,
)
from station.models import SpecialDayKind as Kind
from station.notice_reading import Day
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import make_assessment
from tests.factories.notices import ENTERED, NUMBER, make_administrator, make_notice, spring_festival_2027
from tests.factories.station import make_charlie, make_user

pytestmark = pytest.mark.django_db
EXAM = date(2027, 3, 13)  # unified: filed by 2027-02-11 without a notice, earlier with a week of Spring Festival


@pytest.fixture
def director():
    return make_user("head", Role.DIRECTOR, name="所长丙")


def planned_for(exam_date: date) -> Assessment:
    start = ENTERED + timedelta(days=1)
    made = make_assessment(
        exam_date=exam_date,
        category=Category.NATIONAL_UNIFIED,
        registration_from=start,
        registration_until=start + timedelta(days=10),
        now=ENTERED,
    )
    deadline_book.keep(made, now=ENTERED)
    return made


def filing_row(assessment: Assessment) -> StatutoryDeadline:
    (row,) = StatutoryDeadline.objects.filter(scope=str(assessment.public_id), clause="R4.2")
    return row


def test_nothing_counts_by_a_notice_until_a_second_person_has_confirmed_it(director) -> None:
    before = calendar.current()
    notice = make_notice()
    assert calendar.current() == before
    assert calendar.current().is_provisional(date(2027, 1, 1))

    revision = notices.confirm_notice(notice=notice, actor=director, now=ENTERED)

    after = calendar.current()
    assert after.version == str(revision.pk) != before.version
    assert not after.is_provisional(date(2027, 1, 1), date(2027, 12, 31))
    assert after.is_working_day(date(2027, 2, 20))
    assert not after.is_working_day(date(2027, 2, 9))
    assert after.name_of(date(2027, 2, 9)) == "春节"
    assert CalendarYear.objects.get(year=2027).notice_number == NUMBER


def test_who_entered_it_may_not_confirm_it() -> None:
    notice = make_notice()
    with pytest.raises(NotPermitted, match="录入人不得确认自己录入的安排"):
        notices.confirm_notice(notice=notice, actor=make_administrator(), now=ENTERED)
    assert notice.state == NoticeState.PROPOSED
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_another_administrator_may_confirm_it() -> None:
    second = make_user("second", Role.ADMINISTRATOR)
    notices.confirm_notice(notice=make_notice(), actor=second, now=ENTERED)
    assert CalendarNotice.objects.get().decided_by == second


def test_charlie_may_neither_enter_nor_confirm_nor_discard(director) -> None:
    charlie = make_charlie()
    with pytest.raises(NotPermitted, match="系统管理员"):
        make_notice(actor=charlie)
    with pytest.raises(NotPermitted):
        make_notice(actor=director)  # who directs confirms; entering is the administrator's
    notice = make_notice()
    for act in (notices.confirm_notice, notices.discard_notice):
        with pytest.raises(NotPermitted):
            act(notice=notice, actor=charlie, now=ENTERED)


def test_the_database_too_wants_a_second_person() -> None:
    notice = make_notice()
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarNotice.objects.filter(pk=notice.pk).update(
            state="confirmed", decided_by=notice.proposed_by, decided_at=ENTERED
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"notice_number": " "}, "notice_number"),
        ({"notice_date": None}, "notice_date"),
        ({"notice_date": date(2026, 11, 21)}, "notice_date"),
        ({"year": 1899}, "year"),
        ({"days": []}, ""),
    ],
)
def test_a_published_notice_has_number_date_and_days(changed: dict[str, object], field: str) -> None:
    values = {
        "year": 2027,
        "status": CalendarStatus.PUBLISHED,
        "notice_number": NUMBER,
        "notice_date": date(2026, 11, 10),
        "days": spring_festival_2027(),
    }
    with pytest.raises(Refused) as refused:
        notices.propose_notice(**(values | changed), actor=make_administrator(), now=ENTERED)
    assert [reason.field for reason in refused.value.reasons] == [field]
    assert CalendarNotice.objects.count() == 0


def test_of_one_year_one_notice_waits_at_a_time(director) -> None:
    first = make_notice()
    with pytest.raises(Refused, match="已有一份待确认的安排"):
        make_notice()
    notices.discard_notice(notice=first, actor=make_administrator(), now=ENTERED)
    again = make_notice()
    assert [first.state, again.state] == [NoticeState.DISCARDED, NoticeState.PROPOSED]
    with pytest.raises(Refused, match="不能确认放假安排"):
        notices.confirm_notice(notice=first, actor=director, now=ENTERED)


def test_a_notice_that_changes_nothing_is_refused(director) -> None:
    notices.confirm_notice(notice=make_notice(), actor=director, now=ENTERED)
    with pytest.raises(Refused, match="完全相同"):
        make_notice()


def test_what_would_move_is_known_before_it_is_confirmed(director) -> None:
    assessment = planned_for(EXAM)
    before = filing_row(assessment).due
    notice = make_notice()

    foreseen = notices.outlook(notice, ENTERED)

    title = filing_row(assessment).title
    (move,) = [move for move in foreseen.moves if move.title == title]
    assert move.before == before
    by_notice = notices.planned_calendar(notice, calendar.current())
    assert move.after == lawful_timeline(EXAM, unified=True, calendar=by_notice).file_by < before
    assert not move.into_the_past
    assert filing_row(assessment).due == before  # looking changes nothing
    assert {change.date for change in foreseen.days} >= {date(2027, 2, 9), date(2027, 2, 20), date(2027, 1, 31)}
    assert [change for change in foreseen.days if change.date == date(2027, 2, 20)] == [
        notices.DayChange(date(2027, 2, 20), "周末", "调休上班（春节）")
    ]

    revision = notices.confirm_notice(notice=notice, actor=director, now=ENTERED)

    assert filing_row(assessment).due == move.after
    assert filing_row(assessment).calendar_version == str(revision.pk)
    assert not filing_row(assessment).provisional
    assert [row["after"] for row in revision.changes["moves"]] == [str(each.after) for each in foreseen.moves]
    assert [row["date"] for row in revision.changes["days"]] == [str(each.date) for each in foreseen.days]
    moved = DeadlineEvent.objects.get(deadline=filing_row(assessment), what="moved")
    assert (moved.before, moved.due) == (before, move.after)


def test_a_deadline_that_a_notice_moves_into_the_past_goes_to_the_director_as_such(director) -> None:
    """It is no miss by staff: what was lawful until today stays no fault of theirs."""
    assessment = planned_for(EXAM)
    late = ENTERED + timedelta(days=83)  # 2027-02-11, the last permitted day as counted without a notice
    assert filing_row(assessment).due == date(2027, 2, 11)
    notice = make_notice(now=late)
    foreseen = notices.outlook(notice, late)
    past = [move.title for move in foreseen.moves if move.into_the_past]
    assert past == ["报名数据校核结束", filing_row(assessment).title]  # the data are proof-read until they are filed
    assert foreseen.into_the_past == 2
    assert any("2 项落到今天以前" in sentence for sentence in notices.consequences(foreseen))

    notices.confirm_notice(notice=notice, actor=director, now=late)

    assert filing_row(assessment).overtaken_at == late
    assert filing_row(assessment).missed_at is None
    told = Notification.objects.filter(recipient=director, text__contains="落到今天以前")
    assert [each.url for each in told.filter(kind="calendar")] == [notices.notice_url(notice)]


def test_the_second_person_is_told_and_so_is_who_entered_it(director) -> None:
    notice = make_notice()
    told = Notification.objects.filter(kind="calendar")
    assert [(each.recipient, "请核对后确认" in each.text) for each in told] == [(director, True)]
    notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
    told = Notification.objects.filter(kind="calendar", text__contains="已生效")
    assert {each.recipient for each in told} == {director, notice.proposed_by}


def test_it_waits_on_the_second_person_s_desk_and_not_on_that_of_who_entered_it(director) -> None:
    notice = make_notice()
    (todo,) = [each for each in stages.todos(director, ENTERED) if each.clause == "R4.2"]
    assert (todo.title, todo.subject, todo.url) == ("确认放假安排", "2027年节假日安排", notices.notice_url(notice))
    assert stages.todos(make_administrator(), ENTERED) == []
    assert stages.todos(make_charlie(), ENTERED) == []
    notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
    assert notices.todos(director, ENTERED) == notices.todos(make_administrator(), ENTERED) == []


def test_from_november_on_the_administrator_is_asked_for_next_year_s_notice(director) -> None:
    administrator = make_administrator()
    assert [todo.title for todo in notices.todos(administrator, ENTERED)] == ["录入放假安排"]
    assert notices.todos(administrator, ENTERED.replace(month=10)) == []
    assert notices.todos(director, ENTERED) == []


def test_a_provisional_list_adds_days_and_keeps_the_year_provisional(director) -> None:
    expected = make_notice(status=CalendarStatus.PROVISIONAL, days=[Day(date(2027, 2, 9), Kind.HOLIDAY, "春节")])
    notices.confirm_notice(notice=expected, actor=director, now=ENTERED)
    working = calendar.current()
    assert working.is_provisional(date(2027, 2, 9))
    assert not working.is_working_day(date(2027, 2, 9))
    assert not working.is_working_day(date(2027, 10, 1))  # statutory, though not listed


def test_a_correction_replaces_the_year_and_says_what_it_changed(director) -> None:
    notices.confirm_notice(notice=make_notice(), actor=director, now=ENTERED)
    corrected = [day for day in spring_festival_2027() if day.date != date(2027, 2, 20)]
    second = notices.confirm_notice(notice=make_notice(days=corrected), actor=director, now=ENTERED)
    assert second.changes["days"] == [{"date": "2027-02-20", "before": "调休上班（春节）", "after": "周末"}]
    assert SpecialDay.objects.filter(year=2027).count() == len(corrected)
    assert SpecialDay.objects.filter(year=2026).exists()


def test_next_year_s_notice_may_change_the_end_of_december(director) -> None:
    """As for 2019: Saturday 29 December 2018 was worked, Monday the 31st was off."""
    notice = make_notice(
        2027, days=[Day(date(2026, 12, 31), Kind.HOLIDAY, "元旦"), Day(date(2027, 1, 1), Kind.HOLIDAY, "元旦")]
    )
    assert notices.outlook(notice, ENTERED).days[0].date == date(2026, 12, 31)
    days_of_2026 = SpecialDay.objects.filter(year=2026).count()
    notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
    assert not calendar.current().is_working_day(date(2026, 12, 31))
    assert SpecialDay.objects.filter(year=2026).count() == days_of_2026
    assert date(2026, 12, 31) in {day.date for day in notices.days_of(2026, CalendarYear.objects.get(year=2026))}
    corrected = make_notice(2027, days=[Day(date(2027, 1, 1), Kind.HOLIDAY, "元旦")])
    notices.confirm_notice(notice=corrected, actor=director, now=ENTERED)
    assert calendar.current().is_working_day(date(2026, 12, 31))


def test_naming_a_weekend_changes_no_count(director) -> None:
    named = [*notices.days_in_force(2026), Day(date(2026, 10, 3), Kind.HOLIDAY, "国庆节")]
    foreseen = notices.outlook(make_notice(2026, days=named), ENTERED)
    assert (foreseen.days, foreseen.renamed) == ((), 1)


def test_each_step_stands_in_the_audit_trail(director) -> None:
    notice = make_notice()
    notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
    discarded = make_notice(2028, days=[Day(date(2028, 1, 3), Kind.HOLIDAY, "元旦")])
    notices.discard_notice(notice=discarded, actor=director, now=ENTERED)
    trail = AuditEntry.objects.filter(verb__startswith="calendar.").order_by("sequence")
    assert [entry.verb for entry in trail] == [
        "calendar.propose",
        "calendar.confirm",
        "calendar.propose",
        "calendar.discard",
    ]
    assert audit.walk().damage is None


def test_a_confirmation_that_fails_leaves_no_trace(director, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = make_notice()
    before = calendar.current()

    def fail(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(deadline_book, "recount", fail)
    with calendar.remembered():
        assert calendar.current() is before
        with pytest.raises(RuntimeError):
            notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
        assert calendar.current() == before
        assert calendar.current().version == before.version
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert CalendarNotice.objects.get().state == NoticeState.PROPOSED


def test_the_seed_never_overwrites_what_people_confirmed(director, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later package may know 2027 too, and know it otherwise."""
    notices.confirm_notice(notice=make_notice(), actor=director, now=ENTERED)
    revisions = CalendarRevision.objects.count()
    monkeypatch.setattr(
        calendar, "from_chinesecalendar", lambda: ({date(2027, 2, 20): (False, "春节")}, [*range(2004, 2028)])
    )
    reference.load_calendar()
    assert SpecialDay.objects.get(date=date(2027, 2, 20)).kind == Kind.WORKING
    assert CalendarRevision.objects.count() == revisions


def test_a_year_nobody_entered_is_seeded_when_the_package_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        calendar, "from_chinesecalendar", lambda: ({date(2027, 2, 20): (True, "春节")}, [*range(2004, 2028)])
    )
    reference.load_calendar()
    assert not calendar.current().is_provisional(date(2027, 2, 20))


# --- asked once per request --------------------------------------------------------------------------------------------


def test_within_a_request_the_calendar_is_asked_for_once(django_assert_num_queries) -> None:
    calendar.current()
    with django_assert_num_queries(1), calendar.remembered():
        for _ in range(5):
            calendar.current()
    with django_assert_num_queries(2):
        calendar.current()
        calendar.current()


def test_a_confirmation_in_the_same_request_is_seen_at_once(director) -> None:
    notice = make_notice()
    with calendar.remembered():
        assert calendar.current().is_provisional(date(2027, 1, 1))
        notices.confirm_notice(notice=notice, actor=director, now=ENTERED)
        assert not calendar.current().is_provisional(date(2027, 1, 1))


def test_without_any_revision_the_calendar_still_answers() -> None:
    CalendarRevision.objects.all().delete()
    assert calendar.current().version == "0"
    assert CalendarRevision(made_at=timezone.now(), note="x").changes == {}
