"""One spelling for what people type in many: text, names, numbers, dates, levels, mobile numbers.

Nothing here decides whether a value is acceptable, and nothing is guessed: what has two readings comes back as None.
Every function gives its own result back unchanged when it is applied twice.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from registration.roster.cells import Cell

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_LETTERS = {code: narrow for code, narrow in _WIDE.items() if chr(narrow).isalnum()}
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_LETTERS_ONLY: dict[int, int | str] = {**_WIDE_LETTERS, **_SPACES}
_ONE_BY_ONE: dict[int, int | str] = {**_WIDE, **_SPACES, 0xFFE5: "¥"}
_GUARD = re.compile(r'^=\s*(?:T\(\s*)?"(?P<inner>(?:[^"]|"")*)"\s*\)?$')
_APOSTROPHES = "'’‘`´′"
_PLACEHOLDERS = frozenset({
    "-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "空", "没有", "N/A", "n/a", "NA", "null", "NULL", "None",
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!",
})  # fmt: skip
_LETTER_X = str.maketrans(dict.fromkeys("×ХхΧχ✕╳", "X"))
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\ue000-\uf8ff"
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･●.．", "·"))
FIRST_INEXACT = 1_000_000_000_000_000
"""Excel keeps 15 significant digits of a number and turns the rest into zeros: from here on nothing is certain."""


_BLANK = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Fillers, blanks and variation selectors: letters or marks by their category, yet nothing to see."""


def _visible(text: str) -> str:
    """Without zero-width characters, direction marks, byte order marks and control characters; digits of any script as ours."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if char in "\t\r\n\v\f" else str(unicodedata.decimal(char, char))
        for char in _BLANK.sub("", text)
        if char in "\t\r\n\v\f" or unicodedata.category(char) not in ("Cf", "Cc")
    )


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < FIRST_INEXACT:
        return str(int(number))
    return repr(number)


def clean_text(value: Cell | None) -> str:
    """A cell's value as one line of text: half-width, visible characters only, single spaces, without Excel's text guards."""
    return _cleaned(value, tidy=False)


def tidy_text(value: Cell | None) -> str:
    """Like `clean_text` for what is kept and printed: letters and digits become half-width, Chinese punctuation stays."""
    text = _cleaned(value, tidy=True)
    return "" if text in _PLACEHOLDERS else text


def _cleaned(value: Cell | None, *, tidy: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return _cleaned_text(str(value), tidy)


@lru_cache(maxsize=512)
def _cleaned_text(text: str, tidy: bool) -> str:
    """Kept for a moment: the cells of one row are looked at again and again, and a column often says one thing."""
    text = _visible(text.translate(_LETTERS_ONLY if tidy else _ONE_BY_ONE)).strip()
    return re.sub(r" {2,}", " ", _unguarded(text))


def _unguarded(text: str) -> str:
    """Without ="…" and without apostrophes before or after, however often they were applied."""
    while True:
        guard = _GUARD.match(text)
        bare = guard["inner"].replace('""', '"') if guard else text
        bare = bare.strip().strip(_APOSTROPHES).strip()
        if bare == text:
            return text
        text = bare


def clean_optional(value: Cell | None) -> str:
    """Like `clean_text`, and the marks people set in an empty box (-, /, 无) count as empty."""
    text = clean_text(value)
    return "" if text in _PLACEHOLDERS else text


def clean_name(value: Cell | None) -> str:
    """A person's name: no space between Chinese characters (李　然), one between words of other scripts, one kind of middle dot."""
    text = clean_optional(value)
    if re.search(f"[{_HAN}]", text):
        text = text.translate(_MIDDLE_DOTS).strip("·").replace(" ", "")
    return text


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, apart from spaces, middle dots and letter case."""
    return _name_key(one) == _name_key(other)


def _name_key(name: str) -> str:
    return re.sub(r"[\s·.\-]", "", clean_name(name)).casefold()


_JOINTS = r"[\s\-‐‑‒–—―−_]"
_LABEL = re.compile(r"^(?:本人|居民|公民|有效)*(?:身份证|证件|身份|手机|移动|联系)?(?:号码|号|电话|手机|证)?\s*:\s*")
_EDGES = ' .,;:、。，；：·*"“”「」'


def _bare(text: str) -> str:
    """Without the quotes and full stops that slip in at either end, and without a label (身份证号：) before the number."""
    return _LABEL.sub("", text).strip(_EDGES)


def clean_document_number(value: Cell | None) -> str:
    """The number of an identity document: capitals, no spaces or dashes, look-alikes of the last X turned into X."""
    text = clean_optional(value)
    while (bare := clean_optional(re.sub(_JOINTS, "", _bare(text)).upper())) != text:
        text = bare
    return text[:-1] + text[-1:].translate(_LETTER_X)


def clean_mobile(value: Cell | None) -> str:
    """A mobile number's digits, without +86 or a leading 0; anything that is no phone number is left as typed."""
    text = clean_optional(value)
    digits = re.sub(r"\.0+$", "", re.sub(r"[(][^()\d]*[)]$", "", _bare(text)))
    if whole := re.fullmatch(r"(1)\.(\d{10})E\+?10", digits.upper()):
        digits = whole[1] + whole[2]  # all eleven digits are there
    digits = re.sub(_JOINTS + r"|[()+.•·]", "", digits)
    if not digits.isascii() or not digits.isdigit():
        return text
    for prefix in ("0086", "86", "0"):
        if digits.startswith(prefix + "1") and len(digits) == len(prefix) + 11:
            return digits[len(prefix) :]
    return digits if len(digits) == 11 else text


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date as written; a birth column that holds only year and month (出生年月) has no day."""

    year: int
    month: int
    day: int | None = None

    def agrees_with(self, date: datetime.date) -> bool:
        return (self.year, self.month) == (date.year, date.month) and self.day in (None, date.day)

    @property
    def date(self) -> datetime.date | None:
        return None if self.day is None else datetime.date(self.year, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}" + ("" if self.day is None else f"-{self.day:02d}")


_DATE_SHAPES = (
    re.compile(
        r"^(?P<y>\d{4})(?:\s*[-/.年]\s*| )(?P<m>\d{1,2})(?:\s*[-/.月]\s*| )(?P<d>\d{1,2})\s*[日号]?生?"
        r"(?:[ T]\s*\d{1,2}:\d{2}.*|\s*[(]?(?:星期|周)[一二三四五六日天][)]?)?$"
    ),
    re.compile(r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]?生?$"),
    re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:\.0+)?$"),
    re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})$"),
)
_SERIAL_FIRST, _SERIAL_LAST = 3654, 73050
"""Excel's day numbers of 1910-01-01 and 2099-12-31; smaller and larger numbers are something else."""


def parse_date(value: Cell | None) -> DateReading | None:
    """A date from text, an Excel day number or a real date; None where it has no certain reading (two-digit years too)."""
    if isinstance(value, datetime.date):
        return DateReading(value.year, value.month, value.day)
    text = re.sub(r"\s*(?:[-—–‐−_\\、,·]|/)+\s*", "-", clean_text(value)).removeprefix("公元").strip(" 。").rstrip("-")
    for shape in _DATE_SHAPES:
        if found := shape.match(text):
            parts = {key: int(part) for key, part in found.groupdict().items()}
            return _checked(parts["y"], parts["m"], parts.get("d"))
    if re.fullmatch(r"\d{4,5}", text) and _SERIAL_FIRST <= int(text) <= _SERIAL_LAST:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
        return DateReading(day.year, day.month, day.day)
    return None


def _checked(year: int, month: int, day: int | None) -> DateReading | None:
    try:
        datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return DateReading(year, month, day)


_FORMAL = str.maketrans("級壹贰叁肆伍", "级一二三四五")
_LEVEL_NOISE = re.compile(
    r"国家职业资格|职业资格|职业技能|技能等级|等级|证书|证|技能人才|国家|第|水平|[()\[\]【】\s/\\、,;:\-—|+·.。\"“”]"
)
_LEVEL_WORD = re.compile(
    r"(?P<senior_technician>高级技师)|(?P<technician>技师)|(?P<junior>初级(?:技能|技工|工)?)|(?P<middle>中级(?:技能|技工|工)?)"
    r"|(?P<high>高级(?:技能|技工|工)?)|(?<![\d一二三四五六七八九十])(?P<digit>[1-5一二三四五])级工?|(?P<roman>Ⅰ|Ⅱ|Ⅲ|Ⅳ|Ⅴ)级?"
)
_LEVEL_LONE = re.compile(r"(?:L|LEVEL)?0?(?P<digit>[1-5])|(?P<other>[一二三四五]|I{1,3}|IV|V)级?工?")
_LEVEL_OF_WORD = {"senior_technician": 1, "technician": 2, "high": 3, "middle": 4, "junior": 5}
_LEVEL_OF_DIGIT = dict(zip("12345一二三四五ⅠⅡⅢⅣⅤ", (1, 2, 3, 4, 5) * 3, strict=True)) | {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5,
}  # fmt: skip


def parse_level(value: Cell | None) -> int | None:
    """The level 1 to 5 (1 is the highest) from 中级, 高级工, 4 or 四级/中级工; None for none, several, or words beyond the five."""
    written = clean_text(value).translate(_FORMAL)
    text = _LEVEL_NOISE.sub("", re.sub(r"(?<=\d)\.0+$", "", written))
    if found := _LEVEL_LONE.fullmatch(text.upper()):
        return _LEVEL_OF_DIGIT[found["digit"] or found["other"]]
    rest, levels = text, set()
    while found := _LEVEL_WORD.search(rest):
        kind = found.lastgroup or ""
        levels.add(_LEVEL_OF_WORD.get(kind) or _LEVEL_OF_DIGIT[found[kind]])
        rest = rest[: found.start()] + rest[found.end() :]
    if found := re.fullmatch(r"[1-5]", rest):
        levels.add(int(rest))
        rest = ""
    return levels.pop() if len(levels) == 1 and not rest else None


def level_words_in(text: str) -> tuple[str, ...]:
    """Every word in a text that names a level, in order."""
    return tuple(found[0] for found in _LEVEL_WORD.finditer(clean_text(text)))


MALE, FEMALE = 1, 2
"""GB/T 2261.1."""
_SEX = dict.fromkeys(
    ("男", "男性", "男士", "男生", "男孩", "先生", "♂", "M", "MALE", "男M", "1", "01", "1男", "男1"), MALE
) | dict.fromkeys(("女", "女性", "女士", "女生", "女孩", "♀", "F", "FEMALE", "女F", "2", "02", "2女", "女2"), FEMALE)


def parse_sex(value: Cell | None) -> int | None:
    """The code of GB/T 2261.1, from the word, a letter or the code itself."""
    return _SEX.get(re.sub(r"\.0$|[\s\-.()]", "", clean_text(value)).upper())
