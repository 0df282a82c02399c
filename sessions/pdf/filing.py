"""The papers filed with the centre (R4.1), from frozen facts alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sessions.pdf.pages import Facts, dated, foot, offerings_table, rendered
from station import documents, papers
from station.documents import Rendered
from station.papers import (
    Block,
    Cell,
    Column,
    Enclosure,
    Grid,
    Heading,
    Label,
    Note,
    Opinion,
    Seal,
    Section,
    Table,
    Value,
)

# --- 《济南市职业技能鉴定申请报告》 (R4.1) ----------------------------------------------------------------------------------


def report(facts: Facts, imprint: documents.Imprint) -> Rendered:
    preamble = (
        f"根据{facts['assessment']}公告和报名审核结果，我所拟于{facts['days']}在{facts['place']}（{facts['address']}）"
        f"组织本次鉴定（批次号 {facts['code']}，类别：{facts['category']}，适应范围：{facts['scope']}），现申请鉴定。"
    )
    staff = "\n".join(f"{row['post']}：{'、'.join(row['names'])}。" for row in facts["staff"])
    sections = [
        Section("申请鉴定的职业、等级和人数", [offerings_table(facts["offerings"])]),
        Section("拟定的鉴定时间、地点和考场", [_places_table(facts["sittings"])]),
        Section(
            "考场与设备情况",
            "考场按《职业技能鉴定考场设置要求》布置，操作技能考核的设备、工量具和材料按鉴定准备清单落实，鉴定前逐项检查。",
        ),
        Section("拟安排的考务、监考和考评人员", staff),
        Section("联系方式", f"负责人：{facts['person_in_charge']}　　电话：{facts['phone']}"),
    ]
    paper = papers.notice(
        title="济南市职业技能鉴定申请报告",
        addressee=f"{facts['centre']}：",
        sections=sections,
        preamble=preamble,
        closing=("妥否，请审核批复。",),
        attachments=(
            f"{facts['assessment']}实施方案",
            "济南市职业技能鉴定考务人员安排备案表",
            "报名数据及考场编排",
            "职业技能鉴定人员名册",
            "济南市职业技能鉴定核准表",
            "鉴定对象的申报材料",
        ),
        issuer=facts["station"],
        dated=dated(imprint),
        seal=Seal(facts["station"]),
        imprint=foot(imprint),
    )
    return rendered(paper)


def _places_table(sittings: Iterable[Facts]) -> Table:
    rows = [
        (
            sitting["subject"],
            f"{sitting['label']} {sitting['date']} {sitting['time']}",
            "；".join(
                f"第{room['number']}考场 {room['place']} {room['room']}（{room['people']} 人）"
                for room in sitting["rooms"]
            ),
        )
        for sitting in sittings
    ]
    columns = (
        Column("科目", width=1),
        Column("场次和时间", width=2.2, align="left"),
        Column("考场和人数", width=3.4, align="left"),
    )
    return Table(columns, tuple(rows))


# --- 《济南市职业技能鉴定考务人员安排备案表》 (R4.1) ----------------------------------------------------------------------------


def staff_table(facts: Facts, imprint: documents.Imprint) -> Rendered:
    columns = (
        Column("职业、等级", "papers", 1.8, "left"),
        Column("场次时间", "when", 1.6),
        Column("考场", "place", 1.8, "left"),
        Column("姓名", "name", 0.9),
        Column("性别", "sex", 0.5),
        Column("单位", "employer", 2.2, "left"),
        Column("岗位", "post", 1),
        Column("证卡号", "card_number", 1.2),
        Column("证卡有效期至", "card_valid_until", 1.2),
        Column("电话", "phone", 1.3),
    )
    base = papers.listing(
        "济南市职业技能鉴定考务人员安排备案表",
        columns=columns,
        rows=facts["lines"],
        imprint=foot(imprint),
        facts=_head(facts),
        copies="一式两份",
        size=8.5,
    )
    blocks = (*base.blocks, _opinions(facts, imprint, ("鉴定所（站）意见", "鉴定中心意见")))
    return rendered(_with(base, blocks))


def _head(facts: Facts) -> list[tuple[str, str]]:
    return [
        ("鉴定所（站）", facts["station"]),
        ("批次号", facts["code"]),
        ("类别", facts["category"]),
        ("鉴定日期", facts["days"]),
        ("鉴定地点", facts["place"]),
        ("联系电话", facts["phone"]),
    ]


def _opinions(facts: Facts, imprint: documents.Imprint, titles: Sequence[str]) -> Grid:
    """The station's own opinion is given and sealed; the others are left to be written."""
    cells: list[Cell] = []
    for number, title in enumerate(titles):
        ours = number == 0
        cells += [
            Label("\n".join(title) if len(titles) > 2 else title),
            Opinion(
                "情况属实，同意上报。" if ours else "",
                signer="负责人签字",
                dated=dated(imprint) if ours else None,
                seal=Seal(facts["station"], diameter_mm=32) if ours else None,
            ),
        ]
    return Grid(widths=(0.7, 3.3) * len(titles), rows=(tuple(cells),), heights_mm={0: 38})


def _with(paper: papers.Paper, blocks: Sequence[Block]) -> papers.Paper:
    return replace(paper, blocks=tuple(blocks))


# --- 职业技能鉴定人员名册 (R4.1) ----------------------------------------------------------------------------------------------


def roster(facts: Facts, imprint: documents.Imprint) -> Rendered:
    columns = (
        Column("报名序号", "number", 1.6),
        Column("姓名", "name", 0.9),
        Column("性别", "sex", 0.5),
        Column("出生年月", "born", 0.9),
        Column("文化程度", "education", 1.2),
        Column("证件号码", "identity", 2),
        Column("单位或学校", "employer", 2, "left"),
        Column("申报职业", "occupation", 1.2),
        Column("等级", "level", 1.2),
        Column("鉴定科目", "subjects", 1.8, "left"),
    )
    paper = papers.listing(
        "职业技能鉴定人员名册",
        columns=columns,
        rows=facts["people"],
        imprint=foot(imprint),
        facts=_head(facts),
        summary=f"共 {len(facts['people'])} 人",
        signatures=("填表人", "审核人", "负责人"),
        issuer=facts["station"],
        dated=dated(imprint),
        seal=Seal(facts["station"]),
        size=8.5,
    )
    return rendered(paper)


# --- 《济南市职业技能鉴定核准表》 (R4.1) -------------------------------------------------------------------------------------


def approval(facts: Facts, imprint: documents.Imprint) -> Rendered:
    total = sum(row["registered"] for row in facts["offerings"])
    head = Grid(
        widths=(1.1, 2.2, 1.1, 2.2),
        rows=(
            (Label("申报单位"), Value(facts["station"]), Label("批次号"), Value(facts["code"])),
            (Label("鉴定名称"), Value(facts["assessment"]), Label("类别"), Value(facts["category"])),
            (Label("鉴定日期"), Value(facts["days"]), Label("鉴定地点"), Value(facts["place"])),
            (
                Label("申报人数"),
                Value(f"{sum(row['applied'] for row in facts['offerings'])} 人"),
                Label("审核合格"),
                Value(f"{total} 人"),
            ),
        ),
    )
    blocks: list[Block] = [
        head,
        Heading("各职业、等级人数", numbered=False, level=2),
        offerings_table(facts["offerings"], size=8.5),
        Heading("场次安排", numbered=False, level=2),
        _short_sittings(facts["sittings"]),
        Heading("应缴费用", numbered=False, level=2),
        _fees(facts),
        *(Note(line, title="说明") for line in _fee_notes(facts)),
    ]
    if facts["refused"]:
        blocks += [Heading("未通过审核人员及原因", numbered=False, level=2), _refused(facts["refused"])]
    blocks.append(_opinions(facts, imprint, ("鉴定所（站）意见", "鉴定中心经办人意见", "鉴定中心核准意见")))
    paper = papers.form(
        "济南市职业技能鉴定核准表",
        grids=blocks,
        imprint=foot(imprint),
        copies="一式两份",
    )
    return rendered(paper)


def _short_sittings(sittings: Iterable[Facts]) -> Table:
    columns = (
        Column("场次", "label", 0.8),
        Column("科目", "subject", 1.2),
        Column("日期", "date", 2.2),
        Column("时间", "time", 1.4),
        Column("考场数", "rooms", 0.8),
        Column("人次", "people", 0.8),
    )
    return Table(columns, tuple(sittings), size=8.5)


def _fees(facts: Facts) -> Table:
    columns = (
        Column("项目", "name", 2, "left"),
        Column("等级", "level", 1.6),
        Column("人次", "people", 0.8),
        Column("标准（元/人·次）", lambda row: f"{Decimal(row['rate']):,.2f}", 1.3, "right"),
        Column("金额（元）", lambda row: f"{Decimal(row['amount']):,.2f}", 1.3, "right"),
    )
    total = f"{Decimal(facts['fee_total']):,.2f}"
    return Table(columns, tuple(facts["fees"]), totals=("合计", "", "", "", total), size=8.5)


def _fee_notes(facts: Facts) -> list[str]:
    example = "（示例金额，以物价、财政部门文件为准）" if facts["fee_is_example"] else ""
    return [
        f"应缴费用人民币（大写）{papers.rmb_in_words(Decimal(facts['fee_total']))}，按审核合格人数和收费标准计算，核准后一次结清。收费依据：{facts['fee_basis']}{example}。",
    ]


def _refused(rows: Iterable[Facts]) -> Table:
    columns = (
        Column("姓名", "name", 1),
        Column("职业、等级", "offering", 2, "left"),
        Column("原因", "reason", 3.5, "left"),
    )
    return Table(columns, tuple(rows))


# --- contents of the package ------------------------------------------------------------------------------------------


def cover(facts: Facts, imprint: documents.Imprint) -> Rendered:
    entries = [
        Enclosure(row["title"], row["pages"] or None, row["clause"], "1", row["serial"]) for row in facts["entries"]
    ]
    entries.append(
        Enclosure(
            f"鉴定对象的申报材料（每人一夹，共 {facts['applicants']} 人）",
            facts["applicant_pages"],
            "R4.1",
            f"{facts['applicant_papers']}",
            "考评表及盖章复印件",
        )
    )
    paper = papers.cover_with_contents(
        "鉴定申报材料",
        entries=entries,
        imprint=foot(imprint),
        addressee=f"{facts['centre']}：",
        facts=(
            ("申报单位", facts["station"]),
            ("鉴定名称", f"{facts['assessment']}（批次号 {facts['code']}）"),
            ("类别", facts["category"]),
            ("鉴定日期", facts["days"]),
        ),
        notes="材料以电子包报送，包内 manifest.json 列明每项材料的页数、字节数和校验值；用包内 verify.py 可核验是否被改动。",
        issuer=facts["station"],
        dated=dated(imprint),
        seal=Seal(facts["station"]),
    )
    return rendered(paper)
