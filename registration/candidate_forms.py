"""What candidates and group contacts can type and send."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from announcements.conditions import Condition
from registration.advice import Advice
from registration.enums import Attempt, Education, MaterialKind
from registration.plain_conditions import PLAIN
from registration.uploads import MAX_BYTES
from station import clock
from station.enums import Level, Subject
from station.forms import StationFormMixin
from station.refusals import Reason
from station.uploads import bounded

SOURCES = ("企业", "学校", "部队", "社会", "其他")  # 考评表 as known from elsewhere (示例)
SCAN_TYPES = "image/jpeg,image/png,application/pdf"


class SeenMixin:
    """Tells when another window changed the page's facts since this one was opened: asked once, nothing overwritten.

    The page carries a digest of what it was filled with; the view compares it with what stands now.
    """

    @staticmethod
    def digest(initial: Mapping[str, Any]) -> str:
        said = json.dumps(initial, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def changed_elsewhere(self) -> bool:
        form: Any = self
        seen, stands = form.data.get("seen", ""), self.digest(form.initial)
        typed = {name: form.cleaned_data.get(name) for name in form.fields}
        return bool(seen) and seen != stands and self.digest(typed) != stands

    @property
    def seen(self) -> str:
        return self.digest(self.initial)  # type: ignore[attr-defined]


class LaterMixin:
    """“保存，以后再填”: what is there is saved; what lacks is asked for on the way to the next page, not now."""

    LATER = "later"

    @property
    def is_for_later(self) -> bool:
        form: Any = self
        return bool(form.is_bound and form.data.get(self.LATER))

    def ask_for_nothing(self) -> None:
        """In `__init__` of the form, when its fields stand."""
        if self.is_for_later:
            for field in self.fields.values():  # type: ignore[attr-defined]
                field.required = False


class EmployerForm(StationFormMixin, forms.Form):
    """Where an assessment is for the institution, the employer is asked for before anything else (R2.1)."""

    employer = forms.CharField(label="您的单位或学校", max_length=120, help_text="照单位证明或学生证上的全称填写。")


class PersonForm(LaterMixin, SeenMixin, StationFormMixin, forms.Form):
    """The person's page of the application, in the order of the paper form (R2.2)."""

    ethnicity = forms.CharField(label="民族", max_length=20, help_text="例如：汉族")
    education = forms.ChoiceField(label="文化程度", choices=[("", "请选择"), *Education.choices])
    source = forms.ChoiceField(
        label="考生来源", choices=[("", "请选择"), *((each, each) for each in SOURCES)], required=False
    )
    employer = forms.CharField(label="单位或学校", max_length=120, help_text="没有单位的填“无”。")
    group_name = forms.CharField(label="班级或部门", max_length=80, required=False)
    mobile = forms.CharField(
        label="手机号码",
        max_length=20,
        help_text="审核、缴费和准考证的消息以此联系您。换了号码的，请先到“我的账号”更换。",
    )
    address = forms.CharField(label="通讯地址", max_length=200, required=False)
    email = forms.EmailField(label="电子邮箱", required=False, help_text="填了的，消息同时发到邮箱。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = (("mobile", "tel"), ("address", "street-address"), ("email", "email"), ("employer", "organization"))
        for name, hint in hints:
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["mobile"].widget.attrs["inputmode"] = "tel"
        self.ask_for_nothing()


class ConditionForm(LaterMixin, SeenMixin, StationFormMixin, forms.Form):
    """Which condition carries the application, what it rests on, and which subjects are sat (R2.1)."""

    condition = forms.ChoiceField(label="申报条件", widget=forms.RadioSelect)
    work_years = forms.IntegerField(label="从事本职业（含相关职业）年限", min_value=0, max_value=60, required=False)
    certificate_level = forms.ChoiceField(
        label="原证书等级", choices=[("", "没有证书"), *Level.choices], required=False
    )
    lower_certificate_number = forms.CharField(label="原证书编号", max_length=40, required=False)
    school = forms.CharField(label="毕业院校", max_length=80, required=False)
    major = forms.CharField(label="专业", max_length=60, required=False)
    graduated = forms.CharField(
        label="毕业时间", max_length=20, required=False, help_text="例如：2024年7月；在校应届的填预计时间。"
    )
    results_station = forms.CharField(
        label="原鉴定所（站）",
        max_length=80,
        required=False,
        help_text="保留的成绩不是在本所考的，才填这两项；审核时交原科目成绩单，由审核人员核查。",
    )
    results_released = forms.DateField(
        label="成绩公布日期", required=False, widget=forms.DateInput, help_text="照成绩单填写。"
    )

    def __init__(
        self,
        *args: Any,
        conditions: Sequence[Condition],
        subjects: Iterable[str],
        advice: Mapping[str, Advice] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.advice = advice or {}
        self.conditions = {each.key: each for each in conditions}
        self.fields["condition"].choices = [(each.key, each.text) for each in conditions]  # type: ignore[attr-defined]
        self.subjects = list(subjects)
        for subject in self.subjects:
            attempt = forms.ChoiceField(
                label=Subject(subject).label, choices=[*Attempt.choices, ("", "本次不考")], required=False
            )
            self.add_field(f"attempt_{subject}", attempt)
        self.ask_for_nothing()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_results(data)
        if self.is_for_later:
            return data
        chosen = self.conditions.get(data.get("condition", ""))
        needed = {paper.kind for paper in chosen.papers} if chosen else set()
        if MaterialKind.WORK_YEARS in needed and data.get("work_years") is None and "work_years" not in self.errors:
            self.add_error("work_years", "所选条件以工作年限为据，请填写年限（R2.1）。")
        if MaterialKind.LOWER_CERTIFICATE in needed and not data.get("lower_certificate_number"):
            self.add_error("lower_certificate_number", "所选条件以原等级证书为据，请填写证书编号（R2.1）。")
        if not self.errors and not self.chosen_subjects():
            self.add_error(f"attempt_{self.subjects[0]}" if self.subjects else None, "请至少报考一个科目（R1.2）。")
        return data

    def _check_results(self, data: Mapping[str, Any]) -> None:
        released = data.get("results_released")
        if released and released > clock.local_date(clock.now()):
            self.add_error("results_released", "成绩公布日期不能晚于今天，请照成绩单填写。")
        if (
            not self.is_for_later
            and data.get("results_station")
            and not released
            and "results_released" not in self.errors
        ):
            self.add_error("results_released", "请填写成绩公布日期，成绩是否仍有效由它推算。")

    def elsewhere(self) -> dict[str, str]:
        """What is kept of a result from another station; nothing where every subject is sat."""
        left_out = [subject for subject in self.subjects if subject not in self.chosen_subjects()]
        station, released = self.cleaned_data.get("results_station", ""), self.cleaned_data.get("results_released")
        if not left_out or not station:
            return {"results_station": "", "results_released": ""}
        return {"results_station": station, "results_released": released.isoformat() if released else ""}

    def refuse_subjects(self, reasons: Sequence[Reason]) -> None:
        """Said at the first subject, or at the result that is relied on."""
        for reason in reasons:
            self.add_error(f"attempt_{self.subjects[0]}" if self.subjects else None, str(reason))

    def chosen_subjects(self) -> dict[str, str]:
        attempts = {subject: self.cleaned_data.get(f"attempt_{subject}", "") for subject in self.subjects}
        return {subject: attempt for subject, attempt in attempts.items() if attempt}

    def options(self) -> list[dict[str, Any]]:
        """Each condition in plain words and as announced, with what it needs and how it looks from what was typed."""
        value = self["condition"].value()
        return [
            {
                "key": each.key,
                "plain": PLAIN.get(each.key, ""),
                "text": each.text,
                "papers": each.papers,
                "checked": value == each.key,
                "advice": self.advice.get(each.key),
            }
            for each in self.conditions.values()
        ]

    def subject_fields(self) -> list[forms.BoundField]:
        return [self[f"attempt_{subject}"] for subject in self.subjects]


class PhotoForm(StationFormMixin, forms.Form):
    photo = forms.FileField(
        label="证件照片",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-preview": "photo-preview"}),
        error_messages={"required": "没有选择照片。请选择照片文件或拍一张。", "empty": "照片文件是空的，请重新选择。"},
    )

    def __init__(self, *args: Any, needs_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_consent:
            consent = forms.BooleanField(
                label="我已阅读《照片使用告知书》，同意按告知的用途使用我的照片",
                error_messages={"required": "上传照片须先同意照片的使用；不同意的，请联系报名窗口。"},
            )
            self.add_field("consent_photo", consent)

    def clean_photo(self) -> Any:
        return bounded(self.cleaned_data["photo"], MAX_BYTES)


class MaterialForm(StationFormMixin, forms.Form):
    file = forms.FileField(
        label="扫描件或照片",
        widget=forms.FileInput(attrs={"accept": SCAN_TYPES}),
        error_messages={"required": "没有选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        return bounded(self.cleaned_data["file"], MAX_BYTES)


class WorkYearsForm(MaterialForm):
    """Where the profile allows it, one's own signed undertaking may be sent in place of the proof (R2.1)."""

    is_undertaking = forms.BooleanField(label="上传的是签好名的《工作年限承诺书》，不是单位证明", required=False)


class DeclarationForm(StationFormMixin, forms.Form):
    """`summary` is what the page shows: who declares over one that another window has changed is asked again."""

    def __init__(self, *args: Any, summary: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = SeenMixin.digest(summary)

    def changed_elsewhere(self) -> bool:
        seen = self.data.get("seen", "")
        return bool(seen) and seen != self.seen

    declared = forms.BooleanField(
        label="我已逐项核对，作出以上承诺",
        error_messages={"required": "没有作出如实填报的承诺。请阅读并勾选承诺后再提交（R2.5）。"},
    )


class WithdrawForm(StationFormMixin, forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=300, required=False, widget=forms.Textarea)
