"""What the station's clock does by itself: reminds of deadlines, and checks its own records at night.

Nothing lawful depends on it: whether an act is in time is decided inside the service. A sweep that runs twice, late or
in parallel leaves each reminder once, because a reminder has a key.
"""

from datetime import datetime

from station import calendar, clock, stages
from station.chain import walk_all
from station.deadlines import Deadline
from station.enums import Role
from station.notifications import holders_of, notify
from station.verbs import verb
from station.wording import long_date

# Working days before a deadline at which the responsible role is reminded; the director on the last day.
REMIND_AT = (10, 5, 3, 1)


def sweep_deadlines(*, now: datetime) -> int:
    """Remind of every open deadline that is near; returns how many notifications were new."""
    working, today = calendar.current(), clock.local_date(now)
    new = 0
    for assessment in stages.assessments_under_way(now):
        for deadline in stages.deadlines(assessment, working):
            if deadline.met_on is None and deadline.due >= today and deadline.role:
                new += _remind(assessment, deadline, working.working_days_left(today, deadline.due), now)
    return new


@verb
def _remind(assessment: object, deadline: Deadline, left: int, now: datetime) -> int:
    reached = [days for days in REMIND_AT if left <= days]
    if not reached:
        return 0
    scope = str(assessment.public_id)  # type: ignore[attr-defined]
    provisional = "（暂定）" if deadline.provisional else ""
    text = f"{assessment}：{deadline.title}，{long_date(deadline.due)}{provisional}截止（{deadline.clause}）"
    text += "，今天是最后一天" if left == 0 else f"，剩余 {left} 个工作日"
    key = f"deadline:{scope}:{deadline.key}:{deadline.due}:{min(reached)}"
    new = notify(holders_of(deadline.role), kind="deadline", text=text, now=now, url=deadline.url, scope=scope, key=key)
    if left <= 0:
        escalated = f"{key}:director"
        new += notify(
            holders_of(Role.DIRECTOR),
            kind="deadline",
            text=text,
            now=now,
            url=deadline.url,
            scope=scope,
            key=escalated,
        )
    return new


@verb
def check_records(*, now: datetime) -> list[str]:
    """Walk every hash chain; tell the auditors and the director of the first damage in each."""
    damaged = [f"{name} 链第 {walk.damage[0]} 条：{walk.damage[1]}" for name, walk in walk_all().items() if walk.damage]
    for text in damaged:
        notify(
            holders_of(Role.AUDITOR, Role.DIRECTOR),
            kind="audit",
            text=f"记录核对发现损坏，{text}",
            now=now,
            url="/desk/audit/",
            key=f"damage:{text}",
        )
    return damaged
