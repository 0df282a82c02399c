"""A school's contact brings in their own people and sees nobody else's (R2.1, R2.4)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from announcements.models import Assessment
from registration import services
from registration.enums import ApplicationState, Channel
from registration.models import Application, Candidate, ImportBatch, Photo
from registration.rules import PersonFacts
from registration.services.group_forms import issue_forms
from station import clock
from station.enums import Role
from station.models import AuditEntry, Document, Notification
from station.papers import page_count, plain_zip
from tests.factories.announcements import REGISTRATION_UNTIL
from tests.factories.registration import OPEN, Counter, identity_number, open_assessment, portrait, submitted
from tests.factories.station import make_user
from tests.registration import drawn

NAMES = ["", "赵一鸣", "钱双喜", "孙三多"]
HEAD = "序号,姓名,证件号码,民族,文化程度,手机号码,工作单位,申报职业,申报等级,本职业工龄（年）"


def roster(*serials: int, wrong: bool = False) -> SimpleUploadedFile:
    lines = [HEAD]
    for serial in serials:
        number = identity_number(serial)
        lines.append(f"{serial},{NAMES[serial]},{number},汉族,大专,139{serial:08d},某某技校,电工,四级/中级工,6")
    if wrong:
        lines.append("99,赵错,370102199005010000,汉族,大专,13900000099,某某技校,电工,四级/中级工,6")
    return SimpleUploadedFile("名单.csv", "\n".join(lines).encode())


@pytest.fixture
def assessment() -> Assessment:
    return open_assessment()


@pytest.fixture
def school(client: Client) -> Client:
    client.force_login(Counter().group_contact, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, assessment: Assessment) -> str:
    return reverse(f"registration:group_{name}", args=[assessment.public_id])


def file_type(client: Client, address: str) -> str:
    """Read to its end, the file is closed."""
    response = client.get(address)
    assert b"".join(response.streaming_content)
    return response["Content-Type"]


def upload(school: Client, assessment: Assessment, *serials: int, wrong: bool = False) -> str:
    """The address of the look at it."""
    return school.post(url("roster", assessment), {"roster": roster(*serials, wrong=wrong)}).url


def bring(school: Client, assessment: Assessment, *serials: int, wrong: bool = False):
    return school.post(f"{upload(school, assessment, *serials, wrong=wrong)}import/", follow=True)


def test_a_roster_is_looked_at_before_anything_is_written(school: Client, assessment: Assessment) -> None:
    page = school.get(upload(school, assessment, 1, 2, wrong=True)).content.decode()
    assert "还没有写入任何内容" in page
    assert "赵错" in page
    assert (Application.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_what_was_looked_at_is_imported_and_every_row_accounted_for(school: Client, assessment: Assessment) -> None:
    answer = bring(school, assessment, 1, 2, wrong=True).content.decode()
    assert "已导入 2 人，退回修改 1 人，重复 0 人" in answer
    batch = ImportBatch.objects.get()
    assert (batch.read, batch.accepted, batch.rejected, batch.duplicate) == (3, 2, 1, 0)
    assert identity_number(1) not in answer
    assert {a.state for a in Application.objects.all()} == {ApplicationState.SUBMITTED}


def test_a_second_click_on_import_changes_nothing(school: Client, assessment: Assessment) -> None:
    look = upload(school, assessment, 1)
    assert school.post(f"{look}import/").status_code == 302
    assert school.post(f"{look}import/").status_code == 404
    assert (Application.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_a_roster_is_imported_into_the_assessment_it_was_looked_at_for(school: Client, assessment: Assessment) -> None:
    other = open_assessment(exam_date=assessment.exam_date.replace(month=11, day=28))
    look, elsewhere = upload(school, assessment, 1), upload(school, other, 2)
    school.post(f"{elsewhere}import/")
    school.post(f"{look}import/")
    applied = Application.objects.values_list("candidate__name", "offering__assessment")
    assert set(applied) == {("赵一鸣", assessment.pk), ("钱双喜", other.pk)}


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        (SimpleUploadedFile("x.xlsx", b"not a workbook"), "找不到表头行"),
        (SimpleUploadedFile("x.csv", b""), "文件是空的"),
    ],
)
def test_a_file_that_is_no_roster_gets_an_answer(
    school: Client, assessment: Assessment, file: SimpleUploadedFile, answer: str
) -> None:
    response = school.post(url("roster", assessment), {"roster": file})
    assert response.status_code == 422
    assert answer in response.content.decode()


def test_a_school_says_once_what_its_own_headings_mean(school: Client, assessment: Assessment) -> None:
    """R2.4: unknown columns are mapped by the user once and remembered per source."""
    head = "尊姓大名,证照,手机,职业,等级"
    content = f"{head}\n赵一鸣,{identity_number(1)},13900000001,电工,四级\n".encode()
    ask = school.post(url("roster", assessment), {"roster": SimpleUploadedFile("名单.csv", content)}).url
    assert "现在还读不到名单" in school.get(ask).content.decode()
    fields = ("name", "", "mobile", "occupation", "level")
    said = {f"column_{place}": field for place, field in enumerate(fields)}
    still = school.post(ask, said)
    assert (still.status_code, "证件号码" in still.content.decode()) == (422, True)
    look = school.post(ask, {**said, "column_1": "identity_number"}).url
    assert "还没有写入任何内容" in school.get(look).content.decode()
    school.post(f"{look}import/")
    assert Application.objects.get().candidate.name == "赵一鸣"


def test_after_the_window_nothing_is_imported(school: Client, assessment: Assessment) -> None:
    look = upload(school, assessment, 1)
    clock.move_to(REGISTRATION_UNTIL, frozen=True)
    response = school.post(f"{look}import/")
    assert response.status_code == 409
    assert "截止" in response.content.decode()
    assert Application.objects.count() == 0


def test_photos_come_as_one_archive_and_are_reported_one_by_one(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1, 2, 3)
    archive = plain_zip({f"{identity_number(1)}.jpg": portrait(1), f"{identity_number(2)}.jpg": b"no picture"})
    page = school.post(url("photos", assessment), {"photos": SimpleUploadedFile("z.zip", archive)}).content.decode()
    assert "收下 1 张，退回 1 张" in page
    assert "孙三多" in page
    assert Photo.objects.count() == 1
    application = Application.objects.get(candidate=Photo.objects.get().candidate)
    photo = reverse("registration:group_photo", args=[application.public_id])
    assert file_type(school, photo) == "image/jpeg"


def test_what_the_program_remarks_on_in_a_photograph_is_told_to_the_contact(
    school: Client, assessment: Assessment
) -> None:
    """No 检查合格 for what a person still has to look at; the result stands beside what was sent."""
    bring(school, assessment, 1)
    papers = reverse("registration:group_application_papers", args=[Application.objects.get().public_id])
    picture = SimpleUploadedFile("a.jpg", drawn.portrait(ground=(60, 110, 200)))
    page = school.post(papers, {"kind": "photo", "photo": picture}, follow=True).content.decode()
    assert "照片已收下，请看下面的提示" in page
    assert "背景不是白色" in page
    photo = Photo.objects.get()
    for name in ("photo_file", "photo_original"):
        assert file_type(school, reverse(f"registration:{name}", args=[photo.public_id])) == "image/jpeg"


def test_the_contact_sees_their_own_people_only(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1)
    somebody = submitted(assessment.offerings.first(), 5)
    page = school.get(url("assessment", assessment)).content.decode()
    assert "赵一鸣" in page
    assert somebody.candidate.name not in page
    assert school.get(reverse("registration:group_application", args=[somebody.public_id])).status_code == 404
    assert school.post(reverse("registration:group_application_form", args=[somebody.public_id])).status_code == 404
    other = Client()
    other.force_login(make_user("school2", Role.GROUP_CONTACT), backend="django.contrib.auth.backends.ModelBackend")
    own = Application.objects.get(candidate__name="赵一鸣")
    assert other.get(reverse("registration:group_application", args=[own.public_id])).status_code == 404
    batch = ImportBatch.objects.get()
    assert other.get(reverse("registration:group_batch", args=[batch.public_id])).status_code == 404
    assert other.post(reverse("registration:group_batch_annotated", args=[batch.public_id])).status_code == 404


def test_the_contact_follows_one_person_and_prints_the_form(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1)
    own = Application.objects.get()
    page = school.get(reverse("registration:group_application", args=[own.public_id])).content.decode()
    assert "待审核" in page
    assert "由单位集体报名" in page
    assert identity_number(1) not in page
    paper = school.post(reverse("registration:group_application_form", args=[own.public_id]))
    assert file_type(school, paper.url) == "application/pdf"


def test_news_of_a_person_lead_the_contact_to_the_contact_s_page(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1)
    own = Application.objects.select_related("candidate").get()
    services.return_application(application=own, actor=Counter().officer, now=OPEN, reason="照片不清楚")
    news = Notification.objects.get()
    assert news.recipient == Counter().group_contact
    assert school.get(news.url).status_code == 200
    assert "照片不清楚" in school.get(news.url).content.decode()


def test_the_sender_s_own_list_comes_back_with_remarks(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1, wrong=True)
    batch = ImportBatch.objects.get()
    response = school.post(reverse("registration:group_batch_annotated", args=[batch.public_id]))
    content = b"".join(response.streaming_content)
    assert content.startswith(b"PK")
    assert "attachment" in response["Content-Disposition"]


def test_the_list_filters_by_state_and_name(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1, 2)
    rows = school.get(url("assessment", assessment), {"words": "钱双喜"}).context["page"].object_list
    assert [row.candidate.name for row in rows] == ["钱双喜"]
    assert list(school.get(url("assessment", assessment), {"state": "paid"}).context["page"].object_list) == []


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_three(
    school: Client, assessment: Assessment
) -> None:
    counts = []
    for serials in ((1,), (2, 3)):
        bring(school, assessment, *serials)
        school.get("/group/")
        with CaptureQueriesContext(connection) as queries:
            school.get(url("assessment", assessment))
            school.get("/group/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_candidate_finds_no_group_page(alices: Client, assessment: Assessment) -> None:
    assert alices.get("/group/").status_code == 404
    assert alices.get(url("roster", assessment)).status_code == 404


# --- putting right, printing, taking away -------------------------------------------------------------------------------


OWN = ("application", "application_amend", "application_papers")
DONE = ("application_submit", "application_form")


def returned(school: Client, assessment: Assessment) -> Application:
    bring(school, assessment, 1)
    own = Application.objects.select_related("candidate").get()
    return services.return_application(application=own, actor=Counter().officer, now=OPEN, reason="单位请写全称")


def test_another_contact_finds_nothing_of_it(school: Client, assessment: Assessment) -> None:
    look = upload(school, assessment, 2, wrong=True)
    own = returned(school, assessment)
    other = Client()
    other.force_login(make_user("school2", Role.GROUP_CONTACT), backend="django.contrib.auth.backends.ModelBackend")
    for name in OWN:
        assert other.get(reverse(f"registration:group_{name}", args=[own.public_id])).status_code == 404, name
    for name in DONE:
        assert other.post(reverse(f"registration:group_{name}", args=[own.public_id])).status_code == 404, name
    assert other.get(look).status_code == 404
    for act in ("import", "give-up", "annotated", "columns"):
        assert other.post(f"{look}{act}/").status_code == 404, act
    assert "赵一鸣" not in other.get(url("assessment", assessment)).content.decode()
    assert "没有已提交的报名" in other.post(url("forms", assessment), follow=True).content.decode()


def test_what_came_back_is_put_right_and_handed_in_again(school: Client, assessment: Assessment) -> None:
    own = returned(school, assessment)
    page = reverse("registration:group_application", args=[own.public_id])
    assert "单位请写全称" in school.get(page).content.decode()
    amend = reverse("registration:group_application_amend", args=[own.public_id])
    form = school.get(amend).context["form"]
    said = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [])}
    answer = school.post(amend, {**said, "employer": "济南某某技工学校"})
    assert answer.url == page
    scan = SimpleUploadedFile("身份证.jpg", portrait(1))
    papers = reverse("registration:group_application_papers", args=[own.public_id])
    assert school.post(papers, {"kind": "identity", "file": scan}).status_code == 302
    school.post(reverse("registration:group_application_submit", args=[own.public_id]))
    own = Application.objects.select_related("candidate").get()
    assert (own.state, own.candidate.employer) == (ApplicationState.SUBMITTED, "济南某某技工学校")
    assert own.materials.get().kind == "identity"
    assert school.get(amend).url == page
    late = school.post(papers, {"kind": "identity", "file": SimpleUploadedFile("身份证.jpg", portrait(2))})
    assert (late.status_code, "已锁定" in late.content.decode()) == (422, True)


def test_how_somebody_with_other_applications_is_reached_is_neither_shown_nor_changed_here(
    school: Client, assessment: Assessment
) -> None:
    own = returned(school, assessment)
    person = own.candidate
    Candidate.objects.filter(pk=person.pk).update(address="历下区某路 1 号", email="own@example.org")
    elsewhere = open_assessment()
    services.enter_application(
        offering=elsewhere.offerings.get(),
        person=PersonFacts(name=person.name, identity_number=person.identity_number, mobile=person.mobile),
        channel=Channel.COUNTER,
        actor=Counter().officer,
        now=OPEN,
    )
    amend = reverse("registration:group_application_amend", args=[own.public_id])
    page = school.get(amend)
    words = page.content.decode()
    assert all(said not in words for said in ("历下区某路", "own@example.org", person.mobile))
    form = page.context["form"]
    said = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [])}
    school.post(amend, {**said, "mobile": "13900000000", "address": "别处", "employer": "济南某某技工学校"})
    after = Candidate.objects.get(pk=person.pk)
    assert (after.employer, after.mobile, after.address) == ("济南某某技工学校", person.mobile, "历下区某路 1 号")


def test_the_home_page_says_what_to_do_next_and_by_when(school: Client, assessment: Assessment) -> None:
    assert "还没有导入人员" in school.get("/group/").content.decode()
    returned(school, assessment)
    page = school.get("/group/").content.decode()
    assert "1 人退回修改" in page
    assert "1 人缺照片" in page
    assert "24:00前" in page


def test_all_forms_come_as_one_pdf_and_are_not_issued_twice(
    school: Client, assessment: Assessment, django_capture_on_commit_callbacks
) -> None:
    """R2.2: the forms of all our people, in one go."""
    bring(school, assessment, 1, 2)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            page = school.post(url("forms", assessment), follow=True)
        job = page.context["job"]
        job.refresh_from_db()
        content = b"".join(school.get(job.result_url).streaming_content)
        assert page_count(content) == Document.objects.get(subject=str(Application.objects.first().public_id)).pages * 2
    assert Document.objects.filter(kind="registration.form").count() == 2


def test_forms_ask_as_often_for_three_as_for_one(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1, 2, 3)
    ids = list(Application.objects.order_by("number").values_list("pk", flat=True))
    counts = []
    issue_forms(applications=ids, actor=Counter().group_contact, now=OPEN)
    for chosen in (ids[:1], ids):
        Candidate.objects.update(employer=f"改为{len(chosen)}")
        with CaptureQueriesContext(connection) as queries:
            assert len(issue_forms(applications=chosen, actor=Counter().group_contact, now=OPEN)) == len(chosen)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_sheet_of_our_people_tells_no_number_and_holds_no_formula(school: Client, assessment: Assessment) -> None:
    bring(school, assessment, 1)
    Candidate.objects.update(employer="=1+1")
    answer = school.post(url("people_sheet", assessment))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    said = " ".join(str(cell.value) for cell in cells)
    assert ("赵一鸣" in said, identity_number(1) in said, "缺照片" in said) == (True, False, True)
    assert AuditEntry.objects.filter(verb="group.export").count() == 1
