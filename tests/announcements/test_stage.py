"""What stage 1 declares to the registry: deadline, status, what holds it up, whose turn it is."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from announcements.dashboard import year_at_a_glance
from announcements.mending import ways_out_of_lock
from announcements.models import Assessment
from announcements.stage import AnnouncementStage
from station import calendar, clock
from station.enums import Role
from station.models import StatutoryDeadline
from station.stages import StageStatus
from tests.factories.announcements import (
    ANNOUNCED,
    REGISTRATION_FROM,
    REGISTRATION_UNTIL,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_planned,
)
from tests.factories.station import NOW, make_alice, make_bob, make_charlie

pytestmark = pytest.mark.django_db
STAGE = AnnouncementStage()


# Golden dates (spec 8.3): 45 calendar days.
@pytest.mark.parametrize(
    ("exam_date", "due"),
    [(date(2026, 10, 24), date(2026, 9, 9)), (date(2026, 11, 21), date(2026, 10, 7))],
)
def test_the_announcement_is_due_45_calendar_days_ahead(exam_date: date, due: date) -> None:
    assessment = make_assessment(exam_date=exam_date)
    (deadline,) = STAGE.deadlines(assessment, calendar.current())
    assert (deadline.key, deadline.clause, deadline.due, deadline.met_on) == ("announce", "R1.2", due, None)
    assert deadline.role == Role.ANNOUNCEMENT_OFFICER


def test_the_deadline_is_met_on_the_day_of_publication() -> None:
    (deadline,) = STAGE.deadlines(make_announced_assessment(), calendar.current())
    assert deadline.met_on == date(2026, 9, 1)
    assert not deadline.is_missed(date(2027, 1, 1))


def test_the_status_follows_the_records() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=NOW)
    assert STAGE.status(assessment, NOW) == StageStatus.NOT_BEGUN
    draft = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=NOW)
    assert STAGE.status(assessment, NOW) == StageStatus.OPEN
    assert STAGE.status(assessment, clock.at(date(2026, 9, 10))) == StageStatus.BLOCKED
    people = Desk()
    services.submit_announcement(announcement=draft, actor=people.officer, now=NOW)
    services.review_announcement(announcement=draft, actor=people.reviewer, now=NOW)
    services.approve_announcement(announcement=draft, actor=people.director, now=NOW)
    services.publish_announcement(announcement=draft, actor=people.officer, now=NOW)
    assessment.refresh_from_db()
    assert STAGE.status(assessment, NOW) == StageStatus.DONE
    assert STAGE.blockers(assessment, NOW) == []


def test_a_missed_notice_without_a_draft_is_blocked() -> None:
    assert STAGE.status(make_assessment(), clock.at(date(2026, 9, 10))) == StageStatus.BLOCKED


def test_what_holds_it_up_names_the_clause_and_the_page_that_mends_it() -> None:
    assessment = make_assessment()
    # As a notice may leave it that came after the window was typed.
    Assessment.objects.update(registration_until=clock.end_of(date(2026, 10, 12)))
    assessment.refresh_from_db()
    blockers = STAGE.blockers(assessment, NOW)
    detail = f"/desk/assessments/{assessment.public_id}/"
    assert [(blocker.clause, blocker.url) for blocker in blockers] == [
        ("R1.1", "/desk/plans/2026/"),
        ("R4.2", f"{detail}edit/"),
        ("R1.2", detail),
    ]


def test_the_year_at_a_glance_shows_what_the_reader_may_see() -> None:
    make_announced_assessment()
    make_assessment(exam_date=date(2026, 11, 21))
    make_assessment(
        exam_date=date(2027, 3, 13),
        registration_from=clock.at(date(2027, 1, 11)),
        registration_until=clock.at(date(2027, 2, 1)),
    )
    office = year_at_a_glance(make_bob(Role.CASHIER), ANNOUNCED)
    assert [(entry.label, entry.exam, entry.word) for entry in office.context["entries"]] == [
        ("2026年第1次职业技能鉴定", date(2026, 10, 24), "待报名"),
        ("2026年第2次职业技能鉴定", date(2026, 11, 21), "未公告"),
    ]
    assert len(year_at_a_glance(make_bob(Role.EXAMINER), ANNOUNCED).context["entries"]) == 1
    assert year_at_a_glance(make_alice(), ANNOUNCED) is None


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (ANNOUNCED, "待报名"),
        (REGISTRATION_FROM, "报名中"),
        (REGISTRATION_UNTIL, "待鉴定"),
        (clock.at(date(2026, 10, 24), 23), "待鉴定"),
        (clock.at(date(2026, 10, 25)), "已鉴定"),
    ],
)
def test_the_year_says_by_the_clock_where_each_one_stands(now, word: str) -> None:
    make_announced_assessment()
    StatutoryDeadline.objects.filter(key="file").update(met_on=date(2026, 9, 30))
    (entry,) = year_at_a_glance(make_bob(Role.CASHIER), now).context["entries"]
    assert entry.word == word


def test_an_assessment_that_was_never_filed_was_not_held_but_is_locked_and_waits_for_another_day() -> None:
    """R4.2: whatever the exam's date says, by then."""
    assessment = make_announced_assessment()
    after = clock.at(date(2026, 10, 25))
    officer = Desk().officer
    (entry,) = year_at_a_glance(officer, after).context["entries"]
    assert (entry.word, entry.tone) == ("已锁定", "seal")
    (todo,) = STAGE.todos(officer, after)
    assert (todo.title, todo.clause, todo.due) == ("另定鉴定日期（已锁定）", "R4.2", date(2026, 10, 12))
    assert str(assessment.public_id) in todo.url
    assert STAGE.todos(make_charlie(), after) == []


def test_an_assessment_that_missed_its_notice_shows_the_ways_out_where_its_date_is_changed(client: Client) -> None:
    """R1.2: another date, the line of the year's plan, or giving it up; while it is under review, recalling it first."""
    assessment = make_assessment()
    make_line_public(assessment.planned, now=NOW)
    clock.move_to(clock.at(date(2026, 9, 10), 9), frozen=True)
    people = Desk()
    client.force_login(people.officer)
    page = reverse("announcements:assessment_edit", args=[assessment.public_id])
    shown = client.get(page).content.decode()
    assert [way for way in ("年度计划中改期", "不再举行：撤销批次", "锁定随之解除") if way not in shown] == []
    draft = services.draft_assessment_announcement(assessment=assessment, actor=people.officer, now=NOW)
    assert "不再举行：作废草稿" in client.get(page).content.decode()
    services.submit_announcement(announcement=draft, actor=people.officer, now=NOW)
    assert client.get(page).status_code == 409
    desk = reverse("announcements:announcement_desk", args=[draft.public_id])
    assert [way.url for way in ways_out_of_lock(assessment)] == [desk]


def titles(user, now=NOW) -> list[str]:
    return [todo.title for todo in STAGE.todos(user, now)]


def test_the_next_step_is_the_next_person_s_and_nobody_else_s() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=NOW)
    people = Desk()
    draft = services.draft_assessment_announcement(assessment=assessment, actor=people.officer, now=NOW)
    assert (titles(people.officer), titles(people.reviewer)) == (["提交公告审核"], [])
    services.submit_announcement(announcement=draft, actor=people.officer, now=NOW)
    assert (titles(people.officer), titles(people.reviewer), titles(people.director)) == ([], ["审核公告"], [])
    services.review_announcement(announcement=draft, actor=people.reviewer, now=NOW)
    assert (titles(people.reviewer), titles(people.director)) == ([], ["批准公告"])
    services.approve_announcement(announcement=draft, actor=people.director, now=NOW)
    assert [titles(user) for user in (people.officer, people.reviewer, people.director)] == [["发布公告"]] * 3
    (todo,) = STAGE.todos(people.officer, NOW)
    assert (todo.due, todo.clause) == (date(2026, 9, 9), "R1.2")


def test_unanswered_enquiries_are_one_to_do() -> None:
    assessment = make_announced_assessment()
    for question in ("什么时候考试？", "在哪里报名？"):
        services.ask_enquiry(assessment=assessment, question=question, now=ANNOUNCED)
    (todo,) = STAGE.todos(make_bob(Role.REGISTRATION_OFFICER), ANNOUNCED)
    assert (todo.title, todo.subject, todo.count) == ("答复公众咨询", "2条未答复", 2)
    assert STAGE.todos(make_charlie(), ANNOUNCED) == []
    assert STAGE.todos(make_alice(), ANNOUNCED) == []


@pytest.mark.parametrize("count", [1, 3])
def test_to_dos_cost_the_same_for_one_and_for_three(count: int, django_assert_num_queries) -> None:
    officer = Desk().officer
    for number in range(count):
        assessment = make_assessment(
            planned=make_planned(exam_date=date(2026, 10, 24 + number)), exam_date=date(2026, 10, 24 + number)
        )
        services.draft_assessment_announcement(assessment=assessment, actor=officer, now=NOW)
    officer = type(officer).objects.get(pk=officer.pk)
    calendar.current()
    with django_assert_num_queries(5):
        assert len(STAGE.todos(officer, NOW)) == count
