"""Announcements at the desk: preview, rule check, and the steps to publication (R1.3)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from announcements import policies, selectors, services, texts, workflow
from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.facts import revived
from announcements.forms import OpinionForm, ReasonForm
from announcements.mending import with_links
from announcements.models import Announcement
from announcements.rules import Check
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused
from station.wording import long_date

STEPS = {
    workflow.REVIEW.verb: "announcements:announcement_review",
    workflow.APPROVE.verb: "announcements:announcement_approve",
    workflow.RETURN.verb: "announcements:announcement_return",
}


@staff(*workflow.EVERYONE_INVOLVED)
def announcement_register(request: HttpRequest) -> HttpResponse:
    rows = selectors.announcements_at_the_desk()
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    if kind in AnnouncementKind.values:
        rows = rows.filter(kind=kind)
    if state in AnnouncementState.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, 20).get_page(request.GET.get("page")),
        "kinds": AnnouncementKind.choices,
        "states": AnnouncementState.choices,
        "search": request.GET,
        "filtered": bool(kind or state),
    }
    return render(request, "announcements/staff/announcement_register.html", context)


@staff()
def announcement_desk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _desk(request, _found(public_id), OpinionForm())


def _found(public_id: UUID) -> Announcement:
    people = ("drafted_by", "reviewed_by", "approved_by", "published_by")
    rows = Announcement.objects.select_related(
        "assessment__place", "assessment__planned__plan", "plan", "amends", "document", *people
    )
    return get_object_or_404(rows, public_id=public_id)


def _desk(request: HttpRequest, announcement: Announcement, form: OpinionForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    over = announcement.state in (AnnouncementState.PUBLISHED, AnnouncementState.DISCARDED)
    checks: list[Check] = [] if over else with_links(texts.checks_of(announcement, now), announcement)
    open_steps = workflow.workflow.open_to(request.user, announcement)
    context = {
        "announcement": announcement,
        "content": revived(texts.content_of(announcement)),
        "checks": checks,
        "passes": all(check.passed for check in checks),
        "open_verbs": [step.verb for step in open_steps],
        "signing": [(step.label, STEPS[step.verb]) for step in open_steps if step.verb in STEPS],
        "opinions": announcement.opinions.select_related("by"),
        "supplements": announcement.supplements.order_by("id"),
        "may_prepare": bool(policies.can_prepare(request.user)),
        "may_write": bool(policies.can_prepare(request.user) and policies.may_write(request.user, announcement)),
        "may_list": request.user.has_role(*workflow.EVERYONE_INVOLVED),
        "form": form,
    }
    return render(request, "announcements/staff/announcement_desk.html", context, status=status)


Verb = Callable[..., Announcement]


def _sign(request: HttpRequest, public_id: UUID, verb: Verb, done: str) -> HttpResponse:
    """A step with an opinion. Refused: the page again, with the reasons and what was typed."""
    announcement = _found(public_id)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            verb(announcement=announcement, actor=request.user, now=clock.now(), opinion=form.cleaned_data["opinion"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("announcements:announcement_desk", public_id)
    return _desk(request, _found(public_id), form, status=422)


@staff(*workflow.DRAFTERS)
@require_POST
def announcement_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.submit_announcement(announcement=_found(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已提交，等待第二人审核。")
    return redirect("announcements:announcement_desk", public_id)


@staff(*workflow.DRAFTERS)
@require_POST
def announcement_recall(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.recall_announcement(announcement=_found(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已收回，修改后请重新提交。")
    return redirect("announcements:announcement_desk", public_id)


@staff(*workflow.REVIEWERS)
@require_POST
def announcement_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, services.review_announcement, "已审核，等待所长批准。")


@staff(*workflow.APPROVE.roles)
@require_POST
def announcement_approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, services.approve_announcement, "已批准，可以发布。")


@staff(*workflow.EVERYONE_INVOLVED)
@require_POST
def announcement_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, services.return_announcement, "已退回拟稿人。")


@staff(*workflow.EVERYONE_INVOLVED)
@require_http_methods(["GET", "POST"])
def announcement_publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A page that says what will happen, then the act itself: it can't be undone (R1.2)."""
    announcement = _found(public_id)
    workflow.PUBLISH.may(request.user, announcement).require()
    if request.method == "POST":
        services.publish_announcement(announcement=announcement, actor=request.user, now=clock.now())
        messages.success(request, f"已发布，公告编号{announcement.number}。")
        return redirect("announcements:announcement_desk", public_id)
    context = {"announcement": announcement, "will": _will(announcement)}
    return render(request, "announcements/staff/announcement_publish.html", context)


@staff(*workflow.DRAFTERS)
@require_http_methods(["GET", "POST"])
def announcement_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    announcement = _found(public_id)
    workflow.DISCARD.may(request.user, announcement).require()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.discard_announcement(
                announcement=announcement, actor=request.user, now=clock.now(), reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "草稿已作废，可以重新起草。")
            return redirect("announcements:announcement_desk", public_id)
    context = {"announcement": announcement, "form": form}
    return render(request, "announcements/staff/announcement_discard.html", context, status=422 if form.errors else 200)


def _will(announcement: Announcement) -> list[str]:
    today = long_date(clock.local_date(clock.now()))
    will = [
        f"以今天（{today}）为发布日期，取下一个公告编号。",
        "正文冻结并计算摘要，生成盖有印章的公告文件，附查验二维码。",
        "公告立即出现在公众网站上。",
    ]
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        will.append("报名按公告的时间自动开始和截止。")
    if announcement.kind == AnnouncementKind.SUPPLEMENT:
        will += _will_change(announcement)
    return will


def _will_change(supplement: Announcement) -> list[str]:
    """What is in force from then on, in the words of the paper."""
    content = texts.content_of(supplement)
    will = [
        f"{item['of']}{item['label']}由“{_short(item['before'])}”改为“{_short(item['after'])}”。"
        for item in content["amendments"]
    ]
    if supplement.purpose == Purpose.WITHDRAWAL and supplement.assessment:
        will.append(f"{supplement.assessment.title}即告撤销，不再接受报名，以后各项办理一律停止。")
    if supplement.assessment:
        will.append("已报名的人员会收到通知，须先确认或退出，才能办理下一步。")
    return will


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:38]}……"
