"""Which announcements hang on the public board, in which order, and where each one stands by the clock (R1.4)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from announcements import noticeboard
from announcements.models import Announcement
from station import clock
from station.calendar import WorkingCalendar
from station.enums import Level
from tests.factories.announcements import ANNOUNCED, EXAM_DATE, REGISTRATION_FROM, REGISTRATION_UNTIL
from tests.factories.noticeboard import add_supplements, hang_up

TICK = timedelta(microseconds=1)
# 2026-09-20 is a Sunday that is worked; there is no notice for 2027.
WORKING = WorkingCalendar(special={date(2026, 9, 20): True}, announced=frozenset({2026}))


def standing(now: datetime, **values: object) -> noticeboard.Standing:
    assessment = SimpleNamespace(
        **(
            {
                "withdrawn_at": None,
                "rescheduled_at": None,
                "exam_date": EXAM_DATE,
                "exam_until": EXAM_DATE,
                "registration_from": REGISTRATION_FROM,
                "registration_until": REGISTRATION_UNTIL,
            }
            | values
        )
    )
    return noticeboard.standing_of(assessment, now, WORKING)


@pytest.mark.parametrize(
    ("now", "key", "left"),
    [
        (clock.at(date(2026, 9, 1)), "upcoming", "距报名开始还有6天"),
        (REGISTRATION_FROM - TICK, "upcoming", "今天开始报名"),
        (REGISTRATION_FROM, "open", "剩余18天（15个工作日）"),
        (clock.at(date(2026, 9, 24), 9), "open", "剩余1天（1个工作日）"),
        (clock.at(date(2026, 9, 25)), "open", "今天截止"),
        (REGISTRATION_UNTIL - TICK, "open", "今天截止"),
        (REGISTRATION_UNTIL, "over", "距鉴定还有28天"),
        (clock.at(EXAM_DATE, 9), "over", "鉴定进行中"),
        (clock.end_of(EXAM_DATE), "held", ""),
    ],
)
def test_it_stands_where_the_clock_says_to_the_last_moment(now: datetime, key: str, left: str) -> None:
    found = standing(now)
    assert (found.key, found.left, found.is_open) == (key, left, key == "open")


def test_what_is_withdrawn_is_so_whatever_the_clock_says() -> None:
    for now in (clock.at(date(2026, 9, 1)), REGISTRATION_FROM, clock.end_of(EXAM_DATE)):
        assert standing(now, withdrawn_at=ANNOUNCED).text == "已撤销"


def test_a_moved_day_is_marked_and_a_count_into_a_year_without_notice_is_provisional() -> None:
    assert standing(REGISTRATION_FROM, rescheduled_at=ANNOUNCED).rescheduled
    until = clock.end_of(date(2027, 1, 4))
    days = {"registration_until": until, "exam_date": date(2027, 3, 1), "exam_until": date(2027, 3, 1)}
    assert standing(clock.at(date(2026, 12, 31), 9), **days).left == "剩余4天（1个工作日，暂定）"


# --- the list --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_one_can_register_for_stands_first_then_what_is_to_come_the_withdrawn_the_past() -> None:
    now = clock.at(date(2026, 9, 10), 9)
    (past,) = hang_up(exam_date=date(2026, 5, 1))
    (older,) = hang_up(exam_date=date(2026, 3, 1))
    (later,) = hang_up(exam_date=date(2026, 12, 1))
    (withdrawn,) = hang_up(exam_date=date(2026, 10, 1), withdrawn_at=ANNOUNCED)
    (next_one,) = hang_up(exam_date=date(2026, 10, 24))
    (today,) = hang_up(exam_date=date(2026, 9, 10), registration_until=clock.at(date(2026, 9, 8)))
    (closed,) = hang_up(exam_date=date(2026, 9, 30), registration_until=now)
    (withdrawn_before,) = hang_up(exam_date=date(2026, 4, 1), withdrawn_at=ANNOUNCED)
    expected = [next_one, later, today, closed, withdrawn, past, withdrawn_before, older]
    assert list(noticeboard.public_list(now=now)) == expected


@pytest.mark.django_db
def test_the_open_ones_leave_out_what_is_withdrawn() -> None:
    (standing_one,) = hang_up()
    hang_up(withdrawn_at=ANNOUNCED)
    assert list(noticeboard.public_list(now=REGISTRATION_FROM, open_only=True)) == [standing_one]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"), [("2号 四级", 1), ("中级工", 2), ("示例", 0), ("主校区 本市 电工 四级 第1次", 1)]
)
def test_words_are_looked_for_in_title_number_scope_place_occupation_and_level(words: str, found: int) -> None:
    hang_up(2, levels=(Level.FOUR,))
    assert noticeboard.public_list(now=ANNOUNCED, words=words).count() == found


@pytest.mark.django_db
def test_supplements_are_counted_without_multiplying_anything() -> None:
    plain, amended = hang_up(2)
    add_supplements(amended, 3)
    counted = {row.pk: row.supplement_count for row in noticeboard.public_list(now=ANNOUNCED)}
    assert counted == {plain.pk: 0, amended.pk: 3}


# --- the archive ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_year_s_archive_holds_what_was_published_between_its_midnights_here() -> None:
    new_year = clock.at(date(2026, 1, 1))
    (last,) = hang_up(now=new_year - timedelta(seconds=1))
    (first,) = hang_up(now=new_year)
    (correction,) = add_supplements(first, 1, now=new_year + timedelta(hours=1))
    assert list(noticeboard.published_in(2026)) == [correction, first]
    assert list(noticeboard.published_in(2025)) == [last]
    assert list(noticeboard.published_in(99999)) == []
    assert noticeboard.years_with_announcements() == [2026, 2025]
    assert Announcement.objects.count() == 3
