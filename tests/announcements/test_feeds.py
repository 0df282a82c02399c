"""What is taken home: calendar file, feed, short address, QR; nothing personal in any of them (R1.4)."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from announcements import services
from announcements.enums import Purpose
from announcements.feeds import PublishedAnnouncements
from station import clock
from tests.factories.announcements import ANNOUNCED, Desk, make_announced_assessment, publish
from tests.factories.noticeboard import add_supplements, hang_up

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = reverse("announcements:announcement_feed")


def calendar_of(client: Client, announcement) -> dict[str, object]:
    answer = client.get(reverse("announcements:announcement_calendar", args=[announcement.public_id]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["uid"]).rpartition("-")[2]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_calendar_file_holds_the_window_and_the_exam_day(client: Client) -> None:
    events = calendar_of(client, hang_up()[0])
    window, exam = events["registration"], events["exam"]
    assert window.decoded("dtstart") == clock.at(date(2026, 9, 7), 8)
    assert window.decoded("dtend") == clock.at(date(2026, 9, 26))
    assert (exam.decoded("dtstart"), exam.decoded("dtend")) == (date(2026, 10, 24), date(2026, 10, 25))
    assert str(exam["location"]) == "主校区（济南市（示例））"


def test_a_published_correction_moves_the_event_and_the_page(client: Client) -> None:
    original = make_announced_assessment().announcements.get()
    officer, later = Desk().officer, clock.at(date(2026, 9, 28), 17)
    supplement = services.draft_supplement(
        amends=original,
        title="报名截止时间的更正公告",
        changes="报名截止时间改为9月28日17时。",
        purpose=Purpose.CORRECTION,
        amendments={"assessment": {"registration_until": later.isoformat()}},
        actor=officer,
        now=ANNOUNCED,
    )
    publish(supplement, now=ANNOUNCED)
    window = calendar_of(client, original)["registration"]
    assert (window.decoded("dtend"), window["sequence"]) == (later, 1)
    clock.move_to(clock.at(date(2026, 9, 28), 9), frozen=True)
    page = client.get(reverse("announcements:announcement_detail", args=[original.public_id])).content.decode()
    glance = page.split('id="offering-1"')[0]
    assert [part in glance for part in ("2026年9月28日（周一）17:00截止", "已更正", "今天截止", "正在报名")] == [
        True
    ] * 4


def test_the_calendar_file_holds_what_is_in_force_and_counts_its_versions(client: Client) -> None:
    (announcement,) = hang_up(exam_date=date(2026, 11, 7), exam_until=date(2026, 11, 8), rescheduled_at=ANNOUNCED)
    add_supplements(announcement, 2)
    events = calendar_of(client, announcement)
    exam, window = events["exam"], events["registration"]
    assert (exam["dtstart"].dt, exam["dtend"].dt) == (date(2026, 11, 7), date(2026, 11, 9))
    assert window["dtend"].dt == announcement.assessment.registration_until
    assert {event["sequence"] for event in events.values()} == {2}
    assert {str(event["status"]) for event in events.values()} == {"CONFIRMED"}
    assert str(exam["summary"]).startswith("【已改期】鉴定：")


def test_what_is_withdrawn_is_struck_out_of_the_calendar(client: Client) -> None:
    (announcement,) = hang_up(withdrawn_at=ANNOUNCED)
    add_supplements(announcement, 1)
    events = calendar_of(client, announcement)
    assert {str(event["status"]) for event in events.values()} == {"CANCELLED"}
    assert str(events["exam"]["summary"]).startswith("【已撤销】")


def test_an_event_keeps_its_identity_and_the_file_its_bytes(client: Client) -> None:
    (announcement,) = hang_up()
    address = reverse("announcements:announcement_calendar", args=[announcement.public_id])
    before = client.get(address).content
    assert client.get(address).content == before
    add_supplements(announcement, 1)
    after = client.get(address).content
    assert after != before
    assert [event["uid"] for event in Calendar.from_ical(before).walk("VEVENT")] == [
        event["uid"] for event in Calendar.from_ical(after).walk("VEVENT")
    ]


# --- feed -------------------------------------------------------------------------------------------------------------------


def entries(client: Client) -> list[ElementTree.Element]:
    answer = client.get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_feed_has_announcements_and_supplements_newest_first_with_stable_ids(client: Client) -> None:
    (announcement,) = hang_up()
    (supplement,) = add_supplements(announcement, 1, now=clock.at(date(2026, 9, 3)))
    found = entries(client)
    assert [entry.findtext(f"{ATOM}id") for entry in found] == [
        f"urn:uuid:{supplement.public_id}",
        f"urn:uuid:{announcement.public_id}",
    ]
    assert found[0].findtext(f"{ATOM}updated") == "2026-09-02T16:00:00+00:00"
    assert "报名地点改为" in found[0].findtext(f"{ATOM}summary")
    summary = found[1].findtext(f"{ATOM}summary")
    expected = ["电工四级/中级工", "2026年10月24日（周六）", "主校区", "2026年9月25日（周五）24:00", "0531-00000000"]
    assert [part for part in expected if part not in summary] == []


def test_the_annual_announcement_stands_in_the_feed_too_and_no_name_of_staff(client: Client) -> None:
    make_announced_assessment()
    answer = client.get(FEED).content.decode()
    assert "2026年计划组织鉴定1次" in answer
    assert [name for name in ("公告员甲", "复审员乙", "所长丙") if name in answer] == []


def test_a_reader_that_asks_again_is_told_that_nothing_is_new(client: Client) -> None:
    hang_up()
    first = client.get(FEED)
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(FEED, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_for_one_and_for_three(client: Client, count: int, django_assert_num_queries) -> None:
    hang_up(count)
    with django_assert_num_queries(1):
        client.get(FEED)


def test_what_looks_like_markup_in_an_announcement_stays_text_in_the_feed() -> None:
    (announcement,) = hang_up()
    announcement.content["enquiry_phone"] = "<b>0531</b>"
    assert "&lt;b&gt;0531" in PublishedAnnouncements().item_description(announcement)


def test_link_checkers_and_readers_may_ask_for_the_head_alone(client: Client) -> None:
    (announcement,) = hang_up()
    for address in (FEED, "/", reverse("announcements:announcement_detail", args=[announcement.public_id])):
        assert client.head(address).status_code == 200


def test_pages_tell_programs_where_the_feed_is(client: Client) -> None:
    (announcement,) = hang_up()
    for address in ("/", reverse("announcements:announcement_detail", args=[announcement.public_id])):
        assert f'type="application/atom+xml" title="鉴定公告" href="{FEED}"' in client.get(address).content.decode()


# --- short address, QR -----------------------------------------------------------------------------------------------------------


def test_the_short_address_leads_to_the_page_also_typed_in_small_letters(client: Client) -> None:
    (announcement,) = hang_up()
    code = announcement.document.verification_code
    for typed in (code, code.lower()):
        answer = client.get(reverse("announcements:announcement_short", args=[typed]))
        assert answer.url == reverse("announcements:announcement_detail", args=[announcement.public_id])
    for wrong, status in (("NOSUCHCODE22", 404), ("A\x00B", 400)):
        assert client.get(reverse("announcements:announcement_short", args=[wrong])).status_code == status


@pytest.mark.parametrize(
    ("kind", "mime", "begins"), [("svg", "image/svg+xml", b"<svg xmlns="), ("png", "image/png", b"\x89PNG")]
)
def test_the_code_of_the_page_is_a_picture_of_its_own_without_style(client: Client, kind, mime, begins) -> None:
    (announcement,) = hang_up()
    answer = client.get(reverse("announcements:announcement_qr", args=[announcement.public_id, kind]))
    assert (answer["Content-Type"], answer.content.startswith(begins)) == (mime, True)
    assert b"style" not in answer.content
    assert client.get(f"/announcements/{announcement.public_id}/qr.gif").status_code == 404
