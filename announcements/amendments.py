"""What a supplement may put in place of what was announced, and how that is written, checked and said (R1.1, R1.2).

Amendments are JSON: {"assessment": {field: value}, "offerings": {id: {field: value}}, "lines": {id: {field: value}},
"before": the same shape}. `before` is what stood there when the draft was written: what was reviewed is published, or
nothing is (R1.3). Pure but for looking up a place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from announcements.enums import Audience, Purpose
from announcements.facts import Difference
from announcements.models import Assessment, Offering, PlannedAssessment
from announcements.prose import tidy
from station import clock
from station.enums import Category
from station.forms import within_reach
from station.models import Place
from station.wording import closing_moment, date_and_time, long_date

Row = Assessment | Offering | PlannedAssessment
Amendments = dict[str, Any]
MOVES_THE_DAY = (Purpose.RESCHEDULING, Purpose.POSTPONEMENT)
NOT_WITHDRAWAL = (Purpose.ADDITION, Purpose.CORRECTION, *MOVES_THE_DAY)
SECTIONS = ("assessment", "offerings", "lines")


@dataclass(frozen=True)
class Amendable:
    """One thing that can be amended: by supplements of which purposes, and how its value is said."""

    label: str
    purposes: tuple[Purpose, ...]
    said: Callable[[Any], str] = str


def _places(value: int | None) -> str:
    return "不限" if value is None else f"{value}人"


ASSESSMENT: dict[str, Amendable] = {
    "scope": Amendable("适应范围", NOT_WITHDRAWAL),
    "exam_date": Amendable("鉴定日期", MOVES_THE_DAY, long_date),
    "exam_until": Amendable("鉴定结束日期", MOVES_THE_DAY, long_date),
    "exam_time": Amendable("具体时间", NOT_WITHDRAWAL),
    "place": Amendable("鉴定地点", NOT_WITHDRAWAL, lambda place: f"{place.name}，{place.address}"),
    "registration_from": Amendable("报名开始", NOT_WITHDRAWAL, date_and_time),
    "registration_until": Amendable("报名截止", NOT_WITHDRAWAL, closing_moment),
    "registration_place": Amendable("报名地点", NOT_WITHDRAWAL),
    "enquiry_phone": Amendable("咨询电话", NOT_WITHDRAWAL),
    "notes": Amendable("注意事项", NOT_WITHDRAWAL),
}
OFFERING: dict[str, Amendable] = {
    "capacity": Amendable("名额", NOT_WITHDRAWAL, _places),
    "qualifications": Amendable("报考资格", NOT_WITHDRAWAL),
    "documents_to_bring": Amendable("应携带的证件及材料", NOT_WITHDRAWAL),
}
LINE: dict[str, Amendable] = {
    "exam_date": Amendable("鉴定日期", (Purpose.RESCHEDULING,), long_date),
    "category": Amendable("类别", NOT_WITHDRAWAL, lambda value: Category(value).label),
    "audience": Amendable("面向", NOT_WITHDRAWAL, lambda value: Audience(value).label),
    "scope": Amendable("适应范围", NOT_WITHDRAWAL),
    "withdrawn": Amendable("计划", (Purpose.WITHDRAWAL,), lambda value: "撤销" if value else "列入计划"),
}
FIELDS: dict[type[models.Model], dict[str, Amendable]] = {
    Assessment: ASSESSMENT,
    Offering: OFFERING,
    PlannedAssessment: LINE,
}


class Unreadable(ValueError):
    """A value that can't stand in the field; says why."""


def value_of(row: Row, name: str) -> Any:
    if isinstance(row, PlannedAssessment) and name == "withdrawn":
        return row.withdrawn_at is not None
    return getattr(row, name)


def read(row: Row, name: str, raw: Any) -> Any:
    """The typed value of a JSON value (or of a form's), by the same checks as the field of the original announcement."""
    if name == "withdrawn":
        return bool(raw)
    if name == "place":
        return _place(raw)
    field: Any = type(row)._meta.get_field(name)
    if isinstance(raw, str):
        raw = tidy(raw)
        if not raw and not field.null:
            raise Unreadable("没有填写新的内容；不更正的，请与原来的一样。")
    if raw in (None, "") and field.null:
        return None
    if isinstance(field, models.DateTimeField) and isinstance(raw, str):
        raw = _moment(raw)
    try:
        value = field.clean(raw, row)
        if isinstance(value, date):
            within_reach(value)
        if isinstance(field, models.PositiveIntegerField) and value < 1:
            raise Unreadable("须是一以上的整数；不限的留空。")
    except ValidationError as error:
        raise Unreadable("".join(error.messages)) from error
    return value


def _moment(raw: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise Unreadable("请填写日期和时间，如 2026-10-24 08:30。") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)


def _place(raw: Any) -> Place:
    """By its public id, its key, or itself."""
    if isinstance(raw, Place):
        return raw
    found = None
    try:
        found = Place.objects.filter(public_id=UUID(str(raw))).first()
    except ValueError:
        if str(raw).isdecimal():
            found = Place.objects.filter(pk=int(raw)).first()
    if found is None:
        raise Unreadable("没有这个考点，请重新选择。")
    return found


def written(value: Any) -> Any:
    """As JSON: dates ISO, moments in Shanghai time, a place by its public id."""
    if isinstance(value, datetime):
        return value.astimezone(clock.ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value.public_id) if isinstance(value, Place) else value


def difference(row: Row, name: str, after: Any, *, of: str = "") -> Difference:
    spec = FIELDS[type(row)][name]
    before = value_of(row, name)
    return Difference(name, spec.label, of, spec.said(before), spec.said(after))


def entries(amendments: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """(section, id of the row or "", field, JSON value) of everything that is amended."""
    for name, value in amendments.get("assessment", {}).items():
        yield "assessment", "", name, value
    for section in ("offerings", "lines"):
        for key, values in amendments.get(section, {}).items():
            for name, value in values.items():
                yield section, key, name, value


def is_empty(amendments: Mapping[str, Any]) -> bool:
    return next(entries(amendments), None) is None
