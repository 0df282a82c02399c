"""The dossier as one ZIP (R6.1): the papers that were issued for it, byte for byte, a cover sheet and the manifest."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from certificates.pdf import foot
from station import papers
from station.documents import ZIP, Imprint, Rendered
from station.models import Document
from station.refusals import Reason, Refused
from station.wording import plain_date


def dossier(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    listed = facts["documents"]
    held = {
        document.serial: document for document in Document.objects.filter(serial__in=[row["serial"] for row in listed])
    }
    cover = papers.render(_cover(facts, imprint))
    entries = [papers.Entry("00-材料目录.pdf", cover, "cover", "材料目录", "R6.1")]
    for number, row in enumerate(listed, 1):
        path = f"{number:02d}-{row['name']}.pdf"
        content = _bytes_of(held.get(row["serial"]), row)
        entries.append(papers.Entry(path, content, row["kind"], row["title"], row["clause"], row["pages"]))
    content, package = papers.build_package(
        entries,
        title=f"{facts['assessment']}验印材料",
        facts={
            "serial": imprint.serial,
            "assessment": facts["code"],
            "sent_on": facts["sent_on"],
            "serials": [row["serial"] for row in listed],
        },
    )
    return Rendered(content, mime=ZIP, pages=package.pages)


def _bytes_of(document: Document | None, row: Mapping[str, Any]) -> bytes:
    """As issued, or not at all: a paper that is not what its digest says goes to nobody."""
    if document is not None:
        with document.file.open("rb") as file:
            content: bytes = file.read()
        if hashlib.sha256(content).hexdigest() == row["sha256"]:
            return content
    reason = Reason(
        f"“{row['title']}”（{row['serial']}）的文件缺失或与出具时不一致", "R6.1", "请联系系统管理员从备份恢复。"
    )
    raise Refused("不能生成验印材料", reason)


def _cover(facts: Mapping[str, Any], imprint: Imprint) -> papers.Paper:
    issuer = foot(imprint).issuer
    return papers.cover_with_contents(
        f"{facts['assessment']}验印材料",
        entries=[
            papers.Enclosure(row["name"], row["pages"], row["clause"], "一式两份", row["serial"])
            for row in facts["documents"]
        ],
        imprint=foot(imprint),
        facts=[
            ("批次号", facts["code"]),
            ("鉴定类别", facts["category"]),
            ("鉴定通知书", facts["notice_number"]),
            ("报送日期", plain_date(date.fromisoformat(facts["sent_on"]))),
        ],
        addressee=f"{facts['centre'] or '鉴定中心'}、培训处（科）：",
        issuer=issuer,
        dated=date.fromisoformat(facts["sent_on"]),
        seal=papers.Seal(issuer),
        notes="上列材料各一式两份，分送鉴定中心和培训处（科），请审核确认考生的职业资格和等级（R6.1）。",
    )
