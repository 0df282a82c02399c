"""Published supplements as they concern applicants: who has to answer which, and what stands still until then (R1.2)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.models import Announcement, Assessment
from registration import rules
from registration.enums import ApplicationState
from registration.models import Acknowledgement, Application, SupplementNotice
from station.models import User
from station.refusals import Reason

# Handed in and not over: a supplement published now concerns these. A draft is handed in after reading the new text.
ANSWERING = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ACCEPTED,
    ApplicationState.PAID,
)
LIVE = (ApplicationState.DRAFT, *ANSWERING)


def concerned_by(supplement: Announcement) -> QuerySet[Application]:
    """Whom a supplement that is published now concerns; of one that amends certain offerings, their applicants."""
    rows = Application.objects.filter(offering__assessment=supplement.assessment_id, state__in=ANSWERING)
    offerings = supplement.assessment.offerings.values_list("pk", "public_id") if supplement.assessment else []
    chosen = [pk for pk, public_id in offerings if rules.concerns(supplement.amendments, str(public_id))]
    return rows.filter(offering__in=chosen)


def supplements_of(assessment: Assessment) -> QuerySet[Announcement]:
    """Published supplements that applicants answer, the newest first. Nothing is answered to a withdrawal."""
    return (
        Announcement.objects.filter(
            assessment=assessment, kind=AnnouncementKind.SUPPLEMENT, state=AnnouncementState.PUBLISHED
        )
        .exclude(purpose=Purpose.WITHDRAWAL)
        .order_by("-published_at", "-id")
    )


def unanswered() -> QuerySet[SupplementNotice]:
    """Notices whose applicant is still in and has not answered. Of an assessment called off nothing is asked any more."""
    answers = Acknowledgement.objects.filter(application=OuterRef("application"), supplement=OuterRef("supplement"))
    return SupplementNotice.objects.filter(
        ~Exists(answers),
        application__state__in=ANSWERING,
        supplement__assessment__withdrawn_at=None,
    )


def unanswered_by(application: Application) -> list[Announcement]:
    """What this applicant has to answer, the oldest first."""
    return unanswered_of([application])[application.pk]


def unanswered_of(applications: Iterable[Application]) -> dict[int, list[Announcement]]:
    """The same for many, in one query."""
    found: dict[int, list[Announcement]] = defaultdict(list)
    rows = unanswered().filter(application__in=list(applications)).select_related("supplement__assessment")
    for notice in rows.order_by("supplement__published_at", "id"):
        found[notice.application_id].append(notice.supplement)
    return found


def unanswered_reasons(application: Application, *, actor: User | None) -> list[Reason]:
    """Why the applicant's next step is refused, with the page where the answer is given."""
    return [
        Reason(
            f"补充公告“{supplement.title}”（{supplement.number}）发布后，{_whose(application, actor)}还没有答复",
            "R1.2",
            "请先阅读变更的内容，选择“已知悉，继续参加”或者“退出报名”。",
            url=answer_url(application, supplement, actor),
        )
        for supplement in unanswered_by(application)
    ]


def _whose(application: Application, actor: User | None) -> str:
    return "您" if actor is not None and application.candidate.user_id == actor.pk else "申报人"


def answer_url(application: Application, supplement: Announcement, actor: User | None) -> str:
    """The page of whoever asks: the applicant's own, the group contact's, the desk's."""
    keys = [application.public_id, supplement.public_id]
    if actor is not None and application.candidate.user_id == actor.pk:
        return reverse("registration:my_supplement", args=keys)
    if actor is not None and not actor.is_station_staff:
        return reverse("registration:group_supplement_one", args=keys)
    return reverse("registration:supplement_answer", args=keys)


# --- lists and counts ------------------------------------------------------------------------------------------------


def answers_to(supplement: Announcement) -> QuerySet[Any]:
    """Everybody told of this supplement, with what they answered; what ended meanwhile without an answer is left out."""
    answer = Acknowledgement.objects.filter(application=OuterRef("application"), supplement=supplement)
    return (
        SupplementNotice.objects.filter(supplement=supplement)
        .annotate(
            answer=Subquery(answer.values("answer")[:1]),
            channel=Subquery(answer.values("channel")[:1]),
            answered_at=Subquery(answer.values("at")[:1]),
            answered_by=Subquery(answer.values("by__name")[:1]),
        )
        .filter(Q(answer__isnull=False) | Q(application__state__in=ANSWERING))
        .select_related("application__candidate", "application__offering__occupation")
        .order_by("application__number", "id")
    )


def answer_counts(assessment: Assessment) -> list[dict[str, Any]]:
    """Of each supplement how many were told, have answered, have not; two queries whatever their number."""
    waiting = dict(
        unanswered()
        .filter(supplement__assessment=assessment)
        .values_list("supplement")
        .annotate(n=Count("id"))
        .order_by()
    )
    rows = supplements_of(assessment).annotate(
        told=Count("supplement_notices", distinct=True),
        noted=Count("acknowledgements", filter=Q(acknowledgements__answer="taken_note"), distinct=True),
        left=Count("acknowledgements", filter=Q(acknowledgements__answer="withdrawn"), distinct=True),
    )
    return [
        {
            "supplement": row,
            "told": row.told,
            "noted": row.noted,
            "left": row.left,
            "waiting": waiting.get(row.pk, 0),
            "waiting_text": f"未答复 {waiting.get(row.pk, 0)} 人",
        }
        for row in rows
        if row.told
    ]


def waiting_of(applications: QuerySet[Application]) -> list[dict[str, Any]]:
    """Of these applications, how many have still to answer which supplement; one query."""
    rows = unanswered().filter(application__in=applications).order_by("supplement__published_at")
    named = rows.values(public_id=F("supplement__public_id"), title=F("supplement__title"))
    return list(named.annotate(waiting=Count("id")))


def waiting_lines() -> list[dict[str, Any]]:
    """Supplements with people who have not answered, over all assessments; one query."""
    rows = unanswered().values(
        public_id=F("supplement__public_id"),
        number=F("supplement__number"),
        assessment_id=F("supplement__assessment__public_id"),
        assessment_title=F("supplement__assessment__title"),
    )
    return list(rows.annotate(waiting=Count("id")).order_by("supplement__published_at"))
