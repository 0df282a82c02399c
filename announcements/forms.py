"""What can be typed in stage 1. Whether it is lawful is for the rules; these only read it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from announcements.enums import Audience, QualificationProfile
from announcements.facts import SubjectFacts
from announcements.models import AnnualPlan, Assessment, Offering, PlannedAssessment
from station.enums import Category, ExamMode, Level, Subject
from station.forms import StationFormMixin
from station.models import Occupation, Place


class PlanForm(StationFormMixin, forms.ModelForm):
    class Meta:
        model = AnnualPlan
        fields = ["year", "qualifications", "enquiry_phone", "notes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notes"].required = True
        if self.instance.pk:
            del self.fields["year"]

    def validate_unique(self) -> None:
        """Left to the service, which says it under the lock."""


class PlannedForm(StationFormMixin, forms.Form):
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    audience = forms.ChoiceField(label="面向", choices=Audience.choices)
    scope = forms.CharField(label="适应范围", max_length=200, help_text="哪些人员可以申报，如“本市企业在职职工”。")
    exam_date = forms.DateField(label="计划鉴定日期", widget=forms.DateInput)
    offerings = forms.MultipleChoiceField(label="职业和等级", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occupations = {str(item.pk): item for item in Occupation.objects.filter(is_active=True)}
        self.fields["offerings"].choices = [
            (f"{key}-{level.value}", f"{item.name} {level.label}")
            for key, item in self.occupations.items()
            for level in Level
        ]

    def clean_offerings(self) -> list[tuple[Occupation, int]]:
        pairs = (value.split("-") for value in self.cleaned_data["offerings"])
        return [(self.occupations[key], int(level)) for key, level in pairs]

    @staticmethod
    def initial_of(planned: PlannedAssessment) -> dict[str, Any]:
        return {
            "category": planned.category,
            "audience": planned.audience,
            "scope": planned.scope,
            "exam_date": planned.exam_date,
            "offerings": [f"{item.occupation_id}-{item.level}" for item in planned.offerings.all()],
        }


class AssessmentForm(StationFormMixin, forms.Form):
    """In the order of the announcement. Category and audience are those of the planned line (R1.1)."""

    planned = forms.ModelChoiceField(label="年度计划中的鉴定", queryset=PlannedAssessment.objects.none())
    title = forms.CharField(label="名称", max_length=120, help_text="如“2026年第三次职业技能鉴定”。")
    scope = forms.CharField(label="适应范围", max_length=200, required=False, help_text="不填的，与年度计划相同。")
    exam_date = forms.DateField(label="鉴定日期", widget=forms.DateInput, help_text="公告最迟在鉴定前45天发布。")
    exam_until = forms.DateField(
        label="鉴定结束日期", widget=forms.DateInput, required=False, help_text="只有一天的不填。"
    )
    exam_time = forms.CharField(label="具体时间", max_length=200, help_text="各科目的起止时间。")
    place = forms.ModelChoiceField(label="鉴定地点", queryset=Place.objects.none())
    registration_from = forms.DateTimeField(
        label="报名开始", widget=forms.DateTimeInput, help_text="在公告发布之后，留出宣传和咨询的时间。"
    )
    registration_until = forms.DateTimeField(
        label="报名截止", widget=forms.DateTimeInput, help_text="到这一时刻为止；须早于向鉴定中心申报的期限。"
    )
    registration_place = forms.CharField(label="报名地点", max_length=200, help_text="现场地点和网上报名的方式。")
    qualification_profile = forms.ChoiceField(
        label="申报条件版本",
        choices=QualificationProfile.choices,
        initial=QualificationProfile.EDITION_2023,
        help_text="按所鉴定职业的国家职业标准选择；以后添加的职业等级按此生成报考资格。",
    )
    enquiry_phone = forms.CharField(label="咨询电话", max_length=60)
    notes = forms.CharField(label="注意事项", widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = PlannedAssessment.objects.select_related("plan").prefetch_related("offerings__occupation")
        self.fields["planned"].queryset = lines.filter(withdrawn_at=None).order_by("-plan__year", "sequence")
        self.fields["planned"].label_from_instance = planned_label
        self.fields["place"].queryset = Place.objects.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        planned = data.get("planned")
        if planned and not data.get("scope"):
            data["scope"] = planned.scope
        if data.get("exam_date") and not data.get("exam_until"):
            data["exam_until"] = data["exam_date"]
        return data

    @staticmethod
    def initial_of(assessment: Assessment) -> dict[str, Any]:
        return {name: getattr(assessment, name) for name in AssessmentForm.base_fields}


def planned_label(planned: PlannedAssessment) -> str:
    offerings = "、".join(str(item) for item in planned.offerings.all())
    return f"{planned}（{planned.exam_date:%Y-%m-%d}，{planned.get_category_display()}）{offerings}"


class OfferingAddForm(StationFormMixin, forms.Form):
    occupation = forms.ModelChoiceField(label="职业", queryset=Occupation.objects.none())
    level = forms.TypedChoiceField(label="等级", choices=Level.choices, coerce=int)
    capacity = forms.IntegerField(label="名额", min_value=1, required=False, help_text="不限的不填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].queryset = Occupation.objects.filter(is_active=True)


class OfferingEditForm(StationFormMixin, forms.Form):
    """Places, subjects and the two texts; a subject is held when its minutes are filled in."""

    capacity = forms.IntegerField(label="名额", min_value=1, required=False, help_text="不限的不填。")
    qualifications = forms.CharField(label="报考资格", widget=forms.Textarea(attrs={"rows": 8}))
    documents_to_bring = forms.CharField(label="应携带的证件及材料", widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject in Subject:
            name = subject.value
            mode = forms.ChoiceField(label=f"{subject.label}：方式", choices=ExamMode.choices, required=False)
            minutes = forms.IntegerField(
                label=f"{subject.label}：时长（分钟）",
                min_value=1,
                max_value=720,
                required=False,
                help_text="不考的留空。",
            )
            pass_mark = forms.DecimalField(
                label=f"{subject.label}：合格分数", min_value=1, max_value=100, decimal_places=1, required=False
            )
            for part, field in (("mode", mode), ("minutes", minutes), ("pass_mark", pass_mark)):
                self.add_field(f"{name}_{part}", field)

    @property
    def helper(self) -> FormHelper:
        """One line for each subject."""
        helper = super().helper
        rows = (
            Row(*(Column(f"{subject.value}_{part}") for part in ("mode", "minutes", "pass_mark")))
            for subject in Subject
        )
        helper.layout = Layout("capacity", *rows, "qualifications", "documents_to_bring")
        return helper

    def subjects(self) -> list[SubjectFacts]:
        data = self.cleaned_data
        return [
            SubjectFacts(
                subject,
                data[f"{subject.value}_mode"] or ExamMode.PAPER,
                data[f"{subject.value}_minutes"],
                str(data[f"{subject.value}_pass_mark"] or 60),
            )
            for subject in Subject
            if data.get(f"{subject.value}_minutes")
        ]

    @staticmethod
    def initial_of(offering: Offering) -> dict[str, Any]:
        values: dict[str, Any] = {
            "capacity": offering.capacity,
            "qualifications": offering.qualifications,
            "documents_to_bring": offering.documents_to_bring,
        }
        for item in offering.subjects.all():
            values |= {
                f"{item.subject}_mode": item.mode,
                f"{item.subject}_minutes": item.minutes,
                f"{item.subject}_pass_mark": item.pass_mark,
            }
        return values


class ReasonForm(StationFormMixin, forms.Form):
    """For acts that put something away: the reason stays on record."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea)


class OpinionForm(StationFormMixin, forms.Form):
    opinion = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea, help_text="退回时必须写明理由。"
    )
