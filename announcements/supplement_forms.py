"""The form of a supplement: what stands now, and beside it what shall take its place (R1.1, R1.2).

Which fields there are follows from the purpose. A field left as it stands is not amended.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from announcements import amendments, selectors
from announcements.amendments import FIELDS, MOVES_THE_DAY
from announcements.enums import AnnouncementKind, OrderedBy, Purpose
from announcements.forms import AssessmentForm, OfferingEditForm, PlannedForm, planned_label
from announcements.models import Announcement, Assessment, Offering, PlannedAssessment
from station.forms import StationFormMixin
from station.models import Place

THE_DAY = ("exam_date", "exam_until", "exam_time")
REGISTRATION = ("registration_from", "registration_until", "registration_place")
OFFERED: dict[type, type[forms.Form]] = {
    Assessment: AssessmentForm,
    Offering: OfferingEditForm,
    PlannedAssessment: PlannedForm,
}
ORDER_FIELDS = ("ordered_by", "order_number", "order_date", "waives_notice", "waives_filing")
HOW_TO_EXPLAIN = "写明为什么。改动了哪一项、原来是什么，公告会自动列出对照。"
HOW_TO_WITHDRAW = "写明为什么。已报名的，报名随之终止，已缴的费用全额退还，由系统通知本人。"
KEEP = "不更正的，保留原来的内容。"
HELP = {"capacity": "不限的留空。", "exam_until": "不填的，天数与原来相同。"}
SHORT = 80


@dataclass
class Group:
    """Fields that stand together under one heading; `folded` where most supplements leave them alone."""

    title: str
    names: list[str] = field(default_factory=list)
    folded: bool = False


def purposes_for(original: Announcement) -> list[Purpose]:
    """An order to postpone concerns one assessment; the year's plan is moved by ourselves."""
    return [item for item in Purpose if item != Purpose.POSTPONEMENT or original.kind == AnnouncementKind.ASSESSMENT]


def title_for(original: Announcement, purpose: Purpose) -> str:
    subject = original.assessment.title if original.assessment else f"{original.plan.year}年度职业技能鉴定计划"
    if purpose == Purpose.WITHDRAWAL and original.assessment:
        return f"关于撤销{subject}的公告"
    if purpose in (*MOVES_THE_DAY, Purpose.WITHDRAWAL):
        return f"关于{subject}{purpose.label}的公告"
    return f"关于《{original.title}》的{purpose.label}公告"


class SupplementForm(StationFormMixin, forms.Form):
    title = forms.CharField(label="标题", max_length=160)
    changes = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 4}))
    ordered_by = forms.ChoiceField(label="延期依据", choices=[("", "请选择"), *OrderedBy.choices])
    order_number = forms.CharField(label="文件文号", max_length=80, help_text="如“济鉴〔2026〕12号”（示例）。")
    order_date = forms.DateField(label="文件日期", widget=forms.DateInput)
    waives_notice = forms.BooleanField(
        label="依文件免除四十五天（R1.2）",
        required=False,
        help_text="新的日期离发布不足45天时勾选，写入公告，记录在案。",
    )
    waives_filing = forms.BooleanField(
        label="文件载明原申报继续有效，不再另行申报（R4.2）", required=False, help_text="文件没有写的，不得勾选。"
    )
    adds = forms.ModelMultipleChoiceField(
        label="列入年度计划的鉴定",
        queryset=PlannedAssessment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="先在年度计划里添加，再由补充公告公布（R1.1）。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        original: Announcement,
        purpose: Purpose,
        supplement: Announcement | None = None,
        wanted: dict[str, Any] | None = None,
    ) -> None:
        self.original, self.purpose, self.supplement = original, purpose, supplement
        super().__init__(data, initial=_initial(original, purpose, supplement))
        self.rows: dict[str, tuple[str, Any, str]] = {}  # form field → (section, row, field of the row)
        self.groups: list[Group] = []
        withdraws = purpose == Purpose.WITHDRAWAL
        self.fields["changes"].label = "撤销的理由" if withdraws else "说明"
        self.fields["changes"].help_text = HOW_TO_WITHDRAW if withdraws and original.assessment else HOW_TO_EXPLAIN
        if purpose != Purpose.POSTPONEMENT:
            for name in ORDER_FIELDS:
                del self.fields[name]
        if original.assessment:
            self._offer_assessment(original.assessment)
        else:
            self._offer_lines(original)
        self._offer_additions()
        for name, value in (wanted or {}).items():
            if name in self.fields:
                self.initial[name] = value

    # --- which fields -------------------------------------------------------------------------------------------------------

    def _offer_assessment(self, assessment: Assessment) -> None:
        moves = self.purpose in MOVES_THE_DAY
        if self.purpose == Purpose.WITHDRAWAL:
            return
        names = [name for name, spec in FIELDS[Assessment].items() if self.purpose in spec.purposes]
        first = [name for name in (*THE_DAY, "place", *REGISTRATION) if name in names]
        rest = [name for name in names if name not in first]
        self._group("新的鉴定时间、地点和报名时间" if moves else "时间和地点", assessment, first)
        self._group("其他事项", assessment, rest, folded=moves)
        for offering in selectors.offerings_in_order().filter(assessment=assessment):
            self._group(str(offering), offering, list(FIELDS[Offering]), folded=True)

    def _offer_lines(self, original: Announcement) -> None:
        lines = selectors.planned_assessments_of(original.plan).filter(announced_at__isnull=False, withdrawn_at=None)
        for line in lines:
            line.plan = original.plan
            names = [name for name, spec in FIELDS[PlannedAssessment].items() if self.purpose in spec.purposes]
            if self.purpose == Purpose.RESCHEDULING:
                names = ["exam_date"]
            title = f"第{line.sequence}次鉴定：" + "、".join(str(item) for item in line.offerings.all())
            self._group(title, line, names, folded=self.purpose not in (Purpose.RESCHEDULING, Purpose.WITHDRAWAL))

    def _offer_additions(self) -> None:
        lines = _lines_to_add(self.original, self.supplement)
        if lines is None or self.purpose != Purpose.ADDITION:
            del self.fields["adds"]
            return
        self.fields["adds"].queryset = lines
        self.fields["adds"].label_from_instance = planned_label

    def _group(self, title: str, row: Any, names: list[str], *, folded: bool = False) -> None:
        group = Group(title, folded=folded)
        section = {Assessment: "assessment", Offering: "offerings"}.get(type(row), "lines")
        values = self._values(section, row)
        for name in names:
            key = name if section == "assessment" else f"{row.public_id}.{name}"
            made = _field(row, name)
            made.current = amendments.difference(row, name, amendments.value_of(row, name)).before
            made.widget.attrs["aria-describedby"] = f"now_{key}"
            self.add_field(key, made)
            self.rows[key] = (section, row, name)
            group.names.append(key)
            self.initial[key] = _typed(row, name, values)
            group.folded = group.folded and name not in values
        self.groups.append(group)

    def _values(self, section: str, row: Any) -> dict[str, Any]:
        drafted = self.supplement.amendments.get(section, {}) if self.supplement else {}
        return drafted if section == "assessment" else drafted.get(str(row.public_id), {})

    # --- for the page and the service -----------------------------------------------------------------------------------------

    def grouped(self) -> list[dict[str, Any]]:
        """Groups with their bound fields; one with an error is never folded."""
        return [
            {
                "title": group.title,
                "fields": [self[name] for name in group.names],
                "folded": group.folded and not any(name in self.errors for name in group.names),
            }
            for group in self.groups
        ]

    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in self.rows]

    def arguments(self) -> dict[str, Any]:
        """What `draft_supplement` and `edit_supplement` take."""
        data = self.cleaned_data
        made: dict[str, Any] = {}
        for key, (section, row, name) in self.rows.items():
            target = made.setdefault(section, {})
            if section != "assessment":
                target = target.setdefault(str(row.public_id), {})
            if name == "exam_until" and data[key] is None:
                continue  # as many days as before
            target[name] = data[key]
        given = {name: data[name] for name in self.fields if name not in self.rows}
        return given | {"purpose": self.purpose, "amendments": made}


def _field(row: Any, name: str) -> forms.Field:
    """The field of the original's own form, so that the same can be typed."""
    if name == "withdrawn":
        return forms.BooleanField(label="撤销这一次", required=False)
    made = deepcopy(OFFERED[type(row)].base_fields[name])
    made.help_text = HELP.get(name, "")
    if isinstance(made, forms.CharField) and made.max_length and made.max_length > SHORT:
        made.widget = forms.Textarea(attrs={"rows": 2})
    if isinstance(made, forms.ModelChoiceField):
        made.queryset = Place.objects.all()
        made.empty_label = None
    if made.required:
        made.error_messages["required"] = f"没有填写{made.label}。{KEEP}"
    return made


def _typed(row: Any, name: str, values: dict[str, Any]) -> Any:
    if name == "exam_until" and _lasts_as_long(row, values):
        return None  # the day may still be changed in the draft, and the last day goes with it
    if name not in values:
        return amendments.value_of(row, name)
    try:
        return amendments.read(row, name, values[name])
    except amendments.Unreadable:
        return values[name]


def _lasts_as_long(row: Assessment, values: dict[str, Any]) -> bool:
    try:
        first, last = (amendments.read(row, key, values[key]) for key in ("exam_date", "exam_until"))
    except (KeyError, amendments.Unreadable):
        return "exam_until" not in values
    return last - first == row.exam_until - row.exam_date


def _initial(original: Announcement, purpose: Purpose, supplement: Announcement | None) -> dict[str, Any]:
    if supplement is None:
        return {"title": title_for(original, purpose)}
    fields = ("title", "changes", *ORDER_FIELDS)
    return {name: getattr(supplement, name) for name in fields} | {
        "adds": list(supplement.planned_assessments_added.all())
    }


def _lines_to_add(original: Announcement, supplement: Announcement | None = None) -> QuerySet[PlannedAssessment] | None:
    """Lines of the year's plan that no announcement has named yet; None where the original is not the annual one."""
    if original.kind != AnnouncementKind.ANNUAL:
        return None
    own = Q(added_by_supplement=None) | Q(added_by_supplement=supplement)
    rows = PlannedAssessment.objects.filter(own, plan=original.plan, announced_at=None)
    return rows.select_related("plan").prefetch_related("offerings__occupation").order_by("sequence")
