"""Names as people bear them: rare characters, and forty characters with ·, on what carries names in tight boxes (R5.1)."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from station.papers import (
    Column,
    Imprint,
    Seat,
    SeatingChart,
    SeatPlan,
    Table,
    Ticket,
    TicketDesign,
    TicketSubject,
    admission_tickets,
    missing_characters,
    render,
    seating_charts,
)
from station.papers.blocks import Paper
from station.papers.fonts import HEI, SONG, runs
from station.papers.typesetting import fit
from tests.station.papers.pdf_reading import text_of

LONG = "阿卜杜热合曼·麦麦提图尔逊·艾力亚斯·阿布都克里木·吐尔逊江·买买提明·阿迪力江"
RARE = "赵䶮𬭚𫖯㛃"
LEGIBLE = 4.5
"""Points: what a name on a seat may not fall below."""


def sizes_of(pdf: bytes, text: str) -> list[float]:
    """The sizes in which the characters of `text` stand on the pages."""
    found: list[float] = []

    def note(piece: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if any(character in text for character in piece):
            found.append(size * abs(matrix[0] or 1))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return found


def test_forty_characters_are_forty() -> None:
    assert len(LONG) == 40


@pytest.mark.parametrize("face", [SONG, HEI])
def test_every_rare_character_has_a_glyph_in_both_faces(face: str) -> None:
    assert missing_characters(RARE + LONG) == []
    assert [run.text for run in runs(RARE + LONG, face)] == [RARE + LONG]


@pytest.mark.parametrize(("room", "high"), [(70, 30), (120, 25), (60, 40), (200, 18)])
def test_a_long_name_is_broken_into_lines_that_fit_its_box_and_loses_nothing(room: float, high: float) -> None:
    lines, style = fit(LONG, SONG, 10.5, room, high)
    assert "".join(run.text for line in lines for run in line.runs) == LONG
    assert len(lines) * style.leading <= high
    assert all(line.width <= room + 0.01 for line in lines)
    assert style.size >= LEGIBLE


def test_a_short_name_keeps_its_size_and_one_a_little_too_long_stays_one_line() -> None:
    lines, style = fit("张伟", SONG, 10.5, 70, 30)
    assert (len(lines), style.size) == (1, 10.5)
    lines, style = fit("欧阳娜娜娜娜娜娜", SONG, 10.5, 70, 30)
    assert len(lines) == 1
    assert 7 < style.size < 10.5


@pytest.fixture
def tickets(imprint: Imprint) -> bytes:
    design = TicketDesign(
        station=imprint.issuer, assessment="2026年第3次职业技能鉴定", imprint=imprint, issued_on=date(2026, 10, 12)
    )
    subject = TicketSubject("理论知识", "2026年10月24日（周六）", "08:30—10:00", "第01考场", "01")
    people = [
        Ticket(
            number=f"2610012003003000{number}", name=name, sex="男", identity_kind="居民身份证",
            identity="370102********1234", occupation="电工", level="四级/中级工", subjects=(subject,), photo=None,
            verify_url=f"https://station.example/t/{number}", site="实训楼A座", serial=f"ZK-{number:05d}",
        )
        for number, name in enumerate((LONG, RARE))
    ]  # fmt: skip
    return admission_tickets(people, design)


def test_a_ticket_carries_the_whole_name_in_a_size_one_can_read(tickets: bytes) -> None:
    first, second = text_of(tickets)
    assert LONG in first
    assert RARE in second
    assert min(sizes_of(tickets, "阿卜杜热曼")) >= 5


@pytest.mark.parametrize("depth", [5, 12])
def test_a_seat_carries_the_whole_name_in_a_size_one_can_read(imprint: Imprint, depth: int) -> None:
    seats = [
        Seat(1, 1, "1", (LONG, "26100120030030001", "电工 四级")),
        Seat(1, 2, "2", (RARE, "26100120030030002", "电工 四级")),
        *(Seat(row, 3, str(row + 2), ("考生", "26100120030030003", "电工 四级")) for row in range(1, depth + 1)),
    ]
    chart = SeatingChart("考场座位排列表", "理论知识", (("考场", "第1考场"),), SeatPlan(depth, 5, seats))
    pdf = render(seating_charts([chart], imprint))
    [page] = text_of(pdf)
    assert LONG in page
    assert RARE in page
    assert min(sizes_of(pdf, "阿卜杜热曼")) >= LEGIBLE


def test_a_list_wraps_the_name_within_its_column(imprint: Imprint) -> None:
    table = Table((Column("姓名", width=1), Column("证件号码", width=3)), [(LONG, "370102********1234"), (RARE, "1")])
    [page] = text_of(render(Paper(title="名册", blocks=(table,), imprint=imprint)))
    assert LONG in page
    assert RARE in page


def test_a_character_that_no_face_has_is_named_at_the_foot_and_never_dropped(imprint: Imprint) -> None:
    table = Table((Column("姓名", width=1), Column("证件号码", width=3)), [("王𪚥", "370102********1234")])
    [page] = text_of(render(Paper(title="名册", blocks=(table,), imprint=imprint)))
    assert "U+2A6A5" in page
    assert "王" in page
