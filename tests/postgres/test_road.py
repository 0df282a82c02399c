"""The same road on PostgreSQL: a small assessment from the annual plan to the certificates, its chains whole."""

import random
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from certificates.models import Certificate
from certificates.rehearsal import cast, invented
from certificates.rehearsal.dates import plan_dates
from certificates.rehearsal.road import Road
from registration import services as registration
from registration.enums import Channel
from registration.services import PersonFacts
from station import calendar, clock, identifiers
from station.chain import walk_all
from station.enums import IdentityType
from station.stages import StageStatus, all_stages

FROZEN = (
    "UPDATE announcements_announcement SET title = 'x'",
    "UPDATE announcements_assessment SET exam_time = 'x'",
    "DELETE FROM announcements_offering",
    "UPDATE registration_receipt SET number = 'x'",
    "DELETE FROM registration_payment",
    "UPDATE assessment_sessions_filingpackage SET version = 9",
    "DELETE FROM exams_custodyentry",
    "UPDATE exams_score SET locked_at = now()",
    "DELETE FROM certificates_confirmedresult",
    "UPDATE station_auditentry SET verb = 'x'",
)


def register(road: Road, people: int) -> None:
    source, taken = random.Random(5), set()
    now = road.at(road.dates.during_registration(1))
    for number, offering in zip(range(people), [*road.assessment.offerings.all()] * people, strict=False):
        person = invented.invent_person(source, taken)
        application = registration.enter_application(
            offering=offering,
            person=PersonFacts(
                name=person.name,
                identity_type=IdentityType.RESIDENT,
                identity_number=person.identity_number,
                mobile=person.mobile,
                employer=person.employer,
                group_name=person.group_name,
            ),
            channel=Channel.COUNTER,
            actor=road.cast["registrar"],
            now=now + timedelta(minutes=number),
        )
        registration.submit_application(application=application, actor=road.cast["registrar"], now=now)


def test_the_whole_road_on_postgresql() -> None:
    dates = plan_dates(date(2026, 10, 24), calendar=calendar.current())
    start = clock.at(dates.annual, 8)
    clock.move_to(start, frozen=True)
    with identifiers.seeded(9):
        road = Road(cast.engage(start, passwords=False), dates, seed=9)
        announce, *others = road.schedule(road.plan_year())
        announce.act()
        register(road, 3)
        for step in others:
            step.act()
    assert Certificate.objects.exists()
    assert {name: walk.damage for name, walk in walk_all().items()} == {"audit": None, "custody": None}
    after = clock.at(date(2026, 12, 31))
    assert [stage.status(road.assessment, after) for stage in all_stages()] == [StageStatus.DONE] * 6
    for statement in FROZEN:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)
