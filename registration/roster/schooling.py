"""Schooling and years of work that contradict one another: worth a second look at review, never a refusal at the import."""

import datetime
from collections.abc import Iterator, Mapping

from registration.roster.columns import Field
from registration.roster.normalising import parse_date

_HIGHER = ("doctor", "master", "bachelor", "college")
_SECONDARY = ("secondary", "technical", "senior_technical", "technician_college", "vocational_high")

_STUDENT = "在校"
_YOUNGEST_GRADUATE = 11
_YOUNGEST_WORKER = 14
# What a school's name says against the education claimed: word in the name, educations that cannot end there.
_IMPOSSIBLE_AT = (
    ("技工学校", _HIGHER),
    ("技校", _HIGHER),
    ("中学", (*_HIGHER, *_SECONDARY)),
    ("小学", (*_HIGHER, *_SECONDARY, "high_school", "junior")),
)


def schooling_warnings(values: Mapping[str, object], *, on: datetime.date) -> Iterator[str]:
    born = values.get(Field.BIRTH)
    graduated = parse_date(str(values.get(Field.GRADUATED, "")))
    education, school = str(values.get(Field.EDUCATION, "")), str(values.get(Field.SCHOOL, ""))
    source = str(values.get(Field.SOURCE, ""))
    for word, impossible in _IMPOSSIBLE_AT:
        if word in school and education in impossible:
            yield f"文化程度与毕业院校“{school}”不相称，请在审核时核对学历证明"
            break
    if graduated and isinstance(born, datetime.date) and graduated.year - born.year < _YOUNGEST_GRADUATE:
        yield f"毕业时间“{graduated}”与出生日期“{born}”相差不足 {_YOUNGEST_GRADUATE} 年，请核对"
    if graduated:
        ahead = (graduated.year, graduated.month) > (on.year, on.month)
        if ahead and source and _STUDENT not in source and "学校" not in source:
            yield f"毕业时间“{graduated}”尚未到，考生来源却是“{source}”，请核对是否在校"
        if not ahead and _STUDENT in source and (on.year - graduated.year) >= 1:
            yield f"考生来源是“{source}”，毕业时间“{graduated}”却已过去，请核对是否在校"
    yield from _work_warnings(values, born, on)


def _work_warnings(values: Mapping[str, object], born: object, on: datetime.date) -> Iterator[str]:
    years = values.get(Field.WORK_YEARS)
    if isinstance(years, int) and isinstance(born, datetime.date) and years > on.year - born.year - _YOUNGEST_WORKER:
        yield f"工作年限 {years} 年与出生日期“{born}”不相称，请在审核时核对年限证明"
