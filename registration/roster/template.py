"""The workbook for a group to fill in: the columns of this assessment, with choices wherever there is a code table (R2.1, R2.4).

What is chosen from its lists is read back without a remark. Numbers of documents and telephones are text from the start, so that
no program shortens them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from registration.roster.annotating import write_text
from registration.roster.columns import Field
from registration.roster.examining import ETHNIC_GROUPS
from registration.roster.identity import DocumentKind
from registration.roster.offerings import LEVEL_LABELS, OfferingFacts

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, CHOICES, CONDITIONS, ADVICE = "报名信息", "选项", "申报条件选项", "填写说明"
EXAMPLE = "示例"
LAST_ROW = 5000
"""The lists are offered down to here; further rows are read all the same."""
_FIRST_SCHOOLINGS = (
    "博士",
    "研究生",
    "大学本科",
    "大专",
    "中专",
    "技校",
    "高级技校",
    "技师学院",
    "高中",
    "职高",
    "初中",
    "小学",
)
_GIVEN, _NEEDED, _SAMPLE = "F2F2F2", "FCE4D6", "808080"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    field: Field
    width: float
    needed: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """One qualification condition that may be chosen, under the key that the import knows."""

    key: str
    text: str


def template(
    title: str,
    offerings: Sequence[OfferingFacts],
    conditions: Sequence[ConditionFacts],
    subjects: Sequence[Field],
) -> bytes:
    """The bytes of an .xlsx; `subjects` are those that the assessment examines."""
    from openpyxl import Workbook

    columns = _columns(offerings, conditions, subjects)
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title, workbook.properties.creator = f"{title}报名名单", ""
    sheet = workbook.create_sheet(SHEET)
    _fill(sheet, columns)
    _offer_choices(workbook, sheet, columns)
    _list_conditions(workbook, conditions)
    _advise(workbook, title, columns)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _columns(
    offerings: Sequence[OfferingFacts], conditions: Sequence[ConditionFacts], subjects: Sequence[Field]
) -> list[TemplateColumn]:
    occupations = tuple(dict.fromkeys(offering.occupation_name for offering in offerings))
    levels = tuple(LEVEL_LABELS[level] for level in sorted({offering.level for offering in offerings}, reverse=True))
    kinds = tuple(kind.label for kind in DocumentKind)
    return [
        TemplateColumn(Field.SEQUENCE, 8, example=EXAMPLE),
        TemplateColumn(Field.NAME, 14, True, "张三"),
        TemplateColumn(Field.DOCUMENT_TYPE, 24, True, kinds[0], kinds),
        TemplateColumn(Field.IDENTITY, 24, True, "370102199001010000"),
        TemplateColumn(Field.SEX, 8, False, "男", ("男", "女")),
        TemplateColumn(Field.BIRTH, 14, False, "1990-01-01"),
        TemplateColumn(Field.ETHNICITY, 12, False, "汉族", tuple(f"{group}族" for group in ETHNIC_GROUPS)),
        TemplateColumn(Field.EDUCATION, 12, False, "大专", _FIRST_SCHOOLINGS),
        TemplateColumn(Field.MOBILE, 16, True, "13800000000"),
        TemplateColumn(Field.EMPLOYER, 28, False, "某某职业学院"),
        TemplateColumn(Field.GROUP, 18, False, "机电一班"),
        TemplateColumn(Field.OCCUPATION, 20, True, next(iter(occupations), ""), occupations),
        TemplateColumn(Field.LEVEL, 18, True, next(iter(levels), ""), levels),
        TemplateColumn(Field.CONDITION, 14, False, "", tuple(condition.key for condition in conditions)),
        TemplateColumn(Field.WORK_YEARS, 12, False, "6"),
        TemplateColumn(Field.CERTIFICATE_NUMBER, 24),
        *(TemplateColumn(subject, 14, False, "新考", ("新考", "补考")) for subject in subjects),
        TemplateColumn(Field.ADDRESS, 28),
        TemplateColumn(Field.REMARKS, 24, example="示例，不计入考生，可删去本行"),
    ]


def _fill(sheet: "Worksheet", columns: Sequence[TemplateColumn]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    thin = Side(style="thin", color="BFBFBF")
    for number, column in enumerate(columns, 1):
        whole = sheet.column_dimensions[get_column_letter(number)]
        whole.width, whole.number_format = column.width, "@"
        head, sample = sheet.cell(1, number), sheet.cell(2, number)
        write_text(head, f"{column.field.label}*" if column.needed else column.field.label)
        colour = _NEEDED if column.needed else _GIVEN
        head.font, head.border = Font(bold=True), Border(top=thin, bottom=thin, left=thin, right=thin)
        head.fill = PatternFill("solid", start_color=colour, end_color=colour)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        write_text(sample, column.example)
        sample.font, sample.number_format = Font(italic=True, color=_SAMPLE), "@"
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 20
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"


def _offer_choices(workbook: "Workbook", sheet: "Worksheet", columns: Sequence[TemplateColumn]) -> None:
    """Lists from a sheet of their own: a list written into the rule itself may hold 255 characters only."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = workbook.create_sheet(CHOICES)
    offered = [(number, column) for number, column in enumerate(columns, 1) if column.choices]
    for place, (number, column) in enumerate(offered, 1):
        letter = get_column_letter(place)
        for row, text in enumerate((column.field.label, *column.choices), 1):
            write_text(lists.cell(row, place), text)
        lists.column_dimensions[letter].width = column.width
        source = f"'{CHOICES}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(
            type="list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True
        )
        rule.errorTitle, rule.error = column.field.label, f"请从列表中选择{column.field.label}。"
        own = get_column_letter(number)
        rule.add(f"{own}2:{own}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _list_conditions(workbook: "Workbook", conditions: Sequence[ConditionFacts]) -> None:
    if not conditions:
        return
    rows = [("编号", "内容"), *((condition.key, condition.text) for condition in conditions)]
    _written(workbook.create_sheet(CONDITIONS), rows, (14, 110))


def _advise(workbook: "Workbook", title: str, columns: Sequence[TemplateColumn]) -> None:
    needed = "、".join(column.field.label for column in columns if column.needed)
    lines = (
        f"{title}报名名单填写说明",
        f"1．在“{SHEET}”表中从第 3 行起每名考生填写一行；第 2 行是示例，不计入考生。",
        f"2．带 * 的列必须填写：{needed}。",
        "3．证件号码和手机号码已设为文本格式，请直接输入，不要从设为数字格式的表格粘贴数值；末位数字一旦丢失，须对照证件原件重填。",
        "4．持居民身份证的，性别和出生日期可以不填，由证件号码得出；持护照、通行证等证件的必须填写。",
        "5．有下拉选项的列请从选项中选择；各列的次序可以调整，列名请勿改动。",
        f"6．申报条件填“{CONDITIONS}”表中的编号，不清楚的可以不填，由资格审查时确定。",
        "7．考试科目一栏首次参加的填“新考”；补考的只在要补考的科目下填“补考”。",
        "8．同一考生申报两个职业或等级的，分两行填写。",
        "9．填好后上传本文件，系统先逐行检查并标出修改意见，确认后才导入。",
    )
    _written(workbook.create_sheet(ADVICE), [(line,) for line in lines], (120,))


def _written(sheet: "Worksheet", rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, line in enumerate(rows, 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place)
            write_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
