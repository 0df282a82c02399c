"""Workbooks of this stage, from frozen facts alone."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from station.documents import XLSX, Imprint, Rendered


def result_data(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """What is reported to the centre (R5.10): a row a person, and the figures that must add up."""
    from station.papers import Sheet, SheetColumn, workbook

    subjects = facts["subjects"]
    columns = [
        SheetColumn("准考证号", "number", 22),
        SheetColumn("姓名", "name", 12),
        SheetColumn("性别", "sex", 8),
        SheetColumn("证件类型", "identity_kind", 14),
        SheetColumn("证件号码", "identity", 24),
        SheetColumn("所在单位", "employer", 24),
        SheetColumn("职业名称", "occupation", 16),
        SheetColumn("等级", "level_code", 8),
        *(SheetColumn(title, _score(index), 12) for index, title in enumerate(subjects)),
        SheetColumn("评定", lambda row: "合格" if row["passed"] else "不合格", 10),
        SheetColumn("备注", "remark", 24),
    ]
    figures = [
        SheetColumn("科目", "subject", 16),
        SheetColumn("应考", "expected", 10, "number"),
        SheetColumn("实考", "normal", 10, "number"),
        SheetColumn("缺考", "absent", 10, "number"),
        SheetColumn("违纪", "misconduct", 10, "number"),
        SheetColumn("作废", "void", 10, "number"),
        SheetColumn("合格", "passed", 10, "number"),
    ]
    title = f"{facts['assessment']}鉴定结果数据"
    summary = f"共 {facts['candidates']} 人，合格 {facts['passed']} 人，不合格 {facts['not_passed']} 人。"
    sheets = [
        Sheet("成绩", columns, facts["rows"]),
        Sheet("汇总", figures, facts["totals"], heading=title, notes=[summary, f"编号：{imprint.serial}"]),
    ]
    content = workbook(sheets, title=title, author=settings.STATION_NAME, issued=imprint.issued_at)
    return Rendered(content, mime=XLSX, pages=len(sheets))


def _score(index: int) -> Any:
    return lambda row: row["scores"][index]
