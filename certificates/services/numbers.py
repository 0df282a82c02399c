"""Certificate numbers as the centre sends them back (R6.2): matched by identity number, each row answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from announcements.models import Assessment
from certificates import acts, rules, selectors
from certificates.models import Certificate, ConfirmedResult, StampingRequest
from certificates.number_list import NumberRow, read_numbers
from registration.roster.normalising import parse_date, parse_level, same_name
from station import audit
from station.enums import Level
from station.identifiers import new_public_id
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

WHAT = "不能导入证书编号"


@dataclass
class RowAnswer:
    """`row` is the sheet's row from 1; `reason` is empty where the number was taken."""

    sheet: str
    row: int
    name: str
    number: str
    reason: str = ""

    @property
    def verdict(self) -> str:
        return "rejected" if self.reason else "accepted"


@dataclass
class NumbersReport:
    """accepted + rejected = read; `missing` are confirmed people for whom no number came; `notes` what was passed over."""

    rows: list[RowAnswer] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return len(self.rows)

    @property
    def accepted(self) -> int:
        return sum(not row.reason for row in self.rows)

    @property
    def rejected(self) -> int:
        return self.read - self.accepted


@verb
def import_certificate_numbers(
    *,
    assessment: Assessment,
    content: bytes,
    file_name: str,
    actor: User,
    now: datetime,
    issued_on: date | None = None,
) -> NumbersReport:
    """Give each confirmed candidate the number the centre assigned. Rows at fault are refused one by one, never guessed.

    `issued_on` stands in where the list has no date of issue.
    """
    acts.IMPORT_NUMBERS.may(actor).require()
    # The request's row is what two imports of one batch wait for.
    stamping = StampingRequest.objects.select_for_update().filter(confirmation__dossier__assessment=assessment)
    if not stamping.exists():
        remedy = "请先在证书页登记三项凭据。"
        raise Refused(WHAT, Reason("这一批次还没有凭核准结果、鉴定通知书和缴费发票办理验印", "R6.2", remedy))
    list(stamping)
    read = read_numbers(content, file_name)
    desk = _Desk(assessment, read.rows)
    report = NumbersReport(notes=read.notes)
    fresh = []
    for row in read.rows:
        answer = RowAnswer(row.sheet, row.row, row.name, row.number)
        report.rows.append(answer)
        result, day = desk.result_of(row), desk.day_of(row) or issued_on
        answer.reason = desk.fault(row, result, day)
        if result is not None and day is not None and not answer.reason:
            desk.take(row, result)
            fresh.append(_certificate(row, result, day, actor, now))
    _store(fresh)
    report.missing = [item.application.candidate.name for item in desk.results if item.pk not in desk.numbered]
    audit.record(
        verb=acts.IMPORT_NUMBERS.verb,
        actor=actor,
        obj=assessment,
        now=now,
        facts={"read": report.read, "accepted": report.accepted, "rejected": report.rejected},
    )
    return report


def _store(fresh: Sequence[Certificate]) -> None:
    try:
        with transaction.atomic():
            Certificate.objects.bulk_create(fresh)
    except IntegrityError as error:
        reason = Reason("刚才另有人登记了相同的证书编号", "R6.2", "请重新导入这份名单。", "file")
        raise Refused(WHAT, reason) from error


class _Desk:
    """Who is confirmed, who has a number already, which numbers are taken; loaded once for a whole list."""

    def __init__(self, assessment: Assessment, rows: Sequence[NumberRow]) -> None:
        self.results = list(selectors.confirmed_results(assessment).order_by("id"))
        self.by_identity: Mapping[str, list[ConfirmedResult]] = defaultdict(list)
        for result in self.results:
            self.by_identity[result.application.candidate.identity_number].append(result)
        self.numbered = dict(Certificate.objects.filter(result__in=self.results).values_list("result_id", "number"))
        self.taken = set(
            Certificate.objects.filter(number__in={row.number for row in rows}).values_list("number", flat=True)
        )

    def result_of(self, row: NumberRow) -> ConfirmedResult | None:
        """The result meant: of several of one person, the one of that level and occupation."""
        results = self.by_identity.get(row.identity_number, [])
        if len(results) < 2:
            return results[0] if results else None
        level = parse_level(row.level) or rules.level_in(row.number)
        fitting = [item for item in results if item.application.offering.level == level]
        if len(fitting) > 1 and row.occupation:
            fitting = [item for item in fitting if item.application.offering.occupation.name == row.occupation]
        return fitting[0] if len(fitting) == 1 else None

    @staticmethod
    def day_of(row: NumberRow) -> date | None:
        reading = parse_date(row.issued_on) if row.issued_on else None
        return reading.date if reading else None

    def fault(self, row: NumberRow, result: ConfirmedResult | None, day: date | None) -> str:
        if row.unreadable:
            return row.unreadable
        if not row.identity_number:
            return "没有证件号码，无法认定是谁的证书"
        if result is None:
            several = len(self.by_identity.get(row.identity_number, [])) > 1
            return (
                "此人在这一批次有两项以上核准结果，职业和等级两栏与其中任何一项都不相符"
                if several
                else "此人不在核准名单里"
            )
        if not same_name(result.application.candidate.name, row.name):
            return f"证件号码与姓名不符，核准名单上是“{result.application.candidate.name}”"
        if held := self.numbered.get(result.pk):
            same = held == row.number
            return "此人的这一编号已经登记，没有重复登记" if same else f"此人已登记过证书编号“{held}”"
        if fault := rules.number_fault(row.number, result.application.offering.level):
            return fault
        if row.number in self.taken:
            return f"证书编号“{row.number}”已登记在别人名下"
        return self._day_fault(row, day)

    def _day_fault(self, row: NumberRow, day: date | None) -> str:
        if row.issued_on and self.day_of(row) is None:
            return f"发证日期“{row.issued_on}”不是完整的日期"
        return "" if day else "没有发证日期"

    def take(self, row: NumberRow, result: ConfirmedResult) -> None:
        self.taken.add(row.number)
        self.numbered[result.pk] = row.number


def _certificate(row: NumberRow, result: ConfirmedResult, day: date, actor: User, now: datetime) -> Certificate:
    """`printed` is what the centre's list says was printed; columns it does not have follow the register."""
    offering = result.application.offering
    printed = {
        "name": row.name,
        "identity_number": row.identity_number,
        "occupation": row.occupation or offering.occupation.name,
        "level": row.level or Level(offering.level).label,
        "number": row.number,
        "issued_on": row.issued_on or day.isoformat(),
    }
    return Certificate(
        public_id=new_public_id(),
        result=result,
        number=row.number,
        issued_on=day,
        printed=printed,
        registered_by=actor,
        registered_at=now,
    )
