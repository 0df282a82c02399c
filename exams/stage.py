"""What this stage declares to the registry: R5, from the centre's notice to the released results."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from announcements.models import Assessment
from exams import acts, policies, selectors
from exams.models import AdmissionTicket
from sessions import selectors as sessions_selectors
from station import calendar as station_calendar
from station.calendar import WorkingCalendar
from station.clock import local_date
from station.deadlines import Deadline, lawful_timeline
from station.enums import Role
from station.models import User
from station.stages import Blocker, NavItem, Panel, Stage, StageStatus, Todo, counted_back
from station.wording import long_date

DESK_ROLES = (Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)
SITE_ROLES = (
    *DESK_ROLES,
    Role.PAPER_CUSTODIAN,
    Role.EXAMINER,
    Role.INVIGILATOR,
)


def tickets_due(assessment: Assessment, calendar: WorkingCalendar) -> tuple[date, date]:
    timeline = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar)
    return timeline.tickets_from, timeline.tickets_until


class Running(Stage):
    number = 5
    key = "exams"
    title = "组织实施鉴定"
    clause = "R5"
    nav = (
        NavItem(
            "鉴定实施",
            "exams:exam_list",
            "clipboard-check",
            (*DESK_ROLES, Role.PAPER_CUSTODIAN, Role.REGISTRATION_OFFICER),
        ),
        NavItem("我的考场", "exams:room_list", "door-open", SITE_ROLES),
        NavItem("入场核验", "exams:check_in_lookup", "qr-code-scan", SITE_ROLES),
        NavItem("登分", "exams:score_enter", "pencil-square", (Role.SCORE_CLERK,)),
        NavItem("成绩裁定", "exams:score_adjudicate", "person-check", (Role.ADJUDICATOR,)),
    )

    deadline_acts = (acts.HAND_OUT_TICKET.verb, acts.MAKE_TICKETS.verb, "application.cancel")

    def dates(self, assessment: Assessment, calendar: WorkingCalendar) -> list[Deadline]:
        """R5.2: given out three to five working days before."""
        if assessment.withdrawn_at:
            return []
        opens, due = tickets_due(assessment, calendar)
        return [
            Deadline(
                key="tickets",
                title="发放准考证",
                clause="R5.2",
                opens=opens,
                due=due,
                rule="鉴定前 3 至 5 个工作日，鉴定当日不计",
                role=Role.EXAM_AFFAIRS_OFFICER if assessment.announced_at else "",
                provisional=calendar.is_provisional(assessment.exam_date, opens),
                # The tickets have a page only once the centre was paid; this one is there from the beginning.
                url=reverse("announcements:assessment_detail", args=[assessment.public_id]),
            )
        ]

    def deadlines(self, assessment: Assessment, calendar: WorkingCalendar) -> list[Deadline]:
        return [replace(item, met_on=self._handed_out_on(assessment)) for item in self.dates(assessment, calendar)]

    def _handed_out_on(self, assessment: Assessment) -> date | None:
        """The day on which the last approved candidate got a ticket, None while one is missing."""
        if not AdmissionTicket.objects.filter(application__offering__assessment=assessment).exists():
            return None  # for most of an assessment's life: asked first, it costs least
        if selectors.tickets_not_handed_out(assessment).exists() or selectors.without_ticket(assessment).exists():
            return None
        last = selectors.last_handed_out_at(assessment)
        return local_date(last) if last else None

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if selectors.is_released(assessment):
            return StageStatus.DONE
        if assessment.withdrawn_at or not sessions_selectors.settled(assessment):
            return StageStatus.NOT_BEGUN
        return StageStatus.BLOCKED if self.blockers(assessment, now) else StageStatus.OPEN

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        """Only what stands in the way now: each step is asked for when its time has come."""
        if assessment.withdrawn_at or not sessions_selectors.settled(assessment) or selectors.is_released(assessment):
            return []
        if selectors.notice_of(assessment) is None:
            url = reverse("exams:notice_record", args=[assessment.public_id])
            return [Blocker("未登记鉴定中心下发的《鉴定通知书》，准考证和座位表不能打印", "R5.1", url)]
        today = local_date(now)
        found = [*self._ticket_blockers(assessment, today), *self._day_blockers(assessment, today)]
        return [*found, *self._score_blockers(assessment)] if today > assessment.exam_until else found

    def _ticket_blockers(self, assessment: Assessment, today: date) -> list[Blocker]:
        _, due = tickets_due(assessment, station_calendar.current())
        if not due < today <= assessment.exam_until:
            return []
        missing = selectors.without_ticket(assessment).count()
        waiting = selectors.tickets_not_handed_out(assessment).count()
        url = reverse("exams:ticket_list", args=[assessment.public_id])
        found = []
        if missing:
            found.append(Blocker(f"有 {missing} 人没有准考证，应于{long_date(due)}前发放完毕", "R5.2", url))
        if waiting:
            found.append(Blocker(f"有 {waiting} 张准考证没有发到考生手中，期限是{long_date(due)}", "R5.2", url))
        return found

    def _day_blockers(self, assessment: Assessment, today: date) -> list[Blocker]:
        """From the last working day before the exam on: what the day itself can't do without."""
        calendar = station_calendar.current()
        if today < calendar.working_days_before(assessment.exam_date, 1):
            return []
        found = []
        unready = assessment.preparation_items.filter(ready_at=None).count()
        if unready and today <= assessment.exam_until:
            url = reverse("exams:preparation_list", args=[assessment.public_id])
            found.append(Blocker(f"鉴定准备清单还有 {unready} 项没有备妥", "R5.3", url))
        if not selectors.bags_of(assessment).exists():
            url = reverse("exams:bag_list", args=[assessment.public_id])
            found.append(Blocker("试卷袋还没有登记", "R5.4", url))
        return found

    def _score_blockers(self, assessment: Assessment) -> list[Blocker]:
        progress = selectors.score_progress(assessment)
        url = reverse("exams:score_overview", args=[assessment.public_id])
        found = []
        if out := selectors.bags_not_returned(assessment).count():
            bags = reverse("exams:bag_list", args=[assessment.public_id])
            found.append(Blocker(f"有 {out} 袋试卷没有回库", "R5.4", bags))
        if progress.differing:
            found.append(Blocker(f"有 {progress.differing} 个密号两遍登分不一致，待裁定", "R5.9", url))
        return found

    def todos(self, user: User, now: datetime) -> list[Todo]:
        found = self._score_todos(user, now)
        if user.has_role(*DESK_ROLES, Role.PAPER_CUSTODIAN):
            calendar = station_calendar.current()
            for assessment in selectors.settled_assessments().filter(
                result_release=None, is_settled=True, withdrawn_at=None
            ):
                found += self._todos_of(assessment, user, now, calendar)
        if user.has_role(Role.INVIGILATOR, Role.EXAMINER):
            found += self._duty_todos(user, now)
        return found

    def _todos_of(self, assessment: Any, user: User, now: datetime, calendar: WorkingCalendar) -> list[Todo]:
        """What comes next at one assessment, from what was loaded with it."""

        def todo(title: str, clause: str, url_name: str, action: str, due: date | None) -> Todo:
            made = Todo(title, assessment.title, clause, reverse(url_name, args=[assessment.public_id]), action, due)
            return counted_back(made, assessment.exam_date, calendar)

        found: list[Todo] = []
        opens, due = tickets_due(assessment, calendar)
        noticed, today = assessment.notice_number is not None, local_date(now)
        if user.has_role(Role.EXAM_AFFAIRS_OFFICER):
            if not noticed:
                found.append(todo("登记鉴定通知书", "R5.1", "exams:notice_record", "登记", opens))
            elif not assessment.has_tickets:
                found.append(todo("制作并打印准考证", "R5.1", "exams:ticket_list", "制作准考证", due))
            elif assessment.has_ticket_waiting and opens <= today <= assessment.exam_until:
                found.append(todo("发放准考证", "R5.2", "exams:ticket_list", "去发放", due))
            if noticed and not assessment.is_briefed and today <= assessment.exam_date:
                found.append(
                    todo("召开考前例会并登记", "R5.5", "exams:briefing_record", "登记例会", assessment.exam_date)
                )
        if user.has_role(Role.PAPER_CUSTODIAN) and noticed and not assessment.has_bags:
            found.append(todo("登记试卷袋", "R5.4", "exams:bag_list", "登记", assessment.exam_date))
        if user.has_role(Role.DIRECTOR) and assessment.has_scores:
            found.append(todo("公布成绩", "R5.10", "exams:score_overview", "去公布", None))
        return found

    def _score_todos(self, user: User, now: datetime) -> list[Todo]:
        found = []
        if user.has_role(Role.SCORE_CLERK) and (count := selectors.codes_to_enter(user, now).count()):
            url = reverse("exams:score_enter")
            found.append(Todo("登分", "", "R5.9", url, "去登分", count=count))
        if user.has_role(Role.ADJUDICATOR) and (count := selectors.codes_to_adjudicate().count()):
            url = reverse("exams:score_adjudicate")
            found.append(Todo("裁定两遍登分不一致的成绩", "", "R5.9", url, "去裁定", count=count))
        return found

    def _duty_todos(self, user: User, now: datetime) -> list[Todo]:
        """R5.7: own rooms whose sitting is still to come."""
        rows = (
            policies.rooms_by_duty(user)
            .filter(exam_session__ends_at__gt=now)
            .select_related(None)
            .order_by("exam_session__plan__assessment__exam_date")
            .values("exam_session__plan__assessment__title", "exam_session__plan__assessment__exam_date")
            .annotate(rooms=Count("pk", distinct=True))
        )
        return [
            Todo(
                "监考、考评任务",
                row["exam_session__plan__assessment__title"],
                "R5.7",
                reverse("exams:room_list"),
                "看考场",
                row["exam_session__plan__assessment__exam_date"],
                row["rooms"],
            )
            for row in rows
        ]

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        if not sessions_selectors.settled(assessment):
            return None
        tickets = selectors.ticket_figures(assessment)
        actions: tuple[tuple[str, str], ...] = ()
        if user.has_role(*DESK_ROLES, Role.PAPER_CUSTODIAN, Role.REGISTRATION_OFFICER):
            actions = (("组织实施", reverse("exams:exam_overview", args=[assessment.public_id])),)
        return Panel(
            "exams/staff/_panel.html",
            {
                "notice": selectors.notice_of(assessment),
                "tickets": tickets["made"],
                "handed_out": tickets["handed_out"],
                "bags": selectors.bags_of(assessment).count(),
                "progress": selectors.score_progress(assessment),
                "release": getattr(assessment, "result_release", None),
            },
            actions,
        )
