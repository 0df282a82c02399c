"""Applications, papers and decisions (R2.1, R2.2, R2.5)."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from registration import selectors, services
from registration.enums import ApplicationState, Channel, MaterialKind, SightingMode
from registration.models import Application, Candidate, Charge, Material, Photo
from station import documents
from station.models import AuditEntry, AuditPersonal, Notification, ProfileValue
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter

pytestmark = pytest.mark.django_db


def reason_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value)


# --- entering ----------------------------------------------------------------------------------------------------------


def test_a_person_is_made_once_whatever_the_number_of_applications() -> None:
    made.draft(made.open_offering(level=4), 1)
    offering = made.open_offering(level=3, exam_date=made.REGISTRATION_FROM.date() + timedelta(days=60))
    made.draft(offering, 1, mobile="13700000000")
    candidate = Candidate.objects.get()
    assert candidate.applications.count() == 2
    assert candidate.mobile == "13700000000"


def test_the_identity_number_is_not_readable_in_the_database() -> None:
    from django.db import connection

    application = made.draft(made.open_offering())
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number, mobile FROM registration_candidate")
        [(number, mobile)] = cursor.fetchall()
    assert application.candidate.identity_number not in number
    assert application.candidate.mobile not in mobile


def test_a_known_number_under_another_name_is_refused() -> None:
    offering = made.open_offering()
    made.draft(offering, 1)
    with pytest.raises(Refused) as refused:
        made.draft(offering, 1, name="另有其人")
    assert "另一姓名" in reason_of(refused)
    assert "考生一" not in reason_of(refused)


def test_nobody_applies_twice_for_one_offering_but_may_after_withdrawing() -> None:
    offering = made.open_offering()
    first = made.draft(offering, 1)
    with pytest.raises(Refused):
        made.draft(offering, 1)
    services.withdraw_application(application=first, actor=Counter().officer, now=OPEN)
    assert made.draft(offering, 1).pk != first.pk


def test_who_was_refused_does_not_apply_again_for_the_same() -> None:
    offering = made.open_offering()
    application = made.submitted(offering, 1)
    services.refuse_application(application=application, actor=Counter().second, now=OPEN, reason="年限不足")
    with pytest.raises(Refused):
        made.draft(offering, 1)


def test_outside_the_announced_scope_nobody_is_entered() -> None:
    offering = made.open_offering(audience="institution")
    with pytest.raises(Refused) as refused:
        made.draft(offering, 1)
    assert "适应范围" in reason_of(refused)
    assert made.draft(offering, 2, employer="山东职业学院机电系").pk


def test_online_the_account_is_tied_to_the_person_once() -> None:
    people, offering = Counter(), made.open_offering()
    application = services.enter_application(
        offering=offering, person=made.person(1), channel=Channel.ONLINE, actor=people.candidate, now=OPEN
    )
    assert application.candidate.user == people.candidate
    with pytest.raises(Refused):
        services.enter_application(
            offering=offering, person=made.person(2), channel=Channel.ONLINE, actor=people.candidate, now=OPEN
        )
    assert Candidate.objects.count() == 1


def test_only_the_desk_enters_at_the_counter() -> None:
    with pytest.raises(NotPermitted):
        services.enter_application(
            offering=made.open_offering(),
            person=made.person(1),
            channel=Channel.COUNTER,
            actor=Counter().second,
            now=OPEN,
        )


def test_numbers_follow_one_another_without_gaps() -> None:
    offering = made.open_offering()
    numbers = [made.submitted(offering, serial).number for serial in (1, 2, 3)]
    code = offering.assessment.code
    assert numbers == [f"{code}-0001", f"{code}-0002", f"{code}-0003"]


def test_without_the_promise_nothing_is_submitted() -> None:
    application = made.draft(made.open_offering())
    with pytest.raises(Refused) as refused:
        services.submit_application(application=application, actor=Counter().officer, now=OPEN, declared=False)
    assert "R2.5" in reason_of(refused)


def test_beyond_the_announced_places_nobody_is_taken_and_a_withdrawal_frees_one() -> None:
    offering = made.open_offering(capacity=1)
    first = made.submitted(offering, 1)
    second = made.draft(offering, 2)
    with pytest.raises(Refused) as refused:
        services.submit_application(application=second, actor=Counter().officer, now=OPEN)
    assert "名额" in reason_of(refused)
    services.withdraw_application(application=first, actor=Counter().officer, now=OPEN)
    assert services.submit_application(application=second, actor=Counter().officer, now=OPEN).number


def test_a_submitted_application_is_locked_until_it_is_returned() -> None:
    people = Counter()
    application = made.submitted(made.open_offering())
    with pytest.raises(Refused):
        services.amend_application(application=application, person=made.person(1), actor=people.officer, now=OPEN)
    services.return_application(application=application, actor=people.second, now=OPEN, reason="民族填错")
    amended = services.amend_application(
        application=application, person=made.person(1, ethnicity="回族", work_years=7), actor=people.officer, now=OPEN
    )
    assert (amended.work_years, Candidate.objects.get().ethnicity) == (7, "回族")
    services.submit_application(application=amended, actor=people.officer, now=OPEN)
    assert amended.state == ApplicationState.SUBMITTED


def test_an_application_does_not_change_hands() -> None:
    application = made.draft(made.open_offering())
    with pytest.raises(Refused):
        services.amend_application(application=application, person=made.person(2), actor=Counter().officer, now=OPEN)


def test_after_the_window_one_person_may_correct_until_the_day_named() -> None:
    people, offering = Counter(), made.open_offering()
    late = offering.assessment.registration_until + timedelta(hours=1)
    named, other = made.submitted(offering, 1), made.submitted(offering, 2)
    services.return_application(
        application=named, actor=people.second, now=late, reason="补照片", until=late + timedelta(days=2)
    )
    services.return_application(application=other, actor=people.second, now=late, reason="补照片")
    services.submit_application(application=named, actor=people.officer, now=late + timedelta(days=1))
    with pytest.raises(Refused):
        services.submit_application(application=other, actor=people.officer, now=late + timedelta(days=1))


# --- papers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"MZ" + b"\0" * 100, "JPEG"),
        (b"<html><script>alert(1)</script></html>", "JPEG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 60, "损坏"),
        (b"%PDF-1.4\n%%EOF", "PDF"),
        (b"\0" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_by_its_content(content: bytes, word: str) -> None:
    application = made.draft(made.open_offering())
    with pytest.raises(Refused) as refused:
        services.add_material(
            application=application,
            kind=MaterialKind.IDENTITY,
            content=content,
            file_name="身份证.jpg",
            actor=Counter().officer,
            now=OPEN,
        )
    assert word in reason_of(refused)
    assert not Material.objects.exists()


def test_a_pdf_with_a_script_or_a_password_is_refused() -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    application = made.draft(made.open_offering())
    scripted, locked = PdfWriter(), PdfWriter()
    for writer in (scripted, locked):
        writer.append(PdfReader(io.BytesIO(made.scan_pdf())))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    scripted._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    locked.encrypt("secret")
    for writer in (scripted, locked):
        out = io.BytesIO()
        writer.write(out)
        with pytest.raises(Refused):
            services.add_material(
                application=application,
                kind=MaterialKind.DIPLOMA,
                content=out.getvalue(),
                actor=Counter().officer,
                now=OPEN,
            )


def test_a_picture_is_kept_without_its_metadata() -> None:
    image = Image.open(io.BytesIO(made.portrait(size=(800, 600))))
    exif = image.getexif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert b"secret place" in out.getvalue()
    material = services.add_material(
        application=made.draft(made.open_offering()),
        kind=MaterialKind.IDENTITY,
        content=out.getvalue(),
        actor=Counter().officer,
        now=OPEN,
    )
    with material.file.open("rb") as file:
        assert b"secret place" not in file.read()


def test_a_sighted_scan_becomes_a_copy_with_both_stamps_on_every_page() -> None:
    application = made.submitted(made.open_offering())
    material = services.add_material(
        application=application, kind=MaterialKind.DIPLOMA, content=made.scan_pdf(3), actor=Counter().officer, now=OPEN
    )
    sighting = services.sight_material(
        material=material, mode=SightingMode.ORIGINAL, place="报名大厅", actor=Counter().second, now=OPEN
    )
    copy = sighting.stamped_copy
    assert copy is not None
    assert (copy.pages, copy.mime) == (3, documents.PDF)
    assert copy.facts["scan_sha256"] == material.sha256
    assert copy.facts["reviewer"] == Counter().second.name


def test_a_changed_scan_is_not_sighted_yet() -> None:
    people = Counter()
    application = made.submitted(made.open_offering())
    made.sight_everything(application)
    assert MaterialKind.IDENTITY in selectors.sighted_kinds(application)
    old = Material.objects.get(kind=MaterialKind.IDENTITY)
    services.add_material(
        application=application, kind=MaterialKind.IDENTITY, content=made.scan_pdf(), actor=people.officer, now=OPEN
    )
    assert MaterialKind.IDENTITY not in selectors.sighted_kinds(application)
    with pytest.raises(Refused):
        services.sight_material(
            material=old, mode=SightingMode.ORIGINAL, place="报名大厅", actor=people.second, now=OPEN
        )


def test_an_original_is_sighted_at_a_named_place_and_once() -> None:
    application = made.submitted(made.open_offering())
    act = {"application": application, "kinds": [MaterialKind.IDENTITY], "actor": Counter().officer, "now": OPEN}
    with pytest.raises(Refused) as refused:
        services.sight_papers(mode=SightingMode.ORIGINAL, place=" ", **act)
    assert "地点" in reason_of(refused)
    assert not Material.objects.exists()
    services.sight_papers(mode=SightingMode.ONLINE, place="", **act)
    with pytest.raises(Refused):
        services.sight_papers(mode=SightingMode.ONLINE, place="", **act)


def test_where_two_persons_are_asked_for_the_one_who_entered_does_not_sight_alone() -> None:
    ProfileValue.objects.filter(key="originals.two_persons").update(value=True)
    application = made.submitted(made.open_offering())
    act = {"application": application, "kinds": [MaterialKind.IDENTITY], "mode": "online", "place": "", "now": OPEN}
    with pytest.raises(NotPermitted) as refused:
        services.sight_papers(actor=Counter().officer, **act)
    assert refused.value.clause == "R2.1"
    assert services.sight_papers(actor=Counter().second, **act)


# --- photographs -------------------------------------------------------------------------------------------------------


def rendition_of(candidate: Candidate) -> bytes:
    photo = selectors.photo_of(candidate)
    assert photo is not None
    with photo.rendition.open("rb") as file:
        return file.read()


def test_the_rendition_has_the_size_and_weight_of_the_export_profile() -> None:
    application = made.draft(made.open_offering())
    noise = Image.effect_noise((900, 1200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    photo = services.add_photo(
        candidate=application.candidate, content=out.getvalue(), actor=Counter().officer, now=OPEN
    )
    content = rendition_of(application.candidate)
    assert Image.open(io.BytesIO(content)).size == (240, 320)
    assert len(content) < 20 * 1024
    assert (photo.width, photo.height) == (900, 1200)


def test_a_photograph_too_small_or_lying_is_refused_and_the_same_one_twice_is_one() -> None:
    candidate = made.draft(made.open_offering()).candidate
    for content in (made.portrait(size=(120, 160)), made.portrait(size=(400, 300)), b"no picture"):
        with pytest.raises(Refused):
            services.add_photo(candidate=candidate, content=content, actor=Counter().officer, now=OPEN)
    for _ in range(2):
        services.add_photo(candidate=candidate, content=made.portrait(), actor=Counter().officer, now=OPEN)
    assert Photo.objects.count() == 1


def test_a_transparent_photograph_gets_a_white_ground() -> None:
    candidate = made.draft(made.open_offering()).candidate
    out = io.BytesIO()
    drawn = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    drawn.paste((40, 60, 110, 255), (90, 100, 210, 400))
    drawn.save(out, "PNG")
    services.add_photo(candidate=candidate, content=out.getvalue(), actor=Counter().officer, now=OPEN)
    content = rendition_of(candidate)
    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (255, 255, 255)


# --- decisions ---------------------------------------------------------------------------------------------------------


def test_acceptance_waits_for_every_original_and_then_makes_the_charge() -> None:
    application = made.submitted(made.open_offering())
    with pytest.raises(Refused) as refused:
        services.accept_application(application=application, actor=Counter().officer, now=OPEN)
    assert "查验原件" in reason_of(refused)
    assert not Charge.objects.exists()
    made.sight_everything(application)
    services.accept_application(application=application, actor=Counter().officer, now=OPEN, opinion="符合条件")
    charge = Charge.objects.get()
    assert charge.amount == sum(line.amount for line in charge.lines.all()) == 170
    assert (application.decided_by, application.decision_reason) == (Counter().officer, "符合条件")


def test_a_decision_against_somebody_needs_its_reason() -> None:
    application = made.submitted(made.open_offering())
    for act in (services.return_application, services.refuse_application):
        with pytest.raises(Refused):
            act(application=application, actor=Counter().officer, now=OPEN, reason="  ")
    with pytest.raises(Refused):
        services.cancel_application(application=application, actor=Counter().director, now=OPEN, reason="")


def test_the_applicant_is_told_what_was_decided() -> None:
    people = Counter()
    application = services.enter_application(
        offering=made.open_offering(), person=made.person(1), channel=Channel.ONLINE, actor=people.candidate, now=OPEN
    )
    services.submit_application(application=application, actor=people.candidate, now=OPEN)
    services.return_application(application=application, actor=people.second, now=OPEN, reason="身份证照片不清")
    assert "身份证照片不清" in Notification.objects.get(recipient=people.candidate).text


def test_fraud_costs_the_registration_with_reason_and_name_on_record() -> None:
    application = made.paid(made.open_offering())
    services.cancel_application(
        application=application, actor=Counter().director, now=OPEN, reason="冒用他人证书，已查实"
    )
    stored = Application.objects.get(pk=application.pk)
    assert (stored.state, stored.ended_by) == (ApplicationState.CANCELLED, Counter().director)
    entry = AuditEntry.objects.get(verb="application.cancel")
    assert AuditPersonal.objects.get(entry=entry).values["reason"] == "冒用他人证书，已查实"
    assert application not in selectors.registered_applications(application.offering.assessment)


def test_showing_a_whole_identity_number_is_on_record_and_not_for_everybody() -> None:
    application = made.draft(made.open_offering())
    number = services.unmask_identity(application=application, actor=Counter().officer, now=OPEN)
    assert number == application.candidate.identity_number
    entry = AuditEntry.objects.get(verb="identity.unmask")
    assert number not in str(AuditPersonal.objects.get(entry=entry).values) + str(entry.facts)
    with pytest.raises(NotPermitted):
        services.unmask_identity(application=application, actor=Counter().cashier, now=OPEN)


def test_the_form_is_printed_from_frozen_facts_and_a_new_one_supersedes_it() -> None:
    application = made.paid(made.open_offering())
    first = services.issue_registration_form(application=application, actor=Counter().officer, now=OPEN)
    second = services.issue_registration_form(application=application, actor=Counter().officer, now=OPEN)
    assert second.supersedes == first
    assert documents.standing(first) == "superseded"
    assert first.facts["photo"]["sha256"] == Photo.objects.get().sha256
    assert first.facts["identity_number"] == application.candidate.identity_number


def test_a_technician_s_form_has_room_for_thesis_and_vote() -> None:
    application = made.submitted(made.open_offering(level=2), condition="2023-2-1")
    document = services.issue_registration_form(application=application, actor=Counter().officer, now=OPEN)
    assert document.facts["needs_review_papers"] is True
    assert document.pages == 2
