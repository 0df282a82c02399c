"""The station's clock. It can be moved for a demonstration or a rehearsal; in production it can't.

Store UTC, think in Asia/Shanghai: deadlines are built here, windows are compared half-open (`now < until`).
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from station.models import ClockSetting
from station.refusals import Refused

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment by the station's clock, aware."""
    real = timezone.now()
    if not settings.CLOCK_MOVABLE:
        return real
    moved = ClockSetting.objects.filter(pk=1).first()
    if moved is None:
        return real
    return moved.moved_to if moved.frozen else moved.moved_to + (real - moved.moved_at)


def is_moved() -> bool:
    return bool(settings.CLOCK_MOVABLE) and ClockSetting.objects.filter(pk=1).exists()


@transaction.atomic
def move_to(moment: datetime, *, frozen: bool = False) -> None:
    """Set the clock to `moment`; it goes on running unless `frozen`. Refused where the clock can't be moved."""
    if not settings.CLOCK_MOVABLE:
        raise Refused("不能拨动时钟", "正式环境的时钟不可拨动")
    values = {"moved_to": moment, "moved_at": timezone.now(), "frozen": frozen}
    ClockSetting.objects.update_or_create(pk=1, defaults=values)


def reset() -> None:
    ClockSetting.objects.filter(pk=1).delete()


def local_date(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That time of day in Shanghai, aware."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """The first moment after `day`: compare with `<`."""
    return at(day + timedelta(days=1))
