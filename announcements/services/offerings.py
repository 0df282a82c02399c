"""Occupations and levels of an assessment, with their subjects and texts (R1.2)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from announcements import conditions, policies, rules
from announcements.facts import SubjectFacts
from announcements.models import Assessment, Offering, OfferingSubject
from announcements.services.assessments import lock_for_editing
from announcements.services.saving import apply_changes, save_checked
from station import audit, profile
from station.enums import Level
from station.identifiers import new_public_id
from station.models import Occupation, User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

audit.register_verbs(
    {"offering.add": "添加职业等级", "offering.edit": "修改职业等级", "offering.remove": "删去职业等级"}
)
EDITABLE = frozenset({"capacity", "qualifications", "documents_to_bring"})


@verb
def add_offering(
    *,
    assessment: Assessment,
    occupation: Occupation,
    level: int,
    actor: User,
    now: datetime,
    capacity: int | None = None,
    subjects: Sequence[SubjectFacts] | None = None,
    qualifications: str = "",
    documents_to_bring: str = "",
) -> Offering:
    """Add an occupation at a level. Subjects and texts left out are made from the level and the edition of conditions."""
    what = "不能添加职业等级"
    locked = _open(assessment, actor, what)
    if not occupation.is_active:
        raise Refused(
            what, Reason(f"{occupation.name}已停止鉴定", "R1.3", "请选择开展鉴定的职业。", field="occupation")
        )
    if level not in Level.values:
        raise Refused(what, Reason("等级不在五级至一级之内", field="level"))
    if locked.offerings.filter(occupation=occupation, level=level).exists():
        name = f"{occupation.name}{Level(level).label}"
        raise Refused(what, Reason(f"{name}已经列出", "R1.2", "同一职业和等级只列一次。", field="level"))
    offering = Offering(
        public_id=new_public_id(),
        assessment=locked,
        occupation=occupation,
        level=level,
        capacity=capacity,
        qualifications=qualifications
        or conditions.qualifications_text(locked.qualification_profile, level, occupation.name),
        documents_to_bring=documents_to_bring
        or conditions.documents_text(locked.qualification_profile, level, locked.category),
    )
    save_checked(offering, what)
    _write_subjects(offering, default_subjects(level, locked.exam_date) if subjects is None else subjects, what)
    facts = {"occupation": str(occupation.public_id), "level": int(level), "capacity": capacity}
    audit.record(verb="offering.add", actor=actor, obj=offering, now=now, facts=facts)
    return offering


@verb
def edit_offering(
    *,
    offering: Offering,
    actor: User,
    now: datetime,
    subjects: Sequence[SubjectFacts] | None = None,
    **changes: Any,
) -> Offering:
    """Change places, subjects or texts. Another occupation or level is another offering: remove and add."""
    what = "不能修改职业等级"
    _open(offering.assessment, actor, what)
    locked = (
        Offering.objects.select_for_update(of=("self",)).select_related("assessment", "occupation").get(pk=offering.pk)
    )
    changed = apply_changes(locked, changes, EDITABLE)
    save_checked(locked, what)
    if subjects is not None:
        locked.subjects.all().delete()
        _write_subjects(locked, subjects, what)
        changed.append("subjects")
    audit.record(verb="offering.edit", actor=actor, obj=locked, now=now, facts={"changed": changed})
    return locked


@verb
def remove_offering(*, offering: Offering, actor: User, now: datetime) -> None:
    what = "不能删去职业等级"
    _open(offering.assessment, actor, what)
    locked = Offering.objects.select_for_update().get(pk=offering.pk)
    facts = {"occupation": str(offering.occupation.public_id), "level": offering.level}
    audit.record(verb="offering.remove", actor=actor, obj=locked, now=now, facts=facts)
    locked.delete()


def default_subjects(level: int, exam_date: date) -> list[SubjectFacts]:
    """By level; minutes and pass mark from the profile in force on the day (spec 3, 4.4)."""
    pass_mark = str(profile.value("pass_mark", on=exam_date))
    return [
        SubjectFacts(subject, mode, int(profile.value(f"minutes.{subject.value}", on=exam_date)), pass_mark)
        for subject, mode in rules.default_subjects(level)
    ]


def _open(assessment: Assessment, actor: User, what: str) -> Assessment:
    """The assessment, locked, if this actor may still change it."""
    policies.can_prepare(actor).require()
    locked = lock_for_editing(assessment)
    policies.may_write_assessment(actor, locked).require()
    refuse_unless(what, policies.against_editing(locked))
    return locked


def _write_subjects(offering: Offering, subjects: Sequence[SubjectFacts], what: str) -> None:
    if not subjects:
        raise Refused(what, Reason("没有列出科目", "R1.2", "请至少列出一个科目。", field="subjects"))
    if len({item.subject for item in subjects}) != len(subjects):
        raise Refused(what, Reason("同一科目列了两次", "R1.2", "每个科目只列一次。", field="subjects"))
    for item in subjects:
        row = OfferingSubject(
            offering=offering, subject=item.subject, mode=item.mode, minutes=item.minutes, pass_mark=item.pass_mark
        )
        save_checked(row, what)
