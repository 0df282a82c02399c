"""Writing a message down, and handing it to the gateway once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from station import broker, clock
from station.models import ShortMessage
from station.short_messages import gateways

USELESS = "过了有效时间还没有发出，不再发送"


def send(*, purpose: str, recipient: str, text: str, useless_after: datetime, now: datetime) -> ShortMessage:
    """A row in the caller's transaction, handed to the worker after commit.

    An empty `recipient` is a blind: it goes the whole way of a message and reaches nobody, so that an answer about a
    number without an account takes as long as one about a number with one. After commit the row carries
    `handed_over`: whether the broker took it.
    """
    signed = f"【{settings.STATION_NAME}】{text}"
    message = ShortMessage(purpose=purpose, recipient=recipient, text=signed, created_at=now)
    message.useless_after = useless_after
    message.save(force_insert=True)
    transaction.on_commit(lambda: _hand_over(message))
    return message


def _hand_over(message: ShortMessage) -> None:
    from station.tasks import send_short_message

    message.handed_over = broker.hand_over(send_short_message, message.pk)  # type: ignore[attr-defined]


def deliver(message_id: int) -> None:
    """To the gateway, at most once: claimed first, so that a second worker passes over it."""
    now = clock.now()
    row = ShortMessage.objects.filter(pk=message_id)
    if not row.filter(claimed_at=None, error="").update(claimed_at=now):
        return
    message = row.get()
    if message.useless_after <= now:
        row.update(error=USELESS, text="")
        return
    try:
        if message.recipient:
            gateways.current().send(
                mobile=message.recipient, text=message.text, reference=str(message.public_id), now=now
            )
    except gateways.GatewayRefused as refusal:
        row.update(error=str(refusal)[:200], text="")
    except gateways.GatewaySilent:
        row.update(text="")  # neither sent nor failed: nobody can say, and the row says so (`with_state`)
    else:
        row.update(sent_at=clock.now(), text="")
