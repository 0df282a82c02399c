"""What happened to an application, in the words its applicant reads. Taken from the audit trail, nothing kept twice."""

from dataclasses import dataclass
from datetime import datetime

from registration.models import Application
from station.models import AuditEntry

# What concerns the applicant; inner acts of the desk are left out.
WORDS = {
    "application.enter": "开始填报",
    "application.submit": "提交报名，作出如实填报的承诺",
    "application.take_in": "由单位集体报名",
    "application.return": "退回修改",
    "application.resubmit": "改正后重新提交",
    "application.accept": "审核通过",
    "application.refuse": "审核不通过",
    "application.pay": "缴费，开具票据",
    "application.withdraw": "撤回报名",
    "application.cancel": "取消报名资格",
    "application.leave": "因补充公告退出报名",
    "application.end": "鉴定撤销，报名终止",
    "supplement.answer": "答复补充公告",
}
WITH_REASON = frozenset(
    {
        "application.return",
        "application.refuse",
        "application.withdraw",
        "application.cancel",
        "application.leave",
        "application.end",
    }
)
MOST = 50


@dataclass(frozen=True)
class Event:
    at: datetime
    words: str
    reason: str = ""


def history_of(application: Application) -> list[Event]:
    """The newest first; reasons only where they were written for the applicant, as long as they are retained."""
    rows = AuditEntry.objects.filter(
        object_type="registration.application", object_id=str(application.public_id), verb__in=WORDS
    )
    return [
        Event(entry.at, WORDS[entry.verb], _reason(entry) if entry.verb in WITH_REASON else "")
        for entry in rows.select_related("personal").order_by("-sequence")[:MOST]
    ]


def _reason(entry: AuditEntry) -> str:
    personal = getattr(entry, "personal", None)
    return str(personal.values.get("reason", "")) if personal else ""
