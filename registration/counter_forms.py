"""What can be typed at the counter: the number first, then the form with what is on record offered (R2.1).

Whether it is lawful is for the rules; the form asks them once more for everything that was typed, so that a clerk sees
all there is to mend at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Count, Q

from announcements.conditions import conditions_for
from announcements.models import Assessment, Offering
from registration.enums import Attempt, Education
from registration.last_time import PARTICULARS, Offered, person_data
from registration.models import Application
from registration.roster.identity import DocumentKind, Identity, IdentityFault, read_identity
from registration.roster.normalising import same_name
from registration.rules import PersonFacts, examine_person
from registration.selectors import PLACE_HOLDING
from station import clock
from station.enums import IdentityType, Level, Sex, Subject
from station.forms import StationFormMixin

EMPTY = [("", "请选择")]
SOURCES = ("企业", "学校", "部队", "社会", "其他")  # 考评表 as known from elsewhere (示例)
# Their numbers say neither sex nor birth date.
SILENT = (DocumentKind.HM_PERMIT, DocumentKind.TW_PERMIT, DocumentKind.PASSPORT, DocumentKind.MILITARY)


class IdentityForm(StationFormMixin, forms.Form):
    """The first question at the counter. A card reader types the number and Enter; the kind is asked only where it must be."""

    identity_number = forms.CharField(
        label="证件号码",
        max_length=40,
        help_text="读卡或键入后按回车。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    identity_type = forms.ChoiceField(
        label="证件类型",
        choices=[("", "居民身份证、居住证（按号码识别）"), *IdentityType.choices],
        required=False,
    )

    reading: Identity | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number, kind = data.get("identity_number", ""), data.get("identity_type", "")
        if not number:
            return data
        named = IdentityType(kind).label if kind else ""
        reading = read_identity(number, named, on=clock.local_date(clock.now()))
        if isinstance(reading, IdentityFault):
            more = "" if kind or reading.lost_digits else "持护照、通行证、军官证的，在“证件类型”中选明后再查。"
            self.add_error("identity_number", f"{reading.text}{more}")
        else:
            self.reading = reading
        return data


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
        self.fields["offering"].choices = EMPTY + [(key, self.label_of(row)) for key, row in self.offerings.items()]
        self.fields["condition"].choices = condition_choices(self.offerings.values())
        self._allow_words("source")
        for name in ("mobile", "postcode"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def label_of(self, offering: Offering) -> str:
        return str(offering)

    def _allow_words(self, name: str) -> None:
        """A roster may have said it in words that our list has not: they are offered, not lost."""
        said = str(self.initial.get(name) or "")
        field = self.fields[name]
        if said and said not in {key for key, _ in field.choices}:
            field.choices = [*field.choices, (said, said)]

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
        said = {key: _plain(data[key]) for key in PARTICULARS if data.get(key)}
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
    """In the order of the announcement, each with whether its places are taken; two questions."""
    rows = assessment.offerings.select_related("occupation", "assessment").prefetch_related("subjects")
    taken = Count("applications", filter=Q(applications__state__in=PLACE_HOLDING))
    found = list(rows.annotate(taken=taken).order_by("occupation__name", "-level"))
    for row in found:
        row.is_full = row.capacity is not None and row.taken >= row.capacity
    return found


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
        self.kept = application.particulars or {}
        kwargs["initial"] = self.initial_of_application(application) | {
            "identity_number": application.candidate.masked_identity
        }
        super().__init__(*args, offerings=offerings_of(offering.assessment), **kwargs)
        self.known_number = application.candidate.identity_number
        number = self.fields["identity_number"]
        number.disabled = True
        number.help_text = "更改时证件号码不变；为他人报名的，请另填一份报名。"
        self.fields["offering"].choices = [(str(offering.public_id), str(offering))]

    @property
    def facts(self) -> PersonFacts:
        return replace(super().facts, identity_number=self.known_number)


class LevelSelect(forms.Select):
    """An offering with its level and the condition suggested for it: the page's script narrows the conditions by them."""

    about: Mapping[str, Mapping[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.about.get(str(value), {})
        return option


# The page's groups, in the order of the paper form. What is kept folded is only wanted by the data export.
WHO = ("name", "sex", "birth_date", "ethnicity", "education", "mobile", "employer", "group_name")
WHAT = (
    "offering", "condition", "work_years", "certificate_level", "lower_certificate_number", "school", "major",
    "graduated", "source",
)  # fmt: skip
AGAIN = ("retake", "results_station", "results_released")
ANEW = ("offering", "condition", *AGAIN)
MORE = ("address", "postcode", "email", "household", "political_status", "work_since", "remark")


class CounterForm(PersonForm):
    """Counter entry: the applicant signs the promise on paper, the clerk says so."""

    declared = forms.BooleanField(
        label="申报人已阅读并签署如实填报的承诺",
        required=False,
        help_text="勾选后直接提交待审核；不勾选的存为草稿。",
    )
    proof = forms.CharField(
        label="更名证明", max_length=120, required=False, help_text="如“户口簿变更页”“公安机关更名证明”。"
    )
    proof_file = forms.FileField(label="更名证明扫描件", required=False)
    acknowledged = forms.BooleanField(
        label="已知悉：校核结束的批次，名册和已出的文书仍是原名，已告知或将告知鉴定中心", required=False
    )

    def __init__(self, *args: Any, offered: Offered, offerings: Sequence[Offering], **kwargs: Any) -> None:
        self.offered = offered
        self.initial_given = offered.initial | kwargs.pop("initial", {})
        super().__init__(*args, offerings=offerings, initial=self.initial_given, **kwargs)
        for name in ("identity_type", "identity_number"):
            self.fields[name].widget = forms.HiddenInput()
        self.reading = self._reading()
        self._ask_only_what_is_open()
        self._tell_offerings()
        self.order_fields(["identity_type", "identity_number", *WHO, *WHAT, *MORE, "declared"])

    def label_of(self, offering: Offering) -> str:
        if standing := self.offered.applied_to(offering):
            return f"{offering}（已报，{standing.get_state_display()}）"
        return f"{offering}（名额已满）" if getattr(offering, "is_full", False) else str(offering)

    def _reading(self) -> Identity | None:
        number = self["identity_number"].value() or ""
        kind = self["identity_type"].value() or IdentityType.RESIDENT
        named = IdentityType(kind).label if kind in IdentityType.values else ""
        found = read_identity(number, named, on=clock.local_date(clock.now())) if number else None
        return found if isinstance(found, Identity) else None

    def _ask_only_what_is_open(self) -> None:
        """What the number itself says is told, not asked."""
        if self.reading is None or self.reading.kind in SILENT:
            for name in ("sex", "birth_date"):
                self.fields[name].help_text = ""
                self.fields[name].required = self.reading is not None
            self.fields["sex"].choices = [("", "请选择"), *Sex.choices]
            return
        if self.reading.sex:
            del self.fields["sex"]
        if self.reading.born:
            del self.fields["birth_date"]

    def _tell_offerings(self) -> None:
        field, select = self.fields["offering"], LevelSelect()
        select.about = {
            key: {
                "data-level": str(offering.get_level_display()),
                "data-condition": self.offered.suggestions[key].key if key in self.offered.suggestions else "",
            }
            for key, offering in self.offerings.items()
        }
        choices = field.choices
        field.widget = select
        field.choices = choices

    # --- what was typed -------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._ask_the_rules(data)
        if self.is_renamed and "rename" not in self.data and "name" not in self.errors:
            known = self.offered.known
            text = f"该证件号码登记的姓名是“{known.name if known else ''}”。请核对；确系更名的，在“更名登记”栏写明证明后登记（R2.1）。"
            self.add_error("name", text)
        return data

    def _ask_the_rules(self, data: Mapping[str, Any]) -> None:
        if "identity_number" in self.errors or "identity_type" in self.errors:
            return
        _, reasons = examine_person(self.facts_of(data), on=clock.local_date(clock.now()))
        for reason in reasons:
            field = reason.field if reason.field in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, str(reason))

    @property
    def is_renamed(self) -> bool:
        """The number is on record under another name than was typed."""
        typed = self.data.get(self.add_prefix("name"), "") if self.is_bound else ""
        known = self.offered.known
        return known is not None and bool(typed.strip()) and not same_name(known.name, typed)

    # --- how the page shows it ------------------------------------------------------------------------------------------

    def _lines(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Fields with what stands on record of them, and whether something else was typed."""
        return [
            {"field": self[name], "last": _plain(self.initial_given.get(name)), "was": shown(self, name)}
            | {"offered": self._is_on_record(name), "changed": self.is_bound and name in self.changed_data}
            for name in names
            if name in self.fields
        ]

    def _is_on_record(self, name: str) -> bool:
        """The last data of a known person; what is asked anew each time has nothing to differ from."""
        return self.offered.known is not None and name in self.initial_given and name not in ANEW

    @property
    def who(self) -> list[dict[str, Any]]:
        return self._lines(WHO)

    @property
    def what(self) -> list[dict[str, Any]]:
        return self._lines(WHAT)

    @property
    def more(self) -> list[dict[str, Any]]:
        return self._lines(MORE)

    @property
    def again(self) -> list[dict[str, Any]]:
        return self._lines(AGAIN)

    @property
    def opens_again(self) -> bool:
        return any(name in self.errors or self[name].value() for name in AGAIN)

    @property
    def opens_more(self) -> bool:
        return any(name in self.errors for name in MORE)

    @property
    def changes(self) -> list[str]:
        """The labels of what differs from the last time; a first-comer changes nothing."""
        lines = [*self.who, *self.what, *self.more]
        return [str(line["field"].label) for line in lines if line["offered"] and line["changed"]]

    def place_focus(self) -> None:
        """The first field that is wrong; else the first that still has to be said; else the promise.

        Of somebody on record the condition is to be said too: it decides which papers are asked for.
        """
        asked = [name for name in (*WHO, *WHAT, *AGAIN, *MORE, "proof", "acknowledged") if name in self.fields]
        wrong = next((name for name in asked if name in self.errors), "") if self.is_bound else ""
        owed = {name for name in asked if self.fields[name].required} | ({"condition"} if self.offered.known else set())
        empty = next((name for name in asked if name in owed and not self[name].value()), "declared")
        self.fields[wrong or empty].widget.attrs["autofocus"] = True


def shown(form: forms.Form, name: str) -> str:
    """A value on record in the words of the form: the chosen label, the day, or that there was nothing."""
    value = form.initial.get(name)
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField) and value:
        return str(_label_in(field.choices, str(value)) or value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value not in (None, "", []) else "（空）"


def _plain(value: Any) -> str:
    """As it stands in the field itself."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _label_in(choices: Iterable[tuple[Any, Any]], wanted: str) -> str:
    for value, label in choices:
        if isinstance(label, list | tuple):
            if found := _label_in(label, wanted):
                return found
        elif str(value) == wanted:
            return str(label)
    return ""
