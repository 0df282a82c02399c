"""What became of each message: at most one goes out; where nobody can say whether it did, that is said."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from station import broker, clock, profile
from station.models import DeliveryState, ShortMessage
from station.short_messages.sending import USELESS

# The worker is done within seconds: claimed longer ago than this, it died in between, or the gateway never answered.
IN_DOUBT_AFTER = timedelta(minutes=10)
# A code is waited for: what nobody has claimed by now is handed over again.
FORGOTTEN_AFTER = timedelta(minutes=1)
# The worker takes a message up at once; one that waits this long tells that none is running.
WAITING_TOO_LONG = timedelta(seconds=45)
LOOKED_BACK = timedelta(minutes=30)
FAILURES_IN_A_ROW = 3
AT_A_TIME = 500


def with_state(messages: QuerySet[ShortMessage], now: datetime) -> QuerySet[ShortMessage]:
    """Each row with its `delivery_state`, derived from its times: there is no column that could disagree with them."""
    return messages.annotate(
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
    """Hand the worker what nobody has claimed; what has become useless is given up, and says so."""
    from station.tasks import send_short_message

    waiting = ShortMessage.objects.filter(claimed_at=None, sent_at=None, error="")
    waiting.filter(useless_after__lte=now).update(error=USELESS, text="")
    forgotten = waiting.filter(created_at__lt=now - FORGOTTEN_AFTER).order_by("pk")
    handed = 0
    for message_id in list(forgotten.values_list("pk", flat=True)[:AT_A_TIME]):
        if not broker.hand_over(send_short_message, message_id):
            break
        handed += 1
    return handed


def forget(*, now: datetime) -> int:
    """Empty what a worker left behind when it died, and drop rows whose time of keeping is over."""
    ShortMessage.objects.filter(claimed_at__lt=now - IN_DOUBT_AFTER, sent_at=None, error="").update(text="")
    kept = int(profile.value("short_messages.keep_days", on=clock.local_date(now)))
    return ShortMessage.objects.filter(created_at__lt=now - timedelta(days=kept)).delete()[0]


def out_of_order(*, now: datetime) -> bool:
    """Whether messages are not going out at present: said of the station, never of one message, since that would tell
    whether a number has an account."""
    recent = ShortMessage.objects.filter(created_at__gt=now - LOOKED_BACK)
    if recent.filter(claimed_at=None, error="", created_at__lt=now - WAITING_TOO_LONG).exists():
        return True
    ended = recent.filter(claimed_at__isnull=False).exclude(error="", sent_at=None).order_by("-pk")
    newest = list(ended.values_list("error", flat=True)[:FAILURES_IN_A_ROW])
    return len(newest) == FAILURES_IN_A_ROW and all(newest)


def gateway_is_real() -> bool:
    """Whether messages reach telephones; the console and the folder are for trying things out."""
    return bool(settings.SHORT_MESSAGE_GATEWAY == "http")
