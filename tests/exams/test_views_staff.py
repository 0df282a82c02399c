"""The desk's pages of stage 5: what they show, to whom, what they say no to, and what they cost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from exams import selectors
from exams.enums import BagState
from exams.models import CheckIn, CustodyEntry, ExamNotice, ScoreEntry
from sessions.enums import Post
from sessions.models import Duty, Seat
from station import clock
from station.enums import Role
from station.models import AuditEntry, Document, User
from tests.factories import exams as make
from tests.factories.sessions import Round, make_member

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"exams:{name}", args=args)


def without_icons(page: str) -> str:
    """The paths of icons are full of figures."""
    return re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


@pytest.fixture
def affairs() -> Callable[[], Client]:
    return lambda: signed_in(make.Site().affairs)


# --- overview, notice, preparation ---------------------------------------------------------------------------------------------------


def test_the_overview_shows_where_everything_stands(ticketed: Round, affairs: Callable) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    page = affairs().get(address("exam_overview", ticketed.assessment.public_id)).content.decode()
    for text in ("济鉴通〔2026〕8号", "已制作 2 张，已发放 0 张", "第1考场 理论1", "剩余 1 个工作日"):
        assert text in page
    assert ticketed.assessment.title in affairs().get(address("exam_list")).content.decode()


def test_the_notice_is_recorded_on_its_page_and_what_was_typed_stays(affairs: Callable, noticed: Round) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    url = address("notice_record", noticed.assessment.public_id)
    response = affairs().post(url, {"number": "济鉴通〔2026〕9号", "received_on": "2026-10-19"})
    assert response.status_code == 200
    assert "已经登记" in response.content.decode()
    assert "济鉴通〔2026〕9号" in response.content.decode()
    assert ExamNotice.objects.count() == 1


def test_a_preparation_list_is_uploaded_and_ticked_off(affairs: Callable, noticed: Round) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    clock.move_to(make.IN_TIME, frozen=True)
    client, key = affairs(), noticed.assessment.public_id
    wrong = client.post(address("preparation_list", key), {"file": SimpleUploadedFile("x.xlsx", b"rubbish")})
    assert "不是 Excel 工作簿" in wrong.content.decode()
    content = make.workbook(("清单",), ("名称", "数量"), ("万用表", 14))
    sent = client.post(address("preparation_list", key), {"file": SimpleUploadedFile("x.xlsx", content)})
    assert sent.status_code == 302
    assert client.post(address("preparation_tick", key, 1)).status_code == 302
    assert "考务员子 2026年10月20日" in client.get(address("preparation_list", key)).content.decode()
    again = client.post(address("preparation_tick", key, 1))
    assert again.status_code == 409
    assert "已由考务员子确认备妥" in again.content.decode()


# --- tickets -----------------------------------------------------------------------------------------------------------------------------


def test_early_hand_out_is_warned_about(ticketed: Round, affairs: Callable) -> None:
    clock.move_to(make.EARLY, frozen=True)
    ticket = make.first_ticket(ticketed)
    response = affairs().post(address("ticket_hand_out", ticket.public_id), follow=True)
    assert "早于发放期，已记录（R5.2）" in response.content.decode()


def test_tickets_are_found_by_name_and_by_what_is_left(ticketed: Round, affairs: Callable) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    first = make.first_ticket(ticketed)
    client, url = affairs(), address("ticket_list", ticketed.assessment.public_id)
    client.post(address("ticket_hand_out", first.public_id))
    rows = client.get(url, {"state": "waiting"}).context["page"].object_list
    assert first not in rows
    assert len(rows) == 1
    assert list(client.get(url, {"q": first.number}).context["page"].object_list) == [first]
    page = client.get(url).content.decode()
    assert first.application.candidate.identity_number not in page


def test_a_reprint_is_the_same_ticket_and_is_on_record(ticketed: Round) -> None:
    ticket = make.first_ticket(ticketed)
    client = signed_in(make.Site().registrar)
    first, second = (client.post(address("ticket_reprint", ticket.public_id)) for _ in range(2))
    assert first.content == second.content
    assert first["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.filter(verb="ticket.reprint").count() == 2


def test_making_tickets_leads_to_the_job(noticed: Round, affairs: Callable, django_capture_on_commit_callbacks) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    with django_capture_on_commit_callbacks(execute=True):
        response = affairs().post(address("ticket_make", noticed.assessment.public_id))
    assert response.url.startswith("/desk/jobs/")
    assert selectors.ticket_figures(noticed.assessment) == {"made": 2, "handed_out": 0, "overtaken": 0, "missing": 0}


def test_papers_are_printed_at_the_press_of_a_button(ticketed: Round, affairs: Callable) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    key = ticketed.assessment.public_id
    for name in ("chart_print", "room_summary_print", "ticket_print"):
        assert affairs().post(address(name, key)).status_code == 302
    kinds = set(Document.objects.filter(kind__startswith="exams.").values_list("kind", flat=True))
    assert kinds == {"exams.door_charts", "exams.papers_charts", "exams.room_summary", "exams.tickets"}


# --- custody -----------------------------------------------------------------------------------------------------------------------------


def handover(**changes: object) -> dict:
    return {
        "my_part": "receive",
        "other_username": "affairs",
        "other_password": make.PASSWORD,
        "seal_number": "F-0001",
        "seal_intact": "yes",
        "copies_counted": "3",
        "place": "保密室",
        **changes,
    }


def test_a_handover_is_signed_by_both_with_their_own_passwords(noticed: Round) -> None:
    clock.move_to(make.DAY_BEFORE, frozen=True)
    bag = make.bags_of(noticed)[0]
    assert make.Site().affairs
    client, url = signed_in(make.Site().custodian), address("bag_detail", bag.public_id)
    wrong = client.post(url, handover(other_password="other"))
    assert "对方的账号与密码不符" in wrong.content.decode()
    assert "F-0001" in wrong.content.decode()
    assert make.PASSWORD not in wrong.content.decode()
    alone = client.post(url, handover(other_username="custodian"))
    assert "交接须由两人分别签字" in alone.content.decode()
    assert not CustodyEntry.objects.exists()
    assert client.post(url, handover()).status_code == 302
    entry = CustodyEntry.objects.get()
    assert (entry.handed_over_by, entry.received_by) == (make.Site().affairs, make.Site().custodian)
    page = client.get(url).content.decode()
    assert "考务员子交，保密员丑接" in page
    assert "试卷送达考务室" in page


def test_bags_and_their_alarms_are_listed(noticed: Round) -> None:
    clock.move_to(make.DAY_BEFORE, frozen=True)
    bag = make.bags_of(noticed)[0]
    make.hand_over(bag, BagState.STORED, copies_counted=1)
    page = signed_in(make.Site().custodian).get(address("bag_list", noticed.assessment.public_id)).content.decode()
    assert "清点份数与登记份数不符" in page


def test_a_bag_is_closed_to_who_has_no_part_in_it(noticed: Round) -> None:
    bag = make.bags_of(noticed)[0]
    for who in (make.Site().charlie, make.Site().first_clerk):
        response = signed_in(who).get(address("bag_detail", bag.public_id))
        assert response.status_code == 403
        assert "R5.4" in response.content.decode()


# --- rooms and the cordon ------------------------------------------------------------------------------------------------------------------


def before(seat: Seat, minutes: int) -> None:
    clock.move_to(seat.session_room.exam_session.starts_at - timedelta(minutes=minutes), frozen=True)


def code_of(seat: Seat) -> str:
    return seat.application_subject.application.ticket.code


def test_the_code_of_the_ticket_opens_the_check_in_page(ticketed: Round) -> None:
    seat = make.seats_of(ticketed)[0]
    invigilator = make.invigilator_of(seat.session_room)
    before(seat, 25)
    candidate = seat.application_subject.application.candidate
    page = signed_in(invigilator).get(address("check_in", code_of(seat))).content.decode()
    for text in (candidate.name, candidate.masked_identity, f"{seat.number} 号", "准予入场", "/photo/"):
        assert text in page
    assert candidate.identity_number not in page


def test_the_doors_are_kept_by_the_clock_and_the_page_says_so(ticketed: Round) -> None:
    seat = make.seats_of(ticketed)[0]
    client, url = signed_in(make.invigilator_of(seat.session_room)), address("check_in", code_of(seat))
    before(seat, 31)
    answer = client.post(url, {"seat": seat.public_id, "outcome": "admitted"}).content.decode()
    assert "考前 30 分钟方可允许考生通过警戒线" in answer
    assert "R5.6" in answer
    before(seat, 30)
    assert client.post(url, {"seat": seat.public_id, "outcome": "admitted"}).status_code == 302
    assert CheckIn.objects.get().outcome == "admitted"
    assert "已准予入场" in client.get(url).content.decode()


def test_a_refusal_keeps_what_was_typed(ticketed: Round) -> None:
    seat = make.seats_of(ticketed)[0]
    client, url = signed_in(make.Site().affairs), address("check_in", code_of(seat))
    before(seat, 40)
    answer = client.post(url, {"seat": seat.public_id, "outcome": "refused", "reason": "未带身份证"}).content.decode()
    assert 'value="未带身份证"' in answer
    assert not CheckIn.objects.exists()


def test_the_photograph_is_shown_to_who_checks_and_to_nobody_else(ticketed: Round) -> None:
    seat = make.seats_of(ticketed)[0]
    url = address("check_in_photo", code_of(seat))
    response = signed_in(make.invigilator_of(seat.session_room)).get(url)
    assert response["Content-Type"] == "image/jpeg"
    assert response.content[:2] == b"\xff\xd8"
    assert signed_in(make.Site().charlie).get(url).status_code == 403
    assert signed_in(make.Site().alice).get(url).status_code == 404


def test_an_invigilator_of_another_room_is_told_whose_it_is_not(ticketed: Round) -> None:
    theory, practical = make.rooms_of(ticketed)
    member = make_member("只监实操")
    user = make.give_account(member, Role.INVIGILATOR)
    Duty.objects.create(plan=theory.exam_session.plan, member=member, post=Post.INVIGILATOR, session_room=practical)
    client = signed_in(user)
    assert client.get(address("room_detail", practical.public_id)).status_code == 200
    for url in (address("room_detail", theory.public_id), address("room_open", theory.public_id)):
        response = client.get(url)
        assert response.status_code == 403
        assert "R5.7" in response.content.decode()
    before(make.seats_of(ticketed)[0], 20)
    listed = client.get(address("room_list")).context["page"].object_list
    assert [room.pk for room in listed] == [practical.pk]
    seat = make.seats_of(ticketed)[0]
    foreign = client.post(address("check_in", code_of(seat)), {"seat": seat.public_id, "outcome": "admitted"})
    assert foreign.status_code == 404, "the theory seat is not among the seats of this invigilator"


def test_a_ticket_is_found_by_its_number_where_the_code_can_not_be_read(ticketed: Round, affairs: Callable) -> None:
    ticket = make.first_ticket(ticketed)
    assert affairs().get(address("check_in_lookup"), {"q": ticket.number}).url.endswith(f"/{ticket.code}/")
    missing = affairs().get(address("check_in_lookup"), {"q": "2615"})
    assert missing.status_code == 404
    assert "不是本所的准考证号" in missing.content.decode()


def test_a_room_is_opened_and_its_readiness_shown(ticketed: Round) -> None:
    room = make.rooms_of(ticketed)[0]
    client = signed_in(make.invigilator_of(room))
    clock.move_to(room.exam_session.starts_at - timedelta(minutes=50), frozen=True)
    early = client.post(address("room_open", room.public_id), {"opened_at": "2026-10-24T07:30", "anomalies": ""})
    assert "方可启封考场" in early.content.decode()
    assert "2026-10-24T07:30" in early.content.decode()
    done = client.post(address("room_open", room.public_id), {"opened_at": "2026-10-24T08:05", "anomalies": ""})
    assert done.status_code == 302
    page = client.get(address("room_detail", room.public_id)).content.decode()
    assert "08:05 由" in page
    assert "试卷袋还没有登记" in page


def test_briefing_and_incident_are_recorded_on_their_pages(ticketed: Round, affairs: Callable) -> None:
    clock.move_to(make.DAY_BEFORE, frozen=True)
    key = ticketed.assessment.public_id
    form = affairs().get(address("briefing_record", key)).context["form"]
    members = list(form.fields["members"].queryset.values_list("pk", flat=True))
    values = {"held_at": "2026-10-23T14:00", "place": "会议室", "minutes": "分工", "members": members}
    assert affairs().post(address("briefing_record", key), values).status_code == 302
    incident = {
        "kind": "other", "at": "2026-10-23T14:30", "description": "停水", "action": "报修", "outcome": "恢复",
    }  # fmt: skip
    assert affairs().post(address("incident_list", key), incident).status_code == 302
    assert "停水" in affairs().get(address("incident_list", key)).content.decode()
    assert signed_in(make.Site().charlie).get(address("incident_list", key)).status_code == 403


# --- scores ----------------------------------------------------------------------------------------------------------------------------------


def test_the_second_clerk_sees_nothing_of_the_first(ticketed: Round) -> None:
    site = make.Site()
    codes = make.codes_of(ticketed)
    clock.move_to(make.MARKED, frozen=True)
    first, second = signed_in(site.first_clerk), signed_in(site.second_clerk)
    for code, points in zip(codes, ("61.5", "62.5", "63.5", "64.5"), strict=True):
        sent = first.post(address("score_enter"), {"code": code.code.lower(), "status": "normal", "points": points})
        assert sent.status_code == 302
    for client in (second, first):
        page = without_icons(client.get(address("score_enter")).content.decode())
        assert "登分" in page
        assert not any(points in page for points in ("61.5", "62.5", "63.5", "64.5"))
    assert not any(application.candidate.name in page for application in ticketed.applications)
    assert ScoreEntry.objects.count() == 4


def test_a_wrong_code_and_a_wrong_score_are_answered_at_the_field(ticketed: Round) -> None:
    code = make.codes_of(ticketed)[0]
    clock.move_to(make.MARKED, frozen=True)
    client = signed_in(make.Site().first_clerk)
    unknown = client.post(address("score_enter"), {"code": "NOSUCH", "status": "normal", "points": "60"})
    assert "没有这个密号" in unknown.content.decode()
    high = client.post(address("score_enter"), {"code": code.code, "status": "normal", "points": "101"})
    assert "分数须在 0 至 100 之间" in high.content.decode()
    assert 'value="101"' in high.content.decode()


def test_the_adjudicator_sees_both_and_that_is_on_record(ticketed: Round) -> None:
    site = make.Site()
    code = make.codes_of(ticketed)[0]
    make.enter(code, "71.5", clerk=site.first_clerk)
    make.enter(code, "72.5", clerk=site.second_clerk)
    clock.move_to(make.MARKED, frozen=True)
    client = signed_in(site.adjudicator)
    page = client.get(address("score_adjudicate")).content.decode()
    assert "71.5" in page
    assert "72.5" in page
    assert AuditEntry.objects.filter(verb="score.read", actor=site.adjudicator).count() == 1
    sent = client.post(address("score_adjudicate"), {"code": code.code, "status": "normal", "points": "72.5"})
    assert sent.status_code == 302


def test_lock_and_release_are_announced_before_they_happen(ticketed: Round) -> None:
    make.score_all(ticketed, "83.5")
    clock.move_to(make.RELEASED, frozen=True)
    site, key = make.Site(), ticketed.assessment.public_id
    lock_page = signed_in(site.adjudicator).get(address("score_lock", key)).content.decode()
    assert "锁定后成绩不得更改" in lock_page
    assert signed_in(site.adjudicator).post(address("score_lock", key)).status_code == 302
    director = signed_in(site.director)
    assert "公布后不能撤回" in director.get(address("result_release", key)).content.decode()
    tomorrow = director.post(address("result_release", key), {"reported_on": "2026-10-29"})
    assert "上报日期晚于今天" in tomorrow.content.decode()
    assert director.post(address("result_release", key), {"reported_on": "2026-10-28"}).status_code == 302
    assert "成绩评分汇总表" in director.get(address("score_overview", key)).content.decode()


def test_reading_results_is_for_the_assigned_and_each_time_on_record(locked: Round) -> None:
    site, key = make.Site(), locked.assessment.public_id
    clock.move_to(make.RELEASED, frozen=True)
    url = address("result_list", key)
    for who in (site.affairs, site.first_clerk, site.registrar, site.charlie):
        response = signed_in(who).get(url)
        assert response.status_code == 403
        assert "R5.9" in response.content.decode()
    page = signed_in(site.director).get(url).content.decode()
    assert "不得向外泄露" in page
    assert AuditEntry.objects.filter(verb="score.read", actor=site.director).count() == 1
    overview = signed_in(site.affairs).get(address("score_overview", key)).content.decode()
    assert "理论知识 80" not in overview
    make.release(locked)
    assert signed_in(site.affairs).get(url).status_code == 200
    assert signed_in(site.first_clerk).get(url).status_code == 403
