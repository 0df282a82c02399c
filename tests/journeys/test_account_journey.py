"""An account on a phone without script: the password forgotten, the number changed, a log-in that runs out (R2.1)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from announcements.models import Offering
from station import clock, verification
from station.models import VerificationCode
from tests.factories.accounts import PASSWORD, code_at, signed_up
from tests.factories.registration import OPEN, identity_number, open_offering, person

PHONE = {"width": 360, "height": 740}
HERS, NEW, NEW_PASSWORD = "13900000002", "13711112222", "梨树上-2027-b"
axe = Axe()


@pytest.fixture
def offering() -> Offering:
    clock.move_to(OPEN, frozen=True)
    offering = open_offering()
    signed_up(person(2, name="爱丽丝"), now=OPEN)
    clock.move_to(OPEN + verification.MINUTE, frozen=True)
    return offering


def tidy(page: Page) -> None:
    found = [(each["id"], [node["target"] for node in each["nodes"]]) for each in axe.run(page).response["violations"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def name_oneself(page: Page) -> None:
    page.get_by_label("证件号码").fill(identity_number(2))
    page.get_by_label("手机号码").fill(HERS)
    tidy(page)
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("短信验证码").fill(code_at(HERS))
    tidy(page)


def test_signed_in_by_code_another_number_and_a_new_password(page: Page, offering: Offering) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/accounts/login/")
    tidy(page)
    page.get_by_role("link", name="用短信验证码登录").click()
    name_oneself(page)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="我的账号").click()
    tidy(page)
    page.get_by_role("link", name="更换手机号码").click()
    page.get_by_label("新的手机号码").fill(NEW)
    page.get_by_label("登录密码").fill(PASSWORD)
    tidy(page)
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("短信验证码").fill(code_at(NEW))
    tidy(page)
    page.get_by_role("button", name="更换手机号码").click()
    expect(page.get_by_text("手机号码已换为 137****2222")).to_be_visible()
    page.get_by_role("button", name="撤回对使用照片的同意").click()
    expect(page.get_by_text("已撤回对使用照片的同意")).to_be_visible()
    page.get_by_role("link", name="修改密码").click()
    tidy(page)


def test_a_forgotten_password_without_script(browser: Browser, base_url: str, offering: Offering, page: Page) -> None:
    context = browser.new_context(base_url=base_url, viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    plain.goto("/accounts/login/")
    plain.get_by_role("link", name="用短信验证码重设密码").click()
    plain.get_by_label("证件号码").fill(identity_number(2))
    plain.get_by_label("手机号码").fill(HERS)
    plain.get_by_role("button", name="发送验证码").click()
    plain.get_by_label("短信验证码").fill("000000" if code_at(HERS) != "000000" else "111111")
    plain.get_by_label("新密码*", exact=True).fill(NEW_PASSWORD)
    plain.get_by_label("再输入一次新密码").fill(NEW_PASSWORD)
    plain.get_by_role("button", name="重设密码并登录").click()
    expect(plain.get_by_text("还可以试 4 次").first).to_be_visible()
    clock.move_to(OPEN + 3 * verification.MINUTE, frozen=True)
    plain.get_by_role("button", name="重新发送验证码").click()
    expect(plain.get_by_text("新的验证码已发出")).to_be_visible()
    plain.get_by_label("短信验证码").fill(code_at(HERS))
    plain.get_by_label("新密码*", exact=True).fill(NEW_PASSWORD)
    plain.get_by_label("再输入一次新密码").fill(NEW_PASSWORD)
    plain.get_by_role("button", name="重设密码并登录").click()
    expect(plain.get_by_text("密码已重设，您已登录")).to_be_visible()
    context.close()
    assert VerificationCode.objects.order_by("id").last().used_at is not None


def test_a_log_in_that_runs_out_while_typing_loses_nothing(page: Page, offering: Offering) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"/accounts/login/?next=/my/apply/{offering.public_id}/person/")
    page.get_by_label("证件号码或用户名").fill(identity_number(2))
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("民族").fill("回族")
    page.get_by_label("单位或学校").fill("济南第二机床厂工具车间")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存，下一页").click()
    expect(page.get_by_text("已替您暂存一小时")).to_be_visible()
    tidy(page)
    page.get_by_label("证件号码或用户名").fill(identity_number(2))
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("已放回下面，还没有保存")).to_be_visible()
    expect(page.get_by_label("民族")).to_have_value("回族")
    expect(page.get_by_label("单位或学校")).to_have_value("济南第二机床厂工具车间")
    tidy(page)
