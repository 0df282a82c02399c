"""What the public reads, asks and takes home (R1.2, R1.4). Nobody has to sign in for it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from station import clock
from station.enums import Level
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_planned,
    publish,
)
from tests.factories.station import make_alice, make_charlie, make_occupation

pytestmark = pytest.mark.django_db
DURING = clock.at(date(2026, 9, 10), 9)


@pytest.fixture(autouse=True)
def september() -> None:
    clock.move_to(DURING, frozen=True)


def detail(assessment) -> str:
    return reverse("announcements:announcement_detail", args=[assessment.announcements.get().public_id])


@pytest.mark.parametrize("name", ["announcements:home", "announcements:announcement_list"])
def test_the_front_page_lists_what_is_published_and_nothing_else(client: Client, name: str) -> None:
    announced = make_announced_assessment()
    make_assessment(exam_date=date(2026, 11, 21))
    page = client.get(reverse(name)).content.decode()
    assert announced.title in page
    assert "2026年第2次" not in page
    assert "正在报名" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client: Client, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        make_announced_assessment(exam_date=date(2026, 10, 24 + number))
    client.get("/")
    with django_assert_num_queries(10):
        page = client.get("/").content.decode()
    assert page.count('<article class="card">') == count


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=电工", True),
        ("q=焊工", False),
        ("level=4", True),
        ("level=2", False),
        ("month=2026-10", True),
        ("month=2026-11", False),
        ("open=1", True),
        ("level=nonsense&month=13&occupation=999999", True),  # what can't be read is no filter
        ("page=99", True),
    ],
)
def test_the_search_is_an_address_that_can_be_shared(client: Client, query: str, shown: bool) -> None:
    assessment = make_announced_assessment()
    assert (assessment.title in client.get(f"/?{query}").content.decode()) is shown


def test_an_empty_list_says_what_would_fill_it(client: Client) -> None:
    assert "每次鉴定前45天发布公告" in client.get("/").content.decode()


def test_a_candidate_reads_what_when_where_whether_and_until_when(client: Client) -> None:
    assessment = make_announced_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.TWO))
    page = client.get(detail(assessment)).content.decode()
    expected = [
        "电工 四级/中级工",
        "2026年10月24日（周六）",
        "主校区",
        "2026年9月25日（周五）24:00",
        "报考资格",
        "《职业技能鉴定考评表》",
        "收费公示",
        "合计170.00元",
        "剩余15天（11个工作日）",
        'href="tel:0531-00000000"',
        "鉴公告〔2026〕2号",
        assessment.announcements.get().document.serial,
    ]
    assert [part for part in expected if part not in page] == []


def test_the_page_shows_the_frozen_text_whatever_becomes_of_the_names(client: Client) -> None:
    assessment = make_announced_assessment()
    make_occupation().__class__.objects.update(name="改了名的职业")
    page = client.get(detail(assessment)).content.decode()
    assert "电工 四级/中级工" in page
    assert "改了名的职业" not in page


def test_what_is_not_published_is_not_there(client: Client) -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    draft = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=ANNOUNCED)
    for name in ("announcement_detail", "announcement_calendar"):
        assert client.get(reverse(f"announcements:{name}", args=[draft.public_id])).status_code == 404
    assert client.post(reverse("announcements:enquiry_ask", args=[draft.public_id])).status_code == 404


def test_supplements_stand_on_the_page_of_the_original_and_alone(client: Client) -> None:
    assessment = make_announced_assessment()
    original = assessment.announcements.get()
    supplement = publish(
        services.draft_supplement(
            amends=original, title="更正报名地点", changes="增加西校区。", actor=Desk().officer, now=ANNOUNCED
        ),
        now=ANNOUNCED,
    )
    page = client.get(reverse("announcements:announcement_detail", args=[original.public_id])).content.decode()
    assert [part in page for part in ("本公告有补充或更正", "增加西校区。", supplement.number)] == [True] * 3
    alone = client.get(reverse("announcements:announcement_detail", args=[supplement.public_id])).content.decode()
    assert [part in alone for part in ("增加西校区。", original.number)] == [True] * 2


def test_the_annual_announcement_and_what_was_added_to_it(client: Client) -> None:
    make_announced_assessment()
    added = make_planned(exam_date=date(2026, 12, 5))
    make_line_public(added, now=ANNOUNCED)
    annual = added.plan.announcements.get(kind="annual")
    page = client.get(reverse("announcements:announcement_detail", args=[annual.public_id])).content.decode()
    expected = ["组织职业技能鉴定1次", "2026年10月24日（周六）", "2026年12月5日（周六）", "咨询电话"]
    assert [part for part in expected if part not in page] == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_detail_costs_the_same_with_one_supplement_and_with_three(
    client: Client, count: int, django_assert_num_queries
) -> None:
    assessment = make_announced_assessment()
    for number in range(count):
        publish(
            services.draft_supplement(
                amends=assessment.announcements.get(kind="assessment"),
                title=f"补充{number}",
                changes="改。",
                actor=Desk().officer,
                now=ANNOUNCED,
            ),
            now=ANNOUNCED,
        )
    url = reverse("announcements:announcement_detail", args=[assessment.announcements.get(kind="assessment").public_id])
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)


def test_the_calendar_file_is_for_taking_home(client: Client) -> None:
    announcement = make_announced_assessment().announcements.get()
    answer = client.get(reverse("announcements:announcement_calendar", args=[announcement.public_id]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


def test_the_sealed_paper_needs_no_account(client: Client) -> None:
    document = make_announced_assessment().announcements.get().document
    answer = client.get(reverse("station:public_document", args=[document.public_id]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()


def test_the_way_to_apply_is_explained_with_its_clauses(client: Client) -> None:
    page = client.get(reverse("announcements:how_to_apply")).content.decode()
    expected = ["《职业技能鉴定考评表》", "《原件已审》", "/regulation/#R2.3", "一级/高级技师", "满10年"]
    assert [part for part in expected if part not in page] == []


@pytest.mark.parametrize("make", [make_alice, make_charlie])
def test_signed_in_people_read_the_same_pages(client: Client, make) -> None:
    assessment = make_announced_assessment()
    client.force_login(make())
    for url in ("/", detail(assessment), reverse("announcements:how_to_apply")):
        assert client.get(url).status_code == 200
