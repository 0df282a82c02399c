"""What can be typed about photographs: the profile of somebody who takes them."""

from typing import Any

from django import forms

from registration.models import PhotoProfile
from station.forms import StationFormMixin


class PhotoProfileForm(StationFormMixin, forms.ModelForm):
    class Meta:
        model = PhotoProfile
        fields = ("name", "key", "width", "height", "max_kilobytes", "naming", "basis", "is_example")
        help_texts = {
            "name": "谁要、做什么用，例如“考务系统上报”。",
            "key": "小写字母、数字和连字符，登记后不再更改，例如 exam-system。",
            "width": "60 至 2000 像素。",
            "height": "80 至 3000 像素，竖版：不小于宽。",
            "max_kilobytes": "不小于 5 KB；照片画好后压到这个大小以内。",
            "basis": "接收单位的文件名称、文号或通知日期。",
            "is_example": "没有正式依据的标为示例。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True
