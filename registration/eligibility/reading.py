"""Facts read from JSON as outsiders write them. What is wrong is said in Chinese, with the place: work[0].to.

A list or a statement that is left out claims nothing: no work, no certificate, no hours. null says that the fact is not known.
A period of work whose `to` is null goes on.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from registration.eligibility.facts import LEVELS, Certificate, Facts, Major, Rank, School, Schooling, Title, Work

PROFILES = ("2018", "2023")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Item = TypeVar("Item")
Choice = TypeVar("Choice", bound=StrEnum)
Unused = Callable[[str], None]


class Malformed(ValueError):
    """The file states no facts that could be weighed; the message says where and why."""


class Reader:
    """One object of the file, and where in it one stands."""

    def __init__(self, raw: Any, keys: Collection[str], unused: Unused, path: str = "") -> None:
        if not isinstance(raw, dict):
            raise Malformed(f"{path}须是一个对象" if path else "文件的最外层须是一个对象")
        self.raw: dict[str, Any] = raw
        self.path, self.unused = path, unused
        for key in sorted(raw.keys() - set(keys)):
            unused(self.place(key))

    def place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, why: str) -> NoReturn:
        raise Malformed(f"{self.place(key)}{why}")

    def text(self, key: str) -> str | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"须是文字，现为 {_shown(value)}")
        return value.strip()

    def day(self, key: str) -> date | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            self.refuse(key, f"须是 2026-12-01 这样的日期，现为 {_shown(value)}")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.refuse(key, f"不是历书上有的日期：{value}")
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.refuse(key, f"须在 {_FIRST_YEAR} 年至 {_LAST_YEAR} 年之间，现为 {value}")
        return day

    def level(self, key: str) -> int | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value not in LEVELS:
            self.refuse(key, f"须是 5、4、3、2、1 之一（五级至一级），现为 {_shown(value)}")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.raw.get(key, False)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, f"须是 true、false 或 null，现为 {_shown(value)}")
        return value

    def hours(self, key: str) -> float | None:
        value = self.raw.get(key, 0)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1_000_000:
            self.refuse(key, f"须是不小于 0 的学时数，现为 {_shown(value)}")
        return float(value)

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in list(choices):
            self.refuse(key, f"须是 {'、'.join(choices)} 之一，现为 {_shown(value)}")
        return choices(value)

    def items(
        self, key: str, keys: Collection[str], needed: Sequence[str], read: Callable[["Reader"], Item]
    ) -> tuple[Item, ...] | None:
        """A list of objects. What is needed of each may be null, and is not left out by mistake."""
        value = self.raw.get(key, [])
        if value is None:
            return None
        if not isinstance(value, list):
            self.refuse(key, f"须是一个列表，现为 {_shown(value)}")
        readers = [
            Reader(raw, {*needed, *keys}, self.unused, f"{self.place(key)}[{number}]")
            for number, raw in enumerate(value)
        ]
        for reader in readers:
            for name in needed:
                if name not in reader.raw:
                    reader.refuse(name, "没有填写；不知道的，写 null")
        return tuple(read(reader) for reader in readers)


def read_facts(text: str, unused: Unused = lambda place: None) -> Facts:
    """`unused` is told the places that say nothing to the rules: a misspelt key should not pass in silence."""
    reader = Reader(_parsed(text), [field.name for field in fields(Facts)], unused)
    born, on = reader.day("born"), _asked(reader, "on", reader.day("on"))
    if born and born > on:
        reader.refuse("born", f"（{born}）晚于 on（{on}）：出生日期不能在申报之后")
    facts = Facts(
        occupation=_asked(reader, "occupation", reader.text("occupation")),
        level=_asked(reader, "level", reader.level("level")),
        profile=_profile(reader),
        on=on,
        born=born,
        work=reader.items("work", ["to", "related"], ["from", "occupation"], _work),
        certificates=reader.items("certificates", ["related"], ["level", "occupation", "issued"], _certificate),
        education=reader.items("education", ["graduated", "final_year", "assessed"], ["school", "major"], _schooling),
        titles=reader.items("titles", [], ["rank", "since"], _title),
        apprenticeship_completed=reader.flag("apprenticeship_completed"),
        training_hours=reader.hours("training_hours"),
        preparatory_technician_certificate=reader.flag("preparatory_technician_certificate"),
        technician_class_student=reader.flag("technician_class_student"),
    )
    _nothing_before_birth(facts)
    return facts


def _parsed(text: str) -> Any:
    try:
        raw = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
        json.dumps(raw, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Malformed(f"不是有效的 JSON，第 {error.lineno} 行第 {error.colno} 列起读不下去") from None
    except UnicodeEncodeError:
        raise Malformed("文件里有不成字的半个编码（\\ud800 之类）") from None
    except Malformed:
        raise
    except (ValueError, RecursionError):
        raise Malformed("不是有效的 JSON：数字过长或嵌套过深") from None
    return raw


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} 不是数")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Malformed(f"同一个对象里“{key}”写了两次")
        found[key] = value
    return found


def _asked(reader: Reader, key: str, value: Item | None) -> Item:
    if value is None:
        reader.refuse(key, "没有填写，不能判断")
    return value


def _profile(reader: Reader) -> str:
    value = reader.raw.get("profile")
    if value not in PROFILES:
        reader.refuse("profile", f"须是 {'、'.join(PROFILES)} 之一（文字），现为 {_shown(value)}")
    return str(value)


def _work(reader: Reader) -> Work:
    began, until = reader.day("from"), reader.day("to")
    if began and until and until < began:
        reader.refuse("to", f"（{until}）早于 from（{began}）：结束不能在开始之前")
    return Work(began, until, reader.text("occupation"), reader.flag("related"))


def _certificate(reader: Reader) -> Certificate:
    return Certificate(reader.level("level"), reader.text("occupation"), reader.day("issued"), reader.flag("related"))


def _schooling(reader: Reader) -> Schooling:
    return Schooling(
        school=reader.choice("school", School),
        major=reader.choice("major", Major),
        graduated=reader.day("graduated"),
        final_year=reader.flag("final_year"),
        assessed=reader.flag("assessed"),
    )


def _title(reader: Reader) -> Title:
    return Title(reader.choice("rank", Rank), reader.day("since"))


def _nothing_before_birth(facts: Facts) -> None:
    for path, day in _dates(facts):
        if facts.born and day and day < facts.born:
            raise Malformed(f"{path}（{day}）早于 born（{facts.born}）：事实不能发生在出生之前")


def _dates(facts: Facts) -> Iterable[tuple[str, date | None]]:
    yield from ((f"work[{number}].from", item.began) for number, item in enumerate(facts.work or ()))
    yield from ((f"work[{number}].to", item.until) for number, item in enumerate(facts.work or ()))
    yield from ((f"certificates[{number}].issued", item.issued) for number, item in enumerate(facts.certificates or ()))
    yield from ((f"education[{number}].graduated", item.graduated) for number, item in enumerate(facts.education or ()))
    yield from ((f"titles[{number}].since", item.since) for number, item in enumerate(facts.titles or ()))


def _shown(value: object) -> str:
    """As the file has it, shortened; enough to find it again."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"
