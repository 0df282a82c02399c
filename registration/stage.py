"""What stage 2 declares: the registration window, what waits at the desks, what holds the closing up (R2)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse

from announcements.models import Assessment
from registration import likeness, policies, selectors, supplements
from registration.enums import ApplicationState
from registration.models import Application, RegistrationClosing
from station import calendar as working_calendar
from station import clock
from station.calendar import WorkingCalendar
from station.deadlines import Deadline, lawful_timeline
from station.enums import Role
from station.models import User
from station.stages import Blocker, NavItem, Panel, Stage, StageStatus, Todo, counted_back

ONE_MOMENT = timedelta(microseconds=1)


class RegistrationStage(Stage):
    number = 2
    key = "registration"
    title = "报名与资格审查"
    clause = "R2"
    nav = (
        NavItem("现场报名", "registration:counter", "person-plus", (Role.REGISTRATION_OFFICER,)),
        NavItem("报名审核", "registration:application_list", "person-check", policies.READERS),
        NavItem("疑似重复", "registration:likeness_list", "people", policies.LIKENESS_READERS),
        NavItem("收费开票", "registration:charge_list", "receipt", (Role.CASHIER,)),
        NavItem("退费", "registration:refund_list", "arrow-return-left", policies.REFUND_READERS),
        NavItem("票据登记", "registration:receipt_book_list", "journal-check", policies.RECEIPT_READERS),
        NavItem("收费标准", "registration:fee_standard_register", "cash-coin", policies.FEE_KEEPERS),
        NavItem("照片规格", "registration:photo_profile_list", "person-bounding-box", policies.PHOTO_PROFILE_READERS),
    )

    deadline_acts = ("registration.close",)

    def dates(self, assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
        if assessment.withdrawn_at:
            return []
        return [_window(assessment), _closing_before_filing(assessment, calendar)]

    def deadlines(self, assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
        found = self.dates(assessment, calendar)
        if not found:
            return []
        window, before_filing = found
        closing = closing_of(assessment)
        # The window ends by the clock, so it is met by itself.
        is_over = assessment.announced_at is not None and clock.now() >= assessment.registration_until
        return [
            replace(window, met_on=window.due if is_over else None),
            replace(before_filing, met_on=clock.local_date(closing.closed_at) if closing else None),
        ]

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if closing_of(assessment):
            return StageStatus.DONE
        if assessment.withdrawn_at or assessment.announced_at is None or now < assessment.registration_from:
            return StageStatus.NOT_BEGUN
        return StageStatus.OPEN if now < assessment.registration_until else StageStatus.BLOCKED

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        """Before the window ends nothing is late; after it, whatever stands against the signature."""
        if closing_of(assessment) or assessment.announced_at is None or assessment.withdrawn_at:
            return []
        queue = f"{reverse('registration:application_list')}?assessment={assessment.public_id}"
        if now < assessment.registration_until:
            return []
        counts = selectors.state_counts(assessment)
        found = [
            Blocker(f"{counts[state]} 份报名{text}", clause, f"{queue}&state={state}")
            for state, text, clause in _OPEN_CASES
            if counts.get(state)
        ]
        closing = reverse("registration:registration_close", args=[assessment.public_id])
        return [*found, Blocker("报名数据还没有校核结束", "R2.4", closing)]

    def todos(self, user: User, now: datetime) -> list[Todo]:
        """Six queries at most, whatever the number of assessments and applications."""
        found = []
        if user.has_role(*policies.REVIEWERS):
            found += _waiting(user, ApplicationState.SUBMITTED, "审核报名", "R2.1", "去审核", "application_list")
        if user.has_role(Role.CASHIER):
            found += _waiting(user, ApplicationState.ACCEPTED, "收款开票", "R2.3", "去收款", "charge_list")
        if user.has_role(Role.REGISTRATION_OFFICER):
            found += _unanswered()
        if user.has_role(*policies.REVIEWERS):
            found += _likenesses()
        if user.has_role(Role.CASHIER):
            found += _refunds()
        if user.has_role(*policies.CLOSERS):
            found += _closings(now)
        return found

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        counts = selectors.state_counts(assessment)
        context = {
            "assessment": assessment,
            "counts": [(state, counts[state]) for state in ApplicationState if counts.get(state)],
            "offerings": selectors.offering_counts(assessment),
            "closing": closing_of(assessment),
            "answers": supplements.answer_counts(assessment),
            "refunds": selectors.refund_totals(selectors.refunds_of(assessment)),
            "may_read_answers": user.has_role(*policies.ANSWER_READERS),
            "may_read_refunds": user.has_role(*policies.REFUND_READERS),
            "is_open": assessment.is_registration_open(now),
            "may_read": user.has_role(*policies.READERS),
            "may_import": user.has_role(Role.REGISTRATION_OFFICER),
            "may_close": user.has_role(*policies.CLOSERS),
            "may_export": user.has_role(*policies.EXPORTERS),
            "may_read_receipts": user.has_role(*policies.RECEIPT_READERS),
        }
        return Panel("registration/staff/_panel.html", context)


_OPEN_CASES = (
    (ApplicationState.SUBMITTED, "待审核", "R2.1"),
    (ApplicationState.RETURNED, "退回后没有补正", "R2.1"),
    (ApplicationState.ACCEPTED, "审核通过待缴费", "R2.3"),
)


def closing_of(assessment: Assessment) -> RegistrationClosing | None:
    return RegistrationClosing.objects.filter(assessment=assessment).select_related("closed_by").first()


def _window(assessment: Assessment) -> Deadline:
    due = clock.local_date(assessment.registration_until - ONE_MOMENT)
    announced = assessment.announced_at is not None
    return Deadline(
        key="registration",
        title="报名",
        clause="R2.1",
        due=due,
        opens=clock.local_date(assessment.registration_from),
        rule="公告的报名时间，到时自动开放和截止",
        role=Role.REGISTRATION_OFFICER if announced else "",
        opens_at=assessment.registration_from if announced else None,
        closes_at=assessment.registration_until if announced else None,
        url=f"{reverse('registration:application_list')}?assessment={assessment.public_id}",
    )


def _closing_before_filing(assessment: Assessment, calendar: WorkingCalendar) -> Deadline:
    line = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar)
    return Deadline(
        key="registration_closing",
        title="报名数据校核结束",
        clause="R2.4",
        due=line.file_by,
        opens=clock.local_date(assessment.registration_until),
        rule="报名截止后校核，须在申报期限前完成",
        role=Role.REGISTRATION_OFFICER if assessment.announced_at else "",
        provisional=line.provisional,
        url=reverse("registration:registration_close", args=[assessment.public_id]),
    )


def _waiting(user: User, state: str, title: str, clause: str, action: str, page: str) -> list[Todo]:
    """One line per assessment with how many wait; one query."""
    rows = (
        Application.objects.filter(
            state=state, offering__assessment__registration_closing=None, offering__assessment__withdrawn_at=None
        )
        .exclude(candidate__user=user)
        .values(
            "offering__assessment__public_id",
            "offering__assessment__title",
            "offering__assessment__registration_until",
        )
        .annotate(waiting=Count("id"))
        .order_by("offering__assessment__registration_until")
    )
    found = []
    for row in rows:
        query = f"?assessment={row['offering__assessment__public_id']}"
        query += f"&state={state}" if page == "application_list" else ""
        found.append(
            Todo(
                title=title,
                subject=row["offering__assessment__title"],
                clause=clause,
                url=reverse(f"registration:{page}") + query,
                action=action,
                due=clock.local_date(row["offering__assessment__registration_until"] - ONE_MOMENT),
                count=row["waiting"],
            )
        )
    return found


def _unanswered() -> list[Todo]:
    """Applicants to be asked, by telephone or at the counter: their next step waits for it (R1.2)."""
    return [
        Todo(
            title="催问对补充公告的答复",
            subject=f"{line['assessment_title']} {line['number']}",
            clause="R1.2",
            url=reverse("registration:supplement_answers", args=[line["assessment_id"], line["public_id"]])
            + "?state=waiting",
            action="去登记",
            count=line["waiting"],
        )
        for line in supplements.waiting_lines()
    ]


def _likenesses() -> list[Todo]:
    """People like each other of whom nobody has said yet whether they are one: named at the proof-reading (R2.4)."""
    waiting = likeness.waiting()
    url = reverse("registration:likeness_list")
    return [Todo("认定疑似重复", "同名且同日出生", "R2.4", url, "去认定", count=waiting)] if waiting else []


def _refunds() -> list[Todo]:
    return [
        Todo(
            title="办理退费",
            subject=line["title"],
            clause="R2.3",
            url=f"{reverse('registration:refund_list')}?assessment={line['public_id_of']}",
            action="去退费",
            count=line["waiting"],
        )
        for line in selectors.refunds_waiting()
    ]


def _closings(now: datetime) -> list[Todo]:
    rows = Assessment.objects.filter(
        announced_at__isnull=False, registration_until__lte=now, registration_closing=None, withdrawn_at=None
    ).order_by("exam_date")
    calendar = working_calendar.current()
    return [
        counted_back(
            Todo(
                title="校核并结束报名",
                subject=assessment.title,
                clause="R2.4",
                url=reverse("registration:registration_close", args=[assessment.public_id]),
                action="去校核",
                due=lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar).file_by,
            ),
            assessment.exam_date,
            calendar,
        )
        for assessment in rows
    ]
