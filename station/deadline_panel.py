"""最近的期限, on everybody's home page: what has been missed first, then what comes next in one's own roles."""

from datetime import datetime

from station import clock
from station.deadline_states import missed_rows, next_rows
from station.enums import Role
from station.models import User
from station.stages import Panel

SHOWN = 6


def nearest_deadlines(user: User, now: datetime) -> Panel | None:
    """Three queries; nothing for whose roles the law sets no day."""
    today = clock.local_date(now)
    missed, ahead = missed_rows(today), next_rows(today)
    if not user.has_role(Role.DIRECTOR):
        missed, ahead = missed.filter(role__in=user.roles), ahead.filter(role__in=user.roles)
    rows = [*missed.order_by("-due", "id")[:SHOWN], *ahead.order_by("due", "id")[:SHOWN]]
    if not rows:
        return None
    return Panel("station/staff/_deadlines_panel.html", {"rows": rows})
