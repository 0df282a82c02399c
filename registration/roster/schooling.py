"""Schooling and years of work that contradict one another: worth a second look at review, never a refusal at the import."""

import datetime
from collections.abc import Iterator, Mapping

from registration.roster.columns import Field
from registration.roster.normalising import parse_date

_STUDENT = "在校"
_YOUNGEST_GRADUATE = 11
_YOUNGEST_WORKER = 14
# What a school's name says against the education claimed: word in the name, educations that cannot end there.
_IMPOSSIBLE_AT = (
    ("技工学校", ("研究生", "大学本科", "大学专科和专科学校")),
    ("技校", ("研究生", "大学本科", "大学专科和专科学校")),
    ("中学", ("研究生", "大学本科", "大学专科和专科学校", "中等专业学校", "技工学校")),
    ("小学", ("研究生", "大学本科", "大学专科和专科学校", "中等专业学校", "技工学校", "高中", "初中")),
)


def schooling_warnings(values: Mapping[str, object], *, on: datetime.date) -> Iterator[str]:
    born = values.get(Field.BIRTH)
    graduated = parse_date(str(values.get(Field.GRADUATED, "")))
    education, school = str(values.get(Field.EDUCATION, "")), str(values.get(Field.SCHOOL, ""))
    source = str(values.get(Field.SOURCE, ""))
    for word, impossible in _IMPOSSIBLE_AT:
        if word in school and education in impossible:
            yield f"文化程度“{education}”与毕业院校“{school}”不相称，请在审核时核对学历证明"
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
    digits = str(values.get(Field.WORK_YEARS, "")).removesuffix("年").strip()
    if digits.isdecimal() and isinstance(born, datetime.date) and int(digits) > on.year - born.year - _YOUNGEST_WORKER:
        yield f"工作年限 {digits} 年与出生日期“{born}”不相称，请在审核时核对年限证明"
