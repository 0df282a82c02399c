"""Drafts of supplements: what they put in place of what was announced, and what a publication makes of it (R1.1, R1.2)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import models

from announcements import amending, amendments, policies
from announcements.amendments import FIELDS, Amendments, Row, Unreadable
from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.models import Announcement, Assessment, Offering, PlannedAssessment
from announcements.services.drafting import write_draft
from announcements.services.saving import save_checked
from station import audit
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb


class SupplementWording(TypedDict):
    """What can be written in a supplement; the order and what it waives belong to a postponement alone (R4.2)."""

    title: str
    changes: str
    purpose: NotRequired[str]
    amendments: NotRequired[Mapping[str, Any]]
    adds: NotRequired[Sequence[PlannedAssessment]]
    ordered_by: NotRequired[str]
    order_number: NotRequired[str]
    order_date: NotRequired[date | None]
    waives_notice: NotRequired[bool]
    waives_filing: NotRequired[bool]


@verb
def draft_supplement(
    *, amends: Announcement, actor: User, now: datetime, **wording: Unpack[SupplementWording]
) -> Announcement:
    """A supplement to a published announcement. Supplements of supplements hang on the first one, beside each other."""
    what = "不能起草补充公告"
    policies.can_prepare(actor).require()
    # Read anew: a draft is written against what is in force, not against what somebody loaded earlier.
    original = Announcement.objects.select_related("assessment", "plan").get(pk=amends.amends_id or amends.pk)
    refuse_unless(what, policies.against_supplementing(original))
    announcement = Announcement(
        kind=AnnouncementKind.SUPPLEMENT, amends=original, plan=original.plan, assessment=original.assessment
    )
    _fill(announcement, wording, what)
    drafted = write_draft(announcement, what, actor, now)
    _name_lines(drafted, wording.get("adds", ()), what)
    return drafted


@verb
def edit_supplement(
    *, announcement: Announcement, actor: User, now: datetime, **wording: Unpack[SupplementWording]
) -> Announcement:
    """The whole draft anew, written against what is in force now."""
    what = "不能修改补充公告"
    policies.can_prepare(actor).require()
    locked = Announcement.objects.select_for_update(of=("self",)).select_related("amends").get(pk=announcement.pk)
    policies.may_write(actor, locked).require()
    if locked.kind != AnnouncementKind.SUPPLEMENT or locked.state != AnnouncementState.DRAFT:
        label = locked.get_state_display()
        raise Refused(what, Reason(f"“{locked}”现在的状态是“{label}”", "R1.3", "退回或收回以后才能修改。"))
    _fill(locked, wording, what)
    save_checked(locked, what)
    locked.planned_assessments_added.update(added_by_supplement=None)
    _name_lines(locked, wording.get("adds", ()), what)
    audit.record(verb="announcement.edit", actor=actor, obj=locked, now=now)
    return locked


def proposed_supplement(*, amends: Announcement, **wording: Unpack[SupplementWording]) -> Announcement:
    """The same draft, in memory only: for the rule check beside the form. Nothing is written."""
    proposed = Announcement(
        kind=AnnouncementKind.SUPPLEMENT, amends=amends, plan=amends.plan, assessment=amends.assessment
    )
    _fill(proposed, wording, "不能起草补充公告")
    proposed.proposed_adds = [line.pk for line in wording.get("adds", ())]  # type: ignore[attr-defined]
    return proposed


def _fill(supplement: Announcement, wording: SupplementWording, what: str) -> None:
    if unknown := wording.keys() - SupplementWording.__annotations__.keys():
        raise TypeError(f"A supplement does not say {sorted(unknown)}")
    supplement.title, supplement.changes = wording["title"], wording["changes"]
    supplement.purpose = wording.get("purpose", Purpose.ADDITION)
    if supplement.purpose not in Purpose.values:
        remedy = "请选择补充、更正、改期、延期或撤销。"
        raise Refused(what, Reason("没有选定补充公告的性质", "R1.2", remedy, field="purpose"))
    supplement.amendments = _read(supplement, Purpose(supplement.purpose), wording.get("amendments", {}), what)
    # Only a postponement has an order; with another purpose what was typed there says nothing.
    ordered = supplement.purpose == Purpose.POSTPONEMENT
    supplement.ordered_by = wording.get("ordered_by", "") if ordered else ""
    supplement.order_number = wording.get("order_number", "") if ordered else ""
    supplement.order_date = wording.get("order_date") if ordered else None
    supplement.waives_notice = ordered and wording.get("waives_notice", False)
    supplement.waives_filing = ordered and wording.get("waives_filing", False)


# --- amendments --------------------------------------------------------------------------------------------------------------


def _read(supplement: Announcement, purpose: Purpose, raw: Mapping[str, Any], what: str) -> Amendments:
    """Typed, checked field by field, without what is the same as now; with what stood there, for the check at the end."""
    made: Amendments = {}
    before: Amendments = {}
    reasons: list[Reason] = []
    for section, key, row in _rows(supplement, raw, what):
        values = raw[section] if section == "assessment" else raw[section][key]
        kept = _read_row(row, _with_the_last_day(row, values), purpose, reasons)
        if not kept:
            continue
        stood = {name: _as_it_stands(row, name) for name in kept}
        if section == "assessment":
            made[section], before[section] = kept, stood
        else:
            made.setdefault(section, {})[key] = kept
            before.setdefault(section, {})[key] = stood
    refuse_unless(what, reasons)
    return made | {"before": before} if made else {}


def _as_it_stands(row: Row, name: str) -> Any:
    return amendments.written(amendments.value_of(row, name))


def _rows(supplement: Announcement, raw: Mapping[str, Any], what: str) -> list[tuple[str, str, Row]]:
    """The rows that `raw` names, each of which belongs to what is amended."""
    found: list[tuple[str, str, Row]] = []
    if raw.get("assessment") and supplement.assessment is not None:
        found.append(("assessment", "", supplement.assessment))
    owned: dict[str, models.QuerySet[Any]] = {
        "offerings": Offering.objects.filter(assessment=supplement.assessment_id).select_related("occupation"),
        "lines": PlannedAssessment.objects.filter(plan=supplement.plan_id, announced_at__isnull=False),
    }
    for section, rows in owned.items():
        named = raw.get(section) or {}
        if not named:
            continue
        by_id = {str(row.public_id): row for row in rows}
        if unknown := [key for key in named if str(key) not in by_id]:
            text = f"有{len(unknown)}项不在所补充的公告之内"
            raise Refused(what, Reason(text, "R1.2", "请回到补充公告的页面重新填写。"))
        found += [(section, key, by_id[str(key)]) for key in named]
    return found


def _with_the_last_day(row: Row, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """An assessment that moves keeps its length, unless another last day is given."""
    if not isinstance(row, Assessment) or not values.get("exam_date") or values.get("exam_until"):
        return values
    try:
        moved = amendments.read(row, "exam_date", values["exam_date"])
    except Unreadable:
        return values
    return {**values, "exam_until": moved + (row.exam_until - row.exam_date)}


def _read_row(row: Row, values: Mapping[str, Any], purpose: Purpose, reasons: list[Reason]) -> dict[str, Any]:
    fields, kept = FIELDS[type(row)], {}
    where = "" if isinstance(row, Assessment) else f"{row.public_id}."
    if unknown := set(values) - set(fields):
        raise TypeError(f"{type(row).__name__} does not let itself be amended in {sorted(unknown)}")
    for name, raw in values.items():
        try:
            value = amendments.written(amendments.read(row, name, raw))
        except Unreadable as error:
            reasons.append(Reason(f"{fields[name].label}：{error}".rstrip("。"), "R1.2", field=f"{where}{name}"))
            continue
        if value == _as_it_stands(row, name):
            continue
        if purpose not in fields[name].purposes:
            reasons.append(_not_by_this(fields[name], purpose, f"{where}{name}"))
        kept[name] = value
    return kept


def _not_by_this(spec: amendments.Amendable, purpose: Purpose, field: str) -> Reason:
    names = "、".join(f"“{item.label}”" for item in spec.purposes)
    return Reason(f"{spec.label}不能以“{purpose.label}”公告改动", "R1.2", f"请改选{names}。", field=field)


# --- publication ---------------------------------------------------------------------------------------------------------------


def apply(supplement: Announcement, *, now: datetime) -> None:
    """Put the amendments into the rows: one UPDATE for each row, together with the supplement that allows it."""
    if supplement.assessment_id is not None:
        _apply_to_assessment(supplement, supplement.assessment_id, now)
    for key, values in supplement.amendments.get("lines", {}).items():
        line = PlannedAssessment.objects.select_for_update().get(public_id=key, plan=supplement.plan_id)
        columns = _columns(line, {name: value for name, value in values.items() if name != "withdrawn"})
        if values.get("withdrawn"):
            columns["withdrawn_at"] = now
        PlannedAssessment.objects.filter(pk=line.pk).update(**columns, amended_by=supplement)


def _apply_to_assessment(supplement: Announcement, assessment_id: int, now: datetime) -> None:
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    columns = _columns(assessment, supplement.amendments.get("assessment", {}))
    if supplement.purpose == Purpose.WITHDRAWAL:
        columns["withdrawn_at"] = now
    if "exam_date" in columns:
        columns["rescheduled_at"] = now
        columns["filing_stands"] = supplement.waives_filing and amending.has_standing_filing(assessment)
    offerings = supplement.amendments.get("offerings", {})
    if columns or offerings:
        Assessment.objects.filter(pk=assessment.pk).update(**columns, amended_by=supplement)
    for key, values in offerings.items():
        offering = Offering.objects.select_for_update().get(public_id=key, assessment=assessment)
        Offering.objects.filter(pk=offering.pk).update(**_columns(offering, values), amended_by=supplement)


def _columns(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: amendments.read(row, name, value) for name, value in values.items()}


def _name_lines(supplement: Announcement, adds: Sequence[PlannedAssessment], what: str) -> None:
    """R1.1: the lines that this supplement adds to the annual announcement."""
    if not adds:
        return
    rows = PlannedAssessment.objects.select_for_update().filter(pk__in=[line.pk for line in adds])
    reasons = []
    for line in rows.order_by("sequence"):
        if supplement.amends is None or line.plan_id != supplement.amends.plan_id:
            reasons.append(Reason(f"{line}不属于所补充的年度公告", "R1.1", "请补充它所在年度的公告。", field="adds"))
        elif line.announced_at is not None:
            reasons.append(Reason(f"{line}已经公布", "R1.1", field="adds"))
        elif line.added_by_supplement_id not in (None, supplement.pk):
            reasons.append(Reason(f"{line}已列入另一份补充公告", "R1.1", field="adds"))
    refuse_unless(what, reasons)
    rows.update(added_by_supplement=supplement)
