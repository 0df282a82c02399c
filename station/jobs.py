"""Long work: a row first, a task second, the result on the row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Coalesce

from station import broker, clock
from station.models import Job, User
from station.refusals import NotPermitted, Refused

QUIET = timedelta(minutes=15)  # longer without a sign of life: the worker is gone, and the broker may have forgotten
GIVE_UP = timedelta(days=1)
INTERRUPTED = "处理中断，未完成的部分没有写入。请稍后重试，仍不成功请联系系统管理员。"


@dataclass
class Progress:
    """Handed to a job's work so that it can say how far it is."""

    job: Job

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Told at once through the cache: the row itself is not seen by others before the verb's transaction ends."""
        values = {"done": done, "total": total, "message": message[:200], "heartbeat_at": clock.now()}
        cache.set(_cache_key(self.job.public_id), values, int(GIVE_UP.total_seconds()))
        Job.objects.filter(pk=self.job.pk).update(**values)


def _cache_key(public_id: UUID) -> str:
    return f"job-progress:{public_id}"


def as_told(job: Job) -> Job:
    """The job with what its worker told last, for a page that shows it live. Nothing is stored."""
    if job.finished_at is None:
        for name, value in (cache.get(_cache_key(job.public_id)) or {}).items():
            setattr(job, name, value)
    return job


@dataclass(frozen=True)
class Outcome:
    """What the work left: a JSON result and, where there is one, the page that shows it."""

    result: dict[str, Any]
    url: str = ""


Work = Callable[[Job, Progress], Outcome]
_work: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """`work` must be safe to run twice: it looks at what is there already."""
    _work[kind] = work


def enqueue(
    *, kind: str, title: str, parameters: dict[str, Any], actor: User | None, now: datetime, scope: str = ""
) -> Job:
    """Write the row and send the task after commit. Pass ids, not objects, in `parameters`."""
    if kind not in _work:
        raise ValueError(f"No work is registered for {kind!r}.")
    job = Job.objects.create(
        kind=kind, title=title, parameters=parameters, scope=scope, requested_by=actor, requested_at=now
    )
    from station.tasks import run_job

    broker.after_commit(run_job, job.pk)
    return job


def run(job_id: int) -> None:
    """Do the work of one job unless it is finished. Running it again after a kill takes it up anew."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, finished_at=None).first()
        if job is None:
            return
        job.started_at = job.started_at or clock.now()
        job.save(update_fields=["started_at"])
    try:
        outcome = _work[job.kind](job, Progress(job))
    except (Refused, NotPermitted) as refusal:
        _finish(job_id, error=str(refusal))
    except Exception:
        _finish(job_id, error=INTERRUPTED)
        raise
    else:
        _finish(job_id, result=outcome.result, result_url=outcome.url)


def _finish(job_id: int, **values: Any) -> None:
    Job.objects.filter(pk=job_id, finished_at=None).update(finished_at=clock.now(), **values)


def take_up_abandoned(*, now: datetime) -> int:
    """Send the task again for jobs that gave no sign of life; after a day say that they were interrupted.

    A killed worker's task comes back from Redis after hours, and from a broker in folders never. Returns how many
    were sent: each once in `QUIET`, however often this runs.
    """
    from station.tasks import run_job

    unfinished = Job.objects.filter(finished_at=None)
    for job_id in unfinished.filter(requested_at__lt=now - GIVE_UP).values_list("pk", flat=True):
        _finish(job_id, error=INTERRUPTED)
    sign = Coalesce("heartbeat_at", "started_at", "requested_at")
    silent = unfinished.annotate(sign=sign).filter(sign__lt=now - QUIET)
    sent = 0
    for job_id, public_id, heartbeat in list(silent.values_list("pk", "public_id", "heartbeat_at")):
        told = cache.get(_cache_key(public_id))
        if told and told["heartbeat_at"] >= now - QUIET:
            continue
        if unfinished.filter(pk=job_id, heartbeat_at=heartbeat).update(heartbeat_at=now):
            sent += broker.hand_over(run_job, job_id)
    return sent
