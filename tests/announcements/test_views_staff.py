"""The desk of stage 1, as its people use it; every page is asked about Charlie in tests/house (R1.1 to R1.4)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services
from announcements.models import Announcement, AnnualPlan, Assessment, Offering, PlannedAssessment
from station import clock
from station.enums import Level, Role
from tests.factories.announcements import (
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_plan,
    make_planned,
    offering_of,
    publish_plan,
)
from tests.factories.station import NOW, make_alice, make_bob, make_charlie, make_occupation, make_place
from tests.pages import as_shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def august() -> None:
    clock.move_to(NOW, frozen=True)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(Desk().officer)
    return client


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args) -> str:
    return reverse(f"announcements:{name}", args=args)


# --- the plan ------------------------------------------------------------------------------------------------------------------


def test_a_year_s_plan_is_made_in_the_browser(officer: Client) -> None:
    occupation = make_occupation()
    plan = {"year": 2026, "qualifications": "符合条件的人员", "enquiry_phone": "0531-00000000", "notes": "以公告为准"}
    assert officer.post(url("plan_create"), plan).url == url("plan_detail", 2026)
    line = {
        "category": "ordinary",
        "audience": "public",
        "scope": "职工",
        "exam_date": "2026-10-24",
        "offerings": [f"{occupation.pk}-4", f"{occupation.pk}-3"],
    }
    assert officer.post(url("planned_add", 2026), line).url == url("plan_detail", 2026)
    page = officer.get(url("plan_detail", 2026)).content.decode()
    assert [part in page for part in ("第1次", "2026年10月24日（周六）", "未公布", "建立批次")] == [True] * 4
    planned = PlannedAssessment.objects.get()
    assert officer.post(url("planned_edit", planned.public_id), line | {"scope": "学生"}).status_code == 302
    planned.refresh_from_db()
    assert planned.scope == "学生"
    answer = officer.post(url("annual_announcement_draft", 2026))
    assert answer.url == url("announcement_desk", Announcement.objects.get().public_id)


def test_a_second_plan_for_a_year_is_refused_at_its_field_and_keeps_what_was_typed(officer: Client) -> None:
    make_plan()
    answer = officer.post(
        url("plan_create"), {"year": 2026, "qualifications": "另写的资格", "enquiry_phone": "1", "notes": "无"}
    )
    page = answer.content.decode()
    assert "这一年度的计划已经有了" in page
    assert "另写的资格" in page
    assert AnnualPlan.objects.count() == 1


def test_a_line_of_another_year_is_refused_in_the_form(officer: Client) -> None:
    make_plan()
    occupation = make_occupation()
    answer = officer.post(
        url("planned_add", 2026),
        {
            "category": "ordinary",
            "audience": "public",
            "scope": "职工",
            "exam_date": "2027-01-09",
            "offerings": [f"{occupation.pk}-4"],
        },
    )
    assert "鉴定日期在2027年，不在2026年度内（R1.1）" in answer.content.decode()


def test_a_line_is_taken_out_of_the_plan(officer: Client) -> None:
    planned = make_planned()
    assert officer.post(url("planned_remove", planned.public_id)).url == url("plan_detail", 2026)
    assert PlannedAssessment.objects.count() == 0


def test_taking_out_a_public_line_is_refused_with_the_clause(officer: Client) -> None:
    planned = make_planned()
    publish_plan(planned.plan)
    answer = officer.post(url("planned_remove", planned.public_id))
    assert answer.status_code == 409
    assert "R1.1" in answer.content.decode()


# --- the assessment ---------------------------------------------------------------------------------------------------------------


def assessment_values(planned) -> dict:
    return {
        "planned": planned.pk,
        "title": "2026年第三次职业技能鉴定",
        "scope": "",
        "exam_date": "2026-10-24",
        "exam_until": "",
        "exam_time": "9:00至11:00",
        "place": make_place().pk,
        "registration_from": "2026-09-07T08:00",
        "registration_until": "2026-09-25T17:00",
        "registration_place": "报名大厅",
        "qualification_profile": "2023",
        "enquiry_phone": "0531-00000000",
        "notes": "带身份证",
    }


def test_an_assessment_starts_from_its_line_of_the_plan(officer: Client) -> None:
    planned = make_planned()
    page = officer.get(url("assessment_create"), {"planned": str(planned.public_id)}).content.decode()
    assert 'value="2026-10-24"' in page
    assert officer.get(url("assessment_create"), {"planned": "nonsense"}).status_code == 200
    answer = officer.post(url("assessment_create"), assessment_values(planned))
    assessment = Assessment.objects.get()
    assert answer.url == url("assessment_detail", assessment.public_id)
    assert assessment.registration_from == clock.at(date(2026, 9, 7), 8)
    assert (assessment.scope, assessment.exam_until) == (planned.scope, planned.exam_date)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"exam_date": "2026-08-01"}, "鉴定日期2026年8月1日（周六）已到或已过（R1.2）"),
        ({"exam_date": "2026-09-16"}, "只有44天，不足45天"),
        ({"exam_until": "2026-10-20"}, "鉴定结束日期早于鉴定日期"),
        ({"registration_until": "2026-09-01T08:00"}, "报名截止不晚于报名开始（R1.2）"),
        ({"exam_date": "不知道"}, "请填写日期，如 2026-10-24。"),
        ({"place": "99999"}, "选的不在可选项里"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_nothing_is_lost(officer: Client, values: dict, said: str) -> None:
    answer = officer.post(url("assessment_create"), assessment_values(make_planned()) | values)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "报名大厅" in page
    assert Assessment.objects.count() == 0


def test_an_offering_is_added_checked_and_taken_away(officer: Client) -> None:
    assessment = make_assessment()
    occupation = make_occupation()
    answer = officer.post(url("offering_add", assessment.public_id), {"occupation": occupation.pk, "level": 2})
    offering = Offering.objects.get(level=Level.TWO)
    assert answer.url == url("offering_edit", offering.public_id)
    page = officer.get(answer.url).content.decode()
    assert "技术论文" in page
    values = {
        "capacity": "30",
        "qualifications": "另定的资格",
        "documents_to_bring": "身份证",
        "theory_mode": "computer",
        "theory_minutes": "100",
        "theory_pass_mark": "60",
    }
    assert officer.post(answer.url, values).url == url("assessment_detail", assessment.public_id)
    offering.refresh_from_db()
    assert (offering.capacity, list(offering.subjects.values_list("mode", "minutes"))) == (30, [("computer", 100)])
    officer.post(url("offering_remove", offering.public_id))
    assert list(Offering.objects.values_list("level", flat=True)) == [4]


def test_an_offering_twice_or_without_subjects_is_refused_in_the_form(officer: Client) -> None:
    assessment = make_assessment()
    answer = officer.post(url("offering_add", assessment.public_id), {"occupation": make_occupation().pk, "level": 4})
    assert "电工四级/中级工已经列出（R1.2）" in answer.content.decode()
    answer = officer.post(
        url("offering_edit", offering_of(assessment).public_id), {"qualifications": "甲", "documents_to_bring": "乙"}
    )
    assert "没有列出科目（R1.2）" in answer.content.decode()


def test_an_assessment_is_edited_until_it_is_announced(officer: Client) -> None:
    assessment = make_assessment()
    values = assessment_values(assessment.planned) | {"notes": "另带准考证"}
    assert officer.post(url("assessment_edit", assessment.public_id), values).status_code == 302
    assessment.refresh_from_db()
    assert assessment.notes == "另带准考证"
    announced = make_announced_assessment(exam_date=date(2026, 11, 21))
    answer = officer.post(url("assessment_edit", announced.public_id), values)
    assert "公告已经发布，不得更改（R1.2）" in answer.content.decode()


def test_the_assessment_s_page_shows_stages_timeline_obstacles_and_papers(officer: Client) -> None:
    assessment = make_announced_assessment()
    page = officer.get(url("assessment_detail", assessment.public_id)).content.decode()
    expected = [
        "六个阶段",
        "一、发布公告",
        "法定期限",
        "<svg",
        "卡在哪里",
        "起草补充公告",
        assessment.announcements.get().document.serial,
    ]
    assert [part for part in expected if part not in page] == []


def test_the_assessment_s_page_costs_the_same_for_one_offering_and_for_three(officer: Client) -> None:
    def queries(assessment: Assessment) -> int:
        address = url("assessment_detail", assessment.public_id)
        officer.get(address)
        with CaptureQueriesContext(connection) as captured:
            officer.get(address)
        return len(captured)

    one = make_announced_assessment(now=NOW)
    occupation = make_occupation()
    three = make_announced_assessment(
        (occupation, Level.FIVE),
        (occupation, Level.FOUR),
        (occupation, Level.THREE),
        exam_date=date(2026, 11, 21),
        now=NOW,
    )
    assert queries(one) == queries(three)


def test_what_later_stages_will_ask_for_is_kept_apart(officer: Client) -> None:
    assessment = make_assessment()
    page = officer.get(url("assessment_detail", assessment.public_id)).content.decode()
    pressing, _, later = page.partition("后面的阶段还差")
    assert "还没有起草公告" in pressing
    assert "还没有编制实施方案" in later


def test_the_page_of_a_draft_says_what_holds_it_up(officer: Client) -> None:
    assessment = make_assessment()
    page = officer.get(url("assessment_detail", assessment.public_id)).content.decode()
    assert "还没有由年度公告或补充公告公布" in page
    assert "还没有起草公告" in page
    assert "起草公告</button>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_at_the_desk_cost_the_same_for_one_and_for_three(
    officer: Client, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        assessment = make_assessment(exam_date=date(2026, 10, 24 + number))
        services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=NOW)
    for name, queries in (("assessment_list", 11), ("announcement_register", 8), ("plan_list", 8)):
        officer.get(url(name))
        with django_assert_num_queries(queries):
            officer.get(url(name))


@pytest.mark.parametrize(
    "query", ["?q=2026-001", "?year=2026", "?category=ordinary", "?year=二〇二六&category=x&page=9"]
)
def test_the_list_of_assessments_is_filtered(officer: Client, query: str) -> None:
    assessment = make_assessment()
    assert assessment.title in officer.get(url("assessment_list") + query).content.decode()
    assert assessment.title not in officer.get(url("assessment_list") + "?year=2031").content.decode()


def test_who_works_on_the_day_finds_no_draft(client: Client) -> None:
    assessment = make_assessment()
    examiner = as_user(make_bob(Role.EXAMINER))
    assert examiner.get(url("assessment_detail", assessment.public_id)).status_code == 404
    assert assessment.title not in examiner.get(url("assessment_list")).content.decode()


# --- the announcement's way ------------------------------------------------------------------------------------------------------


def test_three_people_carry_an_announcement_to_the_public() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=NOW)
    people = Desk()
    officer, reviewer, director = as_user(people.officer), as_user(people.reviewer), as_user(people.director)
    desk = officer.post(url("announcement_draft", assessment.public_id)).url
    announcement = Announcement.objects.get(kind="assessment")
    page = officer.get(desk).content.decode()
    assert [part in page for part in ("公告预览", "规则检查", "全部符合", "提交审核")] == [True] * 4
    assert "审核通过" not in page

    assert officer.post(url("announcement_submit", announcement.public_id)).url == desk
    assert "审核通过" in reviewer.get(desk).content.decode()
    reviewer.post(url("announcement_review", announcement.public_id), {"opinion": "内容属实"})
    assert "批准公告" in director.get(desk).content.decode()
    director.post(url("announcement_approve", announcement.public_id), {"opinion": "同意发布"})

    before = officer.get(url("announcement_publish", announcement.public_id)).content.decode()
    assert "公告一经发布，不得更改" in before
    assert officer.post(url("announcement_publish", announcement.public_id)).url == desk
    announcement.refresh_from_db()
    assert (announcement.state, announcement.published_by) == ("published", people.officer)
    page = director.get(desk).content.decode()
    expected = ["公告正文（已冻结）", announcement.number, "内容属实", "同意发布", "复审员乙", "所长丙"]
    assert [part for part in expected if part not in page] == []
    assert officer.get(f"/announcements/{announcement.public_id}/").status_code == 200


def in_review() -> Announcement:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=NOW)
    draft = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=NOW)
    return services.submit_announcement(announcement=draft, actor=Desk().officer, now=NOW)


def test_a_return_without_a_reason_comes_back_with_the_reason_why() -> None:
    announcement = in_review()
    reviewer = as_user(Desk().reviewer)
    answer = reviewer.post(url("announcement_return", announcement.public_id), {"opinion": " "})
    assert answer.status_code == 422
    assert "没有写明退回的理由（R1.3）" in answer.content.decode()
    assert reviewer.post(url("announcement_return", announcement.public_id), {"opinion": "改电话"}).status_code == 302
    announcement.refresh_from_db()
    assert announcement.state == "draft"


def test_the_drafter_who_tries_to_review_gets_403_and_why(officer: Client) -> None:
    announcement = in_review()
    answer = officer.post(url("announcement_review", announcement.public_id), {"opinion": ""})
    assert answer.status_code == 403
    assert "须由第二人办理" in answer.content.decode()


def test_a_missed_notice_is_refused_at_the_button_with_what_would_help(officer: Client) -> None:
    announcement = in_review()
    clock.move_to(clock.at(date(2026, 9, 10), 9), frozen=True)
    page = officer.get(url("announcement_desk", announcement.public_id)).content.decode()
    assert "有不符合的项目，不能发布" in page
    answer = as_user(Desk().reviewer).post(url("announcement_review", announcement.public_id), {"opinion": "看过了"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不足45天" in text
    assert "今天发布最早可定在2026年10月25日（周日）" in text
    assert "看过了" in text


def test_out_of_turn_is_a_page_with_the_reason_not_a_fault(officer: Client) -> None:
    announcement = in_review()
    answer = officer.post(url("announcement_submit", announcement.public_id))
    assert answer.status_code == 409
    assert "现在的状态是“待审核”" in answer.content.decode()
    answer = officer.post(url("announcement_publish", announcement.public_id))
    assert answer.status_code == 409


def test_the_drafter_takes_the_draft_back(officer: Client) -> None:
    announcement = in_review()
    assert officer.post(url("announcement_recall", announcement.public_id)).status_code == 302
    announcement.refresh_from_db()
    assert announcement.state == "draft"


def test_a_stranger_to_this_announcement_does_not_publish_it() -> None:
    announcement = in_review()
    other = as_user(make_bob(Role.ANNOUNCEMENT_OFFICER))
    assert other.get(url("announcement_publish", announcement.public_id)).status_code == 403


def test_a_supplement_is_drafted_rewritten_and_shown(officer: Client) -> None:
    make_announced_assessment(now=NOW)
    annual = Announcement.objects.get(kind="annual")
    added = make_planned(exam_date=date(2026, 12, 5))
    form = officer.get(url("supplement_draft", annual.public_id) + "?purpose=addition").content.decode()
    assert "2026年第2次鉴定" in form
    values = as_shown(form) | {"title": "补充公告", "changes": "增加一次鉴定。", "adds": [added.pk]}
    answer = officer.post(url("supplement_draft", annual.public_id), values)
    supplement = Announcement.objects.get(kind="supplement")
    assert answer.url == url("announcement_desk", supplement.public_id)
    assert "增加一次鉴定。" in officer.get(answer.url).content.decode()
    officer.post(url("supplement_edit", supplement.public_id), values | {"changes": "改写。", "adds": []})
    supplement.refresh_from_db()
    added.refresh_from_db()
    assert (supplement.changes, added.added_by_supplement) == ("改写。", None)


def test_a_supplement_to_an_assessment_adds_no_lines_to_the_plan(officer: Client) -> None:
    announcement = make_announced_assessment(now=NOW).announcements.get()
    page = officer.get(url("supplement_draft", announcement.public_id) + "?purpose=addition").content.decode()
    assert "列入年度计划的鉴定" not in page
    values = as_shown(page) | {"title": "更正", "changes": ""}
    answer = officer.post(url("supplement_draft", announcement.public_id), values)
    assert answer.status_code == 422
    assert Announcement.objects.filter(kind="supplement").count() == 0


@pytest.mark.parametrize("query", ["?kind=annual", "?state=published"])
def test_the_register_of_announcements_is_filtered(officer: Client, query: str) -> None:
    make_announced_assessment(now=NOW)
    draft = make_assessment(exam_date=date(2026, 11, 21))
    services.draft_assessment_announcement(assessment=draft, actor=Desk().officer, now=NOW)
    page = officer.get(url("announcement_register") + query).content.decode()
    assert "2026年度职业技能鉴定公告" in page
    assert "2026年第2次" not in page


# --- Charlie and Alice, on pages that exist ------------------------------------------------------------------------------------------


def test_charlie_reads_but_finds_no_button_and_alice_finds_no_page() -> None:
    assessment = make_announced_assessment(now=NOW)
    announcement = assessment.announcements.get()
    charlie, alice = as_user(make_charlie()), as_user(make_alice())
    readable = [
        url("assessment_detail", assessment.public_id),
        url("announcement_desk", announcement.public_id),
        url("plan_detail", 2026),
    ]
    for address in readable:
        page = charlie.get(address)
        assert page.status_code == 200
        assert "起草补充公告" not in page.content.decode()
        assert alice.get(address).status_code == 404
    for name, ident in (("assessment_edit", assessment), ("supplement_draft", announcement)):
        assert charlie.get(url(name, ident.public_id)).status_code == 403
        assert alice.get(url(name, ident.public_id)).status_code == 404


def test_a_get_never_writes(officer: Client) -> None:
    assessment = make_assessment()
    assert officer.get(url("announcement_draft", assessment.public_id)).status_code == 405
    assert officer.get(url("offering_remove", offering_of(assessment).public_id)).status_code == 405
