"""A seating problem read from JSON as outsiders write it; what is wrong is said in Chinese, with the place."""

import json
from typing import Any

from sessions.seating.problem import Candidate, Place, Problem, Room

MOST_ROWS = 200


class Malformed(ValueError):
    """The file is no seating problem; the message says where and why."""


def read_problem(text: str) -> Problem:
    try:
        raw = json.loads(text)
        json.dumps(raw, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Malformed(f"文件不是有效的 JSON，第 {error.lineno} 行第 {error.colno} 列起读不下去") from None
    except UnicodeEncodeError:
        raise Malformed("文件里有不成字的半个编码（\\ud800 之类）") from None
    except (ValueError, RecursionError):
        raise Malformed("文件不是有效的 JSON：数字过长或嵌套过深") from None
    if not isinstance(raw, dict):
        raise Malformed("文件的最外层须是一个对象")
    rooms = tuple(_room(item, number) for number, item in enumerate(_list(raw, "rooms", "文件"), 1))
    candidates = tuple(_candidate(item, number) for number, item in enumerate(_list(raw, "candidates", "文件"), 1))
    _unique([room.name for room in rooms], "考场名称")
    _unique([candidate.id for candidate in candidates], "考生编号")
    one_paper = raw.get("one_paper_per_room", True)
    if not isinstance(one_paper, bool):
        raise Malformed("“one_paper_per_room”须是 true 或 false")
    return Problem(rooms, candidates, one_paper)


def _list(raw: dict[str, Any], key: str, where: str) -> list[Any]:
    value = raw.get(key)
    if not isinstance(value, list):
        raise Malformed(f"{where}缺少“{key}”，或它不是一个列表")
    return value


def _unique(values: list[str], what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise Malformed(f"{what}“{value}”出现了不止一次")
        seen.add(value)


def _object(item: Any, where: str) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Malformed(f"{where}须是一个对象")
    return item


def _number(item: dict[str, Any], key: str, where: str, *, least: int, default: int | None = None) -> int:
    value = item.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Malformed(f"{where}的“{key}”须是不小于 {least} 的整数")
    return value


def _text(item: dict[str, Any], key: str, where: str, *, default: str | None = None) -> str:
    value = item.get(key, default)
    if value is None and default is not None:
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise Malformed(f"{where}的“{key}”须是文字")
    return value


def _room(raw: Any, number: int) -> Room:
    where = f"第 {number} 个考场"
    item = _object(raw, where)
    name = _text(item, "name", where)
    rows, columns = (_number(item, key, f"考场“{name}”", least=1) for key in ("rows", "columns"))
    if rows > MOST_ROWS or columns > MOST_ROWS:
        raise Malformed(f"考场“{name}”的行数和列数不能超过 {MOST_ROWS}")
    broken, accessible = (_places(item, key, name, rows, columns) for key in ("broken", "accessible"))
    spares = _number(item, "spares", f"考场“{name}”", least=0, default=0)
    return Room(name, rows, columns, broken, accessible, spares)


def _places(item: dict[str, Any], key: str, name: str, rows: int, columns: int) -> frozenset[Place]:
    value = item.get(key, [])
    if not isinstance(value, list):
        raise Malformed(f"考场“{name}”的“{key}”须是列表")
    found = set()
    for place in value:
        pair = isinstance(place, list) and len(place) == 2
        if not pair or not all(isinstance(number, int) and not isinstance(number, bool) for number in place):
            raise Malformed(f"考场“{name}”的“{key}”里每一项须是 [行, 列]")
        row, column = place
        if not (1 <= row <= rows and 1 <= column <= columns):
            raise Malformed(f"考场“{name}”没有第 {row} 行第 {column} 列（“{key}”）")
        found.add((row, column))
    return frozenset(found)


def _candidate(raw: Any, number: int) -> Candidate:
    where = f"第 {number} 名考生"
    item = _object(raw, where)
    accessible = item.get("accessible", False)
    if not isinstance(accessible, bool):
        raise Malformed(f"{where}的“accessible”须是 true 或 false")
    return Candidate(
        id=_text(item, "id", where),
        group=_text(item, "group", where, default=""),
        paper=_text(item, "paper", where, default=""),
        accessible=accessible,
    )
