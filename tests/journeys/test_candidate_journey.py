"""A candidate's life on a phone: from the announcement to the admission ticket; staff act through their verbs."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from announcements.models import Announcement, Assessment
from registration import services
from registration.enums import ApplicationState
from registration.models import Application
from sessions import services as planning
from station import clock
from station.models import AuditEntry
from tests.factories import exams as exam_day
from tests.factories import sessions as office
from tests.factories.accounts import code_at
from tests.factories.announcements import make_announced_assessment
from tests.factories.registration import (
    OPEN,
    Counter,
    identity_number,
    portrait,
    receipt_book,
    scan_pdf,
    sight_everything,
)

PHONE = {"width": 360, "height": 740}
NAME, PASSWORD, MOBILE = "欧阳·阿依努尔", "苹果树下-2026", "13800000012"
axe = Axe()


def tidy(page: Page) -> None:
    """Nothing for axe to find, nothing that has to be pushed sideways."""
    found = [(each["id"], [node["target"] for node in each["nodes"]]) for each in axe.run(page).response["violations"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.fixture
def assessment() -> Assessment:
    clock.move_to(OPEN, frozen=True)
    return make_announced_assessment()


def from_the_announcement_to_the_account(page: Page, assessment: Assessment) -> None:
    page.goto("/announcements/")
    page.get_by_role("link", name=re.compile(re.escape(assessment.title))).first.click()
    page.get_by_role("link", name=re.compile("^报名电工")).click()
    page.get_by_role("link", name="注册考生账号").click()
    page.get_by_label("证件号码").fill(identity_number(12))
    page.get_by_label("姓名").fill(NAME)
    page.get_by_label("手机号码").fill(MOBILE)
    page.get_by_label("个人信息处理告知书").check()
    page.get_by_label("照片使用告知书").check()
    page.get_by_role("button", name="下一步：收验证码").click()
    expect(page.get_by_text("138****0012")).to_be_visible()
    page.get_by_label("短信验证码").fill(code_at(MOBILE))
    page.get_by_label("密码*", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_role("button", name="注册并登录").click()
    expect(page.get_by_role("heading", name="报名前请看")).to_be_visible()


def fill_in(page: Page) -> None:
    page.get_by_role("link", name="开始填报").click()
    page.get_by_label("民族").fill("汉族")
    page.get_by_label("文化程度").select_option(label="技师学院")
    page.get_by_label("单位或学校").fill("山东轨道交通装备有限公司")
    page.get_by_role("button", name="保存，下一页").click()
    page.get_by_role("radio", name=re.compile("累计从事本职业或相关职业工作满5年")).check()
    page.get_by_label("从事本职业（含相关职业）年限").fill("6")
    page.get_by_role("button", name="保存，下一页").click()


def send_photo_and_papers(page: Page) -> None:
    photo = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": portrait(12)}
    page.get_by_label("证件照片").set_input_files(photo)
    page.get_by_role("button", name="上传照片").click()
    expect(page.get_by_text("照片已收下")).to_be_visible()
    scan = {"name": "身份证.pdf", "mimeType": "application/pdf", "buffer": scan_pdf()}
    page.locator("#identity").get_by_label("扫描件或照片").set_input_files(scan)
    page.get_by_role("button", name="上传身份证").click()
    expect(page.get_by_role("link", name="看已上传的身份证")).to_be_visible()


def hand_in(page: Page) -> None:
    page.get_by_role("link", name="下一页：核对并提交").click()
    page.get_by_label("我已逐项核对，作出以上承诺").check()
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_text("报名已提交")).to_be_visible()


def step(page: Page, title: str) -> str:
    """What the list of steps says of one of them."""
    entry = page.locator(".steps > li").filter(has=page.locator(".steps-title", has_text=re.compile(f"^{title}$")))
    return entry.locator(".steps-state").inner_text()


def test_from_the_announcement_to_the_ticket_on_a_phone(page: Page, assessment: Assessment) -> None:
    page.set_viewport_size(PHONE)
    from_the_announcement_to_the_account(page, assessment)
    tidy(page)
    fill_in(page)
    tidy(page)
    send_photo_and_papers(page)
    tidy(page)
    hand_in(page)
    tidy(page)

    page.goto("/my/")
    tidy(page)
    assert step(page, "审核") == "现在办理"
    application = Application.objects.select_related("candidate").get()
    sight_everything(application)
    services.accept_application(application=application, actor=Counter().officer, now=OPEN)
    page.reload()
    assert step(page, "缴费") == "现在办理"
    page.get_by_role("link", name="看收费明细").first.click()
    expect(page.get_by_text(f"{application.charge.amount} 元").first).to_be_visible()
    tidy(page)

    payment = services.take_payment(
        charge=application.charge,
        method="cash",
        receipt_kind="paper",
        book=receipt_book(),
        actor=Counter().cashier,
        now=OPEN,
    )
    page.reload()
    expect(page.get_by_text(payment.receipt.number)).to_be_visible()
    ticket_is_made(assessment, application)
    page.goto("/my/")
    assert step(page, "准考证") == "现在办理"
    page.locator(".steps").get_by_role("link", name="下载准考证").click()
    tidy(page)
    address = page.get_by_role("link", name="下载准考证（PDF）").get_attribute("href")
    ticket = page.request.get(address)
    assert (ticket.headers["content-type"], ticket.body()[:4]) == ("application/pdf", b"%PDF")
    page.goto("/my/")
    assert step(page, "准考证") == "已完成"
    assert AuditEntry.objects.filter(verb="ticket.hand_out").count() == 1


def ticket_is_made(assessment: Assessment, application: Application) -> None:
    """Closed, planned, approved, settled, noticed: what the office does between payment and ticket."""
    office.close_registration(assessment)
    rooms, members = office.make_rooms(), office.make_members([application.offering.occupation])
    people, now = office.Office(), office.PLANNED
    plan = planning.create_plan(assessment=assessment, actor=people.planner, now=now)
    planning.propose_plan(plan=plan, rooms=rooms, members=members, seed=1, actor=people.planner, now=now)
    planning.submit_plan(plan=plan, actor=people.planner, now=now)
    planning.approve_plan(plan=plan, actor=people.director, now=now, opinion="同意")
    made = office.Round(assessment, [application], rooms, members)
    exam_day.settle(made)
    assessment.refresh_from_db()
    exam_day.record_notice(assessment)
    exam_day.make_tickets(made)
    clock.move_to(exam_day.IN_TIME, frozen=True)


def test_the_whole_application_works_without_script(
    browser: Browser, base_url: str, assessment: Assessment, page: Page
) -> None:
    context = browser.new_context(base_url=base_url, viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    from_the_announcement_to_the_account(plain, assessment)
    fill_in(plain)
    send_photo_and_papers(plain)
    hand_in(plain)
    context.close()
    assert Application.objects.get().state == ApplicationState.SUBMITTED


def test_errors_are_said_on_top_and_lead_to_their_field(page: Page, assessment: Assessment) -> None:
    page.set_viewport_size(PHONE)
    announcement = Announcement.objects.get(assessment=assessment, kind="assessment")
    page.goto(f"/announcements/{announcement.public_id}/")
    page.goto("/sign-up/")
    page.get_by_role("button", name="下一步：收验证码").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    tidy(page)
    summary.get_by_role("link", name="手机号码").click()
    assert page.evaluate("document.activeElement.name || location.hash") in ("mobile", "#id_mobile")


def test_a_second_window_that_hands_in_again_is_told_so_and_nothing_happens_twice(
    page: Page, assessment: Assessment
) -> None:
    from_the_announcement_to_the_account(page, assessment)
    fill_in(page)
    send_photo_and_papers(page)
    page.get_by_role("link", name="下一页：核对并提交").click()
    second = page.context.new_page()
    second.goto(page.url)
    for window in (page, second):
        window.get_by_label("我已逐项核对，作出以上承诺").check()
        window.get_by_role("button", name="提交报名").click()
        expect(window.get_by_text("报名已提交")).to_be_visible()
    assert AuditEntry.objects.filter(verb="application.submit").count() == 1
