"""Rosters between the look and the import: all or the good rows, swept in time, bounded in size (R2.1)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registration import services
from registration.models import Application, ImportBatch, PreparedFile, RosterCheck
from registration.services import files
from registration.services.checks import KEPT
from registration.services.import_jobs import carry_import
from registration.tasks import sweep_waiting
from station import clock
from station.models import Job
from station.refusals import Refused
from station.uploads import MIB
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter, identity_number

pytestmark = pytest.mark.django_db
HEAD = "姓名,证件号码,手机号码,申报职业,申报等级"


def content(*serials: int, wrong: bool = False) -> bytes:
    people = (f"考生{'一二三四五六七八九'[n - 1]},{identity_number(n)},139{n:08d},电工,四级" for n in serials)
    return "\n".join([HEAD, *people, *(["无号,,13900000009,电工,四级"] if wrong else [])]).encode()


def received(assessment, data: bytes, **changes: object) -> RosterCheck:
    said = {
        "assessment": assessment, "content": data, "file_name": "名单.csv", "page": "registration:roster_preview",
        "actor": Counter().officer, "now": OPEN,
    }  # fmt: skip
    return services.receive_roster(**{**said, **changes})


@pytest.fixture(autouse=True)
def window() -> None:
    clock.move_to(OPEN, frozen=True)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_all_rows_or_none_as_the_user_chooses() -> None:
    assessment = made.open_assessment()
    said = {"assessment": assessment, "file_name": "名单.csv", "actor": Counter().officer, "now": OPEN}
    with pytest.raises(Refused, match="没有写入任何内容"):
        services.import_roster(**said, content=content(1, 2, wrong=True), whole=True)
    assert (Application.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert services.import_roster(**said, content=content(1, 2), whole=True).accepted == 2
    report = services.import_roster(**said, content=content(1, 2), whole=True)
    assert (report.batch, report.duplicate) == (None, 2)


def test_a_row_that_turned_bad_after_the_look_refuses_the_whole_roster() -> None:
    """Looked at as wholly good, and somebody applied meanwhile: nothing half-done."""
    assessment, client = made.open_assessment(), signed_in(Counter().officer)
    check = received(assessment, content(1, 2))
    assert check.accepted == 2
    services.import_roster(
        assessment=assessment, content=content(2), file_name="一人.csv", actor=Counter().officer, now=OPEN
    )
    answer = client.post(reverse("registration:roster_take", args=[check.public_id]), {"whole": "1"})
    assert (answer.status_code, Application.objects.count()) == (409, 1)
    assert RosterCheck.objects.filter(pk=check.pk).exists()


def test_who_would_rather_mend_it_first_leaves_nothing_behind() -> None:
    assessment = made.open_assessment()
    check = received(assessment, content(1, wrong=True))
    stored, verdicts = check.file.name, check.verdicts.name
    signed_in(Counter().officer).post(reverse("registration:roster_give_up", args=[check.public_id]))
    assert not RosterCheck.objects.exists()
    for name in (stored, verdicts):
        with pytest.raises(FileNotFoundError):
            files.read(name)


def test_the_same_file_again_takes_the_place_of_the_last() -> None:
    assessment = made.open_assessment()
    first, second = received(assessment, content(1)), received(assessment, content(1))
    assert list(RosterCheck.objects.all()) == [second]
    assert first.public_id != second.public_id


def test_what_is_being_imported_is_neither_given_up_nor_replaced() -> None:
    """The worker still has to read it: taken away meanwhile, its people would be lost without a word."""
    assessment, client = made.open_assessment(), signed_in(Counter().officer)
    check = received(assessment, content(1))
    job = Job.objects.create(kind="roster.import", title="导入", parameters={}, requested_at=OPEN)
    RosterCheck.objects.update(job=job)
    answer = client.post(reverse("registration:roster_give_up", args=[check.public_id]))
    assert (answer.status_code, "正在导入" in answer.content.decode()) == (409, True)
    with pytest.raises(Refused, match="正在导入"):
        received(assessment, content(1))
    columns = reverse("registration:roster_columns", args=[check.public_id])
    assert client.get(columns).url == reverse("registration:roster_preview", args=[check.public_id])
    assert files.read(check.file.name) == content(1)


def test_an_import_whose_file_is_gone_says_so() -> None:
    assessment = made.open_assessment()
    check = received(assessment, content(1))
    job = services.import_later(
        assessment=assessment, stored=check.file.name, digest=check.sha256, file_name="名单.csv",
        page="registration:import_batch_detail", actor=Counter().officer, now=OPEN,
    )  # fmt: skip
    files.discard(check.file.name)
    with pytest.raises(Refused, match="已经清除"):
        carry_import(job, report=lambda *said: None)


def test_the_zip_of_a_job_that_broke_off_is_swept_and_one_that_waits_is_not() -> None:
    for name, over in (("broken", OPEN - KEPT - timedelta(seconds=1)), ("lately", OPEN), ("waiting", None)):
        files.keep("photos-waiting", b"zip", name, "zip")
        said = {"file": f"photos-waiting/{name[:2]}/{name}.zip"}
        error = "" if over is None else "办理中断"
        Job.objects.create(
            kind="photos.attach", title="照片", parameters=said, requested_at=OPEN, finished_at=over, error=error
        )
    sweep_waiting()
    with pytest.raises(FileNotFoundError):
        files.read("photos-waiting/br/broken.zip")
    assert files.read("photos-waiting/la/lately.zip") == files.read("photos-waiting/wa/waiting.zip") == b"zip"


def test_what_nobody_imported_is_swept_with_its_files_and_what_a_job_reads_is_not() -> None:
    assessment = made.open_assessment()
    old, fresh, busy = (received(assessment, content(serial)) for serial in (1, 2, 3))
    RosterCheck.objects.exclude(pk=fresh.pk).update(made_at=OPEN - KEPT - timedelta(seconds=1))
    job = Job.objects.create(kind="roster.import", title="导入", parameters={}, requested_at=OPEN)
    RosterCheck.objects.filter(pk=busy.pk).update(job=job)
    sweep_waiting()
    assert set(RosterCheck.objects.all()) == {fresh, busy}
    with pytest.raises(FileNotFoundError):
        files.read(old.file.name)


def test_prepared_files_are_swept_too() -> None:
    assessment = made.open_assessment()
    check = received(assessment, content(1))
    job = services.remarks_later(source=check, actor=Counter().officer, now=OPEN)
    assert services.remarks_later(source=check, actor=Counter().officer, now=OPEN) == job
    from registration.services.prepared import carry_remarks

    made_once = carry_remarks(job)
    assert carry_remarks(job) == made_once
    other = signed_in(Counter().group_contact)
    address = reverse("registration:prepared_file", args=[made_once.public_id])
    assert other.get(address).status_code == 404
    assert services.sweep_waiting(now=OPEN + KEPT) == 0
    assert services.sweep_waiting(now=OPEN + KEPT + timedelta(seconds=1)) == 2
    assert not PreparedFile.objects.exists()


def test_the_import_job_takes_what_waited_away() -> None:
    assessment = made.open_assessment()
    check = received(assessment, content(1))
    job = services.import_later(
        assessment=assessment, stored=check.file.name, digest=hashlib.sha256(content(1)).hexdigest(),
        file_name="名单.csv", page="registration:import_batch_detail", actor=Counter().officer, now=OPEN,
    )  # fmt: skip
    from registration.services.import_jobs import carry_import

    carry_import(job, report=lambda *_: None)
    assert not RosterCheck.objects.exists()
    assert Application.objects.count() == 1


# --- two hundred megabytes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "name", "field", "status"),
    [("officer", "roster_import", "roster", 400), ("group_contact", "group_roster", "roster", 422)],
)
def test_two_hundred_megabytes_are_refused_by_the_size_they_declare(
    monkeypatch: pytest.MonkeyPatch, user: str, name: str, field: str, status: int
) -> None:
    monkeypatch.setattr("station.uploads.declared_size", lambda request: 200 * MIB)
    assessment, client = made.open_assessment(), signed_in(getattr(Counter(), user))
    answer = client.post(
        reverse(f"registration:{name}", args=[assessment.public_id]),
        {field: SimpleUploadedFile("名单.xlsx", b"PK" * 99)},
    )
    page = answer.content.decode()
    assert answer.status_code == status
    assert "文件约 200 MB，超过 20 MB 的上限" in page
    assert "分成几个文件" in page
    assert not RosterCheck.objects.exists()


def test_a_page_without_a_form_of_its_own_says_it_in_a_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.uploads.declared_size", lambda request: 200 * MIB)
    client = signed_in(Counter().officer)
    application = made.submitted(made.open_offering())
    address = reverse("registration:application_detail", args=[application.public_id])
    answer = client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert (answer.status_code, "200 MB" in answer.content.decode()) == (413, True)


def test_a_file_too_large_reaches_no_handler_that_keeps_it() -> None:
    """Not the temporary file on disk, nor the memory: it is passed over as it comes."""
    from django.http import QueryDict
    from django.test import RequestFactory

    body = RequestFactory().post("/", {"roster": SimpleUploadedFile("x", b"x" * (66 * MIB)), "words": "kept"})
    assert isinstance(body.POST, QueryDict)
    assert (dict(body.FILES), body.POST["words"]) == ({}, "kept")
