"""Dates, spans and kinds as people type them; each line that can't be read says why (R4.2). No database."""

from datetime import date

import pytest

from station.calendar import days_between
from station.models import SpecialDayKind as Kind
from station.notice_reading import Day, Line, Unreadable, lines_of, read, read_day, read_kind, read_span, remarks

YEAR = 2027


def line(first: str, kind: str = "放假", name: str = "", last: str = "", number: int = 1) -> Line:
    return Line(number, first, last, kind, name)


def days(*spans: tuple[date, date], kind: str = Kind.HOLIDAY, name: str = "") -> list[Day]:
    return [Day(day, kind, name) for first, last in spans for day in days_between(first, last)]


@pytest.mark.parametrize(
    "typed",
    [
        "2027-01-01",
        "2027/1/1",
        "2027.1.1",
        "2027年1月1日",
        "２０２７年１月１日（星期五）",
        "2027年1月1日 (周五)",
        "20270101",
        "1月1日",
        "1-1",
        "46388",
        "46388.0",
        "2027-01-01 00:00:00",
        "2027-01-01T00:00:00",
    ],
)
def test_a_day_may_be_written_in_many_ways(typed: str) -> None:
    assert read_day(typed, YEAR) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "没有写日期"),
        ("元旦", "“元旦”不是日期"),
        ("2027-02-30", "“2027-02-30”不是实有的日期"),
        ("13/45", "不是实有的日期"),
        ("99999999", "不是实有的日期"),
        ("0001-01-01", "年份须在 1900 至 2100 之间"),
        ("99999", "不是日期"),
    ],
)
def test_what_is_no_day_is_said_in_words(typed: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_day(typed, YEAR)


@pytest.mark.parametrize(
    ("first", "last", "until"),
    [
        ("1月1日至3日", "", date(2027, 1, 3)),
        ("1月1日（周五）至3日（周日）", "", date(2027, 1, 3)),
        ("1月1日到2月4日", "", date(2027, 2, 4)),
        ("2027-01-01~2027-01-03", "", date(2027, 1, 3)),
        ("1月1日-1月3日", "", date(2027, 1, 3)),
        ("1月1日—3号", "", date(2027, 1, 3)),
        ("1月1日", "3日", date(2027, 1, 3)),
        ("2027-01-01", "2027-01-03", date(2027, 1, 3)),
        ("1月1日", "", date(2027, 1, 1)),
    ],
)
def test_a_span_may_stand_in_one_cell_or_in_two(first: str, last: str, until: date) -> None:
    assert read_span(first, last, YEAR) == (date(2027, 1, 1), until)


@pytest.mark.parametrize(("first", "last"), [("1月1日至", ""), ("1月1日至3日", "1月4日"), ("1月1日", "没定")])
def test_half_a_span_or_one_and_a_half_is_no_span(first: str, last: str) -> None:
    with pytest.raises(Unreadable):
        read_span(first, last, YEAR)


@pytest.mark.parametrize("word", ["放假", "休", "休息", " Holiday ", "放假调休"])
def test_a_day_off_has_many_names(word: str) -> None:
    assert read_kind(word) == Kind.HOLIDAY


@pytest.mark.parametrize("word", ["上班", "调休上班", "补班", "WORK"])
def test_a_make_up_day_has_many_names(word: str) -> None:
    assert read_kind(word) == Kind.WORKING


@pytest.mark.parametrize("word", ["调休", "", "是"])
def test_a_word_that_may_mean_either_is_asked_about(word: str) -> None:
    with pytest.raises(Unreadable, match="放假还是上班"):
        read_kind(word)


def test_the_notice_s_own_sentence_can_be_pasted() -> None:
    reading = read([line("2月14日（星期日）、2月20日（星期六）上班", kind="", name="春节")], YEAR)
    assert reading.faults == ()
    assert reading.days == (
        Day(date(2027, 2, 14), Kind.WORKING, "春节"),
        Day(date(2027, 2, 20), Kind.WORKING, "春节"),
    )


def test_a_weekend_marked_as_a_holiday_is_harmless() -> None:
    reading = read([line("1月2日", name="元旦")], YEAR)
    assert reading.days == (Day(date(2027, 1, 2), Kind.HOLIDAY, "元旦"),)
    assert reading.faults == ()


@pytest.mark.parametrize("first", ["2026年12月31日至2027年1月2日", "2026年12月31日至1月2日"])
def test_new_year_s_holiday_reaches_back_into_december(first: str) -> None:
    reading = read([line(first, name="元旦")], YEAR)
    assert [str(day.date) for day in reading.days] == ["2026-12-31", "2027-01-01", "2027-01-02"]
    assert read([line("2026年12月27日", kind="上班", name="元旦")], YEAR).faults == ()


def test_blank_lines_are_passed_over() -> None:
    assert read([line("", kind=""), line("", kind="放假")], YEAR).days == ()


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("2028-01-01", "2028年1月1日不在 2027 年内"),
        ("2026-11-30", "2026年11月30日不在 2027 年内"),
        ("1月3日至1日", "止日早于起日"),
        ("1月1日至3月1日", "超过 31 天"),
    ],
)
def test_a_date_of_another_year_or_an_endless_holiday_is_refused(first: str, said: str) -> None:
    (fault,) = read([line(first, number=7)], YEAR).faults
    assert str(fault).startswith("第 7 行：")
    assert said in fault.text


def test_a_day_given_twice_names_both_lines() -> None:
    reading = read([line("1月1日至3日", number=2), line("1月3日", kind="上班", number=5)], YEAR)
    (fault,) = reading.faults
    assert fault.number == 5
    assert "2027年1月3日（周日）在第 2 行已列为“放假”" in fault.text
    assert len(reading.days) == 3
    (twice,) = read([line("1月1日、1月1日")], YEAR).faults
    assert "写了两次" in twice.text


def test_every_fault_is_said_and_the_good_lines_are_kept() -> None:
    reading = read([line("1月1日", number=1), line("x", number=2), line("y", number=3)], YEAR)
    assert [fault.number for fault in reading.faults] == [2, 3]
    assert reading.faults_of(2) == ["“x”不是日期，请写成 2027-01-01 或 1月1日 的样子。"]
    assert len(reading.days) == 1


def test_a_name_longer_than_its_column_is_refused() -> None:
    assert "最多 40 个字" in read([line("1月1日", name="长" * 41)], YEAR).faults[0].text


def test_days_become_lines_and_lines_become_the_same_days() -> None:
    given = [
        *days((date(2027, 1, 1), date(2027, 1, 3)), name="元旦"),
        Day(date(2027, 2, 20), Kind.WORKING, "春节"),
        Day(date(2027, 2, 21), Kind.WORKING, "春节"),
        *days((date(2027, 10, 1), date(2027, 10, 7)), name="国庆节"),
    ]
    lines = lines_of(given)
    assert [(each.first, each.last, each.kind) for each in lines] == [
        ("2027-01-01", "2027-01-03", "放假"),
        ("2027-02-20", "", "调休上班"),
        ("2027-02-21", "", "调休上班"),
        ("2027-10-01", "2027-10-07", "放假"),
    ]
    assert list(read(lines, YEAR).days) == given


def test_a_holiday_over_a_weekend_is_one_line() -> None:
    friday_and_monday = [Day(date(2027, 1, 1), Kind.HOLIDAY, "元旦"), Day(date(2027, 1, 4), Kind.HOLIDAY, "元旦")]
    assert [(each.first, each.last) for each in lines_of(friday_and_monday)] == [("2027-01-01", "2027-01-04")]


def test_a_weekday_marked_as_worked_is_worth_a_second_look() -> None:
    (found,) = remarks([Day(date(2027, 1, 5), Kind.WORKING)], YEAR, published=False)
    assert "2027年1月5日（周二）本来就是工作日" in found


def test_a_published_notice_without_a_statutory_holiday_or_any_make_up_day_is_worth_a_second_look() -> None:
    found = remarks(days((date(2027, 1, 1), date(2027, 1, 1))), YEAR, published=True)
    assert any("2027年10月1日（周五）是法定节日（国庆节），没有列为放假" in each for each in found)
    assert any("没有一天列为调休上班" in each for each in found)
    assert not any("1月1日" in each for each in found)
