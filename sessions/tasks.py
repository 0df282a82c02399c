"""Long work of this stage, run as a job."""

from django.urls import reverse

from announcements.models import Assessment
from sessions import services
from station import clock, jobs
from station.jobs import Outcome, Progress
from station.models import Job
from station.refusals import NotPermitted

BUILD = "package.build"


def build_package(job: Job, progress: Progress) -> Outcome:
    """Safe to run twice: what was issued already is taken as it stands."""
    assessment = Assessment.objects.select_related("place").get(pk=job.parameters["assessment"])
    if job.requested_by is None:
        raise NotPermitted("没有说明由谁生成申报材料", "R4.1")
    package = services.build_package(assessment=assessment, actor=job.requested_by, now=clock.now(), progress=progress)
    url = reverse("sessions:package_detail", args=[assessment.public_id])
    return Outcome({"version": package.version, "sha256": package.document.sha256}, url)


jobs.register(BUILD, build_package)
