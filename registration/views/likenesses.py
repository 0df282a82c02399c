"""疑似重复: who bears one name and birth date under two numbers, side by side, for a person to decide (R2.4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from announcements.models import Assessment
from registration import likeness, policies, services, workflow
from registration.desk_forms import LikenessForm
from registration.enums import Likeness
from registration.models import Candidate, Photo
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.models import User
from station.refusals import Refused

PAGE = 20
OPEN = "open"


@staff(*policies.LIKENESS_READERS)
def likeness_list(request: HttpRequest) -> HttpResponse:
    """Open ones first of all; what was decided stays to be read."""
    state = request.GET.get("state", OPEN)
    assessment = _assessment(request.GET.get("assessment", ""))
    if state in Likeness.values:
        page = Paginator(likeness.decisions(state), PAGE).get_page(request.GET.get("page"))
        pairs = [likeness.Pair(row.one, row.other, row) for row in page.object_list]
    else:
        state = OPEN
        page = Paginator(likeness.undecided(assessment), PAGE).get_page(request.GET.get("page"))
        pairs = likeness.undecided_pairs(list(page.object_list))
    context = {
        "page": page,
        "lines": _lines(pairs),
        "state": state,
        "states": [(OPEN, "待认定"), *Likeness.choices],
        "assessment": assessment,
        "assessments": _announced().only("public_id", "title", "exam_date"),
    }
    return render(request, "registration/staff/likeness_list.html", context)


def _announced() -> QuerySet[Assessment]:
    return Assessment.objects.filter(announced_at__isnull=False)


def _assessment(text: str) -> Assessment | None:
    try:
        return _announced().filter(public_id=UUID(text)).first()
    except ValueError:
        return None


def _lines(pairs: list[likeness.Pair]) -> list[dict[str, Any]]:
    """Each pair with how many applications stand on either side; one question for all."""
    people = {each.pk: each for pair in pairs for each in (pair.one, pair.other)}
    applied = likeness.applications_of(list(people.values()))
    return [
        {"pair": pair, "one": applied.get(pair.one.pk, []), "other": applied.get(pair.other.pk, [])} for pair in pairs
    ]


@staff(*policies.LIKENESS_READERS)
def likeness_detail(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Both records side by side, and the decision. Two addresses of one pair show the same."""
    pair = likeness.pair_of(_person(one), _person(other)) if one != other else None
    if pair is None or (pair.one.name, pair.one.birth_date) != (pair.other.name, pair.other.birth_date):
        # A change of name has set them apart, or the address was put together by hand.
        messages.info(request, "这两条记录不是同名且同日出生，不需要认定。")
        return redirect("registration:likeness_list")
    form = LikenessForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = services.decide_likeness(
                one=pair.one, other=pair.other, actor=request.user, now=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已认定：{pair.one.name}的两条记录{made.get_decision_display()}。")
            if made.decision == Likeness.SAME:
                return redirect("registration:likeness_detail", pair.one.public_id, pair.other.public_id)
            return redirect("registration:likeness_list")
    context = {
        "pair": pair,
        "sides": _sides(pair),
        "form": form,
        "may_decide": bool(
            policies.can_decide_likeness(request.user, pair.one)
            and policies.can_decide_likeness(request.user, pair.other)
        ),
        "same_mobile": pair.one.mobile == pair.other.mobile,
        "both": _in_both(pair),
        "ending": _ending(request.user, pair) if pair.is_same else {},
    }
    return render(request, "registration/staff/likeness_detail.html", context, status=409 if form.is_bound else 200)


def _person(public_id: UUID) -> Candidate:
    return get_object_or_404(Candidate, public_id=public_id)


def _sides(pair: likeness.Pair) -> list[dict[str, Any]]:
    people = [pair.one, pair.other]
    applied = likeness.applications_of(people)
    photos: dict[int, Photo] = {}
    for photo in Photo.objects.filter(candidate__in=people).order_by("id"):
        photos[photo.candidate_id] = photo
    return [
        {"candidate": each, "applications": applied.get(each.pk, []), "photo": photos.get(each.pk)} for each in people
    ]


def _ending(user: User, pair: likeness.Pair) -> dict[str, set[int]]:
    """Which applications of one person under two numbers this user may end, and by which verb."""
    found: dict[str, set[int]] = {"withdraw": set(), "cancel": set()}
    for applications in likeness.applications_of([pair.one, pair.other]).values():
        for each in applications:
            open_verbs = {item.verb for item in workflow.APPLICATION.open_to(user, each)}
            if workflow.WITHDRAW.verb in open_verbs:
                found["withdraw"].add(each.pk)
            elif workflow.CANCEL.verb in open_verbs:
                found["cancel"].add(each.pk)
    return found


def _in_both(pair: likeness.Pair) -> list[Any]:
    """Assessments in which either has an application going on: where one person stands twice."""
    applied = likeness.applications_of([pair.one, pair.other])
    standing = [
        {each.offering.assessment for each in applied.get(person.pk, []) if each.state in likeness.STANDING}
        for person in (pair.one, pair.other)
    ]
    return sorted(standing[0] & standing[1], key=lambda each: each.exam_date)
