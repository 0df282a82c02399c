"""The desk in the browser's eyes: filters, decisions, private files, what was typed kept."""

import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from registration import services
from registration.enums import ApplicationState, MaterialKind
from registration.models import Application, Charge, ColumnMeaning, Material, Payment, Photo, RegistrationClosing
from station import clock
from station.crypto import mask_identity
from station.enums import Level, Role
from station.models import AuditEntry, User
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter
from tests.factories.station import make_occupation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_desk() -> None:
    clock.move_to(OPEN, frozen=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: object, **query: object) -> str:
    return reverse(f"registration:{name}", args=args) + (f"?{urlencode(query)}" if query else "")


def status_of(response: object) -> int:
    """A file that is served is read to its end, and so closed again."""
    response.getvalue()  # type: ignore[attr-defined]
    return response.status_code  # type: ignore[attr-defined,no-any-return]


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


# --- the queue -----------------------------------------------------------------------------------------------------------


def test_the_queue_asks_the_same_questions_of_one_row_and_of_three(django_assert_num_queries) -> None:
    client, offering = signed_in(Counter().officer), made.open_offering()
    made.submitted(offering, 1)
    client.get(address("application_list"))
    with django_assert_num_queries(11):
        assert client.get(address("application_list")).status_code == 200
    made.submitted(offering, 2)
    made.submitted(offering, 3)
    with django_assert_num_queries(11):
        assert len(client.get(address("application_list")).context["page"].object_list) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "submitted"}, {2, 3}),
        ({"state": "draft"}, {1}),
        ({"q": "考生二"}, {2}),
        ({"q": made.identity_number(3)}, {3}),
        ({"level": "4"}, {1, 2, 3}),
        ({"level": "1"}, set()),
        ({"channel": "online"}, set()),
        ({"state": "nonsense", "assessment": "x", "level": "x", "page": "x"}, {1, 2, 3}),
    ],
)
def test_the_queue_is_filtered_by_its_address(query: dict[str, str], found: set[int]) -> None:
    offering = made.open_offering()
    rows = {1: made.draft(offering, 1), 2: made.submitted(offering, 2), 3: made.submitted(offering, 3)}
    response = signed_in(Counter().second).get(address("application_list", **query))
    assert {item.pk for item in response.context["page"]} == {rows[key].pk for key in found}


def test_identity_numbers_are_masked_on_every_list() -> None:
    application = made.accepted(made.open_offering())
    number = application.candidate.identity_number
    for user, page in ((Counter().officer, "application_list"), (Counter().cashier, "charge_list")):
        said = text_of(signed_in(user).get(address(page)))
        assert number not in said
        assert application.candidate.masked_identity in said


# --- one case --------------------------------------------------------------------------------------------------------------


def test_a_case_keeps_its_place_in_the_list_it_was_opened_from() -> None:
    offering = made.open_offering()
    first, second, third = (made.submitted(offering, serial) for serial in (1, 2, 3))
    made.draft(offering, 4)
    response = signed_in(Counter().officer).get(address("application_detail", second.public_id, state="submitted"))
    assert (response.context["previous"], response.context["next"]) == (first.public_id, third.public_id)
    last = signed_in(Counter().officer).get(address("application_detail", third.public_id, state="submitted"))
    assert last.context["next"] is None


def test_a_refused_decision_shows_the_case_again_with_reason_clause_and_what_was_typed() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().second)
    response = client.post(address("application_accept", application.public_id), {"accept-opinion": "已核对单位电话"})
    assert response.status_code == 409
    said = text_of(response)
    assert "查验原件" in said
    assert "R2.1" in said
    assert "已核对单位电话" in said
    empty = client.post(address("application_return", application.public_id), {"return-reason": ""})
    assert empty.status_code == 400
    assert Application.objects.get(pk=application.pk).state == ApplicationState.SUBMITTED


def test_a_decision_leads_to_the_next_case() -> None:
    offering = made.open_offering()
    first, second = made.submitted(offering, 1), made.submitted(offering, 2)
    made.sight_everything(first)
    response = signed_in(Counter().second).post(
        address("application_accept", first.public_id, state="submitted"),
        {"accept-opinion": "", "next": str(second.public_id)},
    )
    assert response.url == address("application_detail", second.public_id, state="submitted")
    first.refresh_from_db()
    assert first.state == ApplicationState.ACCEPTED


def test_originals_are_ticked_off_together() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().second)
    kinds = [MaterialKind.IDENTITY, MaterialKind.WORK_YEARS]
    posted = {"kind": kinds, "sight-mode": "original", "sight-place": ""}
    refused = client.post(address("material_sight", application.public_id), posted)
    assert refused.status_code == 409
    assert "地点" in text_of(refused)
    client.post(address("material_sight", application.public_id), {**posted, "sight-place": "报名大厅"})
    assert Material.objects.filter(application=application, sighting__isnull=False).count() == 2
    none = client.post(address("material_sight", application.public_id), {"sight-mode": "online", "sight-place": ""})
    assert none.status_code == 409


def test_the_whole_identity_number_is_shown_once_and_recorded() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().officer)
    assert client.get(address("identity_unmask", application.public_id)).status_code == 405
    response = client.post(address("identity_unmask", application.public_id))
    assert application.candidate.identity_number in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(verb="identity.unmask").count() == 1
    later = client.get(address("application_detail", application.public_id))
    assert application.candidate.identity_number not in text_of(later)


def test_a_condition_is_chosen_and_the_papers_follow() -> None:
    application = made.submitted(made.open_offering(), condition="")
    client = signed_in(Counter().second)
    client.post(address("condition_choose", application.public_id), {"condition-condition": "2023-4-3"})
    page = client.get(address("application_detail", application.public_id))
    assert [line["kind"] for line in page.context["checklist"]] == ["identity", "diploma"]
    wrong = client.post(address("condition_choose", application.public_id), {"condition-condition": "2018-1-1"})
    assert wrong.status_code == 400


def test_a_registration_is_cancelled_only_after_the_page_that_says_what_will_happen() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().director)
    page = client.get(address("application_cancel", application.public_id))
    assert page.status_code == 200
    assert "不能恢复" in text_of(page)
    assert client.post(address("application_cancel", application.public_id), {"reason": ""}).status_code == 409
    client.post(address("application_cancel", application.public_id), {"reason": "伪造年限证明"})
    application.refresh_from_db()
    assert application.state == ApplicationState.CANCELLED
    again = client.post(address("application_cancel", application.public_id), {"reason": "再来"})
    assert again.status_code == 409


# --- private files -----------------------------------------------------------------------------------------------------------


def test_a_scan_is_served_to_those_who_may_see_the_case_and_to_nobody_else() -> None:
    application = made.submitted(made.open_offering())
    material = services.add_material(
        application=application,
        kind=MaterialKind.IDENTITY,
        content=made.scan_pdf(),
        actor=Counter().officer,
        now=OPEN,
    )
    photo = services.add_photo(
        candidate=application.candidate, content=made.portrait(), actor=Counter().officer, now=OPEN
    )
    for page in (address("material_file", material.public_id), address("photo_file", photo.public_id)):
        assert status_of(signed_in(Counter().second).get(page)) == 200
        assert signed_in(Counter().charlie).get(page).status_code == 403
        assert signed_in(make_user(f"bob{len(page)}", Role.CANDIDATE)).get(page).status_code == 404
        assert Client().get(page).status_code == 302
    scan = signed_in(Counter().second).get(address("material_file", material.public_id))
    assert "frame-ancestors 'self'" in scan["Content-Security-Policy"]
    assert scan["X-Frame-Options"] == "SAMEORIGIN"
    assert scan.getvalue().startswith(b"%PDF")


def test_an_upload_by_the_desk_is_told_by_its_content() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().officer)
    page = address("material_add", application.public_id)
    for content, status in ((b"MZ no picture", 400), (made.portrait(size=(800, 600)), 302)):
        file = io.BytesIO(content)
        file.name = "身份证.jpg"
        response = client.post(page, {"material-kind": "identity", "material-file": file})
        assert response.status_code == status
    assert Material.objects.get().mime == "image/jpeg"
    file = io.BytesIO(made.portrait())
    file.name = "photo.png"
    assert client.post(address("photo_add", application.public_id), {"photo-photo": file}).status_code == 302
    assert Photo.objects.count() == 1


# --- the counter ---------------------------------------------------------------------------------------------------------------


def counter_form(offering: object, **changes: object) -> dict[str, object]:
    return {
        "identity_type": "resident",
        "identity_number": made.identity_number(1),
        "name": "张三",
        "ethnicity": "汉族",
        "education": "college",
        "mobile": "13900000001",
        "employer": "某某公司",
        "offering": str(offering.public_id),  # type: ignore[attr-defined]
        "condition": "2023-4-1",
        "work_years": "6",
        **changes,
    }


def test_the_counter_enters_and_submits_in_one_go() -> None:
    offering = made.open_offering()
    client = signed_in(Counter().officer)
    page = address("counter_entry", offering.assessment.public_id)
    response = client.post(page, counter_form(offering, declared="on"))
    application = Application.objects.get()
    assert response.url == address("counter_papers", application.public_id)
    assert application.state == ApplicationState.SUBMITTED
    assert application.condition == "2023-4-1"


def test_without_the_signed_promise_the_counter_keeps_a_draft() -> None:
    offering = made.open_offering()
    client = signed_in(Counter().officer)
    client.post(address("counter_entry", offering.assessment.public_id), counter_form(offering))
    application = Application.objects.get()
    assert application.state == ApplicationState.DRAFT
    client.post(address("application_submit", application.public_id), {"declared": "1"})
    application.refresh_from_db()
    assert application.number


def test_what_was_typed_at_the_counter_stays_when_a_rule_says_no() -> None:
    offering = made.open_offering()
    clock.move_to(AFTER, frozen=True)
    response = signed_in(Counter().officer).post(
        address("counter_entry", offering.assessment.public_id),
        counter_form(offering, name="欧阳·买买提", declared="on"),
    )
    assert response.status_code == 400
    said = text_of(response)
    assert "报名已于" in said
    assert "欧阳·买买提" in said
    assert not Application.objects.exists()


def test_a_returning_person_is_found_by_number_and_their_last_data_offered() -> None:
    offering = made.open_offering()
    made.draft(offering, 5)
    client = signed_in(Counter().officer)
    page = address("counter_entry", offering.assessment.public_id)
    response = client.post(page, {"look_up": "1", "lookup-identity_number": made.identity_number(5)})
    assert response.context["form"].initial["name"] == "考生五"
    assert response["Cache-Control"] == "no-store"
    unknown = client.post(page, {"look_up": "1", "lookup-identity_number": made.identity_number(6)})
    assert unknown.context["form"].initial == {
        "identity_number": made.identity_number(6),
        "identity_type": "resident",
        "offering": str(offering.public_id),
    }
    assert client.post(page, {"look_up": "1", "lookup-identity_number": ""}).status_code == 400


def test_a_draft_is_amended_with_its_data_in_the_form() -> None:
    application = made.draft(made.open_offering(), 1)
    client = signed_in(Counter().officer)
    page = address("application_amend", application.public_id)
    shown = client.get(page)
    assert shown.context["form"].initial["work_years"] == 6
    assert made.identity_number(1) not in shown.content.decode()
    assert mask_identity(made.identity_number(1)) in shown.content.decode()
    posted = counter_form(application.offering, name="考生一", work_years="9")
    assert client.post(page, posted).status_code == 302
    application.refresh_from_db()
    assert (application.work_years, application.candidate.identity_number) == (9, made.identity_number(1))
    services.submit_application(application=application, actor=Counter().officer, now=OPEN)
    locked = client.post(page, posted)
    assert locked.status_code == 400
    assert "已锁定" in text_of(locked)


# --- rosters ---------------------------------------------------------------------------------------------------------------------


def roster(*serials: int) -> io.BytesIO:
    rows = [
        f"考生{'一二三四五六七八九'[serial - 1]},{made.identity_number(serial)},139{serial:08d},电工,四级"
        for serial in serials
    ]
    file = io.BytesIO("\n".join(["姓名,证件号码,手机号码,申报职业,申报等级", *rows, "无号,,139,电工,四级"]).encode())
    file.name = "名单.csv"
    return file


def test_a_roster_is_looked_at_before_anything_is_written() -> None:
    assessment = made.open_assessment()
    client = signed_in(Counter().officer)
    preview = client.post(address("roster_import", assessment.public_id), {"roster": roster(1, 2)}).url
    page = client.get(preview)
    assert (page.context["report"].accepted, page.context["report"].rejected) == (2, 1)
    assert not Application.objects.exists()
    only = client.get(preview, {"verdict": "rejected"})
    assert [row.verdict.value for row in only.context["page"]] == ["rejected"]
    remarks = client.post(f"{preview}remarks/")
    assert remarks["Content-Type"].endswith("sheet")
    done = client.post(f"{preview}import/")
    assert Application.objects.count() == 2
    batch = client.get(done.url)
    assert batch.status_code == 200
    assert made.identity_number(1) not in text_of(batch)
    assert client.post(f"{done.url}remarks/").status_code == 200
    assert client.get(preview).status_code == 404


def own_words() -> io.BytesIO:
    file = io.BytesIO(f"尊姓大名,证照,手机,职业,等级\n张三,{made.identity_number(1)},13900000001,电工,四级\n".encode())
    file.name = "名单.csv"
    return file


def test_headings_nobody_knows_are_asked_about_once_and_remembered_for_who_told() -> None:
    """R2.4: unknown columns are mapped by the user once and remembered per source."""
    assessment, client = made.open_assessment(), signed_in(Counter().officer)
    upload = address("roster_import", assessment.public_id)
    ask = client.post(upload, {"roster": own_words()}).url
    page = client.get(ask)
    assert "证件号码" in page.context["check"].trouble
    assert [field.label for field in page.context["form"]] == ["尊姓大名", "证照", "手机", "职业", "等级"]
    assert page.context["form"]["column_2"].value() == "mobile"
    said = {"column_0": "name", "column_1": "identity_number", "column_2": "mobile", "column_3": "occupation"}
    twice = client.post(ask, {**said, "column_4": "occupation"})
    assert (twice.status_code, "不止一列" in text_of(twice)) == (422, True)
    preview = client.post(ask, {**said, "column_4": "level"})
    assert client.get(preview.url).context["report"].accepted == 1
    assert "columns" not in client.post(upload, {"roster": own_words()}).url
    assert set(ColumnMeaning.objects.values_list("title", "field")) == {
        ("尊姓大名", "name"),
        ("证照", "identity_number"),
    }
    stranger = signed_in(make_user("second-officer", Role.REGISTRATION_OFFICER))
    assert stranger.get(ask).status_code == 404
    assert stranger.post(upload, {"roster": own_words()}).url.endswith("/columns/")
    meanings = reverse("registration:column_meanings")
    assert "尊姓大名" not in stranger.get(meanings).content.decode()
    assert "尊姓大名" in client.get(meanings).content.decode()
    client.post(meanings, {"title": ["尊姓大名"]})
    assert client.post(upload, {"roster": own_words()}).url.endswith("/columns/")


def test_the_template_offers_what_this_assessment_announces() -> None:
    assessment = made.open_assessment((make_occupation("电工"), Level.FOUR))
    for user, name in (
        (Counter().officer, "roster_template_download"),
        (Counter().group_contact, "group_roster_template"),
    ):
        answer = signed_in(user).get(reverse(f"registration:{name}", args=[assessment.public_id]))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        offered = {cell.value for line in load_workbook(io.BytesIO(content))["选项"] for cell in line}
        assert {"电工", "四级/中级工", "2023-4-1"} <= offered


def test_leafing_through_a_preview_judges_nobody_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """R2.4: ten thousand rows are judged when they come in, and once more under the locks of the import."""
    assessment, client = made.open_assessment(), signed_in(Counter().officer)
    preview = client.post(address("roster_import", assessment.public_id), {"roster": roster(1, 2)}).url
    with monkeypatch.context() as patched:
        patched.setattr("registration.services.checks.import_roster", None)
        page = client.get(preview)
    assert [row.verdict.value for row in page.context["report"].rows] == ["accepted", "accepted", "rejected"]
    assert page.context["report"].rows[2].reasons


def test_somebody_else_s_upload_is_not_to_be_had() -> None:
    assessment = made.open_assessment()
    preview = (
        signed_in(Counter().officer).post(address("roster_import", assessment.public_id), {"roster": roster(1)}).url
    )
    other = signed_in(make_user("second-officer", Role.REGISTRATION_OFFICER))
    assert other.get(preview).status_code == 404
    for act in ("import", "give-up", "remarks"):
        assert other.post(f"{preview}{act}/").status_code == 404
    assert other.get(f"{preview}columns/").status_code == 404


def test_a_file_that_is_no_roster_is_answered_at_its_field() -> None:
    assessment = made.open_assessment()
    file = io.BytesIO(b"\0\1\2")
    file.name = "x.xlsx"
    response = signed_in(Counter().officer).post(address("roster_import", assessment.public_id), {"roster": file})
    assert response.status_code == 400
    assert response.context["form"].errors["roster"]


def test_photographs_come_as_one_archive() -> None:
    from station.papers import plain_zip

    application = made.submitted(made.open_offering())
    file = io.BytesIO(plain_zip({f"{application.candidate.identity_number}.jpg": made.portrait()}))
    file.name = "照片.zip"
    client = signed_in(Counter().officer)
    page = address("photos_attach", application.offering.assessment.public_id)
    assert client.post(page, {"photos": file}).context["report"].missing == ()
    junk = io.BytesIO(b"no zip")
    junk.name = "照片.zip"
    assert client.post(page, {"photos": junk}).status_code == 400


# --- money -----------------------------------------------------------------------------------------------------------------------


def test_the_cashier_takes_money_against_the_next_receipt() -> None:
    application = made.accepted(made.open_offering())
    made.receipt_book()
    charge = Charge.objects.get()
    client = signed_in(Counter().cashier)
    page = address("payment_take", charge.public_id)
    book = client.get(page).context["books"][0][0]
    wrong = client.post(page, {"method": "cash", "receipt_kind": "paper", "book": book.pk, "number": "9"})
    assert wrong.status_code == 409
    assert "下一号" in text_of(wrong)
    client.post(page, {"method": "cash", "receipt_kind": "paper", "book": book.pk, "amount": "1"})
    assert Payment.objects.get().amount == charge.amount
    application.refresh_from_db()
    assert application.state == ApplicationState.PAID
    assert client.get(address("charge_list")).context["page"].paginator.count == 0
    register = client.get(address("receipt_register", application.offering.assessment.public_id))
    assert register.context["total"] == charge.amount
    for wanted in ("pdf", "xlsx"):
        issued = client.post(
            address("receipt_register_issue", application.offering.assessment.public_id), {"format": wanted}
        )
        assert status_of(client.get(issued.url)) == 200


def test_the_cash_desk_asks_the_same_questions_of_one_row_and_of_three(django_assert_num_queries) -> None:
    client, offering = signed_in(Counter().cashier), made.open_offering()
    made.accepted(offering, 1)
    client.get(address("charge_list"))
    with django_assert_num_queries(9):
        client.get(address("charge_list"))
    made.accepted(offering, 2)
    made.accepted(offering, 3)
    with django_assert_num_queries(9):
        assert client.get(address("charge_list")).context["page"].paginator.count == 3


def test_fees_are_published_with_their_basis_for_everyone() -> None:
    said = text_of(Client().get(address("fee_standard_list")))
    assert "示例" in said
    assert "收费依据" in said
    assert "120.00" in said
    assert "17.00" not in said


def test_a_standard_is_entered_as_the_table_people_know() -> None:
    client = signed_in(Counter().accountant)
    posted = {"title": "新标准", "basis": "示例文号", "valid_from": "2026-09-01", "amount_4_theory": "55.50"}
    assert client.post(address("fee_standard_create"), {**posted, "basis": ""}).status_code == 400
    assert client.post(address("fee_standard_create"), posted).status_code == 302
    page = client.get(address("fee_standard_register"))
    standard = page.context["in_force"]
    assert (standard.title, standard.items.get().amount) == ("新标准", 55.5)
    client.post(address("fee_standard_end", standard.public_id), {"last_day": "2026-09-02"})
    assert client.get(address("fee_standard_register")).context["in_force"] != standard


def test_a_receipt_book_is_registered_once() -> None:
    client = signed_in(Counter().cashier)
    posted = {"name": "非税票据", "code": "3701", "first": "1", "last": "50", "width": "8"}
    assert client.post(address("receipt_book_register"), posted).status_code == 302
    again = client.post(address("receipt_book_register"), posted)
    assert again.status_code == 400
    assert "重叠" in text_of(again)
    assert "00000050" in text_of(client.get(address("receipt_book_list")))


# --- the end of registration -----------------------------------------------------------------------------------------------------


def test_the_closing_is_signed_on_its_page() -> None:
    offering = made.open_offering()
    made.paid(offering, 1, photo=False)
    clock.move_to(AFTER, frozen=True)
    client = signed_in(Counter().officer)
    page = address("registration_close", offering.assessment.public_id)
    refused = client.post(page, {"note_0": ""})
    assert refused.status_code == 409
    assert "没有照片" in text_of(refused)
    client.post(page, {"note_0": "照片由学校补交"})
    assert RegistrationClosing.objects.get().settled[0]["note"] == "照片由学校补交"
    assert "报名已经结束" in text_of(client.get(page))
    issued = client.post(address("registration_data_issue", offering.assessment.public_id))
    assert status_of(client.get(issued.url)) == 200


def test_an_officer_reads_but_does_not_sign_without_the_right() -> None:
    offering = made.open_offering()
    clock.move_to(AFTER, frozen=True)
    page = address("registration_close", offering.assessment.public_id)
    client = signed_in(Counter().second)
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 403


def test_the_form_is_printed_and_read_by_those_who_may() -> None:
    application = made.submitted(made.open_offering())
    client = signed_in(Counter().officer)
    issued = client.post(address("registration_form_issue", application.public_id)).url
    paper = client.get(issued)
    assert (paper["Content-Type"], status_of(paper)) == ("application/pdf", 200)
    assert signed_in(Counter().charlie).get(issued).status_code == 403
    assert signed_in(Counter().candidate).get(issued).status_code == 404
