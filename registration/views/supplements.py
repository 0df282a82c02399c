"""Who has answered a supplement, at the desk: the list, an answer given in person or by telephone (R1.2)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements.facts import revived
from announcements.models import Announcement
from registration import policies, selectors, supplements
from registration.enums import AnswerChannel, SupplementAnswer
from registration.models import Application
from registration.views.answering import as_uuids, note, page, published_supplement, record, say_how_many, told_of
from station.access import staff
from station.enums import Role

PAGE = 30
WAITING = "waiting"


@staff(*policies.ANSWER_READERS)
def supplement_answers(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """Everybody concerned, those who have not answered first to be found; filters in the address."""
    told = published_supplement(public_id, supplement)
    rows = supplements.answers_to(told)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state == WAITING:
        rows = rows.filter(answer=None)
    elif state in SupplementAnswer.values:
        rows = rows.filter(answer=state)
    if words:
        rows = rows.filter(Q(application__candidate__name__contains=words) | Q(application__number__iexact=words))
    counts = supplements.answer_counts(told.assessment)  # type: ignore[arg-type]
    context = {
        "assessment": told.assessment,
        "supplement": told,
        "content": revived(told.content or {}),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": next((line for line in counts if line["supplement"].pk == told.pk), None),
        "others": [line for line in counts if line["supplement"].pk != told.pk],
        "states": [(WAITING, "还没有答复"), *SupplementAnswer.choices],
        "channels": dict(AnswerChannel.choices),
        "answers": dict(SupplementAnswer.choices),
        "state": state,
        "q": words,
        "may_answer": request.user.has_role(*policies.ANSWER_KEEPERS) and told.assessment.withdrawn_at is None,  # type: ignore[union-attr]
    }
    return render(request, "registration/staff/supplement_answers.html", context)


@staff(*policies.ANSWER_KEEPERS)
@require_POST
def supplement_note_chosen(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """已知悉 for those who said so at the counter or on the telephone."""
    told = published_supplement(public_id, supplement)
    chosen = supplements.answers_to(told).filter(
        answer=None, application__public_id__in=as_uuids(request.POST.getlist("chosen"))
    )
    say_how_many(request, note(request, told, chosen, AnswerChannel.COUNTER))
    response = redirect("registration:supplement_answers", public_id, supplement)
    query = request.POST.get("back", "")
    response["Location"] += f"?{query}" if query else ""
    return response


def _found(request: HttpRequest, public_id: UUID, supplement: UUID) -> tuple[Application, Announcement]:
    rows = selectors.whole().filter(pk__in=policies.visible_to(request.user).values("pk"))
    application = get_object_or_404(rows, public_id=public_id)
    return application, told_of(application, supplement)


@staff(*policies.ANSWER_KEEPERS)
def supplement_answer(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    """Shown or read out to one applicant at the counter, and recorded on the spot."""
    application, told = _found(request, public_id, supplement)
    refusal = None
    if request.method == "POST":
        refusal = record(request, application, told, answer="taken_note", channel=AnswerChannel.COUNTER)
        if refusal is None:
            return _onwards(request, application, told)
    more = {"refusal": refusal, "may_let_leave": request.user.has_role(Role.REGISTRATION_OFFICER)}
    return page(request, "registration/staff/supplement_answer.html", application, told, **more)


def _onwards(request: HttpRequest, application: Application, told: Announcement) -> HttpResponse:
    """Whoever waits at the cash desk pays next."""
    if application.state == "accepted" and request.user.has_role(Role.CASHIER):
        return redirect("registration:payment_take", application.charge.public_id)
    return redirect("registration:supplement_answers", application.offering.assessment.public_id, told.public_id)


@staff(Role.REGISTRATION_OFFICER)
def supplement_leave(request: HttpRequest, public_id: UUID, supplement: UUID) -> HttpResponse:
    application, told = _found(request, public_id, supplement)
    refusal = None
    if request.method == "POST":
        refusal = record(request, application, told, answer="withdrawn", channel=AnswerChannel.COUNTER)
        if refusal is None:
            return redirect(
                "registration:supplement_answers", application.offering.assessment.public_id, told.public_id
            )
    return page(request, "registration/staff/supplement_leave.html", application, told, refusal=refusal)
