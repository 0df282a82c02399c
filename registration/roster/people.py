"""Which rows below a header are people, and what the others are."""

import datetime
import re
from collections.abc import Mapping, Sequence
from enum import Enum

from registration.roster.cells import Cell
from registration.roster.columns import Field, recognise_header
from registration.roster.header import Column
from registration.roster.identity import lost_digits
from registration.roster.normalising import clean_document_number, clean_name, clean_optional, clean_text

_NOTE = re.compile(
    r"^(?:注|备注|说明|提示|填表|制表|审核|经办|联系人|联系电话|负责人|班主任|单位(?:盖章|公章|负责)|学校(?:盖章|公章)|盖章|公章|日期|填报|上报|报送)"
    r"(?:\s*\d*\s*[:：.、，,]|人|日期|单位|时间|说明|意见|须知|$)"
)
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|小\s*计|总人数|合计人数|人数合计|共\s*\d+\s*人)")
_EXAMPLE = re.compile(r"^(?:示例|样例|例|举例|范例|例如|示范)\d*$|[(（](?:示例|样例|例)[)）]")
_EXAMPLE_REMARK = re.compile(r"^[(（]?(?:示例|样例|范例|填写示例|举例)(?:行|数据)?(?:$|[\s,，:：。;；()（）])")
# What people fill in only for a person; 职业, 等级, 单位 and the like are often prepared for rows that stay empty.
_PERSONAL = (Field.BIRTH, Field.MOBILE, Field.ADDRESS, Field.EMAIL, Field.CERTIFICATE_NUMBER)
_BESIDE_NAME = (*_PERSONAL, Field.SEX, Field.ETHNICITY, Field.EDUCATION, Field.OCCUPATION, Field.LEVEL, Field.EMPLOYER)

_APPLIED_FOR = frozenset({Field.OCCUPATION, Field.TRADE, Field.LEVEL})
"""Filled in beside a number merged from the row above: the same person applies once more."""


class RowKind(Enum):
    """The values are the words for the report."""

    PERSON = "是考生"
    EMPTY = "是空行"
    NOTE = "是说明文字"
    TOTAL = "是合计"
    HEADER = "是重复的表头"
    EXAMPLE = "是填写示例"


def kind_of_row(
    cells: Mapping[Field, Cell], inherited: frozenset[Field], line: Sequence[Cell], columns: Mapping[Field, Column]
) -> RowKind:
    """A number in the identity column makes a person, whatever else is missing; without one, a name with something beside it."""
    own = {field: text for field, cell in cells.items() if field not in inherited and (text := clean_text(cell))}
    written = [text for cell in line if (text := clean_text(cell))]
    if not written:
        return RowKind.EMPTY
    if _is_header(cells, columns):
        return RowKind.HEADER
    if _EXAMPLE.search(own.get(Field.SEQUENCE, "")) or _EXAMPLE.search(own.get(Field.NAME, "")):
        return RowKind.EXAMPLE
    if _EXAMPLE_REMARK.match(own.get(Field.REMARKS, "")):
        return RowKind.EXAMPLE
    number = cells[Field.IDENTITY] if Field.IDENTITY in own else ""
    if _surely_a_number(number):
        return RowKind.PERSON
    if any(_TOTAL.match(text) for text in written[:3]):
        return RowKind.TOTAL
    if _NOTE.match(written[0]):
        return RowKind.NOTE
    if _perhaps_a_number(number):
        return RowKind.PERSON
    if Field.IDENTITY in inherited and not _APPLIED_FOR.isdisjoint(own):
        return RowKind.PERSON
    if any(map(_NOTE.match, written)) and not any(field in own for field in _PERSONAL):
        return RowKind.NOTE
    if _is_person_without_number(cells, own):
        return RowKind.PERSON
    return RowKind.NOTE if _says_something(own, written) else RowKind.EMPTY


def _is_header(cells: Mapping[Field, Cell], columns: Mapping[Field, Column]) -> bool:
    """The header printed again on a further page."""
    meant = [
        (text := clean_text(cells.get(field, ""))) == columns[field].title
        or ((found := recognise_header(text)) is not None and found[0] is field)
        for field in (Field.NAME, Field.IDENTITY)
        if field in columns
    ]
    return all(meant)


def _surely_a_number(cell: Cell) -> bool:
    """Long enough to be nothing but an identity number, be it a ruined one."""
    number = clean_document_number(cell)
    return lost_digits(cell) or (len(number) <= 20 and sum(char.isdigit() for char in number) >= 14)


def _perhaps_a_number(cell: Cell) -> bool:
    """A pass, a passport, a number cut short; but no telephone or date of those who signed below the list."""
    number = clean_document_number(cell)
    signed = re.search(r"[:：年月日]|电话|手机|联系|传真|盖章", number) or isinstance(cell, datetime.date)
    return not signed and len(number) <= 40 and sum(char.isdigit() for char in number) >= 5


def _is_person_without_number(cells: Mapping[Field, Cell], own: Mapping[Field, str]) -> bool:
    name = clean_name(cells.get(Field.NAME, ""))
    if name and (Field.NAME in own or Field.IDENTITY in own):
        numbered = own.get(Field.SEQUENCE, "").isdigit()
        return len(name) <= 40 and (numbered or any(field in own for field in _BESIDE_NAME))
    return not name and sum(bool(clean_optional(own.get(field, ""))) for field in _PERSONAL) >= 2


def _says_something(own: Mapping[Field, str], written: Sequence[str]) -> bool:
    """Text outside the prepared columns, or a lone name: passed over, but named. Bare row numbers are not worth a word."""
    prepared = {Field.SEQUENCE, Field.OCCUPATION, Field.TRADE, Field.LEVEL, Field.EMPLOYER, Field.SOURCE, Field.DOCUMENT_TYPE,
                Field.THEORY, Field.PRACTICAL, Field.REVIEW, Field.SEX, Field.ETHNICITY, Field.CONDITION}  # fmt: skip
    if any(field not in prepared for field in own):
        return True
    sequence = own.get(Field.SEQUENCE, "")
    return bool(sequence and not sequence.isdigit()) or (not own and bool(written))
