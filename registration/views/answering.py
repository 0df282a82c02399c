"""A supplement that concerns an application: what it changes, and the answer to it. For applicants and group contacts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.facts import revived
from announcements.models import Announcement
from registration import rules, services, supplements
from registration.enums import AnswerChannel, SupplementAnswer
from registration.models import Acknowledgement, Application, SupplementNotice
from registration.services.supplements import may_leave
from registration.views.candidate import own_application
from registration.views.group import brought_by
from registration.views.group_people import own_group_application
from station import clock
from station.access import candidate, group_contact
from station.refusals import Refused

PAGE = 30


def told_of(application: Application, public_id: UUID) -> Announcement:
    """The supplement, if it concerns this application."""
    rows = SupplementNotice.objects.filter(application=application, supplement__public_id=public_id)
    return get_object_or_404(rows.select_related("supplement__assessment")).supplement


def published_supplement(assessment: UUID, public_id: UUID) -> Announcement:
    """Nobody is asked about a draft, or about the announcement itself."""
    rows = Announcement.objects.filter(kind=AnnouncementKind.SUPPLEMENT, state=AnnouncementState.PUBLISHED)
    return get_object_or_404(rows.select_related("assessment"), public_id=public_id, assessment__public_id=assessment)


def about(application: Application, supplement: Announcement) -> dict[str, Any]:
    """What every audience is shown: the text with its differences, the answer that stands, what leaving would mean."""
    answer = Acknowledgement.objects.filter(application=application, supplement=supplement).select_related("by").first()
    payment = getattr(getattr(application, "charge", None), "payment", None)
    with_refund = rules.may_leave_with_refund(supplement.purpose) and payment is not None
    return {
        "application": application,
        "assessment": application.offering.assessment,
        "supplement": supplement,
        "content": revived(supplement.content or {}),
        "answer": answer,
        "open": answer is None
        and application.state in supplements.ANSWERING
        and supplement.assessment is not None
        and supplement.assessment.withdrawn_at is None,
        "may_leave": may_leave(application, supplement, clock.now()),
        "payment": payment,
        "refund": getattr(payment, "refund", None),
        "leaving": _leaving(payment.amount if with_refund else None),
    }


def _leaving(amount: Any) -> list[str]:
    said = ["本次报名终止，不再参加这次鉴定，名额随即空出。"]
    return [*said, f"已缴的 {amount} 元全额退还，由收费员凭退费单办理。"] if amount is not None else said


def record(
    request: HttpRequest, application: Application, supplement: Announcement, *, answer: str, channel: str
) -> Refused | None:
    """Record one answer; what stands against it is shown where it was given."""
    try:
        services.answer_supplement(
            application=application,
            supplement=supplement,
            answer=answer,
            channel=channel,
            actor=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        return refusal
    name = application.candidate.name
    said = {
        SupplementAnswer.TAKEN_NOTE: f"已记录：{name}已知悉变更，继续参加。",
        SupplementAnswer.WITHDRAWN: f"已记录：{name}退出报名。",
    }
    messages.success(request, said[SupplementAnswer(answer)])
    return None


def page(
    request: HttpRequest, template: str, application: Application, supplement: Announcement, **more: Any
) -> HttpResponse:
    context = about(application, supplement) | more
    return render(request, template, context, status=409 if more.get("refusal") else 200)


# --- the applicant ------------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, public_id: UUID, supplement: UUID, *, answer: str, template: str) -> HttpResponse:
    """A page whose one button gives `answer`; a refusal is said on it."""
    application = own_application(request, public_id)
    told, refusal = told_of(application, supplement), None
    if request.method == "POST":
        refusal = record(request, application, told, answer=answer, channel=AnswerChannel.ONLINE)
        if refusal is None:
            return redirect("registration:my_application", public_id)
    return page(request, template, application, told, refusal=refusal)


@candidate()
def my_supplement(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """What was changed, word by word, and two plain choices; posting it says 已知悉."""
    template = "registration/candidate/supplement.html"
    return _answer(request, public_id, supplement, answer=SupplementAnswer.TAKEN_NOTE, template=template)


@candidate()
def my_supplement_leave(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """Said first: what goes, what comes back, and that it can't be taken back."""
    template = "registration/candidate/supplement_leave.html"
    return _answer(request, public_id, supplement, answer=SupplementAnswer.WITHDRAWN, template=template)


# --- the group's contact -------------------------------------------------------------------------------------------------


@group_contact()
def group_supplement(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """Our people who have not answered; one by one, or 已知悉 for those that are ticked, or for all."""
    told = published_supplement(public_id, supplement)
    mine = supplements.answers_to(told).filter(application__in=brought_by(request))
    waiting = mine.filter(answer=None)
    if request.method == "POST":
        chosen = (
            waiting
            if "all" in request.POST
            else waiting.filter(application__public_id__in=as_uuids(request.POST.getlist("chosen")))
        )
        count = note(request, told, chosen, AnswerChannel.GROUP)
        say_how_many(request, count)
        return redirect("registration:group_supplement", public_id, supplement)
    context = {
        "assessment": told.assessment,
        "supplement": told,
        "content": revived(told.content or {}),
        "page": Paginator(waiting, PAGE).get_page(request.GET.get("page")),
        "answered": mine.exclude(answer=None).count(),
    }
    return render(request, "registration/group/supplement.html", context)


def as_uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def note(request: HttpRequest, supplement: Announcement, notices: Any, channel: str) -> int:
    applications = [row.application for row in notices.select_related("application__candidate")]
    return services.note_for_many(
        applications=applications, supplement=supplement, channel=channel, actor=request.user, now=clock.now()
    )


def say_how_many(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, f"已登记 {count} 人“已知悉，继续参加”。")
    else:
        messages.warning(request, "没有勾选还没有答复的人员。")


def _of_our_group(request: HttpRequest, public_id: UUID, supplement: UUID) -> tuple[Application, Announcement]:
    application = own_group_application(request, public_id)
    return application, told_of(application, supplement)


@group_contact()
def group_supplement_one(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    application, told = _of_our_group(request, public_id, supplement)
    return _answer_for(
        request, application, told, answer="taken_note", template="registration/group/supplement_one.html"
    )


@group_contact()
def group_supplement_leave(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    application, told = _of_our_group(request, public_id, supplement)
    return _answer_for(
        request, application, told, answer="withdrawn", template="registration/group/supplement_leave.html"
    )


def _answer_for(
    request: HttpRequest, application: Application, told: Announcement, *, answer: str, template: str
) -> HttpResponse:
    back = reverse("registration:group_supplement", args=[application.offering.assessment.public_id, told.public_id])
    refusal = None
    if request.method == "POST":
        refusal = record(request, application, told, answer=answer, channel=AnswerChannel.GROUP)
        if refusal is None:
            return redirect(back)
    return page(request, template, application, told, refusal=refusal, back=back)
