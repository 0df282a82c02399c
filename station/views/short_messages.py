"""短信发送: what became of each text message, for the administrator. Neither number nor text is shown."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station import clock, short_messages
from station.access import staff
from station.enums import CodePurpose, Role
from station.models import DeliveryState, ShortMessage

PAGE = 50
KINDS = {"code": "验证码", "account": "账号变动", "application": "报名办理"}


@staff(Role.ADMINISTRATOR)
def short_message_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    everything = short_messages.with_state(ShortMessage.objects.select_related("code"), now)
    rows = everything.order_by("-pk")
    state = request.GET.get("state", "")
    if state in DeliveryState.values:
        rows = rows.filter(delivery_state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.shown = DeliveryState(row.delivery_state)
        row.kind = _kind(row)
        row.is_blind = not row.recipient
    context = {
        "page": page,
        "state": state,
        "states": DeliveryState.choices,
        "uncertain": everything.filter(delivery_state=DeliveryState.UNCERTAIN).count(),
        "out_of_order": short_messages.out_of_order(now=now),
        "is_real": short_messages.gateway_is_real(),
    }
    return render(request, "station/manage/short_message_list.html", context)


def _kind(row: ShortMessage) -> str:
    code = getattr(row, "code", None)
    kind = KINDS.get(row.purpose, "通知")
    return f"{kind}（{CodePurpose(code.purpose).label}）" if code else kind
