"""A file of 200 MB, sent to every page that takes files: an answer with the limit, and neither memory nor disk is filled.

Gunicorn as `make install` leaves it; the file is made up while it is sent.
"""

import os
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from registration.models import Application
from station import clock
from station.enums import Role
from station.models import User
from tests.factories.announcements import make_announced_assessment, offering_of
from tests.factories.applicants import make_applicant, session_key
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_user
from tests.web_server import web_server

MIB = 1024 * 1024
SIZE = 200 * MIB
GROWTH = 60 * MIB
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def application(lasting_database: None) -> Application:
    clock.move_to(OPEN, frozen=True)
    return make_applicant(1, offering_of(make_announced_assessment()))


@pytest.fixture
def server(tmp_path: Path, application: Application) -> Iterator[str]:
    (tmp_path / "uploads").mkdir()
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    with web_server(
        tmp_path, DATABASE_URL=database, DEBUG="1", WEB_CONCURRENCY="1", TMPDIR=str(tmp_path / "uploads")
    ) as address:
        yield address


def workers(folder: Path) -> list[Path]:
    """The processes of this very server, by the folder in their environment."""
    mark = f"TMPDIR={folder / 'uploads'}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(entry)
        except OSError:
            continue
    return found


def highest(folder: Path) -> int:
    """The most memory that one of them has ever held."""
    lines = [re.search(r"VmHWM:\s+(\d+) kB", (entry / "status").read_text()) for entry in workers(folder)]
    return max(int(line[1]) * 1024 for line in lines if line)


def pages(application: Application) -> dict[str, tuple[User | None, str, str]]:
    assessment, administrator = application.offering.assessment, make_user("keeper", Role.ADMINISTRATOR)
    own = reverse("registration:my_application_papers", args=[application.public_id])
    return {
        "a photograph": (application.candidate.user, own, "photo"),
        "a paper": (application.candidate.user, own, "file"),
        "a school's roster": (
            Counter().group_contact,
            reverse("registration:group_roster", args=[assessment.public_id]),
            "roster",
        ),
        "a school's photographs": (
            Counter().group_contact,
            reverse("registration:group_photos", args=[assessment.public_id]),
            "photos",
        ),
        "a form without any file": (
            application.candidate.user,
            reverse("registration:my_application_person", args=[application.public_id]),
            "employer",
        ),
        "a year's notice": (administrator, reverse("station:calendar_notice_create"), "sheet"),
        "the log-in": (None, reverse("accounts:login"), "username"),
    }


def send(server: str, session: str, path: str, field: str, size: int = SIZE) -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(server).netloc, timeout=120)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    token = TOKEN.search(page)
    cookie = re.search(r"csrftoken=([^;]+)", " ".join(answer.headers.get_all("Set-Cookie") or []))
    connection.close()
    values = {"csrfmiddlewaretoken": token[1] if token else "", "kind": "identity" if field == "file" else field}
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values.items()
    ]
    head = f'--limit\r\nContent-Disposition: form-data; name="{field}"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    before, after = "".join([*parts, head]).encode(), b"\r\n--limit--\r\n"
    connection = HTTPConnection(urlsplit(server).netloc, timeout=120)
    connection.putrequest("POST", path)
    connection.putheader("Cookie", f"sessionid={session}; csrftoken={cookie[1] if cookie else ''}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=limit")
    connection.putheader("Content-Length", str(len(before) + size + len(after)))
    connection.endheaders()
    connection.send(before)
    try:
        for _ in range(size // MIB):
            connection.send(os.urandom(1024) * 1024)
        connection.send(after)
    except OSError as cut:
        connection.close()
        return 0, str(cut)  # a browser would show no page at all
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_two_hundred_megabytes_are_refused_with_the_limit_wherever_they_are_sent(
    server: str, tmp_path: Path, application: Application
) -> None:
    asked = {
        what: (session_key(user) if user else "", path, field)
        for what, (user, path, field) in pages(application).items()
    }
    small = send(server, *asked["a photograph"], size=MIB)
    assert small[0] == 422
    before = highest(tmp_path)
    answers = {what: send(server, *each) for what, each in asked.items()}
    told = {what: (status, bool(re.search(r"\d+ MB", page))) for what, (status, page) in answers.items()}
    assert {what for what, (status, limit) in told.items() if status not in (413, 422) or not limit} == set(), told
    assert highest(tmp_path) - before < GROWTH
    assert list((tmp_path / "uploads").glob("*.upload*")) == []
