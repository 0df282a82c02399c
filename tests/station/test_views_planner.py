"""The planner page: for anybody, by its address, without script (R1.2, R4.2)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from station import clock, notices
from station.enums import Role
from station.models import ProfileValue
from tests.factories.notices import ENTERED, make_notice
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings) -> None:
    settings.CLOCK_MOVABLE = True
    clock.move_to(clock.at(date(2026, 8, 3), 9), frozen=True)


def ask(client: Client, **asked: str) -> str:
    response = client.get(reverse("station:planner"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_question_it_says_what_could_be_announced_today(client: Client) -> None:
    page = ask(client)
    assert "今天公告，最早能定在哪天" in page
    assert page.count("2026年9月17日（周四）") == 4  # 45 days on, for both; the filing is days enough away
    assert "?exam_date=2026-09-17&amp;category=ordinary" in page


def test_the_answer_shows_every_date_with_clause_rule_and_skipped_days(client: Client) -> None:
    page = ask(client, exam_date="2026-10-24", category="unified")
    for part in [
        "2026年9月9日（周三）",
        "2026年9月18日（周五）",
        "2026年10月19日（周一）",
        "2026年10月21日（周三）",
        "R1.2",
        "R4.2",
        "R5.2",
        "第 22 个工作日",
        "国庆节放假，5 个工作日不计",
        "周末调休上班，计入 1 个工作日",
        "会误算到2026年9月24日（周四）",
        "6 至 16 天",
        "开考前 30 分钟",
        'id="plan-2026-10-title"',
    ]:
        assert part in page
    assert "暂定，" not in page
    assert "style=" not in page


def test_dates_are_taken_as_people_write_them(client: Client) -> None:
    for typed in ("2026/10/24", "2026年10月24日", "20261024"):
        assert "2026年9月18日（周五）" in ask(client, exam_date=typed, category="unified")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"exam_date": "2026-02-30", "category": "unified"}, "“2026-02-30”不是日期"),
        ({"exam_date": "明天", "category": "unified"}, "“明天”不是日期"),
        ({"exam_date": "0001-01-01", "category": "unified"}, "年份须在 1900 至 2100 之间"),
        ({"exam_date": "2101-01-01", "category": "ordinary"}, "年份须在 1900 至 2100 之间"),
        ({"exam_date": "2026-10-24"}, "请选择鉴定类别"),
        ({"exam_date": "2026-10-24", "category": "weekly"}, "选的不在可选项里"),
        ({"category": "unified"}, "请填写鉴定日期"),
        ({"exam_date": "<script>alert(1)</script>", "category": "unified"}, "不是日期"),
    ],
)
def test_bad_input_is_answered_at_its_field(client: Client, asked: dict[str, str], said: str) -> None:
    page = ask(client, **asked)
    assert said in page
    assert "各项日期" not in page
    assert "<script>alert" not in page


def test_a_past_date_is_answered_with_too_late(client: Client) -> None:
    page = ask(client, exam_date="2026-03-14", category="ordinary")
    assert "已来不及" in page
    assert "2026年3月2日（周一）" in page


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31", "2027-02-06"])
def test_any_date_one_may_type_has_an_answer(client: Client, day: str) -> None:
    assert "各项日期" in ask(client, exam_date=day, category="unified")


def test_a_year_without_its_notice_is_marked_and_the_mark_goes_when_it_is_entered(client: Client) -> None:
    page = ask(client, exam_date="2027-03-13", category="unified")
    assert "2027年的放假通知尚未公布或尚未录入" in page
    assert page.count("暂定") > 4
    director = make_user("head", Role.DIRECTOR)
    notices.confirm_notice(notice=make_notice(), actor=director, now=ENTERED)
    after = ask(client, exam_date="2027-03-13", category="unified")
    assert "尚未录入" not in after
    assert "春节放假" in after
    assert "2027年2月11日（周四）" not in after.split("各项日期")[1].split("时间轴")[0]


def test_the_station_s_own_minimum_is_used_and_nonsense_is_not(client: Client) -> None:
    values = {"profile": "济南市", "valid_from": date(2026, 1, 1), "basis": "示例", "certainty": "M"}
    ProfileValue.objects.create(key="timeline.minimum_days", value=8, **values)
    assert "够 8 天" in ask(client, exam_date="2026-10-24", category="unified")
    ProfileValue.objects.create(key="timeline.minimum_days", value="很多", **values)
    assert "不足 10 天" in ask(client, exam_date="2026-10-24", category="unified")


def test_the_number_of_queries_does_not_depend_on_the_question(client: Client, django_assert_num_queries) -> None:
    ask(client, exam_date="2026-10-24", category="unified")
    for asked in (
        {"exam_date": "2026-10-24", "category": "unified"},
        {"exam_date": "2100-12-31", "category": "ordinary"},
        {},
    ):
        with django_assert_num_queries(5):  # the clock thrice, the calendar's version, the minimum
            ask(client, **asked)
