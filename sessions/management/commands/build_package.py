"""Builds the package of an assessment and puts it into a folder (R4.1). Exit 0 done, 1 refused, 2 the call was wrong."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from announcements.models import Assessment
from sessions import services, workflow
from sessions.models import FilingPackage
from station import clock
from station.management.answers import AnsweringCommand
from station.models import User
from station.notifications import holders_of
from station.papers import PackageRefused, verify_package
from station.refusals import NotPermitted, Refused


class Command(AnsweringCommand):
    help = "生成一次鉴定的申报材料包，放到指定文件夹。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("assessment", metavar="ASSESSMENT", help="批次号，如 2026-001")
        parser.add_argument("--output", required=True, metavar="DIR", help="放材料包的文件夹，没有则新建")
        parser.add_argument("--user", metavar="USERNAME", help="经办人账号，默认为一名在岗的考务员或所长")

    def handle(self, *args: Any, assessment: str, output: str, user: str | None, as_json: bool, **options: Any) -> None:
        found = Assessment.objects.select_related("place").filter(code=assessment).first()
        if found is None:
            self.wrong_call(f"没有批次号为“{assessment}”的鉴定。")
        folder, actor = self._folder(output), self._actor(user)
        try:
            package = services.build_package(assessment=found, actor=actor, now=clock.now(), progress=self._progress)
        except (Refused, NotPermitted, PackageRefused) as refusal:
            problems = [str(reason) for reason in getattr(refusal, "reasons", ())] or [str(refusal)]
            text = "\n".join(["不能生成申报材料：", *problems])
            self.answer({"ok": False, "problems": problems}, as_json=as_json, text=text, good=False)
        else:
            self._deliver(package, folder, as_json=as_json)

    def _folder(self, output: str) -> Path:
        folder = Path(output)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.wrong_call(f"文件夹不能使用：{output}。")
        return folder

    def _actor(self, username: str | None) -> User:
        if username:
            user = User.objects.filter(username=username, is_active=True).first()
            if user is None:
                self.wrong_call(f"没有账号“{username}”。")
            return user
        holders = (next(iter(holders_of(role)), None) for role in workflow.PLANNERS)
        first = next((user for user in holders if user is not None), None)
        if first is None:
            self.wrong_call("没有在岗的考务员或所长，请用 --user 指定经办人。")
        return first

    def _progress(self, done: int, total: int, message: str) -> None:
        self.say(f"{done}/{total} {message}")

    def _deliver(self, package: FilingPackage, folder: Path, *, as_json: bool) -> None:
        """What lies in the folder is verified, not what was meant to lie there."""
        target = folder / f"{package.assessment.code}-{package.version}.zip"
        with package.document.file.open("rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        problems = [problem.text for problem in verify_package(target)]
        facts = {
            "ok": not problems,
            "problems": problems,
            "path": str(target),
            "sha256": package.document.sha256,
            "version": package.version,
            "entries": package.manifest["totals"]["entries"],
            "pages": package.manifest["totals"]["pages"],
        }
        text = f"已生成第 {package.version} 版材料：{target}"
        self.answer(facts, as_json=as_json, text=text, good=not problems)
