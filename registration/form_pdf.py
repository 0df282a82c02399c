"""《职业技能鉴定考评表》 on two sides: the application with its opinions in front, review and results behind (R2.2).

The fields are those of the application forms in use elsewhere (spec 6.1); the province's own sheet is not at hand, so the
foot says 示例. What nobody asked the applicant for stays blank, to be filled in by hand.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registration.services import files
from station.papers import (
    Grid,
    Imprint,
    KeyValues,
    Label,
    Opinion,
    PageBreak,
    Paper,
    PhotoCell,
    Space,
    Ticks,
    Value,
    form,
)
from station.wording import plain_date

TITLE = "职业技能鉴定考评表"
SUBJECTS = ("理论知识", "操作技能", "外语", "综合评审")
ATTEMPTS = ("新考", "补考")
PROMISE = "本人承诺：以上填报内容及所交材料真实有效。如有弄虚作假，愿接受取消报名资格等处理。"
# Millimetres of the 166 between the margins; the last one holds a photograph of 33 × 48 mm.
_PERSON = (23, 29, 19, 19, 19, 22, 35)
_OPINIONS = (1.1, 3, 1.1, 3)
SIZES = (9.5, 9, 8.5, 8)
"""Tried in turn until both sides hold what was filled in."""


def form_paper(facts: Mapping[str, Any], imprint: Imprint, *, size: float = SIZES[0]) -> Paper:
    return form(
        TITLE,
        facts=(
            ("报名序号", facts["number"]),
            ("鉴定批次", facts["assessment"]),
            ("鉴定类别", facts["category"]),
            ("鉴定日期", plain_date(date.fromisoformat(facts["exam_date"]))),
        ),
        fact_columns=2,
        grids=(
            _applicant(facts, size),
            _opinions(facts, size),
            PageBreak(),
            _whose(facts),
            *_review(facts, size),
            _scores(facts, size),
            _grants(size),
        ),
        notes=(
            "本表样式为示例，以鉴定中心下发的样式为准；一人一职业一等级一表，正反两面，随申报材料报送。",
            "申报人签字、各单位签章须为原件；空白栏由申报人或有关单位用黑色墨水填写。",
        ),
        imprint=imprint,
    )


def _applicant(facts: Mapping[str, Any], size: float) -> Grid:
    years = "" if facts["work_years"] is None else f"{facts['work_years']} 年"
    born = plain_date(date.fromisoformat(facts["birth_date"]))
    certificate = " ".join(filter(None, (facts["lower_certificate_level"], facts["lower_certificate_number"])))
    school = " ".join(filter(None, (facts["school"], facts["major"], facts["graduated"])))
    employer = " ".join(filter(None, (facts["employer"], facts["group_name"])))
    rows = (
        (Label("姓名"), Value(facts["name"], span=3), Label("性别"), Value(facts["sex"]), _photo(facts)),
        (Label("出生日期"), Value(born), Label("民族"), Value(facts["ethnicity"]), Label("文化程度"), Value(facts["education"])),
        (Label("证件类型"), Value(facts["identity_type"]), Label("证件号码"), Value(facts["identity_number"], span=3)),
        (Label("手机号码"), Value(facts["mobile"]), Label("电子邮箱"), Value(facts["email"], span=3)),
        (Label("考生来源"), Value(facts["source"]), Label("职称"), Value(facts.get("title", "")), Label("邮政编码"), Value(facts.get("postcode", ""))),
        (Label("单位或学校"), Value(employer, span=3), Label("户籍所在地"), Value(facts.get("household", ""), span=2)),
        (Label("通讯地址"), Value(facts["address"], span=6, align="left")),
        (Label("毕业院校、专业及时间"), Value(school, span=6, align="left")),
        (Label("原证书等级及编号"), Value(certificate, span=3), Label("从事本职业年限"), Value(years, span=2)),
        (Label("申报职业"), Value(facts["occupation"], span=3), Label("申报等级"), Value(facts["level"], span=2)),
        (Label("考核科目"), _subjects(facts), Label("考试类型"), _attempts(facts)),
        (Label("申报条件"), Value(facts["condition"] or "（由资格审查确定）", span=6, align="left")),
    )  # fmt: skip
    return Grid(widths=_PERSON, rows=rows, row_mm=8.4, heights_mm=dict.fromkeys(range(5), 10), size=size)


def _photo(facts: Mapping[str, Any]) -> PhotoCell:
    photo = facts["photo"]
    text = "照片\n白底彩色免冠\n48×33 毫米"
    return PhotoCell(rows=5, image=files.read(photo["file"]) if photo else None, text=text)


def _subjects(facts: Mapping[str, Any]) -> Ticks:
    return Ticks(options=SUBJECTS, chosen=tuple(each["subject"] for each in facts["subjects"]), span=3)


def _attempts(facts: Mapping[str, Any]) -> Value:
    """新考 or 补考, by subject where it is not the same for all."""
    again = [each["subject"] for each in facts["subjects"] if each["attempt"] == "补考"]
    if len(again) == len(facts["subjects"]):
        return Value("补考", span=2)
    return Value(f"{'、'.join(again)}补考，其余新考" if again else "新考", span=2)


def _opinions(facts: Mapping[str, Any], size: float) -> Grid:
    employer = "累计从事本职业（相关职业）工作____年，情况属实。" if not facts["needs_review_papers"] else (
        "累计从事本职业（相关职业）工作____年，情况属实；推荐意见见背面。"
    )  # fmt: skip
    checked = "1. 复印件与原件　□相符　□不符；\n2. □符合申报条件　□不符合：________"
    granted = "经审核：　□通过　□未达要求"
    rows = (
        (Label("本人承诺"), Opinion(PROMISE, signer="申报人签字", seal_note="", span=3)),
        (
            Label("单位意见（工作年限证明）"), Opinion(employer, signer="负责人签字"),
            Label("培训单位意见"), Opinion("培训学时：______学时", signer="负责人签字"),
        ),
        (
            Label("鉴定所（站）审查意见"), Opinion(checked, signer="审核人签字"),
            Label("鉴定中心审批意见"), Opinion(granted, signer="负责人签字"),
        ),
    )  # fmt: skip
    return Grid(widths=_OPINIONS, rows=rows, heights_mm={0: 17, 1: 29, 2: 31}, size=size)


def _whose(facts: Mapping[str, Any]) -> KeyValues:
    """The back says whose it is, should it be copied alone."""
    said = (("姓名", facts["name"]), ("报名序号", facts["number"]))
    return KeyValues((*said, ("申报职业", facts["occupation"]), ("申报等级", facts["level"])), columns=2)


def _review(facts: Mapping[str, Any], size: float) -> tuple[Grid | Space, ...]:
    """Technicians and senior technicians show their work and defend a thesis (R2.2)."""
    if not facts["needs_review_papers"]:
        return ()
    votes = "应到　　　人，实到　　　人，同意　　　票，不同意　　　票"
    rows = (
        (Label("主要工作业绩"), Value("", span=3, align="left")),
        (Label("技术成果及获奖情况"), Value("", span=3, align="left")),
        (Label("论文（设计方案）题目"), Value("", span=3, align="left")),
        (Label("单位推荐意见"), Opinion("", signer="负责人签字"), Label("答辩意见"), Opinion("", signer="评审组长签字", seal_note="")),
        (Label("评审组表决"), Value(votes, span=3, align="left")),
    )  # fmt: skip
    grid = Grid(widths=_OPINIONS, rows=rows, heights_mm={0: 36, 1: 26, 2: 12, 3: 46}, row_mm=9, size=size)
    return (grid, Space(3))


def _scores(facts: Mapping[str, Any], size: float) -> Grid:
    """What the examiners enter: nothing of it is known when the form is printed."""
    taken = [each["subject"] for each in facts["subjects"]]
    blanks = [Value("") for _ in taken]
    heads = (Label("考评科目"), *(Label(each) for each in taken), Label("评定结论"))
    scores = (Label("成绩（百分制）"), *blanks, Value("□合格　□不合格"))
    widths = (1.3, *(1.3 for _ in taken), 2)
    signed = (
        Label("考评员签字"), Value("", span=len(widths) - 2), Value("考评组长签字：", align="left"),
    )  # fmt: skip
    return Grid(widths=widths, rows=(heads, scores, signed), row_mm=11, size=size)


def _grants(size: float) -> Grid:
    rows = (
        (
            Label("鉴定机构意见"), Opinion("", signer="负责人签字"),
            Label("发证机关核准意见"), Opinion("", signer="负责人签字"),
        ),
        (Label("证书编号"), Value(""), Label("发证日期"), Value("　　　　年　　月　　日")),
    )  # fmt: skip
    return Grid(widths=_OPINIONS, rows=rows, heights_mm={0: 36}, row_mm=11, size=size)
