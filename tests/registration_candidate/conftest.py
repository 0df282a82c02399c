"""The clock stands inside the registration window; one offering is open."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from announcements.models import Offering
from registration.models import Candidate
from station import clock
from tests.factories.accounts import signed_up
from tests.factories.registration import OPEN, open_offering, person


@pytest.fixture(autouse=True)
def in_the_window(db: None) -> Iterator[None]:
    clock.move_to(OPEN, frozen=True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def offering() -> Offering:
    return open_offering()


@pytest.fixture
def alice() -> Candidate:
    """Signed up by herself."""
    return signed_up(person(2, name="爱丽丝"), now=OPEN).candidate


@pytest.fixture
def alices(client: Client, alice: Candidate) -> Client:
    client.force_login(alice.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
