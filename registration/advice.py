"""What the announced conditions look like from what an applicant has typed: advice, never a verdict (R2.1).

The desk decides on originals. Here the pure rules are asked with the little that a form holds; whatever it does not hold
stays unknown, so that nothing is called met or missing that isn't.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from announcements.conditions import Condition
from registration.eligibility import Certificate, Facts, School, Schooling, Work, judge, rules_for
from registration.eligibility.verdict import Judged
from registration.enums import Education

WORDS = {
    True: "按您填的情况，看来符合",
    False: "按您填的情况，看来还不够",
    None: "按您填的情况还看不出，由审核人员核对",
}
SCHOOLS: dict[str, School] = {
    Education.TECHNICAL: School.TECHNICAL,
    Education.SENIOR_TECHNICAL: School.SENIOR_TECHNICAL,
    Education.TECHNICIAN_COLLEGE: School.TECHNICIAN_COLLEGE,
    Education.SECONDARY: School.SECONDARY_VOCATIONAL,
    Education.VOCATIONAL_HIGH: School.SECONDARY_VOCATIONAL,
    **dict.fromkeys((Education.COLLEGE, Education.BACHELOR, Education.MASTER, Education.DOCTOR), School.UNIVERSITY),
}
UNSCHOOLED = (Education.HIGH_SCHOOL, Education.JUNIOR, Education.PRIMARY)


@dataclass(frozen=True)
class Typed:
    """What the pages of the application hold of the facts that conditions speak of."""

    born: date | None = None
    education: str = ""
    work_years: int | None = None
    certificate_level: int | None = None
    certificate_number: str = ""


@dataclass(frozen=True)
class Advice:
    """`met` None: can't be told from what was typed. `lacking` says what is short."""

    key: str
    met: bool | None
    lacking: str = ""

    @property
    def text(self) -> str:
        return f"{WORDS[self.met]}：{self.lacking}" if self.lacking else WORDS[self.met]


def advise(
    conditions: Sequence[Condition], typed: Typed, *, edition: str, level: int, occupation: str, on: date
) -> dict[str, Advice]:
    """By condition. Nothing typed, nothing said."""
    if typed.work_years is None and not typed.education and typed.certificate_level is None:
        return {}
    facts = _facts(typed, edition=edition, level=level, occupation=occupation, on=on)
    judged = {each.rule.key: each for each in judge(facts, rules_for(edition, level)).conditions}
    return {each.key: _advice(judged[each.key]) for each in conditions if each.key in judged}


def _advice(judged: Judged) -> Advice:
    if judged.met is not False:
        return Advice(judged.rule.key, judged.met)
    short = [part for part in judged.nearest.parts if part.met is False and part.short_by]
    # Years after a certificate that is not there are no news.
    absent = [part.short_by for part in short if part.days is None]
    return Advice(judged.rule.key, False, "；".join(str(each) for each in absent or [part.short_by for part in short]))


def _facts(typed: Typed, *, edition: str, level: int, occupation: str, on: date) -> Facts:
    """Years of work as one period up to now; a certificate without its date; a school without its major."""
    return Facts(
        occupation=occupation,
        level=level,
        profile=edition,
        on=on,
        born=typed.born,
        work=_work(typed, occupation, on),
        certificates=_certificates(typed, occupation),
        education=_education(typed),
        titles=None,
        apprenticeship_completed=None,
        training_hours=None,
        preparatory_technician_certificate=None,
        technician_class_student=None,
    )


def _work(typed: Typed, occupation: str, on: date) -> tuple[Work, ...] | None:
    if typed.work_years is None:
        return None
    if typed.work_years == 0:
        return ()
    try:
        began = on.replace(year=on.year - typed.work_years)
    except ValueError:  # the 29th of February
        began = on.replace(year=on.year - typed.work_years, day=28)
    return (Work(began, None, occupation),)


def _certificates(typed: Typed, occupation: str) -> tuple[Certificate, ...] | None:
    """A number without its level may be of any level."""
    if typed.certificate_level is not None:
        return (Certificate(typed.certificate_level, occupation, None),)
    return None if typed.certificate_number else ()


def _education(typed: Typed) -> tuple[Schooling, ...] | None:
    """Whether the major fits, and whether the school was assessed, a form does not say."""
    if typed.education in UNSCHOOLED:
        return ()
    school = SCHOOLS.get(typed.education)
    return None if school is None else (Schooling(school, None, None, final_year=None, assessed=None),)
