"""Diplomas: which schools, which majors, and whether somebody still in the final year counts (应届毕业生)."""

from dataclasses import dataclass
from datetime import date

from registration.eligibility import spans
from registration.eligibility.clauses import Finding
from registration.eligibility.facts import Facts, Major, School, Schooling
from registration.eligibility.tenure import all_of, any_of

SKILLED_SCHOOLS = (School.TECHNICAL, School.SENIOR_TECHNICAL, School.TECHNICIAN_COLLEGE)
"""技工院校."""
SENIOR_CLASSES = (School.SENIOR_TECHNICAL, School.TECHNICIAN_COLLEGE)
"""高级技工学校、技师学院: where the classes for level 3 and above are (高级工班及以上)."""
COLLEGES = (School.HIGHER_VOCATIONAL, School.UNIVERSITY)
"""大专及以上."""
OWN = (Major.OWN,)
OWN_OR_RELATED = (Major.OWN, Major.RELATED)
ANY = tuple(Major)
_MAJORS = {OWN: "本专业", OWN_OR_RELATED: "本专业或相关专业", ANY: ""}


@dataclass(frozen=True)
class Course:
    """One kind of schooling that a condition accepts."""

    schools: tuple[School, ...]
    majors: tuple[Major, ...] = OWN_OR_RELATED
    assessed: bool = False
    final_year: bool = True

    @property
    def name(self) -> str:
        schools = "、".join(school.label for school in self.schools)
        students = "（含应届毕业生）" if self.final_year else ""
        return f"{'经评估论证的' if self.assessed else ''}{schools}{_MAJORS[self.majors]}毕业{students}"

    def fits(self, schooling: Schooling, on: date) -> bool | None:
        return all_of(*(answer for answer, _ in self.weighed(schooling, on)))

    def weighed(self, schooling: Schooling, on: date) -> tuple[tuple[bool | None, str], ...]:
        """Each demand with what to say of a schooling that does not meet it."""
        assessed = schooling.assessed if self.assessed else True
        done = graduated(schooling, on, or_final_year=self.final_year)
        return (
            (_one_of(schooling.school, self.schools), "学校类别不符"),
            (True if self.majors == ANY else _one_of(schooling.major, self.majors), "专业不符"),
            (assessed, "学校未经评估论证"),
            (done, _until_graduation(schooling, on)),
        )


@dataclass(frozen=True)
class Graduated:
    """Any one of the courses, by any one of the schoolings."""

    courses: tuple[Course, ...]

    def examine(self, facts: Facts) -> Finding:
        demand = "；或".join(course.name for course in self.courses)
        if facts.education is None:
            return Finding(f"{demand}：学历不详，须人工核查", None)
        pairs = [(course, schooling) for schooling in sorted(facts.education, key=repr) for course in self.courses]
        met = any_of(course.fits(schooling, facts.on) for course, schooling in pairs)
        if met is None:
            return Finding(f"{demand}：学历资料不全，须人工核查", None)
        if met:
            schooling = next(schooling for course, schooling in pairs if course.fits(schooling, facts.on))
            return Finding(f"{demand}：{_described(schooling)}", True)
        if not pairs:
            return Finding(f"{demand}：没有学历", False, "缺毕业证书")
        lacking = [(_lacks(course, schooling, facts.on), schooling) for course, schooling in pairs]
        lacks, schooling = min(lacking, key=lambda pair: len(pair[0]))
        return Finding(f"{demand}：{_described(schooling)}", False, "、".join(lacks))


def graduated(schooling: Schooling, on: date, *, or_final_year: bool) -> bool | None:
    """Has the diploma; or, where the standard says so, is about to have it."""
    if schooling.graduated and schooling.graduated <= on:
        return True
    later = schooling.graduated is not None
    if schooling.final_year is None:
        return None if or_final_year or not later else False
    if schooling.final_year:
        return or_final_year
    return False if later else None


def _one_of(value: object, accepted: tuple[object, ...]) -> bool | None:
    return None if value is None else value in accepted


def _until_graduation(schooling: Schooling, on: date) -> str:
    known = schooling.graduated
    return f"差 {spans.distance(on, known)}毕业" if known and known > on else "尚未毕业"


def _lacks(course: Course, schooling: Schooling, on: date) -> list[str]:
    return [lack for answer, lack in course.weighed(schooling, on) if answer is False]


def _described(schooling: Schooling) -> str:
    school = schooling.school.label if schooling.school else "学校不详"
    major = {Major.OWN: "本专业", Major.RELATED: "相关专业", Major.OTHER: "其他专业", None: "专业不详"}[schooling.major]
    when = (
        f"{schooling.graduated} 毕业" if schooling.graduated else "未毕业" if schooling.final_year else "毕业日期不详"
    )
    return f"{school}{major}，{when}"
