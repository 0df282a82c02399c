"""One noticed assessment per module, made once: each test gets it back as it was (a savepoint inside the module's
transaction)."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from announcements.models import Assessment
from registration.models import Application
from tests.factories import exams as make
from tests.factories.sessions import Round


@pytest.fixture(scope="module")
def noticed_once(django_db_setup: None, django_db_blocker: object) -> Iterator[int]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make.noticed_round(2, photo=True).assessment.pk
        transaction.set_rollback(True)


@pytest.fixture
def noticed(noticed_once: int, db: None) -> Round:
    """Two candidates for 电工 四级, one room a subject, the centre's notice recorded, nothing printed yet."""
    applications = Application.objects.filter(offering__assessment=noticed_once).order_by("id")
    return Round(Assessment.objects.get(pk=noticed_once), list(applications))


@pytest.fixture
def ticketed(noticed: Round) -> Round:
    make.make_tickets(noticed)
    return noticed


@pytest.fixture
def locked(ticketed: Round) -> Round:
    make.lock_all(ticketed)
    return ticketed


@pytest.fixture
def released(locked: Round) -> Round:
    make.release(locked)
    return locked
