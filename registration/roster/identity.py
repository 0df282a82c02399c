"""Identity documents: what a number must be, and what it says of its holder (R2.1, R2.4).

GB 11643 for the 18 digits of a resident's card and of the cards built like it; the passes, passports and military papers by
their own patterns. A number that Excel has damaged is recognised and refused, never completed. An unknown area code
is a warning only: districts come and go.
"""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from registration.roster.cells import Cell
from registration.roster.normalising import FIRST_INEXACT, clean_document_number, clean_optional, clean_text

YOUNGEST, OLDEST = 10, 100
"""Outside these ages a birth date in an identity number is taken for a typing error. The lawful age is not judged here."""


class DocumentKind(StrEnum):
    """The values are those of `station.enums.IdentityType`, which pure code does not import."""

    RESIDENT = "resident"
    HMT_RESIDENCE = "hmt_residence"
    HM_PERMIT = "hm_permit"
    TW_PERMIT = "tw_permit"
    FOREIGN_RESIDENCE = "foreign_residence"
    PASSPORT = "passport"
    MILITARY = "military"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DocumentKind.RESIDENT: "居民身份证",
    DocumentKind.HMT_RESIDENCE: "港澳台居民居住证",
    DocumentKind.HM_PERMIT: "港澳居民来往内地通行证",
    DocumentKind.TW_PERMIT: "台湾居民来往大陆通行证",
    DocumentKind.FOREIGN_RESIDENCE: "外国人永久居留身份证",
    DocumentKind.PASSPORT: "护照",
    DocumentKind.MILITARY: "军官证",
}
# Looked for in this order: 台湾居民居住证 is a residence card, 港澳居民来往内地通行证 a pass.
_KIND_WORDS = (
    (DocumentKind.HMT_RESIDENCE, ("居住证",)),
    (DocumentKind.FOREIGN_RESIDENCE, ("永久居留", "永居", "外国人")),
    (DocumentKind.TW_PERMIT, ("台胞证", "台湾居民来往", "台湾通行证", "来往大陆")),
    (DocumentKind.HM_PERMIT, ("来往内地", "回乡证", "港澳通行证", "港澳居民")),
    (DocumentKind.PASSPORT, ("护照",)),
    (DocumentKind.MILITARY, ("军官", "士官", "士兵", "军人", "警官", "文职")),
    (DocumentKind.RESIDENT, ("身份证", "201", "111")),
)
_SHAPES = {
    DocumentKind.HM_PERMIT: (re.compile(r"[HM]\d{8}"), "应为字母 H 或 M 加 8 位数字（不含换证次数）"),
    DocumentKind.TW_PERMIT: (re.compile(r"\d{8}"), "应为 8 位数字"),
    DocumentKind.PASSPORT: (re.compile(r"(?=.*\d)[A-Z0-9]{5,17}"), "应为 5 至 17 位字母和数字"),
    DocumentKind.MILITARY: (re.compile(r"(?=.*\d)[A-Z0-9\u4e00-\u9fff〔〕()（）]{5,20}"), "应为 5 至 20 位，含数字"),
}
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}")
"""The permanent residence permit before the numbers of 18 digits."""
_CARD_OF_A_REGION = re.compile(r"(?:香港|澳门|台湾)[^居来往通]*(?:居民)?身份证|港澳身份证")
_HMT_AREAS = ("81", "82", "83")


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that keeps its rules; birth date and sex only where the number itself carries them."""

    kind: DocumentKind
    number: str
    born: datetime.date | None = None
    sex: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityFault:
    """Why a number is refused; `lost_digits` tells the damage Excel does from a slip of the pen."""

    text: str
    lost_digits: bool = False


def masked(number: str) -> str:
    """370102********1234: enough to find the row, too little to misuse."""
    keep = 6 if len(number) == 18 else max(len(number) // 4, 1)
    tail = min(4, keep)
    return number[:keep] + "*" * max(len(number) - keep - tail, 0) + number[len(number) - tail :]


def document_kind(text: str) -> DocumentKind | None:
    """The kind that a 证件类型 cell names."""
    compact = clean_optional(text).replace(" ", "")
    return next((kind for kind, words in _KIND_WORDS if any(word in compact for word in words)), None)


def lost_digits(value: Cell | None) -> bool:
    """Whether Excel has turned the number's end into zeros: a long number cell, scientific notation, or #### copied as text.

    Three zeros at the end of a text are proof only together with a wrong check digit.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) >= FIRST_INEXACT
    text = clean_text(value).replace(" ", "").upper()
    if (
        re.fullmatch(r"\d(\.\d+)?E\+?\d{1,3}", text)
        or re.fullmatch(r"#+", text)
        or re.fullmatch(r"\d{16,19}\.0+", text)
    ):
        return True
    number = clean_document_number(value)
    return ends_in_zeros(number) and number[-1] != check_digit(number)


def ends_in_zeros(number: str) -> bool:
    """18 digits of which only the 15 that Excel keeps are not zero."""
    return re.fullmatch(r"\d{15}000", number) is not None


def check_digit(number: str) -> str:
    """GB 11643's last character for these 18 (or, the last one any, 17 + 1)."""
    return ric.calc_check_digit(number)


def read_identity(value: Cell | None, document_type: str = "", *, on: datetime.date) -> Identity | IdentityFault:
    """Judge one number under the document type that its row names, or under the one that its shape tells."""
    if lost_digits(value):
        return IdentityFault(
            "证件号码被 Excel 当作数字保存，末尾几位已经丢失（Excel 只保留 15 位有效数字）。"
            "请将该列设为“文本”格式，对照证件原件重新填写，不能由系统补全。",
            lost_digits=True,
        )
    number, named = clean_document_number(value), document_kind(document_type)
    if _CARD_OF_A_REGION.search(clean_optional(document_type)) and not _looks_resident(number):
        return IdentityFault(
            f"“{clean_optional(document_type)}”在内地不能用于报名。请改填港澳台居民居住证或来往内地（大陆）通行证的号码。"
        )
    if named is DocumentKind.FOREIGN_RESIDENCE and _OLD_FOREIGN.fullmatch(number):
        return Identity(named, number)
    if re.fullmatch(r"[\dA-Z]+\*{2,}[\dA-Z]*", number):
        return IdentityFault("证件号码中间几位被 * 号遮盖，不能由系统补全。请填写完整的证件号码。")
    if clean_optional(document_type) and named is None:
        if not _looks_resident(number):
            return IdentityFault(
                f"不认识证件类型“{clean_optional(document_type)}”。请填居民身份证、港澳台居民居住证、护照等法定证件名称。"
            )
        return _with_warning(
            _eighteen(number, on), f"证件类型“{clean_optional(document_type)}”不在名单内，已按证件号码认定"
        )
    kind = named or _kind_of_shape(number)
    if kind in _SHAPES:
        pattern, rule = _SHAPES[kind]
        if pattern.fullmatch(number):
            return Identity(kind, number)
        return IdentityFault(f"{kind.label}号码格式不对：{rule}。请对照证件原件更正。")
    reading = _eighteen(number, on)
    if named and isinstance(reading, Identity) and reading.kind is not named:
        return _with_warning(reading, f"证件类型填“{named.label}”，按号码应为“{reading.kind.label}”，请核对原件")
    return reading


def _looks_resident(number: str) -> bool:
    return re.fullmatch(r"\d{17}[\dX]", number) is not None


def _kind_of_shape(number: str) -> DocumentKind:
    """Without a 证件类型 only H/M + 8 digits tells itself; 8 bare digits may be anything."""
    pattern, _ = _SHAPES[DocumentKind.HM_PERMIT]
    return DocumentKind.HM_PERMIT if pattern.fullmatch(number) else DocumentKind.RESIDENT


def _with_warning(reading: Identity | IdentityFault, text: str) -> Identity | IdentityFault:
    if isinstance(reading, IdentityFault):
        return reading
    return Identity(reading.kind, reading.number, reading.born, reading.sex, (*reading.warnings, text))


def _eighteen(number: str, on: datetime.date) -> Identity | IdentityFault:
    """The 18 characters of GB 11643: length, characters, date, check digit, in the order a person would look."""
    if re.fullmatch(r"\d{15}", number):
        return IdentityFault("这是 15 位旧身份证号码，已停止使用。请填第二代居民身份证上的 18 位号码。")
    if len(number) != 18:
        return IdentityFault(
            f"居民身份证号码应为 18 位，现为 {len(number)} 位。请对照原件更正；如为护照等其他证件，请写明证件类型。"
        )
    if not _looks_resident(number):
        return IdentityFault("居民身份证号码只能是 17 位数字加末位数字或 X。请对照原件更正。")
    born = _birth_date(number)
    if isinstance(born, str) or not _plausible(born, on):
        written = born if isinstance(born, str) else born.isoformat()
        return IdentityFault(f"证件号码中的出生日期（{written}）不存在或不合情理。请对照原件更正第 7 至 14 位。")
    if number[-1] != check_digit(number):
        return IdentityFault("证件号码校验不通过（末位校验码与前 17 位不符），其中至少一位有误。请对照原件逐位核对。")
    kind = _kind_of_eighteen(number)
    sex = 1 if int(number[16]) % 2 else 2
    return Identity(kind, number, born, sex, _area_warnings(number, kind))


def _birth_date(number: str) -> datetime.date | str:
    try:
        return ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def _plausible(born: datetime.date, on: datetime.date) -> bool:
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return YOUNGEST <= years <= OLDEST


def _kind_of_eighteen(number: str) -> DocumentKind:
    if number.startswith(_HMT_AREAS):
        return DocumentKind.HMT_RESIDENCE
    return DocumentKind.FOREIGN_RESIDENCE if number.startswith("9") else DocumentKind.RESIDENT


def _area_warnings(number: str, kind: DocumentKind) -> tuple[str, ...]:
    if kind is not DocumentKind.RESIDENT or _area_known(number[:6]):
        return ()
    return (f"证件号码前 6 位（{number[:6]}）不在行政区划代码表内，请核对原件",)


@lru_cache(maxsize=4096)
def _area_known(area: str) -> bool:
    parts: list[tuple[str, dict[str, str]]] = numdb.get("cn/loc").info(area)
    return any("county" in facts for _, facts in parts)
