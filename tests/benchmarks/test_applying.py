"""600 applications a minute (issue 4): gunicorn with two workers, a durable PostgreSQL, everything on this machine.

Each of the crowd is a browser of its own: cookie, CSRF token, a new connection for each request. Logging in is left out
(the session stands already): a password costs a tenth of a second by intention, and people log in before the rush.
"""

import re
import statistics
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.urls import reverse
from pytest_benchmark.fixture import BenchmarkFixture

from registration import selectors
from registration.enums import ApplicationState
from registration.models import Application
from station import audit, clock, numbering
from tests import services
from tests.factories.applicants import make_crowd, session_key
from tests.factories.registration import OPEN, open_offering, portrait
from tests.web_server import collected_files, web_server

AT_ONCE = 24
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([^"]*)"')
WAITS = """SELECT coalesce(wait_event_type, 'running') FROM pg_stat_activity
           WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with services.postgres(durable=True) as url:
        yield url


@pytest.fixture
def server(postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    clock.move_to(OPEN)
    with web_server(tmp_path, **collected_files(tmp_path), DATABASE_URL=postgres_database) as address:
        yield address


@dataclass
class Browser:
    """One applicant's: it keeps cookies, fills in the token, follows a redirect, and notes how long each answer took."""

    address: str
    session: str
    took: dict[str, list[float]]
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies["sessionid"] = self.session

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        host = urllib.parse.urlsplit(self.address).netloc
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        connection = HTTPConnection(host, timeout=60)
        begun = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self.took.setdefault(f"{method} {self.page_of(path)}", []).append(time.perf_counter() - begun)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.headers.get("Location", ""), page

    @staticmethod
    def page_of(path: str) -> str:
        """The last word of the address; an application's own page ends in its key."""
        word = path.rstrip("/").rsplit("/", 1)[-1]
        return "application" if "-" in word else word

    def get(self, path: str) -> str:
        status, _, page = self.ask("GET", path)
        assert status == 200, (path, status)
        return page

    def send(self, path: str, page: str, values: dict[str, str], photo: bytes | None = None) -> str:
        """Posts the form of `page`; the address it leads to."""
        values = {"csrfmiddlewaretoken": TOKEN.search(page)[1], **values}
        if seen := SEEN.search(page):
            values["seen"] = seen[1]
        body, kind = encoded(values, photo)
        status, target, answer = self.ask("POST", path, body, kind)
        assert status == 302, (path, status, re.sub(r"<[^>]+>|\s+", " ", answer)[:2000])
        return target


def encoded(values: dict[str, str], photo: bytes | None) -> tuple[bytes, str]:
    if photo is None:
        return urllib.parse.urlencode(values).encode(), "application/x-www-form-urlencoded"
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values.items()
    ]
    head = (
        '--limit\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = "".join(parts).encode() + head.encode() + photo + b"\r\n--limit--\r\n"
    return body, "multipart/form-data; boundary=limit"


@contextmanager
def watched(url: str) -> Iterator[Counter[str]]:
    """What PostgreSQL's connections were busy with, asked fifty times a second."""
    seen: Counter[str] = Counter()
    done = Event()

    def watch() -> None:
        with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            while not done.wait(0.02):
                seen.update(row[0] for row in connection.execute(WAITS))

    thread = Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def rush(act: Callable[[int], None], people: int) -> float:
    """Everybody once, so many at a time; the seconds it took. An exception of one is an exception of all."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, range(people)))
    return time.perf_counter() - begun


def told(benchmark: BenchmarkFixture, people: int, seconds: float, took: dict, waits: Counter[str]) -> None:
    figures = {"applications": people, "a minute": round(people / seconds * 60)}
    for name, times in sorted(took.items()):
        cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 20
        figures[name] = f"{len(times)}: p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms"
    total = sum(waits.values()) or 1
    figures["database"] = ", ".join(f"{name} {count / total:.0%}" for name, count in waits.most_common())
    benchmark.extra_info.update(figures)
    print("", *(f"  {name}: {value}" for name, value in figures.items()), sep="\n")


def nobody_lost(people: int, offering: object) -> None:
    code = offering.assessment.code
    numbers = Application.objects.filter(state=ApplicationState.SUBMITTED).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [f"{code}-{each:04d}" for each in range(1, people + 1)]
    assert numbering.last("application", code) == selectors.places_taken(offering) == people
    assert audit.walk().damage is None


def test_six_hundred_applications_handed_in(server: str, postgres_database: str, benchmark: BenchmarkFixture) -> None:
    """The last page read, the declaration made, the result seen; drafts lie ready. Places for all but one in twenty."""
    people = 20 if benchmark.disabled else 600
    places = people - people // 20
    offering = open_offering(capacity=places)
    applications = make_crowd(people, offering)
    sessions = [session_key(each.candidate.user) for each in applications]
    took: dict[str, list[float]] = {}
    refused: list[int] = []

    def hand_in(number: int) -> None:
        browser = Browser(server, sessions[number], took)
        path = reverse("registration:my_application_submit", args=[applications[number].public_id])
        page = browser.get(path)
        token = TOKEN.search(page)[1]
        body, kind = encoded({"csrfmiddlewaretoken": token, "declared": "on"}, None)
        status, target, answer = browser.ask("POST", path, body, kind)
        if status == 422:
            assert "已报满" in answer
            refused.append(number)
        else:
            assert status == 302, answer
            browser.took = {}
            browser.get(target)

    with watched(postgres_database) as waits:
        seconds = benchmark.pedantic(rush, (hand_in, people), rounds=1)
    told(benchmark, people, seconds, took, waits)
    assert len(refused) == people - places
    nobody_lost(places, offering)
    assert benchmark.disabled or people / seconds * 60 >= 600


def test_applications_filled_in_page_by_page_and_handed_in(
    server: str,
    postgres_database: str,
    benchmark: BenchmarkFixture,
) -> None:
    """The whole road after the log-in: person, condition, photograph, declaration; eleven requests each."""
    people = 6 if benchmark.disabled else 240
    known = make_crowd(people, open_offering())
    offering = open_offering()
    sessions = [session_key(each.candidate.user) for each in known]
    took: dict[str, list[float]] = {}
    person = {"ethnicity": "汉族", "education": "college", "source": "企业", "employer": "山东轨道交通装备有限公司"}
    condition = {"condition": "2023-4-1", "work_years": "6", "attempt_theory": "new", "attempt_practical": "new"}

    def apply(number: int) -> None:
        browser = Browser(server, sessions[number], took)
        path = reverse("registration:application_enter", args=[offering.public_id])
        path = browser.send(path, browser.get(path), person | {"mobile": f"139{number + 1:08d}"})
        path = browser.send(path, browser.get(path), condition)
        values = {"kind": "photo", "consent_photo": "on"}
        page = browser.get(path)
        browser.send(path, page, values, portrait(number + 1))
        path = path.replace("/papers/", "/submit/")
        target = browser.send(path, browser.get(path), {"declared": "on"})
        assert "待审核" in browser.get(target)

    with watched(postgres_database) as waits:
        seconds = benchmark.pedantic(rush, (apply, people), rounds=1)
    told(benchmark, people, seconds, took, waits)
    nobody_lost(people, offering)
