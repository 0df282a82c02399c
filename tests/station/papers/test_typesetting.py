from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.papers import Strong
from station.papers.typesetting import NOT_FIRST, NOT_LAST, Style, break_prose

STYLE = Style(size=10, leading=15, align="justify", first_indent=2)
LETTERS = "报名时间地点，。；：（）《》“”、0123456789—abc 　%"


def plain(lines: list) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in lines]


@given(st.text(LETTERS, max_size=200), st.integers(40, 400))
def test_no_letter_is_lost_however_the_lines_fall(text: str, room: int):
    kept = "".join(plain(break_prose(text, STYLE, room)))
    assert kept.replace(" ", "") == text.replace(" ", "")


@given(st.text(LETTERS, max_size=200), st.integers(40, 400))
def test_no_line_is_wider_than_the_room(text: str, room: int):
    for line in break_prose(text, STYLE, room):
        assert line.width + line.indent <= room + 0.02


def test_no_line_begins_with_a_comma_or_ends_with_an_open_bracket():
    text = "公告（第一次）发布后，《申请表》由“本人”填写；逾期，不予受理。" * 12
    for room in range(90, 320, 7):
        for line in plain(break_prose(text, STYLE, room)):
            assert line[0] not in NOT_FIRST
            assert line[-1] not in NOT_LAST


def test_a_number_is_not_broken_in_two():
    for room in range(60, 200, 3):
        lines = plain(break_prose("证书编号为2610012003的证书" * 4, STYLE.but(first_indent=0), room))
        assert sum(line.count("2610012003") for line in lines) == 4


def test_a_word_wider_than_the_line_is_broken_by_letters():
    lines = break_prose("a" * 100, STYLE.but(first_indent=0), 60)
    assert "".join(plain(lines)) == "a" * 100
    assert all(line.width <= 60.02 for line in lines)


def test_the_wide_space_of_a_two_letter_label_stays():
    assert plain(break_prose("姓　　名", STYLE.but(first_indent=0), 200)) == ["姓　　名"]


def test_bold_stretches_take_the_bold_face():
    [line] = break_prose(["请于", Strong("9月1日"), "前"], STYLE, 300)
    assert [(run.face, run.text) for run in line.runs] == [
        ("Song", "请于"),
        ("SongBold", "9月1日"),
        ("Song", "前"),
    ]


@pytest.mark.parametrize("text", ["", "\n", "　", " "])
def test_nothing_still_takes_a_line(text: str):
    assert break_prose(text, STYLE, 100)
