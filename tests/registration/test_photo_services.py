"""Photographs kept, drawn for takers, handed out; profiles as data; files that go with their row (R2.1, R2.4)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from registration import reference, selectors, services
from registration.enums import ConsentKind
from registration.models import Photo, PhotoProfile, PhotoRendition, PreparedFile
from registration.services import files, photo_archives
from registration.services.photos import photo_file_name
from station import identifiers, jobs
from station.enums import Role
from station.models import AuditEntry, Job
from station.models.documents import private_storage
from station.refusals import NotPermitted, Refused
from station.verbs import verb
from tests.factories import registration as made
from tests.factories.accounts import signed_up
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_user
from tests.registration import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def profiles() -> None:
    reference.load()


@pytest.fixture
def kept(tmp_path: Path, settings) -> Iterator[Path]:
    """A private storage of its own, to count what lies in it."""
    storage = private_storage()
    before = storage._location  # type: ignore[attr-defined]
    storage._location = str(tmp_path)  # type: ignore[attr-defined]
    for cached in ("base_location", "location"):
        storage.__dict__.pop(cached, None)
    yield tmp_path
    storage._location = before  # type: ignore[attr-defined]
    for cached in ("base_location", "location"):
        storage.__dict__.pop(cached, None)


def lying_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def photo_for(application) -> Photo:
    return services.add_photo(
        candidate=application.candidate, content=drawn.portrait(), actor=Counter().officer, now=OPEN
    )


# --- files and their rows --------------------------------------------------------------------------------------------


def test_a_file_lies_under_a_name_nobody_can_guess_and_goes_when_its_verb_fails(kept: Path) -> None:
    @verb
    def fails() -> None:
        files.keep_own("materials", b"scan", "pdf")
        assert len(lying_in(kept)) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert lying_in(kept) == []
    name = files.keep_own("materials", b"scan", "pdf")
    other = files.keep_own("materials", b"scan", "pdf")
    assert name != other
    assert len(Path(name).stem) == 32


def test_a_verb_within_a_verb_takes_back_only_its_own_files(kept: Path) -> None:
    @verb
    def inner() -> None:
        files.keep_own("inner", b"1", "jpg")
        raise ValueError("inner")

    @verb
    def outer() -> None:
        files.keep_own("outer", b"2", "jpg")
        with pytest.raises(ValueError, match="inner"):
            inner()

    outer()
    [name] = lying_in(kept)
    assert name.startswith("outer")


def test_a_refused_upload_leaves_no_file(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    application = made.draft(made.open_offering())
    monkeypatch.setattr(Photo, "save", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        photo_for(application)
    assert lying_in(kept) == []


# --- one photograph --------------------------------------------------------------------------------------------------


def test_what_was_noticed_is_kept_with_the_photograph() -> None:
    application = made.draft(made.open_offering())
    photo = photo_for(application)
    assert photo.faces == 1
    assert len(photo.face_box) == 4
    assert photo.advice == []
    blue = services.add_photo(
        candidate=application.candidate,
        content=drawn.portrait(ground=(60, 110, 200)),
        actor=Counter().officer,
        now=OPEN,
    )
    assert selectors.photo_of(application.candidate) == blue
    assert "背景" in blue.advice[0]


def test_looking_at_a_photograph_first_stores_nothing() -> None:
    assert services.check_photo(drawn.portrait()).faces == 1
    assert not Photo.objects.exists()


def test_a_rendition_is_drawn_once_and_anew_when_its_profile_changes(profiles: None) -> None:
    photo = photo_for(made.draft(made.open_offering()))
    profile = PhotoProfile.objects.get(key="one-inch")
    first = services.rendition(photo, profile, now=OPEN)
    assert services.rendition(photo, profile, now=OPEN) == first
    assert PhotoRendition.objects.count() == 1
    with first.file.open("rb") as file:
        content = file.read()
    assert Image.open(io.BytesIO(content)).size == (295, 413)
    profile.width, profile.height = 358, 441
    services.save_photo_profile(row=profile, actor=make_user("", Role.ADMINISTRATOR), now=OPEN)
    again = services.rendition(photo, profile, now=OPEN)
    assert (again.width, again.height) == (358, 441)
    assert PhotoRendition.objects.count() == 2


def test_papers_print_the_size_of_their_own_profile(profiles: None) -> None:
    row = PhotoProfile.objects.get(key=PhotoProfile.PAPERS)
    row.width, row.height, row.max_kilobytes = 390, 567, 60
    services.save_photo_profile(row=row, actor=make_user("", Role.ADMINISTRATOR), now=OPEN)
    photo = photo_for(made.draft(made.open_offering()))
    with photo.rendition.open("rb") as file:
        assert Image.open(io.BytesIO(file.read())).size == (390, 567)


def test_a_photograph_leaves_the_house_under_the_takers_name_and_on_record(profiles: None) -> None:
    application = made.draft(made.open_offering())
    photo_for(application)
    people = Counter()
    profile = PhotoProfile.objects.get(key="exam-system")
    answer = services.export_photo(application=application, profile=profile, actor=people.officer, now=OPEN)
    assert answer.name == f"{application.candidate.identity_number.upper()}.jpg"
    assert not answer.enlarged
    assert AuditEntry.objects.filter(verb="photo.export").count() == 1
    with pytest.raises(NotPermitted):
        services.export_photo(application=application, profile=profile, actor=people.cashier, now=OPEN)


def test_files_are_called_what_their_taker_wants() -> None:
    application = made.submitted(made.open_offering())
    person = application.candidate
    person.identity_number = "37010219900101123x"
    assert photo_file_name(application, "identity") == "37010219900101123X.jpg"
    assert photo_file_name(application, "name_identity") == f"{person.name}_37010219900101123X.jpg"
    assert photo_file_name(application, "number") == f"{application.number}.jpg"


# --- profiles --------------------------------------------------------------------------------------------------------


def profile_row(**changes) -> PhotoProfile:
    facts = {
        "key": "army", "name": "某系统", "width": 300, "height": 400, "max_kilobytes": 50, "basis": "某通知",
        "is_example": False,
    }  # fmt: skip
    return PhotoProfile(**facts | changes)


def test_shipped_profiles_are_examples_and_load_once(profiles: None) -> None:
    assert set(PhotoProfile.objects.values_list("key", flat=True)) == {"papers", "exam-system", "one-inch"}
    assert not PhotoProfile.objects.filter(is_example=False).exists()
    PhotoProfile.objects.exclude(key="papers").delete()
    reference.load()
    assert PhotoProfile.objects.count() == 1


def test_an_administrator_adds_and_changes_profiles_and_nobody_else() -> None:
    admin = make_user("", Role.ADMINISTRATOR)
    row = services.save_photo_profile(row=profile_row(), actor=admin, now=OPEN)
    row.max_kilobytes = 40
    services.save_photo_profile(row=row, actor=admin, now=OPEN)
    entry = AuditEntry.objects.filter(verb="photo_profile.save").order_by("-id").first()
    assert entry is not None
    assert entry.facts["before"] == {"max_kilobytes": 50}
    with pytest.raises(NotPermitted):
        services.save_photo_profile(row=profile_row(key="other"), actor=Counter().director, now=OPEN)


@pytest.mark.parametrize(
    "changes", [{"width": 20}, {"width": 500, "height": 400}, {"max_kilobytes": 1}, {"key": ""}, {"name": ""}]
)
def test_a_profile_that_can_not_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        services.save_photo_profile(row=profile_row(**changes), actor=make_user("", Role.ADMINISTRATOR), now=OPEN)


def test_a_profile_needs_its_basis_and_keeps_its_key() -> None:
    admin = make_user("", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        services.save_photo_profile(row=profile_row(basis=" "), actor=admin, now=OPEN)
    row = services.save_photo_profile(row=profile_row(), actor=admin, now=OPEN)
    row.key = "other"
    with pytest.raises(Refused):
        services.save_photo_profile(row=row, actor=admin, now=OPEN)


# --- whole groups ----------------------------------------------------------------------------------------------------


def archive_of(entries: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def test_every_file_has_a_line_with_its_reason_or_what_to_look_at() -> None:
    offering = made.open_offering()
    one, other = made.submitted(offering), made.submitted(offering, 2)
    content = archive_of({
        f"{one.candidate.identity_number}.jpg": drawn.portrait(ground=(60, 110, 200)),
        f"{other.candidate.identity_number}.jpg": b"\0\0\0\x18ftypheic" + b"\0" * 40,
        "Thumbs.db": b"x", "合影.jpg": drawn.portrait(),
    })  # fmt: skip
    report = services.attach_photos(assessment=offering.assessment, content=content, actor=Counter().officer, now=OPEN)
    lines = {line.name: line for line in report.lines}
    assert "背景不是白色" in lines[one.candidate.name].advice[0]
    assert "HEIC" in lines[other.candidate.name].reason
    assert report.unknown == ("合影.jpg",)
    assert report.passed_over == ("Thumbs.db",)
    assert report.missing == (other.candidate.name,)


def test_who_took_their_consent_back_is_not_photographed_by_their_group() -> None:
    """Said on the account's page: a photograph is sent again only after consenting again. The desk asks in person."""
    offering, contact = made.open_offering(), Counter().group_contact
    own = signed_up(made.person(1), now=OPEN)
    application = made.draft(offering, 1)
    type(application).objects.update(entered_by=contact)
    person, content = application.candidate, drawn.portrait()
    said = {"candidate": person, "kind": ConsentKind.PHOTO, "actor": own, "now": OPEN}
    services.give_consent(**said, granted=False)
    with pytest.raises(Refused, match="撤回对使用照片的同意"):
        services.add_photo(candidate=person, content=content, actor=contact, now=OPEN)
    archive = archive_of({f"{person.identity_number}.jpg": content})
    report = services.attach_photos(assessment=offering.assessment, content=archive, actor=contact, now=OPEN)
    assert (report.attached, len(report.rejected), Photo.objects.count()) == ((), 1, 0)
    services.give_consent(**said)
    services.add_photo(candidate=person, content=content, actor=contact, now=OPEN)
    assert Photo.objects.count() == 1


def test_many_are_taken_in_by_the_worker_and_reported_to_who_sent_them(kept: Path, monkeypatch) -> None:
    monkeypatch.setattr(photo_archives, "PHOTO_JOB_FROM", 2)
    offering, people = made.open_offering(), Counter()
    applications = [made.submitted(offering, serial) for serial in (1, 2, 3)]
    content = archive_of({f"{each.candidate.identity_number}.jpg": drawn.portrait() for each in applications})
    order = {
        "assessment": offering.assessment, "page": "registration:photos_report", "actor": people.officer, "now": OPEN,
    }  # fmt: skip
    job = services.attach_later(content=content, **order)
    assert job is not None
    assert services.attach_later(content=archive_of({}), **order) is None, "few are done at once"
    content.seek(0)
    assert services.attach_later(content=content, **order) == job, "asked twice, the one under way is the answer"
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.error == ""
    assert job.result == {"attached": 3, "rejected": 0, "missing": 0}
    prepared = PreparedFile.objects.get(job=job)
    assert str(prepared.public_id) in job.result_url
    assert len(photo_archives.report_of(prepared).attached) == 3
    assert not [name for name in lying_in(kept) if name.startswith("photos-waiting")], "the ZIP is gone"
    Job.objects.filter(pk=job.pk).update(finished_at=None)
    jobs.run(job.pk)
    assert Photo.objects.count() == 3, "run again it changes nothing"


def test_a_zip_that_is_none_is_refused_before_anybody_waits() -> None:
    offering = made.open_offering()
    with pytest.raises(Refused):
        services.attach_later(
            assessment=offering.assessment, content=io.BytesIO(b"no zip"), page="x", actor=Counter().officer, now=OPEN
        )
    assert not Job.objects.exists()


def test_the_same_seed_gives_the_same_names() -> None:
    with identifiers.seeded(1):
        first = files.keep_own("x", b"1", "jpg")
    files.discard(first)
    with identifiers.seeded(1):
        assert files.keep_own("x", b"1", "jpg") == first
    files.discard(first)
