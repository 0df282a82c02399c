"""What an applicant says at the desk, in the order of the 《职业技能鉴定考评表》: typed at the counter, amended on the case.

Whether it is lawful is for the rules; these forms only read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from announcements.conditions import conditions_for
from announcements.models import Assessment, Offering
from registration.enums import Attempt, Education
from registration.last_time import PARTICULARS, person_data
from registration.models import Application
from registration.rules import PersonFacts
from registration.selectors import PLACE_HOLDING
from registration.services.candidates import reached_by_others
from station.enums import IdentityType, Level, Sex, Subject
from station.forms import StationFormMixin
from station.models import User

EMPTY = [("", "请选择")]
SOURCES = ("企业", "学校", "部队", "社会", "其他")  # 考评表 as known from elsewhere (示例)


class PersonForm(StationFormMixin, forms.Form):
    """In the order of the 《职业技能鉴定考评表》. Sex and birth date follow from most identity numbers."""

    identity_type = forms.ChoiceField(label="证件类型", choices=IdentityType.choices, initial=IdentityType.RESIDENT)
    identity_number = forms.CharField(label="证件号码", max_length=40)
    name = forms.CharField(label="姓名", max_length=60)
    sex = forms.TypedChoiceField(
        label="性别",
        choices=[("", "由证件号码得出"), *Sex.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    birth_date = forms.DateField(
        label="出生日期", widget=forms.DateInput, required=False, help_text="持居民身份证的不必填。"
    )
    ethnicity = forms.CharField(label="民族", max_length=20, initial="汉族")
    education = forms.ChoiceField(label="文化程度", choices=EMPTY + Education.choices)
    mobile = forms.CharField(label="手机号码", max_length=20)
    employer = forms.CharField(label="单位或学校", max_length=120)
    group_name = forms.CharField(label="班级或部门", max_length=80, required=False)
    offering = forms.ChoiceField(label="申报职业和等级")
    condition = forms.ChoiceField(label="申报条件", required=False, help_text="符合其中一条即可；所需材料随条件而定。")
    work_years = forms.IntegerField(label="从事本职业年限", min_value=0, max_value=60, required=False)
    certificate_level = forms.ChoiceField(
        label="原证书等级", choices=[("", "没有证书"), *Level.choices], required=False
    )
    lower_certificate_number = forms.CharField(label="原证书编号", max_length=40, required=False)
    retake = forms.MultipleChoiceField(
        label="补考科目",
        choices=Subject.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="第一次参加鉴定的不选；选了的，只考所选科目。",
    )
    results_station = forms.CharField(
        label="保留成绩的其他鉴定所（站）",
        max_length=60,
        required=False,
        help_text="合格成绩不在本所的填写，并交原科目成绩单。",
    )
    results_released = forms.DateField(label="该成绩的公布日期", widget=forms.DateInput, required=False)
    source = forms.ChoiceField(
        label="考生来源", choices=[("", "不填"), *((each, each) for each in SOURCES)], required=False
    )
    school = forms.CharField(label="毕业院校", max_length=80, required=False)
    major = forms.CharField(label="所学专业", max_length=60, required=False)
    graduated = forms.CharField(label="毕业时间", max_length=20, required=False)
    address = forms.CharField(label="通讯地址", max_length=200, required=False)
    postcode = forms.CharField(label="邮政编码", max_length=10, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    household = forms.CharField(label="户籍所在地", max_length=120, required=False)
    political_status = forms.CharField(label="政治面貌", max_length=30, required=False)
    work_since = forms.CharField(label="参加工作时间", max_length=20, required=False)
    remark = forms.CharField(label="备注", max_length=300, required=False)

    kept: Mapping[str, Any] = {}
    """What was said in other ways (by a roster) and has no field here: it stays."""

    def __init__(self, *args: Any, offerings: Iterable[Offering], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offerings = {str(row.public_id): row for row in offerings}
        self.choice("offering").choices = EMPTY + [(key, self.label_of(row)) for key, row in self.offerings.items()]
        self.choice("condition").choices = condition_choices(self.offerings.values())
        self._allow_words("source")
        for name in ("mobile", "postcode"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def label_of(self, offering: Offering) -> str:
        return str(offering)

    def _allow_words(self, name: str) -> None:
        """A roster may have said it in words that our list has not: they are offered, not lost."""
        said = str(self.initial.get(name) or "")
        offered = list(cast(Iterable[tuple[Any, Any]], self.choice(name).choices))
        if said and said not in {key for key, _ in offered}:
            self.choice(name).choices = [*offered, (said, said)]

    def choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    @property
    def helper(self) -> FormHelper:
        """Two columns on a wide screen: who it is, what is applied for."""
        helper = super().helper
        names = list(self.fields)
        middle = names.index("offering")
        helper.layout = Layout(Div(Div(*names[:middle]), Div(*names[middle:]), css_class="grid-two"))
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._require_condition_of_level(data)
        self._require_announced_subjects(data)
        return data

    def _require_condition_of_level(self, data: Mapping[str, Any]) -> None:
        offering, condition = data.get("offering"), data.get("condition")
        if not (isinstance(offering, Offering) and condition):
            return
        profile = offering.assessment.qualification_profile
        if condition not in {each.key for each in conditions_for(profile, offering.level)}:
            level = offering.get_level_display()
            self.add_error("condition", f"所选条件不是{level}的条件，请在{level}的条件中选一条（R2.1）。")

    def _require_announced_subjects(self, data: Mapping[str, Any]) -> None:
        offering = data.get("offering")
        if not (isinstance(offering, Offering) and data.get("retake")):
            return
        announced = {row.subject for row in offering.subjects.all()}
        strange = [Subject(each).label for each in data["retake"] if each not in announced]
        if strange:
            self.add_error("retake", f"{offering}没有公告{'、'.join(strange)}，请按公告的科目选择（R1.2）。")

    def clean_offering(self) -> Offering:
        return self.offerings[self.cleaned_data["offering"]]

    @property
    def facts(self) -> PersonFacts:
        return self.facts_of(self.cleaned_data)

    def facts_of(self, data: Mapping[str, Any]) -> PersonFacts:
        unsaid = {"sex": None, "birth_date": None, "work_years": None}
        named = {
            key: data.get(key, unsaid.get(key, ""))
            for key in (
                "identity_type", "identity_number", "name", "sex", "birth_date", "ethnicity", "education", "mobile",
                "employer", "group_name", "address", "email", "condition", "work_years", "lower_certificate_number",
                "remark",
            )
        }  # fmt: skip
        # A kind that is not on the list has its error at its own field already.
        named["identity_type"] = named["identity_type"] or IdentityType.RESIDENT
        others = {key: value for key, value in self.kept.items() if key not in PARTICULARS}
        said = {key: plain(data[key]) for key in PARTICULARS if data.get(key)}
        return PersonFacts(**named, particulars=others | said)

    @property
    def subjects(self) -> dict[str, str] | None:
        chosen = self.cleaned_data["retake"]
        return dict.fromkeys(chosen, Attempt.RETAKE) if chosen else None

    @staticmethod
    def initial_of_application(application: Application) -> dict[str, Any]:
        said = application.particulars or {}
        retake = [row.subject for row in application.subjects.all() if row.attempt == Attempt.RETAKE]
        return person_data(application.candidate) | {
            "offering": str(application.offering.public_id),
            "condition": application.condition,
            "retake": retake,
            "work_years": application.work_years,
            "lower_certificate_number": application.lower_certificate_number,
            "remark": application.remark,
            **{name: str(said.get(name, "")) for name in PARTICULARS},
        }


def offerings_of(assessment: Assessment) -> list[Offering]:
    """In the order of the announcement, each with whether its places are taken (`is_full`); two questions."""
    rows = assessment.offerings.select_related("occupation", "assessment").prefetch_related("subjects")
    full = ExpressionWrapper(Q(capacity__isnull=False, taken__gte=F("capacity")), output_field=BooleanField())
    taken = Count("applications", filter=Q(applications__state__in=PLACE_HOLDING))
    found = rows.annotate(taken=taken).annotate(is_full=full).order_by("occupation__name", "-level")
    return cast(list[Offering], list(found))


def condition_choices(offerings: Iterable[Offering]) -> list[tuple[str, Any]]:
    """Grouped by level; several occupations of one level share its general conditions."""
    levels = sorted({(row.assessment.qualification_profile, row.level) for row in offerings}, key=lambda key: -key[1])
    groups = [
        (
            Level(level).label,
            [(each.key, f"{each.key.rpartition('-')[2]}．{each.text}") for each in conditions_for(edition, level)],
        )
        for edition, level in levels
    ]
    return [("", "审核时确定"), *groups]


class AmendForm(PersonForm):
    """An amendment keeps the identity number; it stands there masked, for showing it whole is a recorded act (R2.4)."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        offering = application.offering
        self.candidate = application.candidate
        self.kept = application.particulars or {}
        kwargs["initial"] = self.initial_of_application(application) | {
            "identity_number": application.candidate.masked_identity
        }
        super().__init__(*args, offerings=offerings_of(offering.assessment), **kwargs)
        number = self.fields["identity_number"]
        number.disabled = True
        number.help_text = "更改时证件号码不变；为他人报名的，请另填一份报名。"
        self.choice("offering").choices = [(str(offering.public_id), str(offering))]

    @property
    def facts(self) -> PersonFacts:
        return replace(super().facts, identity_number=self.candidate.identity_number)


class ContactAmendForm(AmendForm):
    """For a group's contact: how somebody is reached is theirs to see and change while nobody else has said it (R2.4)."""

    def __init__(self, *args: Any, application: Application, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, application=application, **kwargs)
        self.reached_by_others = reached_by_others(application.candidate, actor)
        if self.reached_by_others:
            del self.fields["address"], self.fields["email"]
            mobile = self.fields["mobile"]
            mobile.disabled = True
            mobile.help_text = "本人另有报名或账号，联系方式由本人更改。"
            self.initial["mobile"] = application.candidate.masked_mobile

    @property
    def facts(self) -> PersonFacts:
        facts = super().facts
        return replace(facts, mobile=self.candidate.mobile) if self.reached_by_others else facts


def plain(value: Any) -> str:
    """As it stands in the field itself."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
