"""How people of the station use its pages in a journey: by the words they read on links, buttons and fields."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from station import clock
from station.demo_accounts import DEMO_PASSWORD

# Where a journey leaves its pictures, for a person to look at; nothing is drawn when it isn't said.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
PHONE = {"width": 360, "height": 760}


class Desk:
    """One browser that colleagues share: each signs in once with their password, and sits down again later."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys: dict[str, list[dict]] = {}
        self.drawn = 0

    # --- who and when -----------------------------------------------------------------------------------------------
    def seat(self, username: str) -> "Desk":
        """Whoever sat here leaves; this person signs in, or is signed in still, and sees what waits for them."""
        self.page.context.clear_cookies()
        if username in self.keys:
            self.page.context.add_cookies(self.keys[username])
            self.page.goto("/desk/", wait_until="domcontentloaded")
        else:
            self.page.goto("/accounts/login/", wait_until="domcontentloaded")
            self.fill({"用户名": username, "密码": DEMO_PASSWORD})
            self.press("登录")
            self.keys[username] = self.page.context.cookies()
        expect(self.page.get_by_role("button", name="退出登录").first).to_be_visible()
        return self

    @staticmethod
    def at(moment: datetime) -> datetime:
        """The station's clock stands at this moment for everybody."""
        clock.move_to(moment, frozen=True)
        return moment

    # --- what a person does -----------------------------------------------------------------------------------------
    def go(self, path: str) -> "Desk":
        answer = self.page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {path}"
        return self

    def follow(self, words: str) -> "Desk":
        """A link by its words, in the page before the rail."""
        return self._click(self._named("link", words))

    def press(self, words: str) -> "Desk":
        return self._click(self._named("button", words))

    def _click(self, target: Locator) -> "Desk":
        """Onto the next page: every button of this house is a form's, every form answers with a page."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            target.click()
        return self

    def _named(self, role: str, words: str) -> Locator:
        pattern = re.compile(rf"^\s*{re.escape(words)}")
        main = self.page.get_by_role("main").get_by_role(role, name=pattern)
        return main.first if main.count() else self.page.get_by_role(role, name=pattern).first

    def fill(self, values: Mapping[str, object]) -> "Desk":
        """Each field by its label: typed, chosen or ticked as the field asks."""
        for label, value in values.items():
            field = self._labelled(label)
            kind = field.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
            if kind == "select":
                field.select_option(label=self._option(field, str(value)))
            elif kind in ("checkbox", "radio"):
                field.set_checked(bool(value))
            elif kind == "file":
                field.set_input_files(value)
            else:
                field.fill(str(value))
        return self

    def type_through(self, values: Mapping[str, object]) -> "Desk":
        """From field to field with the keyboard alone, as a clerk with a queue before the counter does."""
        first, *_ = values
        self._labelled(first).focus()
        for label, value in values.items():
            field = self._labelled(label)
            self._tab_to(field, label)
            if value is True:
                self.page.keyboard.press("Space")
            elif field.evaluate("field => field.tagName") == "SELECT":
                wanted = self._option(field, str(value))
                for _ in range(field.locator("option").count()):
                    if field.evaluate("field => field.selectedOptions[0].textContent.trim()") == wanted:
                        break
                    self.page.keyboard.press("ArrowDown")
            else:
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.type(str(value))
        return self

    def _tab_to(self, field: Locator, label: str) -> None:
        for _ in range(20):
            if field.evaluate("field => field === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {label}")

    def unfold(self, summary: str) -> "Desk":
        opened = self.page.locator("details", has=self.page.locator("summary", has_text=summary)).last
        if opened.get_attribute("open") is None:
            opened.locator("summary").click()
        return self

    def tick_all(self, heading: str) -> "Desk":
        """Every box under this heading."""
        part = self.page.locator("section", has=self.page.get_by_role("heading", name=heading))
        for box in part.get_by_role("checkbox").all():
            box.check()
        return self

    def tick_every(self, words: str) -> "Desk":
        """Every box whose name begins with these words."""
        for box in self.page.get_by_role("checkbox", name=re.compile(rf"^{words}")).all():
            box.check()
        return self

    def _labelled(self, label: str) -> Locator:
        exact = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\*|（.*）)?\s*$"))
        return exact.first if exact.count() else self.page.get_by_label(label).first

    @staticmethod
    def _option(field: Locator, words: str) -> str:
        """The option that says this, or else begins with it."""
        options = [text.strip() for text in field.locator("option").all_text_contents()]
        found = [text for text in options if text == words] or [text for text in options if text.startswith(words)]
        assert found, f"{words} is none of {options}"
        return found[0]

    @contextmanager
    def download(self) -> Iterator[list[Download]]:
        held: list[Download] = []
        with self.page.expect_download() as waiting:
            yield held
        held.append(waiting.value)

    # --- what a person reads ----------------------------------------------------------------------------------------
    def reads(self, *sentences: str) -> "Desk":
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence)
        return self

    def said_at(self, label: str) -> str:
        """What is said beside this field, where the eye is when it is mended."""
        field_id = self._labelled(label).get_attribute("id")
        return " ".join(self.page.locator(f"#div_{field_id} .invalid-feedback").all_inner_texts())

    def offers(self, words: str) -> bool:
        """Whether a button or link with these words stands in the page itself."""
        main = self.page.get_by_role("main")
        pattern = re.compile(rf"^\s*{re.escape(words)}")
        return bool(main.get_by_role("button", name=pattern).count() or main.get_by_role("link", name=pattern).count())

    def picture(self, name: str) -> "Desk":
        if PICTURES:
            self.drawn += 1
            self.page.screenshot(path=Path(PICTURES) / f"{self.drawn:02}-{name}.png", full_page=True)
        return self

    @contextmanager
    def on_a_phone(self) -> Iterator[None]:
        size = self.page.viewport_size
        self.page.set_viewport_size(PHONE)
        yield
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{self.page.url} is {wide} px wide"
        self.page.set_viewport_size(size)
