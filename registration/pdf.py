"""Page layouts of stage 2, from frozen facts alone."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from registration.form_pdf import SIZES, form_paper
from registration.services import files
from station import clock, documents
from station.documents import XLSX, Rendered
from station.papers import (
    Imprint,
    Receipt,
    Seal,
    Sheet,
    SheetColumn,
    Stamp,
    StampRefused,
    receipt_list,
    render,
    stamp_images,
    stamp_pdf,
    workbook,
)
from station.refusals import Reason, Refused


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
    sides = 2
    for size in SIZES:
        drawn = _rendered(render(form_paper(facts, _imprint(facts, imprint), size=size)))
        if drawn.pages <= sides:
            break
    return drawn


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
