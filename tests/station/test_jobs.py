"""A job whose worker was killed is taken up again: by a later sweep, once, and not for ever."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string

from station import clock, jobs
from station.jobs import GIVE_UP, QUIET
from station.models import Job
from station.tasks import run_job, take_up_jobs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 9, tzinfo=clock.ZONE)
MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def work() -> None:
    jobs.register("test.print", lambda job, progress: jobs.Outcome({"printed": 3}))


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(run_job, "delay", found.append)
    return found


def killed(**times: datetime) -> Job:
    return Job.objects.create(kind="test.print", title="打印", requested_at=NOW, **times)


def test_a_job_with_a_sign_of_life_is_left_alone(sent: list[int]) -> None:
    killed(started_at=NOW, heartbeat_at=NOW + QUIET)
    assert jobs.take_up_abandoned(now=NOW + QUIET + QUIET) == 0
    assert sent == []


@pytest.mark.parametrize("times", [{}, {"started_at": NOW}, {"started_at": NOW, "heartbeat_at": NOW}])
def test_a_silent_job_is_sent_once_and_ends(times, sent: list[int]) -> None:
    job = killed(**times)
    assert jobs.take_up_abandoned(now=NOW + QUIET) == 0
    late = NOW + QUIET + MOMENT
    assert jobs.take_up_abandoned(now=late) == 1
    assert jobs.take_up_abandoned(now=late + QUIET) == 0
    assert sent == [job.pk]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"printed": 3})


def test_a_job_that_never_ends_is_given_up_after_a_day(sent: list[int]) -> None:
    job = killed(started_at=NOW)
    jobs.take_up_abandoned(now=NOW + GIVE_UP + MOMENT)
    job.refresh_from_db()
    assert job.status == "failed"
    assert "中断" in job.error
    assert sent == []


def test_a_finished_job_is_not_touched(sent: list[int]) -> None:
    job = killed(started_at=NOW, finished_at=NOW)
    assert jobs.take_up_abandoned(now=NOW + GIVE_UP + MOMENT) == 0
    job.refresh_from_db()
    assert (job.finished_at, job.error) == (NOW, "")


def test_beat_asks_for_it(sent: list[int], settings) -> None:
    job = killed()
    clock.move_to(NOW + QUIET + MOMENT, frozen=True)
    assert take_up_jobs.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    take_up_jobs()
    assert sent == [job.pk]


def test_progress_is_seen_before_the_verb_s_transaction_ends(sent: list[int]) -> None:
    job = killed(started_at=NOW)
    clock.move_to(NOW + QUIET, frozen=True)
    jobs.Progress(job)(3, 10, "第 3 张")
    Job.objects.filter(pk=job.pk).update(done=0, total=0, message="", heartbeat_at=None)  # as others still see the row
    shown = jobs.as_told(Job.objects.get(pk=job.pk))
    assert (shown.done, shown.total, shown.message, shown.percent) == (3, 10, "第 3 张", 30)
    assert jobs.take_up_abandoned(now=NOW + QUIET + QUIET) == 0
    assert sent == []


def test_what_is_under_way_is_said_only_while_it_is(sent: list[int]) -> None:
    job = killed(started_at=NOW)
    job.done, job.total, job.message = 38, 38, "正在合订"
    assert "38 / 38 · 正在合订" in render_to_string("components/progress.html", {"job": job})
    job.finished_at = NOW
    done = render_to_string("components/progress.html", {"job": job})
    assert "38 / 38" in done
    assert "正在合订" not in done, "a finished job is doing nothing"
