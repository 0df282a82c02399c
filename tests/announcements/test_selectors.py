"""What later stages and pages read: by the clock alone, and only what the reader may see."""

from datetime import date, timedelta

import pytest

from announcements import noticeboard, selectors, texts
from announcements.enums import QualificationProfile
from station import clock
from station.enums import Level, Role
from tests.factories.announcements import (
    REGISTRATION_FROM,
    REGISTRATION_UNTIL,
    make_announced_assessment,
    make_assessment,
)
from tests.factories.station import make_alice, make_bob, make_occupation

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (REGISTRATION_FROM - TICK, False),
        (REGISTRATION_FROM, True),
        (REGISTRATION_UNTIL - TICK, True),
        (REGISTRATION_UNTIL, False),
    ],
)
def test_registration_opens_and_closes_by_the_clock(now, is_open: bool) -> None:
    assessment = make_announced_assessment()
    assert assessment.is_registration_open(now) is is_open
    assert list(selectors.open_for_registration(now)) == ([assessment] if is_open else [])


def test_what_is_not_announced_is_never_open() -> None:
    assessment = make_assessment()
    assert not assessment.is_registration_open(REGISTRATION_FROM)
    assert list(selectors.open_for_registration(REGISTRATION_FROM)) == []


def test_the_office_sees_drafts_those_of_the_day_what_is_announced_and_outsiders_nothing() -> None:
    announced = make_announced_assessment()
    draft = make_assessment(exam_date=date(2026, 11, 21))
    assert set(selectors.assessments_visible_to(make_bob(Role.CASHIER))) == {announced, draft}
    assert set(selectors.assessments_visible_to(make_bob(Role.EXAMINER))) == {announced}
    assert set(selectors.assessments_visible_to(make_bob(Role.EXAMINER, Role.EXAM_AFFAIRS_OFFICER))) == {
        announced,
        draft,
    }
    assert set(selectors.assessments_visible_to(make_alice())) == set()


@pytest.fixture
def two_announced():
    electrician, mechanic = make_occupation(), make_occupation("汽车维修工", code="4-12-01-01")
    first = make_announced_assessment((electrician, Level.FOUR), (mechanic, Level.TWO))
    second = make_announced_assessment(
        (electrician, Level.THREE),
        exam_date=date(2026, 11, 21),
        registration_from=clock.at(date(2026, 10, 8)),
        registration_until=clock.at(date(2026, 10, 20)),
    )
    return {"first": first, "second": second, "electrician": electrician.pk, "mechanic": mechanic.pk}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["first", "second"]),
        ({"occupation": "electrician"}, ["first", "second"]),
        ({"occupation": "mechanic"}, ["first"]),
        ({"level": Level.TWO}, ["first"]),
        ({"occupation": "electrician", "level": Level.TWO}, []),  # of one offering, not of two
        ({"month": date(2026, 11, 1)}, ["second"]),
        ({"open_only": True}, ["first"]),
        ({"words": "汽车"}, ["first"]),
        ({"words": "第2次"}, ["second"]),
        ({"words": "焊工"}, []),
        ({"words": "汽车 技师"}, ["first"]),
        ({"words": "第2次 汽车"}, []),
        ({"words": "主校区 三级"}, ["second"]),
    ],
)
def test_the_public_list_is_searched_by_occupation_level_month_and_open_window(two_announced, search, found) -> None:
    given = {key: two_announced[value] if key == "occupation" else value for key, value in search.items()}
    rows = noticeboard.public_list(now=clock.at(date(2026, 9, 10)), **given)
    assert [row.assessment for row in rows] == [two_announced[name] for name in found]


def test_facts_hold_every_offering_with_its_subjects(django_assert_num_queries) -> None:
    assessment = make_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.TWO))
    assessment = type(assessment).objects.select_related("place", "planned__plan").get()
    with django_assert_num_queries(4):
        facts = texts.assessment_facts(assessment)
    assert [(item.level, len(item.subjects)) for item in facts.offerings] == [(Level.FOUR, 2), (Level.TWO, 3)]
    assert facts.planned.offerings == {("电工", 4), ("电工", 2)}
    assert assessment.qualification_profile == QualificationProfile.EDITION_2023
