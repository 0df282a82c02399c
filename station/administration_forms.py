from typing import Any

from django import forms

from station.enums import Role
from station.forms import StationFormMixin
from station.models import Occupation, Place, ProfileValue, Room


class UserForm(StationFormMixin, forms.Form):
    username = forms.RegexField(
        r"^[a-zA-Z0-9_.-]{3,30}$", label="用户名", help_text="3 至 30 位字母、数字、点、横线或下划线。"
    )
    name = forms.CharField(label="姓名", max_length=60)
    email = forms.EmailField(label="电子邮箱", required=False)
    password = forms.CharField(label="初始密码", min_length=8, help_text="不少于 8 位；请本人首次登录后修改。")


class RoleForm(StationFormMixin, forms.Form):
    role = forms.ChoiceField(label="角色", choices=[(role.value, role.label) for role in Role])


class PasswordForm(StationFormMixin, forms.Form):
    password = forms.CharField(label="新密码", min_length=8, help_text="不少于 8 位；请本人登录后修改。")


class OccupationForm(StationFormMixin, forms.ModelForm):
    aliases = forms.CharField(label="别名", required=False, help_text="名册里可能出现的其他叫法，用顿号分开。")

    class Meta:
        model = Occupation
        fields = ["name", "edition", "code", "aliases", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = "、".join(self.instance.aliases or [])

    def clean_aliases(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["aliases"].split("、") if part.strip()]


class PlaceForm(StationFormMixin, forms.ModelForm):
    class Meta:
        model = Place
        fields = ["name", "address", "note"]


DIGITS = 3  # no room has a thousand rows


class SeatListField(forms.CharField):
    """Seats written as 行-列, separated by 、; kept as [[row, column], …]."""

    def to_python(self, value: Any) -> Any:
        seats = []
        for part in str(value or "").replace("，", "、").split("、"):
            if not part.strip():
                continue
            row, _, column = part.strip().partition("-")
            if not all(each.isdecimal() and len(each) <= DIGITS for each in (row, column)):
                raise forms.ValidationError(f"“{part.strip()}”看不懂，请写成“行-列”，如 2-3、5-1。")
            seats.append([int(row), int(column)])
        return seats

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, list):
            return "、".join(f"{row}-{column}" for row, column in value)
        return value or ""


class RoomForm(StationFormMixin, forms.ModelForm):
    broken = SeatListField(label="停用座位", required=False, help_text="从讲台看，写成行-列，用顿号分开：2-3、5-1。")
    accessible = SeatListField(label="无障碍座位", required=False, help_text="写法同上。")

    class Meta:
        model = Room
        fields = ["place", "name", "kind", "rows", "columns", "broken", "accessible", "spares", "is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        rows, columns = cleaned.get("rows"), cleaned.get("columns")
        for name in ("broken", "accessible"):
            for row, column in cleaned.get(name) or []:
                if rows and columns and not (1 <= row <= rows and 1 <= column <= columns):
                    self.add_error(name, f"{row}-{column} 不在这间 {rows} 行 {columns} 列的考场里。")
        return cleaned


class ProfileValueForm(StationFormMixin, forms.ModelForm):
    class Meta:
        model = ProfileValue
        fields = ["value", "basis", "certainty", "valid_from"]
        widgets = {"valid_from": forms.DateInput()}
        help_texts = {"value": "数字、文字（加引号）或列表。", "certainty": "H 有正式文件，M、L、GK 为默认值。"}


class ClockForm(StationFormMixin, forms.Form):
    moment = forms.DateTimeField(label="拨到", widget=forms.DateTimeInput())
