"""Candidates with accounts whose applications are filled in and lack nothing but the last click."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from announcements.models import Offering
from registration import services
from registration.enums import Channel, ConsentKind
from registration.models import Application, Photo
from station.enums import Role
from station.models import User
from tests.factories.registration import OPEN, person, portrait
from tests.factories.station import make_user

BACKEND = "django.contrib.auth.backends.ModelBackend"


def make_applicant(
    serial: int, offering: Offering, *, now: datetime = OPEN, photo: bool = True, **facts: object
) -> Application:
    """Everything of the online road but the declaration: the draft, its condition and subjects, the photograph."""
    who = person(serial, **facts)
    user = make_user(f"applicant{serial}", Role.CANDIDATE, name=who.name)
    application = services.enter_application(offering=offering, person=who, channel=Channel.ONLINE, actor=user, now=now)
    if photo:
        services.give_consent(candidate=application.candidate, kind=ConsentKind.PHOTO, actor=user, now=now)
        services.add_photo(candidate=application.candidate, content=portrait(serial), actor=user, now=now)
    return application


def lend_photographs(applications: Sequence[Application]) -> None:
    """Everybody gets the picture that the first has; for crowds whose photographs are not what is looked at."""
    first = applications[0].candidate.photos.get()
    photos = [copy(first) for _ in applications[1:]]
    for photo, application in zip(photos, applications[1:], strict=True):
        photo.pk, photo.public_id, photo.candidate = None, uuid4(), application.candidate
        photo._state.adding = True
    Photo.objects.bulk_create(photos)


def make_crowd(count: int, offering: Offering, *, now: datetime = OPEN) -> list[Application]:
    first = make_applicant(1, offering, now=now)
    others = [make_applicant(serial, offering, now=now, photo=False) for serial in range(2, count + 1)]
    lend_photographs([first, *others])
    return [first, *others]


def browser_of(application: Application) -> Client:
    """The applicant's own browser, signed in."""
    client = Client()
    client.force_login(application.candidate.user, backend=BACKEND)
    return client


def browsers_of(applications: Sequence[Application]) -> list[Client]:
    return [browser_of(application) for application in applications]


def session_key(user: User) -> str:
    """What a log-in leaves in the browser's cookie; for a crowd whose logging in is not what is measured."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = BACKEND
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.set_expiry(settings.SESSION_COOKIE_AGE)
    session.save()
    return str(session.session_key)
