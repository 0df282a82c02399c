"""WCAG 2.2 AA: the main pages of every audience, on a phone of 360 px and a screen of 1440 px, without one violation."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse
from playwright.sync_api import Page

from tests.journeys import small_year
from tests.journeys.small_year import SmallYear

WIDTHS = (360, 1440)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

# Who looks ("" is anybody) → the names of pages, each with the row it is about.
Row = Callable[[SmallYear], object] | None
PAGES: dict[str, list[tuple[str, Row]]] = {
    "": [
        ("announcements:home", None),
        ("announcements:announcement_detail", lambda year: year.announcement),
        ("announcements:announcement_detail", lambda year: year.annual),
        ("announcements:announcement_detail", lambda year: year.correction),
        ("announcements:announcement_detail", lambda year: year.withdrawal.amends),
        ("announcements:announcement_print", lambda year: year.announcement),
        ("announcements:announcement_print", lambda year: year.correction),
        ("announcements:announcement_poster", lambda year: year.announcement),
        ("announcements:announcement_archive", lambda year: year.plan.year),
        ("announcements:frequent_question_list", None),
        ("announcements:how_to_apply", None),
        ("registration:fee_standard_list", None),
        ("registration:sign_up", None),
        ("registration:code_log_in", None),
        ("registration:password_reset", None),
        ("registration:group_guide", None),
        ("registration:privacy", None),
        ("station:regulation", None),
        ("station:planner", None),
        ("station:planner", lambda year: f"?exam_date={year.open.exam_date}&category=ordinary"),
        ("station:document_lookup", None),
        ("certificates:certificate_lookup", None),
        ("accounts:login", None),
    ],
    "candidate5": [
        ("registration:candidate_home", None),
        ("registration:my_application", lambda year: year.own_case),
        ("registration:my_supplement", lambda year: (year.own_case, year.correction)),
        ("registration:my_supplement_leave", lambda year: (year.own_case, year.correction)),
        ("station:notification_list", None),
        ("exams:my_tickets", None),
        ("exams:my_results", None),
        ("certificates:candidate_certificates", None),
        ("accounts:password_change", None),
        ("registration:my_account", None),
        ("registration:my_mobile", None),
    ],
    small_year.NEWCOMER: [
        ("registration:candidate_home", None),
        ("registration:my_application", lambda year: year.draft),
        ("registration:my_application_person", lambda year: year.draft),
        ("registration:my_application_condition", lambda year: year.draft),
        ("registration:my_application_papers", lambda year: year.draft),
        ("registration:my_application_submit", lambda year: year.draft),
    ],
    "candidate1": [
        ("registration:candidate_home", None),
        ("exams:my_results", None),
        ("certificates:candidate_certificates", None),
    ],
    "school": [
        ("registration:group_home", None),
        ("registration:group_assessment", lambda year: year.open),
        ("registration:group_roster", lambda year: year.open),
        ("registration:group_photos", lambda year: year.open),
        ("registration:group_column_meanings", None),
    ],
    "announcer": [
        ("station:dashboard", None),
        ("announcements:plan_list", None),
        ("announcements:plan_detail", lambda year: year.plan.year),
        ("announcements:planned_add", lambda year: year.plan.year),
        ("announcements:assessment_list", None),
        ("announcements:assessment_create", None),
        ("announcements:assessment_detail", lambda year: year.open),
        ("announcements:announcement_register", None),
        ("announcements:announcement_desk", lambda year: year.announcement),
        ("announcements:announcement_desk", lambda year: year.correction),
        ("announcements:supplement_draft", lambda year: year.announcement),
        *[
            ("announcements:supplement_draft", lambda year, purpose=purpose: (year.announcement, f"?purpose={purpose}"))
            for purpose in ("correction", "rescheduling", "postponement", "withdrawal")
        ],
        ("announcements:supplement_draft", lambda year: (year.annual, "?purpose=rescheduling")),
        ("station:deadline_list", None),
        ("station:deadline_list", lambda year: "?whose=all&state=all"),
        ("station:calendar_link_list", None),
        ("announcements:enquiry_list", None),
        ("announcements:enquiry_answer", lambda year: year.enquiry),
        ("announcements:frequent_question_desk", None),
        ("announcements:frequent_question_add", None),
        ("announcements:publicity_log", lambda year: year.open),
        ("announcements:publicity_print", lambda year: year.open),
    ],
    "registrar": [
        ("station:dashboard", None),
        ("announcements:assessment_detail", lambda year: year.done),
        ("registration:application_list", None),
        ("registration:application_detail", lambda year: year.case),
        ("registration:counter_entry", lambda year: year.open),
        ("registration:counter_papers", lambda year: year.case),
        ("registration:name_change", lambda year: year.case.candidate),
        ("registration:likeness_list", None),
        ("registration:roster_import", lambda year: year.open),
        ("registration:registration_close", lambda year: year.open),
        ("registration:supplement_answers", lambda year: (year.open, year.correction)),
        ("registration:supplement_answer", lambda year: (year.own_case, year.correction)),
        ("registration:supplement_leave", lambda year: (year.own_case, year.correction)),
    ],
    "cashier": [
        ("registration:charge_list", None),
        ("registration:refund_list", None),
        ("registration:refund_detail", lambda year: year.refund),
    ],
    "accountant": [
        ("registration:receipt_book_list", None),
        ("registration:fee_standard_register", None),
        ("registration:receipt_register", lambda year: year.done),
    ],
    "affairs": [
        ("announcements:assessment_detail", lambda year: year.ahead),
        ("sessions:plan_list", None),
        ("sessions:plan_detail", lambda year: year.planned),
        ("sessions:session_room_detail", lambda year: year.room),
        ("sessions:staff_member_list", None),
        ("sessions:filing_list", None),
        ("sessions:package_detail", lambda year: year.ahead),
        ("exams:exam_list", None),
        ("exams:exam_overview", lambda year: year.ahead),
        ("exams:preparation_list", lambda year: year.ahead),
        ("exams:ticket_list", lambda year: year.ahead),
        ("exams:room_list", None),
        ("exams:room_detail", lambda year: year.room),
        ("exams:check_in_lookup", None),
        ("exams:check_in", lambda year: year.ticket.code),
        ("exams:bag_list", lambda year: year.done),
        ("exams:bag_detail", lambda year: year.bag),
        ("exams:score_overview", lambda year: year.done),
        ("station:job_list", None),
        ("station:catalogue_list", lambda year: "rooms"),
    ],
    "scorer1": [("exams:score_enter", None)],
    "adjudicator": [("exams:score_adjudicate", None)],
    "certifier": [
        ("certificates:assessment_list", None),
        ("certificates:assessment_certificates", lambda year: year.done),
        ("certificates:certificate_list", lambda year: year.done),
        ("certificates:certificate_detail", lambda year: year.certificate),
        ("certificates:hand_out_desk", None),
    ],
    "director": [
        ("station:dashboard", None),
        ("exams:result_list", lambda year: year.done),
        ("station:audit_list", None),
        ("station:profile_list", None),
        ("station:calendar_detail", None),
        ("station:calendar_notice", lambda year: year.notice),
        ("station:deadline_list", None),
        ("station:deadline_detail", lambda year: (year.deadline.scope, year.deadline.key, year.deadline.round)),
    ],
    "admin": [
        ("station:user_list", None),
        ("station:user_create", None),
        ("station:catalogue_list", lambda year: "occupations"),
        ("station:clock_move", None),
        ("station:calendar_notice_create", None),
        ("station:calendar_notice", lambda year: year.notice),
        ("station:calendar_history", None),
        ("station:delivery_list", None),
    ],
}


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: object) -> Iterator[SmallYear]:
    """Built once for all pages; the file is put back afterwards."""
    with django_db_blocker.unblock():
        connections.close_all()
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(":memory:")) as before:
            with closing(sqlite3.connect(name)) as file:
                file.backup(before)
            small_year.build()
            yield SmallYear()
            connections.close_all()
            with closing(sqlite3.connect(name)) as file:
                before.backup(file)


def _address(name: str, row: object) -> str:
    """A row is named in the address, several in their order; words that begin with a question mark are the query."""
    parts = () if row is None else row if isinstance(row, tuple) else (row,)
    query = "".join(part for part in parts if str(part).startswith("?"))
    return reverse(name, args=[getattr(part, "public_id", part) for part in parts if part != query]) + query


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_the_check_sees_a_button_without_a_name(page: Page) -> None:
    """What is wrong must be found, or finding nothing would mean nothing."""
    page.set_content("<html lang='zh'><title>t</title><main><h1>t</h1><button></button></main></html>")
    assert [line.split(":")[0] for line in _violations(page)] == ["button-name"]


@pytest.mark.parametrize("username", PAGES, ids=lambda username: username or "anybody")
def test_no_page_shuts_anybody_out(page: Page, year: SmallYear, base_url: str, username: str) -> None:
    """One colleague after another looks at their pages: contrast, names of fields, order of headings, width."""
    if username:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": small_year.key_of(username), "url": base_url}
        page.context.add_cookies([cookie])
    found: dict[str, list[str]] = {}
    for name, row in PAGES[username]:
        path = _address(name, row(year) if row else None)
        answer = page.goto(path)
        assert answer is not None
        assert (answer.status, page.url) == (200, base_url + path), name
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            troubles = _violations(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                troubles.append(f"{wide} px wide")
            if troubles:
                found[f"{name} at {width} px"] = troubles
    assert found == {}
