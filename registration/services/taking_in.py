"""The good rows of a roster become people and applications, by the hundred (R2.1, R2.4)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from announcements.models import Offering
from registration import retakes, workflow
from registration.enums import Attempt, Channel
from registration.models import Application, ApplicationSubject, Candidate
from registration.roster.columns import Field
from registration.roster.judging import RowVerdict
from registration.rules import PersonFacts
from registration.services import candidates
from registration.services.applications import own_facts
from station import audit, numbering
from station.enums import Subject
from station.models import User
from station.refusals import Reason, Refused
from station.workflow import fire_many

Report = Callable[[int, int, str], None]
PORTION = 500
"""Rows between two words about the progress."""
# Kept with the application beside our own columns, under the roster's names.
_PARTICULARS = (
    Field.FORMER_NAME, Field.SOURCE, Field.POSTCODE, Field.TRADE, Field.WORK_SINCE, Field.CERTIFICATE_LEVEL,
    Field.CERTIFICATE_OCCUPATION, Field.CERTIFICATE_DATE, Field.SCHOOL, Field.MAJOR, Field.GRADUATED, Field.TITLE,
    Field.HOUSEHOLD, Field.POLITICAL,
)  # fmt: skip


def take_in_rows(
    rows: Sequence[RowVerdict],
    offerings: Mapping[str, Offering],
    *,
    actor: User | None,
    now: datetime,
    report: Report,
) -> dict[int, Application]:
    """Row number → application, submitted: the group's undertaking stands for the applicant's declaration (R2.1).

    Inside a verb that holds the locks and has judged the rows under them; all of them or none. Numbers are taken last,
    so that whoever applies meanwhile waits for a moment only.
    """
    taken: dict[int, Application] = {}
    try:
        with transaction.atomic():
            for start in range(0, len(rows), PORTION):
                portion = rows[start : start + PORTION]
                drafts = _drafts(portion, offerings, actor=actor, now=now)
                taken |= {row.row: draft for row, draft in zip(portion, drafts, strict=True)}
                report(len(taken), len(rows), "正在登记考生和报名信息")
    except IntegrityError as error:
        reason = Reason(
            "名单中有人在导入的同时另行报了名", "R2.4", "请重新导入这份名单，已报名的会认作重复。", "roster"
        )
        raise Refused("不能导入名单", reason) from error
    report(len(rows), len(rows), "正在编号和提交")
    _submit(list(taken.values()), actor=actor, now=now)
    return taken


def _drafts(
    rows: Sequence[RowVerdict], offerings: Mapping[str, Offering], *, actor: User | None, now: datetime
) -> list[Application]:
    people = [person_facts(row) for row in rows]
    holders = candidates.register_many(everyone=people, actor=actor, now=now)
    drafts = [
        _draft(offerings[str(row.values["offering"])], holder, person, actor=actor, now=now)
        for row, holder, person in zip(rows, holders, people, strict=True)
    ]
    Application.objects.bulk_create(drafts, batch_size=PORTION)
    ApplicationSubject.objects.bulk_create(
        (subject for row, draft in zip(rows, drafts, strict=True) for subject in _subjects(row, draft)),
        batch_size=PORTION,
    )
    return drafts


def _draft(
    offering: Offering, candidate: Candidate, person: PersonFacts, *, actor: User | None, now: datetime
) -> Application:
    draft = Application(
        candidate=candidate,
        offering=offering,
        channel=Channel.IMPORT,
        entered_by=actor,
        entered_at=now,
        **own_facts(offering, person),
    )
    facts = {"channel": Channel.IMPORT.value, "offering": str(offering.public_id)}
    audit.record(verb="application.enter", actor=actor, obj=draft, now=now, facts=facts)
    return draft


def _subjects(row: RowVerdict, draft: Application) -> list[ApplicationSubject]:
    """What the row names of the announced subjects; a column of a subject that nobody examines says nothing."""
    announced = [subject.subject for subject in draft.offering.subjects.all()]
    said = {subject: attempt for subject, attempt in (subjects_of(row) or {}).items() if subject in announced}
    chosen = said or dict.fromkeys(announced, Attempt.NEW.value)
    return [
        ApplicationSubject(application=draft, subject=subject, attempt=chosen[subject])
        for subject in announced
        if subject in chosen
    ]


def _submit(drafts: Sequence[Application], *, actor: User | None, now: datetime) -> None:
    if not drafts:
        return
    code = drafts[0].offering.assessment.code
    numbers = numbering.take_many("application", code, count=len(drafts))
    fire_many(
        drafts,
        workflow.TAKE_IN,
        actor=actor,
        now=now,
        changes={"submitted_at": now, "declared_at": now},
        own={draft.pk: {"number": f"{code}-{number:04d}"} for draft, number in zip(drafts, numbers, strict=True)},
        related=("candidate", "offering__occupation", "offering__assessment"),
    )


# --- a row in the words of the application form -----------------------------------------------------------------------


def person_facts(row: RowVerdict) -> PersonFacts:
    """An accepted row in the words of the application form; the roster already speaks in our codes."""
    values = row.values
    text = {name: str(values.get(name, "") or "") for name in Field}
    born, sex, years = values.get(Field.BIRTH), values.get(Field.SEX), values.get(Field.WORK_YEARS)
    return PersonFacts(
        name=row.name,
        identity_number=text[Field.IDENTITY],
        identity_type=str(values["document_kind"]),
        mobile=text[Field.MOBILE],
        sex=sex if isinstance(sex, int) else None,
        birth_date=born if isinstance(born, date) else None,
        ethnicity=text[Field.ETHNICITY],
        education=text[Field.EDUCATION],
        employer=text[Field.EMPLOYER],
        group_name=text[Field.GROUP],
        address=text[Field.ADDRESS],
        email=text[Field.EMAIL],
        work_years=years if isinstance(years, int) else None,
        lower_certificate_number=text[Field.CERTIFICATE_NUMBER],
        condition=text[Field.CONDITION],
        remark=text[Field.REMARKS],
        particulars=_particulars(values, text),
    )


def _particulars(values: Mapping[str, object], text: Mapping[Field, str]) -> dict[str, str]:
    """What we have no column for, and what was typed in words that are none of ours (`<field>_text`)."""
    said = {name.value: text[name] for name in _PARTICULARS if text[name]}
    if retakes.STATION in values:
        said[retakes.STATION] = str(values[retakes.STATION])
    return said | {key: str(value) for key, value in values.items() if key.endswith("_text")}


SUBJECT_COLUMNS = {
    Field.THEORY: Subject.THEORY,
    Field.PRACTICAL: Subject.PRACTICAL,
    Field.REVIEW: Subject.COMPREHENSIVE,
    Field.LANGUAGE: Subject.FOREIGN_LANGUAGE,
}


def subjects_of(row: RowVerdict) -> dict[str, str] | None:
    """Who sits a subject again names those they sit; everybody else sits all that are announced (None)."""
    said = {subject.value: str(row.values[name]) for name, subject in SUBJECT_COLUMNS.items() if name in row.values}
    return said if Attempt.RETAKE in said.values() else None
