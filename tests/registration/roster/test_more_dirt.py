"""Kinds of dirt met after the first corpus: every person in them accounted for, memory spared, values kept (R2.1)."""

import io
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from registration.roster.annotating import annotate
from registration.roster.judging import Judgement, judge
from registration.roster.reading import RosterTable, read_roster
from tests.registration.roster.corpus import OFFERINGS, TODAY, csv_text, identity, lines, person, saved, xlsx

SHORT = ["姓名", "证件号码", "手机号码", "申报职业", "申报等级"]
FIVE = lines([person(index) for index in range(5)])


def somebody(serial: int = 1, **changes: object) -> list[object]:
    name = f"张{'一二三四五六七八九'[serial - 1]}"
    return list(
        dict(
            zip(SHORT, [name, identity(serial), f"1391234567{serial}", "电工", "四级"], strict=True), **changes
        ).values()
    )


def judged(data: bytes, name: str = "名单.xlsx") -> tuple[RosterTable, Judgement]:
    table = read_roster(data, name)
    return table, judge(table, offerings=OFFERINGS, on=TODAY)


def rewritten(data: bytes, change: Callable[[str], str]) -> bytes:
    """The same workbook with its sheet's XML changed, as other programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, change(content.decode()).encode() if "/sheet1" in part else content)
    return out.getvalue()


def with_formulas(*, computed: bool) -> bytes:
    workbook = Workbook()
    for line in (SHORT, somebody(1), somebody(2)):
        workbook.active.append(line)
    workbook.active["B2"] = f'="{identity(1)}"'
    data = saved(workbook)
    if not computed:
        return data
    value = f"<v>{identity(1)}</v></c>"
    return rewritten(
        data, lambda xml: re.sub(r"(</f>)<v ?/?>(?:</v>)?</c>", rf"\1{value}", xml).replace('r="B2"', 'r="B2" t="str"')
    )


@pytest.mark.parametrize("computed", [True, False])
def test_a_text_guard_is_read_and_comes_back_as_its_text_whether_a_program_computed_it_or_not(computed: bool) -> None:
    data = with_formulas(computed=computed)
    table, judgement = judged(data)
    assert (judgement.read, judgement.accepted) == (2, 2)
    cell = load_workbook(io.BytesIO(annotate(data, "名单.xlsx", table, judgement))).active["B2"]
    assert (cell.value, cell.data_type) == (identity(1), "s")


def test_a_header_printed_again_in_another_order_is_followed_and_faults_are_coloured_where_they_stand() -> None:
    second = ["证件号码", "姓名", "申报等级", "申报职业", "手机号码"]
    data = xlsx(("名单", [SHORT, somebody(1), second, [identity(2), "张二", "四级", "电工", "1"]]))
    _, judgement = judged(data)
    assert (judgement.read, judgement.accepted, judgement.rejected) == (2, 1, 1)
    assert (judgement.rows[1].name, judgement.rows[1].columns) == ("张二", ("E",))
    assert "第 3 行“证件号码”是重复的表头" in "".join(judgement.notes)


def test_empty_rows_above_the_header_are_not_counted() -> None:
    _, judgement = judged(xlsx(("名单", [*[[]] * 60, *FIVE])))
    assert judgement.accepted == 5


def test_a_sheet_with_a_formatted_corner_is_annotated_without_filling_memory() -> None:
    """Rows with borders to the last one, and a cell in XFD1048576: neither holds a word."""
    bordered = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(900_000, 900_040))
    corner = f'{bordered}<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    data = rewritten(xlsx(("名单", FIVE)), lambda xml: xml.replace("</sheetData>", corner))
    tracemalloc.start()
    table, judgement = judged(data)
    back = annotate(data, "名单.xlsx", table, judgement)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50 * 1024 * 1024
    assert load_workbook(io.BytesIO(back)).active["X2"].value == "可以导入"


def test_a_heap_of_half_tags_in_a_comment_costs_no_time() -> None:
    """Read with a pattern that may look across tags, three megabytes of it would keep a server busy for a day."""
    heap = f"<!--{'<c ' * 1_000_000}--></worksheet>"
    data = rewritten(xlsx(("名单", FIVE)), lambda xml: xml.replace("</worksheet>", heap))
    began = time.process_time()
    assert judged(data)[1].accepted == 5
    assert time.process_time() - began < 20


def test_a_workbook_of_too_many_cells_comes_back_with_its_values_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registration.roster.annotating._MOST_CELLS", 10)
    data = xlsx(("名单", FIVE))
    table, judgement = judged(data)
    sheet = load_workbook(io.BytesIO(annotate(data, "名单.xlsx", table, judgement))).active
    assert [cell.value for cell in sheet["B"]] == [line[1] for line in FIVE]
    assert sheet["X2"].value == "可以导入"


def test_columns_nobody_asked_for_are_named_up_to_a_dozen() -> None:
    _, judgement = judged(xlsx(("名单", [[*SHORT, *(f"列{number}" for number in range(100))], somebody()])))
    assert "等 100 列" in judgement.notes[0]


def test_a_text_that_ends_as_dos_ended_it_is_read() -> None:
    _, judgement = judged(csv_text(FIVE).encode("gbk") + b"\x1a", "名单.csv")
    assert judgement.accepted == 5


@pytest.mark.parametrize("level", ["肆级", "技能等级四级", "四级／中级工", "国家四级"])
def test_levels_in_formal_digits_and_behind_other_words(level: str) -> None:
    _, judgement = judged(xlsx(("名单", [SHORT, somebody(申报等级=level)])))
    assert judgement.rows[0].values["level"] == 4


@pytest.mark.parametrize("mobile", ["1.3912345671E10", "13912345671(本人)", "13912345671（微信同号）"])
def test_mobile_numbers_whose_eleven_digits_are_all_there(mobile: str) -> None:
    _, judgement = judged(xlsx(("名单", [SHORT, somebody(手机号码=mobile)])))
    assert judgement.rows[0].values["mobile"] == "13912345671"
