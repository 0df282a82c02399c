"""What may be changed by a supplement, and when: R1.1, R1.2 and R4.2 on the text as it would stand. Pure."""

from datetime import date, datetime, timedelta

from announcements.enums import Purpose
from announcements.facts import AssessmentFacts, LineChange, SupplementFacts
from announcements.rules import (
    Check,
    closing_findings,
    completeness_findings,
    notice_findings,
    provisional_remarks,
)
from station.calendar import WorkingCalendar
from station.clock import local_date
from station.deadlines import ANNOUNCEMENT_DAYS, LawfulTimeline, lawful_timeline
from station.refusals import Reason
from station.wording import closing_moment, date_and_time, long_date

ABOUT_THE_DAY = ("exam_time", "place")


def supplement_checks(facts: SupplementFacts, now: datetime, calendar: WorkingCalendar) -> list[Check]:
    checks = [
        Check("补充公告内容齐全", "R1.1", tuple(content_findings(facts)), tuple(content_remarks(facts))),
        Check("起草以来原文未变", "R1.3", tuple(stale_findings(facts))),
    ]
    if facts.before and facts.after:
        return checks + _assessment_checks(facts, facts.before, facts.after, now, calendar)
    today = local_date(now)
    reasons = [reason for change in facts.lines for reason in line_findings(change, facts, today)]
    remarks = [reason for change in facts.lines for reason in line_remarks(change)]
    return [*checks, Check("年度计划的调整", "R1.1", tuple(reasons), tuple(remarks))]


def _assessment_checks(
    facts: SupplementFacts, before: AssessmentFacts, after: AssessmentFacts, now: datetime, calendar: WorkingCalendar
) -> list[Check]:
    today = local_date(now)
    if facts.purpose == Purpose.WITHDRAWAL:
        return [Check("可以撤销", "R1.2", tuple(withdrawal_findings(facts, before, today)))]
    timeline = lawful_timeline(after.exam_date, unified=after.is_unified, calendar=calendar)
    checks = [Check("更正后内容齐全", "R1.2", tuple(completeness_findings(after)))]
    if facts.purpose == Purpose.RESCHEDULING:
        checks += [
            Check(
                "新的鉴定日期与四十五天", "R1.2", tuple(rescheduling_findings(facts, before, after, today, timeline))
            ),
            Check("年度公告已改定日期", "R1.1", tuple(plan_findings(after))),
        ]
    if facts.purpose == Purpose.POSTPONEMENT:
        checks += [
            Check(
                "延期依据", "R4.2", tuple(order_findings(facts, today)), tuple(order_remarks(facts, today, timeline))
            ),
            Check("新的鉴定日期", "R1.2", tuple(postponement_findings(facts, before, after, today, timeline))),
        ]
    if facts.purpose in (Purpose.RESCHEDULING, Purpose.POSTPONEMENT):
        reasons = tuple(filing_findings(facts, today, timeline))
        checks.append(Check("申报期限", "R4.2", reasons, provisional_remarks(timeline)))
    return [
        *checks,
        Check("报名时间", "R1.2", tuple(window_findings(facts, before, after, now, timeline))),
        Check("鉴定尚未举行", "R1.2", tuple(held_findings(facts, before, today))),
    ]


# --- every supplement --------------------------------------------------------------------------------------------------------


def content_findings(facts: SupplementFacts) -> list[Reason]:
    found = []
    if not facts.changes.strip():
        text = "没有写明撤销的理由" if facts.purpose == Purpose.WITHDRAWAL else "没有写明补充或更正的内容"
        found.append(Reason(text, "R1.1", "请写明改了什么、为什么。", field="changes"))
    if not facts.original_number:
        found.append(Reason("所补充的公告还没有发布", "R1.2", "没有发布的公告可以直接修改。"))
    if facts.withdrawn:
        found.append(Reason("这次鉴定已经撤销，不再补充、更正或改期", "R1.2", "另行组织的，请建立新的鉴定批次。"))
    found += [
        Reason(f"新增的第{line.sequence}次鉴定没有列出职业和等级", "R1.1", "请补充。")
        for line in facts.adds
        if not line.offerings
    ]
    if facts.plan and facts.purpose == Purpose.WITHDRAWAL and not any(change.after.withdrawn for change in facts.lines):
        found.append(Reason("没有选定要撤销的鉴定", "R1.1", "请选择年度计划中要撤销的一次。", field="lines"))
    if facts.plan and facts.purpose == Purpose.RESCHEDULING and not any(map(_is_moved, facts.lines)):
        found.append(Reason("没有写明新的鉴定日期", "R1.1", "请填写要改期的那一次的新日期。", field="lines"))
    found += [Reason(text, "R1.2", "请修改草稿，重新填写。") for text in facts.unreadable]
    return found


def content_remarks(facts: SupplementFacts) -> list[Reason]:
    """A supplement that puts nothing in place of anything is lawful, and says so."""
    if facts.differences or facts.adds or facts.purpose == Purpose.WITHDRAWAL:
        return []
    return [Reason("本公告不改动原公告的任何一项，只补充文字说明", "R1.1", "要更正某一项的，请在草稿里填写新的内容。")]


def stale_findings(facts: SupplementFacts) -> list[Reason]:
    """R1.3: what was reviewed is what is published; another supplement may have come first."""
    remedy = "请收回，核对现行内容后重新提交。"
    return [Reason(f"起草以后，“{label}”已由另一份补充公告更改", "R1.3", remedy) for label in facts.stale]


def held_findings(facts: SupplementFacts, before: AssessmentFacts, today: date) -> list[Reason]:
    """After the day nothing about the day can be put right any more."""
    late = facts.changed & set(ABOUT_THE_DAY) and today > before.exam_until and not facts.moves_the_day
    if not late:
        return []
    text = f"鉴定日期{long_date(before.exam_until)}已过，不能再更正鉴定的时间和地点"
    return [Reason(text, "R1.2", "没有举行的，以改期公告另定日期。", field="exam_time")]


# --- another day -------------------------------------------------------------------------------------------------------------------


def rescheduling_findings(
    facts: SupplementFacts, before: AssessmentFacts, after: AssessmentFacts, today: date, timeline: LawfulTimeline
) -> list[Reason]:
    """R1.2: the 45 days are counted anew, from the publication of the supplement."""
    if (before.exam_date, before.exam_until) == (after.exam_date, after.exam_until):
        return [Reason("没有写明新的鉴定日期", "R1.2", "请填写改定的日期。", field="exam_date")]
    found = _days_in_order(after)
    if facts.filed:
        text = "申报材料已报鉴定中心，鉴定日期不能由本站自行改动"
        remedy = "鉴定中心发文或因不可抗力推迟的，请改用“延期”，写明文件文号。"
        found.append(Reason(text, "R4.2", remedy, field="exam_date"))
    return found + notice_findings(today, timeline)


def _days_in_order(after: AssessmentFacts) -> list[Reason]:
    if after.exam_until >= after.exam_date:
        return []
    return [Reason("鉴定结束日期早于鉴定日期", "R1.2", "只有一天的，与鉴定日期相同。", field="exam_until")]


def plan_findings(after: AssessmentFacts) -> list[Reason]:
    """R1.1: where the annual announcement named a date, a supplement to it has to move that date first."""
    planned = after.planned
    if planned is None:
        return [Reason("这次鉴定不在年度计划内", "R1.1", "请先发布年度公告的补充公告。", field="planned_date")]
    if planned.withdrawn:
        return [Reason(f"{planned.name}已从年度计划撤销", "R1.1", "请撤销这次鉴定的公告。", field="planned_date")]
    if planned.exam_date == after.exam_date:
        return []
    text = f"年度公告公布的日期是{long_date(planned.exam_date)}，这里改为{long_date(after.exam_date)}"
    remedy = f"请先发布年度公告的改期公告，把{planned.name}改到{long_date(after.exam_date)}。"
    return [Reason(text, "R1.1", remedy, field="planned_date")]


def order_findings(facts: SupplementFacts, today: date) -> list[Reason]:
    """A postponement has somebody who ordered it, on record."""
    order, found = facts.order, []
    if not order.by:
        found.append(Reason("没有写明延期的依据", "R4.2", "请选择鉴定中心文件或不可抗力。", field="ordered_by"))
    if not order.number.strip():
        remedy = "请填写文件文号；不可抗力的，填写主管部门通知或本所认定文件的文号。"
        found.append(Reason("没有写明文件文号", "R4.2", remedy, field="order_number"))
    if order.day is None:
        found.append(Reason("没有写明文件日期", "R4.2", "请填写文件的落款日期。", field="order_date"))
    elif order.day > today:
        text = f"文件日期{long_date(order.day)}在今天之后"
        found.append(Reason(text, "R4.2", "请核对文件的落款日期。", field="order_date"))
    if order.waives_filing and not facts.filed:
        text = "还没有向鉴定中心提交申报材料，不能说原申报继续有效"
        found.append(Reason(text, "R4.2", "请去掉这一项，按新的日期申报。", field="waives_filing"))
    return found


def order_remarks(facts: SupplementFacts, today: date, timeline: LawfulTimeline) -> list[Reason]:
    remarks = [Reason(text, "", "", "") for text in facts.order.waived]
    if facts.order.waives_notice and timeline.is_feasible(today):
        text = f"新的日期离今天还有{(timeline.exam_date - today).days}天，不必免除四十五天"
        remarks.append(Reason(text, "R1.2", "可以去掉这一项。"))
    return remarks


def postponement_findings(
    facts: SupplementFacts, before: AssessmentFacts, after: AssessmentFacts, today: date, timeline: LawfulTimeline
) -> list[Reason]:
    """Later than before; 45 days unless the order waives them. The date the annual announcement named gives way to an order:
    it is the year's intention, the order is what happened to it (R1.1)."""
    if after.exam_date <= before.exam_date:
        text = f"延期的日期须晚于原定的{long_date(before.exam_date)}"
        return [Reason(text, "R1.2", "提前的，请改用“改期”。", field="exam_date")]
    found = _days_in_order(after)
    if not facts.order.waives_notice:
        earliest = long_date(today + timedelta(days=ANNOUNCEMENT_DAYS))
        found += [
            Reason(
                reason.text,
                "R1.2",
                f"今天发布，最早可定在{earliest}；文件要求更早的，请勾选免除四十五天，记录在案。",
                field="exam_date",
            )
            for reason in notice_findings(today, timeline)
        ]
    elif after.exam_date <= today:
        found.append(Reason(f"新的鉴定日期{long_date(after.exam_date)}已到或已过", "R1.2", field="exam_date"))
    return found


def filing_findings(facts: SupplementFacts, today: date, timeline: LawfulTimeline) -> list[Reason]:
    """R4.2: with the new date the package can still be filed in time; unless the order says that the old filing stands."""
    if facts.order.waives_filing or timeline.file_by >= today:
        return []
    text = f"按新的日期，申报材料最迟须在{long_date(timeline.file_by)}报到鉴定中心，已来不及"
    return [Reason(text, "R4.2", "请另定更晚的日期。", field="exam_date")]


# --- registration ------------------------------------------------------------------------------------------------------------------


def window_findings(
    facts: SupplementFacts, before: AssessmentFacts, after: AssessmentFacts, now: datetime, timeline: LawfulTimeline
) -> list[Reason]:
    """Not empty, not in the past, and over before the package is filed (R1.2, R4.2)."""
    if after.registration_until <= after.registration_from:
        remedy = "请改正报名的起止时间。"
        return [Reason("报名截止时间不晚于报名开始时间", "R1.2", remedy, field="registration_until")]
    found = []
    if "registration_from" in facts.changed:
        found += _start_findings(before, after, now)
    if "registration_until" in facts.changed:
        found += _end_findings(facts, before, after, now)
    if facts.moves_the_day or {"registration_from", "registration_until"} & facts.changed:
        closing = closing_findings(after.registration_until, after.exam_date, timeline)
        # Where the order says that nothing is filed anew, registration only has to be over before the exam.
        found += [reason for reason in closing if not (facts.order.waives_filing and reason.clause == "R4.2")]
    return found


def _start_findings(before: AssessmentFacts, after: AssessmentFacts, now: datetime) -> list[Reason]:
    field = "registration_from"
    if before.registration_from <= now < before.registration_until:
        text = f"报名已于{date_and_time(before.registration_from)}开始，不能再改报名开始时间"
        return [Reason(text, "R1.2", "只改报名截止时间。", field=field)]
    if after.registration_from <= now:
        text = f"新的报名开始时间{date_and_time(after.registration_from)}已经过去"
        return [Reason(text, "R1.4", "请改到公告发布之后。", field=field)]
    return []


def _end_findings(
    facts: SupplementFacts, before: AssessmentFacts, after: AssessmentFacts, now: datetime
) -> list[Reason]:
    field = "registration_until"
    if after.registration_until <= now:
        text = f"新的报名截止时间{closing_moment(after.registration_until)}已经过去"
        return [Reason(text, "R1.2", "报名不能在过去截止，也不能在过去重开。", field=field)]
    later = after.registration_until > before.registration_until
    if later and facts.filed and not facts.moves_the_day:
        return [Reason("申报材料已报鉴定中心，不能再延长报名", "R4.2", "请保留原来的报名截止时间。", field=field)]
    return []


# --- withdrawal ------------------------------------------------------------------------------------------------------------------------


def withdrawal_findings(facts: SupplementFacts, before: AssessmentFacts, today: date) -> list[Reason]:
    """Until the exam has begun. One that was never filed was never held, whatever the date says."""
    if not facts.filed or today <= before.exam_until:
        return []
    text = f"鉴定已按公告于{long_date(before.exam_date)}举行，不能撤销"
    return [Reason(text, "R1.2", "鉴定的结果按成绩和证书的规定办理。")]


# --- lines of the annual plan ---------------------------------------------------------------------------------------------------------


def _is_moved(change: LineChange) -> bool:
    return change.before.exam_date != change.after.exam_date


def line_findings(change: LineChange, facts: SupplementFacts, today: date) -> list[Reason]:
    """R1.1: a line moves to a day for which its announcement can still be made in time.

    Within its year, or into the next one: what December could not hold is held in January, and stays this plan's.
    """
    before, after = change.before, change.after
    name, field = before.name, f"{change.key}.exam_date"
    if before.withdrawn:
        return [Reason(f"{name}已经撤销", "R1.1", "恢复的，请在年度计划里另列一次，由补充公告公布。")]
    found = []
    if _is_moved(change):
        earliest = today + timedelta(days=ANNOUNCEMENT_DAYS)
        if facts.plan and after.exam_date.year not in (facts.plan.year, facts.plan.year + 1):
            text = f"{name}的新日期{long_date(after.exam_date)}不在{facts.plan.year}年度，也不在下一年度"
            found.append(Reason(text, "R1.1", "请列入相应年度的计划，这里撤销这一次。", field=field))
        if after.exam_date < earliest:
            text = f"{name}的新日期{long_date(after.exam_date)}离今天不足{ANNOUNCEMENT_DAYS}天，来不及发布鉴定公告"
            found.append(Reason(text, "R1.2", f"最早可定在{long_date(earliest)}。", field=field))
    if change.held_by and (before.category, before.audience) != (after.category, after.audience):
        text = f"{name}的鉴定公告（{change.held_by}）已经发布，类别和面向不能再改"
        found.append(Reason(text, "R1.2", "请先撤销该次鉴定的公告。", field=f"{change.key}.category"))
    if change.held_by and after.withdrawn:
        text = f"{name}的鉴定公告（{change.held_by}）已经发布，不能只从年度计划撤销"
        found.append(Reason(text, "R1.2", "请先撤销该次鉴定的公告。", field=f"{change.key}.withdrawn"))
    return found


def line_remarks(change: LineChange) -> list[Reason]:
    if not (change.held_by and _is_moved(change)):
        return []
    text = f"{change.before.name}的鉴定公告（{change.held_by}）写的仍是原日期"
    return [Reason(text, "R1.2", "本公告发布后，还须发布该次鉴定的改期公告。")]
