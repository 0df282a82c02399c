"""What was done to make an announcement known (R1.4)."""

from datetime import date, datetime

from announcements import policies
from announcements.models import Assessment, PublicityEntry
from announcements.services.saving import save_checked
from station import audit, clock
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"publicity.log": "登记宣传工作"})


@verb
def log_publicity(
    *, assessment: Assessment, on: date, channel: str, note: str, actor: User, now: datetime
) -> PublicityEntry:
    """What was done to make the announcement known, on which day (R1.4: after publication)."""
    what = "不能登记宣传工作"
    policies.can_log_publicity(actor).require()
    if assessment.announced_at is None:
        raise Refused(what, Reason("这次鉴定还没有公告", "R1.4", "公告发布后再登记。"))
    if on > clock.local_date(now):
        raise Refused(what, Reason("日期在今天以后", "R1.4", "请登记已经做了的工作。", field="on"))
    if on < clock.local_date(assessment.announced_at):
        raise Refused(what, Reason("日期早于公告发布", "R1.4", "宣传工作在公告发布后进行。", field="on"))
    entry = PublicityEntry(assessment=assessment, on=on, channel=channel, note=note, by=actor, at=now)
    save_checked(entry, what)
    audit.record(
        verb="publicity.log", actor=actor, obj=entry, now=now, scope=assessment.audit_scope, facts={"channel": channel}
    )
    return entry
