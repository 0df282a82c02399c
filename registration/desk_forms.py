"""What can be typed and sent at the desk beside the registration itself: scans, a change of name, a decision on a likeness."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from registration.enums import Likeness, MaterialKind
from registration.uploads import MAX_BYTES
from station.forms import StationFormMixin
from station.uploads import bounded

SCANS = "image/jpeg,image/png,application/pdf"
PICTURES = "image/jpeg,image/png"


class PagesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PagesField(forms.FileField):
    """The pages of one paper: front and back, or a PDF. Each is checked by itself."""

    widget = PagesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [bounded(super(PagesField, self).clean(each, initial), MAX_BYTES) for each in sent]


class PapersForm(StationFormMixin, forms.Form):
    """All that was brought in one visit: a line for each required paper, the photograph, and whatever else there is."""

    def __init__(self, *args: Any, required: Iterable[str], received: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"paper_{kind}": MaterialKind(kind) for kind in required}
        for name, kind in self.kinds.items():
            self.fields[name] = self._pages(kind.label)
        self.fields["photo"] = forms.FileField(
            label="照片", required=False, widget=forms.FileInput(attrs={"accept": PICTURES})
        )
        others = [kind for kind in MaterialKind if kind not in self.kinds.values()]
        self.fields["other_kind"] = forms.ChoiceField(
            label="另交的材料", required=False, choices=[("", "没有"), *((kind.value, kind.label) for kind in others)]
        )
        self.fields["other"] = self._pages("另交材料的扫描件")
        self.received = received

    @staticmethod
    def _pages(label: str) -> PagesField:
        return PagesField(label=label, required=False, widget=PagesInput(attrs={"accept": SCANS}))

    def clean_photo(self) -> Any:
        return bounded(self.cleaned_data["photo"], MAX_BYTES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("other") and not data.get("other_kind"):
            self.add_error("other_kind", "选了文件，还没有说明是哪一种材料。")
        if data.get("other_kind") and not data.get("other") and "other" not in self.errors:
            self.add_error("other", "选了材料种类，还没有选择文件。")
        return data

    @property
    def papers(self) -> list[dict[str, Any]]:
        """Each required paper with its field and what was received of it already."""
        return [
            {"field": self[name], "kind": kind, "material": self.received.get(kind)}
            for name, kind in self.kinds.items()
        ]

    def chosen(self) -> list[tuple[str, str, list[Any]]]:
        """Field, kind and files of everything that was chosen and can be looked at."""
        data = self.cleaned_data
        found = [(name, kind.value, data[name]) for name, kind in self.kinds.items() if data.get(name)]
        if data.get("other") and data.get("other_kind"):
            found.append(("other", data["other_kind"], data["other"]))
        return found

    def place_focus(self) -> None:
        """The first field that is wrong; else the first paper that is not there; else the photograph."""
        names = [*self.kinds, "photo"]
        wrong = next((name for name in self.fields if name in self.errors), "") if self.is_bound else ""
        missing = next((name for name in names if name == "photo" or self.kinds[name] not in self.received), "photo")
        self.fields[wrong or missing].widget.attrs["autofocus"] = True


class NameForm(StationFormMixin, forms.Form):
    """曾用名: what the person is called now, and which paper says so."""

    name = forms.CharField(label="现用名", max_length=60, help_text="与现在的证件一致。")
    proof = forms.CharField(label="更名证明", max_length=120, help_text="如“户口簿变更页”“公安机关更名证明”。")
    proof_file = forms.FileField(
        label="更名证明扫描件",
        required=False,
        widget=forms.FileInput(attrs={"accept": SCANS}),
        help_text="JPG、PNG 或 PDF，不超过 10 MB。",
    )
    acknowledged = forms.BooleanField(
        label="已知悉：校核结束的批次，名册和已出的文书仍是原名，已告知或将告知鉴定中心", required=False
    )

    def __init__(self, *args: Any, is_bound_by_lists: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_bound_by_lists:
            del self.fields["acknowledged"]

    def clean_proof_file(self) -> Any:
        return bounded(self.cleaned_data["proof_file"], MAX_BYTES)


class LikenessForm(StationFormMixin, forms.Form):
    decision = forms.ChoiceField(label="结论", choices=Likeness, widget=forms.RadioSelect)
    note = forms.CharField(label="依据", max_length=200, help_text="核对了什么，如“两人身份证原件均已查验，相片不同”。")
