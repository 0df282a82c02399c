"""R1.1 to R1.3 as rules: facts in, checks with reasons out. Pure; the day and the calendar are arguments."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from announcements.facts import AssessmentFacts, OfferingFacts, PlanFacts, PlannedFacts
from station.calendar import WorkingCalendar
from station.clock import local_date
from station.deadlines import (
    ANNOUNCEMENT_DAYS,
    ORDINARY_FILING_WORKING_DAYS,
    UNIFIED_FILING_WORKING_DAYS,
    LawfulTimeline,
    lawful_timeline,
)
from station.enums import Category, ExamMode, Level, Subject
from station.refusals import Reason
from station.wording import long_date, span_of_days

MICROSECOND = timedelta(microseconds=1)
COMFORTABLE_DAYS = 10
# 2026年10月24日, 10月24日, 10月24号; 2026-10-24, 2026/10/24
CHINESE_DATE = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
FIGURES_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


@dataclass(frozen=True)
class Check:
    """One question of the rule check shown beside the preview. `reasons` refuse publication, `remarks` only advise."""

    title: str
    clause: str
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.reasons


def findings(checks: Iterable[Check]) -> list[Reason]:
    return [reason for check in checks for reason in check.reasons]


# --- R1.2: the announcement of one assessment ---------------------------------------------------------------------------

REQUIRED_TEXTS = (
    ("scope", "适应范围", "请写明哪些人员可以申报。"),
    ("exam_time", "具体时间", "请写明各科目的起止时间。"),
    ("place", "鉴定地点", "请选择考点。"),
    ("registration_place", "报名地点", "请写明现场报名的地点和网上报名的方式。"),
    ("enquiry_phone", "咨询电话", "请填写工作日有人接听的电话。"),
    ("notes", "注意事项", "请写明考生须知的事项。"),
)


def publication_checks(facts: AssessmentFacts, today: date, calendar: WorkingCalendar) -> list[Check]:
    timeline = lawful_timeline(facts.exam_date, unified=facts.is_unified, calendar=calendar)
    return [
        Check("已列入年度公告", "R1.1", tuple(planned_findings(facts))),
        Check("公告内容齐全", "R1.2", tuple(completeness_findings(facts))),
        Check("鉴定日期与四十五天", "R1.2", tuple(notice_findings(today, timeline)), provisional_remarks(timeline)),
        Check("报名时间", "R1.2", *_window(facts, today, timeline)),
    ]


def publication_findings(facts: AssessmentFacts, today: date, calendar: WorkingCalendar) -> list[Reason]:
    """Everything that stands against publishing this announcement today."""
    return findings(publication_checks(facts, today, calendar))


def completeness_findings(facts: AssessmentFacts) -> list[Reason]:
    """R1.2: none of what the clause lists may be empty."""
    found = [
        Reason(f"没有写明{label}", "R1.2", remedy, field=name)
        for name, label, remedy in REQUIRED_TEXTS
        if not str(getattr(facts, name)).strip()
    ]
    if not facts.offerings:
        found.append(Reason("没有列出鉴定的职业和等级", "R1.2", "请至少添加一个职业和等级。", field="offerings"))
    found += other_day_findings(facts)
    return found + [reason for offering in facts.offerings for reason in _offering_findings(offering)]


def other_day_findings(facts: AssessmentFacts) -> list[Reason]:
    """The exact time is free text; a date in it has to be one of the exam's days."""
    found = []
    for year, month, day in CHINESE_DATE.findall(facts.exam_time) + FIGURES_DATE.findall(facts.exam_time):
        named = _day(int(year or facts.exam_date.year), int(month), int(day))
        if named is None or not facts.exam_date <= named <= facts.exam_until:
            said = f"{year}年{month}月{day}日" if year else f"{month}月{day}日"
            text = f"具体时间里写的是{said}，鉴定日期是{span_of_days(facts.exam_date, facts.exam_until)}"
            found.append(Reason(text, "R1.2", "请把两处改为一致。", field="exam_time"))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _offering_findings(offering: OfferingFacts) -> list[Reason]:
    found = []
    if not offering.subjects:
        found.append(Reason(f"{offering.name}没有写明鉴定科目与方式", "R1.2", "请添加科目。", field="subjects"))
    if not offering.qualifications.strip():
        found.append(
            Reason(f"{offering.name}没有写明报考资格", "R1.2", "可按申报条件重新生成。", field="qualifications")
        )
    if not offering.documents_to_bring.strip():
        remedy = "须在公告中予以详细说明，可按报考资格重新生成。"
        found.append(Reason(f"{offering.name}没有写明应携带的证件及材料", "R1.2", remedy, field="documents_to_bring"))
    return found


def notice_findings(today: date, timeline: LawfulTimeline) -> list[Reason]:
    """R1.2: 45 calendar days; the exam day itself is not counted, the 45th day before it is the last permitted one."""
    earliest = long_date(today + timedelta(days=ANNOUNCEMENT_DAYS))
    if timeline.exam_date <= today:
        text = f"鉴定日期{long_date(timeline.exam_date)}已到或已过"
        return [Reason(text, "R1.2", f"今天发布，最早可定在{earliest}。", field="exam_date")]
    if not timeline.is_feasible(today):
        left = (timeline.exam_date - today).days
        text = (
            f"距鉴定日期{long_date(timeline.exam_date)}只有{left}天，不足{ANNOUNCEMENT_DAYS}天，"
            f"最迟应在{long_date(timeline.announce_by)}发布"
        )
        remedy = f"请改定鉴定日期，今天发布最早可定在{earliest}；年度公告公布过原日期的，先发布年度公告的改期公告。"
        return [Reason(text, "R1.2", remedy, field="exam_date")]
    return []


def provisional_remarks(timeline: LawfulTimeline) -> tuple[Reason, ...]:
    if not timeline.provisional:
        return ()
    text = f"{timeline.exam_date.year}年的节假日安排尚未公布，按工作日计算的期限为暂定"
    return (Reason(text, "R4.2", "国务院办公厅通知发布后会重新计算。"),)


def _window(
    facts: AssessmentFacts, today: date, timeline: LawfulTimeline
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    return tuple(window_findings(facts, today, timeline)), tuple(window_remarks(facts, today, timeline))


def window_findings(facts: AssessmentFacts, today: date, timeline: LawfulTimeline) -> list[Reason]:
    """Registration opens after publication (R1.4) and ends before the package is filed (R4.2)."""
    if facts.registration_until <= facts.registration_from:
        return [Reason("报名截止时间不晚于报名开始时间", "R1.2", "请改正报名的起止时间。", field="registration_until")]
    found = []
    first_day = local_date(facts.registration_from)
    if first_day <= today:
        text = f"报名自{long_date(first_day)}开始，公告尚未发布"
        remedy = f"发布之后、报名之前要做宣传和咨询，请把报名开始改到{long_date(today + timedelta(days=1))}或以后。"
        found.append(Reason(text, "R1.4", remedy, field="registration_from"))
    return found + closing_findings(facts.registration_until, facts.exam_date, timeline)


def closing_findings(until: datetime, exam_date: date, timeline: LawfulTimeline) -> list[Reason]:
    """Registration ends before the exam, and before the day on which the package has to be with the centre (R4.2)."""
    last_day, field = local_date(until - MICROSECOND), "registration_until"
    if last_day >= exam_date:
        text = f"报名到{long_date(last_day)}才截止，鉴定在{long_date(exam_date)}"
        return [Reason(text, "R1.2", "请把报名截止提前到鉴定日期之前。", field=field)]
    if last_day >= timeline.file_by:
        days = UNIFIED_FILING_WORKING_DAYS if timeline.unified else ORDINARY_FILING_WORKING_DAYS
        text = (
            f"报名到{long_date(last_day)}才截止，而申报材料最迟须在{long_date(timeline.file_by)}"
            f"（鉴定前{days}个工作日）报到鉴定中心"
        )
        remedy = "报名结束后还要录入、校核和制订方案，请把报名截止提前到申报期限之前。"
        return [Reason(text, "R4.2", remedy, field=field)]
    return []


def window_remarks(facts: AssessmentFacts, today: date, timeline: LawfulTimeline) -> list[Reason]:
    remarks = []
    days = (timeline.file_by - today).days
    if 0 <= days < COMFORTABLE_DAYS:
        text = f"今天发布，到申报期限{long_date(timeline.file_by)}只剩{days}天，要完成报名、审查、录入和方案"
        remarks.append(Reason(text, "R4.2", "宜另定较晚的鉴定日期。"))
    between = (timeline.file_by - local_date(facts.registration_until - MICROSECOND)).days
    if 0 < between < 3:
        text = f"报名截止到申报期限{long_date(timeline.file_by)}只有{between}天"
        remarks.append(Reason(text, "R2.4", "宜留出审查、校核和制订方案的时间。"))
    return remarks


# --- R1.1: nothing outside the annual plan ---------------------------------------------------------------------------------


def planned_findings(facts: AssessmentFacts) -> list[Reason]:
    """R1.1: what the annual announcement (or a supplement to it) did not name can't be announced."""
    planned = facts.planned
    if planned is None:
        remedy = "请先把这次鉴定加入年度计划，并发布年度公告的补充公告。"
        return [Reason("这次鉴定不在年度计划内", "R1.1", remedy, field="planned")]
    if planned.withdrawn:
        remedy = "请改选年度计划中的另一次，或发布补充公告增加鉴定次数。"
        return [Reason(f"{planned.name}已从年度计划撤销", "R1.1", remedy, field="planned")]
    if not planned.announced:
        remedy = "请先发布年度公告；年度公告已发布的，发布补充公告把它加进去。"
        return [Reason(f"{planned.name}还没有由年度公告或补充公告公布", "R1.1", remedy, field="planned")]
    return _differences(facts, planned)


def _differences(facts: AssessmentFacts, planned: PlannedFacts) -> list[Reason]:
    remedy = "请按年度公告改正，或先发布年度公告的补充公告。"
    found = []
    if planned.taken_by:
        found.append(
            Reason(
                f"{planned.name}已经公告过（{planned.taken_by}）", "R1.1", "增加鉴定次数须先发布年度公告的补充公告。"
            )
        )
    if facts.exam_date != planned.exam_date:
        text = f"年度公告公布的鉴定日期是{long_date(planned.exam_date)}，这里是{long_date(facts.exam_date)}"
        found.append(Reason(text, "R1.1", remedy, field="exam_date"))
    if facts.category != planned.category:
        text = f"年度公告公布的类别是{Category(planned.category).label}，这里是{Category(facts.category).label}"
        found.append(Reason(text, "R1.1", remedy, field="category"))
    found += [
        Reason(f"年度公告没有列出{offering.name}", "R1.1", remedy, field="offerings")
        for offering in facts.offerings
        if (offering.occupation, offering.level) not in planned.offerings
    ]
    return found


# --- the annual announcement ---------------------------------------------------------------------------------


def annual_checks(facts: PlanFacts, today: date) -> list[Check]:
    return [
        Check("公告内容齐全", "R1.1", tuple(annual_findings(facts))),
        Check("年度", "R1.1", (), tuple(_early_in_the_year(facts, today))),
    ]


def annual_findings(facts: PlanFacts) -> list[Reason]:
    """R1.1: how many, and for each one occupation, level, scope, category and time; who may apply; phone; notes."""
    found = []
    if not facts.lines:
        found.append(Reason("年度计划里还没有鉴定", "R1.1", "请至少列入一次鉴定。"))
    for line in facts.lines:
        name = f"第{line.sequence}次鉴定"
        if not line.offerings:
            found.append(Reason(f"{name}没有列出职业和等级", "R1.1", "请补充。"))
        if not line.scope.strip():
            found.append(Reason(f"{name}没有写明适应范围", "R1.1", "请补充。"))
        if line.exam_date.year != facts.year:
            found.append(Reason(f"{name}的日期不在{facts.year}年", "R1.1", "请改正日期，或列入相应年度的计划。"))
    for value, label in (
        (facts.qualifications, "报考资格"),
        (facts.enquiry_phone, "咨询电话"),
        (facts.notes, "有关说明"),
    ):
        if not value.strip():
            found.append(Reason(f"没有写明{label}", "R1.1", "请在年度计划里补充。"))
    return found


def _early_in_the_year(facts: PlanFacts, today: date) -> list[Reason]:
    if today <= date(facts.year, 3, 31):
        return []
    return [Reason(f"{facts.year}年度公告应在年初发布", "R1.1", "已经过了第一季度，请尽快发布。")]


# --- subjects -----------------------------------------------------------------------------------------------------------------


def default_subjects(level: int) -> tuple[tuple[Subject, ExamMode], ...]:
    """Theory and practical for everyone; technicians and senior technicians have a comprehensive review too (spec 1.2)."""
    subjects = ((Subject.THEORY, ExamMode.PAPER), (Subject.PRACTICAL, ExamMode.OPERATION))
    if Level(level).needs_review_papers:
        return (*subjects, (Subject.COMPREHENSIVE, ExamMode.DEFENCE))
    return subjects
