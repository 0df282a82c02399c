"""Who sees which certificates: the rule for one and the rule for lists agree (R6.3)."""

import pytest

from certificates import policies
from certificates.acts import READERS
from certificates.models import Certificate
from station.enums import Role
from tests.factories import certificates as make
from tests.factories.station import make_alice, make_user

pytestmark = pytest.mark.django_db


def test_the_desk_sees_all_a_candidate_their_own_and_nobody_else_any() -> None:
    mine, _other = make.certificates_of(make.numbered_round(2))
    alice = mine.result.application.candidate.user or make_alice()
    candidate = mine.result.application.candidate
    candidate.user = alice
    candidate.save()
    for role in set(Role) - {Role.CANDIDATE}:
        user = make_user(f"holder-{role}", role)
        expected = set(Certificate.objects.all()) if role in READERS else set()
        assert set(policies.visible_to(user)) == expected, role
    assert set(policies.visible_to(alice)) == {mine}
    for user in (alice, make_user("reader", Role.DIRECTOR), make_user("stranger", Role.CASHIER)):
        seen = set(policies.visible_to(user))
        for certificate in Certificate.objects.all():
            assert bool(policies.can_view(user, certificate)) is (certificate in seen)
