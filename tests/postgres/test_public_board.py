"""The public board's own queries (order, search, archive, counts) on PostgreSQL (R1.4)."""

from datetime import date

from django.test import Client
from django.urls import reverse

from announcements import noticeboard
from station import clock
from tests.factories.announcements import ANNOUNCED
from tests.factories.noticeboard import add_supplements, hang_up


def url(name: str, *args: object) -> str:
    return reverse(f"announcements:{name}", args=args)


def test_every_public_page_is_served() -> None:
    clock.move_to(clock.at(date(2026, 9, 10), 9), frozen=True)
    (announcement,) = hang_up()
    add_supplements(announcement, 2)
    one = announcement.public_id
    addresses = [
        "/",
        "/?q=电工 四级&level=4&month=2026-10&open=1&occupation=1",
        "/?q=%FF%FE",
        url("announcement_archive", 2026),
        url("announcement_feed"),
        url("frequent_question_list"),
        *(
            url(name, one)
            for name in ("announcement_detail", "announcement_print", "announcement_poster", "announcement_calendar")
        ),
    ]
    assert {address: Client().get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert [Client().get(address).status_code for address in ("/?q=%00", "/a/%00/")] == [400, 400]


def test_order_counts_and_years_are_those_of_sqlite() -> None:
    now = clock.at(date(2026, 9, 10), 9)
    (past,) = hang_up(exam_date=date(2026, 5, 1))
    (later,) = hang_up(exam_date=date(2026, 12, 1))
    (withdrawn,) = hang_up(exam_date=date(2026, 10, 1), withdrawn_at=ANNOUNCED)
    (next_one,) = hang_up(exam_date=date(2026, 10, 24), now=clock.at(date(2026, 1, 1)))
    add_supplements(later, 2)
    found = list(noticeboard.public_list(now=now))
    assert found == [next_one, later, withdrawn, past]
    assert [row.supplement_count for row in found] == [0, 2, 0, 0]
    assert noticeboard.years_with_announcements() == [2026]
