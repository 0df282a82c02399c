"""鉴定实施方案 (R3.1), from frozen facts alone."""

from collections.abc import Iterable

from sessions.pdf.pages import Facts, dated, foot, offerings_table, rendered
from station import documents, papers
from station.documents import Rendered
from station.papers import (
    Block,
    Column,
    Heading,
    Seal,
    Section,
    Table,
    Text,
)


def plan(facts: Facts, imprint: documents.Imprint) -> Rendered:
    preamble = (
        f"为组织好{facts['assessment']}（批次号 {facts['code']}，{facts['category']}），"
        f"定于{facts['days']}在{facts['place']}（{facts['address']}）进行，特制订本实施方案。"
    )
    sections = [
        Section("鉴定职业、等级和人数", [offerings_table(facts["offerings"])]),
        Section("负责人和工作人员安排及其任务分工", [*_persons(facts), Text(facts["division_of_duties"])]),
        Section("理论知识考试和操作技能考核场次安排", [_sittings_table(facts["sittings"])]),
        Section("监考、考评人员与考场配置", [_rooms_table(facts["sittings"])]),
        Section("考生与考（工）位对应关系", list(_seats(facts))),
        Section("考评人员阅卷、检测与评分安排", facts["marking"]),
        Section("成绩登录安排", facts["score_entry"]),
        Section("突发事件应急预案", facts["emergency"]),
    ]
    closing = [f"编制：{facts['drafted_by']}　　批准：{facts['approved_by']}"]
    if facts["opinion"]:
        closing.append(f"批准意见：{facts['opinion']}")
    paper = papers.notice(
        title=f"{facts['assessment']}实施方案",
        subtitle=f"（第 {facts['version']} 版）",
        sections=sections,
        preamble=preamble,
        closing=closing,
        issuer=facts["station"],
        dated=dated(imprint),
        seal=Seal(facts["station"]),
        imprint=foot(imprint),
    )
    return rendered(paper)


def _persons(facts: Facts) -> list[Block]:
    title = f"（{facts['person_in_charge_title']}）" if facts["person_in_charge_title"] else ""
    table = Table(
        (
            Column("岗位", "post", 1.2),
            Column("姓名", "name", 1),
            Column("单位", "employer", 2.4, "left"),
            Column("时段", "when", 0.7),
            Column("任务", "task", 2.8, "left"),
        ),
        tuple(facts["posts"]),
        size=9,
    )
    return [Text(f"负责人：{facts['person_in_charge']}{title}。"), table]


def _sittings_table(sittings: Iterable[Facts]) -> Table:
    rows = [
        (
            sitting["label"],
            sitting["subject"],
            f"{sitting['date']}\n{sitting['time']}",
            f"{sitting['minutes']} 分钟",
            str(len(sitting["rooms"])),
            str(sum(room["people"] for room in sitting["rooms"])),
        )
        for sitting in sittings
    ]
    columns = (
        Column("场次", width=0.8),
        Column("科目", width=1.2),
        Column("时间", width=3.2),
        Column("时长", width=1),
        Column("考场数", width=0.8),
        Column("人数", width=0.7),
    )
    return Table(columns, tuple(rows))


def _rooms_table(sittings: Iterable[Facts]) -> Table:
    rows = []
    for sitting in sittings:
        for room in sitting["rooms"]:
            posts: dict[str, list[str]] = {}
            for duty in room["staff"]:
                posts.setdefault(duty["post"], []).append(duty["name"])
            staff = "；".join(f"{post}：{'、'.join(names)}" for post, names in posts.items())
            rows.append(
                (
                    f"{sitting['label']}{sitting['subject']}",
                    f"第{room['number']}考场",
                    f"{room['place']} {room['room']}",
                    "；".join(f"{item['paper']} {item['people']} 人" for item in room["papers"]),
                    staff,
                )
            )
    columns = (
        Column("场次", width=1.3),
        Column("考场号", width=0.9),
        Column("考场", width=1.6, align="left"),
        Column("职业、等级和人数", width=2.2, align="left"),
        Column("监考、考评人员", width=2.6, align="left"),
    )
    return Table(columns, tuple(rows), size=9)


def _seats(facts: Facts) -> Iterable[Block]:
    """Room by room, two people to a line so that a full room fits on a page."""
    for sitting in facts["sittings"]:
        for room in sitting["rooms"]:
            word = sitting["place_word"]
            title = f"{sitting['label']}{sitting['subject']} 第{room['number']}考场（{room['place']} {room['room']}）"
            yield Heading(title, level=2)
            cells = [
                (str(seat["number"]), f"{seat['row']} 排 {seat['column']} 列", seat["name"], seat["application"])
                for seat in room["seats"]
            ]
            half = (len(cells) + 1) // 2
            right = [*cells[half:], *[("", "", "", "")] * (2 * half - len(cells))]
            columns = (
                Column(f"{word}号", width=0.8),
                Column("位置", width=1.2),
                Column("姓名", width=1),
                Column("报名序号", width=1.6),
            ) * 2
            yield Table(columns, tuple((*one, *two) for one, two in zip(cells[:half], right, strict=True)), size=9)
