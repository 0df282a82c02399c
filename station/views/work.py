from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from station import audit, clock
from station.access import signed_in, staff
from station.enums import Role
from station.jobs import as_told
from station.models import AuditEntry, Job, Notification


@staff()
def job_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A job under way. Asked again every second; without script the page reloads itself."""
    jobs = Job.objects.all()
    if not request.user.has_role(Role.DIRECTOR, Role.ADMINISTRATOR, Role.EXAM_AFFAIRS_OFFICER):
        jobs = jobs.filter(requested_by=request.user)
    job = as_told(get_object_or_404(jobs, public_id=public_id))
    template = "components/progress.html" if request.htmx else "station/staff/job_detail.html"
    return render(request, template, {"job": job, "url": request.path})


@staff()
def job_list(request: HttpRequest) -> HttpResponse:
    jobs = Job.objects.select_related("requested_by")
    if not request.user.has_role(Role.DIRECTOR, Role.ADMINISTRATOR, Role.EXAM_AFFAIRS_OFFICER):
        jobs = jobs.filter(requested_by=request.user)
    page = Paginator(jobs, 30).get_page(request.GET.get("page"))
    return render(request, "station/staff/job_list.html", {"page": page})


@signed_in
def notification_list(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.filter(recipient=request.user)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    layout = "layouts/staff.html" if request.user.is_station_staff else "layouts/candidate.html"
    return render(request, "station/staff/notification_list.html", {"page": page, "layout": layout})


@signed_in
@require_POST
def notification_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    notification = get_object_or_404(Notification, public_id=public_id, recipient=request.user)
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=clock.now())
    if notification.url and url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None):
        return redirect(notification.url)
    return redirect("station:notification_list")


@staff(Role.AUDITOR, Role.DIRECTOR)
def audit_list(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first; what is shown of a person is what was kept with the entry."""
    rows = AuditEntry.objects.select_related("actor", "personal")
    verb, text = request.GET.get("verb", ""), request.GET.get("q", "").strip()
    if verb:
        rows = rows.filter(verb=verb)
    if text:
        rows = rows.filter(Q(object_id=text) | Q(scope=text) | Q(actor__username=text) | Q(actor__name=text))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for entry in page:
        entry.verb_label = audit.verb_label(entry.verb)
        entry.labels = entry.personal.values if hasattr(entry, "personal") else {}
    verbs = sorted(audit.verb_labels().items(), key=lambda pair: pair[1])
    return render(request, "station/staff/audit_list.html", {"page": page, "verbs": verbs, "verb": verb, "q": text})


@staff(Role.AUDITOR, Role.DIRECTOR)
@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Walk the chains now and show what was found."""
    from station.chain import walk_all

    return render(request, "station/staff/audit_verified.html", {"walks": walk_all()})
