"""The public board's pages in every condition: full, empty, corrected, withdrawn, on paper (R1.2, R1.4)."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from announcements.enums import Purpose
from station import clock
from station.enums import Level
from tests.factories.announcements import ANNOUNCED, Desk, make_announced_assessment, publish
from tests.factories.noticeboard import add_supplements, hang_up
from tests.factories.station import make_occupation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september() -> None:
    clock.move_to(clock.at(date(2026, 9, 10), 9), frozen=True)


def url(name: str, *args: object) -> str:
    return reverse(f"announcements:{name}", args=args)


def read(client: Client, name: str, announcement) -> str:
    answer = client.get(url(name, announcement.public_id))
    assert answer.status_code == 200
    return answer.content.decode()


def missing(page: str, *parts: str) -> list[str]:
    return [part for part in parts if part not in page]


# --- list and archive ---------------------------------------------------------------------------------------------------------


def test_a_card_answers_what_when_where_and_until_when(client: Client) -> None:
    (announcement,) = hang_up(levels=(Level.FOUR, Level.TWO))
    add_supplements(announcement, 2)
    page = client.get("/").content.decode()
    expected = [
        "电工 四级/中级工",
        "电工 二级/技师",
        "2026年10月24日（周六）",
        "主校区",
        "2026年9月25日（周五）24:00截止",
    ]
    assert missing(page, *expected, "剩余15天（11个工作日）", "有2份补充公告", "正在报名") == []


def test_a_withdrawn_one_says_so_in_the_list_and_asks_for_no_registration(client: Client) -> None:
    hang_up(withdrawn_at=ANNOUNCED)
    page = client.get("/").content.decode()
    assert missing(page, "已撤销", "不再报名") == []
    assert "截止" not in page


def test_a_search_without_result_says_what_to_do(client: Client) -> None:
    hang_up()
    page = client.get("/?q=焊工&level=1").content.decode()
    assert missing(page, "没有符合条件的公告", "少填一个条件", "看全部公告", 'value="焊工"') == []


def test_pages_keep_the_search_in_their_address(client: Client) -> None:
    hang_up(21)
    page = client.get("/?level=4").content.decode()
    assert page.count('<article class="card">') == 20
    assert "?level=4&amp;page=2" in page
    assert client.get("/?level=4&page=2").content.decode().count('<article class="card">') == 1


def test_the_archive_of_a_year_has_every_announcement_and_the_list_leads_there(client: Client) -> None:
    make_announced_assessment()
    (withdrawn,) = hang_up(exam_date=date(2026, 11, 7), withdrawn_at=ANNOUNCED)
    (correction,) = add_supplements(withdrawn, 1)
    assert url("announcement_archive", 2026) in client.get("/").content.decode()
    page = client.get(url("announcement_archive", 2026)).content.decode()
    titles = ["2026年度职业技能鉴定公告", withdrawn.title, correction.title, f"对《{withdrawn.title}》的补充", "已撤销"]
    assert missing(page, *titles) == []
    assert "2019年没有发布过公告" in client.get(url("announcement_archive", 2019)).content.decode()
    assert client.get(url("announcement_archive", 99999)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_costs_the_same_for_one_and_for_three(client: Client, count, django_assert_num_queries) -> None:
    for announcement in hang_up(count):
        add_supplements(announcement, count)
    with django_assert_num_queries(5):
        client.get(url("announcement_archive", 2026))


# --- one announcement ----------------------------------------------------------------------------------------------------------


def test_what_is_in_force_stands_on_top_and_the_original_words_below(client: Client) -> None:
    (announcement,) = hang_up()
    add_supplements(announcement, 2)
    page = read(client, "announcement_detail", announcement)
    glance, rest = page.split('id="offering-1"')
    assert missing(glance, "本所报名大厅2号窗口", "已更正", "本公告有补充或更正") == []
    assert "1号窗口" not in glance
    assert missing(rest, "原公告全文", "本所报名大厅，或在本网站网上报名") == []


def test_an_occupation_and_level_whose_conditions_were_corrected_says_so(client: Client) -> None:
    assessment = make_announced_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.THREE))
    offering = assessment.offerings.get(level=Level.THREE)
    supplement = services.draft_supplement(
        amends=assessment.announcements.get(),
        title="名额的更正公告",
        changes="电工三级名额改为30人。",
        purpose=Purpose.CORRECTION,
        amendments={"offerings": {str(offering.public_id): {"capacity": 30}}},
        actor=Desk().officer,
        now=ANNOUNCED,
    )
    publish(supplement, now=ANNOUNCED)
    page = read(client, "announcement_detail", supplement.amends)
    four, three = page.split('id="offering-')[1:3]
    if "四级/中级工" not in four.split("</h2>")[0]:
        four, three = three, four
    three = three.split("</section>")[0]
    assert ("已更正" in three, "名额：30人" in three, "已更正" in four.split("</section>")[0]) == (True, True, False)


def test_a_withdrawn_one_leads_to_no_application(client: Client) -> None:
    (announcement,) = hang_up(withdrawn_at=ANNOUNCED)
    page = read(client, "announcement_detail", announcement)
    assert missing(page, "这次鉴定已经撤销", "不再接受报名") == []
    assert "报名电工" not in page


def test_nothing_breaks_where_no_occupation_is_listed(client: Client) -> None:
    (announcement,) = hang_up(levels=())
    for name in ("announcement_detail", "announcement_print", "announcement_poster"):
        read(client, name, announcement)
    assert "见公告" in client.get("/").content.decode()


def test_long_texts_stand_whole(client: Client) -> None:
    scope = "符合申报条件的人员" * 20
    (announcement,) = hang_up(scope=scope, notes="事项。\n" * 200)
    page = read(client, "announcement_detail", announcement)
    assert scope in page
    assert page.count("事项。") == 200


def test_of_twenty_supplements_the_newest_three_stand_on_top(client: Client) -> None:
    (announcement,) = hang_up()
    add_supplements(announcement, 20)
    page = read(client, "announcement_detail", announcement)
    top = page.split('id="glance"')[0]
    assert re.findall(r'href="#supplement-(\d+)"', top) == ["18", "19", "20", "1"]
    assert page.count('id="supplement-') == 20


def test_sharing_works_without_script(client: Client) -> None:
    (announcement,) = hang_up()
    page = read(client, "announcement_detail", announcement)
    assert missing(page, url("announcement_short", announcement.document.verification_code)) == []
    assert re.findall(r"<button[^>]*data-(?:copy|share)=[^>]*>", page) == re.findall(
        r"<button[^>]*data-(?:copy|share)=[^>]* hidden>", page
    )


# --- on paper ------------------------------------------------------------------------------------------------------------------


def test_the_print_has_the_original_words_and_every_supplement_after_them(client: Client) -> None:
    (announcement,) = hang_up()
    add_supplements(announcement, 2)
    page = read(client, "announcement_print", announcement)
    order = [
        "附后",
        "本所报名大厅，或在本网站网上报名。",
        "加盖",
        "现为“本所报名大厅1号窗口”",
        "现为“本所报名大厅2号窗口”",
    ]
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    code = announcement.document.verification_code
    assert missing(page, url("announcement_qr", announcement.public_id, "svg"), code, announcement.number) == []


def test_the_annual_announcement_and_a_supplement_are_printed_too(client: Client) -> None:
    assessment = make_announced_assessment()
    annual = assessment.planned.plan.announcements.get(kind="annual")
    assert missing(read(client, "announcement_print", annual), "组织职业技能鉴定1次", "有关说明") == []
    (correction,) = add_supplements(assessment.announcements.get(kind="assessment"), 1)
    assert "补充如下" in read(client, "announcement_print", correction)
    assert client.get(url("announcement_poster", annual.public_id)).status_code == 404


def test_the_page_for_the_notice_board_says_what_is_in_force(client: Client) -> None:
    (announcement,) = hang_up()
    add_supplements(announcement, 2)
    page = read(client, "announcement_poster", announcement)
    assert missing(page, "本所报名大厅2号窗口", "已按2份补充公告更正", "加盖", "0531-00000000") == []
    (withdrawn,) = hang_up(withdrawn_at=ANNOUNCED)
    assert "这次鉴定已经撤销" in read(client, "announcement_poster", withdrawn)


@pytest.mark.parametrize(("name", "queries"), [("announcement_print", 7), ("announcement_poster", 8)])
@pytest.mark.parametrize("count", [1, 3])
def test_a_print_costs_the_same_with_one_supplement_and_with_three(
    client: Client, name: str, queries: int, count: int, django_assert_num_queries
) -> None:
    (announcement,) = hang_up()
    add_supplements(announcement, count)
    client.get(url(name, announcement.public_id))
    with django_assert_num_queries(queries):
        client.get(url(name, announcement.public_id))
