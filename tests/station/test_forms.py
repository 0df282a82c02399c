"""What every form of the house says when it can't read what was typed: the words of a clerk, and never a traceback."""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from station.administration_forms import PlaceForm, RoomForm, SeatListField
from station.enums import Role
from station.forms import StationFormMixin
from tests.factories.station import make_place, make_user


class Everything(StationFormMixin, forms.Form):
    name = forms.CharField(label="姓名", max_length=3)
    level = forms.ChoiceField(label="等级", choices=[("3", "三级")])
    day = forms.DateField(label="日期")
    moment = forms.DateTimeField(label="时间")
    score = forms.DecimalField(label="成绩", max_value=100)
    promise = forms.BooleanField(label="已核对")
    paper = forms.CharField(label="文号", error_messages={"required": "文号在通知书右上角。"})


def said(**typed: str) -> dict[str, list[str]]:
    return dict(Everything(typed).errors)


def test_what_is_left_empty_is_asked_for_by_its_name() -> None:
    assert said() == {
        "name": ["请填写姓名。"],
        "level": ["请选择等级。"],
        "day": ["请填写日期。"],
        "moment": ["请填写时间。"],
        "score": ["请填写成绩。"],
        "promise": ["请勾选“已核对”。"],
        "paper": ["文号在通知书右上角。"],
    }


@pytest.mark.parametrize(("field", "typed", "answer"), [
    ("name", "司马相如", "最多 3 个字，现在是 4 个。"),
    ("name", "\x00", "里面有不可见的空字符，请重新输入。"),
    ("level", "9", "选的不在可选项里，请重新选择。"),
    ("day", "2026-02-31", "请填写日期，如 2026-10-24。"),
    ("moment", "2026-02-31T25:61", "请填写日期和时间，如 2026-10-24 08:30。"),
    ("score", "NaN", "请填写数字。"),
    ("score", "Infinity", "请填写数字。"),
    ("score", "100.01", "不能大于 100。"),
])  # fmt: skip
def test_what_can_not_be_read_is_answered_in_the_words_of_a_clerk(field: str, typed: str, answer: str) -> None:
    assert said(**{field: typed})[field] == [answer]


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "typed"), [
    ("day", "0001-01-01"), ("day", "9999-12-31"), ("moment", "0002-01-01T00:00"), ("moment", "9999-12-31T23:59"),
])  # fmt: skip
def test_a_year_far_from_ours_is_a_slip_of_the_keyboard(field: str, typed: str) -> None:
    assert said(**{field: typed})[field] == ["年份须在 1900 至 2100 之间。"]


@pytest.mark.parametrize("typed", ["²-3", "1-" + "9" * 5000, "1-1-1", "x"])
def test_seats_that_are_no_numbers_are_named(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="看不懂"):
        SeatListField(required=False).clean(typed)


@pytest.mark.django_db
def test_a_duplicate_is_named_in_chinese() -> None:
    place = make_place()
    form = PlaceForm({"name": place.name, "address": "济南"})
    assert form.errors == {"name": ["这个考点名称已经有了，请换一个。"]}
    assert "Room" not in str(RoomForm({"place": place.pk}).errors)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["true", "home"])
def test_a_bare_word_as_the_way_back_is_no_name_of_a_view(client: Client, word: str) -> None:
    client.force_login(make_user("alice", Role.CANDIDATE))
    response = client.post(reverse("station:preferences"), {"large_text": "1", "next": word})
    assert (response.status_code, response["Location"]) == (302, word)
