"""The layout of 《工作年限承诺书》, from frozen facts alone (R2.1; spec 2.5)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from station import clock, documents
from station.documents import Rendered
from station.papers import Column, Grid, Imprint, Label, Note, Paper, Signatures, Space, Table, Text, Value, render

LINES = 5
COLUMNS = (
    Column("起止年月", width=2.2),
    Column("工作单位", width=3),
    Column("从事的职业（岗位）", width=2.2),
    Column("证明人及电话", width=2.2),
)


def undertaking(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    from station.papers.stamping import page_count

    paper = Paper(
        title="工作年限承诺书",
        blocks=(
            _person(facts),
            Space(4),
            Text(_promise(facts), size=12),
            Table(
                COLUMNS,
                [("", "", "", "")] * LINES,
                caption="从事本职业（相关职业）的经历，由承诺人填写",
                row_height_mm=11,
            ),
            Text(
                "本人知悉：所作承诺不实的，按弄虚作假处理，取消报名资格；已经取得成绩或证书的，按规定予以撤销，由此产生的后果由"
                "本人承担。本人同意鉴定所（站）和鉴定中心向所填单位及有关部门核实。",
                size=12,
            ),
            Space(6),
            Signatures((("承诺人（签名）", ""),), columns=1),
            Note(
                "本承诺书样式为示例，以主管部门下发的样式为准；本所实行承诺制时，代替所在单位（社区、乡镇）出具的工作年限证明，"
                "签名后随报名材料交验。"
            ),
        ),
        imprint=Imprint(
            issuer=facts["station"],
            issued=clock.local_date(imprint.issued_at),
            serial=imprint.serial,
            verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
        ),
        layout="form",
        subtitle="（示例）",
    )
    content = render(paper)
    return Rendered(content, pages=page_count(content))


def _person(facts: Mapping[str, Any]) -> Grid:
    rows = (
        (Label("姓名"), Value(facts["name"]), Label("性别"), Value(facts["sex"])),
        (Label(facts["identity_type"]), Value(facts["identity_number"]), Label("手机号码"), Value(facts["mobile"])),
        (Label("工作单位"), Value(facts["employer"], span=3, align="left")),
        (
            Label("申报鉴定"),
            Value(f"{facts['assessment']}　{facts['occupation']} {facts['level']}", span=3, align="left"),
        ),
    )
    return Grid(widths=(1.1, 2.6, 1, 1.8), rows=rows, row_mm=9, size=10.5)


def _promise(facts: Mapping[str, Any]) -> str:
    condition = f"按“{facts['condition'].rstrip('。')}”的条件申报。" if facts["condition"] else ""
    return (
        f"本人申报{facts['occupation']}{facts['level']}职业技能鉴定，{condition}"
        f"现承诺：本人累计从事本职业（含相关职业）工作{facts['work_years']}年，经历如下表，内容真实、完整。"
    )
