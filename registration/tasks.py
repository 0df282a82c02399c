"""Long work of this stage, run as a job; and the sweep of what waited too long."""

from celery import shared_task
from django.urls import reverse

from announcements.models import Announcement
from registration.models import PreparedFile
from registration.services import checks, group_forms, import_jobs, photo_archives, prepared, supplements
from station import clock, jobs
from station.jobs import Outcome, Progress
from station.models import Job


def carry_supplement(job: Job, progress: Progress) -> Outcome:
    """Tell, or end, whoever was not yet: safe to run twice."""
    supplement = Announcement.objects.select_related("assessment", "published_by", "approved_by").get(
        pk=job.parameters["supplement"]
    )
    count = supplements.carry_out(supplement, now=clock.now(), report=progress)
    assert supplement.assessment is not None  # what has no assessment concerns no applicant
    url = reverse("announcements:assessment_detail", args=[supplement.assessment.public_id])
    return Outcome({"applications": count}, url)


def import_roster(job: Job, progress: Progress) -> Outcome:
    """A long roster; what was written before a kill is found again, nothing is written twice."""
    batch = import_jobs.carry_import(job, report=progress)
    if batch is None:
        return Outcome({"accepted": 0})
    counts = {name: getattr(batch, name) for name in ("read", "accepted", "rejected", "duplicate")}
    return Outcome(counts, reverse(job.parameters["page"], args=[batch.public_id]))


def check_roster(job: Job, progress: Progress) -> Outcome:
    """Every row's verdict, to be looked at; nothing is written."""
    check = checks.carry_check(job, report=progress)
    if check is None:
        return Outcome({})
    counts = {name: getattr(check, name) for name in ("read", "accepted", "rejected", "duplicate")}
    return Outcome(counts, reverse(job.parameters["page"], args=[check.public_id]))


def write_remarks(job: Job, progress: Progress) -> Outcome:
    progress(0, 1, "正在逐行填写修改意见")
    return _to_take_away(prepared.carry_remarks(job))


def print_forms(job: Job, progress: Progress) -> Outcome:
    return _to_take_away(group_forms.carry_forms(job, report=progress))


def attach_photos(job: Job, progress: Progress) -> Outcome:
    """A ZIP of many photographs; the report of every file waits for whoever sent it."""
    prepared_report = photo_archives.carry_photos(job, report=progress)
    counts = photo_archives.report_of(prepared_report)
    result = {"attached": len(counts.attached), "rejected": len(counts.rejected), "missing": len(counts.missing)}
    return Outcome(result, reverse(job.parameters["page"], args=[prepared_report.public_id]))


def _to_take_away(file: PreparedFile) -> Outcome:
    return Outcome({"file": file.file_name}, reverse("registration:prepared_file", args=[file.public_id]))


@shared_task(name="registration.sweep_waiting", ignore_result=True)
def sweep_waiting() -> None:
    checks.sweep_waiting(now=clock.now())
    photo_archives.sweep_archives(now=clock.now())


jobs.register(checks.CHECK_JOB, check_roster)
jobs.register(prepared.REMARKS_JOB, write_remarks)
jobs.register(group_forms.JOB, print_forms)
jobs.register(supplements.JOB, carry_supplement)
jobs.register(import_jobs.JOB, import_roster)
jobs.register(photo_archives.JOB, attach_photos)
