from __future__ import annotations

import pytest

from station.papers import Imprint, MissingGlyph, Paper, Text, missing_characters, render
from station.papers.fonts import HEI, SONG, legible, runs
from tests.station.papers.pdf_reading import fonts_of, text_of

RARE = "䶮㛃𬭚𫖯"
NOWHERE = "𠮷"


def test_rare_characters_of_names_are_in_the_faces():
    assert missing_characters(f"张{RARE}王") == []


def test_a_character_no_face_has_is_named():
    assert missing_characters(f"张{NOWHERE}王{NOWHERE}") == [NOWHERE]


def test_text_is_split_where_a_face_has_to_lend_a_character():
    pieces = runs(f"张{NOWHERE}王", HEI)
    assert [(p.face, p.text, p.actual) for p in pieces] == [
        (HEI, "张", ""),
        (HEI, "〓", NOWHERE),
        (HEI, "王", ""),
    ]


def test_characters_without_ink_are_passed_over():
    assert legible("张\u200b三\ufeff\u202e\ufe0f") == "张三"
    assert [run.text for run in runs("张\u200b三", SONG)] == ["张三"]


def test_rare_characters_copy_right_from_the_pdf(imprint: Imprint):
    pdf = render(Paper("名单", [Text(f"张{RARE}")], imprint))
    assert f"张{RARE}" in text_of(pdf)[0]


def test_a_paper_that_must_be_whole_refuses_a_character_it_can_not_print(imprint: Imprint):
    paper = Paper("名单", [Text(f"张{NOWHERE}"), Text("李㐀𠮷")], imprint, missing="raise")
    with pytest.raises(MissingGlyph, match=r"U\+20BB7") as refused:
        render(paper)
    assert refused.value.characters == [NOWHERE]


def test_otherwise_the_gap_is_marked_and_named_at_the_foot(imprint: Imprint):
    pdf = render(Paper("名单", [Text(f"张{NOWHERE}")], imprint))
    [page] = text_of(pdf)
    assert "张〓" in page
    assert "请按证件人工补写：U+20BB7" in page


def test_a_page_without_gaps_has_no_such_note(imprint: Imprint):
    assert "人工补写" not in text_of(render(Paper("名单", [Text("张三")], imprint)))[0]


def test_every_face_is_embedded_and_none_is_foreign(imprint: Imprint):
    fonts = list(fonts_of(render(Paper("名单", [Text("张三 ABC 123", sans=True)], imprint))))
    assert fonts
    for name, descriptor in fonts:
        assert "Noto" in name
        assert descriptor["/FontFile2"]
