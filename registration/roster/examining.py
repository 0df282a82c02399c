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
    FEMALE,
    MALE,
    clean_mobile,
    clean_name,
    clean_optional,
    clean_text,
    parse_date,
    parse_level,
    parse_sex,
    tidy_text,
)
from registration.roster.offerings import OfferingBook
from registration.roster.reading import RosterRow
from registration.roster.schooling import schooling_warnings

LONGEST_NAME = 40
_SEX_LABELS = {MALE: "男", FEMALE: "女"}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ASSIGNED = re.compile(r"1(?:3\d|4[014-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])")
"""Number ranges in use; new ones open now and then, so that a number outside them is only remarked on."""
_TEXTS = {
    Field.FORMER_NAME: 40, Field.SOURCE: 40, Field.EMPLOYER: 120, Field.GROUP: 80, Field.ADDRESS: 200, Field.POSTCODE: 10, Field.TRADE: 60,
    Field.CONDITION: 40, Field.CERTIFICATE_OCCUPATION: 60, Field.CERTIFICATE_NUMBER: 40, Field.SCHOOL: 120, Field.MAJOR: 80,
    Field.TITLE: 60, Field.HOUSEHOLD: 120, Field.POLITICAL: 30, Field.REMARKS: 300,
}  # fmt: skip
"""What is kept as written, and how much of it; the rest is cut off with a warning."""
_DATES = (Field.CERTIFICATE_DATE, Field.GRADUATED, Field.WORK_SINCE)
_SEVERAL_NAMES = re.compile(r"[\u4e00-\u9fff][/、,;&+|\\]\s*[\u4e00-\u9fff]")
_SUBJECTS = (Field.THEORY, Field.PRACTICAL, Field.REVIEW, Field.LANGUAGE)
_ATTEMPTS = dict.fromkeys(("新考", "正考", "初考", "首考", "是", "考", "参加", "报考", "√"), "new") | dict.fromkeys(
    ("补考", "重考", "再考"), "retake"
)
_NOT_TAKEN = frozenset({"否", "免考", "不考", "不参加", "×", "免"})
# The codes are those of `registration.enums.Education`, which pure code does not import.
_EDUCATION = {
    "doctor": ("博士", "博士研究生"),
    "master": ("研究生", "硕士", "硕士研究生", "研究生教育"),
    "bachelor": ("大学本科", "本科", "大本", "学士", "大学", "全日制本科"),
    "college": (
        "大学专科和专科学校",
        "大专",
        "专科",
        "大学专科",
        "高职",
        "高职高专",
        "全日制大专",
        "高职(专科)",
        "专科(高职)",
    ),
    "secondary": ("中等专业学校", "中专", "中职", "中等职业学校", "中等职业教育"),
    "technical": ("技校", "技工学校", "中级技工学校"),
    "senior_technical": ("高级技校", "高级技工学校", "高技"),
    "technician_college": ("技师学院",),
    "high_school": ("高中", "普通高中"),
    "vocational_high": ("职高", "职业高中"),
    "junior": ("初中", "初级中学"),
    "primary": ("小学",),
}
EDUCATION_CODES = {word: code for code, words in _EDUCATION.items() for word in words}
ETHNIC_GROUPS = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克",
    "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip


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
    elif isinstance(row.cell(Field.NAME), bool):
        found.refuse(Field.NAME, f"姓名一格里是“{name}”，不是姓名。请填写与证件一致的姓名。")
    elif _SEVERAL_NAMES.search(name):
        found.refuse(Field.NAME, f"姓名“{name}”像是写了不止一个人。每名考生单独填写一行。")
    elif re.search(r"\d", name):
        found.refuse(Field.NAME, f"姓名“{name}”中有数字。请填写与证件一致的姓名。")
    elif re.search(r"[?？�□]", name):
        found.refuse(Field.NAME, f"姓名“{name}”中有无法识别的字。请对照证件填写，生僻字可用 Unicode 字库输入。")
    else:
        found.values[Field.NAME] = name
        if re.search(r"[^\w\s·.\-'\ue000-\uf8ff]", name):
            found.warn(f"姓名“{name}”中有文字以外的符号，请对照证件核对")
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
    for wanted, longest in _TEXTS.items():
        if text := tidy_text(row.cell(wanted)):
            found.values[wanted] = text[:longest]
            if len(text) > longest:
                found.warn(f"{wanted.label}超过 {longest} 个字，只保存了前 {longest} 个字")
    for wanted in _DATES:
        if text := tidy_text(row.cell(wanted)):
            reading = parse_date(row.cell(wanted))
            _keep(found, wanted, text, str(reading) if reading else None, "无法识别为日期")
    if text := tidy_text(row.cell(Field.CERTIFICATE_LEVEL)):
        _keep(found, Field.CERTIFICATE_LEVEL, text, parse_level(text), "无法识别")
    if text := tidy_text(row.cell(Field.WORK_YEARS)):
        years = re.fullmatch(r"(\d{1,2})(?:\.\d+)?年?", text)
        _keep(found, Field.WORK_YEARS, text, int(years[1]) if years else None, "不是年数")
    if text := tidy_text(row.cell(Field.EDUCATION)):
        _keep(found, Field.EDUCATION, text, EDUCATION_CODES.get(clean_text(text)), "不在文化程度选项内")
    for wanted in _SUBJECTS:
        if (text := tidy_text(row.cell(wanted))) and text not in _NOT_TAKEN:
            _keep(found, wanted, text, _ATTEMPTS.get(text), "不是“新考”或“补考”")
    _ethnicity(tidy_text(row.cell(Field.ETHNICITY)), found)
    _email(clean_optional(row.cell(Field.EMAIL)), found)
    if Field.CONDITION in row.cells and Field.CONDITION not in found.values:
        found.warn(NO_CONDITION)


def _keep(found: Findings, wanted: Field, text: str, value: object, trouble: str) -> None:
    """The value in its one form; a text that has none is kept as `<field>_text` for the clerk who reviews it."""
    if value is not None:
        found.values[wanted] = value
        return
    found.values[f"{wanted.value}_text"] = text[:60]
    found.warn(f"{wanted.label}“{text[:20]}”{trouble}，按原文记在备查信息中")


def _ethnicity(text: str, found: Findings) -> None:
    if not text:
        return
    group = text.removesuffix("族")
    if group in ETHNIC_GROUPS:
        found.values[Field.ETHNICITY] = f"{group}族"
    else:
        _keep(found, Field.ETHNICITY, text, None, "不在五十六个民族名称内")


def _email(text: str, found: Findings) -> None:
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        found.values[Field.EMAIL] = text[:254]
    elif text:
        found.warn(f"电子邮箱“{text[:30]}”格式不对，未保存")


NO_CONDITION = "未填申报条件，资格审查时由规则查找适用条件"
"""A note, not a reproach: R2.1's conditions are weighed at review. Without the column it is said once for the whole file."""
