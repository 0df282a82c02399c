"""Applicants, papers and money of the tests, made by the same verbs that the desk uses."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from PIL import Image, ImageDraw

from announcements.enums import Audience
from announcements.models import Assessment, Offering
from registration import selectors, services
from registration.enums import Channel, PaymentMethod, ReceiptKind, SightingMode
from registration.models import Application, Charge, ReceiptBook
from registration.roster.identity import check_digit
from registration.rules import PersonFacts
from station.enums import Level, Role
from station.models import Occupation, User
from tests.factories.announcements import ANNOUNCED, REGISTRATION_FROM, REGISTRATION_UNTIL, make_assessment
from tests.factories.station import make_occupation, make_user

OPEN = REGISTRATION_FROM + timedelta(days=2)
AFTER = REGISTRATION_FROM + timedelta(days=30)
LAST_DAY = REGISTRATION_UNTIL.date() - timedelta(days=1)


@dataclass
class Counter:
    """The people of the registration desk: entering, reviewing, taking money, signing."""

    @cached_property
    def officer(self) -> User:
        return self._holder("registrar", Role.REGISTRATION_OFFICER, "受理员丁")

    @cached_property
    def second(self) -> User:
        return self._holder("second", Role.SECOND_REVIEWER, "复审员戊")

    @cached_property
    def cashier(self) -> User:
        return self._holder("cashier", Role.CASHIER, "收费员己")

    @cached_property
    def accountant(self) -> User:
        return self._holder("accountant", Role.ACCOUNTANT, "会计庚")

    @cached_property
    def director(self) -> User:
        return self._holder("director", Role.DIRECTOR, "所长丙")

    @cached_property
    def group_contact(self) -> User:
        return self._holder("school", Role.GROUP_CONTACT, "班主任辛")

    @cached_property
    def candidate(self) -> User:
        return self._holder("alice", Role.CANDIDATE, "爱丽丝")

    @cached_property
    def charlie(self) -> User:
        """An insider without any business here."""
        return self._holder("charlie", Role.SCORE_CLERK, "查理")

    @staticmethod
    def _holder(username: str, role: Role, name: str) -> User:
        return User.objects.filter(username=username).first() or make_user(username, role, name=name)


def identity_number(serial: int, *, born: str = "19900501", area: str = "370102") -> str:
    """A well-formed number; odd serials are men's."""
    body = f"{area}{born}{serial:03d}"
    return body + check_digit(body + "0")


def person(serial: int = 1, **changes: object) -> PersonFacts:
    facts: dict[str, object] = {
        "name": f"考生{'一二三四五六七八九十'[(serial - 1) % 10]}",
        "identity_number": identity_number(serial),
        "mobile": f"139{serial:08d}",
        "ethnicity": "汉族",
        "education": "college",
        "employer": "山东轨道交通装备有限公司",
        "address": "济南市历下区1号",
        "work_years": 6,
        "condition": "2023-4-1",
    }
    return PersonFacts(**{**facts, **changes})  # type: ignore[arg-type]


def open_assessment(
    *offerings: tuple[Occupation, int],
    audience: str = Audience.PUBLIC,
    capacity: int | None = None,
    **options: object,
) -> Assessment:
    """Announced, its registration open at `OPEN`. Only the fact counts here; the way to it is stage 1's own matter."""
    assessment = make_assessment(*offerings, **options)  # type: ignore[arg-type]
    assessment.offerings.update(capacity=capacity)
    Assessment.objects.filter(pk=assessment.pk).update(audience=audience, announced_at=ANNOUNCED)
    assessment.refresh_from_db()
    return assessment


def open_offering(level: int = Level.FOUR, **options: object) -> Offering:
    offering = open_assessment((make_occupation(), level), **options).offerings.first()
    assert offering is not None
    return offering


def draft(offering: Offering, serial: int = 1, *, now: datetime = OPEN, **facts: object) -> Application:
    return services.enter_application(
        offering=offering, person=person(serial, **facts), channel=Channel.COUNTER, actor=Counter().officer, now=now
    )


def submitted(offering: Offering, serial: int = 1, *, now: datetime = OPEN, **facts: object) -> Application:
    application = draft(offering, serial, now=now, **facts)
    return services.submit_application(application=application, actor=Counter().officer, now=now)


def sight_everything(application: Application, *, now: datetime = OPEN) -> None:
    officer = Counter().officer
    for kind in selectors.required_materials(application):
        material = services.add_material(application=application, kind=kind, content=None, actor=officer, now=now)
        services.sight_material(material=material, mode=SightingMode.ORIGINAL, place="报名大厅", actor=officer, now=now)


def accepted(offering: Offering, serial: int = 1, *, now: datetime = OPEN, **facts: object) -> Application:
    application = submitted(offering, serial, now=now, **facts)
    sight_everything(application, now=now)
    return services.accept_application(application=application, actor=Counter().officer, now=now)


def receipt_book(*, first: int = 1, last: int = 50, code: str = "3701260001") -> ReceiptBook:
    return services.register_receipt_book(
        name="山东省非税收入票据", code=code, first=first, last=last, actor=Counter().cashier, now=OPEN
    )


def paid(
    offering: Offering, serial: int = 1, *, now: datetime = OPEN, photo: bool = True, **facts: object
) -> Application:
    application = accepted(offering, serial, now=now, **facts)
    book = ReceiptBook.objects.first() or receipt_book()
    if photo:
        services.add_photo(candidate=application.candidate, content=portrait(serial), actor=Counter().officer, now=now)
    services.take_payment(
        charge=Charge.objects.get(application=application),
        method=PaymentMethod.CASH,
        receipt_kind=ReceiptKind.PAPER,
        book=book,
        actor=Counter().cashier,
        now=now,
    )
    application.refresh_from_db()
    return application


def portrait(serial: int = 1, *, size: tuple[int, int] = (300, 400), kind: str = "JPEG") -> bytes:
    """A drawing in the shape of a photograph."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    wide, high = size
    pen.ellipse((wide * 0.3, high * 0.15, wide * 0.7, high * 0.55), fill=(200, 160 + serial % 40, 130))
    pen.rectangle((wide * 0.15, high * 0.6, wide * 0.85, high), fill=(40, 60 + serial % 60, 110))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def scan_pdf(pages: int = 1) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, initialFontName="Courier")
    for page in range(pages):
        canvas.setFont("Courier", 20)
        canvas.drawString(100, 700, f"page {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
