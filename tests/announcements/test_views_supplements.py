"""Supplements at the desk: the purpose first, then what stands beside what is typed, and the rules beside both (R1.2, R1.3)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services, texts
from announcements.mending import ways_out_of_lock
from announcements.models import Announcement, Assessment
from station import clock
from station.enums import Level, Role
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_planned,
    offering_of,
    publish,
)
from tests.factories.station import make_alice, make_bob, make_charlie, make_occupation, make_place
from tests.pages import as_shown

pytestmark = pytest.mark.django_db
LATER = clock.at(date(2026, 9, 3), 9)


@pytest.fixture(autouse=True)
def september() -> None:
    clock.move_to(LATER, frozen=True)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(Desk().officer)
    return client


@pytest.fixture
def original() -> Announcement:
    return make_announced_assessment().announcements.get()


def url(name: str, ident: object, query: str = "") -> str:
    return reverse(f"announcements:{name}", args=[ident]) + query


def page_of(client: Client, original: Announcement, purpose: str) -> str:
    return client.get(url("supplement_draft", original.public_id, f"?purpose={purpose}")).content.decode()


def post(client: Client, original: Announcement, purpose: str, **typed):
    values = as_shown(page_of(client, original, purpose)) | {"changes": "原公告有误。"} | typed
    return client.post(url("supplement_draft", original.public_id), values)


def test_the_first_question_is_what_the_supplement_shall_do(officer: Client, original: Announcement) -> None:
    page = officer.get(url("supplement_draft", original.public_id)).content.decode()
    assert [
        label in page for label in ("起草补充公告", "起草更正公告", "起草改期公告", "起草延期公告", "起草撤销公告")
    ] == [True] * 5
    annual = Announcement.objects.get(kind="annual")
    assert "起草延期公告" not in officer.get(url("supplement_draft", annual.public_id)).content.decode()


@pytest.mark.parametrize(
    ("purpose", "there", "not_there"),
    [
        ("correction", ["exam_time", "place", "registration_until", "notes"], ["exam_date", "order_number"]),
        ("rescheduling", ["exam_date", "exam_until", "exam_time"], ["order_number"]),
        ("postponement", ["exam_date", "order_number", "waives_notice", "waives_filing"], []),
        ("withdrawal", ["title", "changes"], ["exam_date", "exam_time", "order_number"]),
    ],
)
def test_only_what_belongs_to_the_purpose_is_asked(
    officer: Client, original: Announcement, purpose: str, there: list, not_there: list
) -> None:
    page = page_of(officer, original, purpose)
    assert [name for name in there if f'name="{name}"' not in page] == []
    assert [name for name in not_there if f'name="{name}"' in page] == []


def test_sent_back_as_it_was_shown_the_form_amends_nothing(officer: Client, original: Announcement) -> None:
    assert post(officer, original, "correction").status_code == 302
    assert Announcement.objects.get(kind="supplement").amendments == {}


def test_what_is_typed_beside_what_stands_becomes_the_amendment(officer: Client, original: Announcement) -> None:
    offering, place = offering_of(original.assessment), make_place(name="东校区")
    key = f"{offering.public_id}.capacity"
    answer = post(officer, original, "correction", place=place.pk, **{key: "30"})
    supplement = Announcement.objects.get(kind="supplement")
    assert answer.url == url("announcement_desk", supplement.public_id)
    assert supplement.amendments["assessment"] == {"place": str(place.public_id)}
    assert supplement.amendments["offerings"] == {str(offering.public_id): {"capacity": 30}}
    shown = officer.get(url("supplement_edit", supplement.public_id)).content
    assert as_shown(shown)[key] == "30"
    values = as_shown(shown) | {key: "40", "title": "改过的标题"}
    officer.post(url("supplement_edit", supplement.public_id), values)
    supplement.refresh_from_db()
    assert supplement.title == "改过的标题"
    assert supplement.amendments["offerings"] == {str(offering.public_id): {"capacity": 40}}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"exam_time": " "}, "没有填写具体时间。不更正的，保留原来的内容。"),
        ({"registration_until": "九月底"}, "请填写日期和时间"),
        ({"registration_until": "9999-01-01T00:00"}, "年份须在"),
        ({"enquiry_phone": "0" * 61}, "最多 60 个字"),
        ({"changes": ""}, "请填写说明"),
        ({"place": "987654"}, "不在可选项里"),
    ],
)
def test_what_can_not_be_read_is_said_at_its_field_and_nothing_typed_is_lost(
    officer: Client, original: Announcement, typed: dict, said: str
) -> None:
    answer = post(officer, original, "correction", notes="新的注意事项", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert as_shown(page)["notes"].strip() == "新的注意事项"
    assert Announcement.objects.filter(kind="supplement").count() == 0


def test_the_rules_speak_while_one_types_and_nothing_is_written(officer: Client, original: Announcement) -> None:
    values = as_shown(page_of(officer, original, "postponement")) | {"changes": "因故。", "exam_date": "2026-10-31"}
    order = {"ordered_by": "centre", "order_number": "济鉴〔2026〕12号", "order_date": "2026-09-02"}
    check = url("supplement_check", original.public_id)
    before = Announcement.objects.count()
    missing = officer.post(check, values).content.decode()
    assert "延期依据" in missing
    assert "先改正下面几处" in missing
    unlawful = officer.post(check, values | order | {"exam_date": "2026-10-10"}).content.decode()
    assert "延期的日期须晚于原定的2026年10月24日（周六）" in unlawful
    lawful = officer.post(check, values | order).content.decode()
    assert "全部符合" in lawful
    assert "<del>" in lawful
    assert Announcement.objects.count() == before


def test_the_road_to_another_date_leads_over_the_annual_announcement(officer: Client, original: Announcement) -> None:
    post(officer, original, "rescheduling", exam_date="2026-11-21", exam_until="")
    desk = officer.get(url("announcement_desk", Announcement.objects.get(kind="supplement").public_id)).content.decode()
    annual, line = Announcement.objects.get(kind="annual"), original.assessment.planned
    address = url(
        "supplement_draft", annual.public_id, f"?purpose=rescheduling&line={line.public_id}&exam_date=2026-11-21"
    )
    assert address.replace("&", "&amp;") in desk
    assert as_shown(officer.get(address).content)[f"{line.public_id}.exam_date"] == "2026-11-21"


def test_a_draft_whose_day_is_typed_anew_takes_its_last_day_along(officer: Client, original: Announcement) -> None:
    post(officer, original, "rescheduling", exam_date="2026-11-21", exam_until="")
    supplement = Announcement.objects.get(kind="supplement")
    assert [item.key for item in texts.supplement_facts(supplement).differences] == ["exam_date"]
    address = url("supplement_edit", supplement.public_id)
    shown = as_shown(officer.get(address).content)
    assert (shown["exam_date"], shown.get("exam_until", "")) == ("2026-11-21", "")
    assert officer.post(address, shown | {"exam_date": "2026-12-05"}).status_code == 302
    supplement.refresh_from_db()
    assert supplement.amendments["assessment"] == {"exam_date": "2026-12-05", "exam_until": "2026-12-05"}


def test_who_locked_out_began_a_rescheduling_is_led_back_to_it(officer: Client, original: Announcement) -> None:
    assert ways_out_of_lock(original.assessment)[0].label == "起草改期补充公告"
    post(officer, original, "rescheduling", exam_date="2026-11-21", exam_until="")
    supplement = Announcement.objects.get(kind="supplement")
    (found,) = ways_out_of_lock(original.assessment)
    assert (found.label, found.url) == ("继续办理改期公告", url("announcement_desk", supplement.public_id))


def test_a_line_of_the_plan_is_moved_and_taken_away_from_its_page(officer: Client) -> None:
    make_announced_assessment()
    annual, line = Announcement.objects.get(kind="annual"), make_planned(exam_date=date(2026, 12, 5))
    publish(
        services.draft_supplement(
            amends=annual, title="增加", changes="增加一次。", adds=[line], actor=Desk().officer, now=LATER
        ),
        now=LATER,
    )
    answer = post(officer, annual, "withdrawal", **{f"{line.public_id}.withdrawn": "on"})
    supplement = Announcement.objects.get(kind="supplement", state="draft")
    assert answer.url == url("announcement_desk", supplement.public_id)
    assert supplement.amendments["lines"] == {str(line.public_id): {"withdrawn": True}}


def test_a_draft_is_put_away_with_a_reason(officer: Client, original: Announcement) -> None:
    post(officer, original, "correction", notes="改")
    supplement = Announcement.objects.get(kind="supplement")
    address = url("announcement_discard", supplement.public_id)
    assert "作废的草稿不能恢复" in officer.get(address).content.decode()
    assert officer.post(address, {"reason": " "}).status_code == 422
    assert officer.post(address, {"reason": "另行起草"}).status_code == 302
    desk = officer.get(url("announcement_desk", supplement.public_id)).content.decode()
    assert "已作废" in desk
    assert "另行起草" in desk
    assert officer.post(address, {"reason": "再来"}).status_code == 422
    other = Client()
    other.force_login(make_bob(Role.ANNOUNCEMENT_OFFICER))
    assert other.get(address).status_code == 403


def test_an_unannounced_round_is_given_up_with_a_reason(officer: Client) -> None:
    assessment = make_assessment(exam_date=date(2026, 12, 5))
    address = url("assessment_drop", assessment.public_id)
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "不办了"}).status_code == 302
    page = officer.get(url("assessment_detail", assessment.public_id)).content.decode()
    assert "这次鉴定已经撤销" in page
    assert "起草公告</button>" not in page


def test_an_announced_round_is_not_given_up_so(officer: Client, original: Announcement) -> None:
    answer = officer.post(url("assessment_drop", original.assessment.public_id), {"reason": "不办了"})
    assert answer.status_code == 422
    assert "更正须发布补充公告" in answer.content.decode()


def test_before_publication_one_reads_what_will_change(officer: Client, original: Announcement) -> None:
    post(officer, original, "correction", exam_time="9:30至11:00")
    supplement = Announcement.objects.get(kind="supplement")
    people = Desk()
    services.submit_announcement(announcement=supplement, actor=people.officer, now=LATER)
    services.review_announcement(announcement=supplement, actor=people.reviewer, now=LATER)
    services.approve_announcement(announcement=supplement, actor=people.director, now=LATER)
    page = officer.get(url("announcement_publish", supplement.public_id)).content.decode()
    assert "具体时间由“理论知识9:00至10:30，操作技能13:30起”改为“9:30至11:00”。" in page
    assert officer.post(url("announcement_publish", supplement.public_id)).status_code == 302
    assert Assessment.objects.get().exam_time == "9:30至11:00"


def test_the_page_of_a_withdrawn_assessment_leads_to_nothing_that_nobody_does_any_more(
    client: Client, original: Announcement
) -> None:
    client.force_login(make_bob(Role.DIRECTOR))
    page = url("assessment_detail", original.assessment.public_id)
    steps = ("校核与结束报名", "编制实施方案", "查看申报材料", "这些日期是怎样数出来的")
    assert [step for step in steps if step not in client.get(page).content.decode()] == []
    withdrawal = services.draft_supplement(
        amends=original, title="撤销", changes="不具备条件。", purpose="withdrawal", actor=Desk().officer, now=LATER
    )
    publish(withdrawal, now=LATER)
    after = client.get(page).content.decode()
    assert [step for step in steps if step in after] == []
    assert "鉴定撤销以前没有开始。" in after


def test_a_withdrawn_assessment_offers_no_further_supplement(officer: Client, original: Announcement) -> None:
    post(officer, original, "withdrawal")
    publish(Announcement.objects.get(kind="supplement"), now=LATER)
    for address in (
        url("announcement_desk", original.public_id),
        url("assessment_detail", original.assessment.public_id),
    ):
        page = officer.get(address).content.decode()
        assert "这次鉴定已经撤销" in page
        assert "起草补充公告" not in page
    assert officer.get(url("supplement_draft", original.public_id)).status_code == 409


def test_the_public_page_shows_what_is_in_force_first_then_the_chain_then_the_original(client: Client) -> None:
    original = make_announced_assessment().announcements.get()
    amendments = {"assessment": {"exam_time": "9:30<b>至</b>11:00"}}
    for number, more in enumerate((amendments, {})):
        supplement = services.draft_supplement(
            amends=original, title=f"第{number}份", changes="<script>x</script>", purpose="correction",
            amendments=more, actor=Desk().officer, now=LATER,
        )  # fmt: skip
        publish(supplement, now=LATER)
    page = client.get(url("announcement_detail", original.public_id)).content.decode()
    assert "<script>x</script>" not in page
    assert "9:30<b>" not in page
    in_force, chain, frozen = page.index("9:30&lt;b&gt;"), page.index("<del>"), page.index("原公告全文")
    assert in_force < chain < frozen
    assert page.index("理论知识9:00至10:30", frozen) > 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_and_its_check_cost_the_same_for_one_and_for_three(officer: Client, rows: int) -> None:
    """Offerings on the form; supplements in the chain on the desk."""
    chosen = [(make_occupation(name=f"职业{number}", code=f"6-00-00-0{number}"), Level.FOUR) for number in range(rows)]
    original = make_announced_assessment(*chosen).announcements.get()
    for number in range(rows):
        values = {"title": f"{number}", "changes": "改。", "amendments": {"assessment": {"notes": f"{number}"}}}
        publish(
            services.draft_supplement(amends=original, purpose="correction", actor=Desk().officer, now=LATER, **values),
            now=LATER,
        )
    typed = as_shown(page_of(officer, original, "correction")) | {"changes": "改。"}
    counted = {}
    for name, ask in {
        "form": lambda: officer.get(url("supplement_draft", original.public_id, "?purpose=correction")),
        "check": lambda: officer.post(url("supplement_check", original.public_id), typed),
        "desk": lambda: officer.get(url("announcement_desk", original.public_id)),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code == 200
        counted[name] = len(queries)
    assert counted == COSTS


COSTS = {"form": 11, "check": 27, "desk": 10}


@pytest.mark.parametrize("name", ["supplement_draft", "supplement_edit", "announcement_discard", "assessment_drop"])
def test_charlie_is_told_why_not_and_alice_finds_nothing(original: Announcement, name: str) -> None:
    supplement = services.draft_supplement(
        amends=original, title="草稿", changes="草稿", actor=Desk().officer, now=ANNOUNCED
    )
    ident = {
        "supplement_draft": original.public_id,
        "supplement_edit": supplement.public_id,
        "announcement_discard": supplement.public_id,
        "assessment_drop": original.assessment.public_id,
    }[name]
    for user, status in ((make_charlie(), 403), (make_alice(), 404)):
        client = Client()
        client.force_login(user)
        assert client.get(url(name, ident)).status_code == status
