"""Two confirm at once: one succeeds; two years confirmed at once: each recount knows of the other (R4.2)."""

from collections.abc import Callable
from datetime import date
from threading import Barrier

import pytest

from station import audit, calendar, deadline_book, notices
from station.calendar import WorkingCalendar
from station.enums import Role
from station.models import CalendarNotice, CalendarRevision, NoticeState, SpecialDay, User
from station.models import SpecialDayKind as Kind
from station.notice_reading import Day
from station.refusals import Refused
from tests.factories.notices import ENTERED, make_notice, spring_festival_2027
from tests.factories.station import make_user
from tests.postgres.crowd import EIGHT, at_once

TWO = 2


def test_of_eight_who_confirm_at_once_one_succeeds() -> None:
    notice = make_notice()
    hands = [make_user(f"head{number}", Role.DIRECTOR).pk for number in range(EIGHT)]
    versions = CalendarRevision.objects.count()

    def press(number: int) -> int:
        mine = CalendarNotice.objects.get(pk=notice.pk)
        return notices.confirm_notice(notice=mine, actor=User.objects.get(pk=hands[number]), now=ENTERED).pk

    answers = at_once(press)

    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == EIGHT - 1
    assert CalendarRevision.objects.count() == versions + 1
    assert SpecialDay.objects.filter(year=2027).count() == len(spring_festival_2027())
    assert audit.walk().damage is None


def test_of_confirming_and_discarding_at_once_one_succeeds() -> None:
    notice = make_notice()
    hands = [make_user(f"head{number}", Role.DIRECTOR).pk for number in range(TWO)]

    def press(number: int) -> str:
        act = (notices.confirm_notice, notices.discard_notice)[number]
        mine = CalendarNotice.objects.get(pk=notice.pk)
        act(notice=mine, actor=User.objects.get(pk=hands[number]), now=ENTERED)
        return act.__name__

    answers = at_once(press, TWO)

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    confirmed = "confirm_notice" in answers
    notice.refresh_from_db()
    assert notice.state == (NoticeState.CONFIRMED if confirmed else NoticeState.DISCARDED)
    assert SpecialDay.objects.filter(year=2027).exists() is confirmed


def two_years() -> list[CalendarNotice]:
    return [make_notice(), make_notice(2028, days=[Day(date(2028, 1, 3), Kind.HOLIDAY, "元旦")])]


def confirm_both_at_once(
    monkeypatch: pytest.MonkeyPatch, before_commit: Callable[[], object] = lambda: None
) -> list[WorkingCalendar]:
    """The calendars that the two recounts counted by."""
    waiting = two_years()
    hands = [make_user(f"head{number}", Role.DIRECTOR).pk for number in range(TWO)]
    counted_by: list[WorkingCalendar] = []

    def recount(**_: object) -> None:
        counted_by.append(calendar.current())
        before_commit()

    monkeypatch.setattr(deadline_book, "recount", recount)

    def press(number: int) -> None:
        mine = CalendarNotice.objects.get(pk=waiting[number].pk)
        notices.confirm_notice(notice=mine, actor=User.objects.get(pk=hands[number]), now=ENTERED)

    assert at_once(press, TWO) == [None, None]
    return counted_by


def knows_both(counted_by: WorkingCalendar) -> bool:
    return {2027, 2028} <= counted_by.announced


def test_of_two_years_confirmed_at_once_the_later_recount_knows_both(monkeypatch: pytest.MonkeyPatch) -> None:
    counted_by = confirm_both_at_once(monkeypatch)
    assert [knows_both(each) for each in counted_by] == [False, True]


def test_without_the_calendar_s_lock_neither_recount_knows_the_other_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """The losing control: with the lock taken away, both write, neither sees the other, and deadlines stay wrong."""
    both_counted = Barrier(TWO)
    monkeypatch.setattr(notices, "_lock_the_calendar", lambda: None)
    counted_by = confirm_both_at_once(monkeypatch, lambda: both_counted.wait(timeout=30))
    assert [knows_both(each) for each in counted_by] == [False, False]
