"""One row examined by itself: is it whole, does it agree with its own identity number, which offering does it mean (R2.1, R2.4).

Eligibility is not judged: a row without a qualification condition is as good as any other.
"""

import datetime
import re

from registration.roster.cells import Cell
from registration.roster.columns import Field
from registration.roster.findings import Findings
from registration.roster.identity import Identity, IdentityFault, ends_in_zeros, read_identity
from registration.roster.normalising import (
    clean_mobile,
    clean_name,
    clean_optional,
    parse_date,
    parse_level,
    parse_sex,
    tidy_text,
)
from registration.roster.offerings import OfferingBook
from registration.roster.reading import RosterRow
from registration.roster.schooling import schooling_warnings

LONGEST_NAME = 40
_SEX_LABELS = {"male": "男", "female": "女"}
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ASSIGNED = re.compile(r"1(?:3\d|4[014-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])")
"""Number ranges in use; new ones open now and then, so that a number outside them is only remarked on."""
_TEXTS = (
    Field.FORMER_NAME, Field.SOURCE, Field.EMPLOYER, Field.ADDRESS, Field.POSTCODE, Field.EMAIL, Field.TRADE, Field.CONDITION,
    Field.WORK_YEARS, Field.CERTIFICATE_OCCUPATION, Field.CERTIFICATE_NUMBER, Field.SCHOOL, Field.MAJOR, Field.TITLE,
    Field.HOUSEHOLD, Field.POLITICAL, Field.THEORY, Field.PRACTICAL, Field.REVIEW, Field.LANGUAGE, Field.REMARKS,
)  # fmt: skip
_EDUCATION = {
    "博士": "研究生", "博士研究生": "研究生", "硕士": "研究生", "硕士研究生": "研究生", "本科": "大学本科", "大本": "大学本科", "学士": "大学本科",
    "大专": "大学专科和专科学校", "专科": "大学专科和专科学校", "大学专科": "大学专科和专科学校", "高职": "大学专科和专科学校", "高职高专": "大学专科和专科学校",
    "中专": "中等专业学校", "技校": "技工学校", "普通高中": "高中",
}  # fmt: skip
_ETHNIC_GROUPS = frozenset({
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克",
    "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
})  # fmt: skip


def examine(row: RosterRow, book: OfferingBook, *, on: datetime.date, file_lost_digits: bool = False) -> Findings:
    """All that one row shows of itself. Faults stand in the order of their weight: the first is the one to name."""
    found = Findings()
    _name(row, found)
    identity = _identity(row, found, on, file_lost_digits)
    _sex(row, found, identity)
    _birth(row, found, identity, on)
    _offering(row, found, book)
    _mobile(row.cell(Field.MOBILE), found)
    _particulars(row, found)
    for warning in schooling_warnings(found.values, on=on):
        found.warn(warning)
    return found


def _name(row: RosterRow, found: Findings) -> None:
    name = clean_name(row.cell(Field.NAME))
    if not name:
        found.refuse(Field.NAME, "姓名没有填写。请填写与证件一致的姓名。")
    elif len(name) > LONGEST_NAME:
        found.refuse(Field.NAME, f"姓名有 {len(name)} 个字，超过 {LONGEST_NAME} 个字。请核对该格内容。")
    elif re.search(r"\d", name):
        found.refuse(Field.NAME, f"姓名“{name}”中有数字。请填写与证件一致的姓名。")
    elif re.search(r"[?？�□]", name):
        found.refuse(Field.NAME, f"姓名“{name}”中有无法识别的字。请对照证件填写，生僻字可用 Unicode 字库输入。")
    else:
        found.values[Field.NAME] = name
        if re.search(r"[\ue000-\uf8ff]", name):
            found.warn("姓名含自造字（非标准编码），打印时可能缺字，请改用标准编码的生僻字")


def _identity(row: RosterRow, found: Findings, on: datetime.date, file_lost_digits: bool) -> Identity | None:
    cell = row.cell(Field.IDENTITY)
    if not clean_optional(cell):
        found.refuse(Field.IDENTITY, "证件号码没有填写。请对照证件原件填写。")
        return None
    reading = read_identity(cell, clean_optional(row.cell(Field.DOCUMENT_TYPE)), on=on)
    if isinstance(reading, IdentityFault):
        found.refuse(Field.IDENTITY, reading.text)
        return None
    if ends_in_zeros(reading.number):
        if file_lost_digits:
            found.refuse(
                Field.IDENTITY,
                "证件号码末三位为 000，而同一文件中其他号码的末几位已被 Excel 丢失，无法断定本号码完好。请设为“文本”格式后对照原件重新填写。",
            )
            return None
        found.warn("证件号码末三位为 000，请核对原件，确认不是 Excel 丢失了末位数字")
    found.values[Field.IDENTITY] = reading.number
    found.values["document_kind"] = reading.kind.value
    found.warnings.extend(reading.warnings)
    return reading


def _sex(row: RosterRow, found: Findings, identity: Identity | None) -> None:
    typed = clean_optional(row.cell(Field.SEX))
    sex = parse_sex(typed) if typed else None
    if typed and sex is None:
        found.refuse(Field.SEX, f"性别“{typed[:10]}”无法识别。请填“男”或“女”；填居民身份证号码的可以留空。")
    elif sex and identity and identity.sex and sex != identity.sex:
        found.refuse(
            Field.SEX,
            f"性别填“{_SEX_LABELS[sex]}”，按证件号码应为“{_SEX_LABELS[identity.sex]}”。两者必有一误，请对照证件原件更正。",
        )
    elif sex or (identity and identity.sex):
        found.values[Field.SEX] = sex or (identity.sex if identity else None)
    elif identity:
        found.refuse(Field.SEX, f"性别没有填写，{identity.kind.label}号码推算不出性别。请填“男”或“女”。")


def _birth(row: RosterRow, found: Findings, identity: Identity | None, on: datetime.date) -> None:
    cell = row.cell(Field.BIRTH)
    typed = clean_optional(cell)
    reading = parse_date(cell) if typed else None
    born = identity.born if identity else None
    if typed and reading is None:
        found.refuse(Field.BIRTH, f"出生日期“{typed[:20]}”无法识别或不存在。请按“1990-05-01”的格式填写。")
    elif reading and born and not reading.agrees_with(born):
        found.refuse(Field.BIRTH, f"出生日期填“{reading}”，按证件号码应为“{born}”。两者必有一误，请对照证件原件更正。")
    elif reading and reading.date and reading.date >= on:
        found.refuse(Field.BIRTH, f"出生日期“{reading}”在今天或以后。请更正。")
    elif born or (reading and reading.date):
        found.values[Field.BIRTH] = born or (reading.date if reading else None)
    elif identity:
        found.refuse(Field.BIRTH, f"出生日期没有填全，{identity.kind.label}号码推算不出。请按“1990-05-01”的格式填写。")


def _offering(row: RosterRow, found: Findings, book: OfferingBook) -> None:
    choice = book.choose(row)
    if choice.offering is None:
        found.refuse(choice.field, choice.text)
        return
    found.values["offering"] = choice.offering.key
    found.values[Field.OCCUPATION] = choice.offering.occupation_name
    found.values[Field.LEVEL] = choice.offering.level
    found.warn(choice.note)


def _mobile(cell: Cell, found: Findings) -> None:
    typed = clean_optional(cell)
    if not typed:
        found.refuse(Field.MOBILE, "手机号码没有填写。准考证和成绩通知都发到本人手机，请补填 11 位手机号码。")
        return
    mobile = clean_mobile(cell)
    if not _MOBILE.fullmatch(mobile):
        found.refuse(
            Field.MOBILE, f"手机号码“{typed[:20]}”不对：应为 1 开头、第二位 3 至 9 的 11 位数字，只填一个。请更正。"
        )
        return
    found.values[Field.MOBILE] = mobile
    if not _ASSIGNED.match(mobile):
        found.warn(f"手机号码的号段 {mobile[:3]} 不在已启用的号段内，请与本人核对")


def _particulars(row: RosterRow, found: Findings) -> None:
    for wanted in _TEXTS:
        if text := tidy_text(row.cell(wanted)):
            found.values[wanted] = text
    for wanted in (Field.CERTIFICATE_DATE, Field.GRADUATED, Field.WORK_SINCE):
        if text := tidy_text(row.cell(wanted)):
            reading = parse_date(row.cell(wanted))
            found.values[wanted] = str(reading) if reading else text
            if reading is None:
                found.warn(f"{wanted.label}“{text[:20]}”无法识别为日期，按原文保存")
    if text := tidy_text(row.cell(Field.CERTIFICATE_LEVEL)):
        level = parse_level(text)
        found.values[Field.CERTIFICATE_LEVEL] = level or text
        if level is None:
            found.warn(f"原证书等级“{text[:20]}”无法识别，按原文保存")
    if text := tidy_text(row.cell(Field.EDUCATION)):
        found.values[Field.EDUCATION] = _EDUCATION.get(text, text)
    if text := tidy_text(row.cell(Field.ETHNICITY)):
        group = text.removesuffix("族")
        found.values[Field.ETHNICITY] = f"{group}族" if group in _ETHNIC_GROUPS else text
        if group not in _ETHNIC_GROUPS:
            found.warn(f"民族“{text[:10]}”不在五十六个民族名称内，请核对")
    if "@" not in str(found.values.get(Field.EMAIL, "@")):
        found.warn(f"电子邮箱“{found.values.pop(Field.EMAIL)}”格式不对，未保存")
    if Field.CONDITION in row.cells and Field.CONDITION not in found.values:
        found.warn(NO_CONDITION)


NO_CONDITION = "未填申报条件，资格审查时由规则查找适用条件"
"""A note, not a reproach: R2.1's conditions are weighed at review. Without the column it is said once for the whole file."""
