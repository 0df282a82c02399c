"""Well-formed certificate numbers, and the register held against what is printed (R6.2, R6.3). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from registration.roster.normalising import clean_document_number, clean_name, clean_text, parse_date, parse_level

# 年份2 + 机构编码8 + 等级1 + 顺序号5 (《职业技能鉴定编码规则》); the newer 22-place code is taken as well.
_QUALIFICATION = re.compile(r"[0-9]{6}[0-4][0-9]{3}(?P<level>[1-5])(?!00000)[0-9]{5}")
_SKILL_LEVEL = re.compile(r"[YSJ][0-9]{14}(?P<level>[1-5])(?!000000)[0-9]{6}")

# What is printed on a certificate and stands in the register: key → words on the page.
FIELDS: dict[str, str] = {
    "name": "姓名",
    "identity_number": "证件号码",
    "occupation": "职业",
    "level": "等级",
    "number": "证书编号",
    "issued_on": "发证日期",
}
REMARK = "remark"


@dataclass(frozen=True)
class Difference:
    """One field in which the printed certificate and the register disagree."""

    field: str
    register: str
    printed: str

    @property
    def label(self) -> str:
        return FIELDS[self.field]


def number_fault(number: str, level: int) -> str:
    """Why `number` is not a certificate number of that level, "" when it is."""
    match = _QUALIFICATION.fullmatch(number) or _SKILL_LEVEL.fullmatch(number)
    if not match:
        return f"证书编号“{number}”不合编码规则，应为 16 位数字（年份 2 位、机构编码 8 位、等级 1 位、顺序号 5 位）"
    if int(match["level"]) != level:
        return f"证书编号“{number}”的等级位是 {match['level']}，与核准的等级 {level} 不符"
    return ""


def level_in(number: str) -> int | None:
    """The level that a well-formed number speaks of."""
    match = _QUALIFICATION.fullmatch(number) or _SKILL_LEVEL.fullmatch(number)
    return int(match["level"]) if match else None


def differences(register: Mapping[str, str], printed: Mapping[str, str]) -> list[Difference]:
    """Field by field, by meaning: 四级 is 四级/中级工, 2026年12月28日 is 2026-12-28; spaces never count."""
    return [
        Difference(field, register.get(field, ""), printed.get(field, ""))
        for field in FIELDS
        if _meaning(field, register.get(field, "")) != _meaning(field, printed.get(field, ""))
    ]


def _meaning(field: str, text: str) -> str:
    if field == "level" and (level := parse_level(text)):
        return str(level)
    if field == "issued_on" and (day := parse_date(text)):
        return str(day)
    if field == "name":
        return clean_name(text)
    if field in ("identity_number", "number"):
        return clean_document_number(text)
    return "".join(clean_text(text).split())
