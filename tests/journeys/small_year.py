"""A demonstration year in small: one assessment at its end, one before its day, one open for registration."""

import random
from dataclasses import dataclass
from datetime import date
from unittest.mock import patch

from django.conf import settings
from django.test import Client

from announcements.models import Announcement, AnnualPlan, Assessment, Enquiry
from certificates.models import Certificate
from certificates.rehearsal import invented, year
from certificates.rehearsal.supplements import withdraw
from exams.models import AdmissionTicket, PaperBag
from registration import services as registration
from registration.enums import Channel
from registration.models import Application, Refund
from registration.services import PersonFacts
from sessions.models import SessionRoom
from station import clock, sweep
from station.enums import Role
from station.models import CalendarNotice, StatutoryDeadline, User
from station.roles import grant_role
from station.services import create_user
from tests.factories.notices import make_notice
from tests.factories.supplements import correct

ENTRIES = (
    year.Entry(date(2026, 5, 23), 2, offerings=(("电工", 4),)),
    year.Entry(date(2026, 10, 17), 2, offerings=(("电工", 4),)),
    year.Entry(date(2026, 10, 31), 2, offerings=(("电工", 3),), stop_at="批准方案"),
    year.Entry(
        date(2026, 11, 7), 1, (("电工", 4),), stop_at="报名结束", supplement=withdraw, supplemented=date(2026, 10, 13)
    ),
    year.Entry(date(2026, 12, 26), 3, offerings=(("电工", 4),), code=year.OPEN_CODE, days_in_hand=40),
)


NEWCOMER = "newcomer"


def build() -> None:
    with patch.object(year, "YEAR", ENTRIES):
        year.Demonstration(seed=1, tell=lambda what: None).build()
    _begin_an_application()
    sweep.sweep_deadlines(now=clock.now())
    correct(Assessment.objects.get(code=year.OPEN_CODE), now=clock.now())
    make_notice()


def _begin_an_application() -> None:
    """Somebody has an account and a draft, and still has everything to hand in."""
    person, now = invented.invent_person(random.Random(99), set()), clock.now()
    user = create_user(
        username=NEWCOMER, name=person.name, password=None, email="newcomer@station.example", actor=None, now=now
    )
    grant_role(user=user, role=Role.CANDIDATE, actor=None, now=now)
    registration.enter_application(
        offering=Assessment.objects.get(code=year.OPEN_CODE).offerings.get(),
        person=PersonFacts(name=person.name, identity_number=person.identity_number, mobile=person.mobile),
        channel=Channel.ONLINE,
        actor=user,
        now=now,
    )


@dataclass(frozen=True)
class SmallYear:
    """The rows whose pages are looked at."""

    @property
    def done(self) -> Assessment:
        return Assessment.objects.get(exam_date=ENTRIES[0].exam)

    @property
    def ahead(self) -> Assessment:
        return Assessment.objects.get(exam_date=ENTRIES[1].exam)

    @property
    def planned(self) -> Assessment:
        return Assessment.objects.get(exam_date=ENTRIES[2].exam)

    @property
    def open(self) -> Assessment:
        return Assessment.objects.get(code=year.OPEN_CODE)

    @property
    def plan(self) -> AnnualPlan:
        return AnnualPlan.objects.get()

    @property
    def announcement(self) -> Announcement:
        return self.open.announcements.get(kind="assessment")

    @property
    def enquiry(self) -> Enquiry:
        return Enquiry.objects.exclude(answered_at=None).earliest("id")

    @property
    def annual(self) -> Announcement:
        return self.plan.announcements.get(kind="annual")

    @property
    def case(self) -> Application:
        return Application.objects.filter(offering__assessment=self.open).earliest("id")

    @property
    def own_case(self) -> Application:
        """The one that was handed in online."""
        return Application.objects.exclude(state="draft").get(
            offering__assessment=self.open, candidate__user__isnull=False
        )

    @property
    def draft(self) -> Application:
        return Application.objects.get(candidate__user__username=NEWCOMER)

    @property
    def correction(self) -> Announcement:
        """Of the assessment that is open: some have applied, nobody has answered."""
        return Announcement.objects.get(kind="supplement", assessment=self.open)

    @property
    def withdrawal(self) -> Announcement:
        return Announcement.objects.get(kind="supplement", purpose="withdrawal")

    @property
    def refund(self) -> Refund:
        return Refund.objects.get()

    @property
    def deadline(self) -> StatutoryDeadline:
        return StatutoryDeadline.objects.filter(missed_at=None, met_on=None).earliest("due", "id")

    @property
    def notice(self) -> CalendarNotice:
        return CalendarNotice.objects.get()

    @property
    def room(self) -> SessionRoom:
        return SessionRoom.objects.filter(exam_session__plan__assessment=self.ahead).earliest("id")

    @property
    def bag(self) -> PaperBag:
        return PaperBag.objects.earliest("id")

    @property
    def ticket(self) -> AdmissionTicket:
        return AdmissionTicket.objects.filter(application__offering__assessment=self.ahead).earliest("id")

    @property
    def certificate(self) -> Certificate:
        return Certificate.objects.earliest("id")


def key_of(username: str) -> str:
    """The session that lets this person in, without the login page."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value
