"""What is known of an applicant when the conditions are weighed. `None` is a fact that nobody has stated (R2.1).

Nothing here judges. The values of `School`, `Major` and `Rank` are those of the facts file (README, check_eligibility).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEVELS = {5: "五级/初级工", 4: "四级/中级工", 3: "三级/高级工", 2: "二级/技师", 1: "一级/高级技师"}
"""As `station.enums.Level` has it, which pure code does not import."""


class School(StrEnum):
    TECHNICAL = "technical"
    SENIOR_TECHNICAL = "senior_technical"
    TECHNICIAN_COLLEGE = "technician_college"
    SECONDARY_VOCATIONAL = "secondary_vocational"
    HIGHER_VOCATIONAL = "higher_vocational"
    UNIVERSITY = "university"

    @property
    def label(self) -> str:
        return _SCHOOLS[self]


class Major(StrEnum):
    OWN = "own"
    RELATED = "related"
    OTHER = "other"


class Rank(StrEnum):
    """Of a professional title (职称), from the lowest."""

    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"

    @property
    def label(self) -> str:
        return _RANKS[self]

    @property
    def height(self) -> int:
        return list(Rank).index(self)


_SCHOOLS = {
    School.TECHNICAL: "技工学校",
    School.SENIOR_TECHNICAL: "高级技工学校",
    School.TECHNICIAN_COLLEGE: "技师学院",
    School.SECONDARY_VOCATIONAL: "中等职业学校",
    School.HIGHER_VOCATIONAL: "高等职业学校",
    School.UNIVERSITY: "普通高等学校（专科及以上）",
}
_RANKS = {Rank.JUNIOR: "初级", Rank.INTERMEDIATE: "中级", Rank.SENIOR: "高级"}


@dataclass(frozen=True)
class Work:
    """A period of work. `until` is its last day; None: it goes on. An unknown `began` leaves the length open."""

    began: date | None
    until: date | None
    occupation: str | None
    related: bool | None = False


@dataclass(frozen=True)
class Certificate:
    """One that is listed without its date is held all the same. `related`: of a related occupation; that also follows
    from work listed as related (see `Facts.calls_related`)."""

    level: int | None
    occupation: str | None
    issued: date | None
    related: bool | None = False


@dataclass(frozen=True)
class Schooling:
    """`final_year`: 在读应届毕业生. `assessed`: the school or its course has been assessed (经评估论证)."""

    school: School | None
    major: Major | None
    graduated: date | None
    final_year: bool | None = False
    assessed: bool | None = False


@dataclass(frozen=True)
class Title:
    """A professional title that corresponds to the occupation; others are not listed."""

    rank: Rank | None
    since: date | None


@dataclass(frozen=True)
class Facts:
    """Whoever asks applies, and applying is the intent to work in the occupation (拟从事). A list that is None is not known;
    an empty one says that there is nothing to list."""

    occupation: str
    level: int
    profile: str
    on: date
    born: date | None = None
    work: tuple[Work, ...] | None = ()
    certificates: tuple[Certificate, ...] | None = ()
    education: tuple[Schooling, ...] | None = ()
    titles: tuple[Title, ...] | None = ()
    apprenticeship_completed: bool | None = False
    training_hours: float | None = 0
    preparatory_technician_certificate: bool | None = False
    technician_class_student: bool | None = False

    @property
    def earliest(self) -> date:
        """No fact about a person is older than the person."""
        return self.born or date(1900, 1, 1)

    def calls_related(self, occupation: str) -> bool | None:
        """An occupation in which related work is listed is a related one, for a certificate too."""
        if self.work is None:
            return None
        told = [period.related for period in self.work if period.occupation == occupation]
        if True in told:
            return True
        unnamed = any(period.occupation is None and period.related is not False for period in self.work)
        return None if None in told or unnamed else False
