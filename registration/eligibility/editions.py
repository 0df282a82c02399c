"""The clauses behind the announced conditions, key by key (spec 2.2, 2.3).

Text and papers of a condition stand in `announcements.conditions` and are taken from there, so that what is weighed is what
was announced. An occupation's own standard may say otherwise; it then has rules of its own.
"""

from announcements.conditions import CONDITIONS, GENERAL_PAPERS, papers_beyond_the_condition
from registration.eligibility.clauses import (
    Age,
    AtWork,
    Clause,
    HeldFor,
    HoldsCertificate,
    HoldsTitle,
    Intends,
    Stated,
    WorkYears,
)
from registration.eligibility.edition_2012 import rules_2012
from registration.eligibility.facts import Rank, School
from registration.eligibility.rules import Alternative, Rule
from registration.eligibility.schooling import ANY, COLLEGES, SENIOR_CLASSES, SKILLED_SCHOOLS, Course, Graduated
from station.enums import Category

_VOCATIONAL = (School.SECONDARY_VOCATIONAL, School.HIGHER_VOCATIONAL)
_GRADUATE_OF_SENIOR_CLASSES = Graduated((Course(SENIOR_CLASSES, ANY, final_year=False),))
_GRADUATE_OF_TECHNICIAN_COLLEGE = Graduated((Course((School.TECHNICIAN_COLLEGE,), ANY, final_year=False),))


def _after_certificate(level: int, years: int) -> Alternative:
    certificate = HoldsCertificate(level)
    return certificate, WorkYears(years, after=certificate)


def _after_title(rank: Rank, years: int) -> Alternative:
    title = HoldsTitle(rank)
    return title, WorkYears(years, after=title)


def _diploma(*courses: Course) -> Clause:
    return Graduated(courses)


CLAUSES: dict[str, tuple[Alternative, ...]] = {
    "2018-5-1": ((WorkYears(1),),),
    "2018-5-2": ((Stated("apprenticeship_completed"),),),
    "2018-4-1": (_after_certificate(5, 4),),
    "2018-4-2": ((WorkYears(6),),),
    "2018-4-3": ((_diploma(Course(SKILLED_SCHOOLS), Course(_VOCATIONAL, assessed=True)),),),
    "2018-3-1": (_after_certificate(4, 5),),
    "2018-3-2": (
        (
            HoldsCertificate(4),
            _diploma(Course(SENIOR_CLASSES, ANY), Course((School.HIGHER_VOCATIONAL,), assessed=True)),
        ),
    ),
    "2018-3-3": ((_diploma(Course(COLLEGES, final_year=False)), *_after_certificate(4, 2)),),
    "2018-2-1": (_after_certificate(3, 4),),
    "2018-2-2": (
        (HoldsCertificate(3), _GRADUATE_OF_SENIOR_CLASSES, WorkYears(3)),
        (Stated("preparatory_technician_certificate"), _GRADUATE_OF_TECHNICIAN_COLLEGE, WorkYears(2)),
    ),
    "2018-1-1": (_after_certificate(2, 4),),
    "2023-5-1": ((Age(16), Intends()),),
    "2023-5-2": ((Age(16), AtWork()),),
    "2023-4-1": ((WorkYears(5),),),
    "2023-4-2": (_after_certificate(5, 3),),
    "2023-4-3": ((_diploma(Course(tuple(School))),),),
    "2023-3-1": ((WorkYears(10),),),
    "2023-3-2": (_after_certificate(4, 4),),
    "2023-3-3": (_after_title(Rank.JUNIOR, 1),),
    "2023-3-4": ((_diploma(Course(SENIOR_CLASSES)),),),
    "2023-3-5": ((HoldsCertificate(4), _diploma(Course(COLLEGES))),),
    "2023-3-6": ((_diploma(Course(COLLEGES, assessed=True)),),),
    "2023-2-1": (_after_certificate(3, 5),),
    "2023-2-2": ((*_after_title(Rank.JUNIOR, 5), *_after_certificate(3, 1)),),
    "2023-2-3": (_after_title(Rank.INTERMEDIATE, 1),),
    "2023-2-4": ((HoldsCertificate(3), _GRADUATE_OF_SENIOR_CLASSES, WorkYears(2)),),
    "2023-2-5": ((Stated("technician_class_student"), HoldsCertificate(3), HeldFor(HoldsCertificate(3), 2)),),
    "2023-1-1": (_after_certificate(2, 5),),
    "2023-1-2": ((*_after_title(Rank.INTERMEDIATE, 5), *_after_certificate(2, 1)),),
    "2023-1-3": (_after_title(Rank.SENIOR, 1),),
}


def rules_for(edition: str, level: int) -> tuple[Rule, ...]:
    """The general conditions of an edition (2012, 2018, 2023) for a level, in the order they are announced in."""
    if edition == "2012":
        return rules_2012(level)
    return tuple(
        Rule(
            condition.key,
            condition.text,
            tuple(paper.text for paper in condition.papers if paper.kind != "identity"),
            CLAUSES[condition.key],
        )
        for condition in CONDITIONS[edition, level]
    )


def general_documents(level: int, category: str = Category.ORDINARY) -> tuple[str, ...]:
    """What everybody brings (R2.1), and technicians and senior technicians besides (R2.2)."""
    return tuple(paper.text for paper in (*GENERAL_PAPERS, *papers_beyond_the_condition(level, category)))
