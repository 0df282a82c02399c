"""Pages of plan and filing at the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration import services as registration
from sessions import selectors, services
from sessions.models import Centre, StaffMember
from station import clock
from station.enums import Sex
from station.models import User
from tests.factories.registration import Counter
from tests.factories.sessions import (
    ANSWERED,
    FILED,
    PLANNED,
    Office,
    Round,
    answered_round,
    built_round,
    closed_round,
    filed_round,
    make_centre,
    make_member,
    make_members,
    make_rooms,
    proposed_round,
)
from tests.factories.station import make_alice, make_occupation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_desk() -> None:
    clock.move_to(PLANNED, frozen=True)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(made: Round, name: str) -> str:
    return reverse(f"sessions:{name}", args=[made.assessment.public_id])


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_from_closing_to_settlement_in_the_browser(django_capture_on_commit_callbacks) -> None:
    """Exam-affairs officer and director, page by page."""
    made = closed_round(2)
    planner, director = as_user(Office().planner), as_user(Office().director)
    rooms, members, centre = make_rooms(), make_members([make_occupation()]), make_centre()
    assert "还没有实施方案" in planner.get(of(made, "plan_detail")).content.decode()
    planner.post(of(made, "plan_create"))
    plan = made.plan
    chosen = {"rooms": [room.pk for room in rooms], "members": [member.pk for member in members], "seed": 7}
    planner.post(reverse("sessions:plan_propose", args=[plan.public_id]), chosen)
    assert "方案各项齐全" in planner.get(of(made, "plan_detail")).content.decode()
    planner.post(reverse("sessions:plan_submit", args=[plan.public_id]))
    director.post(reverse("sessions:plan_approve", args=[plan.public_id]), {"opinion": "同意"})
    with django_capture_on_commit_callbacks(execute=True):
        page = director.post(of(made, "package_build"), follow=True)
    assert page.resolver_match.view_name == "station:job_detail"
    package = made.package
    assert "济南市职业技能鉴定核准表" in planner.get(of(made, "package_detail")).content.decode()
    clock.move_to(FILED, frozen=True)
    filing = {"centre": centre.pk, "method": "in_person", "received_on": "2026-10-09"}
    planner.post(reverse("sessions:package_file", args=[package.public_id]), filing)
    clock.move_to(ANSWERED, frozen=True)
    said = {
        "outcome": "approved",
        "document_number": "济鉴核12号",
        "answered_on": "2026-10-13",
        "note": "",
        "refused": "",
    }
    planner.post(reverse("sessions:answer_record", args=[package.public_id]), said)
    pay = reverse("sessions:settlement_record", args=[package.public_id])
    assert "34.00" in director.get(pay).content.decode()
    director.post(pay, {"receipt_number": "鲁票001", "paid_on": "2026-10-13"})
    assert selectors.settled(made.assessment)
    assert "已一次结清" in director.get(pay).content.decode()


def test_every_page_of_a_plan_opens_in_every_state() -> None:
    made = proposed_round(1)
    room = selectors.sittings_of(made.plan)[0].session_rooms.all()[0]
    planner = as_user(Office().planner)
    plan = [made.plan.public_id]
    pages = [of(made, "plan_detail"), of(made, "package_detail")]
    pages += [
        reverse(f"sessions:{name}", args=plan)
        for name in ("plan_edit", "plan_propose", "exam_session_add", "duty_assign")
    ]
    pages += [
        reverse(f"sessions:{name}", args=[room.exam_session.public_id])
        for name in ("exam_session_move", "session_room_add")
    ]
    pages += [
        reverse(f"sessions:{name}", args=[room.public_id]) for name in ("session_room_detail", "session_room_print")
    ]
    pages += [
        reverse(f"sessions:{name}") for name in ("plan_list", "filing_list", "staff_member_list", "staff_member_add")
    ]
    for state in ("draft", "in_review", "approved"):
        if state == "in_review":
            services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED)
        if state == "approved":
            services.approve_plan(plan=made.plan, actor=Office().director, now=PLANNED)
        assert {url: planner.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)


def test_a_refusal_comes_back_at_the_form_with_what_was_typed() -> None:
    made = proposed_round(1)
    url = reverse("sessions:exam_session_add", args=[made.plan.public_id])
    typed = {"subject": "theory", "starts_at": "2026-10-25T09:00", "ends_at": "2026-10-25T10:30"}
    response = as_user(Office().planner).post(url, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "公告的鉴定日期是2026年10月24日（周六）（R1.2）。请安排在公告的日期内。" in page
    assert "2026-10-25T09:00" in page


def test_filing_late_comes_back_with_the_clause_and_what_would_help() -> None:
    made = built_round(1)
    clock.move_to(FILED + timedelta(days=5), frozen=True)
    url = reverse("sessions:package_file", args=[made.package.public_id])
    typed = {"centre": make_centre().pk, "method": "post", "received_on": "2026-10-12"}
    response = as_user(Office().planner).post(url, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "已过申报期限鉴定前第 10 个工作日2026年10月12日（周一），不能再登记申报（R4.2）" in page
    assert "请由补充公告另定鉴定日期" in page
    assert 'value="2026-10-12"' in page


def test_who_is_not_in_the_roster_is_pointed_out_in_the_answer() -> None:
    made = filed_round(2)
    clock.move_to(ANSWERED, frozen=True)
    url = reverse("sessions:answer_record", args=[made.package.public_id])
    typed = {"outcome": "partly", "document_number": "1", "answered_on": "2026-10-13", "refused": "9999 年限不足"}
    response = as_user(Office().planner).post(url, typed)
    assert response.status_code == 422
    assert "名册里没有这些报名序号：9999" in response.content.decode()
    typed["refused"] = f"{made.applications[0].number} 年限不足"
    as_user(Office().planner).post(url, typed)
    assert selectors.approved_applications(made.assessment).count() == 1


def test_a_seat_is_moved_by_form_alone() -> None:
    made = proposed_round(2)
    seat = selectors.seats_of_plan(made.plan)[0]
    room = seat.session_room
    url = reverse("sessions:seat_move", args=[room.public_id])
    typed = {"seat": seat.pk, "session_room": room.pk, "row": 6, "column": 5}
    assert as_user(Office().planner).post(url, typed).status_code == 302
    seat.refresh_from_db()
    assert (seat.row, seat.column) == (6, 5)
    refused = as_user(Office().planner).post(url, {**typed, "row": 9})
    assert refused.status_code == 422
    assert "没有第 9 排第 5 列这个座位" in refused.content.decode()


def test_the_director_who_drafted_finds_no_button_to_approve() -> None:
    made = proposed_round(1)
    services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED)
    assert "批准方案" in as_user(Office().director).get(of(made, "plan_detail")).content.decode()
    assert "批准方案" not in as_user(Office().planner).get(of(made, "plan_detail")).content.decode()


def test_a_package_that_is_not_complete_lists_what_is_missing_and_is_not_built() -> None:
    made = proposed_round(1)
    planner = as_user(Office().planner)
    assert "没有批准的实施方案（编制中）" in planner.get(of(made, "package_detail")).content.decode()
    assert planner.post(of(made, "package_build")).status_code == 409


def test_charlie_and_alice_find_nothing_here() -> None:
    made = answered_round(1)
    urls = [
        of(made, "plan_detail"),
        of(made, "package_detail"),
        reverse("sessions:settlement_record", args=[made.package.public_id]),
    ]
    urls.append(reverse("station:document_download", args=[made.package.document.public_id]))
    charlie, alice = as_user(Office().charlie), as_user(make_alice())
    assert [charlie.get(url).status_code for url in urls] == [403, 403, 403, 403]
    assert all(alice.get(url).status_code in (403, 404) for url in urls)


def test_people_and_centres_are_kept_by_form() -> None:
    planner = as_user(Office().planner)
    typed = {
        "name": "张工",
        "sex": Sex.MALE,
        "employer": "甲厂",
        "card_kind": "examiner",
        "card_number": "",
        "is_active": "on",
    }
    url = reverse("sessions:staff_member_add")
    assert "考评人员须登记证卡号（R3.1）" in planner.post(url, typed).content.decode()
    assert planner.post(url, {**typed, "card_kind": "none"}).status_code == 302
    member = StaffMember.objects.get(name="张工")
    edit = reverse("sessions:staff_member_edit", args=[member.public_id])
    assert planner.post(edit, {**typed, "card_kind": "none", "name": "张师傅"}).status_code == 302
    administrator = as_user(Office().administrator)
    assert (
        administrator.post(reverse("sessions:centre_add"), {"name": "省中心", "handles_unified": "on"}).status_code
        == 302
    )
    centre = Centre.objects.get(name="省中心")
    again = administrator.post(reverse("sessions:centre_add"), {"name": "省中心"})
    assert "已有同名的鉴定中心" in again.content.decode()
    assert (
        administrator.post(reverse("sessions:centre_edit", args=[centre.public_id]), {"name": "山东省中心"}).status_code
        == 302
    )
    assert "山东省中心" in administrator.get(reverse("sessions:centre_list")).content.decode()


def test_the_list_of_people_costs_the_same_for_one_and_for_three() -> None:
    client, url = as_user(Office().planner), reverse("sessions:staff_member_list")
    make_member("甲")
    one = queries(client, url)
    make_member("乙")
    make_member("丙")
    assert queries(client, url) == one


@pytest.mark.parametrize("page", ["plan_detail", "package_detail"])
def test_a_plan_and_its_package_cost_the_same_for_one_person_and_for_three(page: str) -> None:
    client = as_user(Office().planner)
    made = closed_round(3)
    plan = services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    facts = {"rooms": make_rooms(), "members": make_members([make_occupation()]), "seed": 1}
    services.propose_plan(plan=plan, actor=Office().planner, now=PLANNED, **facts)
    three = queries(client, of(made, page))
    for application in made.applications[1:]:
        registration.cancel_application(
            application=application, reason="申报材料不实", actor=Counter().director, now=PLANNED
        )
    for seat in selectors.seats_of_plan(plan).exclude(application_subject__application=made.applications[0]):
        services.remove_seat(seat=seat, actor=Office().planner, now=PLANNED)
    assert queries(client, of(made, page)) == three
