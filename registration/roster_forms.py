"""Rosters and ZIPs of photographs, sent by the desk or by a group's contact; and what the columns of a roster mean (R2.1, R2.4)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from registration.roster.columns import Field
from registration.roster.grids import MAX_BYTES as MAX_ROSTER
from station.forms import StationFormMixin
from station.uploads import MIB, bounded

MAX_PHOTOS = 300 * MIB
"""Photographs of a whole intake."""


class RosterForm(StationFormMixin, forms.Form):
    roster = forms.FileField(
        label="名单文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.et,.xlsm,.ods", "data-most": MAX_ROSTER}),
        help_text=f"可用 .xlsx、.xls 或 .csv，不超过 {MAX_ROSTER // MIB} MB，至少有姓名、证件号码两列。先检查，看过结果再导入。",
        error_messages={"required": "没有选择名单文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_roster(self) -> Any:
        return bounded(self.cleaned_data["roster"], MAX_ROSTER)


class ColumnsForm(StationFormMixin, forms.Form):
    """One question for each column of somebody's own sheet: what is it?"""

    def __init__(self, *args: Any, headings: Mapping[str, Field | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = {f"column_{place}": title for place, title in enumerate(headings)}
        choices = [("", "不读取"), *((field.value, field.label) for field in Field if field is not Field.OPINION)]
        for name, title in self.titles.items():
            meaning = headings[title]
            known = meaning.value if meaning else ""
            self.add_field(name, forms.ChoiceField(label=title, choices=choices, required=False, initial=known))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        taken = [value for value in said.values() if value]
        twice = sorted({Field(value).label for value in taken if taken.count(value) > 1})
        if twice:
            raise forms.ValidationError(f"{'、'.join(twice)}选了不止一列，每一项只能选一列。")
        return said

    def meanings(self) -> dict[str, str]:
        return {title: self.cleaned_data[name] for name, title in self.titles.items()}


class PhotosForm(StationFormMixin, forms.Form):
    photos = forms.FileField(
        label="照片压缩包",
        widget=forms.FileInput(attrs={"accept": ".zip", "data-most": MAX_PHOTOS}),
        help_text=f"ZIP 文件，不超过 {MAX_PHOTOS // MIB} MB，照片以证件号码（或姓名）命名，一人一张。",
        error_messages={"required": "没有选择照片压缩包。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_photos(self) -> Any:
        return bounded(self.cleaned_data["photos"], MAX_PHOTOS)
