"""邮件发送: what became of each e-mail, for the administrator."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station import clock
from station.access import staff
from station.deliveries import with_state
from station.enums import Role
from station.models import DeliveryState, EmailDelivery

PAGE = 50
# The house's own affairs; of what concerns a candidate only the kind is shown here.
SAID = ("deadline", "deadline_missed", "digest", "audit")
KINDS = {"deadline": "期限提醒", "deadline_missed": "逾期", "digest": "期限汇总", "audit": "记录核对"}


@staff(Role.ADMINISTRATOR)
def delivery_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rows = with_state(EmailDelivery.objects.select_related("notification__recipient"), now).order_by("-pk")
    state = request.GET.get("state", "")
    if state in DeliveryState.values:
        rows = rows.filter(delivery_state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.shown = DeliveryState(row.delivery_state)
        kind = row.notification.kind
        row.text = row.notification.text if kind in SAID else KINDS.get(kind, "办理通知")
    context = {
        "page": page,
        "state": state,
        "states": DeliveryState.choices,
        "uncertain": with_state(EmailDelivery.objects.all(), now)
        .filter(delivery_state=DeliveryState.UNCERTAIN)
        .count(),
    }
    return render(request, "station/manage/delivery_list.html", context)
