from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict

from station.calendar import EARLIEST, LATEST
from station.forms import StationFormMixin
from station.models import CalendarStatus
from station.notice_reading import Line
from station.notice_sheet import MAX_LETTERS

FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
CATEGORIES = [
    ("unified", "全国或全省统一鉴定、能力测评项目、国际合作证书项目（鉴定前 22 个工作日申报）"),
    ("ordinary", "其他鉴定（鉴定前 10 个工作日申报）"),
]
SPARE_LINES = 6


class PlannerForm(StationFormMixin, forms.Form):
    """Asked by address (GET), so that every answer can be sent to a colleague."""

    exam_date = forms.DateField(
        label="鉴定日期", input_formats=FORMATS, widget=forms.DateInput(), help_text="连考几天的，填第一天。"
    )
    category = forms.ChoiceField(label="鉴定类别", choices=CATEGORIES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("exam_date", "")).strip()[:40] if self.is_bound else ""
        self.fields["exam_date"].error_messages["invalid"] = f"“{typed}”不是日期，请填写实有的日期，如 2026-10-24。"


class NoticeForm(StationFormMixin, forms.Form):
    """The head of a notice; its days stand in the table below it, or in the file."""

    year = forms.IntegerField(label="年份", min_value=EARLIEST, max_value=LATEST)
    status = forms.ChoiceField(
        label="状态",
        choices=CalendarStatus.choices,
        widget=forms.RadioSelect,
        help_text="国务院办公厅的通知印发以前，可按预计先录为“暂定”：除表中所列，法定节日仍照常扣除。",
    )
    notice_number = forms.CharField(
        label="通知文号", max_length=60, required=False, help_text="如 国办发明电〔2025〕7号；已公布的必填。"
    )
    notice_date = forms.DateField(
        label="通知日期", required=False, widget=forms.DateInput(), help_text="通知的成文日期；已公布的必填。"
    )
    sheet = forms.FileField(
        label="上传表格",
        required=False,
        help_text="Excel 工作簿（.xlsx）或 .csv，1 MB 以内。上传后以文件为准，下表所填不用。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def lines_from(data: QueryDict) -> list[Line]:
    """The table as it was posted, its rows counted from 1."""
    columns = [data.getlist(name) for name in ("first", "last", "kind", "name")]
    typed = zip_longest(*columns, fillvalue="")
    return [Line(number, *(text[:MAX_LETTERS] for text in row)) for number, row in enumerate(typed, start=1)]


def with_spare_lines(lines: list[Line], spare: int = SPARE_LINES) -> list[Line]:
    last = max((line.number for line in lines), default=0)
    return [*lines, *(Line(last + place, "") for place in range(1, spare + 1))]
