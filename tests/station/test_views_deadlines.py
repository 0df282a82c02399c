"""The pages of the deadlines: who sees what, in a constant number of queries; private calendars; e-mails (R1.2, R4.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from station import calendar_links, clock, deadline_book, deliveries, digests, notifications, roles, services, sweep
from station.deadlines import Deadline
from station.enums import Role
from station.models import AuditEntry, CalendarLink, DeliveryState, EmailDelivery, Notification, StatutoryDeadline
from station.refusals import NotPermitted
from tests.factories.deadlines import Registry
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 12)
NOW = clock.at(date(2026, 10, 8), 9)  # three working days before: the tenth is a worked Saturday
FILE = Deadline(
    "file",
    "申报",
    "R4.2",
    DUE,
    role=Role.EXAM_AFFAIRS_OFFICER,
    binding=True,
    rule="鉴定前10个工作日",
    url="/desk/filings/",
)
ANNOUNCE = replace(FILE, key="announce", title="发布公告", role=Role.ANNOUNCEMENT_OFFICER, provisional=True)


@pytest.fixture(autouse=True)
def this_morning():
    clock.move_to(NOW, frozen=True)


@pytest.fixture
def registry(monkeypatch):
    return Registry(monkeypatch)


@pytest.fixture
def officer():
    user = make_user("affairs", Role.EXAM_AFFAIRS_OFFICER)
    user.email = "affairs@station.example"
    user.save(update_fields=["email"])
    return user


@pytest.fixture
def kept(registry):
    assessment = registry.add(FILE, ANNOUNCE)
    deadline_book.keep(assessment, now=NOW - timedelta(days=20))
    return assessment


def page(client, user, name="station:deadline_list", *args, **query) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def history(client, user, assessment, key="file") -> str:
    return page(client, user, "station:deadline_detail", assessment.public_id, key, 1)


# --- the list and the history --------------------------------------------------------------------------------------------


def test_staff_see_their_own_first_and_all_on_demand(client, officer, kept) -> None:
    mine = page(client, officer)
    assert "申报</a>" in mine
    assert "剩余 3 个工作日" in mine
    assert "发布公告</a>" not in mine
    everything = page(client, officer, whose="all")
    assert "发布公告</a>" in everything
    assert "暂定" in everything


def test_the_director_sees_all_at_once(client, kept) -> None:
    assert "发布公告</a>" in page(client, make_user("director", Role.DIRECTOR))


def test_what_is_past_is_missed_on_the_page_though_no_worker_has_recorded_it(client, officer, kept) -> None:
    clock.move_to(clock.end_of(DUE), frozen=True)
    assert not StatutoryDeadline.objects.exclude(missed_at=None).exists()
    assert "有 2 项已经逾期" in page(client, officer)
    assert "已逾期 1 个工作日" in page(client, officer, state="missed")


@pytest.mark.parametrize("query", [{"state": "nonsense"}, {"assessment": "x'"}, {"page": "-4"}, {"whose": "%"}])
def test_an_odd_address_is_answered(client, officer, kept, query) -> None:
    page(client, officer, **query)


def queries_of(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["station:deadline_list", "station:dashboard"])
def test_one_row_and_three_cost_the_same(client, officer, registry, name) -> None:
    client.force_login(officer)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            deadline_book.keep(registry.add(FILE), now=NOW)
        counts.append(queries_of(client, reverse(name)))
    assert counts[0] == counts[1]


def test_the_history_says_what_happened_whom_it_was_told_to_and_what_became_of_the_mail(
    client, officer, kept, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sweep.sweep_deadlines(now=NOW)
    shown = history(client, officer, kept)
    assert "确定期限" in shown
    assert "提醒" in shown
    assert "剩余 3 个工作日" in shown
    assert "已发送" in shown
    assert len(mail.outbox) == 1
    EmailDelivery.objects.update(sent_at=None, claimed_at=NOW - timedelta(minutes=11))
    assert "发送结果不明" in history(client, officer, kept)


def test_more_events_cost_no_more_queries(client, officer, kept) -> None:
    client.force_login(officer)
    path = reverse("station:deadline_detail", args=[kept.public_id, "file", 1])
    sweep.sweep_deadlines(now=NOW)
    before = queries_of(client, path)
    sweep.sweep_deadlines(now=clock.at(DUE, 9))
    sweep.sweep_deadlines(now=clock.end_of(DUE))
    assert queries_of(client, path) == before


def test_a_candidate_finds_nothing_here(client, kept) -> None:
    client.force_login(make_user("alice", Role.CANDIDATE))
    for name in ("station:deadline_list", "station:calendar_link_list", "station:delivery_list"):
        assert client.get(reverse(name)).status_code == 404


# --- private calendars -----------------------------------------------------------------------------------------------------


def made(client, user, role=Role.EXAM_AFFAIRS_OFFICER):
    client.force_login(user)
    return client.post(reverse("station:calendar_link_make"), {"role": role.value})


def secret_in(answer) -> str:
    return answer.context["address"].rpartition("/")[2].removesuffix(".ics")


def feed(client, secret: str):
    client.logout()
    return client.get(reverse("station:role_calendar", args=[secret]))


def test_the_address_is_shown_once_and_only_its_digest_is_kept(client, officer, kept) -> None:
    answer = made(client, officer)
    secret = secret_in(answer)
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in page(client, officer, "station:calendar_link_list")
    link = CalendarLink.objects.get()
    assert link.digest == calendar_links.digest_of(secret) != secret
    assert secret not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_a_calendar_program_reads_the_deadlines_of_the_role_without_signing_in(client, officer, kept) -> None:
    answer = feed(client, secret_in(made(client, officer)))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["SUMMARY"], event["DTSTART"].dt) == ("申报截止：秋季鉴定（R4.2）", DUE)
    assert event["DTEND"].dt == DUE + timedelta(days=1)


def test_the_directors_calendar_has_all_and_marks_what_is_provisional(client, kept) -> None:
    answer = feed(client, secret_in(made(client, make_user("director", Role.DIRECTOR), Role.DIRECTOR)))
    summaries = {str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert summaries == {"申报截止：秋季鉴定（R4.2）", "发布公告截止（暂定）：秋季鉴定（R4.2）"}


def test_a_revoked_address_is_gone(client, officer, kept) -> None:
    secret = secret_in(made(client, officer))
    client.post(reverse("station:calendar_link_revoke", args=[CalendarLink.objects.get().public_id]))
    assert feed(client, secret).status_code == 404


def test_the_address_dies_with_the_role_and_with_the_account(client, officer, kept) -> None:
    admin = make_user("admin", Role.ADMINISTRATOR)
    secret = secret_in(made(client, officer))
    roles.revoke_role(grant=officer.role_grants.get(revoked_at=None), actor=admin, now=NOW)
    assert feed(client, secret).status_code == 404
    roles.grant_role(user=officer, role=Role.EXAM_AFFAIRS_OFFICER, actor=admin, now=NOW)
    assert feed(client, secret).status_code == 200
    services.deactivate_user(user=officer, actor=admin, now=NOW)
    assert feed(client, secret).status_code == 404


def test_nobody_guesses_an_address(client, kept) -> None:
    assert feed(client, "A" * 32).status_code == 404


def test_nobody_subscribes_to_a_role_he_does_not_hold_or_ends_what_is_anothers(client, officer, kept) -> None:
    charlie = make_user("charlie", Role.SEAL_KEEPER)
    with pytest.raises(NotPermitted):
        calendar_links.make_link(user=charlie, role=Role.EXAM_AFFAIRS_OFFICER, now=NOW)
    made(client, officer)
    link = CalendarLink.objects.get()
    client.force_login(charlie)
    assert client.post(reverse("station:calendar_link_revoke", args=[link.public_id])).status_code == 404
    assert CalendarLink.objects.get().revoked_at is None


def test_an_eleventh_address_is_refused_with_what_would_help(client, officer) -> None:
    for _ in range(calendar_links.MOST):
        assert made(client, officer).status_code == 200
    answer = made(client, officer)
    assert answer.status_code == 409
    assert "请先停用不再使用的" in answer.content.decode()


def test_a_reading_is_noted_once_an_hour(client, officer, kept) -> None:
    secret = secret_in(made(client, officer))
    feed(client, secret)
    first = CalendarLink.objects.get().read_at
    clock.move_to(NOW + timedelta(minutes=59), frozen=True)
    feed(client, secret)
    assert CalendarLink.objects.get().read_at == first == NOW
    clock.move_to(NOW + timedelta(minutes=61), frozen=True)
    feed(client, secret)
    assert CalendarLink.objects.get().read_at > first


# --- the digest --------------------------------------------------------------------------------------------------------------


def test_the_digest_comes_once_on_a_working_day_with_what_is_near_and_what_is_missed(officer, registry, kept) -> None:
    missed = registry.add(replace(FILE, title="报送", due=date(2026, 9, 30)))
    deadline_book.keep(missed, now=NOW - timedelta(days=20))
    sweep.sweep_deadlines(now=NOW)
    assert digests.send_digests(now=NOW) == 1
    assert digests.send_digests(now=NOW + timedelta(hours=2)) == 0
    delivery = EmailDelivery.objects.get(notification__kind="digest")
    lines = delivery.body.splitlines()
    assert lines[2:4] == [
        "已逾期 1 个工作日　秋季鉴定　报送，2026年9月30日（周三）止（R4.2）",
        "剩余 3 个工作日　秋季鉴定　申报，2026年10月12日（周一）止（R4.2）",
    ]


def test_no_digest_on_a_holiday_for_nothing_or_to_who_does_not_want_it(client, officer, kept) -> None:
    assert digests.send_digests(now=clock.at(date(2026, 10, 5), 8)) == 0
    client.force_login(officer)
    client.post(reverse("station:digest_choose"), {"wanted": "0"})
    assert digests.send_digests(now=NOW) == 0
    client.post(reverse("station:digest_choose"), {"wanted": "1"})
    assert digests.send_digests(now=NOW) == 1


# --- e-mails -----------------------------------------------------------------------------------------------------------------


def test_what_was_never_handed_over_is_handed_over_later_and_sent_once(officer) -> None:
    notifications.notify([officer], kind="trial", text="报名开始", now=NOW)
    assert deliveries.hand_over_again(now=NOW + timedelta(minutes=4)) == 0
    assert deliveries.hand_over_again(now=NOW + timedelta(minutes=6)) == 1
    assert deliveries.hand_over_again(now=NOW + timedelta(minutes=12)) == 0
    assert len(mail.outbox) == 1


def test_a_reminder_of_the_day_before_yesterday_is_not_sent_any_more_and_says_so(officer) -> None:
    notifications.notify([officer], kind="deadline", text="剩余 5 个工作日", now=NOW - timedelta(days=2))
    notifications.notify([officer], kind="trial", text="审核通过", now=NOW - timedelta(days=2))
    deliveries.hand_over_again(now=NOW)
    assert [message.body.splitlines()[2] for message in mail.outbox] == ["审核通过"]
    assert EmailDelivery.objects.get(notification__kind="deadline").error == deliveries.STALE


def test_what_was_claimed_and_never_finished_is_in_doubt_and_not_sent_again(officer) -> None:
    notifications.notify([officer], kind="trial", text="报名开始", now=NOW)
    EmailDelivery.objects.update(claimed_at=NOW)
    deliveries.hand_over_again(now=NOW + timedelta(hours=1))
    assert mail.outbox == []
    states = deliveries.with_state(EmailDelivery.objects.all(), NOW + timedelta(minutes=10, seconds=1))
    assert states.get().delivery_state == DeliveryState.UNCERTAIN
    assert deliveries.with_state(EmailDelivery.objects.all(), NOW).get().delivery_state == "delivery_sending"


def test_a_broker_that_is_away_breaks_neither_the_verb_nor_the_request(
    officer, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    from kombu.exceptions import OperationalError

    from station import tasks

    def refuse(*arguments):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.send_email, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        notifications.notify([officer], kind="trial", text="报名开始", now=NOW)
    assert Notification.objects.count() == 1
    assert deliveries.hand_over_again(now=NOW + timedelta(hours=1)) == 0


def test_the_administrator_sees_what_became_of_each_letter_and_not_what_was_said_to_candidates(client, officer) -> None:
    admin = make_user("admin", Role.ADMINISTRATOR)
    notifications.notify([officer], kind="application", text="王芳的报名已退回", now=NOW)
    notifications.notify([officer], kind="deadline", text="申报，剩余 1 个工作日", now=NOW)
    EmailDelivery.objects.filter(notification__kind="deadline").update(claimed_at=NOW - timedelta(hours=1))
    shown = page(client, admin, "station:delivery_list")
    assert "有 1 封邮件发送结果不明" in shown
    assert "申报，剩余 1 个工作日" in shown
    assert "王芳" not in shown
    assert "办理通知" not in page(client, admin, "station:delivery_list", state="delivery_uncertain")


def test_one_letter_and_three_cost_the_same(client, officer) -> None:
    client.force_login(make_user("admin", Role.ADMINISTRATOR))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            notifications.notify([officer], kind="trial", text="报名开始", now=NOW)
        counts.append(queries_of(client, reverse("station:delivery_list")))
    assert counts[0] == counts[1]
