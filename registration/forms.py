"""What can be typed in stage 2. Whether it is lawful is for the rules; these only read it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from announcements.conditions import conditions_for
from registration.enums import MaterialKind, Payer, PaymentMethod, ReceiptKind, SightingMode
from registration.models import Application, ReceiptBook
from registration.proofreading import Finding
from registration.services import FeeItemFacts
from registration.uploads import MAX_BYTES
from station import clock
from station.enums import Level, Subject
from station.forms import StationFormMixin
from station.uploads import bounded

EMPTY = [("", "请选择")]


class ConditionForm(StationFormMixin, forms.Form):
    condition = forms.ChoiceField(label="申报条件")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offering = application.offering
        options = conditions_for(offering.assessment.qualification_profile, offering.level)
        self.fields["condition"].choices = EMPTY + [(each.key, each.text) for each in options]


class MaterialForm(StationFormMixin, forms.Form):
    kind = forms.ChoiceField(label="材料", choices=MaterialKind.choices)
    file = forms.FileField(
        label="扫描件", required=False, help_text="JPG、PNG 或 PDF，不超过 10 MB。只查验原件的可以不传。"
    )

    def clean_file(self) -> Any:
        return bounded(self.cleaned_data["file"], MAX_BYTES)


class PhotoForm(StationFormMixin, forms.Form):
    photo = forms.FileField(label="照片", help_text="白底证件照，JPG 或 PNG，至少 240×320 像素。")

    def clean_photo(self) -> Any:
        return bounded(self.cleaned_data["photo"], MAX_BYTES)


class SightingForm(StationFormMixin, forms.Form):
    mode = forms.ChoiceField(label="查验方式", choices=SightingMode.choices)
    place = forms.CharField(label="查验地点", max_length=80, required=False, initial="报名大厅")


class OpinionForm(StationFormMixin, forms.Form):
    opinion = forms.CharField(label="审核意见", max_length=300, required=False, initial="材料齐全，符合申报条件。")


class ReasonForm(StationFormMixin, forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": "3"}))


class ReturnForm(ReasonForm):
    until = forms.DateField(
        label="补正截止日期",
        widget=forms.DateInput,
        required=False,
        help_text="报名截止后仍允许此人补正的，填写到哪一天（含当天）；不填的，在报名截止前补正。",
    )

    @property
    def deadline(self) -> Any:
        day = self.cleaned_data["until"]
        return clock.end_of(day) if day else None


class PaymentForm(StationFormMixin, forms.Form):
    """The amount is not here: it comes from the fee standard (R2.3)."""

    method = forms.ChoiceField(label="收款方式", choices=PaymentMethod.choices)
    receipt_kind = forms.ChoiceField(label="票据种类", choices=ReceiptKind.choices)
    book = forms.ModelChoiceField(
        label="票据本", queryset=ReceiptBook.objects.none(), required=False, empty_label="电子票据不选"
    )
    code = forms.CharField(label="电子票据代码", max_length=40, required=False)
    number = forms.CharField(
        label="票据号码", max_length=40, required=False, help_text="纸质票据按顺序自动取号，可填手中票据的号码核对。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = ReceiptBook.objects.all()


class RefundForm(StationFormMixin, forms.Form):
    """The amount is not here: a refund is the whole of one payment (R2.3)."""

    method = forms.ChoiceField(label="退费方式", choices=PaymentMethod.choices)
    voucher = forms.CharField(label="退费凭证号", max_length=60, help_text="转账回单号，或收款人签字凭证的编号。")


class ReceiptBookForm(StationFormMixin, forms.Form):
    name = forms.CharField(label="票据种类", max_length=80, help_text="如“山东省非税收入票据”。")
    code = forms.CharField(label="票据代码", max_length=40)
    first = forms.IntegerField(label="起号", min_value=0)
    last = forms.IntegerField(label="止号", min_value=0)
    width = forms.IntegerField(label="号码位数", min_value=1, max_value=20, initial=8)


FEE_COLUMNS: Sequence[tuple[str, str, str, str]] = (
    ("theory", "理论知识考试费", Subject.THEORY, Payer.CANDIDATE),
    ("practical", "操作技能考核费", Subject.PRACTICAL, Payer.CANDIDATE),
    ("comprehensive", "综合评审费", Subject.COMPREHENSIVE, Payer.CANDIDATE),
    ("foreign_language", "外语考试费", Subject.FOREIGN_LANGUAGE, Payer.CANDIDATE),
    ("centre", "上缴鉴定中心费用", "", Payer.STATION),
)


class FeeStandardForm(StationFormMixin, forms.Form):
    """One amount for each level and subject; what stays empty is not charged."""

    title = forms.CharField(label="名称", max_length=120)
    basis = forms.CharField(label="收费依据", max_length=200, help_text="物价、财政部门文件的名称和文号。")
    valid_from = forms.DateField(label="起用日期", widget=forms.DateInput)
    valid_until = forms.DateField(label="停用日期", widget=forms.DateInput, required=False)
    is_example = forms.BooleanField(label="示例金额（不作实际收费依据）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in Level:
            for key, name, _, _ in FEE_COLUMNS:
                amount = forms.DecimalField(
                    label=f"{level.label} {name}",
                    min_value=Decimal(0),
                    max_digits=8,
                    decimal_places=2,
                    required=False,
                )
                self.add_field(f"amount_{level.value}_{key}", amount)

    @property
    def items(self) -> list[FeeItemFacts]:
        found = []
        for level in Level:
            for key, name, subject, payer in FEE_COLUMNS:
                amount = self.cleaned_data.get(f"amount_{level.value}_{key}")
                if amount is not None:
                    found.append(FeeItemFacts(name, level.value, amount, subject, payer))
        return found

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "basis", "valid_from", "valid_until", "is_example")]

    @property
    def grid(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The amounts as the table people know: a line for each level."""
        return [(level.label, [self[f"amount_{level.value}_{key}"] for key, _, _, _ in FEE_COLUMNS]) for level in Level]

    @property
    def columns(self) -> list[str]:
        return [name for _, name, _, _ in FEE_COLUMNS]


class LastDayForm(StationFormMixin, forms.Form):
    last_day = forms.DateField(label="最后适用日期", widget=forms.DateInput)


class ClosingForm(StationFormMixin, forms.Form):
    """A note for each finding that can't be mended; signed with the closing (R2.4)."""

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        for position, finding in enumerate(findings):
            label = f"{finding.number} {finding.name}：{finding.text}"
            self.add_field(f"note_{position}", forms.CharField(label=label, max_length=200, required=False))

    @property
    def lines(self) -> list[tuple[Finding, forms.BoundField]]:
        return [(finding, self[f"note_{position}"]) for position, finding in enumerate(self.findings)]

    @property
    def settled(self) -> list[tuple[str, str]]:
        return [
            (finding.key, self.cleaned_data.get(f"note_{position}", ""))
            for position, finding in enumerate(self.findings)
        ]
