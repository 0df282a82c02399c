"""The whole road of stage 5 through its verbs, from the centre's notice to the released results (R5)."""

import pytest

from exams import custody, selectors, services
from exams.enums import BagState
from exams.models import AdmissionTicket
from station import audit
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db


def test_an_assessment_is_run_from_the_notice_to_the_released_results() -> None:
    made = make.noticed_round(3)
    site, assessment = make.Site(), made.assessment

    tickets = services.make_tickets(assessment=assessment, actor=site.affairs, now=make.IN_TIME)
    assert len(tickets) == 3
    make.hand_out_all(made)
    services.print_tickets(assessment=assessment, actor=site.affairs, now=make.IN_TIME)
    door, papers = services.print_seating_charts(assessment=assessment, actor=site.affairs, now=make.IN_TIME)
    summary = services.print_room_summary(assessment=assessment, actor=site.affairs, now=make.IN_TIME)
    assert {door.pages, papers.pages} == {2}
    assert summary.pages == 1

    for bag in make.bags_of(made):
        make.carry_to(bag, BagState.MARKING)
    make.check_in_all(made)
    make.score_all(made, 76.5)
    assert services.lock_scores(assessment=assessment, actor=site.adjudicator, now=make.MARKED) == 6
    make.release(made)

    results = selectors.results(assessment)
    assert [result.passed for result in results] == [True] * 3
    assert custody.walk().damage is None
    assert custody.walk().entries == 2 * 7
    assert audit.walk().damage is None


def test_making_tickets_again_makes_only_what_is_missing(ticketed: Round) -> None:
    numbers = list(AdmissionTicket.objects.values_list("number", "issues__code"))
    services.make_tickets(assessment=ticketed.assessment, actor=make.Site().affairs, now=make.LATE)
    assert list(AdmissionTicket.objects.values_list("number", "issues__code")) == numbers
