"""The package of R4.1 as one file: papers that already stand, bound with a manifest that proves them."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from station.documents import ZIP, Imprint, Rendered
from station.models import Document
from station.papers import Entry, build_package
from station.refusals import Reason, Refused


def package(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """Each paper is taken as it was stored, and only if its bytes are still those its number was given for."""
    content, built = build_package(
        _entries(facts["entries"]),
        title=facts["title"],
        facts={"code": facts["code"], "applications": list(facts["applications"])},
    )
    return Rendered(content, mime=ZIP, pages=built.pages)


def _entries(rows: list[Mapping[str, Any]]) -> Iterator[Entry]:
    files = {
        str(document.public_id): document
        for document in Document.objects.filter(public_id__in=[row["document"] for row in rows]).defer("facts")
    }
    for row in rows:
        with files[row["document"]].file.open("rb") as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            text = f"“{row['title']}”（{row['serial']}）的存档文件与出具时不一致"
            raise Refused("不能装订申报材料", Reason(text, "R4.1", "请系统管理员核对存档，或撤回后重新出具。"))
        yield Entry(row["path"], content, row["kind"], row["title"], row["clause"], row["pages"])
