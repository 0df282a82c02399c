"""Next year's notice comes out: the planner says 暂定 before it, one person enters it, a second puts it in force (R4.2)."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from announcements.models import Assessment
from station import clock, deadline_book
from station.demo_accounts import DEMO_PASSWORD
from station.enums import Category, Role
from station.models import StatutoryDeadline
from tests.factories.announcements import make_assessment
from tests.factories.notices import ENTERED, NUMBER
from tests.factories.station import make_user
from tests.journeys.desk import Desk

PHONE = {"width": 360, "height": 740}
EXAM = date(2027, 3, 13)
ROWS = [
    ["2027年部分节假日安排（示例）"],
    ["名称", "日期", "性质"],
    ["元旦", date(2027, 1, 1), "放假"],
    ["春节", "2月5日至12日", "放假"],
    ["春节", "1月31日、2月20日", "上班"],
    ["清明节", "2027/4/5", "放假"],
    ["端午节", "6月9日", "放假"],
    ["中秋节", "9月15日", "放假"],
    ["国庆节", "10月1日至7日", "放假"],
]


def sheet(rows: list[list[object]]) -> dict[str, object]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "2027年安排.xlsx", "mimeType": kind, "buffer": out.getvalue()}


@pytest.fixture
def assessment() -> Assessment:
    clock.move_to(ENTERED, frozen=True)
    make_user("keeper", Role.ADMINISTRATOR, name="管理员甲", password=DEMO_PASSWORD)
    make_user("head", Role.DIRECTOR, name="所长丙", password=DEMO_PASSWORD)
    opens = ENTERED + timedelta(days=1)
    made = make_assessment(
        exam_date=EXAM,
        category=Category.NATIONAL_UNIFIED,
        registration_from=opens,
        registration_until=opens + timedelta(days=10),
        now=ENTERED,
    )
    deadline_book.keep(made, now=ENTERED)
    return made


def filing_row(assessment: Assessment) -> StatutoryDeadline:
    return StatutoryDeadline.objects.get(scope=str(assessment.public_id), clause="R4.2")


def test_a_phone_without_script_counts_back_from_a_date(
    browser: Browser, base_url: str, assessment: Assessment
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="日期推算").click()
    page.get_by_label("鉴定日期").fill("2027-03-13")
    page.get_by_label("全国或全省统一鉴定").check()
    page.get_by_role("button", name="推算").click()
    expect(page.get_by_text("来得及").first).to_be_visible()
    expect(page.get_by_text("2027年的放假通知尚未公布或尚未录入")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^2027年2月"))).to_be_visible()
    colleague = context.new_page()
    colleague.goto(page.url)  # the address is the answer
    expect(colleague.get_by_text("2027年2月11日（周四）").first).to_be_visible()
    context.close()


def test_a_notice_entered_from_a_sheet_is_confirmed_by_a_second_person(page: Page, assessment: Assessment) -> None:
    desk = Desk(page)
    before = filing_row(assessment).due

    desk.seat("keeper").follow("去录入")
    desk.fill({"通知文号": NUMBER, "通知日期": "2026-11-10"})
    page.get_by_label("上传表格").set_input_files([sheet([*ROWS, ["劳动节", "5月0日", "放假"]])])
    desk.press("提交第二人确认")
    expect(page.get_by_role("alert")).to_contain_text("第 10 行：“5月0日”不是实有的日期")
    faulty = page.get_by_label("第 10 行，起")
    expect(faulty).to_have_value("5月0日")
    faulty.fill("5月1日")
    desk.press("提交第二人确认")
    expect(page.get_by_text("录入人不得确认自己录入的安排")).to_be_visible()

    desk.seat("head").follow("去核对")
    expect(page.get_by_role("region", name="将要改期的期限")).to_contain_text("提交鉴定申报材料")
    expect(page.get_by_role("region", name="将有改变的日子")).to_contain_text("调休上班（春节）")
    assert filing_row(assessment).due == before
    desk.press("确认放假安排")
    expect(page.get_by_text("已生效，未办结的期限已重新计算")).to_be_visible()
    assert filing_row(assessment).due < before

    desk.go("/planner/?exam_date=2027-03-13&category=unified")
    expect(page.get_by_text("尚未录入")).to_have_count(0)
    expect(page.get_by_text("春节放假，")).to_be_visible()
