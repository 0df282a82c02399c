"""Differences as a reader would mark them, for the eye, the ear and the printer; user text is never trusted (R1.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from announcements.comparison import GONE, NEW, SAME, compare, excerpts, shortened
from announcements.templatetags.differences import marked


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in compare(before, after)]


def test_a_date_changes_as_a_whole() -> None:
    assert pieces("2026年10月24日（周六）", "2026年11月7日（周六）") == [
        (GONE, "2026年10月24日（周六）"),
        (NEW, "2026年11月7日（周六）"),
    ]


def test_words_around_a_change_stay() -> None:
    assert pieces("本所报名大厅，或在本网站网上报名", "本所一楼报名大厅，或在本网站网上报名") == [
        (SAME, "本所"),
        (NEW, "一楼"),
        (SAME, "报名大厅，或在本网站网上报名"),
    ]


def test_a_letter_or_two_between_two_changes_go_with_them() -> None:
    assert pieces("培训楼一层报名大厅", "实训楼二层报名大厅") == [
        (GONE, "培训楼一"),
        (NEW, "实训楼二"),
        (SAME, "层报名大厅"),
    ]


def test_texts_with_nothing_in_common_are_not_crumbled() -> None:
    assert [kind for kind, _ in pieces("凭身份证参加鉴定。", "请携带安全帽与绝缘鞋，否则不得入场。")] == [GONE, NEW]


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_back_from_the_marks(before: str, after: str) -> None:
    parts = compare(before, after)
    assert "".join(part.text for part in parts if part.kind != NEW) == before
    assert "".join(part.text for part in parts if part.kind != GONE) == after


def test_marks_speak_and_do_not_trust_what_was_typed() -> None:
    shown = marked("地点<script>alert(1)</script>在东楼", "地点<script>alert(1)</script>在<b>西楼</b>")
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert '<del><span class="visually-hidden">（删去：</span>东楼' in shown
    assert '<ins><span class="visually-hidden">（改为：</span>&lt;b&gt;西楼' in shown


def test_what_is_only_put_in_is_said_as_such() -> None:
    assert "（加上：" in marked("报名大厅", "一楼报名大厅")


def test_long_stretches_that_stay_are_left_out_unless_the_whole_is_wanted() -> None:
    before, after = "甲" * 200 + "旧", "甲" * 200 + "新"
    assert len(shortened(compare(before, after))[0].text) < 30
    assert "甲" * 200 in marked(before, after, whole=True)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("一\n二\n三\n四", "一\n二\n三\n四\n五", ("……", "……\n五")),
        ("一\n二\n三\n四", "一\n贰\n三\n四", ("……\n二\n……", "……\n贰\n……")),
        ("短", "长", ("短", "长")),
    ],
)
def test_on_paper_only_the_paragraphs_that_differ_stand_side_by_side(before: str, after: str, expected: tuple) -> None:
    assert excerpts(before, after) == expected


def test_a_text_with_more_numbers_than_letters_to_stand_in_for_them_is_still_compared() -> None:
    """The page of a supplement is public: whatever was published is shown."""
    before = " ".join(map(str, range(70_000)))
    assert compare(before, "改") == compare(before, "改")
    assert "".join(part.text for part in compare(before, "改") if part.kind != NEW) == before
