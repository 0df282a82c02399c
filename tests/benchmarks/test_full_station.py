"""Pages as the station stands after some years: 20,000 applications, on SQLite and on PostgreSQL (R2.1).

How many queries a page asks is the same as in a station with one application; how long it takes is measured.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_benchmark.fixture import BenchmarkFixture

from announcements.models import Announcement, Offering
from registration import services
from registration.models import Application
from station import clock
from tests.factories.announcements import make_announced_assessment, offering_of
from tests.factories.applicants import browser_of, make_applicant
from tests.factories.registration import OPEN, Counter, identity_number

APPLICATIONS, PORTION = 20_000, 5_000
HEAD = "姓名,证件号码,手机号码,申报职业,申报等级"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "明芳军丽强敏静磊艳杰"


@dataclass
class Station:
    own: Application
    offering: Offering

    def page(self, name: str) -> str:
        return reverse(f"registration:{name}", args=[self.own.public_id])

    def announcement(self) -> str:
        row = Announcement.objects.get(assessment=self.offering.assessment, kind="assessment")
        return reverse("announcements:announcement_detail", args=[row.public_id])


def line(serial: int) -> str:
    born = f"{1970 + serial // 6000}{serial // 500 % 12 + 1:02d}{serial // 20 % 25 + 1:02d}"
    name = SURNAMES[serial % 10] + GIVEN[serial // 10 % 10] + GIVEN[serial // 100 % 10]
    return f"{name},{identity_number(serial % 20 * 2 + 101, born=born)},139{serial:08d},电工,四级"


def fill(offering: Offering, first: int, last: int) -> None:
    for start in range(first, last, PORTION):
        rows = [line(serial) for serial in range(start, min(start + PORTION, last))]
        report = services.import_roster(
            assessment=offering.assessment,
            content="\n".join([HEAD, *rows]).encode(),
            file_name=f"名单{start}.csv",
            actor=Counter().officer,
            now=OPEN,
        )
        assert report.accepted == len(rows), [row for row in report.rows if row.verdict != "accepted"][:3]


PAGES: dict[str, tuple[bool, Callable[[Station], str]]] = {
    "public list": (False, lambda station: reverse("announcements:announcement_list")),
    "announcement": (False, Station.announcement),
    "own home": (False, lambda station: reverse("registration:candidate_home")),
    "before applying": (
        False,
        lambda station: reverse("registration:application_start", args=[station.offering.public_id]),
    ),
    "own application": (False, lambda station: station.page("my_application")),
    "person": (False, lambda station: station.page("my_application_person")),
    "condition": (False, lambda station: station.page("my_application_condition")),
    "papers": (False, lambda station: station.page("my_application_papers")),
    "declaration": (False, lambda station: station.page("my_application_submit")),
    "desk": (True, lambda station: reverse("station:dashboard")),
    "queue": (True, lambda station: reverse("registration:application_list")),
    "queue by name": (True, lambda station: reverse("registration:application_list") + "?q=赵明"),
    "queue, last page": (True, lambda station: reverse("registration:application_list") + "?page=999999"),
    "case": (True, lambda station: reverse("registration:application_detail", args=[station.own.public_id])),
}


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    request.getfixturevalue("db" if request.param == "sqlite" else "postgres_database")
    return request.param


def asked(client: Client, address: str) -> int:
    """Queries of the second visit: what is kept per process is there by then."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_pages_of_a_station_with_twenty_thousand_applications(database: str, benchmark: BenchmarkFixture) -> None:
    clock.move_to(OPEN, frozen=True)
    offering = offering_of(make_announced_assessment())
    station = Station(make_applicant(999, offering), offering)
    candidate, desk = browser_of(station.own), Client()
    desk.force_login(Counter().officer, backend="django.contrib.auth.backends.ModelBackend")
    pages = {name: (desk if at_desk else candidate, path(station)) for name, (at_desk, path) in PAGES.items()}
    fill(offering, 0, 40)
    few = {name: asked(*page) for name, page in pages.items()}
    fill(offering, 40, 200 if benchmark.disabled else APPLICATIONS)
    many = {name: asked(*page) for name, page in pages.items()}
    assert many == few
    times = {name: quickest(*page) for name, page in pages.items()}
    benchmark.pedantic(lambda: [client.get(path) for client, path in pages.values()], rounds=3)
    benchmark.extra_info.update({name: f"{1000 * each:.0f} ms" for name, each in times.items()})
    print(
        "",
        *(f"  {database:8} {name}: {many[name]} queries, {1000 * each:.0f} ms" for name, each in times.items()),
        sep="\n",
    )
    assert benchmark.disabled or max(times.values()) < 1


def quickest(client: Client, address: str) -> float:
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        client.get(address)
        found.append(time.perf_counter() - begun)
    return min(found)
