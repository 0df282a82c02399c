"""Page layouts of the last stage's papers, from frozen facts alone."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from pypdf import PdfReader

from station import papers
from station.clock import local_date
from station.documents import Imprint, Rendered
from station.enums import Subject
from station.papers import Cell, Column, Grid, Label, Ticks, Value
from station.papers.opening import Opening
from station.wording import plain_date

NOTICE_TITLE = "济南市职业技能鉴定通知书"
REPORT_TITLE = "济南市职业技能鉴定考评情况报告"
INVIGILATION_TITLE = "济南市职业技能鉴定监考记录"
SUPERVISION_TITLE = "济南市职业技能鉴定现场督导报告"
REGISTER_TITLE = "职业资格证书核发名册"
LONGEST_BOX = 600


def foot(imprint: Imprint) -> papers.Imprint:
    return papers.Imprint(
        issuer=settings.STATION_NAME,
        issued=imprint.issued_at,
        serial=imprint.serial,
        verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
    )


def _rendered(paper: papers.Paper) -> Rendered:
    content = papers.render(paper)
    return Rendered(content, pages=len(PdfReader(io.BytesIO(content)).pages))


def _day(text: str) -> str:
    return plain_date(date.fromisoformat(text))


def _days(facts: Mapping[str, Any]) -> str:
    first, last = facts["exam_date"], facts["exam_until"]
    return _day(first) if first == last else f"{_day(first)}至{_day(last)}"


def _seal() -> papers.Seal:
    return papers.Seal(settings.STATION_NAME)


# --- 《济南市职业技能鉴定通知书》 ------------------------------------------------------------------------------------------


def notice(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """The centre's notice as the station recorded it; the original lies behind this sheet."""
    grid = Grid(
        widths=(1.1, 2.2, 1.1, 2.2),
        rows=[
            [Label("文　　号"), Value(facts["notice_number"]), Label("收到日期"), Value(_day(facts["received_on"]))],
            [Label("批次名称"), Value(facts["assessment"]), Label("批次号"), Value(facts["code"])],
            [Label("鉴定类别"), Value(facts["category"]), Label("核准人数"), Value(f"{facts['people']} 人")],
            [Label("鉴定日期"), Value(_days(facts)), Label("下发机构"), Value(facts["centre"] or "鉴定中心")],
            [Label("鉴定地点"), Value(facts["place"], span=3)],
        ],
    )
    offerings = papers.Table(
        [Column("职业", "occupation", 2.4), Column("等级", "level", 2), Column("核准人数", "count", 1.2)],
        facts["offerings"],
        totals=["合计", "", str(facts["people"])],
    )
    sittings = papers.Table(
        [
            Column("场次", "sitting", 0.9),
            Column("科目", "subject", 1.2),
            Column("时间", "when", 3.4),
            Column("考场", "rooms", 3),
            Column("人次", "count", 0.8),
        ],
        facts["sittings"],
    )
    paper = papers.Paper(
        title=NOTICE_TITLE,
        subtitle="（登记页，原件附后）",
        blocks=[
            grid,
            papers.Heading("核准的职业、等级和人数"),
            offerings,
            papers.Heading("时间、地点"),
            sittings,
            papers.Note("本页照鉴定中心下发的通知书和核准的实施方案登记，与原件不一致的，以原件为准。"),
            papers.Signatures([("登记人", facts["recorded_by"]), "核对人"], columns=2),
            papers.Closing(settings.STATION_NAME, local_date(imprint.issued_at), _seal()),
        ],
        imprint=foot(imprint),
        layout="form",
    )
    return _rendered(paper)


# --- 《济南市职业技能鉴定考评情况报告》 ------------------------------------------------------------------------------------

PASSES = (
    ("理论知识", Subject.THEORY.value),
    ("操作技能", Subject.PRACTICAL.value),
    ("外语", Subject.FOREIGN_LANGUAGE.value),
    ("综合评审", Subject.COMPREHENSIVE.value),
)
OPINIONS = ("设备、材料、工具的意见", "试题质量的意见", "鉴定意见")


def examination_report(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    head = Grid(
        widths=(1.1, 2.2, 1.1, 2.2),
        rows=[
            [Label("批次名称"), Value(facts["assessment"]), Label("批次号"), Value(facts["code"])],
            [Label("鉴定类别"), Value(facts["category"]), Label("鉴定日期"), Value(_days(facts))],
            [Label("鉴定地点"), Value(facts["place"]), Label("鉴定通知书"), Value(facts["notice_number"])],
        ],
    )
    examiners = papers.Table(
        [
            Column("职责", "post", 1.2),
            Column("姓名", "name", 1.2),
            Column("证卡", "card", 2.6),
            Column("单位", "employer", 3),
        ],
        facts["examiners"],
    )
    summary = (
        f"应到 {facts['expected']} 人，实到 {facts['present']} 人，缺考 {facts['absent']} 人；"
        f"各科目均合格 {facts['passed']} 人，总合格率 {facts['rate']}（按实到人数 {facts['rate_of_present']}）。"
    )
    blocks: list[papers.Block] = [
        head,
        papers.Heading("考评组组成"),
        examiners,
        papers.Heading("应到、实到和合格情况"),
        _passes(facts),
        papers.Text(summary, indent=False),
        papers.Note(
            "缺考指各科目都没有到考；只缺部分科目的，见各科目的合格人数/实考人数。各科目均合格方为合格，不取平均、不互补。"
        ),
        papers.Heading("考评过程"),
        *(papers.Text(f"{number}．{text}", indent=False) for number, text in enumerate(facts["process"], 1)),
        papers.Heading("违纪和异常情况"),
        _incidents(facts["incidents"]),
        papers.Heading("意见"),
        papers.Table(
            [Column("项目", width=1.3), Column("意见", width=5.5, align="left")],
            [(title, "") for title in OPINIONS],
            row_height_mm=26,
        ),
        _signers(facts["examiners"]),
        papers.Closing(settings.STATION_NAME, local_date(imprint.issued_at), _seal()),
    ]
    return _rendered(papers.Paper(title=REPORT_TITLE, blocks=blocks, imprint=foot(imprint), layout="form"))


def _passes(facts: Mapping[str, Any]) -> papers.Table:
    shown = [(title, key) for title, key in PASSES if any(row["subjects"][key] != "—" for row in facts["rows"])]
    columns = [
        Column("职业", width=1.5),
        Column("等级", width=1.6),
        Column("应到", width=0.8, group="人数"),
        Column("实到", width=0.8, group="人数"),
        Column("缺考", width=0.8, group="人数"),
        *(Column(title, width=1.2, group="合格/实考") for title, _ in shown),
        Column("合格", width=0.8),
        Column("合格率", width=1),
    ]
    rows = [
        (
            row["occupation"],
            row["level"],
            str(row["expected"]),
            str(row["present"]),
            str(row["absent"]),
            *(row["subjects"][key] for _, key in shown),
            str(row["passed"]),
            row["rate"],
        )
        for row in facts["rows"]
    ]
    figures = [str(facts[key]) for key in ("expected", "present", "absent")]
    totals = ["合计", "", *figures, *("" for _ in shown), str(facts["passed"]), facts["rate"]]
    return papers.Table(columns, rows, totals=totals)


def _incidents(rows: Sequence[Mapping[str, str]]) -> papers.Block:
    if not rows:
        return papers.Text("本次鉴定没有登记违纪和异常情况。", indent=False)
    columns = [
        Column("时间", "at", 1.7),
        Column("考场", "room", 1.1),
        Column("类别", "kind", 0.9),
        Column("情况", "description", 2.6, "left"),
        Column("处置", "action", 2, "left"),
        Column("结果", "outcome", 1.6, "left"),
    ]
    return papers.Table(columns, rows)


def _signers(examiners: Sequence[Mapping[str, str]]) -> papers.Signatures:
    """Printed names beside the lines; blank lines where the plan names nobody."""
    names: list[str | tuple[str, str]] = [(row["post"], row["name"]) for row in examiners]
    return papers.Signatures(names or ["考评组长", "考评员", "考评员"], columns=3)


# --- 《济南市职业技能鉴定监考记录》 ----------------------------------------------------------------------------------------


def invigilation_record(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """A sheet for each room of each sitting, to be signed by those who were there."""
    blocks: list[papers.Block] = []
    for room in facts["rooms"]:
        blocks += [papers.PageBreak()] if blocks else []
        blocks += _room_sheet(facts, room)
    if not blocks:
        blocks.append(papers.Text("本批次没有登记考场。", indent=False))
    paper = papers.Paper(title=INVIGILATION_TITLE, blocks=blocks, imprint=foot(imprint), layout="form")
    return _rendered(paper)


def _room_sheet(facts: Mapping[str, Any], room: Mapping[str, Any]) -> list[papers.Block]:
    staff = "、".join(f"{row['name']}（{row['post']}）" for row in room["staff"])
    head: list[list[Cell]] = [
        [Label("考　点"), Value(room["site"]), Label("考　场"), Value(room["room"], span=3)],
        [Label("职　业"), Value(room["occupations"]), Label("等　级"), Value(room["levels"], span=3)],
        [Label("科　目"), Value(room["subject"]), Label("场次时间"), Value(_when(room), span=3)],
        [
            Label("应考数"),
            Value(f"{room['should']} 人"),
            Label("实考数"),
            Value(f"{room['actual']} 人"),
            Label("缺考数"),
            Value(f"{len(room['absent'])} 人"),
        ],
        [Label("缺考人\n准考证号"), Value("、".join(room["absent"]) or "无", span=5, align="left")],
        [Label("违纪情况"), Value(_misconduct(room), span=5, align="left")],
        [Label("更换卷记录"), Value(_told(room["paper_acts"]), span=5, align="left")],
        [Label("异常情况"), Value(_told(room["other_acts"]), span=5, align="left")],
        [Label("考场启封"), Value(room["opening"] or "没有登记", span=5, align="left")],
    ]
    for bag in room["bags"]:
        copies = f"{bag['copies']} 份（另备用 {bag['spare_copies']} 份）"
        collected = "没有登记" if bag["collected"] is None else f"{bag['collected']} 份"
        head += [
            [Label("试卷袋号"), Value(bag["number"]), Label("份　数"), Value(copies, span=3)],
            [
                Label("试卷袋"),
                Ticks(options=("完好", "不完好"), chosen=_intact(bag), align="center"),
                Label("启封"),
                Value(bag["opened"] or "没有登记", span=3),
            ],
            [Label("收卷份数"), Value(collected), Label("启封见证\n考生签名"), Value("", span=3)],
        ]
    head.append([Label("监考、考评\n人　员"), Value(staff or "没有登记", span=5, align="left")])
    signers = (
        ["考评员签名", "考评员签名", "考场负责人签名"]
        if room["practical"]
        else ["监考员一签名", "监考员二签名", "考场负责人签名"]
    )
    return [
        Opening(INVIGILATION_TITLE),
        papers.KeyValues([("批次", facts["assessment"]), ("批次号", facts["code"])], columns=2),
        Grid(widths=(1.2, 1.9, 1.2, 1.6, 1, 1), rows=head, heights_mm={4: 16, 5: 24, 6: 18, 7: 24}),
        papers.Space(4),
        papers.Signatures(signers, columns=3),
    ]


def _when(room: Mapping[str, Any]) -> str:
    return f"{room['sitting']}　{_day(room['date'])} {room['time']}"


def _told(lines: Sequence[str]) -> str:
    """A box holds what a page can hold; the report of the assessment tells everything."""
    text = "\n".join(lines) or "无"
    return text if len(text) <= LONGEST_BOX else f"{text[:LONGEST_BOX]}……（全文见考评情况报告）"


def _misconduct(room: Mapping[str, Any]) -> str:
    people = [f"{row['ticket']} {row['name']}" for row in room["misconduct"]]
    return _told([*people, *room["misconduct_acts"]])


def _intact(bag: Mapping[str, Any]) -> tuple[str, ...]:
    if bag["intact"] is None:
        return ()
    return ("完好",) if bag["intact"] else ("不完好",)


# --- 《济南市职业技能鉴定现场督导报告》 ------------------------------------------------------------------------------------


def supervision_report(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """Prefilled where the station knows; the rest is the supervisor's, by hand."""
    head = Grid(
        widths=(1.2, 2.2, 1.2, 2.2),
        rows=[
            [Label("派遣机构"), Value(facts["centre"]), Label("被督导单位"), Value(settings.STATION_NAME)],
            [Label("批次名称"), Value(facts["assessment"]), Label("鉴定日期"), Value(_days(facts))],
            [Label("鉴定地点"), Value(facts["place"], span=3)],
            [Label("职业（等级）"), Value(facts["occupations"], span=3)],
            [Label("考场数"), Value(f"{facts['rooms']} 场（间）次"), Label("核准人数"), Value(f"{facts['people']} 人")],
            [Label("督导时间"), Value(""), Label("督导员证卡号"), Value("")],
        ],
    )
    rows: list[list[Cell]] = [[Label("项目"), Label("督导内容"), Label("结论"), Label("情况说明")]]
    for group, items in facts["items"]:
        for index, text in enumerate(items):
            first: list[Cell] = [Label(group, rows=len(items))] if index == 0 else []
            rows.append([*first, Value(text, align="left"), Ticks(options=("是", "否"), align="center"), Value("")])
    checks = Grid(widths=(0.8, 3.6, 1.1, 1.6), rows=rows, row_mm=8)
    remarks = Grid(
        widths=(1.4, 5.4),
        rows=[
            [Label("总体评价"), Ticks(options=("好", "较好", "一般", "差"), align="left")],
            [Label("主要问题"), Value("", align="left")],
            [Label("改进建议"), Value("", align="left")],
            [Label("被督导单位\n反馈意见"), papers.Opinion("", signer="负责人签字", align="left")],
        ],
        heights_mm={0: 9, 1: 24, 2: 24, 3: 34},
    )
    paper = papers.Paper(
        title=SUPERVISION_TITLE,
        copies="一式两份",
        blocks=[
            head,
            papers.Heading("督导情况"),
            checks,
            papers.Heading("评价和意见"),
            remarks,
            papers.Signatures(["督导员签名", "督导员签名"], columns=2),
            papers.Note("督导情况、评价和意见由鉴定中心委派的督导员现场填写并签名；一份交鉴定中心，一份由本所存档。"),
        ],
        imprint=foot(imprint),
        layout="form",
    )
    return _rendered(paper)


# --- 《职业资格证书核发名册》 ----------------------------------------------------------------------------------------------


def register(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """The columns of domain facts 6.5; the last one is signed by whoever receives the certificate (R6.3)."""
    columns = [
        Column("准考证号", "ticket", 2.3),
        Column("姓名", "name", 1.1),
        Column("性别", "sex", 0.6),
        Column("出生年月", lambda row: row["birth_date"][:7], 1.0),
        Column("文化程度", "education", 1.3),
        Column("身份证号", "identity_number", 2.4),
        Column("职业", "occupation", 1.5),
        Column("等级", "level", 1.4),
        Column("理论", "theory", 0.7, group="成绩"),
        Column("操作", "practical", 0.7, group="成绩"),
        Column("综合", "comprehensive", 0.7, group="成绩"),
        Column("证书编号", "number", 2.1),
        Column("核发日期", "issued_on", 1.3),
        Column("领取签名", lambda row: "", 1.9),
    ]
    paper = papers.listing(
        REGISTER_TITLE,
        columns=columns,
        rows=facts["rows"],
        imprint=foot(imprint),
        subtitle=facts["assessment"],
        facts=[
            ("批次号", facts["code"]),
            ("核准文号", facts["centre_document"]),
            ("人数", f"{len(facts['rows'])} 人"),
        ],
        signatures=("制表人", "核对人", "发放人", "负责人"),
        notes="领取人持身份证原件核验后签名；代领的，另附委托书（R6.3）。",
        issuer=settings.STATION_NAME,
        dated=local_date(imprint.issued_at),
        seal=_seal(),
        row_height_mm=9,
        size=8,
    )
    return _rendered(paper)
