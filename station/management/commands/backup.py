from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from station.backups.refusals import BackupRefused, WrongTarget, printable
from station.backups.saving import Saved, save
from station.management.answers import AnsweringCommand
from station.management.interruption import told_to_stop


class Command(AnsweringCommand):
    help = "把数据库和私有文件保存为一份备份（运行中也可以），放进指定文件夹；密钥不在其中，须另存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "folder", metavar="DIR", type=Path, help="存放备份的文件夹，没有则新建；每次备份在其中新建一个子文件夹"
        )

    def handle(self, *args: Any, folder: Path, as_json: bool, **options: Any) -> None:
        facts, text = self._outcome(folder)
        self.answer(facts, as_json=as_json, text=text, good=facts["ok"])

    def _outcome(self, folder: Path) -> tuple[dict[str, Any], str]:
        nothing = {"ok": False, "entries": 0, "first_damage": None, "backup": None}
        try:
            with told_to_stop():
                return self._report(save(folder, self.say))
        except WrongTarget as wrong:
            self.wrong_call(str(wrong))
        except BackupRefused as refusal:
            return nothing | {"first_damage": refusal.damage}, f"没有备份：{refusal}。"
        except KeyboardInterrupt:
            return nothing | {"first_damage": {"problem": "被中断"}}, "已中断，没有留下半成品。"

    def _report(self, saved: Saved) -> tuple[dict[str, Any], str]:
        facts = {
            "ok": not saved.damage,
            "entries": saved.entries,
            "first_damage": saved.damage[0] if saved.damage else None,
            "backup": printable(str(saved.folder)),
            "rows": saved.rows,
            "files": saved.files,
            "bytes": saved.size,
        }
        lines = [
            f"已备份到 {printable(str(saved.folder))}：{saved.rows} 行，{saved.files} 个文件，"
            f"共 {saved.size / (1 << 20):.1f} MiB；已核对链条 {saved.entries} 条。"
        ]
        if saved.damage:
            lines.append("备份已照原样保存，但站里原有损坏：")
            lines += [describe(damage) for damage in saved.damage[:20]]
        return facts, "\n".join(lines)


def describe(damage: dict[str, Any]) -> str:
    if "chain" in damage:
        return f"{damage['chain']} 链第 {damage['sequence']} 条：{damage['problem']}。"
    return f"{damage['file']}：{damage['problem']}。"
