"""One assessment as the staff's journey knows it: its people, its dates, and the files that are handed to the station."""

import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from announcements.models import Assessment
from certificates.rehearsal import invented
from certificates.rehearsal.cast import engage
from certificates.rehearsal.dates import RoadDates, plan_dates
from certificates.rehearsal.invented import InventedPerson
from station import calendar, clock
from tests.journeys.desk import Desk

EXAM = date(2026, 10, 24)
TITLE = "2026年10月职业技能鉴定"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Round:
    desk: Desk
    folder: Path
    dates: RoadDates = field(init=False)

    def __post_init__(self) -> None:
        source, taken = random.Random(24), set()
        self.people = [invented.invent_person(source, taken) for _ in range(3)]
        self.dates = plan_dates(EXAM, calendar=calendar.current())

    def open_the_station(self) -> None:
        """Accounts, rooms, staff, fees and receipts, as a station has them before its first assessment."""
        engage(self.at(clock.at(date(EXAM.year, 1, 4), 8)))

    @staticmethod
    def at(moment: datetime) -> datetime:
        return Desk.at(moment)

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.get(title=TITLE)

    def page_of(self, username: str) -> Desk:
        """This person at the assessment's page, the way there from their home page."""
        return self.desk.seat(username).follow("鉴定批次").follow(TITLE)

    # --- files that come from outside -------------------------------------------------------------------------------
    def photo(self, person: InventedPerson) -> str:
        return self._keep(f"{person.identity_number}.jpg", invented.draw_photo(person))

    def photos(self, people: list[InventedPerson]) -> str:
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            for person in people:
                archive.writestr(f"{person.identity_number}.jpg", invented.draw_photo(person))
        return self._keep("照片.zip", output.getvalue())

    def roster(self, people: list[InventedPerson], wrong: InventedPerson) -> str:
        """A school's list: one line lacks the schooling, the last one's identity number has a wrong check digit."""
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["姓名", "身份证号", "联系电话", "单位", "班级", "民族", "文化程度", "职业", "级别"])
        for place, person in enumerate(people):
            said = ["汉族", "" if place else "中专", "电工", "四级"]
            sheet.append(
                [person.name, person.identity_number, person.mobile, person.employer, person.group_name, *said]
            )
        number = wrong.identity_number[:-1] + ("1" if wrong.identity_number[-1] != "1" else "2")
        sheet.append(["赵错", number, wrong.mobile, wrong.employer, "", "汉族", "中专", "电工", "四级"])
        output = io.BytesIO()
        book.save(output)
        return self._keep("报名名单.xlsx", output.getvalue())

    def file(self, name: str, content: bytes) -> str:
        return self._keep(name, content)

    def _keep(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)
