"""What plan and filing have to say against a supplement before it is published (R3.1, R4.1)."""

from datetime import datetime

from announcements.amendments import MOVES_THE_DAY
from announcements.enums import Purpose
from announcements.models import Announcement
from sessions import selectors
from station.refusals import Reason


def against_supplement(supplement: Announcement, *, now: datetime) -> list[Reason]:
    """Rooms and seats were arranged at one place: another place needs another day, so that all is arranged anew."""
    assessment = supplement.assessment
    if assessment is None or supplement.purpose in (Purpose.WITHDRAWAL, *MOVES_THE_DAY):
        return []
    if "place" not in (supplement.amendments.get("assessment") or {}):
        return []
    if selectors.approved_plan(assessment) is None:
        return []
    remedy = "确需变更地点的，以改期或延期公告一并变更，再按新的地点编制方案。"
    return [Reason("实施方案已按原公告的地点批准，考场和座位都在那里", "R3.1", remedy, "place")]
