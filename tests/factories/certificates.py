"""Batches of the tests on their way to the certificates: released, sent, confirmed, stamped, numbered, handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from certificates import selectors, services
from certificates.models import Certificate, Confirmation, Dossier, StampingRequest
from registration.models import Application
from station import clock
from station.enums import Role
from station.models import User
from tests.factories.exams import Site, lock_all, release, ticketed_round, workbook
from tests.factories.sessions import Round

SENT = clock.at(date(2026, 10, 29), 10)
CONFIRMED = clock.at(date(2026, 11, 4), 10)
STAMPED = clock.at(date(2026, 11, 5), 10)
NUMBERED = clock.at(date(2026, 11, 9), 10)
PROOF_READ = clock.at(date(2026, 11, 10), 10)
HANDED_OUT = clock.at(date(2026, 11, 12), 10)
NOTICE_NUMBER = "济鉴通〔2026〕8号"
HEADER = ("序号", "姓名", "证件号码", "职业", "等级", "证书编号", "发证日期")


@dataclass
class Counter(Site):
    """The certificate officer, beside everybody of the stage before."""

    @cached_property
    def officer(self) -> User:
        return self._holder("certifier", Role.CERTIFICATE_OFFICER, "证书管理员午")

    @cached_property
    def auditor(self) -> User:
        return self._holder("auditor", Role.AUDITOR, "审计员申")


def locked_round(people: int = 2, points: object = 80, **options: object) -> Round:
    made = ticketed_round(people, **options)
    lock_all(made, points)
    return made


def released_round(people: int = 2, points: object = 80, **options: object) -> Round:
    made = locked_round(people, points, **options)
    release(made)
    return made


def send(made: Round, *, actor: User | None = None) -> Dossier:
    return services.send_dossier(
        assessment=made.assessment, sent_on=clock.local_date(SENT), actor=actor or Counter().officer, now=SENT
    )


def confirm(dossier: Dossier, *, refused: Sequence[tuple[Application, str]] = (), **changes: object) -> Confirmation:
    values = {
        "centre_document": "济鉴证〔2026〕31号",
        "training_office_opinion": "同意核发。",
        "confirmed_on": clock.local_date(CONFIRMED),
        "actor": Counter().officer,
        "now": CONFIRMED,
        **changes,
    }
    return services.record_confirmation(dossier=dossier, refused=refused, **values)


def stamp(confirmation: Confirmation, **changes: object) -> StampingRequest:
    values = {
        "notice_number": NOTICE_NUMBER,
        "invoice_number": "示例-20261105",
        "requested_on": clock.local_date(STAMPED),
        "actor": Counter().officer,
        "now": STAMPED,
        **changes,
    }
    return services.request_stamping(confirmation=confirmation, **values)


def sent_round(people: int = 2, **options: object) -> tuple[Round, Dossier]:
    made = released_round(people, **options)
    return made, send(made)


def stamped_round(people: int = 2, **options: object) -> Round:
    made, dossier = sent_round(people, **options)
    stamp(confirm(dossier))
    return made


def number_of(index: int, level: int = 4) -> str:
    return f"2615012001{level}{index:05d}"


def number_rows(made: Round) -> list[list[object]]:
    """A proper row for everybody who awaits a number."""
    rows: list[list[object]] = []
    for index, result in enumerate(selectors.results_awaiting_certificates(made.assessment), 1):
        application = result.application
        level = application.offering.level
        rows.append(
            [
                index,
                application.candidate.name,
                application.candidate.identity_number,
                application.offering.occupation.name,
                application.offering.get_level_display(),
                number_of(index, level),
                "2026-11-06",
            ]
        )
    return rows


def number_file(made: Round, rows: Sequence[Sequence[object]] | None = None) -> bytes:
    rows = number_rows(made) if rows is None else rows
    return workbook(HEADER, *(tuple(row) for row in rows), title="证书编号")


def import_numbers(made: Round, content: bytes | None = None, **changes: object) -> services.NumbersReport:
    values = {"file_name": "证书编号.xlsx", "actor": Counter().officer, "now": NUMBERED, **changes}
    return services.import_certificate_numbers(
        assessment=made.assessment, content=number_file(made) if content is None else content, **values
    )


def numbered_round(people: int = 2, **options: object) -> Round:
    made = stamped_round(people, **options)
    import_numbers(made)
    return made


def certificates_of(made: Round) -> list[Certificate]:
    return list(selectors.certificates_of(made.assessment).order_by("number"))


def proof_read_round(people: int = 2, **options: object) -> Round:
    made = numbered_round(people, **options)
    services.proof_read_many(certificates=certificates_of(made), actor=Counter().officer, now=PROOF_READ)
    return made


def hand_out(certificate: Certificate, **changes: object) -> object:
    values = {
        "received_by": certificate.result.application.candidate.name,
        "identity_checked": True,
        "actor": Counter().officer,
        "now": HANDED_OUT,
        **changes,
    }
    return services.hand_out_certificate(certificate=certificate, **values)
