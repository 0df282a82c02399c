"""Long work of this stage: doors to the services, safe to run twice."""

from django.urls import reverse

from announcements.models import Assessment
from exams import services
from exams.services.tickets import JOB
from station import clock, jobs
from station.jobs import Outcome, Progress
from station.models import Job


def make_and_print_tickets(job: Job, progress: Progress) -> Outcome:
    """Tickets already made stay as they are; only the missing ones are made, then all are printed."""
    assessment = Assessment.objects.get(pk=job.parameters["assessment"])
    assert job.requested_by is not None
    made = services.make_tickets(assessment=assessment, actor=job.requested_by, now=clock.now(), progress=progress)
    progress(len(made), len(made), "正在打印")
    document = services.print_tickets(assessment=assessment, actor=job.requested_by, now=clock.now())
    return Outcome({"tickets": len(made)}, url=reverse("station:document_download", args=[document.public_id]))


jobs.register(JOB, make_and_print_tickets)
