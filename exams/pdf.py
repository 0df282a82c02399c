"""Page layouts of this stage's papers, from frozen facts alone."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.urls import reverse
from pypdf import PdfReader

from station import papers
from station.clock import local_date
from station.documents import Imprint, Rendered
from station.wording import plain_date

TICKET_NOTICES = (
    "凭本证和身份证原件，于每场开考前 30 分钟起通过警戒线入场；开考前 15 分钟入座完毕，听从监考员、考评员安排。",
    "按本证所列考场和座（工）位就位，两证放在桌面左上角备查。",
    "不得携带手机等通讯工具和规定以外的资料进入考场；违反考场纪律的，按规定取消该科目或全部科目成绩。",
    "本证信息如与身份证不符，请在鉴定前到鉴定所更正。",
)


def _foot(imprint: Imprint) -> papers.Imprint:
    return papers.Imprint(
        issuer=settings.STATION_NAME,
        issued=imprint.issued_at,
        serial=imprint.serial,
        verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
    )


def _rendered(content: bytes) -> Rendered:
    return Rendered(content, pages=len(PdfReader(io.BytesIO(content)).pages))


# --- tickets (R5.1, R5.2) ------------------------------------------------------------------------------------------------


def check_in_url(code: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('exams:check_in', args=[code])}"


def ticket_photo(pinned: Mapping[str, str] | None) -> bytes | None:
    """The picture that was pinned when the ticket was made; another one in its place is not printed."""
    if not pinned:
        return None
    storage = storages["private"]
    if not storage.exists(pinned["file"]):
        return None
    with storage.open(pinned["file"], "rb") as file:
        content = file.read()
    return content if hashlib.sha256(content).hexdigest() == pinned["sha256"] else None


def _ticket(facts: Mapping[str, Any]) -> Any:
    return papers.Ticket(
        number=facts["number"],
        name=facts["name"],
        sex=facts["sex"],
        identity_kind=facts["identity_kind"],
        identity=facts["identity"],
        occupation=facts["occupation"],
        level=facts["level"],
        site=facts["site"],
        photo=ticket_photo(facts["photo"]),
        verify_url=check_in_url(facts["code"]),
        serial=facts["number"],
        subjects=[
            papers.TicketSubject(row["subject"], row["day"], row["time"], row["room"], row["seat"])
            for row in facts["subjects"]
        ],
    )


def _ticket_sheet(tickets: Iterator[Any], assessment: str, foot: papers.Imprint, issued_on: date) -> bytes:
    design = papers.TicketDesign(
        station=settings.STATION_NAME,
        assessment=assessment,
        imprint=foot,
        notices=TICKET_NOTICES,
        seal=papers.Seal(settings.STATION_NAME),
        issued_on=issued_on,
    )
    return papers.admission_tickets(tickets, design)


def tickets(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    content = _ticket_sheet(
        (_ticket(row) for row in facts["tickets"]),
        facts["assessment"],
        _foot(imprint),
        local_date(imprint.issued_at),
    )
    return Rendered(content, pages=len(facts["tickets"]))


def one_ticket(facts: Mapping[str, Any], code: str, made_at: datetime) -> bytes:
    """A single ticket from its own frozen facts: the same bytes whenever it is asked for."""
    foot = papers.Imprint(
        issuer=settings.STATION_NAME, issued=made_at, serial=facts["number"], verify_url=check_in_url(code)
    )
    return _ticket_sheet(iter([_ticket({**facts, "code": code})]), facts["assessment"], foot, local_date(made_at))


# --- charts and summary (R5.1) -----------------------------------------------------------------------------------------------


def _chart(facts: Mapping[str, Any], copy: str) -> Any:
    from station.papers.seating import DOOR_COPY, PAPERS_COPY

    seats = [
        papers.Seat(
            row=seat["row"],
            column=seat["column"],
            label=seat["label"],
            lines=seat["lines"],
            state=seat["state"],
            accessible=seat["accessible"],
        )
        for seat in facts["seats"]
    ]
    return papers.SeatingChart(
        title=facts["title"],
        subtitle=facts["subtitle"],
        facts=[(label, value) for label, value in facts["facts"]],
        plan=papers.SeatPlan(facts["rows"], facts["columns"], seats),
        copy=DOOR_COPY if copy == "door" else PAPERS_COPY,
    )


def charts(facts: Mapping[str, Any], imprint: Imprint, *, copy: str) -> Rendered:
    """One page a room, as the room is seen from the lectern."""
    paper = papers.seating_charts(
        [_chart(chart, copy) for chart in facts["charts"]],
        _foot(imprint),
        title=f"{facts['assessment']}考场座（工）位排列表",
    )
    return _rendered(papers.render(paper))


def room_summary(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    columns = [
        papers.Column("职业", "occupation", 1.6),
        papers.Column("等级", "level", 1.4),
        papers.Column("科目", "subject", 1.1),
        papers.Column("场次", "sitting", 0.9),
        papers.Column("时间", "when", 3),
        papers.Column("考场", "room", 2.4),
        papers.Column("人数", "count", 0.7),
    ]
    paper = papers.listing(
        "考场按职业分布情况汇总表",
        columns=columns,
        rows=facts["rows"],
        imprint=_foot(imprint),
        subtitle=facts["assessment"],
        facts=[
            ("考点", facts["place"]),
            ("考生", f"{facts['candidates']} 人"),
            ("考场", f"{facts['rooms']} 场（间）次"),
        ],
        totals=["合计", "", "", "", "", "", "", str(facts["sittings"])],
        signatures=("编制人", "核对人", "负责人"),
        notes="人数按科目计：参加几个科目即计几人次。",
        issuer=settings.STATION_NAME,
        dated=local_date(imprint.issued_at),
        seal=papers.Seal(settings.STATION_NAME),
    )
    return _rendered(papers.render(paper))


def marking_codes(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    columns = [
        papers.Column("场次", "sitting", 1),
        papers.Column("科目", "subject", 1.4),
        papers.Column("考场", "room", 1.2),
        papers.Column("座（工）位号", "seat", 1.2),
        papers.Column("密号", "code", 1.8),
    ]
    paper = papers.listing(
        "密号对照表",
        columns=columns,
        rows=facts["rows"],
        imprint=_foot(imprint),
        subtitle=facts["assessment"],
        notes="本表由编制密号的人员封存保管，成绩公布前不得向阅卷、登分人员出示（R5.9）。",
        signatures=("编制人", "封存人"),
        layout="form",
    )
    return _rendered(papers.render(paper))


# --- scores (R5.10) -----------------------------------------------------------------------------------------------------------

SIGNERS = ("考评员", "考评员", "考评组长", "统分人", "复核人", "鉴定所负责人")


def score_summary(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    """《…成绩评分汇总表》: by occupation and level, each subject by itself, then the figures, then the signatures."""
    blocks: list[papers.Block] = [
        papers.KeyValues(
            [
                ("批次号", facts["code"]),
                ("鉴定日期", _span(facts["exam_date"], facts["exam_until"])),
                ("上报日期", plain_date(date.fromisoformat(facts["reported_on"]))),
            ],
            columns=3,
        )
    ]
    for group in facts["groups"]:
        blocks.append(papers.Heading(f"{group['occupation']}　{group['level']}"))
        blocks.append(_score_table(group, facts["subjects"]))
    blocks += [papers.Heading("各科目汇总"), _totals_table(facts["totals"])]
    blocks.append(
        papers.Text(
            f"本批次共 {facts['candidates']} 人，各科目均合格 {facts['passed']} 人，不合格 {facts['not_passed']} 人。"
            "各科目分别计分，均达到合格分数为合格，不取平均、不互补。",
            indent=False,
        )
    )
    blocks.append(papers.Signatures(SIGNERS, columns=3, dated=False))
    blocks.append(
        papers.Closing(settings.STATION_NAME, local_date(imprint.issued_at), papers.Seal(settings.STATION_NAME))
    )
    paper = papers.Paper(
        title=f"{facts['assessment']}成绩评分汇总表", blocks=tuple(blocks), imprint=_foot(imprint), layout="form"
    )
    return _rendered(papers.render(paper))


def _span(first: str, last: str) -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return plain_date(start) if start == end else f"{plain_date(start)}至{plain_date(end)}"


def _score_table(group: Mapping[str, Any], subjects: Sequence[str]) -> papers.Block:
    columns = [
        papers.Column("序号", width=0.7),
        papers.Column("准考证号", width=2.3),
        papers.Column("姓名", width=1.2),
        *(papers.Column(subject, width=1.1, group="成绩") for subject in subjects),
        papers.Column("评定", width=0.9),
        papers.Column("备注", width=1.5),
    ]
    rows = [
        (str(n), row["number"], row["name"], *row["scores"], "合格" if row["passed"] else "不合格", row["remark"])
        for n, row in enumerate(group["rows"], 1)
    ]
    totals = ["", "小计", f"{group['candidates']} 人", *("" for _ in subjects), f"合格 {group['passed']}", ""]
    return papers.Table(columns, rows, totals=totals)


def _totals_table(totals: Sequence[Mapping[str, Any]]) -> papers.Block:
    columns = [
        papers.Column("科目", "subject", 1.6),
        papers.Column("应考", "expected"),
        papers.Column("实考", "normal"),
        papers.Column("缺考", "absent"),
        papers.Column("违纪", "misconduct"),
        papers.Column("作废", "void"),
        papers.Column("合格", "passed"),
    ]
    return papers.Table(columns, totals)
