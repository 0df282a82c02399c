"""A member of the public with a plain browser: finds an announcement, reads it, asks, takes it along on paper (R1.4)."""

import io
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from announcements.models import Announcement, Enquiry
from station import clock
from station.enums import Level
from tests.factories.announcements import REGISTRATION_FROM
from tests.factories.noticeboard import add_supplements, hang_up


@pytest.fixture
def announcement() -> Announcement:
    clock.move_to(REGISTRATION_FROM, frozen=True)
    (made,) = hang_up(levels=tuple(Level), scope="符合申报条件的企业职工、院校毕业年级学生和其他社会人员" * 4)
    add_supplements(made, 20)
    return made


def test_everything_is_found_read_and_asked_without_script(
    browser: Browser, base_url: str, announcement: Announcement
) -> None:
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_label("名称、职业、地点").fill("电工")
    page.get_by_label("只看正在报名的").check()
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=announcement.assessment.title).click()
    expect(page.get_by_text("剩余18天（14个工作日）")).to_be_visible()
    expect(page.get_by_label("网址（可复制发给别人）")).to_have_value(
        f"http://localhost:8000/a/{announcement.document.verification_code}/"
    )
    expect(page.get_by_role("button", name="复制网址")).to_be_hidden()
    expect(page.get_by_label("此栏请留空")).to_have_count(1)
    page.get_by_label("您的问题").fill("在校生可以报名吗？请打138 0013 8000")
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("问题里有手机号码").first).to_be_visible()
    expect(page.get_by_label("您的问题")).to_have_value("在校生可以报名吗？请打138 0013 8000")
    page.get_by_label("您的问题").fill("在校生可以报名吗？")
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("问题已收到")).to_be_visible()
    assert Enquiry.objects.get().question == "在校生可以报名吗？"
    context.close()


def test_the_address_is_copied_by_a_button_where_there_is_script(
    page: Page, base_url: str, announcement: Announcement
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    page.goto(f"/announcements/{announcement.public_id}/")
    page.get_by_role("button", name="复制网址").click()
    expect(page.get_by_text("网址已复制。")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("网址（可复制发给别人）").input_value()


def test_the_page_for_the_notice_board_is_one_page_and_the_print_is_black_on_white(
    page: Page, announcement: Announcement
) -> None:
    page.goto(f"/announcements/{announcement.public_id}/poster/")
    poster = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in poster.pages] == [(595, 842)]
    page.goto(f"/announcements/{announcement.public_id}/print/")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    # A font names 口 and its like as radicals, which look the same.
    text = "".join(normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets)).split())
    assert ("20号窗口" in text, "打印此页" in text, "时钟已拨动" in text) == (True, False, False)
