"""A roster too long for one request becomes a job: seen while it runs, safe to run twice (R2.4)."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registration import services
from registration.models import Application, ImportBatch
from registration.services import files
from registration.services.import_jobs import JOB, carry_import
from station import clock, jobs
from station.models import Job
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter, identity_number

pytestmark = pytest.mark.django_db
HEAD = "姓名,证件号码,手机号码,申报职业,申报等级"


def content(*serials: int) -> bytes:
    people = (
        f"考生{'一二三四五六七八九'[serial - 1]},{identity_number(serial)},139{serial:08d},电工,四级"
        for serial in serials
    )
    return "\n".join([HEAD, *people]).encode()


def queued(assessment, data: bytes, **changes: object) -> Job:
    digest = hashlib.sha256(data).hexdigest()
    stored = files.keep("rosters-waiting/somebody", data, digest, "bin")
    said = {
        "assessment": assessment, "stored": stored, "digest": digest, "file_name": "名单.csv", "now": OPEN,
        "page": "registration:import_batch_detail", "actor": Counter().officer,
    }  # fmt: skip
    return services.import_later(**{**said, **changes})


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registration.services.checks.JOB_FROM", 2)
    clock.move_to(OPEN, frozen=True)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_desk_is_led_to_the_progress_and_from_there_to_the_result(django_capture_on_commit_callbacks) -> None:
    assessment, client = made.open_assessment(), client_of(Counter().officer)
    upload = {"roster": SimpleUploadedFile("名单.csv", content(1, 2, 3))}
    with django_capture_on_commit_callbacks(execute=True):
        looked = client.post(reverse("registration:roster_import", args=[assessment.public_id]), upload, follow=True)
    assert looked.resolver_match.view_name == "station:job_detail"
    preview = Job.objects.get(kind="roster.check").result_url
    assert client.get(preview).context["report"].accepted == 3
    with django_capture_on_commit_callbacks(execute=True):
        remarks = client.post(f"{preview}remarks/", follow=True)
    assert remarks.resolver_match.view_name == "station:job_detail"
    workbook = client.get(Job.objects.get(kind="roster.remarks").result_url)
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{preview}import/", follow=True)
    assert page.resolver_match.view_name == "station:job_detail"
    job = Job.objects.get(kind=JOB)
    assert (job.status, job.result["accepted"], job.done, job.total) == ("done", 3, 3, 3)
    assert client.get(job.result_url).context["batch"] == ImportBatch.objects.get()
    assert client.get(preview).status_code == 404


def test_a_school_follows_its_own_import_and_nobody_else_s(django_capture_on_commit_callbacks) -> None:
    assessment, school = made.open_assessment(), client_of(Counter().group_contact)
    upload = {"roster": SimpleUploadedFile("名单.csv", content(1, 2, 3))}
    with django_capture_on_commit_callbacks(execute=True):
        school.post(reverse("registration:group_roster", args=[assessment.public_id]), upload)
    preview = Job.objects.get(kind="roster.check").result_url
    with django_capture_on_commit_callbacks(execute=True):
        page = school.post(f"{preview}import/", follow=True)
    assert page.resolver_match.view_name == "registration:group_roster_progress"
    job = Job.objects.get(kind=JOB)
    assert school.get(page.request["PATH_INFO"]).status_code == 200
    assert school.get(job.result_url).status_code == 200
    theirs = queued(assessment, content(4))
    assert school.get(reverse("registration:group_roster_progress", args=[theirs.public_id])).status_code == 404


def test_asked_twice_the_one_under_way_is_the_answer() -> None:
    assessment = made.open_assessment()
    assert queued(assessment, content(1)) == queued(assessment, content(1))


def test_run_again_after_a_kill_it_finds_what_was_written() -> None:
    assessment = made.open_assessment()
    job = queued(assessment, content(1, 2))
    carry_import(job, report=lambda *_: None)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.error, job.result["accepted"]) == ("", 2)
    assert (Application.objects.count(), ImportBatch.objects.count()) == (2, 1)


def test_who_confirmed_in_time_is_not_late_and_who_did_not_is_refused_at_once() -> None:
    assessment = made.open_assessment()
    job = queued(assessment, content(1))
    clock.move_to(AFTER, frozen=True)
    jobs.run(job.pk)
    assert Application.objects.get().submitted_at == OPEN
    with pytest.raises(Refused, match="截止"):
        queued(assessment, content(2), now=AFTER)
    with pytest.raises(NotPermitted):
        queued(assessment, content(2), actor=Counter().cashier)
    assert Job.objects.count() == 1


def test_a_file_that_is_no_roster_is_said_on_the_job() -> None:
    job = queued(made.open_assessment(), "职业,等级\n电工,四级\n".encode())
    jobs.run(job.pk)
    job.refresh_from_db()
    assert "姓名" in job.error
