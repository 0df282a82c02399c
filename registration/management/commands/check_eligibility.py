"""The qualification rules on given facts; nothing is stored (R2.1). Exit 0 eligible or for a person to look at, 1 not eligible,
2 the call was wrong."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registration.eligibility import Malformed, Outcome, Verdict, general_documents, judge, read_facts, rules_for
from registration.eligibility.facts import LEVELS, Facts
from registration.eligibility.verdict import Judged, Weighed
from station.management.answers import AnsweringCommand

_MARKS = {True: "✓", False: "✗", None: "？"}


class Command(AnsweringCommand):
    help = "按文件给出的事实判断是否符合申报条件，逐条说明理由，不写入数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("facts", metavar="FACTS.json", help="申报人的情况（JSON）")

    def handle(self, *args: Any, facts: str, as_json: bool, **options: Any) -> None:
        try:
            stated = read_facts(Path(facts).read_text(encoding="utf-8-sig"), self._unused)
        except (OSError, UnicodeDecodeError) as error:
            self.wrong_call(f"文件无法读取：{facts}（{_why(error)}）。")
        except Malformed as error:
            self.wrong_call(f"文件不能作为申报人的情况：{error}。")
        verdict = judge(
            stated,
            rules_for(stated.profile, stated.level),
            general_documents=general_documents(stated.level),
        )
        good = verdict.outcome is not Outcome.NOT_ELIGIBLE
        self.answer(verdict.as_json(), as_json=as_json, text="\n".join(_lines(stated, verdict)), good=good)

    def _unused(self, place: str) -> None:
        self.say(f"没有用到“{place}”，请核对写法。")


def _lines(facts: Facts, verdict: Verdict) -> Iterator[str]:
    what = f"{facts.occupation}{LEVELS[facts.level]}（{facts.profile} 版通用条件，截至 {facts.on}）"
    yield f"申报{what}：{verdict.outcome.label}。"
    for number, judged in enumerate(verdict.conditions, 1):
        yield from _tree(number, judged)
    if verdict.met:
        yield f"符合第（{verdict.conditions.index(verdict.met) + 1}）项条件。"
    elif verdict.outcome is Outcome.NOT_ELIGIBLE:
        yield f"最接近第（{verdict.conditions.index(verdict.nearest) + 1}）项条件：{_missing(verdict.nearest)}。"
    if verdict.documents:
        yield "应携带的材料："
        yield from (f"  {number}．{text}" for number, text in enumerate(verdict.documents, 1))


def _tree(number: int, judged: Judged) -> Iterator[str]:
    yield f"{_MARKS[judged.met]}（{number}）{judged.rule.text}"
    for place, alternative in enumerate(judged.alternatives):
        if place:
            yield "    或者："
        yield from _parts(alternative)


def _parts(alternative: Weighed) -> Iterator[str]:
    for part in alternative.parts:
        yield f"    {_MARKS[part.met]} {part.text}{f'（{part.short_by}）' if part.short_by else ''}"


def _missing(judged: Judged) -> str:
    return "，".join(part.short_by for part in judged.nearest.parts if part.short_by)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    return "不是 UTF-8 文本" if isinstance(error, UnicodeDecodeError) else "读不出内容"
