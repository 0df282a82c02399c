"""Rosters made dirty on purpose, each kind with the verdict it deserves. All people and numbers are invented here."""

import csv
import dataclasses
import datetime
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from stdnum.cn import ric

from registration.roster.offerings import OfferingFacts

TODAY = datetime.date(2026, 11, 22)
OFFERINGS = (
    OfferingFacts("electrician-4", "电工", 4, ("6-31-01-03",)),
    OfferingFacts("electrician-3", "电工", 3, ("6-31-01-03",)),
    OfferingFacts("mechanic-2", "汽车维修工", 2, ("4-12-01-01",), ("汽车修理工",)),
)
HEADER = (
    "序号", "姓名", "证件类型", "证件号码", "性别", "出生日期", "民族", "文化程度", "手机号码", "考生来源", "工作单位", "通讯地址", "申报职业", "工种",
    "申报等级", "本职业工龄（年）", "原证书等级", "原证书编号", "原证书发证日期", "毕业院校", "所学专业", "毕业时间", "备注",
)  # fmt: skip
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "明芳军丽强敏静磊艳杰娟涛霞平刚桂英玉萍红鑫龙辰"

Row = dict[str, object]


def identity(
    serial: int = 1, *, born: datetime.date = datetime.date(1990, 5, 1), area: str = "370102", male: bool = True
) -> str:
    """A well-formed number of nobody."""
    body = f"{area}{born:%Y%m%d}{(serial * 2 + male) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def with_wrong_check_digit(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def person(index: int, **changes: object) -> Row:
    """A faultless row; `index` makes its name, number and birthday its own."""
    born = datetime.date(1975, 1, 2) + datetime.timedelta(days=137 * index % 12_000)
    row: Row = dict.fromkeys(HEADER, "")
    row |= {
        "序号": index + 1,
        "姓名": _SURNAMES[index % len(_SURNAMES)] + _GIVEN[index % len(_GIVEN)] + _GIVEN[(index * 7 + 3) % len(_GIVEN)],
        "证件类型": "居民身份证", "证件号码": identity(index + 1, born=born, male=index % 2 == 0),
        "性别": "男" if index % 2 == 0 else "女", "出生日期": born.isoformat(), "民族": "汉族", "文化程度": "高中",
        "手机号码": f"139{10_000_000 + index * 1237}", "考生来源": "企业", "工作单位": "泉城电力工程公司", "通讯地址": "济南市历下区1号",
        "申报职业": "电工", "申报等级": "四级/中级工", "本职业工龄（年）": 6, "毕业时间": "",
    }  # fmt: skip
    return row | changes


@dataclass(frozen=True)
class RowDirt:
    """One dirty row: what is done to a faultless person, and what the row deserves."""

    kind: str
    spoil: Callable[[Row], Mapping[str, object]]
    verdict: str = "accepted"
    field: str = ""
    expect: Mapping[str, object] = dataclasses.field(default_factory=dict)


def _number(row: Row) -> str:
    return str(row["证件号码"])


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _born(row: Row) -> datetime.date:
    return datetime.date.fromisoformat(str(row["出生日期"]))


def _ending_in_x(lower: bool) -> Callable[[Row], Mapping[str, object]]:
    def spoil(row: Row) -> Mapping[str, object]:
        number = next(
            n
            for n in (identity(s, born=_born(row), male=row["性别"] == "男") for s in range(200, 400))
            if n.endswith("X")
        )
        return {"证件号码": number.lower() if lower else number[:-1] + "×"}

    return spoil


# fmt: off
ROW_DIRT = (
    # --- put right without a word -------------------------------------------------------------------------------------------
    RowDirt("full-width digits", lambda r: {"证件号码": _full_width(_number(r))}),
    RowDirt("full-width space in the name", lambda r: {"姓名": f" {str(r['姓名'])[0]}\u3000{str(r['姓名'])[1:]} "}),
    RowDirt("zero-width space in the number", lambda r: {"证件号码": _number(r)[:6] + "\u200b" + _number(r)[6:]}),
    RowDirt("no-break space after the number", lambda r: {"证件号码": _number(r) + "\u00a0"}),
    RowDirt("byte order mark in the name", lambda r: {"姓名": "\ufeff" + str(r["姓名"])}),
    RowDirt("apostrophe before the number", lambda r: {"证件号码": "'" + _number(r)}),
    RowDirt("curly apostrophe before the number", lambda r: {"证件号码": "’" + _number(r)}),
    RowDirt("text guard around the number", lambda r: {"证件号码": f'="{_number(r)}"'}),
    RowDirt("spaces in the number", lambda r: {"证件号码": f"{_number(r)[:6]} {_number(r)[6:14]} {_number(r)[14:]}"}),
    RowDirt("line break after the number", lambda r: {"证件号码": _number(r) + "\n"}),
    RowDirt("small x", _ending_in_x(lower=True)),
    RowDirt("multiplication sign for X", _ending_in_x(lower=False)),
    RowDirt("birth date with slashes", lambda r: {"出生日期": f"{_born(r):%Y/%m/%d}"}),
    RowDirt("birth date with dots, no zeros", lambda r: {"出生日期": f"{_born(r).year}.{_born(r).month}.{_born(r).day}"}),
    RowDirt("birth date in Chinese", lambda r: {"出生日期": f"{_born(r).year}年{_born(r).month}月{_born(r).day}日"}),
    RowDirt("birth date as eight digits", lambda r: {"出生日期": f"{_born(r):%Y%m%d}"}),
    RowDirt("birth date as a number of eight digits", lambda r: {"出生日期": int(f"{_born(r):%Y%m%d}")}),
    RowDirt("birth date as a day number", lambda r: {"出生日期": (_born(r) - datetime.date(1899, 12, 30)).days}),
    RowDirt("birth date as a real date", lambda r: {"出生日期": _born(r)}),
    RowDirt("birth date with a time", lambda r: {"出生日期": f"{_born(r)} 00:00:00"}),
    RowDirt("year and month of birth only", lambda r: {"出生日期": f"{_born(r):%Y-%m}"}, expect={"birth_date": _born}),
    RowDirt("sex and birth date left out", lambda r: {"性别": "", "出生日期": ""}, expect={"birth_date": _born}),
    RowDirt("sex by code", lambda r: {"性别": 1 if r["性别"] == "男" else 2}),
    RowDirt("sex in one letter", lambda r: {"性别": "M" if r["性别"] == "男" else "F"}),
    RowDirt("level in the short word", lambda r: {"申报等级": "中级"}, expect={"level": 4}),
    RowDirt("level as a number", lambda r: {"申报等级": 4}, expect={"level": 4}),
    RowDirt("level as the worker's title", lambda r: {"申报等级": "高级工"}, expect={"level": 3}),
    RowDirt("level with a long name", lambda r: {"申报等级": "国家职业资格四级（中级技能）"}, expect={"level": 4}),
    RowDirt("level as 2级 for a technician", lambda r: {"申报职业": "汽车维修工", "申报等级": "2级"}, expect={"level": 2}),
    RowDirt("mobile number as a number", lambda r: {"手机号码": float(str(r["手机号码"]))}),
    RowDirt("mobile number with dashes", lambda r: {"手机号码": "139-1234-5678"}, expect={"mobile": "13912345678"}),
    RowDirt("mobile number with +86", lambda r: {"手机号码": "+86 139 1234 5678"}, expect={"mobile": "13912345678"}),
    RowDirt("mobile number with .0", lambda r: {"手机号码": "13912345678.0"}, expect={"mobile": "13912345678"}),
    RowDirt("mobile number behind a tab", lambda r: {"手机号码": "\t13912345678"}, expect={"mobile": "13912345678"}),
    RowDirt("occupation with the level in brackets", lambda r: {"申报职业": "电工（四级）", "申报等级": ""}, expect={"level": 4}),
    RowDirt("occupation with its code", lambda r: {"申报职业": "6-31-01-03 电工"}, expect={"occupation": "电工"}),
    RowDirt("occupation by its code alone", lambda r: {"申报职业": "6-31-01-03"}, expect={"occupation": "电工"}),
    RowDirt("occupation behind the level", lambda r: {"申报职业": "中级电工"}, expect={"occupation": "电工"}),
    RowDirt("occupation by another announced name", lambda r: {"申报职业": "汽车修理工", "申报等级": "技师"}, expect={"occupation": "汽车维修工"}),
    RowDirt("occupation in the 工种 column", lambda r: {"申报职业": "", "工种": "电工"}, expect={"occupation": "电工"}),
    RowDirt("ethnic group without 族", lambda r: {"民族": "汉"}, expect={"ethnicity": "汉族"}),
    RowDirt("schooling in the short word", lambda r: {"文化程度": "大专"}, expect={"education": "college"}),
    RowDirt("a rare character in the name", lambda r: {"姓名": "赵䶮"}, expect={"name": "赵䶮"}),
    RowDirt("a character beyond the first plane", lambda r: {"姓名": "钱𬭚"}, expect={"name": "钱𬭚"}),
    RowDirt("a long name with middle dots", lambda r: {"姓名": "阿卜杜热合曼•买买提·吐尔逊"}, expect={"name": "阿卜杜热合曼·买买提·吐尔逊"}),
    RowDirt("a formula in a column of no weight", lambda r: {"备注": "=1+1"}),
    RowDirt("a residence permit of Hong Kong", lambda r: {"证件类型": "港澳台居民居住证", "证件号码": identity(3, born=_born(r), area="810000", male=r["性别"] == "男")}, expect={"document_kind": "hmt_residence"}),
    RowDirt("a pass of Hong Kong or Macao", lambda r: {"证件类型": "港澳居民来往内地通行证", "证件号码": "H12345678"}, expect={"document_kind": "hm_permit"}),
    RowDirt("a pass of Taiwan, as a number", lambda r: {"证件类型": "台胞证", "证件号码": 12345678}, expect={"document_kind": "tw_permit"}),
    RowDirt("a passport", lambda r: {"证件类型": "护照", "证件号码": "e12345678"}, expect={"identity_number": "E12345678"}),
    RowDirt("an officer's card", lambda r: {"证件类型": "军官证", "证件号码": "军字第20012345号"}, expect={"document_kind": "military"}),
    RowDirt("an unknown area code", lambda r: {"证件号码": identity(4, born=_born(r), area="379999", male=r["性别"] == "男")}),
    RowDirt("a mobile range not yet open", lambda r: {"手机号码": "15412345678"}),
    RowDirt("schooling against the school", lambda r: {"文化程度": "大学本科", "毕业院校": "济南市技工学校"}),
    RowDirt("a label and a full stop around the number", lambda r: {"证件号码": f"身份证号：{_number(r)}。"}),
    RowDirt("quotes around the number", lambda r: {"证件号码": f"“{_number(r)}”"}),
    RowDirt("a minus sign in the number", lambda r: {"证件号码": f"{_number(r)[:6]}−{_number(r)[6:]}"}),
    RowDirt("a filler that nobody sees", lambda r: {"证件号码": _number(r) + "\u3164"}),
    RowDirt("a variation selector", lambda r: {"证件号码": _number(r)[:6] + "\ufe0f" + _number(r)[6:]}),
    RowDirt("direction marks around the number", lambda r: {"证件号码": f"\u202d{_number(r)}\u202c"}),
    RowDirt("digits of another script", lambda r: {"手机号码": "".join(chr(0x660 + int(c)) for c in "13912345678")}, expect={"mobile": "13912345678"}),
    RowDirt("birth date with dashes of Chinese text", lambda r: {"出生日期": str(r["出生日期"]).replace("-", "—")}),
    RowDirt("birth date with commas of a list", lambda r: {"出生日期": str(r["出生日期"]).replace("-", "、")}),
    RowDirt("birth date with spaces", lambda r: {"出生日期": str(r["出生日期"]).replace("-", " ")}),
    RowDirt("birth date ending in 号", lambda r: {"出生日期": f"{_born(r).year}年{_born(r).month}月{_born(r).day}号"}),
    RowDirt("birth date with the day of the week", lambda r: {"出生日期": f"{_born(r).year}年{_born(r).month}月{_born(r).day}日 星期二"}),
    RowDirt("birth date of eight digits with .0", lambda r: {"出生日期": f"{_born(r):%Y%m%d}.0"}),
    RowDirt("sex in a colloquial word", lambda r: {"性别": f"{r['性别']}生"}),
    RowDirt("level as a lone Chinese digit", lambda r: {"申报等级": "四"}, expect={"level": 4}),
    RowDirt("level in Roman letters", lambda r: {"申报等级": "III级"}, expect={"level": 3}),
    RowDirt("level as 四级工", lambda r: {"申报等级": "四级工"}, expect={"level": 4}),
    RowDirt("level as a number kept as text", lambda r: {"申报等级": "3.0"}, expect={"level": 3}),
    RowDirt("level in traditional characters", lambda r: {"申报等级": "中級"}, expect={"level": 4}),
    RowDirt("level with a full stop", lambda r: {"申报等级": "高级工。"}, expect={"level": 3}),
    RowDirt("mobile number with a full stop", lambda r: {"手机号码": "13912345678。"}, expect={"mobile": "13912345678"}),
    RowDirt("mobile number behind a label", lambda r: {"手机号码": "手机：139 1234 5678"}, expect={"mobile": "13912345678"}),
    RowDirt("mobile number with bullets", lambda r: {"手机号码": "139•1234•5678"}, expect={"mobile": "13912345678"}),
    RowDirt("occupation's code with long dashes", lambda r: {"申报职业": "6—31—01—03"}, expect={"occupation": "电工"}),
    RowDirt("a residence permit of before 2023", lambda r: {"证件类型": "外国人永久居留证", "证件号码": "CAN110190101001"}, expect={"document_kind": "foreign_residence"}),
    RowDirt("a name of forty characters", lambda r: {"姓名": "阿·" * 19 + "阿阿"}),
    # --- refused, never guessed ---------------------------------------------------------------------------------------------
    RowDirt("check digit", lambda r: {"证件号码": with_wrong_check_digit(_number(r))}, "rejected", "identity_number"),
    RowDirt("number stored as a number", lambda r: {"证件号码": float(_number(r)[:17] + "0")}, "rejected", "identity_number"),
    RowDirt("scientific notation as text", lambda r: {"证件号码": "3.70113E+17"}, "rejected", "identity_number"),
    RowDirt("number shown as ####", lambda r: {"证件号码": "########"}, "rejected", "identity_number"),
    RowDirt("seventeen digits", lambda r: {"证件号码": _number(r)[:17]}, "rejected", "identity_number"),
    RowDirt("nineteen digits", lambda r: {"证件号码": _number(r) + "1"}, "rejected", "identity_number"),
    RowDirt("fifteen digits of old", lambda r: {"证件号码": _number(r)[:6] + _number(r)[8:17]}, "rejected", "identity_number"),
    RowDirt("fifteen digits of old, as a number", lambda r: {"证件号码": int(_number(r)[:6] + _number(r)[8:17])}, "rejected", "identity_number"),
    RowDirt("letters in the number", lambda r: {"证件号码": "37O" + _number(r)[3:]}, "rejected", "identity_number"),
    RowDirt("31 February", lambda r: {"证件号码": "37010219900231001X", "出生日期": ""}, "rejected", "identity_number"),
    RowDirt("born tomorrow", lambda r: {"证件号码": identity(1, born=TODAY + datetime.timedelta(days=1)), "出生日期": ""}, "rejected", "identity_number"),
    RowDirt("two years old", lambda r: {"证件号码": identity(1, born=datetime.date(2024, 5, 1)), "出生日期": ""}, "rejected", "identity_number"),
    RowDirt("number hidden behind stars", lambda r: {"证件号码": f"{_number(r)[:6]}********{_number(r)[14:]}"}, "rejected", "identity_number"),
    RowDirt("letter O for a zero", lambda r: {"证件号码": _number(r).replace("0", "O", 1)}, "rejected", "identity_number"),
    RowDirt("two numbers in one box", lambda r: {"证件号码": f"{_number(r)}/{_number(r)}"}, "rejected", "identity_number"),
    RowDirt("a card of Hong Kong", lambda r: {"证件类型": "香港永久性居民身份证", "证件号码": "A123456(7)"}, "rejected", "identity_number"),
    RowDirt("birth date with a year of two digits", lambda r: {"出生日期": f"{_born(r):%y-%m-%d}"}, "rejected", "birth_date"),
    RowDirt("birth date with the month first", lambda r: {"出生日期": f"{_born(r):%m/%d/%Y}"}, "rejected", "birth_date"),
    RowDirt("sex by the code for unknown", lambda r: {"性别": 9}, "rejected", "sex"),
    RowDirt("two people in one box", lambda r: {"姓名": "张三、李四"}, "rejected", "name"),
    RowDirt("a yes for a name", lambda r: {"姓名": True}, "rejected", "name"),
    RowDirt("a name of forty-one characters", lambda r: {"姓名": "张" * 41}, "rejected", "name"),
    RowDirt("mobile number in scientific notation", lambda r: {"手机号码": "1.38E+10"}, "rejected", "mobile"),
    RowDirt("number missing", lambda r: {"证件号码": ""}, "rejected", "identity_number"),
    RowDirt("number given as 无", lambda r: {"证件号码": "无"}, "rejected", "identity_number"),
    RowDirt("pass number with the issue count", lambda r: {"证件类型": "港澳居民来往内地通行证", "证件号码": "H1234567801"}, "rejected", "identity_number"),
    RowDirt("bare eight digits", lambda r: {"证件类型": "", "证件号码": "12345678"}, "rejected", "identity_number"),
    RowDirt("a document nobody knows", lambda r: {"证件类型": "借书证", "证件号码": "123456"}, "rejected", "identity_number"),
    RowDirt("sex against the number", lambda r: {"性别": "女" if r["性别"] == "男" else "男"}, "rejected", "sex"),
    RowDirt("sex in no known word", lambda r: {"性别": "不详"}, "rejected", "sex"),
    RowDirt("birth date against the number", lambda r: {"出生日期": "1961-01-01"}, "rejected", "birth_date"),
    RowDirt("birth month against the number", lambda r: {"出生日期": "1961-01"}, "rejected", "birth_date"),
    RowDirt("birth date that cannot be", lambda r: {"出生日期": "1990-02-30"}, "rejected", "birth_date"),
    RowDirt("occupation not announced", lambda r: {"申报职业": "量子焊接员"}, "rejected", "occupation"),
    RowDirt("a neighbouring occupation", lambda r: {"申报职业": "维修电工"}, "rejected", "occupation"),
    RowDirt("occupation missing", lambda r: {"申报职业": ""}, "rejected", "occupation"),
    RowDirt("level not announced", lambda r: {"申报等级": "五级/初级工"}, "rejected", "level"),
    RowDirt("technician is not senior worker", lambda r: {"申报等级": "高级技师"}, "rejected", "level"),
    RowDirt("level missing", lambda r: {"申报等级": ""}, "rejected", "level"),
    RowDirt("two levels in one box", lambda r: {"申报等级": "四级/高级工"}, "rejected", "level"),
    RowDirt("a level beyond the five", lambda r: {"申报等级": "特级技师"}, "rejected", "level"),
    RowDirt("level against the occupation's", lambda r: {"申报职业": "电工（三级）"}, "rejected", "level"),
    RowDirt("name missing", lambda r: {"姓名": ""}, "rejected", "name"),
    RowDirt("digits in the name", lambda r: {"姓名": "张三1"}, "rejected", "name"),
    RowDirt("a lost character in the name", lambda r: {"姓名": "赵?"}, "rejected", "name"),
    RowDirt("a landline", lambda r: {"手机号码": "0531-8888"}, "rejected", "mobile"),
    RowDirt("ten digits", lambda r: {"手机号码": "1391234567"}, "rejected", "mobile"),
    RowDirt("a range that never was", lambda r: {"手机号码": "12912345678"}, "rejected", "mobile"),
    RowDirt("two mobile numbers", lambda r: {"手机号码": "13912345678/13812345678"}, "rejected", "mobile"),
    RowDirt("mobile number missing", lambda r: {"手机号码": ""}, "rejected", "mobile"),
)
# fmt: on


def spoiled(dirt: RowDirt, index: int) -> Row:
    row = person(index)
    return row | dict(dirt.spoil(row))


def lines(rows: Sequence[Row], header: Sequence[str] = HEADER) -> list[list[object]]:
    return [list(header), *([row.get(title, "") for title in header] for row in rows)]


def xlsx(*sheets: tuple[str, Sequence[Sequence[object]]], merges: Sequence[str] = ()) -> bytes:
    """A workbook of these lines; `merges` belong to the first sheet."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, content in sheets:
        sheet = workbook.create_sheet(name)
        for row, line in enumerate(content, 1):
            for column, value in enumerate(line, 1):
                if value not in ("", None):
                    sheet.cell(row, column).value = value  # type: ignore[assignment]
                    if isinstance(value, str) and value.startswith('="'):
                        sheet.cell(row, column).data_type = "s"
    for merge in merges:
        workbook.worksheets[0].merge_cells(merge)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def roster(rows: Sequence[Row], header: Sequence[str] = HEADER) -> bytes:
    return xlsx(("报名信息", lines(rows, header)))


def csv_text(content: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(content)
    return out.getvalue()
