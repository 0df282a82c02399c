"""No page of stage 5 costs more for more people: the same literal number of queries at one row and at three."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams import selectors, services
from exams.enums import BagState
from station import clock
from station.models import User
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db


def cost(user: User, name: str, *args: object) -> int:
    client = Client()
    client.force_login(user)
    url = reverse(f"exams:{name}", args=args)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def held_round(people: int) -> Round:
    """Bags handed over once, something happened, scores entered so that all differ."""
    made = make.ticketed_round(people)
    for bag in make.bags_of(made):
        make.hand_over(bag, BagState.STORED)
    for _ in range(people):
        services.record_incident(
            assessment=made.assessment, kind="other", description="停水", action="报修", outcome="恢复",
            at=make.LATE, actor=make.Site().affairs, now=make.LATE, session_room=make.rooms_of(made)[0],
        )  # fmt: skip
    services.import_preparation_list(
        assessment=made.assessment, content=make.workbook(("名称", "数量"), *[(f"项{n}", n) for n in range(people)]),
        file_name="x.xlsx", actor=make.Site().affairs, now=make.NOTICED,
    )  # fmt: skip
    make.codes_of(made)
    return made


def costs(people: int) -> dict[str, int]:
    site, made = make.Site(), held_round(people)
    key, room = made.assessment.public_id, make.rooms_of(made)[0].public_id
    clock.move_to(make.LATE, frozen=True)
    found = {
        name: cost(site.affairs, name, key)
        for name in ("exam_overview", "ticket_list", "bag_list", "incident_list", "preparation_list", "score_overview")
    }
    found["exam_list"] = cost(site.affairs, "exam_list")
    found["room_list"] = cost(site.affairs, "room_list")
    found["room_detail"] = cost(site.affairs, "room_detail", room)
    clock.move_to(make.MARKED, frozen=True)
    found["score_enter"] = cost(site.third_clerk, "score_enter")
    for code in selectors.codes_of(made.assessment):
        make.enter(code, 70, clerk=site.first_clerk)
        make.enter(code, 71, clerk=site.second_clerk)
    found["score_adjudicate"] = cost(site.adjudicator, "score_adjudicate")
    for code in selectors.codes_of(made.assessment):
        services.adjudicate_score(
            marking_code=code, points=70, status="normal", actor=site.adjudicator, now=make.MARKED
        )
    services.lock_scores(assessment=made.assessment, actor=site.adjudicator, now=make.MARKED)
    found["result_list"] = cost(site.director, "result_list", key)
    return found


def test_no_page_costs_more_for_three_people_than_for_one() -> None:
    found = []
    for people in (1, 3):
        before = transaction.savepoint()
        found.append(costs(people))
        transaction.savepoint_rollback(before)
    assert found[0] == found[1]
