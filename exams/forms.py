"""What can be typed in this stage. The rules stand in `rules` and `services`; forms only shape the input."""

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from exams.enums import CheckInOutcome, HandOutMethod, IncidentKind, ScoreStatus
from sessions.models import SessionRoom, StaffMember
from station.forms import StationFormMixin
from station.models import User
from station.refusals import Reason, Refused


class RecordNoticeForm(StationFormMixin, forms.Form):
    number = forms.CharField(label="通知书文号", max_length=60, help_text="照《鉴定通知书》原文填写")
    received_on = forms.DateField(label="收到日期")


class PreparationFileForm(StationFormMixin, forms.Form):
    file = forms.FileField(
        label="鉴定准备清单",
        help_text="鉴定中心下发的 Excel 文件（.xlsx、.xls），不超过 5 MB",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls"}),
    )


class HandOutForm(StationFormMixin, forms.Form):
    method = forms.ChoiceField(label="方式", choices=HandOutMethod, initial=HandOutMethod.COUNTER)


class BriefingForm(StationFormMixin, forms.Form):
    held_at = forms.DateTimeField(label="召开时间")
    place = forms.CharField(label="地点", max_length=120)
    minutes = forms.CharField(
        label="内容", widget=forms.Textarea, help_text="分工与职责、岗位要求和工作纪律", max_length=4000
    )
    members = forms.ModelMultipleChoiceField(
        label="到会人员", queryset=StaffMember.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = members


class OpenRoomForm(StationFormMixin, forms.Form):
    opened_at = forms.DateTimeField(label="启封时间")
    anomalies = forms.CharField(
        label="异常情况", required=False, max_length=300, help_text="没有异常的，不填", widget=forms.Textarea
    )


class RefuseEntryForm(StationFormMixin, forms.Form):
    """Two buttons, one form: the reason is needed for the second only."""

    outcome = forms.ChoiceField(choices=CheckInOutcome, widget=forms.HiddenInput)
    reason = forms.CharField(label="不予入场的原因", required=False, max_length=200, help_text="准予入场的，不填")


class IncidentForm(StationFormMixin, forms.Form):
    kind = forms.ChoiceField(label="类别", choices=IncidentKind)
    session_room = forms.ModelChoiceField(
        label="考场",
        queryset=SessionRoom.objects.none(),
        required=False,
        empty_label="不限于某一考场",
        to_field_name="public_id",
    )
    at = forms.DateTimeField(label="发生时间")
    description = forms.CharField(label="情况", max_length=300, widget=forms.Textarea)
    action = forms.CharField(label="处置", max_length=300, widget=forms.Textarea)
    outcome = forms.CharField(label="结果", max_length=300, widget=forms.Textarea)

    def __init__(self, *args, rooms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session_room"].queryset = rooms


class HandoverForm(StationFormMixin, forms.Form):
    """One handover. The other party signs with the password of an account of their own (R5.4: 交接双方签字)."""

    ROLES = (("receive", "我接收，对方交出"), ("give", "我交出，对方接收"))

    my_part = forms.ChoiceField(label="我是", choices=ROLES, widget=forms.RadioSelect)
    other_username = forms.CharField(label="对方账号", max_length=150)
    other_password = forms.CharField(
        label="对方密码", widget=forms.PasswordInput, help_text="由对方本人当面输入，作为签字", strip=False
    )
    seal_number = forms.CharField(label="封条号", max_length=40)
    seal_intact = forms.TypedChoiceField(
        label="封条",
        choices=(("yes", "完好"), ("no", "不完好")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    copies_counted = forms.IntegerField(label="清点份数", min_value=0, max_value=9999, required=False)
    place = forms.CharField(label="地点", max_length=80)
    note = forms.CharField(label="异常情况", required=False, max_length=300, widget=forms.Textarea)

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.other: User | None = None

    def clean(self):
        values = super().clean()
        username, password = values.get("other_username"), values.get("other_password")
        if username == self.request.user.username:
            self.add_error("other_username", "交接须由两人分别签字（R5.4），请由另一人输入本人的账号。")
        elif username and password:
            self.other = authenticate(self.request, username=username, password=password)
            if self.other is None:
                self.add_error("other_password", "对方的账号与密码不符，请由本人重新输入。")
        return values


class ScoreForm(StationFormMixin, forms.Form):
    code = forms.CharField(label="密号", max_length=12)
    status = forms.ChoiceField(label="状态", choices=ScoreStatus, initial=ScoreStatus.NORMAL)
    points = forms.DecimalField(
        label="分数",
        required=False,
        help_text="0 至 100，最多一位小数；缺考、违纪、作废的不填",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class ReleaseForm(StationFormMixin, forms.Form):
    reported_on = forms.DateField(label="上报日期", help_text="向鉴定中心上报结果数据的日期")


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Each reason at its field, or above the form where it has none; what was typed stays."""
    for reason in refusal.reasons or (Reason(refusal.what),):
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
