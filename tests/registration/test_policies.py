"""The same right twice, as a predicate and as a queryset: they must agree."""

import pytest

from registration import policies, services
from registration.enums import Channel
from registration.models import Application
from station.enums import Role
from station.models import User
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def applications() -> list[Application]:
    """One of the candidate's own, one of the school's, one of the desk's."""
    people, offering = Counter(), made.open_offering()
    own = services.enter_application(
        offering=offering, person=made.person(1), channel=Channel.ONLINE, actor=people.candidate, now=OPEN
    )
    school = services.enter_application(
        offering=offering, person=made.person(2), channel=Channel.IMPORT, actor=people.group_contact, now=OPEN
    )
    return [own, school, made.draft(offering, 3)]


def asked() -> list[User]:
    people = Counter()
    others = [make_user(f"other-{role}", role) for role in (Role.CANDIDATE, Role.GROUP_CONTACT, Role.EXAMINER)]
    return [
        people.officer,
        people.second,
        people.cashier,
        people.candidate,
        people.group_contact,
        people.charlie,
        *others,
    ]


def test_what_may_be_viewed_is_what_is_visible(applications: list[Application]) -> None:
    for user in asked():
        visible = set(policies.visible_to(user))
        assert visible == {each for each in applications if policies.can_view(user, each)}, user.username


def test_a_candidate_sees_their_own_and_a_school_its_own(applications: list[Application]) -> None:
    own, school, _ = applications
    assert list(policies.visible_to(Counter().candidate)) == [own]
    assert list(policies.visible_to(Counter().group_contact)) == [school]
    assert not policies.visible_to(Counter().charlie)


def test_the_review_queue_is_what_may_be_reviewed(applications: list[Application]) -> None:
    for application in applications:
        services.submit_application(
            application=application, actor=application.entered_by or Counter().officer, now=OPEN
        )
    for user in asked():
        waiting = set(policies.awaiting_review_by(user))
        assert waiting == {each for each in applications if policies.can_review(user, each)}, user.username


def test_a_photograph_is_open_to_whoever_may_see_an_application_of_the_person(applications: list[Application]) -> None:
    own, school, _ = applications
    people = Counter()
    assert policies.can_view_candidate(people.candidate, own.candidate)
    assert not policies.can_view_candidate(people.candidate, school.candidate)
    assert policies.can_view_candidate(people.group_contact, school.candidate)
    assert not policies.can_view_candidate(people.group_contact, own.candidate)
    assert not policies.can_view_candidate(people.charlie, own.candidate)


def test_who_only_keeps_the_money_reads_no_papers(applications: list[Application]) -> None:
    people = Counter()
    for application in applications:
        assert policies.can_view(people.cashier, application)
        assert policies.can_read_papers(people.cashier, application).reason == "收费员和会计不查阅资格材料"
        assert policies.can_read_papers(people.officer, application)
    assert policies.can_read_papers(people.candidate, applications[0])
    assert not policies.can_read_papers(people.candidate, applications[1])
