from argparse import ArgumentParser
from typing import Any

from station import data_model
from station.management.answers import AnsweringCommand


class Command(AnsweringCommand):
    help = "由模型生成 docs/data_model.md；--check 只核对，不一致时退出码为 1"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="只核对，不写文件")

    def handle(self, *args: Any, check: bool, as_json: bool, **options: Any) -> None:
        text = data_model.render()
        path = data_model.PATH
        same = path.exists() and path.read_text(encoding="utf-8") == text
        if check:
            words = (
                "docs/data_model.md 与模型一致。"
                if same
                else "docs/data_model.md 与模型不一致，请运行 manage.py data_model。"
            )
            self.answer({"ok": same}, as_json=as_json, text=words, good=same)
            return
        path.write_text(text, encoding="utf-8")
        self.answer({"written": not same}, as_json=as_json, text="docs/data_model.md 已写好。")
