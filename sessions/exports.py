"""The registration data with the room arrangement as a workbook (R4.1)."""

from collections.abc import Mapping
from typing import Any

from station.documents import XLSX, Imprint, Rendered
from station.papers import Sheet, SheetColumn, workbook

ARRANGEMENT = (
    SheetColumn("报名序号", "number", 18),
    SheetColumn("姓名", "name", 10),
    SheetColumn("证件号码", "identity", 21),
    SheetColumn("职业", "occupation", 14),
    SheetColumn("等级", "level", 14),
    SheetColumn("科目", "subject", 12),
    SheetColumn("场次", "sitting", 6, "number"),
    SheetColumn("日期", "date", 12),
    SheetColumn("时间", "time", 14),
    SheetColumn("考点", "place", 20),
    SheetColumn("考场号", "room_number", 8, "number"),
    SheetColumn("考场", "room", 18),
    SheetColumn("座（工）位号", "seat", 12, "number"),
    SheetColumn("排", "row", 6, "number"),
    SheetColumn("列", "column", 6, "number"),
)


def registration_data(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """Two sheets: the registration data in the layout that was chosen for it, and who sits where."""
    columns = [
        SheetColumn(title, lambda row, place=place: row[place], 16) for place, title in enumerate(facts["columns"])
    ]
    sheets = [
        Sheet("报名数据", columns, facts["rows"]),
        Sheet("考场编排", ARRANGEMENT, facts["arrangement"]),
    ]
    content = workbook(
        sheets, title=f"{facts['assessment']}报名数据及考场编排", author=facts["station"], issued=imprint.issued_at
    )
    return Rendered(content, mime=XLSX)
