"""What a year brings: one announcement corrected, one assessment postponed by order, one withdrawn (R1.2, R4.2)."""

from datetime import date, datetime
from typing import Any

from announcements import services as announcements
from announcements.enums import OrderedBy, Purpose
from certificates.rehearsal.road import Road
from station import clock

POSTPONED_BY = 21  # days


def correct(road: Road, now: datetime) -> None:
    amendments = {"assessment": {"registration_place": "山东职业学院实训楼二层报名大厅"}}
    _publish(road, now, Purpose.CORRECTION, "报名地点更正", "培训楼一层报名大厅维修，报名改在实训楼办理。", amendments)


def postpone(road: Road, now: datetime) -> None:
    day = date.fromordinal(road.dates.exam.toordinal() + POSTPONED_BY)
    order = {
        "ordered_by": OrderedBy.CENTRE,
        "order_number": "济鉴〔2026〕21号（示例）",
        "order_date": clock.local_date(now),
    }
    reason = "按鉴定中心统一安排，本次鉴定延期举行，报名时间不变。"
    _publish(road, now, Purpose.POSTPONEMENT, "延期", reason, {"assessment": {"exam_date": day}}, **order)


def withdraw(road: Road, now: datetime) -> None:
    reason = "设备更新未能按期完成，本次鉴定不再举行。需要报名的，请关注以后各次公告。"
    _publish(road, now, Purpose.WITHDRAWAL, "撤销", reason, {})


def _publish(
    road: Road, now: datetime, purpose: Purpose, word: str, reason: str, amendments: dict[str, Any], **order: Any
) -> None:
    supplement = announcements.draft_supplement(
        amends=road.assessment.announcements.get(kind="assessment"),
        title=f"关于{road.assessment.title}{word}的公告",
        changes=reason,
        purpose=purpose,
        amendments=amendments,
        actor=road.cast["announcer"],
        now=road.at(now),
        **order,
    )
    road.announce(supplement, now)
    road.assessment.refresh_from_db()
