"""The public board when it is full: the list with 2,000 announcements, one announcement with 20 supplements (R1.4)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_benchmark.fixture import BenchmarkFixture

from station import clock
from tests.factories.noticeboard import add_supplements, hang_up

pytestmark = pytest.mark.django_db
ANNOUNCEMENTS, SUPPLEMENTS = 2000, 20
LIST = reverse("announcements:announcement_list")


def queries(client: Client, address: str) -> int:
    """Of the second visit: what is kept per process is there by then."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def full(benchmark: BenchmarkFixture) -> int:
    """`make test` only sees that it runs: a tenth will do there, but for the list itself."""
    return ANNOUNCEMENTS // 10 if benchmark.disabled else ANNOUNCEMENTS


def detail(announcement) -> str:
    return reverse("announcements:announcement_detail", args=[announcement.public_id])


@pytest.fixture(autouse=True)
def september() -> None:
    clock.move_to(clock.at(date(2026, 9, 10), 9), frozen=True)


@pytest.mark.parametrize("search", ["", "?q=电工 四级&level=4&open=1", "?page=99"], ids=["all", "search", "last page"])
def test_the_list_with_two_thousand_announcements(client: Client, benchmark: BenchmarkFixture, search: str) -> None:
    hang_up(1)
    few = queries(client, LIST)
    hang_up(full(benchmark) - 1 if search else ANNOUNCEMENTS - 1, exam_date=date(2024, 1, 1), step=timedelta(hours=12))
    assert queries(client, LIST) == few
    assert benchmark(client.get, LIST + search).status_code == 200


def test_an_announcement_with_twenty_supplements(client: Client, benchmark: BenchmarkFixture) -> None:
    one, twenty = hang_up(2, levels=(4, 3))
    add_supplements(one, 1)
    add_supplements(twenty, SUPPLEMENTS)
    assert queries(client, detail(twenty)) == queries(client, detail(one))
    page = benchmark(client.get, detail(twenty)).content.decode()
    assert "20号窗口" in page


def test_the_print_of_an_announcement_with_twenty_supplements(client: Client, benchmark: BenchmarkFixture) -> None:
    (announcement,) = hang_up(1)
    add_supplements(announcement, SUPPLEMENTS)
    address = reverse("announcements:announcement_print", args=[announcement.public_id])
    assert benchmark(client.get, address).content.decode().count("paper-appendix") == SUPPLEMENTS


def test_the_feed_of_two_thousand(client: Client, benchmark: BenchmarkFixture) -> None:
    hang_up(full(benchmark), step=timedelta(hours=12))
    feed = benchmark(client.get, reverse("announcements:announcement_feed")).content.decode()
    assert feed.count("<entry>") == 50
