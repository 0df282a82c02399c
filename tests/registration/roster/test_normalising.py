"""One spelling for what people type in many, and None for what has two readings."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.roster.normalising import (
    clean_document_number,
    clean_mobile,
    clean_name,
    clean_optional,
    clean_text,
    parse_date,
    parse_level,
    parse_sex,
    same_name,
    tidy_text,
)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("初级", 5), ("初级工", 5), ("五级", 5), ("五级/初级工", 5), ("5", 5), (5.0, 5), ("5级", 5), ("初级技能", 5), ("Ⅴ", 5),
        ("中级", 4), ("中级工", 4), ("四级", 4), ("四级/中级工", 4), ("4", 4), (4, 4), ("4级", 4), ("中级工（四级）", 4), ("国家职业资格四级", 4),
        ("高级", 3), ("高级工", 3), ("三级", 3), ("三级/高级工", 3), ("3", 3), ("高级技能", 3), ("三级 高级工", 3), ("高级技工", 3),
        ("技师", 2), ("二级", 2), ("二级/技师", 2), ("2", 2), ("技师（二级）", 2), ("Ⅱ级", 2),
        ("高级技师", 1), ("一级", 1), ("一级/高级技师", 1), ("1", 1), ("1级", 1), ("０１", 1), ("1-高级技师", 1), ("４", 4),
    ],
)  # fmt: skip
def test_a_level_is_known_in_each_of_its_words(typed: object, level: int) -> None:
    assert parse_level(typed) == level


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "四级/高级工",
        "高级工/技师",
        "特级技师",
        "首席技师",
        "学徒工",
        "6",
        "0",
        "中高级",
        "预备技师",
        "甲级",
        "2024级",
        "一二级",
        "44",
        "高工",
    ],
)
def test_a_level_with_two_readings_or_none_is_not_guessed(typed: str) -> None:
    assert parse_level(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["1990-05-01", "1990/5/1", "1990.05.01", "1990年5月1日", "1990 年 5 月 1 日", "19900501", 19900501, 19900501.0, 32994, "32994", "１９９０-０５-０１",
     "1990-05-01 00:00:00", "1990-05-01T00:00:00", datetime.date(1990, 5, 1), datetime.datetime.fromisoformat("1990-05-01T08:00")],
)  # fmt: skip
def test_a_date_is_read_from_text_day_number_or_a_real_date(typed: object) -> None:
    reading = parse_date(typed)
    assert reading is not None
    assert reading.date == datetime.date(1990, 5, 1)


@pytest.mark.parametrize("typed", ["199005", "1990-05", "1990年5月", "1990.5"])
def test_a_date_of_year_and_month_has_no_day_and_agrees_with_every_day_of_it(typed: str) -> None:
    reading = parse_date(typed)
    assert reading is not None
    assert reading.date is None
    assert reading.agrees_with(datetime.date(1990, 5, 31))
    assert not reading.agrees_with(datetime.date(1990, 6, 1))


@pytest.mark.parametrize(
    "typed", ["", "90-05-01", "05/01/1990", "1990-02-30", "1990-13-01", "不详", "1990", "1-1", 12.0, True, "85.2.22"]
)
def test_a_date_with_two_readings_or_none_is_not_guessed(typed: object) -> None:
    assert parse_date(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["13912345678", 13912345678, 13912345678.0, "13912345678.0", "139-1234-5678", "139 1234 5678", "+86 13912345678", "8613912345678",
     "008613912345678", "（+86）139-1234-5678", "１３９１２３４５６７８", "'13912345678", "\t13912345678\u200b", "013912345678", '="13912345678"'],
)  # fmt: skip
def test_a_mobile_number_is_known_however_it_is_dressed(typed: object) -> None:
    assert clean_mobile(typed) == "13912345678"


@pytest.mark.parametrize("typed", ["0531-88880000", "13912345678/13812345678", "见备注", "139123456789"])
def test_what_is_no_mobile_number_is_left_as_typed(typed: str) -> None:
    assert clean_mobile(typed) == typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 林\u3000华鹏 ", "林华鹏"), ("李 然", "李然"), ("\ufeff赵䶮\u200b", "赵䶮"), ("钱\u00a0𬭚", "钱𬭚"), ("'王芳", "王芳"),
        ("买买提•吐尔逊", "买买提·吐尔逊"), ("ＪＯＨＮ  SMITH", "JOHN SMITH"), ("无", ""), ("-", ""),
    ],
)  # fmt: skip
def test_a_name_loses_what_cannot_be_seen_and_keeps_what_can(typed: str, name: str) -> None:
    assert clean_name(typed) == name


def test_two_spellings_of_one_name_are_one_name() -> None:
    assert same_name("林　华鹏", "林华鹏")
    assert same_name("买买提·吐尔逊", "买买提吐尔逊")
    assert not same_name("林华鹏", "林华朋")


def test_kept_text_keeps_its_chinese_punctuation() -> None:
    assert tidy_text(" 学校（在校生），２０２４级 ") == "学校（在校生），2024级"


def test_sex_is_known_by_word_letter_and_code() -> None:
    assert [parse_sex(typed) for typed in ("男", "女性", "M", "f", 1, 2.0, "不详", "")] == [
        1, 2, 1, 2, 1, 2, None, None,
    ]  # fmt: skip


CELLS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=" \t'’‘\"=T()0123456789-+.Xx×无·　\u200b\u00a0\ufeff／１２男女级四中高技师工", max_size=20),
    st.integers(-(10**19), 10**19),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@pytest.mark.parametrize(
    "normalise",
    [clean_text, clean_optional, tidy_text, clean_name, clean_document_number, clean_mobile],
    ids=lambda f: f.__name__,
)
@given(value=CELLS)
def test_normalising_twice_is_normalising_once(normalise, value) -> None:
    once = normalise(value)
    assert normalise(once) == once


@given(value=CELLS)
def test_no_cell_whatever_is_too_much_for_a_reader(value) -> None:
    assert parse_level(value) in (None, 1, 2, 3, 4, 5)
    assert parse_sex(value) in (None, 1, 2)
    reading = parse_date(value)
    assert reading is None or parse_date(str(reading)) == reading
