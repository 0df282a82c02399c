"""The counter (R2.1): found by number, offered, typed in, papers taken in, and what it says when something is wrong."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from announcements.models import Offering
from registration import granted, last_time, scans, services
from registration.enums import ApplicationState, Attempt, Channel, MaterialKind
from registration.granted import Granted, register_granted
from registration.models import Application, Candidate, Material, NameChange, Photo
from registration.person_forms import offerings_of
from registration.services.at_counter import NameProof, register_at_counter
from station import clock
from station.enums import Level, Role
from station.models import AuditEntry, Notification, User
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter
from tests.factories.station import make_occupation, make_user

pytestmark = pytest.mark.django_db
PASSPORT = "E12345678"


@pytest.fixture(autouse=True)
def at_the_desk() -> None:
    clock.move_to(OPEN, frozen=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def counter_of(offering: Offering) -> str:
    return reverse("registration:counter_entry", args=[offering.assessment.public_id])


def look_up(offering: Offering, number: str, **more: str):
    posted = {"look_up": "1", "lookup-identity_number": number, **more}
    return signed_in(Counter().officer).post(counter_of(offering), posted)


def typed(offering: Offering, serial: int = 1, **changes: object) -> dict[str, object]:
    return {
        "identity_type": "resident",
        "identity_number": made.identity_number(serial),
        "name": "张三",
        "ethnicity": "汉族",
        "education": "college",
        "mobile": "13900000001",
        "employer": "某某公司",
        "offering": str(offering.public_id),
        "condition": "2023-4-1",
        "work_years": "6",
        "declared": "on",
        **changes,
    }


def send(offering: Offering, **changes: object):
    return signed_in(Counter().officer).post(counter_of(offering), typed(offering, **changes))


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


# --- found by number -----------------------------------------------------------------------------------------------------


def test_a_number_says_sex_and_birth_date_at_once() -> None:
    answer = look_up(made.open_offering(), made.identity_number(2))
    assert "女，1990年5月1日出生" in text_of(answer)
    assert not {"sex", "birth_date"} & set(answer.context["form"].fields)
    assert answer.context["form"].fields["name"].widget.attrs["autofocus"]


def test_a_number_that_breaks_its_rules_is_refused_with_what_was_typed() -> None:
    answer = look_up(made.open_offering(), "370102199005010099")
    assert answer.status_code == 400
    assert "校验不通过" in text_of(answer)
    assert 'value="370102199005010099"' in text_of(answer)


def test_a_passport_typed_without_its_kind_is_told_once_to_name_the_kind() -> None:
    answer = look_up(made.open_offering(), PASSPORT)
    assert answer.status_code == 400
    (said,) = answer.context["lookup"].errors["identity_number"]
    assert said.count("证件类型") == 1
    assert "列" not in said, "there are no columns at the counter"


@pytest.mark.parametrize(
    ("kind", "number"),
    [("passport", PASSPORT), ("military", "军字第20231234"), ("hm_permit", "H12345678"), ("tw_permit", "12345678")],
)
def test_of_other_documents_sex_and_birth_date_are_asked(kind: str, number: str) -> None:
    offering = made.open_offering()
    answer = look_up(offering, number, **{"lookup-identity_type": kind})
    assert {"sex", "birth_date"} <= set(answer.context["form"].fields)
    missing = send(offering, identity_type=kind, identity_number=number)
    assert {"sex", "birth_date"} == set(missing.context["form"].errors)
    send(offering, identity_type=kind, identity_number=number, sex="2", birth_date="1991-02-03")
    person = Candidate.objects.get()
    assert (person.identity_type, person.sex, person.birth_date) == (kind, 2, date(1991, 2, 3))


def test_a_passport_without_its_kind_is_told_where_to_say_it() -> None:
    assert "证件类型" in text_of(look_up(made.open_offering(), PASSPORT))


def test_a_residence_permit_of_hong_kong_tells_itself() -> None:
    number = made.identity_number(1, area="810000")
    answer = look_up(made.open_offering(), number)
    assert answer.context["kind"] == "港澳台居民居住证"


def test_who_is_found_is_on_record_as_looked_up_and_a_stranger_is_not() -> None:
    offering = made.open_offering()
    person = made.draft(offering, 5).candidate
    look_up(offering, made.identity_number(6))
    assert not AuditEntry.objects.filter(verb="candidate.look_up").exists()
    look_up(offering, made.identity_number(5))
    assert AuditEntry.objects.get(verb="candidate.look_up").object_id == str(person.public_id)
    with pytest.raises(NotPermitted):
        services.look_up(number=made.identity_number(5), actor=Counter().charlie, now=OPEN)


def test_the_form_sent_without_a_look_up_is_one() -> None:
    """Put together by hand it would show the same data; after a look-up it is no second one."""
    made.draft(made.open_offering(), 5)
    again, number = made.open_offering(), made.identity_number(5)
    looked_up = AuditEntry.objects.filter(verb="candidate.look_up")
    assert send(again, identity_number=number, name="").status_code == 400
    assert looked_up.count() == 1
    at_desk = signed_in(Counter().officer)
    at_desk.post(counter_of(again), {"look_up": "1", "lookup-identity_number": number})
    at_desk.post(counter_of(again), {"identity_number": number})
    assert looked_up.count() == 2


# --- what is offered -----------------------------------------------------------------------------------------------------


@pytest.fixture
def our_certificate():
    """What the last stage would tell of person 1: level 4, granted eight years ago."""
    kept = list(granted._providers)
    occupation = make_occupation()

    def provider(candidates):
        known = Candidate.objects.get(identity_index=services.candidates.identity_index(made.identity_number(1)))
        one = Granted("1815012001400001", occupation.pk, occupation.name, 4, date(2018, 6, 1))
        return {known.pk: [one]} if known.pk in candidates else {}

    register_granted(provider)
    yield
    granted._providers[:] = kept


def test_last_data_certificate_condition_and_the_only_offering_are_offered(our_certificate: None) -> None:
    earlier = made.draft(
        made.open_offering(), 1, particulars={"school": "济南技师学院", "source": "企业", "household": "济南"}
    )
    again = made.open_offering(Level.THREE)
    answer = look_up(again, made.identity_number(1))
    initial = answer.context["form"].initial
    assert initial["name"] == earlier.candidate.name
    assert (initial["school"], initial["source"], initial["household"]) == ("济南技师学院", "企业", "济南")
    assert (initial["lower_certificate_number"], initial["certificate_level"]) == ("1815012001400001", "4")
    assert initial["offering"] == str(again.public_id)
    assert initial["condition"].startswith("2023-3-")
    assert "1815012001400001" in text_of(answer)
    assert answer.context["form"].fields["declared"].widget.attrs["autofocus"]


def test_of_several_offerings_none_is_chosen_for_the_clerk_but_each_has_its_suggestion(our_certificate: None) -> None:
    made.draft(made.open_offering(), 1)
    assessment = made.open_assessment((make_occupation(), Level.THREE), (make_occupation("汽车维修工"), Level.FIVE))
    answer = look_up(assessment.offerings.first(), made.identity_number(1))
    assert "offering" not in answer.context["form"].initial
    assert set(answer.context["offered"].suggestions) == {str(each.public_id) for each in assessment.offerings.all()}
    assert answer.context["form"].fields["offering"].widget.attrs["autofocus"]


def test_a_level_somebody_has_our_certificate_of_is_asked_about_and_not_suggested(our_certificate: None) -> None:
    made.draft(made.open_offering(), 1)
    assessment = made.open_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.THREE))
    four, three = assessment.offerings.order_by("-level")
    answer = look_up(four, made.identity_number(1))
    assert answer.context["offered"].held == (four,)
    assert set(answer.context["offered"].suggestions) == {str(three.public_id)}
    assert "已有本所发的同级或更高等级证书" in text_of(answer)


def test_an_offering_applied_for_already_is_no_choice_that_is_left(django_assert_num_queries) -> None:
    assessment = made.open_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.THREE))
    four, three = assessment.offerings.order_by("-level")
    made.submitted(four, 1)
    answer = look_up(four, made.identity_number(1))
    assert answer.context["form"].initial["offering"] == str(three.public_id)
    assert "已报" in text_of(answer)
    known = Candidate.objects.get()
    offerings = offerings_of(assessment)
    with django_assert_num_queries(5):
        last_time.offered_to(known, assessment, offerings, on=clock.local_date(OPEN))
    made.draft(made.open_offering(Level.FIVE), 1)
    with django_assert_num_queries(5):
        last_time.offered_to(known, assessment, offerings, on=clock.local_date(OPEN))


def test_what_differs_from_the_last_time_is_marked_and_said() -> None:
    made.draft(made.open_offering(), 1, name="张三")
    again = made.open_offering()
    refused = send(again, mobile="12", employer="另一家公司")
    marked = {line["field"].name for line in refused.context["form"].who if line["changed"] and line["offered"]}
    assert {"mobile", "employer"} <= marked
    assert "上次为：山东轨道交通装备有限公司" in text_of(refused)
    done = signed_in(Counter().officer).post(counter_of(again), typed(again, employer="另一家公司"), follow=True)
    assert "与上次相比更改了" in text_of(done)
    assert "单位或学校" in text_of(done)


# --- typed in ------------------------------------------------------------------------------------------------------------


def test_everything_wrong_is_said_at_once_and_the_first_has_the_focus() -> None:
    answer = send(made.open_offering(), education="", mobile="123", condition="2023-3-1", name="")
    assert set(answer.context["form"].errors) == {"education", "mobile", "condition", "name"}
    assert [name for name, field in answer.context["form"].fields.items() if field.widget.attrs.get("autofocus")] == [
        "name"
    ]
    assert not Application.objects.exists()


def test_a_condition_of_another_level_is_refused_and_not_lost_in_a_remark() -> None:
    assessment = made.open_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.THREE))
    answer = send(assessment.offerings.get(level=Level.FOUR), condition="2023-3-1")
    assert "不是四级/中级工的条件" in text_of(answer)


def test_what_is_refused_at_the_submission_leaves_no_draft_behind() -> None:
    """R2.1: a retake without a kept result; sent again without it, the same form goes through."""
    offering = made.open_offering()
    refused = send(offering, retake="practical")
    assert refused.status_code == 400
    assert "retake" in refused.context["form"].errors
    assert not Application.objects.exists()
    assert not Candidate.objects.exists()
    assert send(offering).status_code == 302


def test_a_retake_without_the_promise_is_kept_as_a_draft_with_its_subject() -> None:
    offering = made.open_offering()
    changes = {"retake": "practical", "results_station": "某某鉴定所", "results_released": "2026-03-01", "declared": ""}
    assert send(offering, **changes).status_code == 302
    application = Application.objects.get()
    assert {row.subject: row.attempt for row in application.subjects.all()} == {"practical": Attempt.RETAKE}
    assert application.particulars["results_released"] == "2026-03-01"


def test_who_has_applied_already_is_led_to_the_application_that_stands() -> None:
    offering = made.open_offering()
    standing = made.submitted(offering, 1, name="张三")
    answer = send(offering)
    assert answer.status_code == 400
    assert reverse("registration:application_detail", args=[standing.public_id]) in text_of(answer)
    with pytest.raises(services.AlreadyApplied) as told:
        made.draft(offering, 1, name="张三")
    assert told.value.standing == standing


def test_save_and_next_leads_back_to_the_number() -> None:
    offering = made.open_offering()
    answer = send(offering, next="1")
    assert answer.url == counter_of(offering)
    page = signed_in(Counter().officer).get(answer.url)
    assert page.context["lookup"].fields["identity_number"].widget.attrs["autofocus"]
    assert "我刚才登记的" in text_of(page)


def test_a_person_with_an_account_learns_that_the_counter_registered_them() -> None:
    offering = made.open_offering()
    candidate = made.draft(offering, 1, name="张三").candidate
    alice = Counter().candidate
    services.link_account(candidate=candidate, user=alice, now=OPEN)
    application = register_at_counter(
        offering=made.open_offering(),
        person=made.person(1, name="张三"),
        subjects=None,
        declared=True,
        actor=Counter().officer,
        now=OPEN,
    )
    told = Notification.objects.get(recipient=alice)
    assert Counter().officer.name in told.text
    page = signed_in(alice).get(reverse("registration:my_application", args=[application.public_id]))
    assert f"由{Counter().officer.name}" in text_of(page)
    listed = signed_in(Counter().second).get(reverse("registration:application_list"))
    assert f"{Counter().officer.name}录入" in text_of(listed)


# --- 曾用名 ---------------------------------------------------------------------------------------------------------------


def test_a_number_under_another_name_asks_for_the_proof_and_keeps_all_that_was_typed() -> None:
    offering = made.open_offering()
    known = made.draft(made.open_offering(), 1, name="王旧名").candidate
    refused = send(offering, name="王新名", employer="新单位")
    assert "登记的姓名是“王旧名”" in text_of(refused)
    assert 'value="新单位"' in text_of(refused)
    without = send(offering, name="王新名", rename="1")
    assert "proof" in without.context["form"].errors
    assert not NameChange.objects.exists()
    scan = SimpleUploadedFile("x.pdf", made.scan_pdf())
    done = send(offering, name="王新名", rename="1", proof="户口簿变更页", proof_file=scan)
    assert done.status_code == 302
    known.refresh_from_db()
    change = NameChange.objects.get()
    assert (known.name, change.name_before, change.name_after) == ("王新名", "王旧名", "王新名")
    page = signed_in(Counter().second).get(
        reverse("registration:application_detail", args=[Application.objects.latest("id").public_id])
    )
    assert "登记更名为王新名" in text_of(page)
    proof = reverse("registration:name_proof", args=[known.public_id, change.sha256])
    answer = signed_in(Counter().officer).get(proof)
    assert answer.getvalue().startswith(b"%PDF")
    assert signed_in(Counter().officer).get(proof.replace(change.sha256, "0" * 64)).status_code == 404


def test_a_refused_registration_takes_the_change_of_name_back_with_it() -> None:
    offering = made.open_offering()
    known = made.submitted(offering, 1, name="王旧名").candidate
    with pytest.raises(services.AlreadyApplied):
        register_at_counter(
            offering=offering,
            person=made.person(1, name="王新名"),
            subjects=None,
            declared=True,
            renamed_by=NameProof("户口簿变更页"),
            actor=Counter().officer,
            now=OPEN,
        )
    known.refresh_from_db()
    assert known.name == "王旧名"


def test_papers_keep_the_old_name_and_later_ones_bear_the_new() -> None:
    application = made.submitted(made.open_offering(), 1, name="王旧名")
    officer = Counter().officer
    before = services.issue_registration_form(application=application, actor=officer, now=OPEN)
    services.change_name(candidate=application.candidate, name="王新名", proof="户口簿", actor=officer, now=OPEN)
    after = services.issue_registration_form(application=application, actor=officer, now=OPEN)
    before.refresh_from_db()
    assert (before.facts["name"], after.facts["name"]) == ("王旧名", "王新名")


def test_both_names_are_found_and_the_former_one_is_said(django_assert_num_queries) -> None:
    application = made.submitted(made.open_offering(), 1, name="王旧名")
    services.change_name(
        candidate=application.candidate, name="王新名", proof="户口簿", actor=Counter().officer, now=OPEN
    )
    client = signed_in(Counter().second)
    for words in ("王旧名", "王新名"):
        answer = client.get(reverse("registration:application_list"), {"q": words})
        assert [item.pk for item in answer.context["page"]] == [application.pk]
        assert "曾用名 王旧名" in text_of(answer)


def test_a_closed_register_is_not_changed_behind_its_back() -> None:
    application = made.paid(made.open_offering(), 1)
    services.close_registration(assessment=application.offering.assessment, actor=Counter().officer, now=AFTER)
    asked = {"candidate": application.candidate, "name": "王新名", "proof": "户口簿", "actor": Counter().officer}
    with pytest.raises(Refused, match="已经校核结束"):
        services.change_name(**asked, now=AFTER)
    page = reverse("registration:name_change", args=[application.candidate.public_id])
    client = signed_in(Counter().second)
    shown = client.get(page)
    assert "已经校核结束" in text_of(shown)
    refused = client.post(page, {"name": "王新名", "proof": "户口簿"})
    assert (refused.status_code, "acknowledged" in refused.context["form"].errors) == (409, True)
    client.post(page, {"name": "王新名", "proof": "户口簿", "acknowledged": "on"})
    assert Candidate.objects.get().name == "王新名"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "", "proof": "户口簿"}, "姓名没有填写"),
        ({"name": "考生一", "proof": "户口簿"}, "现在登记的姓名就是"),
        ({"name": "王新名", "proof": " "}, "没有写明更名的证明文件"),
    ],
)
def test_a_change_of_name_needs_a_name_and_a_proof(values: dict[str, str], said: str) -> None:
    candidate = made.draft(made.open_offering(), 1).candidate
    with pytest.raises(Refused, match=said):
        services.change_name(candidate=candidate, actor=Counter().officer, now=OPEN, **values)


def test_nobody_changes_their_own_name_and_only_the_desk_does() -> None:
    candidate = made.draft(made.open_offering(), 1).candidate
    own = make_user("own", Role.SECOND_REVIEWER)
    Candidate.objects.filter(pk=candidate.pk).update(user=own)
    candidate.refresh_from_db()
    for actor in (own, Counter().cashier, Counter().charlie):
        with pytest.raises(NotPermitted):
            services.change_name(candidate=candidate, name="王新名", proof="户口簿", actor=actor, now=OPEN)
    changed = services.change_name(
        candidate=candidate, name="王新名", proof="户口簿", actor=Counter().officer, now=OPEN
    )
    assert User.objects.get(pk=own.pk).name == changed.name_after
    with pytest.raises(Refused):
        changed.save()


# --- the papers of one visit -----------------------------------------------------------------------------------------------


def file(content: bytes, name: str = "x.bin") -> io.BytesIO:
    found = io.BytesIO(content)
    found.name = name
    return found


def papers_of(application: Application) -> str:
    return reverse("registration:counter_papers", args=[application.public_id])


def test_several_papers_and_the_photograph_come_in_one_go() -> None:
    application = made.submitted(made.open_offering(), 1)
    client = signed_in(Counter().officer)
    page = client.get(papers_of(application))
    required = [paper["kind"] for paper in page.context["form"].papers]
    assert required[0] == MaterialKind.IDENTITY
    client.post(
        papers_of(application),
        {
            "paper_identity": [file(made.portrait(1, size=(900, 600))), file(made.portrait(2, size=(900, 600)))],
            f"paper_{required[1]}": file(made.scan_pdf(2)),
            "photo": file(made.portrait(3)),
            "other_kind": "achievement",
            "other": file(made.scan_pdf()),
        },
    )
    kept = {material.kind: material for material in Material.objects.filter(application=application)}
    assert set(kept) == {MaterialKind.IDENTITY, required[1], MaterialKind.ACHIEVEMENT}
    assert kept[MaterialKind.IDENTITY].mime == "application/pdf", "front and back are one paper"
    assert Photo.objects.filter(candidate=application.candidate).count() == 1
    again = client.get(papers_of(application))
    assert all(paper["material"] for paper in again.context["form"].papers)


def test_of_several_files_the_good_ones_are_received_and_the_bad_one_says_why() -> None:
    application = made.submitted(made.open_offering(), 1)
    answer = signed_in(Counter().officer).post(
        papers_of(application), {"paper_identity": file(made.scan_pdf()), "paper_work_years": file(b"MZ no scan")}
    )
    assert answer.status_code == 400
    assert "paper_work_years" in answer.context["form"].errors
    assert "已接收：身份证" in text_of(answer)
    assert Material.objects.get().kind == MaterialKind.IDENTITY
    assert answer.context["form"].fields["paper_work_years"].widget.attrs["autofocus"]


def test_a_kind_without_a_file_and_a_file_without_a_kind_are_asked_about() -> None:
    application = made.submitted(made.open_offering(), 1)
    client = signed_in(Counter().officer)
    assert "other" in client.post(papers_of(application), {"other_kind": "achievement"}).context["form"].errors
    answer = client.post(papers_of(application), {"other": file(made.scan_pdf())})
    assert "other_kind" in answer.context["form"].errors
    assert client.post(papers_of(application), {}).status_code == 302


def test_after_the_review_no_paper_is_taken_in_any_more() -> None:
    application = made.accepted(made.open_offering(), 1)
    page = signed_in(Counter().officer).get(papers_of(application))
    assert "材料已锁定" in text_of(page)


def test_pages_of_one_paper_are_bound_in_their_order_and_the_same_pages_give_the_same_bytes() -> None:
    pages = [made.portrait(1, size=(600, 900)), made.scan_pdf(2), made.portrait(2, size=(900, 600))]
    bound = scans.one_paper(pages)
    assert bound == scans.one_paper(pages)
    from pypdf import PdfReader

    assert len(PdfReader(io.BytesIO(bound)).pages) == 4
    assert scans.one_paper(pages[:1]) == pages[0]
    with pytest.raises(Refused):
        scans.one_paper([pages[0], b"nothing"])


@pytest.mark.parametrize("place", ["/Annots", "/B"])
def test_a_pdf_that_can_be_read_but_not_bound_is_told_so(place: str) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, NameObject, NumberObject

    writer, out = PdfWriter(), io.BytesIO()
    damaged = NumberObject(3) if place == "/B" else ArrayObject([NumberObject(3)])
    writer.add_blank_page(300, 300)[NameObject(place)] = damaged
    writer.write(out)
    assert scans.one_paper([out.getvalue()]) == out.getvalue()
    with pytest.raises(Refused, match="不能合为一件"):
        scans.one_paper([made.scan_pdf(1), out.getvalue()])


# --- the way there -----------------------------------------------------------------------------------------------------------


def test_the_rail_leads_to_the_only_counter_and_of_several_one_is_chosen() -> None:
    client = signed_in(Counter().officer)
    none = client.get(reverse("registration:counter"))
    assert "现在没有正在报名的批次" in text_of(none)
    offering = made.open_offering()
    assert client.get(reverse("registration:counter")).url == counter_of(offering)
    other = made.open_offering()
    page = client.get(reverse("registration:counter"))
    assert counter_of(offering) in text_of(page)
    assert counter_of(other) in text_of(page)
    assert reverse("registration:counter") in text_of(client.get(reverse("station:dashboard")))


def test_an_amendment_keeps_what_the_form_does_not_ask() -> None:
    application = made.draft(made.open_offering(), 1, particulars={"trade": "维修电工", "school": "老学校"})
    page = reverse("registration:application_amend", args=[application.public_id])
    posted = typed(application.offering, 1, name="考生一", school="新学校")
    signed_in(Counter().officer).post(page, posted)
    application.refresh_from_db()
    assert (application.particulars["trade"], application.particulars["school"]) == ("维修电工", "新学校")
    assert application.state == ApplicationState.DRAFT
    assert application.channel == Channel.COUNTER
