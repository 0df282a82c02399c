"""法定期限: the book of deadlines for all assessments, and what has happened to each."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from station import audit, calendar, clock, deadline_book
from station.access import may_open, staff
from station.deadline_states import DeadlineState, missed_rows, pending_rows, state_of
from station.deliveries import with_state
from station.enums import Role
from station.identifiers import is_public_id
from station.look import urgency_tone
from station.models import DeadlineEvent, DeliveryState, EmailDelivery, Notification, StatutoryDeadline
from station.wording import remaining

PAGE = 30
ASSESSMENTS_OFFERED = 100
STATES = (("pending", "未到期"), ("missed", "已逾期"), ("met", "已办"), ("all", "全部"))
WHOSE = (("mine", "我负责的"), ("all", "全部岗位"))
# These see the deadlines of all roles first: they answer for all, or for none.
OVERSEERS = (Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR)


@staff()
def deadline_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today, working = clock.local_date(now), calendar.current()
    whose = _one_of(WHOSE, request.GET.get("whose"), "all" if request.user.has_role(*OVERSEERS) else "mine")
    state = _one_of(STATES, request.GET.get("state"), "pending")
    scope = request.GET.get("assessment", "").strip()
    rows = _in_state(state, today)
    if whose == "mine":
        rows = rows.filter(role__in=request.user.roles)
    if is_public_id(scope):
        rows = rows.filter(scope=scope)
    page = Paginator(rows.order_by("due", "id"), PAGE).get_page(request.GET.get("page"))
    for row in page:
        _dress(row, today, working)
    context = {
        "page": page,
        "whose": whose,
        "state": state,
        "scope": scope,
        "whose_choices": WHOSE,
        "states": STATES,
        "assessments": _assessments_offered(scope),
        "missed": missed_rows(today).count(),
        "today": today,
    }
    return render(request, "station/staff/deadline_list.html", context)


def _one_of(choices: tuple[tuple[str, str], ...], value: str | None, default: str) -> str:
    return value if value in dict(choices) else default


def _in_state(state: str, today: Any) -> QuerySet[StatutoryDeadline]:
    if state == "pending":
        return pending_rows(today)
    if state == "missed":
        return missed_rows(today)
    if state == "met":
        return StatutoryDeadline.objects.filter(met_on__isnull=False)
    return StatutoryDeadline.objects.all()


def _assessments_offered(scope: str) -> list[tuple[str, str]]:
    """The latest assessments by their last deadline, and the one that is chosen."""
    newest = StatutoryDeadline.objects.filter(key="tickets").order_by("-due").values_list("scope", "subject")
    offered = dict(newest[:ASSESSMENTS_OFFERED])
    if is_public_id(scope) and scope not in offered:
        offered.update(StatutoryDeadline.objects.filter(scope=scope).values_list("scope", "subject")[:1])
    return list(offered.items())


def _dress(row: StatutoryDeadline, today: Any, working: calendar.WorkingCalendar) -> None:
    row.shown = state_of(row, today)
    row.role_label = Role(row.role).label if row.role in Role.values else ""
    left = working.working_days_left(today, row.due)
    row.left = remaining(left, row.due, today) if row.shown in (DeadlineState.OPEN, DeadlineState.MISSED) else ""
    row.tone = urgency_tone(left, row.due, today) if row.left else "quiet"


@staff()
def deadline_detail(request: HttpRequest, scope: UUID, key: str, number: int) -> HttpResponse:
    """One deadline's history: every event in order, whom it was told to, and what became of each e-mail."""
    rows = StatutoryDeadline.objects.select_related("met_by")
    row = get_object_or_404(rows, scope=str(scope), key=key, round=number)
    now = clock.now()
    _dress(row, clock.local_date(now), calendar.current())
    events = list(row.events.select_related("by"))
    told = _told(events, now)
    for event in events:
        event.act_label = "工作日历调整" if event.act == "calendar" else audit.verb_label(event.act)
        event.told = told.get(deadline_book.notification_key(event), [])
    context = {
        "row": row,
        "events": events,
        "met_act": audit.verb_label(row.met_act),
        "rounds": StatutoryDeadline.objects.filter(scope=row.scope, key=row.key).order_by("round"),
        "may_open": bool(row.url) and may_open(request.user, row.url),
    }
    return render(request, "station/staff/deadline_detail.html", context)


def _told(events: list[DeadlineEvent], now: Any) -> dict[str, list[Notification]]:
    """Event's key → the notifications it gave rise to, each with its e-mail's state where one was sent; two queries."""
    keys = [deadline_book.notification_key(event) for event in events]
    about = Q(key__in=keys)
    states = dict(
        with_state(EmailDelivery.objects.filter(notification__key__in=keys), now).values_list(
            "notification_id", "delivery_state"
        )
    )
    found: dict[str, list[Notification]] = {}
    for notification in Notification.objects.filter(about).select_related("recipient").order_by("id"):
        state = states.get(notification.pk)
        notification.delivery = DeliveryState(state) if state else None
        found.setdefault(notification.key, []).append(notification)
    return found
