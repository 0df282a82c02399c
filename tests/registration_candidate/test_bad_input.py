"""What comes at the wrong moment or in the wrong shape: answered, nothing lost, nothing done twice (issue 4, part 5)."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registration import services
from registration.enums import ApplicationState
from registration.models import Application, Material, Photo
from station import clock
from tests.factories import supplements as issued
from tests.factories.announcements import REGISTRATION_UNTIL, make_announced_assessment, offering_of
from tests.factories.applicants import browser_of, make_applicant
from tests.factories.registration import OPEN, Counter, person, portrait, scan_pdf, submitted
from tests.pages import as_shown

TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
# Extension B, D and E of the character set, and a dot inside: as they stand on real identity cards.
RARE = "䶮𬭚·𠮷𫖯"
FORTY = "阿卜杜热合曼·" + "买买提江" * 8 + "䶮"


@pytest.fixture
def application() -> Application:
    return make_applicant(1, offering_of(make_announced_assessment()))


def url(application: Application, name: str = "_submit") -> str:
    return reverse(f"registration:my_application{name}", args=[application.public_id])


def hand_in(application: Application, **shown: object) -> tuple[int, str]:
    answer = browser_of(application).post(url(application), {"declared": "on", **shown})
    return answer.status_code, answer.content.decode()


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


# --- the moment ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "status"),
    [(REGISTRATION_UNTIL - TICK, 302), (REGISTRATION_UNTIL, 422), (REGISTRATION_UNTIL + SECOND, 422)],
    ids=["the last microsecond", "the very end", "one second after"],
)
def test_the_window_is_open_until_its_last_moment_and_not_at_its_end(
    application: Application, moment: datetime, status: int
) -> None:
    clock.move_to(moment, frozen=True)
    answered, page = hand_in(application)
    assert answered == status
    if status == 422:
        assert "报名已于" in page or "截止" in page
        assert state_of(application) == ApplicationState.DRAFT
    else:
        assert state_of(application) == ApplicationState.SUBMITTED


@pytest.mark.parametrize(("late", "status"), [(-TICK, 302), (timedelta(0), 422), (SECOND, 422)])
def test_a_correction_may_come_until_its_own_last_moment(
    application: Application, late: timedelta, status: int
) -> None:
    """R2.1: returned on the last day, the applicant has the time that was given, to the microsecond."""
    assert hand_in(application)[0] == 302
    application.refresh_from_db()
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="照片不清")
    until = REGISTRATION_UNTIL + timedelta(days=3)
    Application.objects.filter(pk=application.pk).update(correct_until=until)
    clock.move_to(until + late, frozen=True)
    assert hand_in(application)[0] == status
    assert state_of(application) == (ApplicationState.SUBMITTED if status == 302 else ApplicationState.RETURNED)


def test_a_page_left_open_over_the_end_loses_nothing(application: Application) -> None:
    """What was saved stays, what is typed afterwards is saved too; only the submission is over."""
    clock.move_to(REGISTRATION_UNTIL + SECOND, frozen=True)
    assert hand_in(application)[0] == 422
    page = browser_of(application).get(url(application, "_person")).content.decode()
    assert "山东轨道交通装备有限公司" in page


# --- what changes meanwhile ------------------------------------------------------------------------------------------


def test_who_promised_for_one_day_is_asked_again_when_another_was_set_meanwhile(application: Application) -> None:
    browser = browser_of(application)
    shown = as_shown(browser.get(url(application)).content, "page")
    issued.postpone(application.offering.assessment, now=OPEN)
    answer = browser.post(url(application), shown | {"declared": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "本所发布了补充公告" in page
    assert "2026年11月28日" in page
    assert state_of(application) == ApplicationState.DRAFT
    again = as_shown(page, "page")
    assert browser.post(url(application), again | {"declared": "on"}).status_code == 302


def test_who_submits_into_an_assessment_called_off_meanwhile_is_told(application: Application) -> None:
    browser = browser_of(application)
    issued.call_off(application.offering.assessment, now=OPEN)
    answer = browser.post(url(application), {"declared": "on"}, follow=True)
    assert answer.status_code == 200
    assert "撤销" in answer.content.decode()
    assert state_of(application) == ApplicationState.WITHDRAWN


def test_who_finds_the_last_place_taken_keeps_the_draft_and_may_come_again() -> None:
    assessment = make_announced_assessment()
    offering = offering_of(assessment)
    first, second = make_applicant(1, offering), make_applicant(2, offering)
    services.submit_application(application=first, actor=first.candidate.user, now=OPEN)
    browser = browser_of(second)
    shown = as_shown(browser.get(url(second)).content, "page")
    issued.correct_offering(offering, now=OPEN, capacity=1)
    answer = browser.post(url(second), shown | {"declared": "on"})
    assert answer.status_code == 422
    assert state_of(second) == ApplicationState.DRAFT
    status, page = hand_in(second)
    assert (status, "名额 1 人已报满" in page) == (422, True)
    services.withdraw_application(application=first, actor=first.candidate.user, now=OPEN)
    assert hand_in(second)[0] == 302


def test_a_second_click_sees_the_number_that_the_first_one_got(application: Application) -> None:
    browser = browser_of(application)
    pages = [browser.post(url(application), {"declared": "on"}, follow=True).content.decode() for _ in range(2)]
    application.refresh_from_db()
    for page in pages:
        assert f"报名已提交，报名序号 {application.number}" in page


def test_what_a_second_browser_types_after_the_submission_is_refused_and_still_there(
    application: Application,
) -> None:
    first, second = browser_of(application), browser_of(application)
    typed = as_shown(second.get(url(application, "_person")).content, "page")
    assert first.post(url(application), {"declared": "on"}).status_code == 302
    answer = second.post(url(application, "_person"), typed | {"employer": "后来换的单位"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "内容已锁定" in page
    assert "后来换的单位" in page


# --- files -----------------------------------------------------------------------------------------------------------


def upload(application: Application, kind: str, name: str, content: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile(name, content, "image/jpeg")
    sent = {"kind": kind, "photo" if kind == "photo" else "file": file}
    answer = browser_of(application).post(url(application, "_papers"), sent)
    return answer.status_code, answer.content.decode()


def test_a_pdf_renamed_to_jpg_is_no_photograph(application: Application) -> None:
    before = Photo.objects.count()
    status, page = upload(application, "photo", "照片.jpg", scan_pdf())
    assert status == 422
    assert "JPG 或 PNG" in page or "JPEG" in page
    assert Photo.objects.count() == before


def test_a_pdf_renamed_to_jpg_is_taken_as_the_pdf_it_is(application: Application) -> None:
    assert upload(application, "identity", "身份证.jpg", scan_pdf())[0] == 302
    assert Material.objects.get(kind="identity").mime == "application/pdf"


def test_a_photograph_renamed_to_pdf_is_taken_as_the_picture_it_is(application: Application) -> None:
    assert upload(application, "identity", "身份证.pdf", portrait())[0] == 302
    assert Material.objects.get(kind="identity").mime == "image/jpeg"


@pytest.mark.parametrize(
    "content", [b"\x00" * 2000, b"MZ" + b"\x90" * 500, b"%PDF-1.7\n" + b"\xff" * 300, b"\xff\xd8\xff\xe0"]
)
def test_what_is_no_picture_and_no_pdf_is_refused_with_what_is_taken(application: Application, content: bytes) -> None:
    status, page = upload(application, "identity", "身份证.jpg", content)
    assert status == 422
    assert "PDF" in page or "图片" in page
    assert not Material.objects.exists()


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [RARE, FORTY], ids=["rare characters", "forty characters with dots"])
def test_a_name_is_stored_found_and_shown_to_the_letter(name: str, client: Client) -> None:
    assert len(FORTY) == 40
    offering = offering_of(make_announced_assessment())
    application = submitted(offering, 3, name=name)
    assert application.candidate.name == name
    client.force_login(Counter().officer, backend="django.contrib.auth.backends.ModelBackend")
    desk = reverse("registration:application_list")
    assert name in client.get(desk, {"q": name[:2]}).content.decode()
    assert name not in client.get(desk, {"q": "王芳"}).content.decode()
    detail = reverse("registration:application_detail", args=[application.public_id])
    assert name in client.get(detail).content.decode()


def test_the_applicant_with_a_rare_name_reads_it_on_every_page() -> None:
    application = make_applicant(4, offering_of(make_announced_assessment()), name=RARE)
    browser = browser_of(application)
    for page in ("_person", "_submit"):
        assert RARE in browser.get(url(application, page)).content.decode(), page
    assert person(4).name not in browser.get("/my/").content.decode()
