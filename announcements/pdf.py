"""Page layouts of the announcements, from frozen facts alone (R1.1, R1.2)."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from pypdf import PdfReader

from announcements.comparison import ELLIPSIS, excerpts
from announcements.enums import Purpose
from announcements.facts import revived
from station import clock, documents
from station.documents import Rendered
from station.papers import Block, Column, Heading, Imprint, Paper, Seal, Section, Table, Text, notice, render
from station.wording import closing_moment, date_and_time, plain_date, span_of_days


def assessment_announcement(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    return _rendered(assessment_paper(revived(facts), imprint))


def annual_announcement(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    return _rendered(annual_paper(revived(facts), imprint))


def supplement(facts: Mapping[str, Any], imprint: documents.Imprint) -> Rendered:
    return _rendered(supplement_paper(revived(facts), imprint))


def _rendered(paper: Paper) -> Rendered:
    content = render(paper)
    return Rendered(content, pages=len(PdfReader(io.BytesIO(content)).pages))


def _notice(
    facts: Mapping[str, Any], imprint: documents.Imprint, sections: list[Section], preamble: str, **more: Any
) -> Paper:
    issuer, issued = facts["issuer"], clock.local_date(imprint.issued_at)
    return notice(
        title=facts["title"],
        number=facts["number"],
        masthead=issuer,
        sections=sections,
        preamble=preamble,
        issuer=issuer,
        dated=issued,
        seal=Seal(issuer),
        imprint=Imprint(
            issuer=issuer,
            issued=issued,
            serial=imprint.serial,
            verify_url=f"{settings.PUBLIC_URL}{imprint.path}",
        ),
        **more,
    )


# --- one assessment ---------------------------------------------------------------------------------------------------------


def assessment_paper(facts: Mapping[str, Any], imprint: documents.Imprint) -> Paper:
    preamble = f"根据年度鉴定公告，本所定于{span_of_days(facts['exam_date'], facts['exam_until'])}组织{facts['assessment_title']}，现将有关事项公告如下。"
    sections = [
        Section("鉴定职业、等级、科目与方式", [_offerings_table(facts["offerings"]), Text(_marks(facts["offerings"]))]),
        Section("适应范围和类别", f"{_with_stop(facts['scope'])}\n{facts['audience']}，类别为{facts['category']}。"),
        Section("鉴定时间和地点", f"{_exam_day(facts)}\n地点：{facts['place']}（{facts['address']}）。"),
        Section("报名时间和地点", f"{registration_window(facts)}。\n{_with_stop(facts['registration_place'])}"),
        Section("报考资格", list(_by_offering(facts["offerings"], "qualifications"))),
        Section("应携带的有关证件及材料", list(_by_offering(facts["offerings"], "documents_to_bring"))),
        Section("注意事项", facts["notes"]),
        Section("咨询电话", f"{facts['enquiry_phone']}"),
    ]
    return _notice(facts, imprint, sections, preamble)


def _offerings_table(offerings: Iterable[Mapping[str, Any]]) -> Table:
    rows = [
        (item["occupation"], item["level_label"], _subjects(item["subjects"]), _places(item["capacity"]))
        for item in offerings
    ]
    columns = [
        Column("职业", width=1.6),
        Column("等级", width=1.6),
        Column("科目与方式", width=4.2, align="left"),
        Column("名额", width=0.9),
    ]
    return Table(columns, rows)


def _subjects(subjects: Iterable[Mapping[str, Any]]) -> str:
    return "；".join(f"{item['subject']}（{item['mode']}，{item['minutes']}分钟）" for item in subjects)


def _places(capacity: int | None) -> str:
    return "不限" if capacity is None else f"{capacity}人"


def _marks(offerings: Iterable[Mapping[str, Any]]) -> str:
    marks = sorted({item["pass_mark"] for offering in offerings for item in offering["subjects"]})
    if len(marks) == 1:
        return f"各科目均实行百分制，成绩均达{marks[0]}分及以上为合格。"
    return "各科目均实行百分制，成绩均达到该科目合格分数为合格。"


def _exam_day(facts: Mapping[str, Any]) -> str:
    return f"{span_of_days(facts['exam_date'], facts['exam_until'])}，{_with_stop(facts['exam_time'])}"


def registration_window(facts: Mapping[str, Any]) -> str:
    return f"{date_and_time(facts['registration_from'])}至{closing_moment(facts['registration_until'])}"


def _by_offering(offerings: Iterable[Mapping[str, Any]], key: str) -> Iterable[Block]:
    """Each text once; those that several offerings share stand under all their names."""
    names: dict[str, list[str]] = {}
    for item in offerings:
        names.setdefault(item[key], []).append(f"{item['occupation']}{item['level_label']}")
    for text, owners in names.items():
        yield Heading("、".join(owners), level=2)
        yield from (Text(line) for line in text.splitlines() if line.strip())


def _with_stop(text: str) -> str:
    return text if text.endswith(("。", "；", "！", "？")) else f"{text}。"


# --- annual and supplements ------------------------------------------------------------------------------------------------------


def annual_paper(facts: Mapping[str, Any], imprint: documents.Imprint) -> Paper:
    preamble = f"{facts['year']}年，本所计划组织职业技能鉴定{facts['times']}次，现公告如下。"
    sections = [
        Section("鉴定次数、职业、等级、适应范围、类别和时间", [_lines_table(facts["lines"])]),
        Section("报考资格", facts["qualifications"]),
        Section("咨询电话", facts["enquiry_phone"]),
        Section("有关说明", facts["notes"]),
    ]
    return _notice(facts, imprint, sections, preamble)


def _lines_table(lines: Iterable[Mapping[str, Any]]) -> Table:
    columns = [
        Column("次", width=0.5),
        Column("鉴定日期", width=1.9),
        Column("职业和等级", width=2.9, align="left"),
        Column("适应范围", width=2.4, align="left"),
        Column("类别", width=1.3),
    ]
    rows = [
        (
            str(line["sequence"]),
            plain_date(line["exam_date"]),
            "；".join(f"{item['occupation']} {item['level_label']}" for item in line["offerings"]),
            f"{line['audience']}：{line['scope']}",
            line["category"],
        )
        for line in lines
    ]
    return Table(columns, rows)


def supplement_paper(facts: Mapping[str, Any], imprint: documents.Imprint) -> Paper:
    """What it changes as a table, the original beside what takes its place; who ordered it; what it waives."""
    withdrawn = facts["purpose"] == Purpose.WITHDRAWAL and not facts["amendments"]
    original = f"《{facts['original_title']}》（{facts['original_number']}，{plain_date(facts['original_date'])}）"
    sections = [Section("撤销的理由" if facts["purpose"] == Purpose.WITHDRAWAL else "有关说明", facts["changes"])]
    if facts.get("order"):
        sections.append(Section("依据", _order(facts["order"], facts["waived"])))
    if facts["amendments"]:
        sections.append(Section("更正对照", _differences(facts["amendments"])))
    if facts["adds"]:
        sections.append(Section("列入年度计划的鉴定", [_lines_table(facts["adds"])]))
    return _notice(facts, imprint, sections, f"本所对{original}{_what_is_done(facts, withdrawn)}")


def _what_is_done(facts: Mapping[str, Any], withdrawn: bool) -> str:
    if withdrawn:
        return "予以撤销，自本公告发布之日起不再执行。"
    return f"作如下{facts['purpose_label']}，自本公告发布之日起执行。原公告其他内容继续有效，与本公告不一致的，以本公告为准。"


def _order(order: Mapping[str, Any], waived: Iterable[str]) -> str:
    lines = [f"{order['by']}，{order['number']}（{plain_date(order['date'])}）。", *(f"{text}。" for text in waived)]
    return "\n".join(lines)


def _differences(amendments: Iterable[Mapping[str, Any]]) -> list[Block]:
    columns = [
        Column("事项", width=1.5, align="left"),
        Column("原文", width=3.6, align="left"),
        Column("更正为", width=3.6, align="left"),
    ]
    rows = [
        (f"{item['of']}\n{item['label']}" if item["of"] else item["label"], *excerpts(item["before"], item["after"]))
        for item in amendments
    ]
    elided = any(ELLIPSIS in cell for _, before, after in rows for cell in (before, after))
    note = [Text("表中未改动的段落以省略号代替。")] if elided else []
    return [Table(columns, rows), *note]
