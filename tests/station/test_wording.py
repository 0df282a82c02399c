"""Dates and times as a good clerk says them, by the station's clocks whatever zone they come in."""

from datetime import UTC, date, datetime

import pytest

from station import clock, wording

# The database hands out UTC: half past eight in Shanghai.
MORNING = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)
EVENING = datetime(2026, 10, 23, 16, 0, tzinfo=UTC)


def test_a_moment_is_said_by_the_station_s_clocks() -> None:
    assert wording.date_and_time(MORNING) == "2026年10月24日（周六）08:30"
    assert wording.clock_time(MORNING) == "08:30"
    assert wording.long_date(EVENING) == "2026年10月24日（周六）"
    assert wording.plain_date(EVENING) == "2026年10月24日"
    assert wording.short_date(EVENING) == "10月24日（周六）"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (EVENING, "2026年10月23日（周五）24:00"),
        (clock.at(date(2026, 10, 24)), "2026年10月23日（周五）24:00"),
        (clock.at(date(2026, 10, 24), 17, 30), "2026年10月24日（周六）17:30"),
    ],
)
def test_a_window_that_ends_at_midnight_ends_on_its_last_day(moment: datetime, said: str) -> None:
    assert wording.closing_moment(moment) == said


def test_days_and_times_of_day_stay_as_they_are() -> None:
    assert wording.long_date(date(2026, 10, 24)) == "2026年10月24日（周六）"
    assert wording.clock_time(datetime(2026, 10, 24, 9, 5)) == "09:05"
    assert wording.span_of_days(date(2026, 12, 31), date(2027, 1, 1)) == "2026年12月31日（周四）至2027年1月1日（周五）"


@pytest.mark.parametrize(
    ("said", "dialled"),
    [
        ("0531-00000000（示例）", "0531-00000000"),
        ("0531-8888 1234 转 8012", "0531-88881234"),
        ("+86 531 88881234", "+8653188881234"),
        ("见公告", ""),
    ],
)
def test_a_telephone_is_given_only_what_it_can_dial(said: str, dialled: str) -> None:
    assert wording.dialable(said) == dialled
