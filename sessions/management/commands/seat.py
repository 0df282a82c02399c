"""Seats a problem given as a file; nothing is stored (R3.1). Exit 0 all seated and apart, 1 not, 2 the call was wrong."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sessions.seating import Seating, solve
from sessions.seating.reading import Malformed, read_problem
from station.management.answers import AnsweringCommand


class Command(AnsweringCommand):
    help = "按文件给出的考场和考生编排座位，不写入数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--problem", required=True, metavar="FILE.json", help="座位编排问题（JSON）")
        parser.add_argument("--seed", type=int, default=1, help="编排种子，默认 1")

    def handle(self, *args: Any, problem: str, seed: int, as_json: bool, **options: Any) -> None:
        try:
            read = read_problem(Path(problem).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            self.wrong_call(f"文件无法读取：{problem}（{_why(error)}）。")
        except Malformed as error:
            self.wrong_call(f"文件不是座位编排问题：{error}。")
        answer = solve(read, seed)
        self.answer(answer.as_json(), as_json=as_json, text="\n".join(_lines(answer)), good=answer.complete)


def _lines(answer: Seating) -> Iterator[str]:
    yield f"已排 {len(answer.seats)} 人，未排 {len(answer.unseated)} 人，种子 {answer.seed}。"
    for seat in answer.seats:
        yield f"{seat.room}\t{seat.row} 排 {seat.column} 列\t{seat.candidate}"
    for one, two in answer.conflicts:
        yield f"同组相邻：{one} 与 {two}"
    if answer.unseated:
        yield f"没有座位：{'、'.join(answer.unseated)}"
    if answer.obstacle:
        yield f"{answer.obstacle.text}。"
    elif not answer.separated:
        yield "没有找到使同组考生都不相邻的排法，可另换种子或增加考场。"


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    return "不是 UTF-8 文本" if isinstance(error, UnicodeDecodeError) else "读不出内容"
