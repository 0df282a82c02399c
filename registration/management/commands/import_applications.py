from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from announcements.models import Assessment
from registration import services
from registration.roster.grids import MAX_BYTES, too_large
from registration.services import ImportReport, RosterUnreadable
from station import clock
from station.management.answers import AnsweringCommand
from station.models import User
from station.refusals import NotPermitted, Refused


class Command(AnsweringCommand):
    help = "检查并导入报名名单；--dry-run 只检查不写入，--annotate 另存一份带“修改意见”的名单"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("assessment", help="鉴定批次号，如 DEMO-OPEN")
        parser.add_argument("file", help="名单文件：.xlsx、.xls 或 .csv")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--annotate", metavar="OUT.xlsx", help="把带修改意见的名单存到这里")
        parser.add_argument("--as", dest="username", help="经办人的用户名；不填的记为系统")

    def handle(
        self,
        *args: Any,
        assessment: str,
        file: str,
        as_json: bool,
        dry_run: bool,
        annotate: str | None,
        username: str | None,
        **options: Any,
    ) -> None:
        target, source = self._assessment(assessment), Path(file)
        content, actor = self._read(source), self._actor(username)
        if content is None:
            self._refused(RosterUnreadable(too_large(source.stat().st_size)), as_json=as_json)
            return
        if annotate and not Path(annotate).absolute().parent.is_dir():
            self.wrong_call(f"没有这个文件夹：{Path(annotate).parent}")
        try:
            report = services.import_roster(
                assessment=target,
                content=content,
                file_name=source.name,
                actor=actor,
                now=clock.now(),
                dry_run=dry_run,
            )
        except (RosterUnreadable, Refused, NotPermitted) as refusal:
            self._refused(refusal, as_json=as_json)
            return
        if annotate:
            Path(annotate).write_bytes(report.annotated(content, source.name))
            self.say(f"带修改意见的名单已存到 {annotate}")
        good = report.rejected == 0
        self.answer(_facts(report), as_json=as_json, text=_words(report, dry_run=dry_run), good=good)

    def _assessment(self, code: str) -> Assessment:
        found = Assessment.objects.filter(code=code).first()
        if found is None:
            self.wrong_call(f"没有批次号为“{code}”的鉴定。")
        return found

    def _read(self, source: Path) -> bytes | None:
        """The file's bytes; nothing of one that is too large, which is not read at all."""
        try:
            return None if source.stat().st_size > MAX_BYTES else source.read_bytes()
        except OSError:
            self.wrong_call(f"读不到文件：{source}")

    def _actor(self, username: str | None) -> User | None:
        if username is None:
            return None
        actor = User.objects.filter(username=username, is_active=True).first()
        if actor is None:
            self.wrong_call(f"没有用户名为“{username}”的账号。")
        return actor

    def _refused(self, refusal: Exception, *, as_json: bool) -> None:
        """The whole file is refused: nobody was read, and the reason says where and why."""
        self.say(str(refusal))
        nothing: dict[str, Any] = {"read": 0, "accepted": 0, "rejected": 0, "duplicate": 0, "rows": []}
        self.answer({**nothing, "error": str(refusal)}, as_json=as_json, text="名单没有导入。", good=False)


def _facts(report: ImportReport) -> dict[str, Any]:
    return report.as_json()


def _words(report: ImportReport, *, dry_run: bool) -> str:
    head = "检查结果（没有写入）" if dry_run else "导入结果"
    lines = [
        f"{head}：读取 {report.read} 人，接受 {report.accepted}，退回 {report.rejected}，重复 {report.duplicate}。",
        *(f"第 {row.row} 行 {row.name}：{row.reason}" for row in report.rows if row.reason),
    ]
    return "\n".join(lines)
