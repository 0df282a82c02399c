"""The desk of stage 6: the batches, one batch step by step, from the dossier to the imported numbers (R6.1, R6.2)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.models import Assessment
from certificates import acts, selectors, services
from certificates.documents import DOSSIER_ITEMS, REGISTER
from certificates.enums import CertificateState
from certificates.forms import ConfirmationForm, DossierForm, NumberFileForm, StampingForm
from certificates.models import Confirmation, Dossier
from certificates.stage import Certifying
from sessions import selectors as planned
from station import clock
from station.access import staff
from station.documents import of_scope
from station.forms import show_refusal
from station.models import Document, Job
from station.refusals import Refused

PAGE = 20


def batch_or_404(public_id: UUID) -> Assessment:
    """An assessment this stage has to do with: its results are released (R5.10)."""
    return get_object_or_404(selectors.released_assessments(), public_id=public_id)


@staff(*acts.READERS)
def assessment_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.released_assessments(), PAGE).get_page(request.GET.get("page"))
    selectors.with_counts(page.object_list)
    return render(request, "certificates/staff/assessment_list.html", {"page": page})


@staff(*acts.READERS)
def assessment_certificates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One batch: the four steps of the chapter, each with what was recorded and what comes next."""
    assessment = batch_or_404(public_id)
    now = clock.now()
    dossier = selectors.dossier_of(assessment)
    confirmation = getattr(dossier, "confirmation", None)
    stage = Certifying()
    selectors.with_counts([assessment])
    context = {
        "assessment": assessment,
        "status": stage.status(assessment, now),
        "blockers": stage.blockers(assessment, now),
        "dossier": dossier,
        "papers": _papers_of(dossier),
        "job": None if dossier else _job_of(assessment),
        "confirmation": confirmation,
        "stamping": getattr(confirmation, "stamping_request", None),
        "confirmed": selectors.confirmed_results(assessment).count(),
        "refused": selectors.refused_results(assessment),
        "awaiting": selectors.results_awaiting_certificates(assessment).count(),
        "registers": of_scope(assessment.audit_scope, REGISTER.key),
        "may": bool(acts.SEND_DOSSIER.may(request.user)),
        "states": [(state, assessment.by_state[state]) for state in CertificateState],
    }
    return render(request, "certificates/staff/assessment_certificates.html", context)


def _papers_of(dossier: Dossier | None) -> list[Document]:
    """The papers of the manifest, in its order."""
    if dossier is None:
        return []
    serials = [row["serial"] for row in dossier.manifest]
    found = {document.serial: document for document in Document.objects.filter(serial__in=serials)}
    return [found[serial] for serial in serials if serial in found]


def _job_of(assessment: Assessment) -> Job | None:
    """The newest attempt to build the dossier, while it runs or when it failed."""
    jobs = Job.objects.filter(kind=services.DOSSIER_JOB, scope=assessment.audit_scope).order_by("-id")
    return jobs.first()


@staff(*acts.DESK)
def dossier_send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will be in the dossier and what stands against it; sending it is a job."""
    assessment = batch_or_404(public_id)
    now = clock.now()
    form = DossierForm(request.POST or None, initial={"sent_on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            job = services.request_dossier(
                assessment=assessment, sent_on=form.cleaned_data["sent_on"], actor=request.user, now=now
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("station:job_detail", public_id=job.public_id)
    context = {
        "assessment": assessment,
        "form": form,
        "findings": services.dossier_findings(assessment),
        "remarks": services.dossier_remarks(assessment),
        "items": [*DOSSIER_ITEMS.values(), f"{assessment.title}成绩评分汇总表"],
    }
    return render(request, "certificates/staff/dossier_send.html", context)


@staff(*acts.DESK)
def confirmation_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody who passed is in the list; a reason beside a name refuses that one (R6.1)."""
    assessment = batch_or_404(public_id)
    dossier = get_object_or_404(Dossier, assessment=assessment)
    form = ConfirmationForm(
        request.POST or None,
        initial={"confirmed_on": clock.local_date(clock.now())},
        applications=selectors.passed_applications(assessment),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_confirmation(
                dossier=dossier,
                refused=form.refused(),
                actor=request.user,
                now=clock.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记核准结果。")
            return _back(assessment)
    context = {"assessment": assessment, "dossier": dossier, "form": form, "rows": form.rows()}
    return render(request, "certificates/staff/confirmation_record.html", context)


@staff(*acts.DESK)
def stamping_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The checklist of R6.2 holds until all three papers are there."""
    assessment = batch_or_404(public_id)
    confirmation = get_object_or_404(
        Confirmation.objects.select_related("dossier__assessment"), dossier__assessment=assessment
    )
    form = StampingForm(request.POST or None, initial={"requested_on": clock.local_date(clock.now())})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("notice_number", "invoice_number", "requested_on")}
        try:
            services.request_stamping(confirmation=confirmation, actor=request.user, now=clock.now(), **values)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "三项凭据已登记，可以导入中心发回的证书编号。")
            return _back(assessment)
    answer = planned.standing_answer(assessment)
    context = {
        "assessment": assessment,
        "form": form,
        "confirmation": confirmation,
        "settlement": getattr(answer, "settlement", None),
    }
    return render(request, "certificates/staff/stamping_request.html", context)


@staff(*acts.DESK)
def number_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The centre's list; every row is answered on the page that follows."""
    assessment = batch_or_404(public_id)
    form = NumberFileForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report = services.import_certificate_numbers(
                assessment=assessment,
                content=file.read(),
                file_name=file.name,
                issued_on=form.cleaned_data["issued_on"],
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {
        "assessment": assessment,
        "form": form,
        "report": report,
        "stamping": selectors.stamping_of(assessment),
        "awaiting": selectors.results_awaiting_certificates(assessment).count(),
    }
    return render(request, "certificates/staff/number_import.html", context)


def _back(assessment: Assessment) -> HttpResponse:
    return redirect(reverse("certificates:assessment_certificates", args=[assessment.public_id]))
