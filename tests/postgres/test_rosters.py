"""Rosters and single applicants at once: nobody twice, nobody lost, no place given twice, no two that wait for each other (R2.1, R2.4)."""

from django.db import IntegrityError

from registration import services
from registration.enums import Channel
from registration.models import Application, Candidate, ImportBatch
from station import audit
from station.enums import Level
from station.refusals import Refused
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter, identity_number
from tests.factories.station import make_occupation
from tests.postgres.crowd import EIGHT, at_once

HEAD = "姓名,证件号码,手机号码,申报职业,申报等级"
PEOPLE = list(range(1, 41))


def content(serials: list[int]) -> bytes:
    rows = (f"{made.person(serial).name},{identity_number(serial)},139{serial:08d},电工,四级" for serial in serials)
    return "\n".join([HEAD, *rows]).encode()


def turned(number: int) -> list[int]:
    """The same people in another order for each of the crowd."""
    place = number * len(PEOPLE) // EIGHT
    people = PEOPLE[place:] + PEOPLE[:place]
    return people[::-1] if number % 2 else people


def brought(assessment, serials: list[int]) -> services.ImportReport:
    return services.import_roster(
        assessment=assessment, content=content(serials), file_name="名单.csv", actor=Counter().officer, now=OPEN
    )


def electricians(**options: object):
    return made.open_assessment((make_occupation("电工"), Level.FOUR), **options)


def test_eight_rosters_of_the_same_people_bring_each_of_them_once() -> None:
    assessment, _ = electricians(), Counter().officer
    reports = at_once(lambda number: brought(assessment, turned(number)))
    assert sum(report.accepted for report in reports) == len(PEOPLE) == Application.objects.count()
    assert sum(report.duplicate for report in reports) == len(PEOPLE) * (EIGHT - 1)
    assert Candidate.objects.count() == len(PEOPLE)
    numbers = Application.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"{assessment.code}-{serial:04d}" for serial in PEOPLE]
    assert audit.walk().damage is None


def test_rosters_of_the_same_people_for_several_assessments_do_not_wait_for_each_other() -> None:
    """People already on record are locked in one order whatever the order of the file."""
    brought(electricians(), PEOPLE)
    assessments = [electricians() for _ in range(EIGHT)]
    reports = at_once(lambda number: brought(assessments[number], turned(number)))
    assert [report.accepted for report in reports] == [len(PEOPLE)] * EIGHT
    assert Candidate.objects.count() == len(PEOPLE)


def test_a_roster_and_single_applicants_do_not_share_the_last_places() -> None:
    assessment, officer = electricians(capacity=10), Counter().officer
    offering = assessment.offerings.get()
    drafts = [made.draft(offering, 100 + number) for number in range(EIGHT)]

    def apply(number: int) -> int:
        if number == 0:
            return brought(assessment, PEOPLE[:8]).accepted
        try:
            services.submit_application(application=drafts[number], actor=officer, now=OPEN)
        except Refused:
            return 0
        return 1

    assert sum(at_once(apply)) == 10 == Application.objects.filter(state="submitted").count()


def test_who_applies_at_the_counter_while_a_roster_brings_them_is_registered_once() -> None:
    assessment, officer = electricians(), Counter().officer
    offering = assessment.offerings.get()

    def apply(number: int) -> None:
        try:
            if number < 2:
                brought(assessment, turned(number))
            else:
                services.enter_application(
                    offering=offering, person=made.person(number), channel=Channel.COUNTER, actor=officer, now=OPEN
                )
        except (Refused, IntegrityError):
            pass

    assert at_once(apply) == [None] * EIGHT
    assert Candidate.objects.count() == Application.objects.count()
    brought(assessment, PEOPLE)
    assert Application.objects.count() == len(PEOPLE)
    assert {batch.read for batch in ImportBatch.objects.all()} == {len(PEOPLE)}
