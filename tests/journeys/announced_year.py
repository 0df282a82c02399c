"""A year of two assessments as the announcement journey knows it: its people, its dates, the phone of a candidate."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from announcements.models import Announcement, Assessment
from certificates.rehearsal.cast import Cast, engage
from certificates.rehearsal.dates import RoadDates, plan_dates
from registration.models import Application
from station import calendar, clock
from station.models import Place
from station.services import save_catalogue_row
from tests.journeys.desk import PHONE, PICTURES, Desk

EXAM = date(2026, 10, 24)
MOVED_TO = date(2026, 12, 5)
OTHER_EXAM = date(2026, 11, 14)
TITLE = "2026年10月职业技能鉴定"
OTHER_TITLE = "2026年11月职业技能鉴定"
OTHER_PLACE = "山东职业学院南校区"


@dataclass
class AnnouncedYear:
    desk: Desk
    phone: Page  # 360 px wide, script switched off
    base_url: str
    dates: RoadDates = field(init=False)
    cast: Cast = field(init=False)

    def __post_init__(self) -> None:
        self.dates = plan_dates(EXAM, calendar=calendar.current())

    def open_the_station(self) -> None:
        """Accounts, rooms, fees and receipts; a second place for the examination."""
        now = self.at(clock.at(date(EXAM.year, 1, 4), 8))
        self.cast = engage(now)
        row = Place(name=OTHER_PLACE, address="济南市高新区（示例地址）")
        save_catalogue_row(row=row, actor=self.cast["admin"], now=now)

    @staticmethod
    def at(moment: datetime) -> datetime:
        return Desk.at(moment)

    def on(self, day: date, hour: int = 9) -> datetime:
        return self.at(clock.at(day, hour))

    @property
    def filing_missed(self) -> date:
        """The first working day on which it is too late to file."""
        return calendar.current().working_days_after(self.dates.law.file_by, 1)

    @property
    def second_day(self) -> datetime:
        return self.dates.during_registration(2)

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.get(title=TITLE)

    @property
    def other(self) -> Assessment:
        return Assessment.objects.get(title=OTHER_TITLE)

    @property
    def applicant(self) -> Application:
        """The one who applied on the phone."""
        return Application.objects.get(candidate__user__isnull=False)

    def announcement(self, assessment: Assessment) -> Announcement:
        return Announcement.objects.get(assessment=assessment, kind="assessment")

    def page_of(self, username: str, title: str = TITLE) -> Desk:
        """This person at the assessment's page, the way there from their home page."""
        return self.desk.seat(username).follow("鉴定批次").follow(title)

    def photograph(self, name: str) -> None:
        """Of the phone; and nothing on it may have to be pushed sideways."""
        wide = self.phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{self.phone.url} is {wide} px wide"
        if PICTURES:
            self.desk.drawn += 1
            path = Path(PICTURES) / f"{self.desk.drawn:02}-phone-{name}.png"
            self.phone.screenshot(path=path, full_page=True)

    def announce_by_three_people(self) -> None:
        """R1.3: who drafts does not review, who reviews does not approve; each is led there by their own to-do."""
        self.desk.press("提交审核").reads("等待第二人审核")
        self.pass_the_review()

    def pass_the_review(self) -> None:
        desk = self.desk.seat("reviewer").follow("去审核").fill({"意见": "内容齐全，属实。"}).press("审核")
        desk.seat("director").follow("去批准").fill({"意见": "同意发布。"}).press("批准公告")
        desk.seat("announcer").follow("去发布").follow("发布公告").press("发布公告").reads("已发布，公告编号")


def a_minute_later() -> datetime:
    """Two acts are never of the same moment."""
    return Desk.at(clock.now() + timedelta(minutes=1))
