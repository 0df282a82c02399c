"""Two steps of a candidate's way, as their own page shows them: the admission ticket and the result (R5.2, R5.9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from exams import selectors
from exams.models import AdmissionTicket, ResultRelease
from registration.journey import LaterStep, register_step
from registration.models import Application
from station.clock import local_date
from station.wording import long_date

PRINTABLE = "可打印准考证"


def ticket_steps(applications: Sequence[Application], now: datetime) -> dict[int, LaterStep]:
    """Made, taken, or over; one query for all of them."""
    rows = selectors.with_hand_outs(AdmissionTicket.objects.filter(application__in=applications))
    over = {each.pk for each in applications if local_date(now) > each.offering.assessment.exam_until}
    return {ticket.application_id: _ticket_step(ticket, ticket.application_id in over) for ticket in rows}


def _ticket_step(ticket: Any, over: bool) -> LaterStep:
    url = reverse("exams:my_tickets")
    if over:
        return LaterStep("done", f"准考证号 {ticket.number}")
    entry = f"准考证号 {ticket.number}。开考前 30 分钟起凭准考证和身份证原件入场。"
    if not ticket.is_in_force:
        return LaterStep(
            "upcoming", f"准考证号 {ticket.number}。鉴定日期已经变更，原来的准考证已失效，正在按新的日期重新制作。"
        )
    if ticket.first_handed_out_at:
        return LaterStep("done", f"已领取。{entry}", url, "再看准考证", state=PRINTABLE)
    return LaterStep("current", entry, url, "下载准考证", state=PRINTABLE)


def result_steps(applications: Sequence[Application], now: datetime) -> dict[int, LaterStep]:
    """Out once they are released, and not a word before (R5.9)."""
    assessments = {each.offering.assessment_id for each in applications}
    released = {each.assessment_id: each for each in ResultRelease.objects.filter(assessment__in=assessments)}
    url = reverse("exams:my_results")
    return {
        each.pk: LaterStep(
            "done", _released_on(released[each.offering.assessment_id]), url, "查看成绩", state="成绩已公布"
        )
        for each in applications
        if each.offering.assessment_id in released
    }


def _released_on(release: ResultRelease) -> str:
    return f"{long_date(local_date(release.released_at))}公布。"


def register() -> None:
    register_step("ticket", ticket_steps)
    register_step("result", result_steps)
