"""Next year's notice comes out: what it moves is seen before a second person puts it in force (R4.2)."""

from datetime import date, timedelta

from playwright.sync_api import expect

from announcements.models import Assessment
from station import clock, deadline_book
from station.enums import Category
from station.models import StatutoryDeadline
from station.wording import long_date
from tests.factories.announcements import make_assessment
from tests.factories.notices import NUMBER
from tests.journeys.announced_year import AnnouncedYear

EXAM = date(2027, 3, 13)
NOTICED = date(2026, 11, 20)
ROWS = (
    ("元旦", "1月1日", "", "放假"),
    ("春节", "2月5日", "2月12日", "放假"),
    ("春节", "1月31日", "", "调休上班"),
    ("春节", "2月20日", "", "调休上班"),
    ("清明节", "4月5日", "", "放假"),
    ("劳动节", "4月31日", "5月3日", "放假"),  # April has thirty days
    ("端午节", "6月9日", "", "放假"),
    ("中秋节", "9月15日", "", "放假"),
    ("国庆节", "10月1日", "10月7日", "放假"),
)
PLANNER = f"/planner/?exam_date={EXAM}&category=unified"


def next_years_notice_is_entered_and_confirmed(year: AnnouncedYear) -> None:
    now = year.on(NOTICED)
    assessment = _of_next_year(year)
    before = _filing(assessment).due
    _says_provisional(year, assessment, True)

    desk = year.desk.seat("admin").picture("admin-home").follow("去录入")
    desk.fill({"通知文号": NUMBER, "通知日期": "2026-11-10"})
    for number, (name, first, last, kind) in enumerate(ROWS, start=1):
        typed = {"起": first, "止": last, "性质": kind, "名称": name}
        for column, words in typed.items():
            desk.page.get_by_label(f"第 {number} 行，{column}", exact=True).fill(words)
    desk.press("提交第二人确认").reads("“4月31日”不是实有的日期").picture("notice-wrong-row")
    faulty = desk.page.get_by_label("第 6 行，起", exact=True)
    expect(faulty).to_have_value("4月31日")
    faulty.fill("5月1日")
    desk.press("提交第二人确认").reads("录入人不得确认自己录入的安排").picture("notice-proposed")
    assert not desk.offers("确认放假安排")

    desk.seat("director").follow("去核对")
    moves = desk.page.get_by_role("region", name="将要改期的期限")
    expect(moves).to_contain_text("提交鉴定申报材料")
    expect(moves).to_contain_text(long_date(before))
    assert _filing(assessment).due == before, "nothing moves before it is confirmed"
    desk.picture("notice-outlook").press("确认放假安排").reads("已生效，未办结的期限已重新计算")
    after = _filing(assessment).due
    assert after < before
    assert clock.now() == now
    _says_provisional(year, assessment, False)
    expect(year.phone.get_by_text(long_date(after)).first).to_be_visible()


def _of_next_year(year: AnnouncedYear) -> Assessment:
    now = clock.now()
    opens = now + timedelta(days=1)
    made = make_assessment(
        exam_date=EXAM,
        category=Category.NATIONAL_UNIFIED,
        registration_from=opens,
        registration_until=opens + timedelta(days=10),
        now=now,
    )
    deadline_book.keep(made, now=now)
    return made


def _filing(assessment: Assessment) -> StatutoryDeadline:
    return StatutoryDeadline.objects.get(scope=str(assessment.public_id), clause="R4.2")


def _says_provisional(year: AnnouncedYear, assessment: Assessment, wanted: bool) -> None:
    """On the public planner, on the assessment's page and in the list of deadlines alike."""
    year.phone.goto(PLANNER)
    year.photograph(f"planner-{wanted}")
    marks = year.phone.locator("table .badge-state, table td").get_by_text("暂定")
    assert (marks.count() > 0) is wanted
    page = year.page_of("director", assessment.title).picture(f"assessment-{wanted}").page
    assert (page.get_by_role("main").get_by_text("暂定").count() > 0) is wanted
