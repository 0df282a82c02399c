import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command

from station.calendar import EARLIEST, LATEST
from station.management.answers import AnsweringCommand
from station.refusals import NotPermitted, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certificates.rehearsal.road import Step


PEOPLE_A_DAY = 70  # what the invented station of size 1 examines in one day


class Command(AnsweringCommand):
    help = "在临时数据库里把一次鉴定从年度计划走到证书发放，留下全部文书并互相核对"
    # The rehearsal never touches the station's own database, so there is nothing to check in it first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--roster", type=Path, required=True, help="报名名册")
        parser.add_argument("--photos", type=Path, required=True, help="照片压缩包")
        parser.add_argument("--output", type=Path, required=True, help="文书留在这个目录")
        parser.add_argument("--exam-date", help="鉴定日期，默认是 60 天后日期合规的第一个星期六")
        parser.add_argument("--seed", type=int, default=1, help="成绩等由此推定，默认 1")
        parser.add_argument("--in-scratch", action="store_true", help="内部使用")

    def handle(self, *args: Any, in_scratch: bool, **options: Any) -> None:
        exam_date = self._check_call(options)
        if in_scratch:
            self._walk(exam_date, options)
        else:
            raise SystemExit(self._in_scratch_database(options))

    def _check_call(self, options: dict[str, Any]) -> date | None:
        for name in ("roster", "photos"):
            if not options[name].is_file():
                self.wrong_call(f"没有文件“{options[name]}”。")
        if options["output"].exists() and not options["output"].is_dir():
            self.wrong_call(f"“{options['output']}”不是目录。")
        if not options["exam_date"]:
            return None
        try:
            day = date.fromisoformat(options["exam_date"])
        except ValueError:
            self.wrong_call(f"“{options['exam_date']}”不是日期，请写成 2026-10-24 的样子。")
        if not EARLIEST <= day.year <= LATEST:
            self.wrong_call(f"“{options['exam_date']}”的年份须在 {EARLIEST} 至 {LATEST} 之间。")
        return day

    def _in_scratch_database(self, options: dict[str, Any]) -> int:
        """The same command once more, in a process whose database, files and broker are a folder that goes away."""
        arguments = [f"--{name.replace('_', '-')}={options[name]}" for name in ("roster", "photos", "output", "seed")]
        if options["exam_date"]:
            arguments.append(f"--exam-date={options['exam_date']}")
        if options["as_json"]:
            arguments.append("--json")
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
                "VAR_DIR": folder,
                "PRIVATE_ROOT": f"{folder}/private",
                "DATABASE_URL": f"sqlite:///{folder}/rehearsal.sqlite3",
                "REDIS_URL": "",
                "DEBUG": "0",
                "LOG_LEVEL": "ERROR",
                "PUBLIC_URL": settings.PUBLIC_URL,
            }
            manage = str(settings.BASE_DIR / "manage.py")
            command = [sys.executable, manage, "rehearse", "--in-scratch", *arguments]
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command

    def _walk(self, exam_date: date | None, options: dict[str, Any]) -> None:
        from registration.services import RosterUnreadable

        self.counted = dict.fromkeys(("read", "accepted", "rejected", "duplicate"), 0)
        call_command("migrate", verbosity=0)
        options["output"].mkdir(parents=True, exist_ok=True)
        try:
            facts = self._road(exam_date, options)
        except (Refused, NotPermitted, RosterUnreadable) as refusal:
            facts = {**self.counted, "seated": 0, "tickets": 0, "certificates": 0,
                     "papers": [], "checks": [{"name": "演练", "ok": False, "detail": str(refusal)}]}  # fmt: skip
        good = all(check["ok"] for check in facts["checks"])
        lines = [f"{'✓' if check['ok'] else '✗'} {check['name']}：{check['detail']}" for check in facts["checks"]]
        summary = f"读入 {facts['read']}，接受 {facts['accepted']}，准考证 {facts['tickets']}，证书 {facts['certificates']}，文书 {len(facts['papers'])} 份。"
        self.answer(facts, as_json=options["as_json"], text="\n".join([*lines, summary]), good=good)

    def _road(self, exam_date: date | None, options: dict[str, Any]) -> dict[str, Any]:
        from certificates.rehearsal import cast, papers
        from certificates.rehearsal.dates import default_exam_date, plan_dates
        from certificates.rehearsal.road import Road
        from station import calendar, clock, identifiers

        today = clock.local_date(clock.now())
        working = calendar.current()
        dates = plan_dates(exam_date or default_exam_date(today, working), calendar=working)
        with identifiers.seeded(options["seed"]):
            start = clock.at(dates.annual, 8)
            clock.move_to(start, frozen=True)
            station = cast.engage(start, passwords=False, size=station_size(options["roster"]))
            road = Road(station, dates, seed=options["seed"])
            plan = road.plan_year()
            announce, *others = road.schedule(plan)
            announce.act()
            report = road.import_roster(options["roster"].read_bytes(), options["roster"].name)
            self.counted = {name: getattr(report, name) for name in self.counted}
            road.attach_photos(options["photos"].read_bytes())
            for step in self._shown(others):
                step.act()
            road.print_registration_papers()
            left = papers.leave_papers(road.assessment, options["output"])
            checks = papers.cross_check(road.assessment, report.accepted, left, options["output"])
        found = papers.totals(road.assessment)
        return {
            **self.counted,
            "seated": found.seated,
            "tickets": found.tickets,
            "certificates": found.certificates,
            "exam_date": dates.exam,
            "papers": papers.as_json(left),
            "checks": papers.as_json(
                [
                    papers.Check(
                        "读入等于接受、拒收与重复之和",
                        report.read == report.accepted + report.rejected + report.duplicate,
                        f"{report.read}",
                    ),
                    *checks,
                ]
            ),
        }

    def _shown(self, steps: "list[Step]") -> "Iterator[Step]":
        """The steps one by one, with a progress bar on standard error."""
        from tqdm import tqdm

        with tqdm(steps, file=sys.stderr, ncols=80) as bar:
            for step in bar:
                bar.set_description(step.name)
                yield step


def station_size(roster: Path) -> int:
    """How large a station the roster needs; what can't be read is answered by the import itself."""
    from registration.roster.errors import RosterUnreadable
    from registration.roster.reading import read_roster

    try:
        people = len(read_roster(roster.read_bytes(), roster.name).rows)
    except RosterUnreadable:
        return 1
    return max(1, -(-people // PEOPLE_A_DAY))
