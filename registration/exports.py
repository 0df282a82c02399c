"""Column layouts for data that leaves the house (R2.4). Shipped: the 33 columns of spec 6.2, as an example (示例)."""

from collections.abc import Callable
from typing import Any

from announcements.conditions import conditions_for
from announcements.models import Assessment
from registration import selectors
from registration.enums import Attempt
from registration.models import Application
from registration.services.taking_in import SUBJECT_COLUMNS
from registration.services.weighing import offering_facts

Row = dict[str, Any]


def _said(key: str) -> Callable[[Application, Row], Any]:
    return lambda application, _: (application.particulars or {}).get(key, "")


def _attempt(application: Application, _: Row) -> str:
    """正考 where every subject is new, 补考 where any is sat again."""
    again = any(row.attempt == Attempt.RETAKE for row in application.subjects.all())
    return "补考" if again else "正考"


# (title, value). The order is the layout's own; titles may not be changed by who uploads them.
COLUMNS_33: tuple[tuple[str, Callable[[Application, Row], Any]], ...] = (
    ("序号", lambda a, row: row["position"]),
    ("职业工种名称", lambda a, _: a.offering.occupation.name),
    ("认定等级", lambda a, _: a.offering.get_level_display()),
    ("申报条件", lambda a, _: a.condition or (a.particulars or {}).get("condition", "")),
    ("证件类型", lambda a, _: a.candidate.get_identity_type_display()),
    ("证件号码", lambda a, _: a.candidate.identity_number),
    ("姓名", lambda a, _: a.candidate.name),
    ("性别", lambda a, _: a.candidate.get_sex_display()),
    ("出生日期", lambda a, _: a.candidate.birth_date.isoformat()),
    ("手机号码", lambda a, _: a.candidate.mobile),
    ("是否有职业资格证书", lambda a, _: "是" if a.lower_certificate_number else "否"),
    ("证书等级", lambda a, _: certificate_level(a)),
    ("证书编号", lambda a, _: a.lower_certificate_number),
    ("文化程度", lambda a, _: a.candidate.get_education_display() or (a.particulars or {}).get("education_text", "")),
    ("所在省（市）区", lambda a, _: "山东省"),
    ("考生来源", _said("source")),
    ("所在单位", lambda a, _: a.candidate.employer),
    ("报名单位", lambda a, row: row["station"]),
    ("认定分类", lambda a, _: "晋级认定" if a.lower_certificate_number else "初次认定"),
    ("专业", _said("major")),
    ("考试类型", _attempt),
    ("民族", lambda a, _: a.candidate.ethnicity),
    ("参加工作时间", _said("work_since")),
    ("电子邮箱", lambda a, _: a.candidate.email),
    ("专业年限", lambda a, _: "" if a.work_years is None else a.work_years),
    ("户籍所在地", _said("household")),
    ("政治面貌", _said("political_status")),
    ("学历证书编号", _said("diploma_number")),
    ("简要经历", _said("history")),
    ("通讯地址", lambda a, _: a.candidate.address),
    ("证书领取方式", lambda a, _: "自取"),
    ("邮政编码", _said("postcode")),
    ("邮寄地址", lambda a, _: ""),
)


def registration_data_columns() -> tuple[str, ...]:
    return tuple(title for title, _ in COLUMNS_33)


def registration_data_rows(assessment: Assessment) -> list[list[str]]:
    """Every registered person as the layout wants them, all text: identity numbers never become numbers."""
    from django.conf import settings

    rows = []
    for position, application in enumerate(selectors.registered_applications(assessment), 1):
        around = {"position": position, "station": settings.STATION_NAME}
        rows.append([str(value(application, around)) for _, value in COLUMNS_33])
    return rows


def certificate_level(application: Application) -> str:
    said = application.particulars or {}
    return level_words(said.get("certificate_level") or said.get("certificate_level_text", ""))


def level_words(value: Any) -> str:
    """A stored certificate level as people read it: a digit of ours in both words, anything else as it stands."""
    from station.enums import Level

    text = str(value)
    return Level(int(text)).label if text.isdecimal() and int(text) in Level.values else text


def roster_template(assessment: Assessment) -> bytes:
    """The workbook a school fills in: this assessment's occupations, levels, conditions and subjects to choose from."""
    from registration.roster.template import ConditionFacts, template

    offerings = assessment.offerings.select_related("occupation").prefetch_related("subjects").order_by("-level", "id")
    edition = assessment.qualification_profile
    levels = dict.fromkeys(offering.level for offering in offerings)
    conditions = [
        ConditionFacts(condition.key, condition.text)
        for level in levels
        for condition in conditions_for(edition, level)
    ]
    examined = {row.subject for offering in offerings for row in offering.subjects.all()}
    subjects = [column for column, subject in SUBJECT_COLUMNS.items() if subject in examined]
    return template(assessment.title, [offering_facts(each) for each in offerings], conditions, subjects)
