"""What every paper of this stage shares: its foot, its pages counted, the table of people by level."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from pypdf import PdfReader

from station import clock, documents, papers
from station.documents import Rendered
from station.papers import (
    Column,
    Table,
)

Facts = Mapping[str, Any]


def foot(imprint: documents.Imprint) -> papers.Imprint:
    return papers.Imprint(
        issuer=settings.STATION_NAME,
        issued=imprint.issued_at,
        serial=imprint.serial,
        verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
    )


def rendered(paper: papers.Paper) -> Rendered:
    content = papers.render(paper)
    return Rendered(content, pages=len(PdfReader(io.BytesIO(content)).pages))


def dated(imprint: documents.Imprint) -> Any:
    return clock.local_date(imprint.issued_at)


def offerings_table(rows: Iterable[Facts], *, size: float | None = None) -> Table:
    rows = list(rows)
    return Table(
        (
            Column("职业", "occupation", 2, "left"),
            Column("等级", "level", 1.6),
            Column("报名人数", "applied", 1),
            Column("审核合格人数", "registered", 1.2),
            Column("未通过人数", "refused", 1),
        ),
        tuple(rows),
        totals=(
            "合计",
            "",
            *(str(sum(row[key] for row in rows)) for key in ("applied", "registered", "refused")),
        ),
        size=size,
    )
