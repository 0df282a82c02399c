"""What can be typed at the counter: the number first, then the form with what is on record offered (R2.1).

The form asks the rules for everything that was typed, so that a clerk sees all there is to mend at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms

from announcements.models import Offering
from registration.last_time import Offered
from registration.person_forms import EMPTY, PersonForm, plain
from registration.roster.identity import DocumentKind, Identity, IdentityFault, read_identity
from registration.roster.normalising import same_name
from registration.rules import examine_person
from station import clock
from station.enums import IdentityType, Sex
from station.forms import StationFormMixin

# Their numbers say neither sex nor birth date.
SILENT = (DocumentKind.HM_PERMIT, DocumentKind.TW_PERMIT, DocumentKind.PASSPORT, DocumentKind.MILITARY)


class IdentityForm(StationFormMixin, forms.Form):
    """The first question at the counter. A card reader types the number and Enter; the kind is asked only where it must be."""

    identity_number = forms.CharField(
        label="证件号码",
        max_length=40,
        help_text="读卡或键入后按回车。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    identity_type = forms.ChoiceField(
        label="证件类型",
        choices=[("", "居民身份证、居住证（按号码识别）"), *IdentityType.choices],
        required=False,
    )

    reading: Identity | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number, kind = data.get("identity_number", ""), data.get("identity_type", "")
        if not number:
            return data
        named = IdentityType(kind).label if kind else ""
        reading = read_identity(number, named, on=clock.local_date(clock.now()))
        if isinstance(reading, IdentityFault):
            self.add_error("identity_number", reading.text)
        else:
            self.reading = reading
        return data


class LevelSelect(forms.Select):
    """An offering with its level and the condition suggested for it: the page's script narrows the conditions by them."""

    about: Mapping[str, Mapping[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.about.get(str(value), {})
        return option


# The page's groups, in the order of the paper form. What is kept folded is only wanted by the data export.
WHO = ("name", "sex", "birth_date", "ethnicity", "education", "mobile", "employer", "group_name")
WHAT = (
    "offering", "condition", "work_years", "certificate_level", "lower_certificate_number", "school", "major",
    "graduated", "source",
)  # fmt: skip
AGAIN = ("retake", "results_station", "results_released")
ANEW = ("offering", "condition", *AGAIN)
MORE = ("address", "postcode", "email", "household", "political_status", "work_since", "remark")


class CounterForm(PersonForm):
    """Counter entry: the applicant signs the promise on paper, the clerk says so."""

    declared = forms.BooleanField(
        label="申报人已阅读并签署如实填报的承诺",
        required=False,
        help_text="勾选后直接提交待审核；不勾选的存为草稿。",
    )
    proof = forms.CharField(
        label="更名证明", max_length=120, required=False, help_text="如“户口簿变更页”“公安机关更名证明”。"
    )
    proof_file = forms.FileField(label="更名证明扫描件", required=False)
    acknowledged = forms.BooleanField(
        label="已知悉：校核结束的批次，名册和已出的文书仍是原名，已告知或将告知鉴定中心", required=False
    )

    def __init__(self, *args: Any, offered: Offered, offerings: Sequence[Offering], **kwargs: Any) -> None:
        self.offered = offered
        self.initial_given = offered.initial | kwargs.pop("initial", {})
        super().__init__(*args, offerings=offerings, initial=self.initial_given, **kwargs)
        for name in ("identity_type", "identity_number"):
            self.fields[name].widget = forms.HiddenInput()
        self.reading = self._reading()
        self._ask_only_what_is_open()
        self._tell_offerings()
        self.order_fields(["identity_type", "identity_number", *WHO, *WHAT, *MORE, "declared"])

    def label_of(self, offering: Offering) -> str:
        if standing := self.offered.applied_to(offering):
            return f"{offering}（已报，{standing.get_state_display()}）"
        return f"{offering}（名额已满）" if getattr(offering, "is_full", False) else str(offering)

    def _reading(self) -> Identity | None:
        number = self["identity_number"].value() or ""
        kind = self["identity_type"].value() or IdentityType.RESIDENT
        named = IdentityType(kind).label if kind in IdentityType.values else ""
        found = read_identity(number, named, on=clock.local_date(clock.now())) if number else None
        return found if isinstance(found, Identity) else None

    def _ask_only_what_is_open(self) -> None:
        """What the number itself says is told, not asked."""
        if self.reading is None or self.reading.kind in SILENT:
            for name in ("sex", "birth_date"):
                self.fields[name].help_text = ""
                self.fields[name].required = self.reading is not None
            self.choice("sex").choices = [*EMPTY, *Sex.choices]
            return
        if self.reading.sex:
            del self.fields["sex"]
        if self.reading.born:
            del self.fields["birth_date"]

    def _tell_offerings(self) -> None:
        field, select = self.choice("offering"), LevelSelect()
        select.about = {
            key: {
                "data-level": str(offering.get_level_display()),
                "data-condition": self.offered.suggestions[key].key if key in self.offered.suggestions else "",
            }
            for key, offering in self.offerings.items()
        }
        choices = field.choices
        field.widget = select
        field.choices = choices

    # --- what was typed -------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._ask_the_rules(data)
        if self.is_renamed and "rename" not in self.data and "name" not in self.errors:
            known = self.offered.known
            text = f"该证件号码登记的姓名是“{known.name if known else ''}”。请核对；确系更名的，在“更名登记”栏写明证明后登记（R2.1）。"
            self.add_error("name", text)
        return data

    def _ask_the_rules(self, data: Mapping[str, Any]) -> None:
        if "identity_number" in self.errors or "identity_type" in self.errors:
            return
        _, reasons = examine_person(self.facts_of(data), on=clock.local_date(clock.now()))
        for reason in reasons:
            field = reason.field if reason.field in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, str(reason))

    @property
    def is_renamed(self) -> bool:
        """The number is on record under another name than was typed."""
        typed = self.data.get(self.add_prefix("name"), "") if self.is_bound else ""
        known = self.offered.known
        return known is not None and bool(typed.strip()) and not same_name(known.name, typed)

    # --- how the page shows it ------------------------------------------------------------------------------------------

    def _lines(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Fields with what stands on record of them, and whether something else was typed."""
        return [
            {"field": self[name], "last": plain(self.initial_given.get(name)), "was": shown(self, name)}
            | {"offered": self._is_on_record(name), "changed": self.is_bound and name in self.changed_data}
            for name in names
            if name in self.fields
        ]

    def _is_on_record(self, name: str) -> bool:
        """The last data of a known person; what is asked anew each time has nothing to differ from."""
        return self.offered.known is not None and name in self.initial_given and name not in ANEW

    @property
    def who(self) -> list[dict[str, Any]]:
        return self._lines(WHO)

    @property
    def what(self) -> list[dict[str, Any]]:
        return self._lines(WHAT)

    @property
    def more(self) -> list[dict[str, Any]]:
        return self._lines(MORE)

    @property
    def again(self) -> list[dict[str, Any]]:
        return self._lines(AGAIN)

    @property
    def opens_again(self) -> bool:
        return any(name in self.errors or self[name].value() for name in AGAIN)

    @property
    def opens_more(self) -> bool:
        return any(name in self.errors for name in MORE)

    @property
    def changes(self) -> list[str]:
        """The labels of what differs from the last time; a first-comer changes nothing."""
        lines = [*self.who, *self.what, *self.more]
        return [str(line["field"].label) for line in lines if line["offered"] and line["changed"]]

    def place_focus(self) -> None:
        """The first field that is wrong; else the first that still has to be said; else the promise.

        Of somebody on record the condition is to be said too: it decides which papers are asked for.
        """
        asked = [name for name in (*WHO, *WHAT, *AGAIN, *MORE, "proof", "acknowledged") if name in self.fields]
        wrong = next((name for name in asked if name in self.errors), "") if self.is_bound else ""
        owed = {name for name in asked if self.fields[name].required} | ({"condition"} if self.offered.known else set())
        empty = next((name for name in asked if name in owed and not self[name].value()), "declared")
        self.fields[wrong or empty].widget.attrs["autofocus"] = True


def shown(form: forms.Form, name: str) -> str:
    """A value on record in the words of the form: the chosen label, the day, or that there was nothing."""
    value = form.initial.get(name)
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField) and value:
        return _label_in(cast(Iterable[tuple[Any, Any]], field.choices), str(value)) or str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value not in (None, "", []) else "（空）"


def _label_in(choices: Iterable[tuple[Any, Any]], wanted: str) -> str:
    for value, label in choices:
        if isinstance(label, list | tuple):
            if found := _label_in(label, wanted):
                return found
        elif str(value) == wanted:
            return str(label)
    return ""
