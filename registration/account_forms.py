"""What is typed to open an account, to get into it, and to change it."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from registration.roster.normalising import clean_document_number, clean_mobile
from registration.rules import is_mobile
from station.enums import IdentityType, Sex
from station.forms import StationFormMixin
from station.models import User
from station.verification import DIGITS

PASSWORD_HELP = "至少 8 个字符，不能全是数字，不能含证件号码或手机号码。"


# Most numbers tell sex and birth date; folded, so that nobody wonders whether to fill them in. Open once something is wrong.
OTHER_DOCUMENTS = """<details class="mb-4"{% if form.errors %} open{% endif %}>
<summary>持护照、通行证、军官证的，另填性别和出生日期</summary>"""


class SignUpForm(StationFormMixin, forms.Form):
    """The first page: who somebody is, and what they agree to. The password comes when the mobile has proven itself."""

    identity_type = forms.ChoiceField(label="证件类型", choices=IdentityType.choices, initial=IdentityType.RESIDENT)
    identity_number = forms.CharField(label="证件号码", max_length=40, help_text="登录时用它作账号。")
    name = forms.CharField(label="姓名", max_length=60, help_text="与证件一致，生僻字、间隔号照证件填写。")
    mobile = forms.CharField(
        label="手机号码", max_length=20, help_text="下一步用它收短信验证码；以后的通知也发到这个号码。"
    )
    sex = forms.TypedChoiceField(
        label="性别", choices=[("", "——"), *Sex.choices], coerce=int, empty_value=None, required=False
    )
    birth_date = forms.DateField(label="出生日期", required=False, widget=forms.DateInput)
    consent_personal_data = forms.BooleanField(
        label="我已阅读《个人信息处理告知书》，同意本所为办理职业技能鉴定处理我的个人信息",
        error_messages={"required": "不同意处理个人信息的，无法在网上办理报名；也可到报名窗口咨询。"},
    )
    consent_photo = forms.BooleanField(
        label="我已阅读《照片使用告知书》，同意按告知的用途使用我的照片（可在上传照片时再定）", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("name", "name"), ("mobile", "tel"), ("identity_number", "off"), ("birth_date", "bday")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["mobile"].widget.attrs["inputmode"] = "tel"

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset("您是谁", "identity_type", "identity_number", "name", "mobile"),
            HTML(OTHER_DOCUMENTS),
            "sex",
            "birth_date",
            HTML("</details>"),
            Fieldset("同意事项", "consent_personal_data", "consent_photo"),
        )
        return helper


class HolderForm(StationFormMixin, forms.Form):
    """Whose account, and which telephone: the beginning of a log-in by code and of a new password."""

    identity_number = forms.CharField(label="证件号码", max_length=40)
    mobile = forms.CharField(label="手机号码", max_length=20, help_text="注册或报名时登记的号码。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity_number"].widget.attrs["autocomplete"] = "username"
        self.fields["mobile"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}

    def clean_identity_number(self) -> str:
        number = clean_document_number(self.cleaned_data["identity_number"])
        if not number:
            raise ValidationError("请填写证件号码。")
        return number

    def clean_mobile(self) -> str:
        return mobile_typed(self.cleaned_data["mobile"])


def mobile_typed(text: str) -> str:
    mobile = clean_mobile(text)
    if not is_mobile(mobile):
        raise ValidationError("手机号码应为 1 开头的 11 位数字。")
    return mobile


class CodeForm(StationFormMixin, forms.Form):
    """The six digits, alone: signing in, or a new number."""

    verification_code = forms.CharField(
        label="短信验证码", max_length=20, help_text=f"{DIGITS} 位数字，10 分钟内有效。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verification_code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_verification_code(self) -> str:
        typed = clean_document_number(self.cleaned_data["verification_code"])
        if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
            raise ValidationError(f"验证码是短信里的 {DIGITS} 位数字，请对照重新输入。")
        return typed


class NewPasswordMixin(forms.Form):
    """A password twice, judged by what the person has typed so far: the answer is the same whoever has an account."""

    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )
    password_again = forms.CharField(
        label="再输入一次密码",
        strip=False,
        max_length=128,
        error_messages={"required": "请再输入一次密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    own_numbers: Iterable[str] = ()
    own_name = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password", ""), data.get("password_again", "")
        if password and again and password != again:
            self.add_error("password_again", "两次输入的密码不一致，请重新输入。")
        if password:
            self._judge(password)
        return data

    def _judge(self, password: str) -> None:
        if any(number and number in password.upper() for number in self.own_numbers):
            self.add_error("password", "密码中不能含证件号码或手机号码，请换一个。")
            return
        try:
            validate_password(password, User(name=self.own_name))
        except ValidationError as error:
            self.add_error("password", error)


class CodeAndPasswordForm(NewPasswordMixin, CodeForm):
    """The code and a password: the last page of signing up, and of a new password."""

    field_order = ("verification_code", "password", "password_again")

    def __init__(self, *args: Any, own_numbers: Iterable[str] = (), own_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_numbers, self.own_name = own_numbers, own_name


class NewMobileForm(StationFormMixin, forms.Form):
    mobile = forms.CharField(label="新的手机号码", max_length=20, help_text="验证码发到这个号码。")
    password_now = forms.CharField(
        label="登录密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="更换号码前再确认一次是您本人。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mobile"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}

    def clean_mobile(self) -> str:
        return mobile_typed(self.cleaned_data["mobile"])
