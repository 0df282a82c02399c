"""What a phone has to fetch on its first visit: under 100 KB a page, without photos, and nothing that no page uses.

The server is gunicorn with collected, compressed files, as `make install` and production have them.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser, Page

from announcements.models import Announcement
from registration.models import Application
from station import clock
from station.enums import Role
from tests.factories.announcements import make_announced_assessment, offering_of
from tests.factories.applicants import make_applicant, session_key
from tests.factories.registration import OPEN, open_offering
from tests.factories.station import make_user
from tests.web_server import TOP, collected_files, web_server

LIMIT = 100_000
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
# Every element with all that the style sheets have made of it, its pseudo-elements included.
# A picture that is fetched only when it comes into view has no size until then.
PICTURES = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""
LOOK = """() => {
  document.activeElement.blur();
  return [document.body, ...document.body.querySelectorAll("*")].flatMap((element) =>
    [null, "::before", "::after"].flatMap((part) => {
      const style = getComputedStyle(element, part);
      if (part && style.content === "none") return [];
      const name = `${element.tagName}.${element.getAttribute("class") || ""}${part || ""}`;
      return [[name, [...style].map((property) => `${property}: ${style.getPropertyValue(property)}`).join("|")]];
    }));
}"""


@pytest.fixture
def application() -> Application:
    clock.move_to(OPEN, frozen=True)
    return make_applicant(1, offering_of(make_announced_assessment()))


@pytest.fixture
def database() -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
    }


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    subprocess.run(["make", "--silent", "build/css/station.css"], cwd=TOP, check=True)  # as new as the templates are
    return collected_files(tmp_path_factory.mktemp("collected"))


@pytest.fixture
def server(
    tmp_path: Path, collected: dict[str, str], database: dict[str, str], application: Application
) -> Iterator[str]:
    with web_server(tmp_path, **collected, **database) as address:
        yield address


def public_pages() -> list[str]:
    announcement = Announcement.objects.get(kind="assessment")
    return [
        "/",
        "/announcements/",
        reverse("announcements:announcement_detail", args=[announcement.public_id]),
        reverse("registration:sign_up"),
        reverse("accounts:login"),
        reverse("registration:privacy"),
    ]


def own_pages(application: Application) -> list[str]:
    names = ["", "_person", "_condition", "_papers", "_submit"]
    other = open_offering()
    return [
        reverse("registration:candidate_home"),
        reverse("registration:application_start", args=[other.public_id]),
        reverse("registration:application_enter", args=[other.public_id]),
        *(reverse(f"registration:my_application{name}", args=[application.public_id]) for name in names),
    ]


def fetched(browser: Browser, address: str, path: str, session: str = "") -> dict[str, int]:
    """Bytes on the wire by address, heads included, of somebody who was never here."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    wire.send("Network.enable")
    answer = page.goto(f"{address}{path}", wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, path
    assert urlsplit(page.url).path == urlsplit(path).path, path
    context.close()
    return {names[key]: round(size) for key, size in sizes.items() if not names[key].startswith("data:")}


def test_a_first_visit_to_a_public_or_candidates_page_takes_less_than_100_kb(
    browser: Browser, server: str, application: Application
) -> None:
    session = session_key(application.candidate.user)
    told, heavy = [], []
    for path, who in [*((path, "") for path in public_pages()), *((path, session) for path in own_pages(application))]:
        sizes = fetched(browser, server, path, who)
        sizes = {name: size for name, size in sizes.items() if "/photo/" not in urlsplit(name).path}
        total = sum(sizes.values())
        told.append(f"{total / 1000:6.1f} KB in {len(sizes)} requests  {path}")
        heavy += [path] if total >= LIMIT or len(sizes) > 6 else []
        assert [name for name in sizes if not name.startswith(server)] == []
    print("", *told, sep="\n")
    assert told
    assert heavy == [], "\n".join(told)


def test_files_are_compressed_and_kept_for_ever_pages_are_compressed_and_asked_for_anew(
    page: Page, server: str, application: Application
) -> None:
    answers = {}
    page.on("response", lambda answer: answers.update({urlsplit(answer.url).path: answer.headers}))
    page.goto(f"{server}/announcements/", wait_until="networkidle")
    sheets = {path: head for path, head in answers.items() if path.endswith((".css", ".js"))}
    assert {path.rsplit(".", 2)[0] for path in sheets} == {"/static/css/station", "/static/js/page"}
    for head in sheets.values():
        assert head["content-encoding"] == "gzip"
        assert "immutable" in head["cache-control"]
    head = answers["/announcements/"]
    assert (head["content-encoding"], "accept-encoding" in head["vary"].lower()) == ("gzip", True)
    assert "immutable" not in head.get("cache-control", "")


def test_the_sheet_with_only_what_is_used_makes_every_page_look_as_the_whole_sheets_do(
    browser: Browser, server: str, tmp_path: Path, database: dict[str, str], application: Application
) -> None:
    """Every element of the style guide and of the pages, on a phone and at the desk, from both sets of style sheets."""
    keeper = session_key(make_user("keeper", Role.ADMINISTRATOR))
    alice = session_key(application.candidate.user)
    guide = ("/manage/styleguide/", keeper)
    looks = [(PHONE, *page) for page in [guide, *((path, "") for path in public_pages())]]
    looks += [(PHONE, path, alice) for path in own_pages(application)]
    looks += [(DESK, *page) for page in [guide, ("/desk/", keeper), ("/announcements/", ""), ("/my/", alice)]]
    different = set()
    (tmp_path / "sources").mkdir()
    with web_server(tmp_path / "sources", **database, DEBUG="1") as whole:
        for viewport, path, session in looks:
            one, other = (look(browser, address, path, session, viewport) for address in (server, whole))
            assert [name for name, _ in one] == [name for name, _ in other], path
            for (name, style), (_, wanted) in zip(one, other, strict=True):
                if style != wanted:
                    apart = set(style.split("|")) ^ set(wanted.split("|"))
                    different |= {f"{path} {name} {has}" for has in apart}
    assert sorted(different)[:20] == []


def look(browser: Browser, address: str, path: str, session: str, viewport: dict[str, int]) -> list[tuple[str, str]]:
    context = browser.new_context(viewport=viewport, locale="zh-CN", reduced_motion="reduce")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    answer = page.goto(f"{address}{path}", wait_until="load")
    assert answer is not None
    assert answer.status == 200, path
    page.evaluate(PICTURES)
    seen = page.evaluate(LOOK)
    context.close()
    return seen


def test_a_sheet_that_lost_a_rule_would_be_noticed(browser: Browser, server: str, application: Application) -> None:
    """The losing control: the same page without the sheet looks different to the comparison above."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{server}/announcements/", wait_until="networkidle")
    before = page.evaluate(LOOK)
    page.evaluate(
        """() => { const sheet = document.styleSheets[0];
             const at = [...sheet.cssRules].findIndex((rule) => rule.selectorText === ".btn");
             sheet.deleteRule(at); }"""
    )
    assert page.evaluate(LOOK) != before
    context.close()
