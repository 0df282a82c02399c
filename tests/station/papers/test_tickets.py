from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from station.papers import (
    Imprint,
    MissingGlyph,
    Seal,
    Ticket,
    TicketDesign,
    TicketSubject,
    admission_tickets,
)
from tests.station.papers.pdf_reading import fonts_of, text_of


@pytest.fixture
def design(imprint: Imprint, seal: Seal) -> TicketDesign:
    return TicketDesign(
        station=imprint.issuer,
        assessment="2026年第3次职业技能鉴定",
        imprint=imprint,
        notices=("开考前30分钟入场。", "携带身份证和准考证。"),
        seal=seal,
        issued_on=date(2026, 10, 12),
    )


def ticket(number: int, photo: bytes | Path | None = None, **changes) -> Ticket:
    subjects = (
        TicketSubject("理论知识", "2026年10月24日（周六）", "08:30—10:00", "第01考场", f"{number:02d}"),
        TicketSubject("操作技能", "2026年10月25日（周日）", "13:30—15:00", "电工实训室", f"G{number:02d}"),
    )
    facts = Ticket(
        number=f"26100120030030{number:03d}",
        name=f"考生{number}",
        sex="男",
        identity_kind="居民身份证",
        identity="370102********1234",
        occupation="电工",
        level="四级/中级工",
        subjects=subjects,
        photo=photo,
        verify_url=f"https://station.example/t/{number}",
        site="实训楼A座",
        serial=f"ZK-{number:05d}",
    )
    return replace(facts, **changes)


def test_a_ticket_says_who_what_when_where(design: TicketDesign, photo: bytes):
    [page] = text_of(admission_tickets([ticket(7, photo)], design))
    for words in (
        "准考证号",
        "26100120030030007",
        "考生7",
        "370102********1234",
        "电工",
        "四级/中级工",
        "2026年10月24日（周六）",
        "08:30—10:00",
        "第01考场",
        "电工实训室",
        "G07",
        "实训楼A座",
        "1.开考前30分钟入场。",
        "2.携带身份证",
        "编号：ZK-00007",
        "山东职业学院职业技能鉴定所",
        "2026年10月12日",
    ):
        assert words in page


@pytest.mark.parametrize(("per_page", "pages"), [(1, 5), (2, 3)])
def test_one_or_two_tickets_to_a_page(design: TicketDesign, photo: bytes, per_page: int, pages: int):
    pdf = admission_tickets([ticket(n, photo) for n in range(1, 6)], replace(design, per_page=per_page))
    texts = text_of(pdf)
    assert len(texts) == pages
    assert ["".join(texts).count(f"ZK-{n:05d}") for n in range(1, 6)] == [1] * 5


def test_the_same_tickets_give_the_same_bytes_wherever_the_photographs_lie(
    design: TicketDesign, photo: bytes, tmp_path: Path
):
    here, there = tmp_path / "a.jpg", tmp_path / "b.jpg"
    here.write_bytes(photo)
    there.write_bytes(photo)
    first = admission_tickets([ticket(1, here), ticket(2, here)], design)
    assert admission_tickets([ticket(1, there), ticket(2, there)], design) == first
    assert admission_tickets([ticket(1, photo), ticket(2, photo)], design) == first


def test_a_photograph_is_embedded_as_it_is(design: TicketDesign, photo: bytes):
    pdf = admission_tickets([ticket(1, photo)], design)
    assert pdf.count(photo) == 1


def test_without_a_photograph_the_box_says_what_is_missing(design: TicketDesign):
    assert "照片" in text_of(admission_tickets([ticket(1)], design))[0]


def test_tickets_with_different_subjects_share_a_batch(design: TicketDesign):
    other = ticket(2)
    pages = text_of(admission_tickets([ticket(1), replace(other, subjects=other.subjects[:1])], design))
    assert "操作技能" in pages[0]
    assert "操作技能" not in pages[1]


def test_a_batch_without_candidates_is_refused(design: TicketDesign):
    with pytest.raises(ValueError, match="尚无考生"):
        admission_tickets([], design)


def test_notices_that_do_not_fit_are_refused_rather_than_cut(design: TicketDesign):
    long = replace(design, notices=("请遵守考场纪律。" * 60,) * 8, per_page=2)
    with pytest.raises(ValueError, match="须知过长"):
        admission_tickets([ticket(1)], long)


def test_a_name_no_face_has_is_marked_or_refused(design: TicketDesign):
    rare = ticket(1, name="张𠮷")
    assert "人工补写：U+20BB7" in text_of(admission_tickets([rare], design))[0]
    with pytest.raises(MissingGlyph):
        admission_tickets([rare], replace(design, missing="raise"))


def test_progress_is_told_ticket_by_ticket(design: TicketDesign):
    heard: list[int] = []
    admission_tickets([ticket(n) for n in range(1, 4)], design, progress=heard.append)
    assert heard == [1, 2, 3]


def test_what_all_tickets_share_is_stored_once(design: TicketDesign):
    one = len(admission_tickets([ticket(1)], design))
    many = len(admission_tickets([ticket(n) for n in range(1, 101)], design))
    assert many - one < 100 * 4000


def test_faces_are_embedded(design: TicketDesign):
    assert all("Noto" in name and "/FontFile2" in d for name, d in fonts_of(admission_tickets([ticket(1)], design)))
