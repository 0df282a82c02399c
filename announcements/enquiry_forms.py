"""What can be typed by the public, and at the enquiry desk (R1.4). Whether it is fit to be shown is for the services."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict

from station.enums import Level
from station.forms import StationFormMixin
from station.models import Occupation

# Known ways of making an announcement known; anything else may be typed.
CHANNELS = (
    "校内公告栏",
    "本所网站",
    "微信公众号",
    "走访企业",
    "电话通知",
    "发放宣传单",
    "现场咨询",
    "广播电视",
    "报刊",
    "人才市场",
    "社区（村居）公告栏",
)


class EnquiryForm(StationFormMixin, forms.Form):
    """`website` is a trap: people neither see nor reach it, programs fill in whatever they find."""

    question = forms.CharField(
        label="您的问题",
        max_length=300,
        widget=forms.Textarea,
        help_text="答复会公开在本页，请不要写姓名、证件号码、手机号和邮箱。",
    )
    website = forms.CharField(
        label="此栏请留空",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("question", Div("website", css_class="visually-hidden", aria_hidden="true"))
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("website"):
            # Whoever has a browser that fills in everything may try again: what was asked stays, the trap is emptied.
            self.data = {**self.data.dict(), "website": ""} if isinstance(self.data, QueryDict) else self.data
            raise forms.ValidationError("有一栏应当留空的填了内容，像是程序自动填写的，问题没有提交。请再提交一次。")
        return data


class AnswerForm(StationFormMixin, forms.Form):
    answer = forms.CharField(label="答复", widget=forms.Textarea, help_text="与问题一起公开在公告页上。")


class SetAsideForm(StationFormMixin, forms.Form):
    reason = forms.CharField(
        label="不予公开的理由", max_length=120, help_text="如“与鉴定无关”“涉及他人隐私”“重复提问”；只供内部查阅。"
    )


class FrequentQuestionForm(StationFormMixin, forms.Form):
    question = forms.CharField(label="问题", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(
        label="解答",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="对各次鉴定都成立；因批次而异的，请说明看公告。",
    )
    is_shown = forms.BooleanField(label="公开", required=False, initial=True)


class PublicityForm(StationFormMixin, forms.Form):
    on = forms.DateField(label="日期", widget=forms.DateInput)
    channel = forms.CharField(
        label="方式", max_length=60, help_text="可选列出的，也可自己写，如“校内公告栏”“走访企业”“微信公众号”。"
    )
    note = forms.CharField(
        label="内容", max_length=300, help_text="在哪里、向谁、做了什么，如“向3家企业发放宣传单120份”。"
    )

    def __init__(self, *args: Any, used: Iterable[str] = (), **kwargs: Any) -> None:
        """`used`: ways this station has written before; they are suggested too."""
        super().__init__(*args, **kwargs)
        self.channels = list(dict.fromkeys([*used, *CHANNELS]))
        self.fields["channel"].widget.attrs["list"] = "channels"


class SearchForm(forms.Form):
    """The public list's filter; a value that can't be read is ignored, as the address may be typed by hand."""

    q = forms.CharField(required=False, max_length=60)
    occupation = forms.ModelChoiceField(queryset=Occupation.objects.filter(is_active=True), required=False)
    level = forms.TypedChoiceField(choices=[("", ""), *Level.choices], coerce=int, empty_value=None, required=False)
    month = forms.DateField(input_formats=["%Y-%m"], required=False)
    open = forms.BooleanField(required=False)

    def values(self) -> dict[str, Any]:
        self.is_valid()
        data = self.cleaned_data
        occupation = data.get("occupation")
        return {
            "words": data.get("q") or "",
            "occupation": occupation.pk if occupation else None,
            "level": data.get("level"),
            "month": data.get("month") if isinstance(data.get("month"), date) else None,
            "open_only": bool(data.get("open")),
        }
