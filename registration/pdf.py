"""Page layouts of stage 2, from frozen facts alone."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from registration.services import files
from station import clock, documents
from station.documents import XLSX, Rendered
from station.papers import (
    Grid,
    Imprint,
    Label,
    Opinion,
    PhotoCell,
    Receipt,
    Seal,
    Sheet,
    SheetColumn,
    Stamp,
    StampRefused,
    Ticks,
    Value,
    form,
    receipt_list,
    render,
    stamp_images,
    stamp_pdf,
    workbook,
)
from station.refusals import Reason, Refused
from station.wording import plain_date

SUBJECTS = ("理论知识", "操作技能", "外语", "综合评审")


def _imprint(facts: Mapping[str, Any], imprint: documents.Imprint) -> Imprint:
    return Imprint(
        issuer=facts["station"],
        issued=clock.local_date(imprint.issued_at),
        serial=imprint.serial,
        verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
    )


def _rendered(content: bytes) -> Rendered:
    from station.papers.stamping import page_count

    return Rendered(content, pages=page_count(content))


# --- 《职业技能鉴定考评表》 ------------------------------------------------------------------------------------------


def registration_form(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    """The fields of the application form, the opinions, and room for the scores (R2.2; spec 6.1)."""
    paper = form(
        "职业技能鉴定考评表",
        facts=(
            ("报名序号", facts["number"]),
            ("鉴定批次", facts["assessment"]),
            ("鉴定类别", facts["category"]),
            ("鉴定日期", plain_date(date.fromisoformat(facts["exam_date"]))),
        ),
        fact_columns=2,
        grids=(_applicant(facts), _opinions(facts), *_review(facts), _scores(facts)),
        notes="本表样式为示例，以鉴定中心下发的样式为准；一人一职业一等级一表，随申报材料报送。",
        imprint=_imprint(facts, imprint),
    )
    return _rendered(render(paper))


def _applicant(facts: Mapping[str, Any]) -> Grid:
    wide = 5
    years = "" if facts["work_years"] is None else f"{facts['work_years']} 年"
    born = plain_date(date.fromisoformat(facts["birth_date"]))
    certificate = " ".join(filter(None, (facts["lower_certificate_level"], facts["lower_certificate_number"])))
    school = " ".join(filter(None, (facts["school"], facts["major"], facts["graduated"])))
    rows = (
        (Label("姓名"), Value(facts["name"]), Label("性别"), Value(facts["sex"]), Label("出生日期"), Value(born), _photo(facts)),
        (Label("民族"), Value(facts["ethnicity"]), Label("文化程度"), Value(facts["education"]), Label("考生来源"), Value(facts["source"])),
        (Label("证件类型"), Value(facts["identity_type"]), Label("证件号码"), Value(facts["identity_number"], span=3)),
        (Label("单位或学校"), Value(facts["employer"], span=3), Label("手机号码"), Value(facts["mobile"])),
        (Label("通讯地址"), Value(facts["address"], span=6, align="left")),
        (Label("毕业院校、专业及时间"), Value(school, span=6, align="left")),
        (Label("申报职业"), Value(facts["occupation"], span=2), Label("申报等级"), Value(facts["level"], span=3)),
        (Label("考核科目"), Ticks(options=SUBJECTS, chosen=tuple(each["subject"] for each in facts["subjects"]), span=3), Label("考试类型"), Value(_attempts(facts), span=2)),
        (Label("从事本职业年限"), Value(years, span=2), Label("原证书等级及编号"), Value(certificate, span=3)),
        (Label("申报条件"), Value(facts["condition"] or "（由资格审查确定）", span=wide + 1, align="left")),
    )  # fmt: skip
    return Grid(widths=(1.25, 1.25, 0.95, 1.1, 1.1, 1.5, 1.5), rows=rows, row_mm=9, size=9.5)


def _photo(facts: Mapping[str, Any]) -> PhotoCell:
    photo = facts["photo"]
    return PhotoCell(rows=4, image=files.read(photo["file"]) if photo else None)


def _attempts(facts: Mapping[str, Any]) -> str:
    again = [each["subject"] for each in facts["subjects"] if each["attempt"] == "补考"]
    return f"补考（{'、'.join(again)}）" if again else "新考"


def _opinions(facts: Mapping[str, Any]) -> Grid:
    promise = "本人承诺：以上填报内容及所交材料真实有效，如有弄虚作假，愿接受取消报名资格等处理。"
    rows = [
        (Label("本人承诺"), Opinion(promise, signer="申报人签字", seal_note="", span=3)),
        (
            Label("单位意见（从事本职业年限证明）"),
            Opinion("", signer="负责人签字"),
            Label("培训单位意见（培训学时）"),
            Opinion("", signer="负责人签字"),
        ),
        (
            Label("鉴定所（站）审查意见"),
            Opinion("复印件与原件核对情况、是否符合申报条件：", signer="审核人签字"),
            Label("鉴定中心审批意见"),
            Opinion("", signer="负责人签字"),
        ),
    ]
    return Grid(widths=(1.1, 3, 1.1, 3), rows=tuple(rows), heights_mm={0: 18, 1: 30, 2: 30}, size=9.5)


def _review(facts: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Technicians and senior technicians show their work and defend a thesis (R2.2)."""
    if not facts["needs_review_papers"]:
        return ()
    rows = (
        (Label("主要业绩和技术成果"), Value("", span=3, align="left")),
        (Label("论文题目"), Value("", span=3, align="left")),
        (
            Label("单位推荐意见"),
            Opinion("", signer="负责人签字"),
            Label("答辩意见"),
            Opinion("", signer="评审组长签字"),
        ),
        (Label("评审组表决"), Value("应到　　人，实到　　人，同意　　票，不同意　　票", span=3, align="left")),
    )
    return (Grid(widths=(1.1, 3, 1.1, 3), rows=rows, heights_mm={0: 38, 1: 14, 2: 70}, size=9.5),)


def _scores(facts: Mapping[str, Any]) -> Grid:
    heads = [
        Label("考评成绩"),
        *(Label(each["subject"]) for each in facts["subjects"]),
        Label("评定结论"),
        Label("证书编号"),
    ]
    blanks = [Label("（百分制）"), *(Value("") for _ in heads[1:])]
    widths = (1.1, *(1.2 for _ in facts["subjects"]), 1.3, 2)
    signed = (
        Label("考评组"),
        Value("考评员签字：　　　　　　　　　　　　考评组长签字：", span=len(widths) - 1, align="left"),
    )
    return Grid(widths=widths, rows=(tuple(heads), tuple(blanks), signed), row_mm=8.5, size=9.5)


# --- 《原件已审》 ----------------------------------------------------------------------------------------------------


def stamped_copy(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    """Both stamps, reviewer and date on every page of the very scan that was sighted (R2.2)."""
    content = files.read(facts["scan"])
    if hashlib.sha256(content).hexdigest() != facts["scan_sha256"]:
        raise Refused("不能加盖《原件已审》", Reason("扫描件与接收时不一致", "R2.2", "请重新接收扫描件后查验。"))
    issuer = settings.STATION_NAME
    stamp = Stamp(
        station=issuer,
        reviewer=facts["reviewer"],
        dated=clock.local_date(datetime.fromisoformat(facts["sighted_at"])),
        seal=Seal(issuer),
        serial=imprint.serial,
        verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
        title=facts["material"],
    )
    try:
        stamped = stamp_pdf(content, stamp) if facts["mime"] == documents.PDF else stamp_images([content], stamp)
    except StampRefused as refusal:
        text, _, remedy = str(refusal).partition("。")
        raise Refused("不能加盖《原件已审》", Reason(text, "R2.2", remedy)) from refusal
    return _rendered(stamped)


# --- receipts --------------------------------------------------------------------------------------------------------


def receipt_register(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    receipts = [
        Receipt(
            payer=line["payer"],
            purpose=line["purpose"],
            amount=Decimal(line["amount"]),
            receipt_number=f"{line['code']}\n{line['receipt']}",
            paid_on=date.fromisoformat(line["paid_on"]),
            basis=line["basis"],
            channel=line["method"],
            remark=line["number"],
        )
        for line in facts["receipts"]
    ]
    receipts += [
        Receipt(
            payer=line["payer"],
            purpose=f"退费（{line['refund']}）",
            amount=-Decimal(line["amount"]),
            receipt_number=line["voucher"],
            paid_on=date.fromisoformat(line["paid_on"]),
            basis=line["reason"],
            channel=line["method"],
            remark=line["number"],
        )
        for line in facts.get("refunds", [])
    ]
    paper = receipt_list(
        "票据登记表",
        receipts=receipts,
        facts=(("鉴定批次", facts["assessment"]), ("单位", facts["station"])),
        notes="票据号码两行：上为票据代码，下为票据号码；备注为报名序号。" + _refund_note(facts),
        imprint=_imprint(facts, imprint),
    )
    return _rendered(render(paper))


def _refund_note(facts: Mapping[str, Any]) -> str:
    note = "退费以负数列出，其票据号码栏为退费凭证号；合计为收退相抵后的净额。" if facts.get("refunds") else ""
    due = facts.get("refunds_due") or {}
    return note + (f"另有待退费 {due['count']} 笔，{due['amount']} 元，尚未在合计中扣除。" if due.get("count") else "")


RECEIPT_COLUMNS = (
    SheetColumn("报名序号", "number", 20),
    SheetColumn("缴款人", "payer", 12),
    SheetColumn("收费项目", "purpose", 30),
    SheetColumn("收费依据", "basis", 40),
    SheetColumn("金额（元）", lambda row: Decimal(row["amount"]), 12, "number"),
    SheetColumn("票据种类", "kind", 12),
    SheetColumn("票据代码", "code", 18),
    SheetColumn("票据号码", "receipt", 18),
    SheetColumn("收款日期", lambda row: date.fromisoformat(row["paid_on"]), 14, "date"),
    SheetColumn("收款方式", "method", 10),
    SheetColumn("收费员", "cashier", 12),
)


def receipt_sheet(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    back = [
        {
            **line,
            "purpose": f"退费（{line['refund']}）",
            "basis": line["reason"],
            "amount": f"-{line['amount']}",
            "kind": "退费",
            "code": "",
            "receipt": line["voucher"],
        }
        for line in facts.get("refunds", [])
    ]
    sheet = Sheet(
        "票据登记表", RECEIPT_COLUMNS, [*facts["receipts"], *back], heading=f"{facts['assessment']} 票据登记表"
    )
    return _workbook(sheet, facts, imprint, title="票据登记表")


def registration_data(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    """Header and data rows only: the receiving system reads the titles by position (spec 6.2 b)."""
    from registration.exports import registration_data_columns

    columns = tuple(
        SheetColumn(title, lambda row, at=at: row[at], 22 if title == "证件号码" else 14)
        for at, title in enumerate(registration_data_columns())
    )
    return _workbook(Sheet("考生信息", columns, facts["rows"]), facts, imprint, title="报名数据")


def _workbook(sheet: Sheet, facts: Mapping[str, Any], imprint: documents.Imprint, *, title: str) -> Rendered:
    issued = clock.local_date(imprint.issued_at)
    return Rendered(workbook([sheet], title=title, author=facts["station"], issued=issued), mime=XLSX)
