"""更名登记: the page of a change of name, and the scan of its proof (R2.1)."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registration import policies, selectors, services
from registration.desk_forms import NameForm
from registration.models import Candidate, NameChange
from registration.uploads import MIME_OF
from registration.views.private_files import private_file
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused


def person(request: HttpRequest, public_id: UUID) -> Candidate:
    """Somebody with an application that this user may see; others don't exist here."""
    rows = Candidate.objects.filter(applications__in=policies.visible_to(request.user)).distinct()
    return get_object_or_404(rows, public_id=public_id)


@staff(*policies.REVIEWERS)
def name_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What stays under the old name is said before the new one is put on record."""
    candidate = person(request, public_id)
    bound_by = list(selectors.closed_registrations(candidate))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NameForm(*sent, is_bound_by_lists=bool(bound_by))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_name(
                candidate=candidate,
                name=data["name"],
                proof=data["proof"],
                content=data["proof_file"].read() if data["proof_file"] else None,
                acknowledged=data.get("acknowledged", False),
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记更名：{candidate.name}改为{data['name']}。")
            return redirect(_back(request, candidate))
    context = {
        "candidate": candidate,
        "form": form,
        "bound_by": bound_by,
        "changes": candidate.name_changes.select_related("decided_by").order_by("-id"),
        "back": _back(request, candidate),
    }
    return render(request, "registration/staff/name_change.html", context, status=409 if form.is_bound else 200)


def _back(request: HttpRequest, candidate: Candidate) -> str:
    """To the case one came from, else to the newest of this person."""
    rows = policies.visible_to(request.user).filter(candidate=candidate)
    wanted = request.GET.get("application", "")
    newest = rows.order_by("-id").values_list("public_id", flat=True)
    own = next((each for each in newest[:50] if str(each) == wanted), None) or newest.first()
    if own is None:
        return f"{reverse('registration:application_list')}?q={quote(candidate.name)}"
    return reverse("registration:application_detail", args=[own])


@staff(*policies.REVIEWERS)
@require_GET
def name_proof(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """The scan that a change of name was decided on."""
    change = NameChange.objects.filter(candidate=person(request, public_id), sha256=digest).first() if digest else None
    if change is None or not change.file:
        raise Http404
    extension = change.file.name.rpartition(".")[2]
    return private_file(change.file, MIME_OF[extension], f"更名证明.{extension}")
