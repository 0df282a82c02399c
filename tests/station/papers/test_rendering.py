from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from station.papers import (
    Cell,
    Checks,
    Column,
    Enclosure,
    Grid,
    Imprint,
    Label,
    Note,
    Opinion,
    Paper,
    PhotoCell,
    Picture,
    Receipt,
    Seal,
    Seat,
    SeatingChart,
    SeatPlan,
    Section,
    Signatures,
    Table,
    Text,
    Ticks,
    Value,
    cover_with_contents,
    form,
    form_grid,
    listing,
    notice,
    receipt_list,
    render,
    seating_charts,
)
from tests.station.papers.pdf_reading import fonts_of, text_of

STATION = "山东职业学院职业技能鉴定所"
OFFERINGS = Table(
    [
        Column("职业", "occupation"),
        Column("等级", "level"),
        Column("理论知识", "theory", group="科目与方式"),
        Column("操作技能", "practice", group="科目与方式"),
    ],
    [{"occupation": "电工", "level": "四级/中级工", "theory": "机考", "practice": None}],
)


def a_notice(imprint: Imprint, seal: Seal) -> Paper:
    return notice(
        "2026年第3次职业技能鉴定公告",
        number="鲁职院鉴〔2026〕3号",
        masthead=STATION,
        preamble="现将有关事项公告如下。",
        sections=[
            Section("鉴定职业、等级和科目", ["见下表。", OFFERINGS]),
            Section("报名时间和地点", "9月10日至20日。\n综合楼105室。"),
        ],
        attachments=["收费标准", "申报条件"],
        issuer=STATION,
        dated=date(2026, 9, 1),
        seal=seal,
        imprint=imprint,
    )


def a_form(imprint: Imprint, seal: Seal, photo: bytes) -> Paper:
    grid = Grid(
        widths=[1, 2, 1, 2, 1.5],
        rows=[
            [Label("姓　名"), Value("张三"), Label("性别"), Value("男"), PhotoCell(image=photo, rows=4)],
            [Label("职业"), Value("电工"), Label("等级"), Value("三级/高级工")],
            [Label("科目"), Ticks(options=("理论知识", "操作技能"), chosen=("理论知识",), span=3)],
            [Label("单位"), Value("某某公司", span=3)],
            [Label("意见"), Opinion("符合条件。", span=4, signed_by="李四", dated=date(2026, 9, 15), seal=seal)],
        ],
    )
    return form("职业技能鉴定考评表", grids=[grid], imprint=imprint, facts=[("编号", "1")], notes=["甲", "乙"])


def a_list(imprint: Imprint, seal: Seal, count: int = 60) -> Paper:
    return listing(
        "职业技能鉴定人员名册",
        columns=[Column("姓名", "name"), Column("身份证号", "identity"), Column("备注", "remark")],
        rows=[{"name": f"考生第{n}号", "identity": f"3701021990{n:08d}"} for n in range(1, count + 1)],
        totals=("合计", f"{count}人", "", ""),
        signatures=["制表人", ("审核人", "王五")],
        issuer=STATION,
        dated=date(2026, 10, 8),
        seal=seal,
        copies="一式两份",
        imprint=imprint,
    )


def charts(imprint: Imprint) -> Paper:
    seats = [
        Seat(1, 1, "01", ("张三", "26100120030030001")),
        Seat(1, 2, "02", ("李四", "26100120030030002"), accessible=True),
        Seat(2, 1, "03", state="broken"),
        Seat(2, 2, "04", state="spare"),
    ]
    chart = SeatingChart(
        "考场座位排列表", "第3次鉴定", [("考场", "第01考场"), ("时间", "08:30—10:00")], SeatPlan(2, 2, seats)
    )
    return seating_charts([chart, replace(chart, copy="随试卷")], imprint)


def receipts(imprint: Imprint) -> Paper:
    rows = [
        Receipt("张三", "鉴定费", Decimal("260.50"), "NO.001", date(2026, 9, 16), "示例", "现金"),
        Receipt("李四", "鉴定费", Decimal("260.50"), "NO.002", date(2026, 9, 16), "示例", "现金"),
    ]
    return receipt_list("收费票据清单", receipts=rows, imprint=imprint)


def cover(imprint: Imprint, seal: Seal) -> Paper:
    entries = [Enclosure("《济南市职业技能鉴定申请报告》", 2, "R4.1"), Enclosure("实施方案", 6, "R3.1")]
    return cover_with_contents(
        "申报材料",
        entries=entries,
        imprint=imprint,
        addressee="鉴定中心：",
        issuer=STATION,
        dated=date(2026, 10, 8),
        seal=seal,
    )


@pytest.fixture(params=["notice", "form", "list", "charts", "receipts", "cover"])
def paper(request, imprint: Imprint, seal: Seal, photo: bytes) -> Paper:
    return {
        "notice": lambda: a_notice(imprint, seal),
        "form": lambda: a_form(imprint, seal, photo),
        "list": lambda: a_list(imprint, seal),
        "charts": lambda: charts(imprint),
        "receipts": lambda: receipts(imprint),
        "cover": lambda: cover(imprint, seal),
    }[request.param]()


def test_the_same_facts_give_the_same_bytes_on_another_day(paper: Paper, monkeypatch):
    first = render(paper)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert render(paper) == first


def test_the_papers_own_date_stands_in_its_metadata(paper: Paper):
    information = PdfReader(io.BytesIO(render(paper))).metadata
    assert information["/CreationDate"] == "D:20260901000000+08'00'"
    assert information.author == STATION
    assert information.title == paper.title


def test_every_face_is_embedded(paper: Paper):
    for name, descriptor in fonts_of(render(paper)):
        assert "Noto" in name
        assert "/FontFile2" in descriptor


def test_every_page_carries_serial_and_number(paper: Paper):
    pages = text_of(render(paper))
    for number, page in enumerate(pages, 1):
        assert "编号：GG-2026-0003" in page
        official = f"—{number}—"
        assert (official if paper.layout == "official" else f"第{number}页共{len(pages)}页") in page


def test_a_notice_has_its_parts_in_order(imprint: Imprint, seal: Seal):
    text = "".join(text_of(render(a_notice(imprint, seal))))
    parts = [
        "鲁职院鉴〔2026〕3号",
        "2026年第3次职业技能鉴定公告",
        "一、鉴定职业、等级和科目",
        "科目与方式",
        "二、报名时间和地点",
        "综合楼105室。",
        "特此公告。",
        "附件：1.收费标准",
        "2.申报条件",
        STATION,
        "2026年9月1日",
    ]
    text = text[text.index(parts[0]) :]
    assert [part for part in parts if part not in text] == []
    assert [text.index(part) for part in parts[:9]] == sorted(text.index(part) for part in parts[:9])


def test_the_sample_seal_says_so_and_leaves_the_text_alone(imprint: Imprint, seal: Seal):
    with_seal = render(a_notice(imprint, seal))
    assert with_seal != render(a_notice(imprint, replace(seal, legend="另一枚")))


def test_ones_own_seal_is_taken_when_given(imprint: Imprint, seal: Seal, photo: bytes):
    pdf = render(a_notice(imprint, replace(seal, image=photo)))
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_long_list_repeats_its_head_and_has_each_row_once(imprint: Imprint, seal: Seal):
    pages = text_of(render(a_list(imprint, seal, 200)))
    assert len(pages) > 5
    for page in pages:
        assert "身份证号" in page
    whole = "".join(pages)
    assert [whole.count(f"考生第{n}号") for n in range(1, 201)] == [1] * 200


@pytest.mark.parametrize("count", range(15, 24))
def test_total_and_signatures_never_stand_without_rows(imprint: Imprint, seal: Seal, count: int):
    last = text_of(render(a_list(imprint, seal, count)))[-1]
    assert "审核人" in last
    assert "2026年10月8日" in last
    assert f"考生第{count}号" in last


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("lines", range(4, 14))
def test_seal_and_date_never_stand_without_the_last_rows_of_a_short_table(
    imprint: Imprint, seal: Seal, rows: int, lines: int
):
    table = Table([Column("事项"), Column("更正为")], [(f"第{n}项", "二号考场") for n in range(1, rows + 1)])
    last = _last_page(imprint, seal, Section("说明", "逐行说明。\n" * lines), Section("更正对照", [table]))
    assert f"第{rows}项" in last


@pytest.mark.parametrize("length", [1, 120])
@pytest.mark.parametrize("lines", range(6, 16))
def test_seal_and_date_never_stand_without_the_last_lines_of_the_text(
    imprint: Imprint, seal: Seal, length: int, lines: int
):
    body = "逐行说明。\n" * lines + "末段" * length + "到此为止。"
    assert "到此为止。" in _last_page(imprint, seal, Section("说明", body))


def _last_page(imprint: Imprint, seal: Seal, *sections: Section) -> str:
    paper = notice("补充公告", sections=sections, issuer=STATION, dated=date(2026, 9, 1), seal=seal, imprint=imprint)
    last = text_of(render(paper))[-1]
    assert "特此公告。" in last
    return last


def test_an_empty_list_says_that_it_is_empty(imprint: Imprint):
    [page] = text_of(render(listing("名册", columns=[Column("姓名", "name")], rows=[], imprint=imprint)))
    assert "（无）" in page


def test_a_cell_longer_than_a_page_is_continued(imprint: Imprint):
    rows = [{"name": "起" + "很长的说明" * 2000 + "讫"}]
    pages = text_of(render(listing("名册", columns=[Column("说明", "name")], rows=rows, imprint=imprint)))
    assert len(pages) > 1
    assert "".join(pages).count("讫") == 1


def test_totals_must_fit_the_columns(imprint: Imprint):
    paper = listing("名册", columns=[Column("姓名", "n")], rows=[{"n": 1}], totals=("合计",), imprint=imprint)
    with pytest.raises(ValueError, match="1 totals for 2 columns"):
        render(paper)


def test_receipts_are_summed_in_figures_and_in_words(imprint: Imprint):
    [page] = text_of(render(receipts(imprint)))
    assert "521.00" in page
    assert "伍佰贰拾壹元整" in page
    assert "共2笔" in page


def test_the_contents_add_up_the_pages(imprint: Imprint, seal: Seal):
    [page] = text_of(render(cover(imprint, seal)))
    assert "2项" in page
    assert "合计2项8" in page


def test_a_room_is_printed_in_two_copies_and_only_one_is_signed(imprint: Imprint):
    door, papers = text_of(render(charts(imprint)))
    assert "【张贴于考场入口】" in door
    assert "主监考" not in door
    assert "【随试卷】" in papers
    assert "主监考（考评组长）" in papers
    for page in (door, papers):
        assert "讲台" in page
        assert "26100120030030002" in page
        assert "备用" in page


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (6, 5), (10, 10), (15, 8)])
def test_a_room_of_any_size_fits_its_page(imprint: Imprint, rows: int, columns: int):
    seats = [
        Seat(r, c, f"{r}-{c}", ("欧阳某某", "26100120030030001", "汽车维修工"))
        for r in range(1, rows + 1)
        for c in range(1, columns + 1)
    ]
    chart = SeatingChart("座位排列表", "", [("考场", "01")], SeatPlan(rows, columns, seats), copy="随试卷")
    assert len(text_of(render(seating_charts([chart], imprint)))) == 1


def test_a_form_row_that_does_not_fill_its_width_is_an_error(imprint: Imprint):
    grid = Grid(widths=[1, 1, 1], rows=[[Label("甲"), Value("乙")]])
    with pytest.raises(ValueError, match="row 0"):
        render(form("表", grids=[grid], imprint=imprint))


def test_a_cell_over_several_rows_is_left_out_below(imprint: Imprint):
    grid = Grid(widths=[1, 1], rows=[[Label("甲", rows=2), Value("乙")], [Value("丙")]])
    [page] = text_of(render(form("表", grids=[grid], imprint=imprint)))
    assert [page.count(letter) for letter in "甲乙丙"] == [1, 1, 1]


def test_a_form_longer_than_a_page_goes_on_between_rows(imprint: Imprint):
    rows = [[Label(f"项{n}"), Value("长" * 200)] for n in range(40)]
    pages = text_of(render(form("表", grids=[Grid(widths=[1, 3], rows=rows)], imprint=imprint)))
    assert len(pages) > 1
    assert all("".join(pages).count(f"项{n}长") == 1 for n in range(40))


def test_the_plain_grid_gives_the_last_answer_what_is_left():
    grid = form_grid([("姓名", "张三"), ("性别", "男"), ("单位", "某公司")])
    assert [[cell.span for cell in row] for row in grid.rows] == [[1, 1, 1, 1], [1, 3]]


def test_other_blocks_have_their_place_too(imprint: Imprint, photo: bytes):
    paper = Paper(
        "杂",
        imprint=imprint,
        layout="form",
        copies="一式两份",
        blocks=[
            Checks("考试类型", ("新考", "补考"), ("补考",)),
            Picture(photo, 40, "现场照片"),
            Signatures(["甲方", "乙方"], columns=2),
            Note("完"),
        ],
    )
    [page] = text_of(render(paper))
    for word in ("考试类型：", "补考", "现场照片", "甲方：", "一式两份", "注：完"):
        assert word in page


def test_what_is_no_block_is_refused(imprint: Imprint):
    with pytest.raises(TypeError, match="Cell"):
        render(Paper("杂", [Cell("甲")], imprint))  # type: ignore[list-item]


def test_a_damaged_photograph_is_named_as_such(imprint: Imprint, seal: Seal):
    with pytest.raises(ValueError, match="照片或图片文件已损坏"):
        render(a_form(imprint, seal, b"not a picture"))


def test_a_long_text_flows_over_pages_whole(imprint: Imprint):
    lines = [Text(f"第{n}段。" + "内容充分。" * 30) for n in range(60)]
    pages = text_of(render(Paper("长文", lines, imprint)))
    assert all("".join(pages).count(f"第{n}段。") == 1 for n in range(60))


def test_papers_drawn_side_by_side_do_not_disturb_one_another(imprint: Imprint, seal: Seal):
    alone = [render(a_list(imprint, seal, count)) for count in (10, 20, 30, 40)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda count: render(a_list(imprint, seal, count)), (10, 20, 30, 40)))
    assert together == alone
