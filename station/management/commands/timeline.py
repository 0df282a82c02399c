from argparse import ArgumentParser
from datetime import date
from typing import Any

from station import calendar, clock
from station.deadlines import lawful_timeline
from station.management.answers import AnsweringCommand


class Command(AnsweringCommand):
    help = "由鉴定日期倒排：最迟公告、最迟申报、准考证发放的起止日期"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("exam_date", help="鉴定日期，如 2026-10-24")
        parser.add_argument("--category", choices=["unified", "ordinary"], required=True)

    def handle(self, *args: Any, exam_date: str, category: str, as_json: bool, **options: Any) -> None:
        try:
            day = date.fromisoformat(exam_date)
        except ValueError:
            self.wrong_call(f"“{exam_date}”不是日期，请写成 2026-10-24 的样子。")
        if not calendar.EARLIEST <= day.year <= calendar.LATEST:
            self.wrong_call(f"“{exam_date}”的年份须在 {calendar.EARLIEST} 至 {calendar.LATEST} 之间。")
        line = lawful_timeline(day, unified=category == "unified", calendar=calendar.current())
        feasible = line.is_feasible(clock.local_date(clock.now()))
        facts = {
            "exam_date": line.exam_date,
            "category": category,
            "announce_by": line.announce_by,
            "file_by": line.file_by,
            "tickets_from": line.tickets_from,
            "tickets_until": line.tickets_until,
            "days_between_announcement_and_filing": line.days_between_announcement_and_filing,
            "feasible": feasible,
            "provisional": line.provisional,
            "calendar_version": line.calendar_version,
        }
        text = "\n".join(
            [
                f"鉴定日期　　{line.exam_date}{'（部分年度尚无放假通知，暂定）' if line.provisional else ''}",
                f"最迟公告　　{line.announce_by}（R1.2，前 45 天）",
                f"最迟申报　　{line.file_by}（R4.2）",
                f"发放准考证　{line.tickets_from} 至 {line.tickets_until}（R5.2）",
                f"公告与申报之间 {line.days_between_announcement_and_filing} 天；"
                + ("现在公告还来得及。" if feasible else "现在公告已来不及。"),
            ]
        )
        self.answer(facts, as_json=as_json, text=text)
