"""Which announced offering (职业 × 等级) a row means (R2.1): by its cells, or by the sheet where the whole column is absent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registration.roster.columns import Field
from registration.roster.normalising import clean_optional, clean_text, level_words_in, parse_level
from registration.roster.reading import RosterRow, RosterTable

LEVEL_LABELS = {1: "一级/高级技师", 2: "二级/技师", 3: "三级/高级工", 4: "四级/中级工", 5: "五级/初级工"}
_CODE = re.compile(r"[1-8]-\d{2}-\d{2}-\d{2}")
_DASHES_AND_QUOTES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys('“”"「」《》', ""))
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")

_SCHOOL = re.compile(r"(?:高级|中级)?技(?:工|师)(?:学校|学院|院校|协会|班)|高级中学|初级中学")
"""技师学院 in a title names a school, not a level."""
_LISTED = 6


@dataclass(frozen=True, slots=True)
class OfferingFacts:
    """One offering as announced. `key` is the caller's own and is handed back untouched."""

    key: str
    occupation_name: str
    level: int
    occupation_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.occupation_name} {LEVEL_LABELS.get(self.level, str(self.level))}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The offering, or which field is at fault and why. `note` says what was taken from elsewhere than the row's cells."""

    offering: OfferingFacts | None = None
    field: Field = Field.OCCUPATION
    text: str = ""
    note: str = ""


def _key(text: str) -> str:
    return re.sub(r"[\s·\-]", "", clean_text(text)).casefold()


class OfferingBook:
    """The announced offerings, ready to be looked up from what people type."""

    def __init__(self, offerings: Sequence[OfferingFacts], table: RosterTable) -> None:
        self.offerings = tuple(offerings)
        self._by_word: dict[str, str] = {}
        for offering in self.offerings:
            for word in (offering.occupation_name, *offering.aliases, *offering.occupation_codes):
                self._by_word.setdefault(_key(word), offering.occupation_name)
        self._has_occupation = Field.OCCUPATION in table.columns or Field.TRADE in table.columns
        self._has_level = Field.LEVEL in table.columns
        self._heading = f"{table.title} {table.sheet}"
        self._default_occupation = None if self._has_occupation else self._occupation_of_sheet()
        self._default_level = None if self._has_level else self._level_of_sheet()

    def choose(self, row: RosterRow) -> Choice:
        occupation = self._occupation(row)
        if isinstance(occupation, Choice):
            return occupation
        name, level_in_name, note = occupation
        level = self._level(row, level_in_name)
        if isinstance(level, Choice):
            return level
        rank, level_note = level
        found = next((each for each in self.offerings if (each.occupation_name, each.level) == (name, rank)), None)
        notes = "；".join(filter(None, (note, level_note)))
        if found:
            return Choice(found, note=notes)
        announced = "、".join(LEVEL_LABELS.get(level, "") for level in self._levels_of(name))
        text = f"本次鉴定未公告“{name}”的{LEVEL_LABELS[rank]}等级。该职业本次公告的等级为：{announced}。"
        return Choice(field=Field.LEVEL, text=text)

    def _occupation(self, row: RosterRow) -> tuple[str, int | None, str] | Choice:
        if not self._has_occupation:
            if self._default_occupation:
                return self._default_occupation, None, f"名单没有职业列，按“{self._default_occupation}”报名"
            return Choice(text=f"名单没有“申报职业”列，无法确定报考哪个职业。请补上该列；本次公告：{self._announced}。")
        typed = clean_optional(row.cell(Field.OCCUPATION)) or clean_optional(row.cell(Field.TRADE))
        if not typed:
            return Choice(text=f"申报职业没有填写。请填本次公告的职业：{self._announced}。")
        for form, level in _forms(typed):
            if name := self._by_word.get(_key(form)):
                return name, level, ""
        return Choice(
            text=f"本次鉴定未公告职业“{typed[:30]}”。请改为公告的职业（{self._announced}），或等待该职业的公告。"
        )

    def _level(self, row: RosterRow, level_in_name: int | None) -> tuple[int, str] | Choice:
        typed = clean_optional(row.cell(Field.LEVEL))
        level = parse_level(row.cell(Field.LEVEL)) if typed else None
        if typed and level is None:
            return Choice(
                field=Field.LEVEL,
                text=f"申报等级“{typed[:20]}”无法识别，或超出本所鉴定的五个等级。请填五级/初级工至一级/高级技师之一。",
            )
        if level and level_in_name and level != level_in_name:
            written = f"职业栏写的是{LEVEL_LABELS[level_in_name]}，等级栏写的是{LEVEL_LABELS[level]}"
            return Choice(field=Field.LEVEL, text=f"{written}，两处不一致。请核对后改为同一等级。")
        if level:
            return level, ""
        if level_in_name:
            return level_in_name, f"等级取自职业栏（{LEVEL_LABELS[level_in_name]}）"
        if self._default_level:
            return self._default_level, f"名单没有等级列，按{LEVEL_LABELS[self._default_level]}报名"
        if self._has_level:
            return Choice(field=Field.LEVEL, text="申报等级没有填写。请填写，如“四级/中级工”。")
        return Choice(
            field=Field.LEVEL, text=f"名单没有“申报等级”列，无法确定报考等级。请补上该列；本次公告：{self._announced}。"
        )

    @property
    def _announced(self) -> str:
        labels = [offering.label for offering in self.offerings]
        more = f"等 {len(labels)} 项" if len(labels) > _LISTED else ""
        return "、".join(labels[:_LISTED]) + more or "无"

    def _levels_of(self, name: str) -> list[int]:
        return sorted({offering.level for offering in self.offerings if offering.occupation_name == name}, reverse=True)

    def _occupation_of_sheet(self) -> str | None:
        """The one occupation that the heading names, or the only one there is."""
        heading = _key(self._heading)
        named = {name for word, name in self._by_word.items() if word and word in heading}
        named = named or {offering.occupation_name for offering in self.offerings}
        return named.pop() if len(named) == 1 else None

    def _level_of_sheet(self) -> int | None:
        heading = _SCHOOL.sub("", self._heading)
        named = {level for word in level_words_in(heading) if (level := parse_level(word))}
        named = named or {offering.level for offering in self.offerings}
        return named.pop() if len(named) == 1 else None


def _forms(typed: str) -> list[tuple[str, int | None]]:
    """The spellings of one occupation cell, each with the level it carries: 6-31-01-03 电工（四级）, 中级电工, 电工/四级."""
    typed = typed.translate(_DASHES_AND_QUOTES)
    forms: list[tuple[str, int | None]] = [(typed, None)]
    if code := _CODE.search(typed):
        forms.append((code[0], _level_within(typed.replace(code[0], ""))))
    bare = _CODE.sub("", typed)
    outside = _BRACKETED.sub("", bare)
    inside = [text for text in _BRACKETED.findall(bare) if text.strip()]
    level_inside = next((level for text in inside if (level := parse_level(text))), None)
    forms.append((outside, level_inside))
    # 设备安装工（电工） is no 电工; （电工） or 四级（电工） is.
    for base in (outside, *(() if _without_words(outside) else inside)):
        forms += [(form, level or level_inside) for form, level in _without_level(base)]
    trimmed = [(re.sub(r"(?:职业|工种|专业)$", "", form.strip(" -/、,:_")), level) for form, level in forms]
    return forms + [form for form in trimmed if form[0]]


def _without_level(text: str) -> list[tuple[str, int | None]]:
    """Take a level's words off either end; 汽车维修工 keeps its 工, and 技师 alone is no occupation."""
    words = level_words_in(text)
    forms: list[tuple[str, int | None]] = [(text, None)]
    for word in words:
        left = text.replace(word, " ").strip(" -/、,:_")
        forms.append((left, parse_level(word)))
        # 中级电工 must not lose its 电工 to a word that swallowed a 工.
        if word.endswith("工"):
            forms.append((text.replace(word[:-1], " ").strip(" -/、,:_"), parse_level(word)))
    if len(words) > 1 and (level := _level_within(text)):
        forms.append((_without_words(text), level))
    return forms


def _without_words(text: str) -> str:
    for word in level_words_in(text):
        text = text.replace(word, " ")
    return text.strip(" -/、,:_")


def _level_within(text: str) -> int | None:
    levels = {level for word in level_words_in(text) if (level := parse_level(word))}
    return levels.pop() if len(levels) == 1 else None
