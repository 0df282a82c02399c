"""How fast this machine does what is done by the hundred. `make bench` measures; `make test` only sees that it runs."""

from datetime import date

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station import audit, calendar, crypto
from station.papers import Imprint, Seal, Ticket, TicketDesign, TicketSubject, admission_tickets
from station.verbs import verb
from tests.factories.station import NOW, make_user

TICKETS = 200
ACTS = 200
ISSUER = "山东职业学院职业技能鉴定所"


def ticket(number: int) -> Ticket:
    return Ticket(
        number=f"26100120030030{number:03d}",
        name=f"考生{number}",
        sex="男",
        identity_kind="居民身份证",
        identity="370102********1234",
        occupation="电工",
        level="四级/中级工",
        subjects=(TicketSubject("理论知识", "2026年10月24日（周六）", "08:30—10:00", "第01考场", f"{number:02d}"),),
        photo=None,
        verify_url=f"https://station.example/t/{number}",
        site="实训楼A座",
        serial=f"ZK-{number:05d}",
    )


def test_two_hundred_admission_tickets(benchmark: BenchmarkFixture) -> None:
    """R5.1: the batch of a middling assessment."""
    design = TicketDesign(
        station=ISSUER,
        assessment="2026年第3次职业技能鉴定",
        imprint=Imprint(issuer=ISSUER, issued=date(2026, 10, 12), serial="ZK", verify_url="https://station.example/t"),
        notices=("开考前30分钟入场。",),
        seal=Seal(ISSUER),
        issued_on=date(2026, 10, 12),
    )
    tickets = [ticket(number) for number in range(1, TICKETS + 1)]
    assert benchmark(admission_tickets, tickets, design).startswith(b"%PDF")


@pytest.mark.django_db
def test_two_hundred_audited_acts_in_one_verb(benchmark: BenchmarkFixture) -> None:
    user = make_user()
    audit.register_verbs({"bench.act": "试办"})

    @verb
    def act() -> None:
        for number in range(ACTS):
            audit.record(
                verb="bench.act", actor=user, obj=user, now=NOW, facts={"n": number}, personal={"name": "王芳"}
            )

    benchmark(act)
    assert audit.walk().entries >= ACTS


@pytest.mark.django_db
def test_a_year_of_filing_days(benchmark: BenchmarkFixture) -> None:
    """R4.2: 22 working days back from every day of a year."""
    working = calendar.load()
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + offset) for offset in range(365)]
    latest = benchmark(lambda: [working.working_days_before(day, 22) for day in days])
    assert latest[-1] < days[-1]


def test_a_thousand_identity_numbers(benchmark: BenchmarkFixture) -> None:
    numbers = [f"370102199001{number:06d}" for number in range(1000)]
    there_and_back = benchmark(lambda: [crypto.decrypt(crypto.encrypt(number, "bench"), "bench") for number in numbers])
    assert there_and_back == numbers
