from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from station.backups.refusals import BackupRefused, WrongTarget, printable
from station.backups.restoring import Restored, check, restore
from station.management.answers import AnsweringCommand
from station.management.commands.backup import describe
from station.management.interruption import told_to_stop


class Command(AnsweringCommand):
    help = "核对一份备份，恢复到空的站里，再逐行、逐条核对一遍；密钥须与备份时相同"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "folder", metavar="DIR", type=Path, help="一份备份的文件夹，或存放备份的文件夹（取最新一份）"
        )
        parser.add_argument("--check", action="store_true", help="只核对备份本身、密钥和版本，不恢复")

    def handle(self, *args: Any, folder: Path, check: bool, as_json: bool, **options: Any) -> None:
        self.checking = check
        facts, text = self._outcome(folder)
        self.answer(facts, as_json=as_json, text=text, good=facts["ok"])

    def _outcome(self, folder: Path) -> tuple[dict[str, Any], str]:
        nothing = {"ok": False, "entries": 0, "first_damage": None}
        try:
            with told_to_stop():
                return self._report((check if self.checking else restore)(folder, self.say))
        except WrongTarget as wrong:
            self.wrong_call(str(wrong))
        except BackupRefused as refusal:
            self._tell_others(refusal)
            problem = f"{'不能用来恢复' if self.checking else '没有恢复'}：{refusal}。"
            return nothing | {"first_damage": refusal.damage}, problem
        except KeyboardInterrupt:
            return nothing | {"first_damage": {"problem": "被中断"}}, "已中断，数据库仍是空的；可以再次恢复。"

    def _tell_others(self, refusal: BackupRefused) -> None:
        for other in refusal.others[:20]:
            self.say(f"另有：{other}")
        if len(refusal.others) > 20:
            self.say(f"另有 {len(refusal.others) - 20} 处，未逐一列出")

    def _report(self, restored: Restored) -> tuple[dict[str, Any], str]:
        facts = {
            "ok": not restored.damage,
            "entries": restored.entries,
            "first_damage": restored.damage[0] if restored.damage else None,
            "backup": printable(str(restored.source)),
            "rows": restored.rows,
            "files": restored.files,
        }
        done = "备份完好，可用本程序和当前密钥恢复" if self.checking else "已恢复，并与备份核对一致"
        counts = f"{restored.rows} 行，{restored.files} 个文件，链条 {restored.entries} 条"
        lines = [f"{done}：{printable(restored.source.name)}，{counts}。"]
        if restored.damage:
            lines.append("备份时站里就有的损坏也照原样保留：")
            lines += [describe(damage) for damage in restored.damage[:20]]
        return facts, "\n".join(lines)
