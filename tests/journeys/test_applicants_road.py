"""An applicant's road on a phone of 360 px: scope first, page by page, handed in, sent back, mended; and 补考 (R2.1, R2.5)."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from announcements.enums import Audience
from announcements.models import Assessment, PlannedAssessment
from registration import kept_results, services
from registration.enums import ApplicationState
from registration.models import Application, Candidate
from registration.rules import KeptResult
from station import clock
from station.models import AuditEntry
from tests.factories.accounts import PASSWORD, signed_up
from tests.factories.announcements import announce, make_announced_assessment, make_assessment
from tests.factories.registration import OPEN, Counter, identity_number, person, portrait
from tests.journeys.test_candidate_journey import PHONE, send_photo_and_papers, step, tidy

INSIDE, OUTSIDE = "山东职业学院", "某某机械公司"


@pytest.fixture
def applicant() -> Candidate:
    """Has an account, and nothing else on record than what signing up asks."""
    clock.move_to(OPEN, frozen=True)
    facts = person(12, name="欧阳·阿依努尔", ethnicity="", education="", employer="", address="")
    return signed_up(facts, now=OPEN).candidate


def log_in(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/accounts/login/")
    page.locator("#id_username").fill(identity_number(12))
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="我的鉴定")).to_be_visible()


def from_the_announcement(page: Page, assessment: Assessment) -> None:
    page.goto("/announcements/")
    page.get_by_role("link", name=re.compile(re.escape(assessment.title))).first.click()
    expect(page.get_by_text("谁能报：").first).to_be_visible()
    tidy(page)
    page.get_by_role("link", name=re.compile("^报名电工")).click()


def the_person(page: Page) -> None:
    page.get_by_label("民族").fill("汉族")
    page.get_by_label("文化程度").select_option(label="技师学院")
    page.get_by_role("button", name="保存，下一页").click()


def the_condition(page: Page, years: str) -> None:
    page.get_by_role("radio", name=re.compile("前后加起来干满 5 年")).check()
    page.get_by_label("从事本职业（含相关职业）年限").fill(years)


def hand_in(page: Page, button: str = "提交报名") -> None:
    expect(page.get_by_text("下面的内容提交后都将锁定")).to_be_visible()
    page.get_by_label("我已逐项核对，作出以上承诺").check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("报名已提交")).to_be_visible()


def test_from_the_scope_to_the_correction_on_a_phone(page: Page, context: BrowserContext, applicant: Candidate) -> None:
    assessment = make_assessment()
    PlannedAssessment.objects.update(audience=Audience.INSTITUTION)
    Assessment.objects.update(audience=Audience.INSTITUTION)
    assessment.refresh_from_db()
    announce(assessment)
    log_in(page)
    from_the_announcement(page, assessment)

    page.get_by_label("您的单位或学校").fill(OUTSIDE)
    page.get_by_role("button", name="看能不能报").click()
    expect(page.get_by_text("不在其内").first).to_be_visible()
    tidy(page)
    page.get_by_label("您的单位或学校").fill(INSIDE)
    page.get_by_role("button", name="看能不能报").click()
    expect(page.get_by_label("单位或学校")).to_have_value(INSIDE)
    tidy(page)
    the_person(page)

    tidy(page)
    the_condition(page, "3")
    page.get_by_role("button", name="保存，以后再填").click()
    expect(page.get_by_text("下次登录后从这里接着填")).to_be_visible()
    tidy(page)
    page.get_by_role("link", name="修改申报条件").click()
    expect(page.get_by_text("看来还不够：差 2 年")).to_be_visible()
    tidy(page)
    page.get_by_label("从事本职业（含相关职业）年限").fill("6")
    page.get_by_role("button", name="保存，下一页").click()
    send_photo_and_papers(page)
    tidy(page)
    page.get_by_role("link", name="下一页：核对并提交").click()
    tidy(page)

    second = context.new_page()
    second.goto(page.url)
    second.get_by_role("link", name="修改个人信息").click()
    second.get_by_label("通讯地址").fill("济南市历下区2号")
    second.get_by_role("button", name="保存，下一页").click()
    page.get_by_label("我已逐项核对，作出以上承诺").check()
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_text("请重新核对，再提交一次").first).to_be_visible()
    expect(page.get_by_text("济南市历下区2号")).to_be_visible()
    hand_in(page)
    tidy(page)

    application = Application.objects.get()
    until = clock.at(date(2026, 9, 30), 0)
    services.return_application(
        application=application, actor=Counter().officer, now=OPEN, reason="年限与证明不符，请核对", until=until
    )
    clock.move_to(clock.at(date(2026, 9, 28), 10), frozen=True)
    page.goto("/my/")
    assert step(page, "承诺") == "需要处理"
    expect(page.get_by_text("2026年9月29日（周二）24:00前").first).to_be_visible()
    tidy(page)
    page.get_by_role("link", name="查看这份报名").click()
    tidy(page)
    page.get_by_role("link", name="修改申报条件").click()
    page.get_by_label("从事本职业（含相关职业）年限").fill("7")
    page.get_by_role("button", name="保存，下一页").click()
    page.get_by_role("link", name="下一页：核对并提交").click()
    hand_in(page, "重新提交报名")
    application.refresh_from_db()
    assert (application.state, application.work_years) == (ApplicationState.SUBMITTED, 7)
    assert AuditEntry.objects.filter(verb="application.resubmit").count() == 1


def test_one_subject_again_on_a_phone(page: Page, applicant: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    def passed_theory(candidates: list[int], occupation_id: int, level: int, on: date) -> dict[int, list[KeptResult]]:
        kept = KeptResult("theory", on + timedelta(days=30), "2026年第1次职业技能鉴定，80 分，2026年4月1日公布")
        return {each: [kept] for each in candidates}

    monkeypatch.setattr(kept_results, "_providers", [])
    assessment = make_announced_assessment()
    services.add_photo(candidate=applicant, content=portrait(12), actor=applicant.user, now=OPEN)
    log_in(page)
    from_the_announcement(page, assessment)
    page.get_by_role("link", name="开始填报").click()
    page.get_by_label("单位或学校").fill(OUTSIDE)
    the_person(page)
    the_condition(page, "6")
    page.get_by_label("理论知识").select_option(label="本次不考")
    page.get_by_label("操作技能").select_option(label="补考")
    page.get_by_role("button", name="保存，下一页").click()
    expect(page.get_by_text("没有查到保留的理论知识合格成绩").first).to_be_visible()
    expect(page.get_by_label("操作技能")).to_have_value("retake")
    tidy(page)

    monkeypatch.setattr(kept_results, "_providers", [passed_theory])
    page.get_by_role("button", name="保存，下一页").click()
    expect(page.get_by_role("heading", name="照片与材料")).to_be_visible()
    page.get_by_role("link", name="下一页：核对并提交").click()
    expect(page.get_by_text("本次不考，凭2026年第1次职业技能鉴定，80 分")).to_be_visible()
    tidy(page)
    hand_in(page)
    assert [row.subject for row in Application.objects.get().subjects.all()] == ["practical"]


def test_the_road_goes_by_keyboard_alone(page: Page, applicant: Candidate) -> None:
    """Tab and the keys of the fields; no mouse, from the condition to its saving."""
    assessment = make_announced_assessment()
    application = services.enter_application(
        offering=assessment.offerings.get(), person=person(12, name=applicant.name, condition=""),
        channel="online", actor=applicant.user, now=OPEN,
    )  # fmt: skip
    log_in(page)
    page.goto(f"/my/applications/{application.public_id}/condition/")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "保存，下一页":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="照片与材料")).to_be_visible()
    application.refresh_from_db()
    assert application.condition == "2023-4-1"
