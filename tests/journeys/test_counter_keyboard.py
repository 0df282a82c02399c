"""The counter by the keyboard alone (R2.1): no mouse, no focus set from outside, only keys as a clerk presses them."""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import FileChooser, Page, expect

from certificates.models import Certificate
from registration import services
from registration.enums import ApplicationState, Channel, MaterialKind
from registration.models import Application, Candidate, Material, NameChange
from station import clock
from station.enums import Level
from station.models import User
from tests.factories import certificates as granted
from tests.factories import registration as made
from tests.factories.certificates import HANDED_OUT
from tests.factories.registration import AFTER, Counter
from tests.factories.station import make_occupation
from tests.journeys.desk import PICTURES

WINDOW = {
    "exam_date": date(2026, 12, 26),
    "registration_from": clock.at(date(2026, 11, 10), 9),
    "registration_until": clock.at(date(2026, 12, 1)),
}
NOW = clock.at(date(2026, 11, 16), 10)
SLOWEST_KEY = 0.5  # seconds: a clerk who looks at the keyboard for every one


@dataclass
class Keys:
    """Hands on a keyboard, and how often they come down. A card reader types the number by itself."""

    page: Page
    pressed: int = 0
    drawn: int = 0

    def press(self, *keys: str) -> "Keys":
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1
        return self

    def leads_on(self, key: str) -> "Keys":
        """A key that sends a form or follows a link."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(key)
        return self._arrived()

    def _arrived(self) -> "Keys":
        """The page has put the focus where one goes on: it does so a moment after it is loaded."""
        self.page.wait_for_function("document.activeElement !== document.body")
        return self

    def shortcut(self, letter: str) -> "Keys":
        """Alt and a letter. Said to the browser with the letter that the key bears, which `press` leaves out beside Alt."""
        keyboard = self.page.context.new_cdp_session(self.page)
        key = {
            "modifiers": 1,
            "key": letter,
            "code": f"Key{letter.upper()}",
            "windowsVirtualKeyCode": ord(letter.upper()),
        }
        with self.page.expect_navigation(wait_until="load"):
            keyboard.send(
                "Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, "unmodifiedText": letter, **key}
            )
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
            self.pressed += 1
        return self._arrived()

    def type(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        self.pressed += len(text)
        return self

    def tab_to(self, words: str, *, back: bool = False) -> "Keys":
        for _ in range(60):
            if self.focused() == words:
                return self
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"the Tab key does not lead to {words}")

    def focused(self) -> str:
        """The name of what has the focus, as it is read aloud."""
        return self.page.evaluate(
            "(() => { const at = document.activeElement; const label = at.labels && at.labels[0];"
            " return (label || at).textContent.replace('*', '').replace(/\\s+/g, ' ').trim(); })()"
        )

    def choose_file(self, content: bytes, name: str) -> "Keys":
        with self.page.expect_file_chooser() as waiting:
            self.press("Enter")
        chooser: FileChooser = waiting.value
        chooser.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
        return self

    def picture(self, name: str) -> "Keys":
        if PICTURES:
            self.drawn += 1
            self.page.screenshot(path=Path(PICTURES) / f"counter-{self.drawn:02}-{name}.png", full_page=True)
        return self


def sit_down(page: Page, user: User) -> Keys:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/accounts/login/")
    here = page.evaluate("location.origin")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": here}])
    page.goto("/desk/")
    page.set_default_timeout(10_000)
    # Somebody listens all the time: switched on and off around each key, the key may come before the switch.
    page.on("filechooser", lambda _: None)
    return Keys(page)


def tidy(page: Page) -> None:
    found = [
        (each["id"], [node["target"] for node in each["nodes"]]) for each in Axe().run(page).response["violations"]
    ]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.fixture
def certified() -> Candidate:
    """Somebody whom this station has examined and given a certificate of level 4, and who comes back for level 3."""
    finished = granted.proof_read_round(1)
    [certificate] = granted.certificates_of(finished)
    granted.hand_out(certificate)
    Application.objects.update(work_years=12)
    assert clock.local_date(HANDED_OUT) < clock.local_date(NOW)
    open_again()
    return certificate.result.application.candidate


@pytest.fixture
def returning() -> Candidate:
    """Somebody who was registered before; that registration is closed and signed."""
    earlier = made.paid(made.open_offering(), 1)
    services.close_registration(assessment=earlier.offering.assessment, actor=Counter().officer, now=AFTER)
    open_again()
    return earlier.candidate


def open_again() -> None:
    clock.move_to(NOW, frozen=True)
    made.open_assessment((make_occupation(), Level.THREE), **WINDOW)


def test_a_returning_candidate_is_registered_by_the_keyboard_in_under_a_minute(
    page: Page, certified: Candidate
) -> None:
    number = certified.identity_number
    keys = sit_down(page, Counter().officer)
    keys.tab_to("现场报名").leads_on("Enter")
    expect(page.get_by_role("heading", name="现场报名")).to_be_visible()
    assert keys.focused() == "证件号码"
    tidy(page)
    keys.picture("ask")
    keys.pressed, began = 0, time.monotonic()

    keys.type(number).leads_on("Enter")
    expect(page.locator("main")).to_contain_text("本所发过的证书")
    assert keys.focused() == "申报人已阅读并签署如实填报的承诺", "all else is on record and offered"
    tidy(page)
    keys.picture("offered").press("Space").shortcut("s")
    expect(page.locator("main")).to_contain_text("已提交，报名序号")
    entered = (keys.pressed, time.monotonic() - began)

    assert keys.focused() == "身份证"
    keys.choose_file(made.scan_pdf(), "身份证.pdf").press("Tab")
    keys.choose_file(made.portrait(5, size=(800, 600)), "年限证明.jpg")
    tidy(page)
    keys.picture("papers").shortcut("u")
    expect(page.locator("main")).to_contain_text("已接收：身份证、工作年限证明")
    keys.picture("received").shortcut("n")
    assert keys.focused() == "证件号码", "the next one in the queue"

    application = Application.objects.get(channel=Channel.COUNTER, state=ApplicationState.SUBMITTED)
    certificate = Certificate.objects.get(result__application__candidate=certified)
    assert application.candidate == certified
    assert application.entered_by == Counter().officer
    assert application.lower_certificate_number == certificate.number
    assert application.condition, "suggested by what is on record"
    assert set(Material.objects.filter(application=application).values_list("kind", flat=True)) >= {
        MaterialKind.IDENTITY,
        MaterialKind.WORK_YEARS,
    }
    print(f"\nreturning candidate: {entered[0]} keys ({len(number)} of them the number), {entered[1]:.1f} s by machine")
    assert entered[0] <= len(number) + 3
    assert keys.pressed <= len(number) + 12
    assert keys.pressed * SLOWEST_KEY + (time.monotonic() - began) < 60


def test_somebody_new_and_somebody_wrong_are_typed_in_by_the_keyboard(page: Page, returning: Candidate) -> None:
    keys = sit_down(page, Counter().officer)
    keys.tab_to("现场报名").leads_on("Enter")
    keys.type("37010219900501001").leads_on("Enter")
    expect(page.locator("main")).to_contain_text("应为 18 位")
    assert keys.focused() == "证件号码", "the field that is wrong has the focus"
    keys.press("ControlOrMeta+a").type(made.identity_number(9)).leads_on("Enter")
    expect(page.locator("main")).to_contain_text("男，1990年5月1日出生")
    assert keys.focused() == "姓名"
    keys.type("欧阳·买买提").tab_to("文化程度").press("ArrowDown").tab_to("手机号码").type("139000")
    keys.tab_to("单位或学校").type("某某公司").tab_to("从事本职业年限").type("8")
    keys.tab_to("申报人已阅读并签署如实填报的承诺").press("Space").shortcut("s")
    expect(page.locator(".error-summary")).to_contain_text("手机号码")
    assert keys.focused() == "手机号码"
    expect(page.get_by_label("姓名")).to_have_value("欧阳·买买提")
    tidy(page)
    keys.picture("wrong").press("ControlOrMeta+a").type("13900000009").shortcut("n")
    expect(page.locator("main")).to_contain_text("已提交，报名序号")
    assert keys.focused() == "证件号码"
    assert Application.objects.filter(candidate__name="欧阳·买买提", state=ApplicationState.SUBMITTED).exists()


def test_a_change_of_name_is_decided_at_the_counter_without_losing_what_was_typed(
    page: Page, returning: Candidate
) -> None:
    """R2.1: 曾用名, by the keyboard; what was changed is marked while it is typed."""
    old = returning.name
    keys = sit_down(page, Counter().officer)
    keys.tab_to("现场报名").leads_on("Enter")
    keys.type(returning.identity_number).leads_on("Enter")
    keys.tab_to("姓名", back=True).press("ControlOrMeta+a").type("林改名")
    expect(page.locator("[data-was=id_name]")).to_contain_text(f"上次为：{old}")
    keys.tab_to("手机号码").press("ControlOrMeta+a").type("13700000001")
    keys.tab_to("申报人已阅读并签署如实填报的承诺").press("Space").shortcut("s")
    assert keys.focused() == "姓名"
    expect(page.locator("main")).to_contain_text("更名登记")
    keys.picture("renaming")
    tidy(page)
    keys.tab_to("更名证明").type("公安机关更名证明").tab_to(
        "已知悉：校核结束的批次，名册和已出的文书仍是原名，已告知或将告知鉴定中心"
    ).press("Space").shortcut("g")
    expect(page.locator("main")).to_contain_text("与上次相比更改了：姓名、手机号码")
    assert Candidate.objects.get(pk=returning.pk).name == "林改名"
    assert NameChange.objects.get().name_before == old


@pytest.mark.parametrize("width", [360, 1440])
def test_the_counter_fits_a_phone_and_a_screen(page: Page, returning: Candidate, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    keys = sit_down(page, Counter().officer)
    page.goto("/desk/counter/")
    keys.type(returning.identity_number).leads_on("Enter")
    tidy(page)
    keys.drawn = width
    keys.picture("fits")
