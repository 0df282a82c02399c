"""What became of each e-mail: at most one is sent, and where nobody can say whether it went out, that is said."""

from datetime import datetime, timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from station import broker
from station.models import DeliveryState, EmailDelivery

# A worker is done with an e-mail within seconds: claimed longer ago than this, it died in between.
IN_DOUBT_AFTER = timedelta(minutes=10)
# Written longer ago than this and claimed by nobody: the broker was away when it was to be handed over.
FORGOTTEN_AFTER = timedelta(minutes=5)
# A reminder that comes days late misleads; the next one, and the page, say how things stand.
STALE_AFTER = timedelta(days=1)
PASSING = ("deadline", "digest")
STALE = "超过一天没有发出，内容已过时，不再补发"
AT_A_TIME = 500


def with_state(deliveries: QuerySet[EmailDelivery], now: datetime) -> QuerySet[EmailDelivery]:
    """Each row with its `delivery_state`, derived from its times: there is no column that could disagree with them."""
    return deliveries.annotate(
        delivery_state=Case(
            When(sent_at__isnull=False, then=Value(DeliveryState.SENT.value)),
            When(~Q(error=""), then=Value(DeliveryState.FAILED.value)),
            When(claimed_at=None, then=Value(DeliveryState.WAITING.value)),
            When(claimed_at__lt=now - IN_DOUBT_AFTER, then=Value(DeliveryState.UNCERTAIN.value)),
            default=Value(DeliveryState.SENDING.value),
            output_field=CharField(),
        )
    )


def hand_over_again(*, now: datetime) -> int:
    """Hand the worker what nobody has claimed; what has outlived its purpose is given up, and says so."""
    from station.tasks import send_email

    waiting = EmailDelivery.objects.filter(claimed_at=None, sent_at=None, error="")
    stale = Q(notification__kind__in=PASSING, notification__created_at__lt=now - STALE_AFTER)
    EmailDelivery.objects.filter(pk__in=list(waiting.filter(stale).values_list("pk", flat=True))).filter(
        claimed_at=None
    ).update(error=STALE)
    forgotten = waiting.filter(notification__created_at__lt=now - FORGOTTEN_AFTER).order_by("pk")
    handed = 0
    for delivery_id in list(forgotten.values_list("pk", flat=True)[:AT_A_TIME]):
        if not broker.hand_over(send_email, delivery_id):
            break
        handed += 1
    return handed
