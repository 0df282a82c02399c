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
    counter = _locked(series, period)
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return range(first, first + count)


def hold(series: str, period: str | int = "") -> None:
    """Wait for whoever is taking a number, and let nobody take one until commit. What they did is then seen."""
    _locked(series, period)


def _locked(series: str, period: str | int) -> Counter:
    rows = Counter.objects.select_for_update().filter(series=series, period=str(period))
    counter = rows.first()
    if counter is None:  # the first of its period; of two at once one makes the row and both wait for it
        Counter.objects.get_or_create(series=series, period=str(period))
        counter = rows.get()
    return counter


def last(series: str, period: str | int = "") -> int:
    """The last number taken, 0 when none was; for the nightly check against what was numbered."""
    return Counter.objects.filter(series=series, period=str(period)).values_list("value", flat=True).first() or 0
