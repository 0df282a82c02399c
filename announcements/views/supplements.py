"""Supplements: corrections, another day, withdrawal; each stands beside the original (R1.1, R1.2)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements import policies, selectors, services, texts
from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.facts import revived
from announcements.mending import with_links
from announcements.models import Announcement
from announcements.supplement_forms import SupplementForm, purposes_for
from announcements.workflow import DRAFTERS
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused, refuse_unless

# What each purpose is for, in the words of the desk.
EXPLAINED = {
    Purpose.ADDITION: "原公告没有写到的，补上；年度公告增加鉴定次数，也用这一种。",
    Purpose.CORRECTION: "原公告写错、写漏或情况有变的，改正；不改鉴定日期。",
    Purpose.RESCHEDULING: "另定鉴定日期。自补充公告发布之日起重新计算四十五天和申报期限；年度公告公布过原日期的，先改年度公告。",
    Purpose.POSTPONEMENT: "鉴定中心发文或因不可抗力推迟。须写明文件文号和日期；文件免除期限的，记录在案。",
    Purpose.WITHDRAWAL: "不再举行。发布后不再接受报名，也不能恢复。",
}


@staff(*DRAFTERS)
def supplement_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    original = _original(public_id)
    refuse_unless("不能起草补充公告", policies.against_supplementing(original))
    purpose = _purpose(original, request.POST or request.GET)
    if purpose is None:
        return _choose(request, original)
    form = SupplementForm(
        request.POST or None, original=original, purpose=purpose, wanted=_wanted(original, request.GET)
    )
    if request.method == "POST" and form.is_valid():
        try:
            supplement = services.draft_supplement(
                amends=original, actor=request.user, now=clock.now(), **form.arguments()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:announcement_desk", supplement.public_id)
    return _form_page(request, form, original)


@staff(*DRAFTERS)
def supplement_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    supplement = get_object_or_404(
        Announcement.objects.select_related(
            "amends__assessment__place", "amends__plan", "plan", "assessment", "drafted_by"
        ),
        public_id=public_id,
        kind=AnnouncementKind.SUPPLEMENT,
        state=AnnouncementState.DRAFT,
    )
    policies.may_write(request.user, supplement).require()
    original = supplement.amends
    if "choose" in request.GET:
        return _choose(request, original)
    purpose = _purpose(original, request.POST or request.GET) or Purpose(supplement.purpose)
    form = SupplementForm(request.POST or None, original=original, purpose=purpose, supplement=supplement)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_supplement(announcement=supplement, actor=request.user, now=clock.now(), **form.arguments())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:announcement_desk", public_id)
    return _form_page(request, form, original, supplement)


@staff(*DRAFTERS)
@require_POST
def supplement_check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the rules would say of what is typed, while it is typed. Writes nothing."""
    original = _original(public_id)
    form = SupplementForm(request.POST, original=original, purpose=_purpose(original, request.POST) or Purpose.ADDITION)
    return render(request, "announcements/staff/_supplement_outlook.html", _outlook(form, original))


def _outlook(form: SupplementForm, original: Announcement) -> dict[str, Any]:
    if not form.is_valid():
        return {
            "unread": [(form[name].label, errors[0]) for name, errors in form.errors.items() if name in form.fields]
        }
    try:
        proposed = services.proposed_supplement(amends=original, **form.arguments())
    except Refused as refusal:
        return {"unread": [("", str(reason)) for reason in refusal.reasons]}
    return _outlook_of(proposed)


def _outlook_of(supplement: Announcement) -> dict[str, Any]:
    checks = with_links(texts.checks_of(supplement, clock.now()), supplement)
    content = revived(texts.content_of(supplement))
    return {"checks": checks, "passes": all(check.passed for check in checks), "content": content}


def _form_page(
    request: HttpRequest, form: SupplementForm, original: Announcement, supplement: Announcement | None = None
) -> HttpResponse:
    # Nothing is checked before anything is typed; an existing draft is checked as it stands.
    drafted = _outlook_of(supplement) if supplement and supplement.purpose == form.purpose else {}
    context = {
        "form": form,
        "original": original,
        "supplement": supplement,
        "purpose": form.purpose,
        "explained": EXPLAINED[form.purpose],
        "outlook": _outlook(form, original) if form.is_bound else drafted,
    }
    status = 422 if form.is_bound else 200
    return render(request, "announcements/staff/supplement_form.html", context, status=status)


def _choose(request: HttpRequest, original: Announcement) -> HttpResponse:
    """The first question: what shall the supplement do."""
    context = {
        "original": original,
        "choices": [(item.value, item.label, EXPLAINED[item]) for item in purposes_for(original)],
    }
    return render(request, "announcements/staff/supplement_purpose.html", context)


def _original(public_id: UUID) -> Announcement:
    found = get_object_or_404(
        selectors.published_announcements().select_related(
            "amends__plan", "amends__assessment__place", "plan", "assessment__place", "assessment__planned__plan"
        ),
        public_id=public_id,
    )
    return found.amends or found


def _purpose(original: Announcement, said: QueryDict) -> Purpose | None:
    value = said.get("purpose", "")
    return next((item for item in purposes_for(original) if item == value), None)


def _wanted(original: Announcement, said: QueryDict) -> dict[str, Any]:
    """What another page already knows: which line of the plan, and to which day."""
    wanted: dict[str, Any] = {}
    planned = original.assessment.planned if original.assessment else None
    if planned and planned.exam_date != original.assessment.exam_date:
        wanted["exam_date"] = planned.exam_date
    if said.get("line"):
        wanted[f"{said['line']}.exam_date"] = said.get("exam_date", "")
        wanted[f"{said['line']}.withdrawn"] = True
    return wanted
