"""The assessment itself: planned, described, and unchangeable once announced (R1.2)."""

from datetime import date, datetime
from typing import Any

from announcements import policies, rules
from announcements.enums import QualificationProfile
from announcements.models import Announcement, Assessment, PlannedAssessment
from announcements.prose import tidy
from announcements.selectors import announcement_of
from announcements.services.saving import apply_changes, save_checked
from station import audit, clock, numbering
from station import calendar as working_calendar
from station.deadlines import lawful_timeline
from station.identifiers import new_public_id
from station.models import Place, User
from station.refusals import Reason, refuse_unless
from station.verbs import verb

audit.register_verbs(
    {"assessment.create": "建立鉴定批次", "assessment.edit": "修改鉴定批次", "assessment.drop": "撤销未公告的批次"}
)
EDITABLE = frozenset(
    {
        "title",
        "planned",
        "category",
        "audience",
        "scope",
        "exam_date",
        "exam_until",
        "exam_time",
        "place",
        "registration_from",
        "registration_until",
        "registration_place",
        "enquiry_phone",
        "notes",
        "qualification_profile",
    }
)


@verb
def create_assessment(
    *,
    title: str,
    planned: PlannedAssessment | None,
    exam_date: date,
    exam_time: str,
    place: Place,
    registration_from: datetime,
    registration_until: datetime,
    registration_place: str,
    enquiry_phone: str,
    notes: str,
    actor: User,
    now: datetime,
    exam_until: date | None = None,
    qualification_profile: str = QualificationProfile.EDITION_2023,
    category: str | None = None,
    audience: str | None = None,
    scope: str | None = None,
    code: str | None = None,
) -> Assessment:
    """Describe one round. Category, audience and scope come from the planned line unless they are given.

    Whether it may be announced is not decided here, but by the rule check of its announcement.
    """
    what = "不能建立鉴定批次"
    policies.can_prepare(actor).require()
    assessment = Assessment(
        public_id=new_public_id(),
        title=title,
        planned=planned,
        category=category or (planned.category if planned else ""),
        audience=audience or (planned.audience if planned else ""),
        scope=scope if scope is not None else (planned.scope if planned else ""),
        exam_date=exam_date,
        exam_until=exam_until or exam_date,
        exam_time=exam_time,
        place=place,
        registration_from=registration_from,
        registration_until=registration_until,
        registration_place=registration_place,
        enquiry_phone=enquiry_phone,
        notes=notes,
        qualification_profile=qualification_profile,
        created_by=actor,
        created_at=now,
    )
    refuse_unless(what, _against_dates(assessment, now))
    assessment.code = code or f"{exam_date.year}-{numbering.take('assessment', exam_date.year):03d}"
    save_checked(assessment, what)
    facts = {"code": assessment.code, "category": assessment.category, "exam_date": exam_date}
    audit.record(verb="assessment.create", actor=actor, obj=assessment, now=now, facts=facts)
    return assessment


@verb
def edit_assessment(*, assessment: Assessment, actor: User, now: datetime, **changes: Any) -> Assessment:
    """Change what is not announced yet and not on its way to be announced."""
    what = "不能修改鉴定批次"
    policies.can_prepare(actor).require()
    locked = lock_for_editing(assessment)
    policies.may_write_assessment(actor, locked).require()
    refuse_unless(what, policies.against_editing(locked))
    changed = apply_changes(locked, changes, EDITABLE)
    refuse_unless(what, _against_dates(locked, now))
    save_checked(locked, what)
    audit.record(verb="assessment.edit", actor=actor, obj=locked, now=now, facts={"changed": changed})
    return locked


@verb
def drop_assessment(*, assessment: Assessment, actor: User, now: datetime, reason: str) -> Assessment:
    """Give up a round that nobody was told of. One that was announced is withdrawn by a supplement (R1.2)."""
    what = "不能撤销鉴定批次"
    policies.can_prepare(actor).require()
    locked = lock_for_editing(assessment)
    reasons = policies.against_editing(locked)
    if not reasons and announcement_of(locked) is not None:
        reasons = [Reason("这次鉴定的公告还在起草", "R1.3", "请先作废公告草稿。")]
    if not tidy(reason):
        reasons.append(Reason("没有写明理由", "R1.3", "请写明为什么撤销。", field="reason"))
    refuse_unless(what, reasons)
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    audit.record(verb="assessment.drop", actor=actor, obj=locked, now=now, reason=tidy(reason))
    return locked


def lock_for_editing(assessment: Assessment) -> Assessment:
    """The assessment and its announcement: a change either comes before submission or sees it, never between (R1.3)."""
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    list(Announcement.objects.select_for_update().filter(assessment=locked).values_list("pk"))
    return locked


def _against_dates(assessment: Assessment, now: datetime) -> list[Reason]:
    """What contradicts itself, or can't become lawful any more, is refused where it is typed. The plan is for the rule
    check: while the draft is written the annual announcement may still move."""
    today = clock.local_date(now)
    timeline = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=working_calendar.current())
    reasons = rules.notice_findings(today, timeline)
    if assessment.exam_until < assessment.exam_date:
        reasons.append(Reason("鉴定结束日期早于鉴定日期", remedy="只有一天的，与鉴定日期相同。", field="exam_until"))
    if assessment.registration_until <= assessment.registration_from:
        reasons.append(Reason("报名截止不晚于报名开始", "R1.2", "请改正报名的起止时间。", field="registration_until"))
    elif clock.local_date(assessment.registration_from) >= assessment.exam_date:
        reasons.append(
            Reason("报名开始不早于鉴定日期", "R1.2", "请改正报名时间或鉴定日期。", field="registration_from")
        )
    else:
        reasons += rules.closing_findings(assessment.registration_until, assessment.exam_date, timeline)
    return reasons
