"""How a form of this house is laid out; what can be typed stands in each app's forms.py."""

from datetime import date, datetime

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from station import clock, returning
from station.calendar import EARLIEST, LATEST
from station.refusals import Refused


def within_reach(day: date) -> None:
    """A year far from ours is a slip of the keyboard; counting days from year 1 or 9999 has no answer at all."""
    year = clock.local_date(day).year if isinstance(day, datetime) and day.tzinfo else day.year
    if not EARLIEST <= year <= LATEST:
        raise ValidationError(f"年份须在 {EARLIEST} 至 {LATEST} 之间。")


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """A rule's no at the form: each reason at its field where it names one; what was typed stays."""
    for reason in refusal.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
    if not refusal.reasons:
        form.add_error(None, refusal.what)


# What a clerk would say in place of Django's translated sentences; by the code of the error.
SENTENCES = {
    "max_length": "最多 %(limit_value)d 个字，现在是 %(show_value)d 个。",
    "min_length": "至少 %(limit_value)d 个字，现在是 %(show_value)d 个。",
    "max_value": "不能大于 %(limit_value)s。",
    "min_value": "不能小于 %(limit_value)s。",
    "null_characters_not_allowed": "里面有不可见的空字符，请重新输入。",
    "invalid_choice": "选的不在可选项里，请重新选择。",
    "invalid_list": "选的不在可选项里，请重新选择。",
    "invalid_pk_value": "选的不在可选项里，请重新选择。",
    "max_digits": "最多 %(max)s 位数字。",
    "max_decimal_places": "最多 %(max)s 位小数。",
    "max_whole_digits": "整数部分最多 %(max)s 位。",
}
FILE_SENTENCES = {
    "invalid": "没有收到文件，请重新选择。",
    "empty": "文件是空的，请重新选择。",
    "max_length": "文件名最多 %(max)d 个字，现在是 %(length)d 个，请改短后再上传。",
}
# The first kind that fits: a decimal field is an integer field too.
INVALID = (
    (forms.DateTimeField, "请填写日期和时间，如 2026-10-24 08:30。"),
    (forms.DateField, "请填写日期，如 2026-10-24。"),
    (forms.TimeField, "请填写时间，如 08:30。"),
    (forms.DecimalField, "请填写数字。"),
    (forms.IntegerField, "请填写整数。"),
    (forms.EmailField, "请填写电子邮箱地址，如 name@example.com。"),
    (forms.JSONField, "写法看不懂：文字要加英文引号，列表用方括号括起，如 [1, 2]。"),
)


def speak(field: forms.Field) -> None:
    """Errors in the words of a clerk. What a form says of its own accord stands."""
    spoken = FILE_SENTENCES if isinstance(field, forms.FileField) else SENTENCES
    invalid = next((sentence for kind, sentence in INVALID if isinstance(field, kind)), None)
    spoken = spoken | {"required": _asked_for(field)} | ({"invalid": invalid} if invalid else {})
    defaults: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        defaults |= getattr(kind, "default_error_messages", {})
    for code, sentence in spoken.items():
        if field.error_messages.get(code) == defaults.get(code):
            field.error_messages[code] = sentence


def _asked_for(field: forms.Field) -> str:
    label = field.label or "这一项"
    if isinstance(field, forms.BooleanField):
        return f"请勾选“{label}”。"
    return f"请选择{label}。" if isinstance(field, forms.ChoiceField | forms.FileField) else f"请填写{label}。"


class StationFormMixin:
    """Crispy forms without a <form> tag of their own: the page owns the tag, the button and the token.

    Errors appear at the field and in a list on top that links to the fields (templates/bootstrap5/errors.html).
    """

    required_css_class = "required"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._settle(name, field)
        self._returned = returning.take(self, self.fields)

    def add_field(self, name: str, field: forms.Field) -> None:
        """A field that this very form alone has: it speaks, and is given back after a time-out, like those of its class."""
        self.fields[name] = field
        self._settle(name, field)
        self._returned |= returning.take(self, [name])

    def _settle(self, name: str, field: forms.Field) -> None:
        self._name_duplicate(name, field)
        self._prepare_widget(field)
        speak(field)
        if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField):
            field.validators = [*field.validators, within_reach]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """What was typed before a log-in ran out comes before what the page would show (`station.returning`)."""
        if field_name in self._returned:
            return returning.first_value(field, self._returned[field_name])
        if self._returned and returning.not_ticked(field):
            return False
        return super().get_initial_for_field(field, field_name)

    def _name_duplicate(self, name: str, field: forms.Field) -> None:
        """Django would name the model, in English."""
        if not isinstance(self, forms.ModelForm) or name not in {each.name for each in self._meta.model._meta.fields}:
            return
        said = self._meta.model._meta.get_field(name).error_messages["unique"]
        if said == models.Field.default_error_messages["unique"]:
            field.error_messages["unique"] = f"这个{field.label}已经有了，请换一个。"

    @staticmethod
    def _prepare_widget(field: forms.Field) -> None:
        widget = field.widget
        if isinstance(widget, forms.DateTimeInput) and not isinstance(widget, forms.SplitDateTimeWidget):
            widget.input_type = "datetime-local"
            widget.format = "%Y-%m-%dT%H:%M"
        elif isinstance(widget, forms.DateInput):
            widget.input_type = "date"
            widget.format = "%Y-%m-%d"
        elif isinstance(widget, forms.TimeInput):
            widget.input_type = "time"
            widget.format = "%H:%M"
        elif isinstance(widget, forms.Textarea):
            widget.attrs["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") not in (None, "10") else "4"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        return helper
