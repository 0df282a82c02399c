"""The pattern of the standards around 2012, in the days of the qualification certificates (spec 2.1).

Occupations differed widely; these are the commonest figures, and the training hours are those of 维修电工 (示例). Years are
worked without a break, in the occupation itself. Nothing that is announced today rests on this pattern: it is there
to be copied for an occupation whose old standard is still in force.
"""

from registration.eligibility.clauses import Clause, HoldsCertificate, Stated, Trained, WorkYears
from registration.eligibility.facts import School
from registration.eligibility.rules import Rule
from registration.eligibility.schooling import COLLEGES, OWN, SENIOR_CLASSES, SKILLED_SCHOOLS, Course, Graduated

_OLD_NAMES = {5: "初级", 4: "中级", 3: "高级", 2: "技师", 1: "高级技师"}
_HOURS = {5: 500, 4: 400, 3: 300, 2: 300, 1: 200}
_MIDDLE = (
    Course(
        (*SKILLED_SCHOOLS, School.SECONDARY_VOCATIONAL, School.HIGHER_VOCATIONAL), OWN, assessed=True, final_year=False
    ),
)
_SENIOR = (
    Course(SENIOR_CLASSES, OWN, final_year=False),
    Course((School.HIGHER_VOCATIONAL,), OWN, assessed=True, final_year=False),
)


def _after(level: int, years: int) -> tuple[Clause, ...]:
    certificate = HoldsCertificate(level, "own")
    return certificate, _worked(years, certificate)


def _worked(years: int, after: HoldsCertificate | None = None) -> WorkYears:
    return WorkYears(years, "own", after, continuous=True)


def _trained(level: int) -> Trained:
    return Trained(_HOURS[level])


_CLAUSES: dict[str, tuple[str, tuple[Clause, ...]]] = {
    "2012-5-1": ("经本职业初级正规培训达规定标准学时数，并取得结业证书。", (_trained(5),)),
    "2012-5-2": ("在本职业连续见习工作2年以上。", (_worked(2),)),
    "2012-5-3": ("本职业学徒期满。", (Stated("apprenticeship_completed"),)),
    "2012-4-1": (
        "取得本职业初级职业资格证书后，连续从事本职业工作3年以上，经本职业中级正规培训达规定标准学时数，并取得结业证书。",
        (*_after(5, 3), _trained(4)),
    ),
    "2012-4-2": ("取得本职业初级职业资格证书后，连续从事本职业工作5年以上。", _after(5, 5)),
    "2012-4-3": ("连续从事本职业工作7年以上。", (_worked(7),)),
    "2012-4-4": (
        "取得经劳动保障行政部门审核认定的、以中级技能为培养目标的中等以上职业学校本专业毕业证书。",
        (Graduated(_MIDDLE),),
    ),
    "2012-3-1": (
        "取得本职业中级职业资格证书后，连续从事本职业工作4年以上，经本职业高级正规培训达规定标准学时数，并取得结业证书。",
        (*_after(4, 4), _trained(3)),
    ),
    "2012-3-2": ("取得本职业中级职业资格证书后，连续从事本职业工作7年以上。", _after(4, 7)),
    "2012-3-3": (
        "取得高级技工学校，或经劳动保障行政部门审核认定的、以高级技能为培养目标的高等职业学校本专业毕业证书。",
        (Graduated(_SENIOR),),
    ),
    "2012-3-4": (
        "取得本职业中级职业资格证书的大专以上本专业或相关专业毕业生，连续从事本职业工作2年以上。",
        (HoldsCertificate(4, "own"), Graduated((Course(COLLEGES, final_year=False),)), _worked(2)),
    ),
    "2012-2-1": (
        "取得本职业高级职业资格证书后，连续从事本职业工作5年以上，经本职业技师正规培训达规定标准学时数，并取得结业证书。",
        (*_after(3, 5), _trained(2)),
    ),
    "2012-2-2": ("取得本职业高级职业资格证书后，连续从事本职业工作8年以上。", _after(3, 8)),
    "2012-2-3": (
        "取得本职业高级职业资格证书的高级技工学校本专业毕业生，连续从事本职业工作2年以上。",
        (HoldsCertificate(3, "own"), Graduated((Course(SENIOR_CLASSES, OWN, final_year=False),)), _worked(2)),
    ),
    "2012-1-1": (
        "取得本职业技师职业资格证书后，连续从事本职业工作3年以上，经本职业高级技师正规培训达规定标准学时数，并取得结业证书。",
        (*_after(2, 3), _trained(1)),
    ),
    "2012-1-2": ("取得本职业技师职业资格证书后，连续从事本职业工作5年以上。", _after(2, 5)),
}


def rules_2012(level: int) -> tuple[Rule, ...]:
    return tuple(
        Rule(key, text, tuple(_proof(clause, level) for clause in clauses), (clauses,))
        for key, (text, clauses) in _CLAUSES.items()
        if key.startswith(f"2012-{level}-")
    )


def _proof(clause: Clause, level: int) -> str:
    match clause:
        case HoldsCertificate(held):
            return f"本职业{_OLD_NAMES[held]}职业资格证书"
        case WorkYears(years):
            return f"所在单位（或社区、乡镇）出具并盖章的连续从事本职业工作满{years}年的工作年限证明"
        case Trained(hours):
            return f"本职业{_OLD_NAMES[level]}正规培训结业证书（{hours}标准学时，示例）"
        case Stated():
            return "单位出具并盖章的学徒期满证明（学徒协议）"
        case _:
            return "毕业证书"
