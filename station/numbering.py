"""Numbers of our own: a locked counter row, so that there are no gaps and no reuse. Never `max() + 1`."""

from django.db import transaction

from station.models import Counter


def take(series: str, period: str | int = "") -> int:
    """The next number of `series` within `period`. Only inside a transaction: a rollback gives the number back."""
    return take_many(series, period, count=1)[0]


def take_many(series: str, period: str | int = "", *, count: int) -> range:
    """The next `count` numbers, one after another; for whoever numbers a whole list at once."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number may only be taken inside a transaction.")
    Counter.objects.get_or_create(series=series, period=str(period))
    counter = Counter.objects.select_for_update().get(series=series, period=str(period))
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return range(first, first + count)


def last(series: str, period: str | int = "") -> int:
    """The last number taken, 0 when none was; for the nightly check against what was numbered."""
    return Counter.objects.filter(series=series, period=str(period)).values_list("value", flat=True).first() or 0
