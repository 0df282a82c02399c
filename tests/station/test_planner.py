"""The planner: every date of the cycle, the days it skips, whether there is time, and the earliest dates (R1.2, R4.2)."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station import planner
from station.calendar import WorkingCalendar, from_chinesecalendar
from station.deadlines import lawful_timeline
from station.pictures.months import MonthDay, month_leaf

SPECIAL, YEARS = from_chinesecalendar()
CALENDAR = WorkingCalendar(
    special={day: worked for day, (worked, _) in SPECIAL.items()},
    announced=frozenset(YEARS),
    version="7",
    names={day: name for day, (_, name) in SPECIAL.items()},
)
TODAY = date(2026, 8, 3)
DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 6, 30))


def plan(exam: date, *, unified: bool = True, today: date = TODAY, minimum: int = 10) -> planner.Plan:
    return planner.plan(exam, unified=unified, calendar=CALENDAR, today=today, minimum=minimum)


def test_every_date_of_the_cycle_has_its_clause_and_its_counting_rule() -> None:
    made = plan(date(2026, 10, 24))
    assert [(each.title, each.clause, str(each.due)) for each in made.dates] == [
        ("最迟发布当次公告", "R1.2", "2026-09-09"),
        ("最迟向鉴定中心申报", "R4.2", "2026-09-18"),
        ("发放准考证", "R5.2", "2026-10-21"),
    ]
    assert made.dates[2].opens == date(2026, 10, 19)
    assert "第 45 天（自然日）" in made.dates[0].rule
    assert "第 22 个工作日" in made.dates[1].rule
    assert "第 10 个工作日" in plan(date(2026, 10, 24), unified=False).dates[1].rule
    assert all("鉴定日不计" in each.rule for each in made.dates)


def test_the_skipped_days_are_said_by_name_and_the_made_up_ones_are_counted() -> None:
    spans = [(span.days, span.word, span.counted, span.working_days) for span in plan(date(2026, 10, 24)).spans]
    assert spans == [
        ("2026年9月20日（周日）", "周末调休上班", True, 1),
        ("2026年9月25日（周五）", "中秋放假", False, 1),
        ("2026年10月1日（周四）至10月7日（周三）", "国庆节放假", False, 5),
        ("2026年10月10日（周六）", "周末调休上班", True, 1),
    ]


@given(DAYS, st.booleans())
def test_the_named_days_are_exactly_what_monday_to_friday_gets_wrong(exam: date, unified: bool) -> None:
    made = plan(exam, unified=unified)
    skipped = CALENDAR.skipped_days(made.line.file_by, exam - DAY)
    named = [span.first + DAY * number for span in made.spans for number in range((span.last - span.first).days + 1)]
    assert [day for day in named if day.weekday() < 5 or CALENDAR.is_working_day(day)] == skipped
    assert sum(span.working_days for span in made.spans) == len(skipped)


def test_what_monday_to_friday_alone_would_give_is_shown_beside_it() -> None:
    assert plan(date(2026, 10, 24)).by_weekdays == date(2026, 9, 24)


def test_the_forty_fifth_day_on_a_day_off_is_not_moved_but_said() -> None:
    """Moving it forward would shorten the notice (spec 8.1)."""
    exam = date(2026, 11, 16)  # 45 days before is Friday 2 October
    (announce, *_) = plan(exam).dates
    assert announce.due == date(2026, 10, 2)
    assert "国庆节放假，期限不顺延，建议最迟在2026年9月30日（周三）办理" in announce.hint
    assert plan(date(2026, 10, 24)).dates[0].hint == ""
    assert "休息日" in plan(date(2026, 10, 27)).dates[0].hint  # Saturday 12 September


# --- is there time -----------------------------------------------------------------------------------------------------


def test_on_the_last_permitted_day_there_is_still_time_and_the_day_after_there_is_not() -> None:
    exam = date(2026, 10, 24)
    assert plan(exam, today=date(2026, 9, 9)).verdict.tone != "seal"
    late = plan(exam, today=date(2026, 9, 10)).verdict
    assert (late.tone, late.title) == ("seal", "已来不及")
    assert "已晚 1 天（R1.2）" in late.sentences[0]
    assert "最早只能定在2026年10月25日（周日）" in late.sentences[1]


def test_a_date_gone_by_is_answered_too() -> None:
    gone = plan(date(2026, 3, 14)).verdict
    assert gone.title == "已来不及"
    assert "已经过去" in gone.sentences[0]


def test_enough_time_between_announcement_and_filing_is_said() -> None:
    verdict = plan(date(2026, 10, 24), unified=False).verdict  # 33 days
    assert verdict.tone == "done"
    assert "有 33 天，够 10 天" in verdict.sentences[1]


def test_too_little_time_between_announcement_and_filing_says_when_to_announce_instead() -> None:
    verdict = plan(date(2026, 10, 24)).verdict  # 2026-09-09 to 09-18
    assert verdict.tone == "attention"
    assert "只有 9 天，不足 10 天" in verdict.sentences[0]
    assert "提前到2026年9月8日（周二）以前公告，就有 10 天" in verdict.sentences[1]


def test_when_even_today_leaves_too_little_another_date_is_named() -> None:
    made = plan(date(2026, 10, 24), today=date(2026, 9, 9))
    assert "即使今天公告，也只有 9 天" in made.verdict.sentences[1]
    assert made.earliest.roomy is not None
    assert "请把鉴定日期改到" in made.verdict.sentences[1]


def test_the_minimum_is_the_station_s_own() -> None:
    assert plan(date(2026, 10, 24), minimum=9).verdict.tone == "done"
    assert plan(date(2026, 10, 24), unified=False, minimum=40).verdict.tone == "attention"


@given(DAYS, st.booleans(), st.integers(0, 20))
def test_the_earliest_date_is_lawful_and_the_day_before_is_not(today: date, unified: bool, minimum: int) -> None:
    found = planner.earliest_dates(today, unified=unified, calendar=CALENDAR, minimum=minimum)

    def lawful(exam: date) -> bool:
        line = lawful_timeline(exam, unified=unified, calendar=CALENDAR)
        return today <= line.announce_by and today <= line.file_by

    def roomy(exam: date) -> bool:
        line = lawful_timeline(exam, unified=unified, calendar=CALENDAR)
        return lawful(exam) and (line.file_by - today).days >= minimum

    assert lawful(found.lawful)
    assert not lawful(found.lawful - DAY)
    assert found.roomy is not None
    assert roomy(found.roomy)
    assert not roomy(found.roomy - DAY)


def test_the_latest_lawful_announcement_leaves_six_to_sixteen_days_for_a_unified_assessment() -> None:
    """What the planner says of them (spec 8.3): counted over every exam date from March 2025 to December 2026."""
    days = [date(2025, 3, 1) + DAY * number for number in range(671)]
    left = [lawful_timeline(day, unified=True, calendar=CALENDAR).days_between_announcement_and_filing for day in days]
    assert (min(left), max(left)) == (6, 16)


def test_a_minimum_that_no_date_can_leave_ends_the_search() -> None:
    assert planner.earliest_dates(TODAY, unified=True, calendar=CALENDAR, minimum=10_000).roomy is None


def test_a_year_without_a_notice_is_named_and_only_what_touches_it_is_provisional() -> None:
    made = plan(date(2027, 1, 16))
    assert made.years_without_notice == (2027,)
    assert [each.provisional for each in made.dates] == [False, True, True]
    assert made.earliest.provisional is False
    assert plan(date(2026, 10, 24)).years_without_notice == ()


@pytest.mark.parametrize("exam", [date(1900, 1, 1), date(2100, 12, 31), date(2024, 2, 29)])
def test_any_year_one_may_type_has_an_answer(exam: date) -> None:
    assert plan(exam).line.exam_date == exam


# --- the picture -------------------------------------------------------------------------------------------------------


def test_each_counted_day_carries_its_number_back_from_the_exam() -> None:
    days = plan(date(2026, 10, 24)).days
    numbers = {day: shown.number for day, shown in days.items() if shown.number}
    assert numbers[date(2026, 10, 23)] == 1
    assert numbers[date(2026, 10, 10)] == 11  # a Saturday that is worked
    assert numbers[date(2026, 9, 18)] == 22
    assert sorted(numbers.values()) == list(range(1, 23))
    assert date(2026, 10, 1) not in numbers
    assert (days[date(2026, 9, 18)].mark, days[date(2026, 9, 9)].mark) == ("申报", "公告")
    assert (min(days), max(days)) == (date(2026, 9, 1), date(2026, 10, 31))


def shapes(svg: str) -> list[tuple[str, str]]:
    return [
        (element.get("class", ""), element.text or "") for element in ElementTree.fromstring(svg).iter() if element.tag
    ]


@pytest.mark.parametrize("small", [False, True])
def test_a_day_off_is_hatched_and_a_make_up_day_framed_and_both_say_so(small: bool) -> None:
    leaf = month_leaf(2026, 10, plan(date(2026, 10, 24)).days, ident="leaf", small=small)
    drawn = shapes(leaf)
    words = [text for _, text in drawn]
    assert words.count("休") == 5
    assert words.count("班") == 1
    assert sum(classes == "pic-frame" for classes, _ in drawn) == 1
    assert any(classes == "pic-hatch" for classes, _ in drawn)
    assert {str(day) for day in range(1, 32)} <= set(words)


def test_what_the_picture_shows_stands_in_words_too() -> None:
    leaf = month_leaf(2026, 10, plan(date(2026, 10, 24)).days, ident="leaf")
    description = ElementTree.fromstring(leaf)[1].text or ""
    assert "放假：10月1日（周四） 国庆节" in description
    assert "调休上班：10月10日（周六）" in description
    assert "10月23日（周五）第1个" in description
    assert "10月19日（周一）发证起" in description


def test_a_month_with_nothing_special_says_so() -> None:
    plain = {date(2026, 8, 1): MonthDay("weekend")}
    assert "没有放假和调休" in month_leaf(2026, 8, plain, ident="leaf")


def test_a_kind_of_day_the_house_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="half"):
        MonthDay("half")
