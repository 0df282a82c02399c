"""What publication does: numbers, freezes, prints, opens; and that nothing of it changes afterwards (R1.1, R1.2)."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from announcements import services
from announcements.models import Announcement, Assessment, Offering, PlannedAssessment
from station import audit, chain, clock, numbering
from station.enums import Level
from station.identifiers import seeded
from station.models import Document, Notification
from station.refusals import Refused
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    announce,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_plan,
    make_planned,
    offering_of,
    publish,
    publish_plan,
)
from tests.factories.station import NOW, make_occupation

pytestmark = pytest.mark.django_db

LAST_MOMENT = clock.end_of(date(2026, 9, 9)) - timedelta(microseconds=1)


@pytest.mark.parametrize("now", [LAST_MOMENT - timedelta(microseconds=1), LAST_MOMENT])
def test_publication_is_lawful_to_the_last_moment_of_the_45th_day(now) -> None:
    assessment = make_assessment(registration_from=clock.at(date(2026, 9, 10)))
    announce(assessment, now=now)
    assert assessment.announced_at == now


def test_publication_on_day_44_is_refused_by_the_clock_alone() -> None:
    """Approved in time, published a microsecond late: no sweep has to notice, the service does."""
    assessment = make_assessment(registration_from=clock.at(date(2026, 9, 12)))
    make_line_public(assessment.planned, now=ANNOUNCED)
    people = Desk()
    draft = services.draft_assessment_announcement(assessment=assessment, actor=people.officer, now=ANNOUNCED)
    services.submit_announcement(announcement=draft, actor=people.officer, now=ANNOUNCED)
    services.review_announcement(announcement=draft, actor=people.reviewer, now=ANNOUNCED)
    services.approve_announcement(announcement=draft, actor=people.director, now=LAST_MOMENT)
    before = numbering.last("announcement", 2026)
    with pytest.raises(Refused) as refusal:
        services.publish_announcement(
            announcement=draft, actor=people.officer, now=LAST_MOMENT + timedelta(microseconds=1)
        )
    assert [(reason.field, reason.clause) for reason in refusal.value.reasons] == [("exam_date", "R1.2")]
    assert "今天发布最早可定在2026年10月25日（周日）" in refusal.value.reasons[0].remedy
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.document) == ("approved", None, None)
    assert numbering.last("announcement", 2026) == before
    assert Document.objects.filter(scope=str(assessment.public_id)).count() == 0


def test_numbers_follow_one_another_without_gaps() -> None:
    make_announced_assessment()
    numbers = Announcement.objects.order_by("published_at", "id").values_list("number", flat=True)
    assert list(numbers) == ["鉴公告〔2026〕1号", "鉴公告〔2026〕2号"]


def test_the_frozen_text_is_hashed_and_says_everything_the_clause_asks() -> None:
    assessment = make_announced_assessment()
    announcement = assessment.announcements.get()
    content = announcement.content
    assert announcement.sha256 == hashlib.sha256(chain.canonical(content)).hexdigest()
    assert content["number"] == announcement.number
    assert content["published_on"] == "2026-09-01"
    assert content["exam_date"] == "2026-10-24"
    assert content["registration_from"] == "2026-09-07T08:00:00+08:00"
    assert content["category"] == "日常鉴定"
    assert [item["level_label"] for item in content["offerings"]] == ["四级/中级工"]
    assert [item["subject"] for item in content["offerings"][0]["subjects"]] == ["理论知识", "操作技能"]
    empty = [name for name, value in content.items() if value in ("", [], None)]
    assert empty == []


def test_the_paper_is_issued_from_the_frozen_text() -> None:
    assessment = make_announced_assessment()
    announcement = assessment.announcements.get()
    document = announcement.document
    assert document.facts == announcement.content
    assert (document.kind, document.clause, document.scope) == (
        "assessment_announcement",
        "R1.2",
        str(assessment.public_id),
    )
    with document.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == document.sha256


def test_published_means_frozen_for_the_announcement() -> None:
    announcement = make_announced_assessment().announcements.get()
    announcement.title = "改过的标题"
    with pytest.raises(Refused, match="补充公告"):
        announcement.save()
    with pytest.raises(Refused):
        announcement.delete()
    for act in (
        lambda: Announcement.objects.filter(pk=announcement.pk).update(title="改过的标题"),
        lambda: Announcement.objects.bulk_update([announcement], ["title"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE announcements_announcement SET title = 'x' WHERE state = 'published'",
        "DELETE FROM announcements_announcement WHERE state = 'published'",
        "UPDATE announcements_assessment SET exam_date = '2026-12-01'",
        "DELETE FROM announcements_assessment",
        "UPDATE announcements_offering SET qualifications = 'x'",
        "UPDATE announcements_offeringsubject SET minutes = 10",
        "DELETE FROM announcements_offeringsubject",
        "UPDATE announcements_plannedassessment SET exam_date = '2026-12-01'",
        "UPDATE announcements_plannedoffering SET level = 1",
    ],
)
def test_raw_sql_against_what_was_announced_is_refused(statement: str) -> None:
    make_announced_assessment()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_verb_changes_what_was_announced() -> None:
    assessment = make_announced_assessment()
    now, officer = ANNOUNCED, Desk().officer
    acts = (
        lambda: services.edit_assessment(assessment=assessment, actor=officer, now=now, notes="改"),
        lambda: services.add_offering(
            assessment=assessment, occupation=make_occupation(), level=3, actor=officer, now=now
        ),
        lambda: services.edit_offering(offering=offering_of(assessment), actor=officer, now=now, capacity=1),
        lambda: services.remove_offering(offering=offering_of(assessment), actor=officer, now=now),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert [(reason.clause, reason.remedy) for reason in refusal.value.reasons] == [
            ("R1.2", "更正须发布补充公告。")
        ]
    assert Offering.objects.count() == 1


def test_what_is_under_review_can_not_be_changed_either() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    officer = Desk().officer
    draft = services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    services.submit_announcement(announcement=draft, actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="审核的内容须与发布的一致"):
        services.edit_assessment(assessment=assessment, actor=officer, now=ANNOUNCED, notes="改")
    services.recall_announcement(announcement=draft, actor=officer, now=ANNOUNCED)
    services.edit_assessment(assessment=assessment, actor=officer, now=ANNOUNCED, notes="改")
    assert Assessment.objects.get().notes == "改"


def test_the_annual_announcement_makes_its_lines_public_and_frozen() -> None:
    planned = make_planned()
    publish_plan(planned.plan)
    planned.refresh_from_db()
    assert planned.announced_at == NOW
    with pytest.raises(Refused) as refusal:
        services.edit_planned_assessment(planned=planned, actor=Desk().officer, now=NOW, scope="改")
    assert [reason.clause for reason in refusal.value.reasons] == ["R1.1"]
    with pytest.raises(Refused):
        services.remove_planned_assessment(planned=planned, actor=Desk().officer, now=NOW)
    with pytest.raises(Refused):
        services.edit_annual_plan(plan=planned.plan, actor=Desk().officer, now=NOW, notes="改")


def test_an_assessment_outside_the_plan_waits_for_a_supplement() -> None:
    make_planned()
    annual = publish_plan(make_plan())
    late = make_planned(exam_date=date(2026, 11, 21))
    assessment = make_assessment(
        planned=late,
        exam_date=date(2026, 11, 21),
        registration_from=clock.at(date(2026, 9, 14)),
        registration_until=clock.at(date(2026, 10, 14)),
    )
    officer = Desk().officer
    draft = services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused) as refusal:
        services.submit_announcement(announcement=draft, actor=officer, now=ANNOUNCED)
    assert [(reason.field, reason.clause) for reason in refusal.value.reasons] == [("planned", "R1.1")]
    supplement = services.draft_supplement(
        amends=annual, title="补充公告", changes="增加一次。", adds=[late], actor=officer, now=ANNOUNCED
    )
    publish(supplement, now=ANNOUNCED)
    publish(draft, now=ANNOUNCED)
    assert PlannedAssessment.objects.get(pk=late.pk).added_by_supplement == supplement
    assert [line["sequence"] for line in supplement.content["adds"]] == [2]
    assert [line["sequence"] for line in annual.content["lines"]] == [1]


def test_supplements_stand_beside_the_original() -> None:
    original = make_announced_assessment().announcements.get()
    before = (original.content, original.sha256, original.title)
    officer = Desk().officer
    first = publish(
        services.draft_supplement(
            amends=original, title="更正一", changes="电话改为0531-1。", actor=officer, now=ANNOUNCED
        ),
        now=ANNOUNCED,
    )
    second = services.draft_supplement(amends=first, title="更正二", changes="地点不变。", actor=officer, now=ANNOUNCED)
    publish(second, now=ANNOUNCED)
    original.refresh_from_db()
    assert (original.content, original.sha256, original.title) == before
    assert [row.amends_id for row in (first, second)] == [original.pk, original.pk]
    assert first.content["original_number"] == original.number
    assert first.assessment == original.assessment


def test_a_supplement_to_what_is_not_published_is_refused() -> None:
    assessment = make_assessment()
    draft = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="没有发布的公告可以直接修改"):
        services.draft_supplement(amends=draft, title="更正", changes="改。", actor=Desk().officer, now=ANNOUNCED)


def test_one_announcement_for_one_assessment_and_one_for_one_year() -> None:
    assessment = make_assessment()
    officer = Desk().officer
    services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="已经起草"):
        services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    services.draft_annual_announcement(plan=make_plan(), actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="已经有了"):
        services.draft_annual_announcement(plan=make_plan(), actor=officer, now=ANNOUNCED)


def test_an_annual_announcement_of_an_empty_plan_is_refused() -> None:
    draft = services.draft_annual_announcement(plan=make_plan(), actor=Desk().officer, now=NOW)
    with pytest.raises(Refused) as refusal:
        services.submit_announcement(announcement=draft, actor=Desk().officer, now=NOW)
    assert [reason.text for reason in refusal.value.reasons] == ["年度计划里还没有鉴定"]


def test_the_next_person_is_told_and_the_same_person_is_not() -> None:
    people = Desk()
    everyone = [people.officer, people.reviewer, people.director]
    assert len(everyone) == 3
    make_announced_assessment()
    told = Notification.objects.filter(scope__gt="").values_list("recipient__username", "text")
    title = "关于开展2026年第1次职业技能鉴定的公告"
    assert sorted(told) == [
        ("director", f"{title}：请批准"),
        ("officer", f"{title}：已批准，可以发布"),
        ("reviewer", f"{title}：请审核"),
    ]


def test_the_same_seed_gives_the_same_bytes() -> None:
    digests = []
    for _ in range(2):
        with transaction.atomic(), seeded(7):
            make_announced_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.TWO))
            digests.append(list(Document.objects.order_by("id").values_list("serial", "sha256", "verification_code")))
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert len(digests[0]) == 2


def test_the_audit_trail_verifies_after_a_whole_publication() -> None:
    make_announced_assessment()
    assert audit.walk().damage is None
