"""Long work of this stage, run as a job."""

from django.urls import reverse

from announcements.models import Announcement
from registration.services import import_jobs, supplements
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


jobs.register(supplements.JOB, carry_supplement)
jobs.register(import_jobs.JOB, import_roster)
