"""Verifies a package from the file alone: no database (R4.1). Exit 0 intact, 1 damaged, 2 the call was wrong."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from station.management.answers import AnsweringCommand
from station.papers import verify_package


class Command(AnsweringCommand):
    help = "核验申报材料包：指出被改动、缺少或多出的每一项，不需要数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="材料包（ZIP）")

    def handle(self, *args: Any, file: str, as_json: bool, **options: Any) -> None:
        path = Path(file)
        if not path.is_file():
            self.wrong_call(f"没有这个文件：{file}。")
        problems = [problem.text for problem in verify_package(path)]
        words = ["材料包与生成时不一致：", *problems] if problems else ["材料包完整，与生成时一致。"]
        self.answer(
            {"ok": not problems, "problems": problems}, as_json=as_json, text="\n".join(words), good=not problems
        )
