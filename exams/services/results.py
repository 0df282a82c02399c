"""Release of the results (R5.10): the signed summary and the data for the centre, whose totals must reconcile."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from announcements.models import Assessment
from exams import acts, rules, selectors
from exams.documents import RESULT_DATA, SCORE_SUMMARY
from exams.models import ResultRelease, Score
from exams.selectors import Result
from exams.services.tickets import reissue
from station import audit
from station.enums import Subject
from station.models import User
from station.notifications import notify
from station.refusals import Reason, Refused
from station.verbs import verb


@verb
def release_results(*, assessment: Assessment, reported_on: date, actor: User, now: datetime) -> ResultRelease:
    """Only the director, only what is locked. Issues 《…成绩评分汇总表》 and the result data; from here on people see them."""
    acts.RELEASE_RESULTS.may(actor).require()
    what = "不能公布成绩"
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    reasons = rules.why_results_cannot_be_reported(reported_on, assessment.exam_until, now)
    if ResultRelease.objects.filter(assessment=assessment).exists():
        reasons.append(Reason("成绩已经公布", "R5.10"))
    results = selectors.locked_results(assessment)
    unlocked = selectors.codes_of(assessment).exclude(
        seat__in=Score.objects.filter(seat__session_room__exam_session__plan__assessment=assessment).values("seat")
    )
    if not results or unlocked.exists():
        reasons.append(Reason("成绩还没有锁定", "R5.10", "请先核对并锁定成绩。"))
    if reasons:
        raise Refused(what, *reasons)
    facts = summary_facts(assessment, results, reported_on)
    if not all(totals["reconciles"] for totals in facts["totals"]):
        raise Refused(what, Reason("汇总数与明细不符", "R5.10", "请由成绩裁定员核对后再公布。"))
    title = f"{assessment.title}成绩评分汇总表"
    document = reissue(SCORE_SUMMARY.key, title, facts, assessment, actor, now)
    data = reissue(
        RESULT_DATA.key, f"{assessment.title}鉴定结果数据", data_facts(facts, results), assessment, actor, now
    )
    release = ResultRelease.objects.create(
        assessment=assessment,
        document=document,
        data=data,
        reported_on=reported_on,
        released_at=now,
        released_by=actor,
    )
    audit.record(
        verb=acts.RELEASE_RESULTS.verb,
        actor=actor,
        obj=release,
        now=now,
        facts={"candidates": len(results), "passed": sum(result.passed for result in results)},
    )
    _tell_candidates(assessment, now)
    return release


def _tell_candidates(assessment: Assessment, now: datetime) -> None:
    people = User.objects.filter(candidate__applications__offering__assessment=assessment, is_active=True).distinct()
    notify(
        people,
        kind="result",
        text=f"{assessment.title}的成绩已经公布，请登录查看。",
        url="/my/results/",
        now=now,
        scope=assessment.audit_scope,
        key=f"result:{assessment.public_id}",
    )


def summary_facts(assessment: Assessment, results: Sequence[Result], reported_on: date) -> dict[str, Any]:
    """The summary by occupation and level: each candidate, each subject by itself, and totals that reconcile."""
    groups: dict[int, list[Result]] = {}
    for result in results:
        groups.setdefault(result.application.offering_id, []).append(result)
    present = {item.subject for result in results for item in result.subjects}
    subjects = [subject for subject in Subject if subject.value in present]
    return {
        "assessment": assessment.title,
        "code": assessment.code,
        "exam_date": assessment.exam_date,
        "exam_until": assessment.exam_until,
        "reported_on": reported_on,
        "subjects": [subject.label for subject in subjects],
        "groups": [_group(rows, subjects) for rows in groups.values()],
        "totals": [_totals(subject, results) for subject in subjects],
        "candidates": len(results),
        "passed": sum(result.passed for result in results),
        "not_passed": sum(not result.passed for result in results),
    }


def _group(results: Sequence[Result], subjects: Sequence[Subject]) -> dict[str, Any]:
    offering = results[0].application.offering
    return {
        "occupation": offering.occupation.name,
        "level": offering.get_level_display(),
        "level_code": offering.level,
        "rows": [_row(result, subjects) for result in results],
        "candidates": len(results),
        "passed": sum(result.passed for result in results),
    }


def _row(result: Result, subjects: Sequence[Subject]) -> dict[str, Any]:
    application, found = result.application, result.by_subject
    texts = []
    for subject in subjects:
        item = found.get(subject.value)
        texts.append(item.text if item else "前次合格" if subject.value in result.kept else "—")
    return {
        "number": application.ticket.number if hasattr(application, "ticket") else "",
        "name": application.candidate.name,
        "sex": application.candidate.get_sex_display(),
        "scores": texts,
        "passed": result.passed,
        "remark": "、".join(f"{item.label}{item.status_label}" for item in result.subjects if item.mark.points is None),
    }


def _totals(subject: Subject, results: Sequence[Result]) -> dict[str, Any]:
    items = [result.by_subject[subject.value] for result in results if subject.value in result.by_subject]
    totals = rules.totals_of([(item.mark, item.pass_mark) for item in items])
    return {
        "subject": subject.label,
        "expected": totals.expected,
        "normal": totals.normal,
        "absent": totals.absent,
        "misconduct": totals.misconduct,
        "void": totals.void,
        "passed": totals.passed,
        "reconciles": totals.reconciles,
    }


def data_facts(summary: dict[str, Any], results: Sequence[Result]) -> dict[str, Any]:
    """The same rows with what the centre's system needs: identity numbers whole, levels by code."""
    rows = [
        row | {"occupation": group["occupation"], "level_code": group["level_code"]}
        for group in summary["groups"]
        for row in group["rows"]
    ]
    people = {
        result.application.ticket.number if hasattr(result.application, "ticket") else "": result for result in results
    }
    for row in rows:
        candidate = people[row["number"]].application.candidate
        row |= {
            "identity_kind": candidate.get_identity_type_display(),
            "identity": candidate.identity_number,
            "employer": candidate.employer or "其他",
        }
    return {
        key: summary[key] for key in ("assessment", "code", "subjects", "totals", "candidates", "passed", "not_passed")
    } | {"rows": rows}
