"""Photographs and scans over HTTP: to whom, with which headers; what the pages say; the profiles' page (R2.1, R2.4)."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from registration import reference, services
from registration.models import PhotoProfile, PreparedFile
from registration.services import photo_archives
from station import jobs
from station.enums import Role
from station.models import Job, User
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_charlie, make_user
from tests.registration import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at_open: None) -> None: ...


@pytest.fixture
def at_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.clock.now", lambda: OPEN)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"registration:{name}", args=args)


@pytest.fixture
def application():
    application = made.submitted(made.open_offering())
    services.add_photo(
        candidate=application.candidate,
        content=drawn.portrait(ground=(60, 110, 200)),
        actor=Counter().officer,
        now=OPEN,
    )
    return application


@pytest.fixture
def scan(application):
    return services.add_material(
        application=application, kind="diploma", content=made.scan_pdf(), actor=Counter().officer, now=OPEN
    )


@pytest.mark.parametrize("name", ["photo_file", "photo_original"])
def test_a_photograph_is_shown_and_never_run_nor_kept(application, name: str) -> None:
    photo = application.candidate.photos.get()
    answer = signed_in(Counter().officer).get(url(name, photo.public_id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert application.candidate.name not in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")


def test_who_keeps_the_money_sees_the_photograph_of_papers_and_not_the_original(application) -> None:
    photo, cashier = application.candidate.photos.get(), signed_in(Counter().cashier)
    shown = cashier.get(url("photo_file", photo.public_id))
    assert (shown.status_code, bool(shown.getvalue())) == (200, True)
    refused = cashier.get(url("photo_original", photo.public_id))
    assert (refused.status_code, "查看照片原图须由" in refused.content.decode()) == (403, True)
    assert "看原图" not in cashier.get(url("application_detail", application.public_id)).content.decode()
    assert (
        "看原图" in signed_in(Counter().officer).get(url("application_detail", application.public_id)).content.decode()
    )


def test_a_scan_is_served_as_what_it_is(scan) -> None:
    answer = signed_in(Counter().officer).get(url("material_file", scan.public_id))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert answer["Content-Disposition"].startswith("inline")
    answer.getvalue()


def test_outsiders_are_told_nothing_and_insiders_why_not(application, scan) -> None:
    """Another candidate and another group: 404. Staff without business here: 403. Nobody: the log-in page."""
    photo = application.candidate.photos.get()
    addresses = [
        url("photo_file", photo.public_id), url("photo_original", photo.public_id),
        url("material_file", scan.public_id),
    ]  # fmt: skip
    for address in addresses:
        for outsider in (make_user("", Role.CANDIDATE), make_user("", Role.GROUP_CONTACT)):
            assert signed_in(outsider).get(address).status_code == 404
        assert signed_in(make_user("", Role.SCORE_CLERK)).get(address).status_code == 403
        assert Client().get(address).status_code == 302
    own = make_user("", Role.CANDIDATE)
    application.candidate.user = own
    application.candidate.save()
    for address in addresses:
        answer = signed_in(own).get(address)
        assert answer.status_code == 200
        answer.getvalue()


def test_the_reviewer_sees_the_advice_beside_the_photograph_and_takes_a_copy(application) -> None:
    reference.load()
    client = signed_in(Counter().officer)
    page = client.get(url("application_detail", application.public_id)).content.decode()
    assert "照片需人工核查" in page
    assert "背景不是白色" in page
    assert "识别到 1 张人脸" in page
    answer = client.post(url("photo_export", application.public_id), {"profile": "one-inch"})
    assert answer["Content-Type"] == "image/jpeg"
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(url("photo_export", application.public_id)).status_code == 405
    assert client.post(url("photo_export", application.public_id), {"profile": "none"}).status_code == 404
    assert signed_in(make_charlie()).post(url("photo_export", application.public_id)).status_code == 403


def test_an_administrator_keeps_the_profiles_and_others_look() -> None:
    reference.load()
    admin = signed_in(make_user("", Role.ADMINISTRATOR))
    assert "示例" in admin.get(url("photo_profile_list")).content.decode()
    facts = {
        "name": "某系统", "key": "some-system", "width": "300", "height": "400", "max_kilobytes": "50",
        "naming": "identity", "basis": "某通知",
    }  # fmt: skip
    assert admin.post(url("photo_profile_create"), facts).status_code == 302
    row = PhotoProfile.objects.get(key="some-system")
    assert not row.is_example
    page = admin.post(url("photo_profile_edit", row.public_id), facts | {"width": "900"})
    assert page.status_code == 422
    assert "竖版" in page.content.decode()
    assert 'value="900"' in page.content.decode(), "what was typed is still there"
    assert admin.post(url("photo_profile_edit", row.public_id), facts | {"max_kilobytes": "30"}).status_code == 302
    row.refresh_from_db()
    assert row.max_kilobytes == 30
    assert admin.post(url("photo_profile_create"), facts).status_code == 422, "a key is taken once"
    charlie = signed_in(make_charlie())
    assert charlie.get(url("photo_profile_list")).status_code == 200
    assert charlie.get(url("photo_profile_create")).status_code == 403
    assert signed_in(make_user("", Role.CANDIDATE)).get(url("photo_profile_list")).status_code == 404


def zip_of(*applications) -> io.BytesIO:
    """Heavy enough to wait on the disk while it is uploaded."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("说明.txt", b"x" * 3 * 1024 * 1024)
        for each in applications:
            archive.writestr(f"{each.candidate.identity_number}.jpg", drawn.portrait())
    out.seek(0)
    out.name = "照片.zip"
    return out


def test_many_photographs_have_a_progress_and_then_their_report(application, monkeypatch) -> None:
    monkeypatch.setattr(photo_archives, "PHOTO_JOB_FROM", 1)
    officer = Counter().officer
    client = signed_in(officer)
    assessment = application.offering.assessment
    answer = client.post(url("photos_attach", assessment.public_id), {"photos": zip_of(application)})
    job = Job.objects.get(kind=photo_archives.JOB)
    assert answer.url == reverse("station:job_detail", args=[job.public_id])
    jobs.run(job.pk)
    prepared = PreparedFile.objects.get(job=job)
    page = client.get(url("photos_report", prepared.public_id)).content.decode()
    assert "收下 1 张" in page
    assert application.candidate.name in page
    other = make_user("", Role.REGISTRATION_OFFICER)
    assert signed_in(other).get(url("photos_report", prepared.public_id)).status_code == 404


def test_a_zip_page_shows_each_line(application) -> None:
    page = signed_in(Counter().officer).post(
        url("photos_attach", application.offering.assessment.public_id), {"photos": zip_of(application)}
    )
    assert page.status_code == 200
    assert "逐张结果" in page.content.decode()
