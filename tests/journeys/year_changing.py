"""What was announced is put right, moved and taken back; who applied is told, answers, gets the money back (R1.2, R4.2)."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from registration import services
from registration.enums import ApplicationState, RefundState
from registration.models import Application, Refund
from station import clock
from tests.factories import registration as counter
from tests.journeys.announced_year import (
    EXAM,
    MOVED_TO,
    OTHER_PLACE,
    OTHER_TITLE,
    TITLE,
    AnnouncedYear,
    a_minute_later,
)
from tests.journeys.test_candidate_journey import (
    fill_in,
    from_the_announcement_to_the_account,
    hand_in,
    send_photo_and_papers,
)

WHY_MOVED = "申报材料没有在法定期限内报到鉴定中心，依规程另定鉴定日期。"


def two_people_apply(year: AnnouncedYear) -> None:
    """One on the phone, who still has to pay; one at the counter, who has paid."""
    year.at(year.dates.during_registration(1))
    from_the_announcement_to_the_account(year.phone, year.assessment)
    fill_in(year.phone)
    send_photo_and_papers(year.phone)
    hand_in(year.phone)
    application, now = year.applicant, clock.now()
    counter.sight_everything(application, now=now)
    services.accept_application(application=application, actor=year.cast["reviewer"], now=now)
    counter.paid(application.offering, 7, now=now)


def a_correction_is_published(year: AnnouncedYear) -> None:
    """R1.2: another place and another time; beside the form stands what the rules say of it."""
    year.at(year.second_day)
    desk = year.page_of("announcer").follow("起草补充公告").picture("purposes").follow("起草更正公告")
    desk.fill(
        {
            "说明": "原考点因校园施工不能使用，考试时间相应推迟。",
            "具体时间": "理论知识考试 09:30 开始，操作技能考核 13:30 开始",
            "鉴定地点": OTHER_PLACE,
        }
    )
    expect(desk.page.locator("#outlook")).to_contain_text("全部符合", timeout=20_000)
    expect(desk.page.locator("#outlook ins").first).to_be_visible()
    desk.picture("correction-form").press("保存草稿").picture("correction-draft")
    year.announce_by_three_people()
    desk.picture("correction-published")


def the_public_sees_what_was_and_what_is(year: AnnouncedYear) -> None:
    """R1.2: the original, the chain and the marked differences, all on one page."""
    phone = year.phone
    phone.goto("/")
    phone.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(phone.get_by_role("alert").or_(phone.locator(".notice")).first).to_contain_text("本公告有补充或更正")
    expect(phone.locator("del", has_text="08").first).to_be_visible()
    expect(phone.locator("ins", has_text="09").first).to_be_visible()
    expect(phone.locator("ins", has_text="南").first).to_be_visible()
    phone.get_by_text("原公告全文").click()
    expect(phone.locator("#original")).to_contain_text("山东职业学院主校区")
    expect(phone.locator("#original")).to_contain_text("08:30")
    expect(phone.locator("#glance")).to_contain_text(OTHER_PLACE)
    year.photograph("corrected")


def nobody_goes_on_before_acknowledging(year: AnnouncedYear) -> None:
    """R1.2: the cashier is refused with the reason; the applicant reads, answers, and can pay."""
    desk, phone = year.desk, year.phone
    name = year.applicant.candidate.name
    desk.seat("cashier").follow("去收款").follow("收款").reads("登记答复后才能收款").picture("cash-before-answer")
    assert not desk.offers("收款并登记票据")

    phone.goto("/my/")
    year.photograph("home-unanswered")
    phone.get_by_role("link", name="消息").first.click()
    expect(phone.get_by_text("更正").first).to_be_visible()
    year.photograph("messages")
    phone.goto("/my/")
    phone.get_by_role("link", name="去阅读并答复").first.click()
    expect(phone.get_by_role("heading", name="您的答复")).to_be_visible()
    expect(phone.locator("ins", has_text="南").first).to_be_visible()
    year.photograph("acknowledge")
    a_minute_later()
    phone.get_by_role("button", name="已知悉，继续参加").click()
    expect(phone.get_by_text("已知悉").first).to_be_visible()
    year.photograph("acknowledged")

    desk.seat("cashier").follow("去收款").reads(name).follow("收款")
    desk.fill({"收款方式": "现金", "票据种类": "纸质", "票据本": "山东省非税收入票据"}).press("收款并登记票据")
    desk.reads("已收款")


def the_other_answers_at_the_counter(year: AnnouncedYear) -> None:
    """R1.2: who has no account answers face to face or on the telephone, and the clerk notes it down."""
    desk = year.desk.seat("registrar").picture("registrar-home").follow("去登记").picture("answers")
    desk.follow("登记答复").picture("answer-form").press("已知悉，继续参加").picture("answered-at-counter")


def the_filing_window_passes(year: AnnouncedYear) -> None:
    """R4.2: locked by the clock alone; the page says why and where the way out begins."""
    year.on(year.filing_missed)
    desk = year.page_of("announcer").reads("本次鉴定已锁定", "法定期限").picture("locked")
    desk.follow("起草改期补充公告").reads("另定鉴定日期")
    desk.fill({"说明": WHY_MOVED, "鉴定日期": (EXAM + timedelta(days=7)).isoformat()}).press("保存草稿")
    desk.picture("rescheduling-too-near")
    year.page_of("announcer").follow("继续办理改期公告")


def the_day_is_moved(year: AnnouncedYear) -> None:
    """R1.1, R1.2: first in the annual announcement, then for the assessment; each approved by the director."""
    desk = year.desk
    desk.follow("修改草稿").fill({"鉴定日期": MOVED_TO.isoformat()}).press("保存草稿").reads(
        "年度公告公布的日期是"
    ).picture("plan-first")
    draft = desk.page.url
    desk.follow("去办理").picture("plan-moved-form")
    desk.fill({"说明": "第1次鉴定改期。"}).press("保存草稿").picture("plan-moved-draft")
    year.announce_by_three_people()
    desk.go(draft.removeprefix(year.base_url)).reads("全部符合")
    year.announce_by_three_people()
    assert year.assessment.exam_date == MOVED_TO
    year.page_of("announcer").reads("鉴定日期已经改定").picture("moved")


def one_leaves_and_is_paid_back(year: AnnouncedYear) -> None:
    """R2.3, R4.2: the whole of it, by the cashier, against a voucher; nobody else's decision."""
    desk, phone = year.desk, year.phone
    phone.goto("/my/")
    year.photograph("home-moved")
    phone.get_by_role("link", name="去阅读并答复").first.click()
    phone.get_by_role("link", name="退出报名").click()
    year.photograph("leave")
    phone.get_by_role("button", name="退出报名").click()
    expect(phone.get_by_text("退费单").first).to_be_visible()
    year.photograph("left")
    desk.seat("cashier").picture("cashier-refund").follow("去退费").picture("refunds")
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="TF-").click()
    desk.fill({"退费方式": "现金", "退费凭证号": "示例-2026-0001"}).picture("refund").press("登记退费").reads("已办理")
    refund = Refund.objects.get()
    assert refund.state == RefundState.PAID
    assert refund.amount == refund.payment.amount
    phone.goto("/my/")
    year.photograph("home-refunded")


def the_other_stays(year: AnnouncedYear) -> None:
    desk = year.desk.seat("registrar").follow("去登记").reads("退出").picture("answers-to-moving")
    desk.follow("登记答复").press("已知悉，继续参加").picture("stays")
    assert Application.objects.get(state=ApplicationState.PAID).candidate.user_id is None


def an_assessment_is_withdrawn(year: AnnouncedYear) -> None:
    """R1.2: by three people; the public sees it at once, nobody can apply any more."""
    phone = year.phone
    phone.goto("/")
    phone.get_by_role("link", name=re.compile(OTHER_TITLE)).first.click()
    announced = phone.url
    apply = f"/my/apply/{year.other.offerings.get().public_id}/"
    desk = year.page_of("announcer", OTHER_TITLE).follow("起草补充公告").follow("起草撤销公告")
    desk.fill({"撤销的理由": "报名人数不足，不再组织。"}).picture("withdrawal-form").press("保存草稿")
    year.announce_by_three_people()
    desk.picture("withdrawn")
    phone.goto(announced)
    expect(phone.get_by_text("已撤销").first).to_be_visible()
    expect(phone.get_by_text("这次鉴定已经撤销")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("^报名汽车"))).to_have_count(0)
    year.photograph("withdrawn")
    phone.goto(apply)
    expect(phone.get_by_text("撤销").first).to_be_visible()
    year.photograph("refused")
    phone.goto("/")
    year.photograph("board")
