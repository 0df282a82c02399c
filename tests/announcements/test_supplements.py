"""What a supplement does when it is published: to the rows, to the text, to the paper; and nothing else does (R1.1, R1.2)."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from announcements import amending, selectors, services, texts
from announcements.models import Announcement, Assessment, Offering, PlannedAssessment
from station import audit, chain, clock, documents
from station.models import AuditEntry
from station.refusals import NotPermitted, Reason, Refused
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_planned,
    offering_of,
    publish,
)
from tests.factories.station import make_bob, make_place

pytestmark = pytest.mark.django_db

LATER = clock.at(date(2026, 9, 3), 9)
NEW_DAY = date(2026, 11, 21)


def draft(
    amends: Announcement, purpose: str = "correction", *, amendments: dict | None = None, **values
) -> Announcement:
    arguments = {"title": "更正公告", "changes": "原公告有误。", "now": LATER} | values
    return services.draft_supplement(
        amends=amends, purpose=purpose, amendments=amendments or {}, actor=Desk().officer, **arguments
    )


def correct(assessment: Assessment, *, now=LATER, **changes) -> Announcement:
    """A published correction of the assessment's own fields."""
    original = assessment.announcements.get(kind="assessment")
    supplement = publish(draft(original, amendments={"assessment": changes}, now=now), now=now)
    assessment.refresh_from_db()
    return supplement


def move_line(line: PlannedAssessment, day: date, *, now=LATER) -> Announcement:
    annual = selectors.annual_announcement_of(line.plan)
    amendments = {"lines": {str(line.public_id): {"exam_date": day}}}
    return publish(draft(annual, "rescheduling", amendments=amendments, now=now), now=now)


# --- drafting -----------------------------------------------------------------------------------------------------------------


def test_what_stays_as_it_is_is_not_amended() -> None:
    assessment = make_announced_assessment()
    offering, original = offering_of(assessment), assessment.announcements.get()
    supplement = draft(
        original,
        amendments={
            "assessment": {
                "notes": f" {assessment.notes}\u200b",
                "exam_time": "9:30至11:00",
                "place": assessment.place_id,
            },
            "offerings": {str(offering.public_id): {"capacity": None, "qualifications": offering.qualifications}},
        },
    )
    assert supplement.amendments == {
        "assessment": {"exam_time": "9:30至11:00"},
        "before": {"assessment": {"exam_time": assessment.exam_time}},
    }
    assert draft(original, amendments={"assessment": {"notes": assessment.notes}}).amendments == {}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("exam_time", "\u200b ", "没有填写"),
        ("scope", "长" * 201, "200"),
        ("place", "不存在", "没有这个考点"),
        ("place", 987654, "没有这个考点"),
        ("registration_until", "九月底", "请填写日期和时间"),
        ("registration_until", "0001-01-01T00:00:00+00:00", "年份"),
    ],
)
def test_a_value_that_the_original_would_not_take_is_refused_at_its_field(field: str, value, said: str) -> None:
    announcement = make_announced_assessment().announcements.get()
    with pytest.raises(Refused) as refusal:
        draft(announcement, amendments={"assessment": {field: value}})
    assert [reason.field for reason in refusal.value.reasons] == [field]
    assert said in refusal.value.reasons[0].text
    assert Announcement.objects.filter(kind="supplement", amends=announcement).count() == 0


def test_the_day_changes_only_by_rescheduling_or_postponement() -> None:
    announcement = make_announced_assessment().announcements.get()
    for purpose in ("addition", "correction", "withdrawal"):
        with pytest.raises(Refused) as refusal:
            draft(announcement, purpose, amendments={"assessment": {"exam_date": NEW_DAY}})
        assert {reason.field for reason in refusal.value.reasons} == {"exam_date", "exam_until"}


def test_an_assessment_of_several_days_keeps_its_length() -> None:
    assessment = make_announced_assessment()
    supplement = draft(
        assessment.announcements.get(), "rescheduling", amendments={"assessment": {"exam_date": "2026-11-21"}}
    )
    assert supplement.amendments["assessment"] == {"exam_date": "2026-11-21", "exam_until": "2026-11-21"}


def test_only_what_belongs_to_the_announcement_is_amended_by_it() -> None:
    announcement = make_announced_assessment().announcements.get()
    stranger = offering_of(make_assessment(exam_date=date(2026, 12, 5)))
    with pytest.raises(Refused, match="不在所补充的公告之内"):
        draft(announcement, amendments={"offerings": {str(stranger.public_id): {"capacity": 1}}})
    with pytest.raises(TypeError):
        draft(announcement, amendments={"assessment": {"category": "ordinary"}})


def test_an_order_is_kept_with_a_postponement_only() -> None:
    announcement = make_announced_assessment().announcements.get()
    order = {
        "ordered_by": "centre",
        "order_number": "济鉴〔2026〕12号",
        "order_date": date(2026, 9, 2),
        "waives_notice": True,
    }
    supplement = draft(announcement, **order)
    assert (supplement.ordered_by, supplement.order_number, supplement.waives_notice) == ("", "", False)
    amendments = {"assessment": {"exam_date": NEW_DAY}}
    supplement = draft(announcement, "postponement", amendments=amendments, **order)
    assert (supplement.ordered_by, supplement.order_number, supplement.waives_notice) == (
        "centre",
        "济鉴〔2026〕12号",
        True,
    )


def test_without_the_right_nobody_drafts_edits_or_puts_away() -> None:
    supplement = draft(make_announced_assessment().announcements.get())
    bob = make_bob()
    values = {"title": "x", "changes": "x", "actor": bob, "now": LATER}
    with pytest.raises(NotPermitted):
        services.draft_supplement(amends=supplement.amends, **values)
    with pytest.raises(NotPermitted):
        services.edit_supplement(announcement=supplement, **values)
    with pytest.raises(NotPermitted):
        services.discard_announcement(announcement=supplement, actor=bob, now=LATER, reason="x")


# --- publication -----------------------------------------------------------------------------------------------------------------


def test_a_correction_puts_the_new_in_place_and_leaves_the_original_as_it_was() -> None:
    assessment = make_announced_assessment()
    original = assessment.announcements.get()
    frozen, place = original.content, make_place(name="东校区")
    supplement = correct(assessment, place=place, exam_time="9:30至11:00")
    original.refresh_from_db()
    assert (assessment.place, assessment.exam_time, assessment.amended_by) == (place, "9:30至11:00", supplement)
    assert original.content == frozen
    assert supplement.content["amendments"] == [
        {
            "key": "exam_time",
            "label": "具体时间",
            "of": "",
            "before": "理论知识9:00至10:30，操作技能13:30起",
            "after": "9:30至11:00",
        },
        {
            "key": "place",
            "label": "鉴定地点",
            "of": "",
            "before": f"{frozen['place']}，{frozen['address']}",
            "after": f"东校区，{place.address}",
        },
    ]
    assert supplement.content["in_force"] == texts.assessment_facts(assessment).as_content()
    assert supplement.sha256 == hashlib.sha256(chain.canonical(supplement.content)).hexdigest()
    assert supplement.document.facts == supplement.content


def test_who_verifies_a_corrected_announcement_is_led_to_the_supplement(client) -> None:
    assessment = make_announced_assessment()
    code = assessment.announcements.get().document.verification_code
    assert documents.verify_code(code).later is None
    supplement = correct(assessment, enquiry_phone="0531-00000009")
    verified = documents.verify_code(code)
    assert (verified.standing, verified.later.text) == ("current", "本公告有 1 份补充公告，以现行内容为准。")
    assert documents.verify_code(supplement.document.verification_code).later is None
    assert verified.later.url in client.get(f"/verify/{code}/").content.decode()


def test_a_correction_of_an_offering_touches_that_offering_alone() -> None:
    assessment = make_announced_assessment()
    offering = offering_of(assessment)
    original = assessment.announcements.get()
    amendments = {"offerings": {str(offering.public_id): {"capacity": "30"}}}
    supplement = publish(draft(original, amendments=amendments), now=LATER)
    offering.refresh_from_db()
    assessment.refresh_from_db()
    assert (offering.capacity, offering.amended_by, assessment.amended_by) == (30, supplement, supplement)
    assert [(item["of"], item["before"], item["after"]) for item in supplement.content["amendments"]] == [
        ("电工 四级/中级工", "不限", "30人")
    ]


def test_words_alone_leave_the_rows_alone() -> None:
    assessment = make_announced_assessment()
    supplement = publish(draft(assessment.announcements.get(), "addition"), now=LATER)
    assessment.refresh_from_db()
    assert assessment.amended_by is None
    assert supplement.content["amendments"] == []


def test_the_line_of_the_plan_moves_first_and_the_assessment_after_it() -> None:
    assessment = make_announced_assessment()
    original = assessment.announcements.get()
    moved = draft(original, "rescheduling", amendments={"assessment": {"exam_date": NEW_DAY}})
    with pytest.raises(Refused, match="先发布年度公告的改期公告"):
        publish(moved, now=LATER)
    annual = move_line(assessment.planned, NEW_DAY)
    publish(moved, now=LATER)
    assessment.refresh_from_db()
    assessment.planned.refresh_from_db()
    assert (assessment.planned.exam_date, assessment.planned.amended_by) == (NEW_DAY, annual)
    assert (assessment.exam_date, assessment.exam_until) == (NEW_DAY, NEW_DAY)
    assert (assessment.rescheduled_at, assessment.filing_stands, assessment.amended_by) == (LATER, False, moved)


def test_a_missed_notice_is_mended_by_another_date_and_a_supplement_to_the_annual_announcement() -> None:
    """Nothing is published yet: the assessment's date is simply edited, the line of the plan is moved in public."""
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    late = clock.at(date(2026, 9, 11), 9)
    officer = Desk().officer
    window = {
        "registration_from": clock.at(date(2026, 9, 21), 8),
        "registration_until": clock.end_of(date(2026, 10, 16)),
    }
    services.edit_assessment(
        assessment=assessment, actor=officer, now=late, exam_date=NEW_DAY, exam_until=NEW_DAY, **window
    )
    announcement = services.draft_assessment_announcement(
        assessment=Assessment.objects.get(pk=assessment.pk), actor=officer, now=late
    )
    with pytest.raises(Refused, match="年度公告公布的鉴定日期"):
        services.submit_announcement(announcement=announcement, actor=officer, now=late)
    move_line(assessment.planned, NEW_DAY, now=late)
    publish(Announcement.objects.get(pk=announcement.pk), now=late)
    assessment.refresh_from_db()
    assert assessment.announced_at == late


def test_a_postponement_by_order_moves_the_day_at_once_and_says_what_it_waives() -> None:
    assessment = make_announced_assessment()
    order = {
        "ordered_by": "force_majeure",
        "order_number": "鲁应急〔2026〕7号",
        "order_date": date(2026, 10, 20),
        "waives_notice": True,
    }
    eve = clock.at(date(2026, 10, 20), 9)
    soon = date(2026, 11, 28)
    supplement = draft(
        assessment.announcements.get(), "postponement", amendments={"assessment": {"exam_date": soon}}, now=eve, **order
    )
    publish(supplement, now=eve)
    assessment.refresh_from_db()
    assert (assessment.exam_date, assessment.rescheduled_at, assessment.filing_stands) == (soon, eve, False)
    assert supplement.content["order"] == {"by": "不可抗力", "number": "鲁应急〔2026〕7号", "date": "2026-10-20"}
    assert supplement.content["waived"] == ["依该文件，本次改定日期不受鉴定前45天发布公告的限制（R1.2）"]


def test_an_old_filing_stands_beyond_the_move_where_the_order_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amending, "_filings", [lambda assessment: True])
    assessment = make_announced_assessment()
    order = {"ordered_by": "centre", "order_number": "济鉴〔2026〕12号", "order_date": date(2026, 9, 2)}
    supplement = draft(
        assessment.announcements.get(),
        "postponement",
        amendments={"assessment": {"exam_date": NEW_DAY}},
        waives_filing=True,
        **order,
    )
    publish(supplement, now=LATER)
    assessment.refresh_from_db()
    assert assessment.filing_stands is True


def test_a_withdrawn_assessment_takes_no_registration_and_no_further_supplement() -> None:
    assessment = make_announced_assessment()
    original = assessment.announcements.get()
    open_on = clock.at(date(2026, 9, 8), 9)
    assert assessment.is_registration_open(open_on)
    withdrawal = draft(original, "withdrawal", title="关于撤销本次鉴定的公告", changes="报名人数不足。")
    waiting = draft(original, amendments={"assessment": {"notes": "改"}})
    publish(withdrawal, now=LATER)
    assessment.refresh_from_db()
    assert assessment.withdrawn_at == LATER
    assert not assessment.is_registration_open(open_on)
    assert list(selectors.open_for_registration(open_on)) == []
    assert documents.standing(type(original.document).objects.get(pk=original.document_id)) == "withdrawn"
    assert "in_force" not in withdrawal.content
    with pytest.raises(Refused, match="已经撤销"):
        draft(original)
    with pytest.raises(Refused, match="已经撤销"):
        services.submit_announcement(announcement=waiting, actor=Desk().officer, now=LATER)


def test_a_line_is_taken_from_the_plan_once_no_announced_assessment_holds_it() -> None:
    assessment = make_announced_assessment()
    line = assessment.planned
    annual = selectors.annual_announcement_of(line.plan)
    taken = draft(annual, "withdrawal", amendments={"lines": {str(line.public_id): {"withdrawn": True}}})
    with pytest.raises(Refused, match="请先撤销该次鉴定的公告"):
        services.submit_announcement(announcement=taken, actor=Desk().officer, now=LATER)
    publish(draft(assessment.announcements.get(), "withdrawal"), now=LATER)
    publish(taken, now=LATER)
    line.refresh_from_db()
    assert (line.withdrawn_at, line.amended_by) == (LATER, taken)
    assert taken.content["amendments"] == [
        {"key": "withdrawn", "label": "计划", "of": "第1次鉴定", "before": "列入计划", "after": "撤销"}
    ]
    assert taken.content["in_force"]["times"] == 0
    another = make_assessment(exam_date=date(2026, 10, 24), planned=line)
    announcement = services.draft_assessment_announcement(assessment=another, actor=Desk().officer, now=LATER)
    with pytest.raises(Refused, match="已从年度计划撤销"):
        services.submit_announcement(announcement=announcement, actor=Desk().officer, now=LATER)


def test_what_another_supplement_changed_meanwhile_is_not_published_over() -> None:
    assessment = make_announced_assessment()
    original = assessment.announcements.get()
    waiting = draft(original, amendments={"assessment": {"notes": "甲", "enquiry_phone": "0531-11111111"}})
    other = draft(original, amendments={"assessment": {"scope": "本校学生"}})
    correct(assessment, notes="乙")
    with pytest.raises(Refused, match="起草以后，“注意事项”已由另一份补充公告更改"):
        services.submit_announcement(announcement=waiting, actor=Desk().officer, now=LATER)
    publish(other, now=LATER)
    services.edit_supplement(
        announcement=waiting, title="更正", changes="再核对。", purpose="correction", actor=Desk().officer, now=LATER,
        amendments={"assessment": {"notes": "甲"}},
    )  # fmt: skip
    publish(Announcement.objects.get(pk=waiting.pk), now=LATER)
    assessment.refresh_from_db()
    assert (assessment.notes, assessment.scope) == ("甲", "本校学生")


def test_later_stages_are_asked_at_every_step_and_act_with_the_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amending, "_guards", [])
    monkeypatch.setattr(amending, "_effects", [])
    objections, seen = [Reason("考场已经启封", "R5.5")], []
    amending.before_publication(lambda supplement, *, now: objections)
    amending.after_publication(
        lambda supplement, *, actor, now: seen.append((supplement.assessment.exam_time, supplement.number, actor, now))
    )
    assessment = make_announced_assessment()
    supplement = draft(assessment.announcements.get(), amendments={"assessment": {"exam_time": "9:30至11:00"}})
    with pytest.raises(Refused, match="考场已经启封"):
        services.submit_announcement(announcement=supplement, actor=Desk().officer, now=LATER)
    objections.clear()
    publish(supplement, now=LATER)
    assert seen == [("9:30至11:00", supplement.number, Desk().officer, LATER)]


def test_an_effect_that_fails_leaves_nothing_published(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(supplement: Announcement, *, actor, now) -> None:
        raise Refused("不能通知报名人员")

    monkeypatch.setattr(amending, "_effects", [fail])
    assessment = make_announced_assessment()
    supplement = draft(assessment.announcements.get(), amendments={"assessment": {"exam_time": "9:30至11:00"}})
    with pytest.raises(Refused, match="不能通知报名人员"):
        publish(supplement, now=LATER)
    supplement = Announcement.objects.get(pk=supplement.pk)
    assessment.refresh_from_db()
    assert (supplement.state, supplement.number, assessment.amended_by) == ("approved", None, None)


def test_who_waited_with_an_older_moment_is_asked_to_look_again() -> None:
    assessment = make_announced_assessment()
    waiting = draft(assessment.announcements.get(), amendments={"assessment": {"scope": "本校学生"}})
    correct(assessment, notes="乙", now=LATER + timedelta(seconds=1))
    with pytest.raises(Refused, match="刚才已有另一份补充公告发布"):
        publish(waiting, now=LATER)


# --- frozen but for supplements ------------------------------------------------------------------------------------------------


def test_the_model_refuses_what_no_supplement_allows() -> None:
    assessment = make_announced_assessment()
    offering, line = offering_of(assessment), assessment.planned
    for row in (assessment, offering, PlannedAssessment.objects.get(pk=line.pk)):
        with pytest.raises(Refused, match="补充公告"):
            row.save()
    for row in (Assessment.objects.get(pk=assessment.pk), PlannedAssessment.objects.get(pk=line.pk)):
        with pytest.raises(Refused):
            row.delete()


@pytest.mark.parametrize(
    "act",
    [
        lambda: Assessment.objects.update(exam_time="x"),
        lambda: Assessment.objects.update(withdrawn_at=LATER),
        lambda: Assessment.objects.bulk_update([_with(Assessment, notes="x")], ["notes"]),
        lambda: Offering.objects.update(capacity=1),
        lambda: Offering.objects.bulk_update([_with(Offering, qualifications="x")], ["qualifications"]),
        lambda: Offering.objects.all().delete(),
        lambda: PlannedAssessment.objects.update(scope="x"),
        lambda: PlannedAssessment.objects.bulk_update([_with(PlannedAssessment, scope="x")], ["scope"]),
        # An older supplement is used up, whoever names it.
        lambda: Assessment.objects.update(notes="x", amended_by=Announcement.objects.filter(kind="supplement").first()),
        lambda: Assessment.objects.update(notes="x", amended_by=F("amended_by")),
        lambda: Assessment.objects.update(notes="x", amended_by=None),
        # Nor does the original, a draft or another's supplement allow anything.
        lambda: Assessment.objects.update(notes="x", amended_by=Announcement.objects.get(kind="assessment")),
        lambda: Offering.objects.update(capacity=1, amended_by=Announcement.objects.get(kind="annual")),
    ],
)
def test_announced_rows_change_by_no_other_way(act) -> None:
    assessment = make_announced_assessment()
    correct(assessment, notes="乙")
    correct(assessment, notes="丙", now=LATER + timedelta(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    assessment.refresh_from_db()
    assert assessment.notes == "丙"


def _with(model, **values):
    row = model.objects.first()
    for name, value in values.items():
        setattr(row, name, value)
    return row


def test_an_unpublished_supplement_allows_nothing() -> None:
    assessment = make_announced_assessment()
    waiting = draft(assessment.announcements.get(), amendments={"assessment": {"notes": "改"}})
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(notes="改", amended_by=waiting)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE announcements_assessment SET notes = 'x', amended_by_id = %s", [waiting.pk])


# --- putting away ---------------------------------------------------------------------------------------------------------------


def test_a_draft_put_away_leaves_room_for_another() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    officer = Desk().officer
    first = services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="没有写明作废的理由"):
        services.discard_announcement(announcement=first, actor=officer, now=ANNOUNCED, reason=" \u200b")
    services.discard_announcement(announcement=first, actor=Desk().director, now=ANNOUNCED, reason="职业列错")
    assert selectors.announcement_of(assessment) is None
    assert [(item.step, item.text) for item in first.opinions.all()] == [("作废", "职业列错")]
    second = services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    assert selectors.announcement_of(assessment) == second
    publish(second, now=ANNOUNCED)


def test_lines_that_a_discarded_supplement_would_have_added_are_free_again() -> None:
    make_announced_assessment()
    annual = Announcement.objects.get(kind="annual")
    line = make_planned(exam_date=date(2026, 12, 5))
    supplement = draft(annual, "addition", adds=[line])
    services.discard_announcement(announcement=supplement, actor=Desk().officer, now=LATER, reason="暂缓")
    line.refresh_from_db()
    assert line.added_by_supplement is None
    publish(draft(annual, "addition", adds=[line]), now=LATER)


def test_the_annual_announcement_can_be_drafted_anew_until_it_is_published() -> None:
    plan = make_planned().plan
    officer = Desk().officer
    first = services.draft_annual_announcement(plan=plan, actor=officer, now=ANNOUNCED)
    services.discard_announcement(announcement=first, actor=officer, now=ANNOUNCED, reason="计划未定")
    second = services.draft_annual_announcement(plan=plan, actor=officer, now=ANNOUNCED)
    publish(second, now=ANNOUNCED)
    with pytest.raises(Refused):
        services.discard_announcement(announcement=second, actor=officer, now=ANNOUNCED, reason="反悔")


def test_a_round_that_nobody_was_told_of_is_given_up_without_a_supplement() -> None:
    assessment = make_assessment()
    officer = Desk().officer
    announcement = services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="请先作废公告草稿"):
        services.drop_assessment(assessment=assessment, actor=officer, now=ANNOUNCED, reason="不办了")
    services.discard_announcement(announcement=announcement, actor=officer, now=ANNOUNCED, reason="不办了")
    services.drop_assessment(assessment=assessment, actor=officer, now=ANNOUNCED, reason="不办了")
    assessment.refresh_from_db()
    assert assessment.withdrawn_at == ANNOUNCED
    assert AuditEntry.objects.filter(verb="assessment.drop").count() == 1
    for again in (services.drop_assessment, services.edit_assessment):
        more = {"reason": "再来"} if again is services.drop_assessment else {"notes": "x"}
        with pytest.raises(Refused, match="已经撤销"):
            again(assessment=assessment, actor=officer, now=ANNOUNCED, **more)
    with pytest.raises(Refused, match="已经撤销"):
        services.draft_assessment_announcement(assessment=assessment, actor=officer, now=ANNOUNCED)
    assert list(selectors.assessments_not_over(ANNOUNCED)) == []


def test_an_announced_round_is_not_simply_given_up() -> None:
    assessment = make_announced_assessment()
    with pytest.raises(Refused, match="补充公告"):
        services.drop_assessment(assessment=assessment, actor=Desk().officer, now=LATER, reason="不办了")


def test_a_year_of_supplements_leaves_an_unbroken_trail() -> None:
    assessment = make_announced_assessment()
    for number in range(3):
        correct(assessment, notes=f"第{number}次", now=LATER + timedelta(hours=number))
    assert audit.walk().damage is None
    assert AuditEntry.objects.filter(verb="announcement.publish", scope=str(assessment.public_id)).count() == 4
