"""What registration has to say against a supplement before it is published (R2.1, R2.4)."""

from datetime import datetime

from announcements.enums import Purpose
from announcements.models import Announcement
from registration import selectors
from registration.models import RegistrationClosing
from station.refusals import Reason

WINDOW = ("registration_from", "registration_until")


def against_supplement(supplement: Announcement, *, now: datetime) -> list[Reason]:
    """The window is closed for good once the registration is signed off; places that are taken stay taken."""
    assessment = supplement.assessment
    if assessment is None or supplement.purpose == Purpose.WITHDRAWAL:
        return []
    return [*_window_reasons(supplement), *_capacity_reasons(supplement)]


def _window_reasons(supplement: Announcement) -> list[Reason]:
    amended = supplement.amendments.get("assessment") or {}
    if not any(field in amended for field in WINDOW):
        return []
    if not RegistrationClosing.objects.filter(assessment=supplement.assessment).exists():
        return []
    return [Reason("本次报名已经校核结束，报名时间不能再变更", "R2.4", "请从补充公告中去掉报名时间的变更。", "changes")]


def _capacity_reasons(supplement: Announcement) -> list[Reason]:
    named = supplement.amendments.get("offerings") or {}
    limits = {key: values["capacity"] for key, values in named.items() if values.get("capacity") is not None}
    if not limits or supplement.assessment is None:
        return []
    reasons = []
    for offering in supplement.assessment.offerings.filter(public_id__in=limits).select_related("occupation"):
        taken, limit = selectors.places_taken(offering), int(limits[str(offering.public_id)])
        if taken > limit:
            text = f"{offering}已有 {taken} 人报名，名额不能减为 {limit} 人"
            reasons.append(Reason(text, "R2.1", "请把名额改为不少于已报名的人数。", "changes"))
    return reasons
