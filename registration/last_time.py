"""What the counter offers for somebody who has been here before: their last data, what we granted them, what follows.

Everything is an offer: the clerk confirms it with the person in front of them, and the form says what was changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from announcements.models import Assessment, Offering
from registration import retakes, selectors
from registration.conditions import condition_named
from registration.eligibility import Certificate, Facts, Work, judge, rules_for
from registration.enums import GONE, ApplicationState
from registration.granted import Granted, granted_to
from registration.models import Application, Candidate
from registration.rules import KeptResult

PERSON = (
    "identity_type", "identity_number", "name", "sex", "birth_date", "ethnicity", "education", "mobile",
    "employer", "group_name", "address", "email",
)  # fmt: skip
# Kept beside our columns, under the names of `roster.columns.Field`; the form has a field of each name.
PARTICULARS = (
    "source", "certificate_level", "school", "major", "graduated", "household", "political_status", "work_since",
    "postcode", retakes.STATION, retakes.RELEASED,
)  # fmt: skip
THIS_TIME = (retakes.STATION, retakes.RELEASED)  # said for one application, not of the person
DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Suggested:
    """A condition that the facts on record meet, and what it rests on."""

    key: str
    why: str

    @property
    def number(self) -> str:
        """As the announcement counts it: 2023-4-1 is the first."""
        return self.key.rpartition("-")[2]


@dataclass(frozen=True)
class Offered:
    """For one number at one counter. `initial` fills the form; `standing` are this person's applications here.

    `held` are offerings at or below a level that this person has our certificate of: lawful, but ask before entering.
    """

    initial: dict[str, Any]
    known: Candidate | None = None
    last: Application | None = None
    granted: tuple[Granted, ...] = ()
    standing: tuple[Application, ...] = ()
    offering: Offering | None = None
    suggestions: Mapping[str, Suggested] = field(default_factory=dict)
    kept: tuple[KeptResult, ...] = ()
    held: tuple[Offering, ...] = ()

    def applied_to(self, offering: Offering) -> Application | None:
        return next((each for each in self.standing if each.offering_id == offering.pk), None)


def offered_to(known: Candidate | None, assessment: Assessment, offerings: Sequence[Offering], *, on: date) -> Offered:
    """The same number of questions for everybody, however often they were here."""
    if known is None:
        only = _only(offerings, ())
        return Offered({"offering": str(only.public_id)} if only else {}, offering=only)
    everything = list(selectors.whole().filter(candidate=known).order_by("-entered_at", "-id")[:50])
    standing = tuple(
        each for each in everything if each.offering.assessment_id == assessment.pk and each.state not in GONE
    )
    last = everything[0] if everything else None
    granted = tuple(granted_to([known.pk]).get(known.pk, ()))
    held = tuple(offering for offering in offerings if _is_held(offering, granted))
    suggestions = {
        str(offering.public_id): found
        for offering in offerings
        if offering not in held and (found := suggestion(known, offering, last, granted, on=on))
    }
    only = _only(offerings, standing)
    initial = person_data(known) | (_last_data(last) if last else {})
    if granted:
        initial |= _certificate_data(granted, only)
    if only:
        initial["offering"] = str(only.public_id)
        if found := suggestions.get(str(only.public_id)):
            initial["condition"] = found.key
    again = only or _sat_before(offerings, everything)
    kept = tuple(retakes.kept_for(known.pk, again).values()) if again and again not in held else ()
    return Offered(initial, known, last, granted, standing, only, suggestions, kept, held)


def _is_held(offering: Offering, granted: Sequence[Granted]) -> bool:
    return any(each.occupation_id == offering.occupation_id and each.level <= offering.level for each in granted)


def _sat_before(offerings: Sequence[Offering], earlier: Sequence[Application]) -> Offering | None:
    """The offering of an occupation and level that this person was registered for before."""
    sat = {
        (each.offering.occupation_id, each.offering.level)
        for each in earlier
        if each.state == ApplicationState.PAID and each.offering not in offerings
    }
    return next((each for each in offerings if (each.occupation_id, each.level) in sat), None)


def _only(offerings: Sequence[Offering], standing: Sequence[Application]) -> Offering | None:
    """The one offering that is left to choose: not applied for already, and with a place."""
    taken = {each.offering_id for each in standing}
    left = [each for each in offerings if each.pk not in taken and not getattr(each, "is_full", False)]
    return left[0] if len(left) == 1 else None


def person_data(candidate: Candidate) -> dict[str, Any]:
    return {name: getattr(candidate, name) for name in PERSON}


def _last_data(last: Application) -> dict[str, Any]:
    """Not the condition: that belongs to the level, and is suggested by itself."""
    said = last.particulars or {}
    return {
        "work_years": last.work_years,
        "lower_certificate_number": last.lower_certificate_number,
        **{name: str(said.get(name, "")) for name in PARTICULARS if name not in THIS_TIME},
    }


def _certificate_data(granted: Sequence[Granted], only: Offering | None) -> dict[str, Any]:
    """What we granted ourselves goes before what was said: of the same occupation and below the level, if that is known."""
    fitting = [
        each
        for each in granted
        if only is None or (each.occupation_id == only.occupation_id and each.level > only.level)
    ]
    if not fitting:
        return {}
    return {"lower_certificate_number": fitting[0].number, "certificate_level": str(fitting[0].level)}


def suggestion(
    known: Candidate, offering: Offering, last: Application | None, granted: Sequence[Granted], *, on: date
) -> Suggested | None:
    """The condition that our own certificates and the years last stated meet; else the one named last for this level."""
    edition = offering.assessment.qualification_profile
    verdict = judge(_facts(known, offering, last, granted, on), rules_for(edition, offering.level))
    if verdict.met:
        return Suggested(verdict.met.rule.key, _why(granted, last))
    if last and (key := condition_named(last.condition, edition, offering.level)):
        return Suggested(key, "上次填报的就是这一条")
    return None


def _facts(
    known: Candidate, offering: Offering, last: Application | None, granted: Sequence[Granted], on: date
) -> Facts:
    years = last.work_years if last else None
    occupation = offering.occupation.name
    since = on - timedelta(days=int(years * DAYS_OF_A_YEAR) + 1) if years else None
    return Facts(
        occupation=occupation,
        level=offering.level,
        profile=str(offering.assessment.qualification_profile),
        on=on,
        born=known.birth_date,
        work=(Work(since, None, occupation),) if since else (),
        certificates=tuple(Certificate(each.level, each.occupation, each.issued_on) for each in granted),
    )


def _why(granted: Sequence[Granted], last: Application | None) -> str:
    grounds = []
    if granted:
        grounds.append(f"本所发过{granted[0].occupation}{granted[0].level_label}证书")
    if last and last.work_years:
        grounds.append(f"上次填报从业 {last.work_years} 年")
    return "，".join(grounds) or "按在册的信息"
