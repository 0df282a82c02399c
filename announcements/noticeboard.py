"""The public board (R1.4): which announcements hang there, in which order, and where each one stands by the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce

from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.models import Announcement, Assessment, Enquiry, FrequentQuestion, Offering
from announcements.prose import tidy
from announcements.selectors import offerings_in_order, published_announcements
from station import clock
from station.calendar import EARLIEST, LATEST, WorkingCalendar
from station.enums import Level

MOST_WORDS = 5
ONE_MOMENT = timedelta(microseconds=1)
# Not needed to list an announcement, and by far the longest of it.
LONG_TEXTS = ("content", "amendments", "changes")


# --- where one stands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where an assessment stands for somebody who would take part. `left`: what remains until the next turn."""

    key: str
    text: str
    tone: str
    icon: str
    left: str = ""
    rescheduled: bool = False

    @property
    def is_open(self) -> bool:
        return self.key == "open"


def standing_of(assessment: Assessment, now: datetime, calendar: WorkingCalendar) -> Standing:
    """By the clock alone; the window is half-open (R2.1). Both kinds of days, as both are asked for."""
    moved = assessment.rescheduled_at is not None
    today = clock.local_date(now)
    if assessment.withdrawn_at is not None:
        return Standing("withdrawn", "已撤销", "seal", "x-circle-fill")
    if assessment.exam_until < today:
        return Standing("held", "鉴定已结束", "quiet", "flag", rescheduled=moved)
    if now < assessment.registration_from:
        begins = clock.local_date(assessment.registration_from)
        left = "今天开始报名" if begins == today else f"距报名开始还有{(begins - today).days}天"
        return Standing("upcoming", "报名未开始", "quiet", "clock", left, moved)
    if now < assessment.registration_until:
        last = clock.local_date(assessment.registration_until - ONE_MOMENT)
        return Standing(
            "open", "正在报名", "action", "arrow-right-circle", _until_closing(today, last, calendar), moved
        )
    days = (assessment.exam_date - today).days
    left = f"距鉴定还有{days}天" if days > 0 else "鉴定进行中"
    return Standing("over", "报名已截止", "quiet", "slash-circle", left, moved)


def _until_closing(today: date, last: date, calendar: WorkingCalendar) -> str:
    """剩余 N 天; the working days are those of the station's calendar, provisional where a year has no notice yet."""
    days = (last - today).days
    if not days:
        return "今天截止"
    provisional = "，暂定" if calendar.is_provisional(today, last) else ""
    return f"剩余{days}天（{calendar.working_days_left(today, last)}个工作日{provisional}）"


# --- the list -----------------------------------------------------------------------------------------------------------


def public_list(
    *,
    now: datetime,
    words: str = "",
    occupation: int | None = None,
    level: int | None = None,
    month: date | None = None,
    open_only: bool = False,
) -> QuerySet[Announcement]:
    """Announcements of assessments, the nearest day on top: registration not over, to be held, withdrawn, past."""
    rows = published_announcements().filter(kind=AnnouncementKind.ASSESSMENT)
    if occupation or level:
        wanted = Offering.objects.filter(assessment=OuterRef("assessment"))
        wanted = wanted.filter(occupation=occupation) if occupation else wanted
        rows = rows.filter(Exists(wanted.filter(level=level) if level else wanted))
    for word in tidy(words).split()[:MOST_WORDS]:
        rows = rows.filter(_speaks_of(word))
    if month:
        rows = rows.filter(assessment__exam_date__year=month.year, assessment__exam_date__month=month.month)
    if open_only:
        rows = rows.filter(
            assessment__registration_from__lte=now,
            assessment__registration_until__gt=now,
            assessment__withdrawn_at=None,
        )
    return (
        rows.defer(*LONG_TEXTS)
        .select_related("assessment__place")
        .prefetch_related(Prefetch("assessment__offerings", queryset=Offering.objects.select_related("occupation")))
        .annotate(supplement_count=_supplements_of())
        .order_by(*_by_what_is_to_come(now))
    )


def _speaks_of(word: str) -> Q:
    """Title, number, scope, place, occupation or level (四级, 中级工)."""
    levels = [level.value for level in Level if word in level.label]
    offered = Offering.objects.filter(assessment=OuterRef("assessment")).filter(
        Q(occupation__name__icontains=word) | Q(level__in=levels)
    )
    return (
        Q(title__icontains=word)
        | Q(number__icontains=word)
        | Q(assessment__title__icontains=word)
        | Q(assessment__scope__icontains=word)
        | Q(assessment__place__name__icontains=word)
        | Q(Exists(offered))
    )


def _supplements_of() -> Coalesce:
    counted = (
        Announcement.objects.filter(amends=OuterRef("pk"), state=AnnouncementState.PUBLISHED)
        .order_by()
        .values("amends")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _by_what_is_to_come(now: datetime) -> tuple[Any, ...]:
    """What one can still register for, then what is still to be held, then the withdrawn, then the past."""
    ahead = Q(assessment__exam_until__gte=clock.local_date(now))
    live = ahead & Q(assessment__withdrawn_at=None)
    group = Case(
        When(live & Q(assessment__registration_until__gt=now), then=Constant(0)),
        When(live, then=Constant(1)),
        When(ahead, then=Constant(2)),
        default=Constant(3),
    )
    return group, Case(When(ahead, then=F("assessment__exam_date"))).asc(), F("assessment__exam_date").desc(), "-id"


# --- the archive --------------------------------------------------------------------------------------------------------


def published_in(year: int) -> QuerySet[Announcement]:
    """Everything published in that year, supplements too, the newest first."""
    rows = published_announcements().defer(*LONG_TEXTS).select_related("assessment", "amends")
    if not EARLIEST <= year <= LATEST:
        return rows.none()
    begins, ends = clock.at(date(year, 1, 1)), clock.at(date(year + 1, 1, 1))
    return rows.filter(published_at__gte=begins, published_at__lt=ends).order_by("-published_at", "-id")


def years_with_announcements() -> list[int]:
    """The newest first; one query."""
    found = published_announcements().datetimes("published_at", "year", order="DESC", tzinfo=clock.ZONE)
    return [moment.year for moment in found]


# --- one announcement ---------------------------------------------------------------------------------------------------


def announcement_for_reading() -> QuerySet[Announcement]:
    """With all that a public page of it shows; not the facts of its paper, which would be deciphered for nothing."""
    return (
        published_announcements()
        .select_related("document", "amends", "assessment__place", "plan")
        .defer("document__facts")
        .prefetch_related(Prefetch("assessment__offerings", queryset=offerings_in_order()))
    )


def answered_enquiries(assessment: Assessment) -> QuerySet[Enquiry]:
    """Nothing unanswered is public, and nothing that was set aside."""
    rows = assessment.enquiries.filter(answered_at__isnull=False, set_aside_at=None)
    return rows.order_by("-answered_at", "-id")


def frequent_questions() -> QuerySet[FrequentQuestion]:
    return FrequentQuestion.objects.filter(is_shown=True).order_by("position", "id")


# --- enquiries at the desk ------------------------------------------------------------------------------------------------


def enquiries_at_the_desk(*, state: str = "open", words: str = "", assessment: str = "") -> QuerySet[Enquiry]:
    """`state`: open (the oldest first), answered or aside (the newest first); anything else counts as open."""
    rows = Enquiry.objects.select_related("assessment", "answered_by", "set_aside_by")
    if assessment:
        rows = rows.filter(assessment__public_id=assessment)
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(question__icontains=word) | Q(answer__icontains=word) | Q(assessment__title__icontains=word)
        )
    if state == "answered":
        return rows.filter(answered_at__isnull=False, set_aside_at=None).order_by("-answered_at", "-id")
    if state == "aside":
        return rows.filter(set_aside_at__isnull=False).order_by("-set_aside_at", "-id")
    return rows.filter(answered_at=None, set_aside_at=None).order_by("asked_at", "id")
