"""Long work of this stage: a door to the service, safe to run twice."""

from datetime import date

from django.urls import reverse

from announcements.models import Assessment
from certificates import selectors, services
from certificates.services.dossier import JOB
from station import clock, jobs
from station.jobs import Outcome, Progress
from station.models import Job


def send_dossier(job: Job, progress: Progress) -> Outcome:
    """A dossier that was sent by an earlier run stands: it is sent once."""
    assessment = Assessment.objects.get(pk=job.parameters["assessment"])
    assert job.requested_by is not None
    dossier = selectors.dossier_of(assessment) or services.send_dossier(
        assessment=assessment,
        sent_on=date.fromisoformat(job.parameters["sent_on"]),
        actor=job.requested_by,
        now=clock.now(),
        progress=progress,
    )
    url = reverse("certificates:assessment_certificates", args=[assessment.public_id])
    return Outcome({"documents": len(dossier.manifest)}, url=url)


jobs.register(JOB, send_dossier)
