"""The columns we know, and the many words that schools and employers write above them (R2.4)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from registration.roster.normalising import clean_text


class Field(StrEnum):
    """One column of the registration data; the value is what commands and logs call it."""

    SEQUENCE = "sequence"
    NAME = "name"
    FORMER_NAME = "former_name"
    DOCUMENT_TYPE = "document_type"
    IDENTITY = "identity_number"
    SEX = "sex"
    BIRTH = "birth_date"
    ETHNICITY = "ethnicity"
    EDUCATION = "education"
    MOBILE = "mobile"
    SOURCE = "source"
    EMPLOYER = "employer"
    GROUP = "group_name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    EMAIL = "email"
    OCCUPATION = "occupation"
    TRADE = "trade"
    LEVEL = "level"
    CONDITION = "condition"
    WORK_YEARS = "work_years"
    WORK_SINCE = "work_since"
    CERTIFICATE_LEVEL = "certificate_level"
    CERTIFICATE_OCCUPATION = "certificate_occupation"
    CERTIFICATE_NUMBER = "certificate_number"
    CERTIFICATE_DATE = "certificate_date"
    SCHOOL = "school"
    MAJOR = "major"
    GRADUATED = "graduated"
    TITLE = "professional_title"
    HOUSEHOLD = "household"
    POLITICAL = "political_status"
    THEORY = "theory"
    PRACTICAL = "practical"
    REVIEW = "review"
    LANGUAGE = "foreign_language"
    REMARKS = "remarks"
    OPINION = "opinion"
    """Our own 修改意见 column, when an annotated workbook comes back corrected."""

    @property
    def label(self) -> str:
        return SYNONYMS[self][0]


# The first word of each is the one we print. Earlier words win where a sheet has two columns of one meaning.
SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.SEQUENCE: ("序号", "编号", "序列", "顺序号", "NO", "NO.", "No"),
    Field.NAME: ("姓名", "NAME", "FULL NAME", "考生姓名", "学生姓名", "学员姓名", "申报人姓名", "申请人姓名", "报名人姓名", "中文姓名", "名字", "真实姓名", "员工姓名"),
    Field.FORMER_NAME: ("曾用名",),
    Field.DOCUMENT_TYPE: ("证件类型", "证件类别", "证件种类", "证件名称", "身份证件类型", "有效证件类型"),
    Field.IDENTITY: (
        "证件号码", "身份证号码", "身份证号", "公民身份号码", "公民身份证号码", "居民身份证号码", "居民身份证号", "身份证件号码", "身份证件号",
        "证件号", "有效证件号码", "身份证", "身份号码", "证件编号", "身份证编号",
        "ID NUMBER", "ID NO", "ID CARD",
    ),
    Field.SEX: ("性别", "SEX", "GENDER"),
    Field.BIRTH: ("出生日期", "出生年月日", "出生年月", "出生时间", "生日"),
    Field.ETHNICITY: ("民族", "族别"),
    Field.EDUCATION: ("文化程度", "学历", "最高学历", "学历层次", "文化水平", "受教育程度", "现有学历"),
    Field.MOBILE: (
        "手机号码", "手机号", "手机", "移动电话", "本人手机", "本人手机号", "本人手机号码", "联系手机", "手机电话", "联系电话", "联系方式",
        "本人联系电话", "电话号码", "电话", "联系号码",
    ),
    Field.SOURCE: ("考生来源", "人员来源", "考生类别", "人员类别", "来源", "身份类别", "考生身份"),
    Field.EMPLOYER: (
        "工作单位", "所在单位", "单位名称", "单位", "现工作单位", "工作单位名称", "所属单位", "单位全称", "班级/单位", "单位/班级", "单位/学校",
        "学校/单位", "工作单位/学校", "所在单位/学校", "学校", "学校名称", "所在学校", "就读学校", "院校", "报名单位",
    ),
    Field.GROUP: ("班级", "所在班级", "班级名称", "系部班级", "院系班级", "部门", "所在部门", "院系", "系部", "车间"),
    Field.ADDRESS: ("通讯地址", "通信地址", "联系地址", "地址", "家庭住址", "住址", "现住址", "详细地址", "居住地址", "邮寄地址"),
    Field.POSTCODE: ("邮政编码", "邮编"),
    Field.EMAIL: ("电子邮箱", "邮箱", "电子邮件", "E-mail", "Email", "邮箱地址"),
    Field.OCCUPATION: (
        "申报职业", "报考职业", "申报职业工种", "报考职业工种", "职业工种名称", "申报职业名称", "报考职业名称", "认定职业", "鉴定职业", "认定职业工种",
        "鉴定职业工种", "职业名称", "职业工种", "职业/工种", "职业", "评价职业", "考核职业", "申请职业", "参加职业", "鉴定工种", "申报工种", "报考工种",
        "认定工种", "申报项目", "报考项目", "鉴定项目", "专业工种", "申报职业/工种", "报考职业/工种",
    ),
    Field.TRADE: ("工种", "工种名称", "职业方向", "工种/职业方向", "职业方向/工种", "工种职业方向", "工种方向", "申报方向"),
    Field.LEVEL: (
        "申报等级", "申报级别", "报考等级", "报考级别", "认定等级", "认定级别", "鉴定等级", "鉴定级别", "职业技能等级", "技能等级", "职业等级",
        "申请等级", "申请级别", "评价等级", "考核等级", "参加等级", "等级", "级别", "申报技能等级", "拟申报等级",
    ),
    Field.CONDITION: ("申报条件", "考生申报条件", "报考条件", "报名条件", "申报资格条件", "符合条件", "申报条件序号"),
    Field.WORK_YEARS: (
        "工作年限", "本职业工龄", "工龄", "本职业工作年限", "从业年限", "专业年限", "从事本职业年限", "本工种工龄", "累计工作年限", "工作年数",
        "从事本工种年限", "本职业年限",
    ),
    Field.WORK_SINCE: ("参加工作时间", "参加工作日期", "参加工作年月", "从业时间", "入职时间"),
    Field.CERTIFICATE_LEVEL: (
        "原证书等级", "原证书级别", "原等级", "原级别", "证书等级", "证书级别", "现持证书等级", "已有证书等级", "现有证书等级", "原职业资格等级",
        "现等级", "现有等级", "持证等级", "原有等级", "原职业技能等级",
    ),
    Field.CERTIFICATE_OCCUPATION: ("原证书职业", "原职业", "原职业工种", "证书职业", "原证书工种", "原工种", "原证书职业名称"),
    Field.CERTIFICATE_NUMBER: (
        "原证书编号", "原证书号", "原证书号码", "证书编号", "证书号码", "证书号", "已有证书编号", "现持证书编号", "原证编号", "原职业资格证书编号",
        "职业资格证书编号",
    ),
    Field.CERTIFICATE_DATE: (
        "原证书发证日期", "原证书发证时间", "原证书日期", "发证日期", "发证时间", "取证时间", "取证日期", "原证书取得时间", "证书取得时间", "原证书取得日期",
    ),
    Field.SCHOOL: ("毕业院校", "毕业学校", "毕业院校名称", "毕业学校名称", "毕(肄)业学校", "毕业院校及专业"),
    Field.MAJOR: ("所学专业", "专业", "专业名称", "就读专业", "毕业专业"),
    Field.GRADUATED: ("毕业时间", "毕业日期", "毕业年月", "毕业年份", "预计毕业时间", "毕业(预计)时间"),
    Field.TITLE: ("职称", "专业技术职称", "专业技术职务", "专业技术资格"),
    Field.HOUSEHOLD: ("户籍所在地", "户籍", "户口所在地", "籍贯", "户籍地址"),
    Field.POLITICAL: ("政治面貌",),
    Field.THEORY: ("理论考试", "理论", "理论知识", "理论知识考试", "理论科目"),
    Field.PRACTICAL: ("操作技能考试", "操作技能", "技能", "实操", "实操考试", "技能考核", "实操科目", "技能考试", "操作技能考核"),
    Field.REVIEW: ("综合评审", "综合考试", "综合", "综合科目"),
    Field.LANGUAGE: ("外语考试", "外语",),
    Field.REMARKS: ("备注", "说明", "备注说明"),
    Field.OPINION: ("修改意见",),
}  # fmt: skip

_NOT_THE_CANDIDATE = re.compile(r"家长|监护|紧急|联系人|班主任|辅导员|父|母|推荐|经办|负责人|领队|带队")
_WHO = re.compile(r"^(?:考生|学生|学员|申报人|申请人|报名人|本人|个人|人员|员工|职工)")
_DECORATION = re.compile(r"[*★☆#＊:：\s\"“”'。,，、_]|必填项?|选填项?")
_ASKED = r"(?:拟|现|申报|申请|报考|报名|报|参加|鉴定|认定|评价|考核|考试|培训|的)*"
_BRACKETS = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")


def _compact(text: str) -> str:
    return _DECORATION.sub("", clean_text(text)).replace("\\", "/").upper()


_RANKED: dict[str, tuple[Field, int]] = {}
for _field, _words in SYNONYMS.items():
    for _rank, _word in enumerate(_words):
        _RANKED.setdefault(_compact(_word), (_field, _rank))

_FALLBACKS = (
    (re.compile(r"身份证.*(号|码)|^证件.*号"), Field.IDENTITY),
    (re.compile(r"手机|移动电话"), Field.MOBILE),
    (re.compile(r"^出生.*(日期|年月)"), Field.BIRTH),
    (re.compile(r"^(?:本人)?(?:联系)?(?:电话|手机)(?:号码?)?\d?$"), Field.MOBILE),
    (
        re.compile(
            rf"^{_ASKED}(?:职业|工种)(?:及|和|与)?(?:职业|工种|方向)*(?:名称)?(?:(?:及|和|与)(?:方向|工种))?(?:名称)?$"
        ),
        Field.OCCUPATION,
    ),
    (re.compile(rf"^{_ASKED}(?:国家)?(?:职业)?(?:技能|资格)*(?:等级|级别)$"), Field.LEVEL),
)
"""Looked for in what no list of words can hold: 申报的职业名称, 培训工种, 申请鉴定等级."""


Learned = Mapping[str, Field | None]
"""What somebody said of headers nobody else knows: `title_key` → the field, or None for a column that is not to be read."""
NOTHING: Learned = MappingProxyType({})


def title_key(text: str) -> str:
    """Under which a header is remembered: without stars, blanks and colons."""
    return _compact(text)


def recognise_header(text: str, learned: Learned = NOTHING) -> tuple[Field, int] | None:
    """The field a header means and how sure the word is (0 = our own word); None for a column nobody asked for."""
    full = _compact(text)
    if not full or len(full) > 60:
        return None
    if full in learned:
        told = learned[full]
        return (told, -1) if told else None
    bare = _BRACKETS.sub("", full)
    native = re.sub(r"[A-Z.\d]+$|^[A-Z.]+", "", bare) or bare
    for form in (full, full.replace("(", "").replace(")", ""), bare, _WHO.sub("", bare), native):
        if form in _RANKED:
            return _RANKED[form]
    parts = {_RANKED[part][0] for part in bare.split("/") if part in _RANKED} if "/" in bare else set()
    if len(parts) == 1:
        return parts.pop(), 90
    if _NOT_THE_CANDIDATE.search(bare) or len(bare) > 30:
        return None
    return next(((field, 95) for pattern, field in _FALLBACKS if pattern.search(_WHO.sub("", native))), None)


def speaks_of_certificate(group: str) -> bool:
    """Whether a title over several columns makes their 等级 and 编号 those of a certificate held already."""
    return re.search(r"证书|原有|现有|持有|持证|已有|已取得", group) is not None


def speaks_of_others(group: str) -> bool:
    """Whether a title over several columns speaks of a parent, a contact or a teacher, not of the candidate."""
    return _NOT_THE_CANDIDATE.search(group) is not None
