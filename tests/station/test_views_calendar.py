"""The calendar's pages: the year as a picture, a notice by table or by file, the second person's page, the history (R4.2)."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from station import clock, deadline_book, notices
from station.calendar import WorkingCalendar
from station.enums import Category, Role
from station.models import CalendarNotice, CalendarYear, NoticeState
from station.models import SpecialDayKind as Kind
from station.notice_reading import Day
from station.notice_sheet import lines_of_sheet
from station.stages import Todo, counted_back
from station.templatetags import look
from tests.factories.announcements import Desk, make_assessment
from tests.factories.notices import ENTERED, NUMBER, make_administrator, make_notice, spring_festival_2027
from tests.factories.station import make_charlie, make_user

pytestmark = pytest.mark.django_db
NEW = reverse("station:calendar_notice_create")
DETAIL = reverse("station:calendar_detail")
CALENDAR = WorkingCalendar(special={}, announced=frozenset({2026}))
HEAD = {"year": "2027", "status": "published", "notice_number": NUMBER, "notice_date": "2026-11-10"}


@pytest.fixture(autouse=True)
def today(settings) -> None:
    settings.CLOCK_MOVABLE = True
    clock.move_to(ENTERED, frozen=True)


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_administrator())
    return client


@pytest.fixture
def director() -> Client:
    client = Client()
    client.force_login(make_user("head", Role.DIRECTOR, name="所长丙"))
    return client


def table(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    first, last, kind, name = zip(*rows, strict=True)
    return HEAD | {"first": first, "last": last, "kind": kind, "name": name}


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def sheet(*rows: list[Any], name: str = "2027.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


# --- the year ----------------------------------------------------------------------------------------------------------


def test_the_year_is_twelve_leaves_and_a_list(administrator: Client) -> None:
    page = text_of(administrator.get(DETAIL, {"year": 2026}))
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 12
    assert "2026年10月1日（周四）至10月7日（周三）" in page
    assert "2026年10月10日（周六）" in page
    assert "凡涉及这一年的日期" not in page
    assert NEW in page


def test_a_year_without_a_notice_says_so_and_shows_what_is_deducted(administrator: Client) -> None:
    page = text_of(administrator.get(DETAIL, {"year": 2027}))
    assert "凡涉及这一年的日期都标“暂定”" in page
    assert "除夕" in page


@pytest.mark.parametrize("year", ["", "abc", "9999", "1899", "²", "12345"])
def test_an_odd_year_is_the_present_one(administrator: Client, year: str) -> None:
    assert "2026年工作日历" in text_of(administrator.get(DETAIL, {"year": year}))


def test_who_may_not_enter_sees_the_year_but_no_button(client: Client) -> None:
    client.force_login(make_charlie())
    page = text_of(client.get(DETAIL))
    assert NEW not in page
    assert client.get(NEW).status_code == 403


def test_the_year_asks_as_much_with_one_waiting_notice_as_with_three(administrator: Client, django_assert_num_queries):
    make_notice()
    administrator.get(DETAIL)
    with django_assert_num_queries(12):
        administrator.get(DETAIL)
    for year in (2028, 2029):
        make_notice(year, days=[Day(date(year, 1, 2), Kind.HOLIDAY, "元旦")])
    with django_assert_num_queries(12):
        administrator.get(DETAIL)


# --- entering ----------------------------------------------------------------------------------------------------------


def test_the_table_begins_with_what_stands(administrator: Client) -> None:
    page = text_of(administrator.get(NEW, {"year": 2026}))
    assert 'value="2026-10-01"' in page
    assert 'value="2026-10-07"' in page
    assert 'value="调休上班"' in page
    assert 'value="2027-02-06"' in text_of(administrator.get(NEW, {"year": 2027}))


def test_a_notice_is_entered_in_the_table(administrator: Client) -> None:
    rows = table(("1月1日至3日", "", "放假", "元旦"), ("2027-01-10", "", "上班", "元旦"), ("", "", "", ""))
    response = administrator.post(NEW, rows)
    notice = CalendarNotice.objects.get()
    assert response["Location"] == reverse("station:calendar_notice", args=[notice.public_id])
    assert [(str(row.date), row.kind) for row in notice.days.all()] == [
        ("2027-01-01", "holiday"),
        ("2027-01-02", "holiday"),
        ("2027-01-03", "holiday"),
        ("2027-01-10", "working"),
    ]
    page = text_of(administrator.get(response["Location"]))
    assert "录入人不得确认自己录入的安排" in page
    assert reverse("station:calendar_confirm", args=[notice.public_id]) not in page


def test_what_is_wrong_is_said_at_its_row_and_all_that_was_typed_is_still_there(administrator: Client) -> None:
    rows = table(
        ("1月1日至3日", "", "放假", "元旦"),
        ("1月3日", "", "上班", "调休"),
        ("2027-02-30", "", "放假", "春节"),
        ("2026-11-30", "", "放假", "元旦"),
    )
    page = text_of(administrator.post(NEW, rows))
    assert CalendarNotice.objects.count() == 0
    for said in (
        "第 2 行：2027年1月3日（周日）在第 1 行已列为“放假”",
        "第 3 行：“2027-02-30”不是实有的日期",
        "第 4 行：2026年11月30日不在 2027 年内",
    ):
        assert said in page
    for typed in ('value="1月1日至3日"', 'value="2027-02-30"', f'value="{NUMBER}"', 'value="2026-11-10"'):
        assert typed in page
    assert page.count('aria-invalid="true"') == 3
    assert "有 3 处需要改正" in page


def test_a_faulty_row_and_a_faulty_head_are_said_together(administrator: Client) -> None:
    page = text_of(administrator.post(NEW, table(("2月30日", "", "放假", "")) | {"notice_number": ""}))
    assert "“2月30日”不是实有的日期" in page
    assert "已公布的安排须填写通知文号" in page
    assert "有 2 处需要改正" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"notice_number": ""}, "已公布的安排须填写通知文号"),
        ({"notice_date": ""}, "已公布的安排须填写通知日期"),
        ({"notice_date": "2026-11-31"}, "请填写日期"),
        ({"notice_date": "2026-12-01"}, "通知日期晚于今天"),
        ({"year": "1800"}, "不能小于 1900"),
        ({"year": "x"}, "请填写整数"),
        ({"status": ""}, "请选择状态"),
        ({"first": [""], "name": [""]}, "没有填写任何一天"),
    ],
)
def test_a_faulty_head_keeps_the_table(administrator: Client, changed: dict[str, Any], said: str) -> None:
    page = text_of(administrator.post(NEW, table(("1月1日", "", "放假", "元旦")) | changed))
    assert said in page
    assert 'value="放假"' in page
    assert CalendarNotice.objects.count() == 0


def test_ten_more_rows_on_request(administrator: Client) -> None:
    page = text_of(administrator.post(NEW, table(("1月1日", "", "放假", "元旦")) | {"more": "1"}))
    assert page.count('name="first"') == 11
    assert "error-summary" not in page
    assert CalendarNotice.objects.count() == 0


def test_columns_of_unequal_length_do_no_harm(administrator: Client) -> None:
    data = HEAD | {"first": ["1月1日", "1月2日"], "kind": ["放假"], "name": []}
    assert "第 2 行：没有写明是放假还是上班" in text_of(administrator.post(NEW, data))


def test_a_notice_is_imported_from_a_sheet(administrator: Client) -> None:
    upload = sheet(["2027年安排"], ["日期", "性质", "名称"], [date(2027, 1, 1), "放假", "元旦"])
    administrator.post(NEW, HEAD | {"sheet": upload})
    notice = CalendarNotice.objects.get()
    assert notice.file_name == "2027.xlsx"
    assert [str(row.date) for row in notice.days.all()] == ["2027-01-01"]


def test_a_faulty_sheet_fills_the_table_and_can_be_put_right_there(administrator: Client) -> None:
    upload = sheet(["日期", "性质", "名称"], ["2027-01-01", "放假", "元旦"], ["2027-13-01", "放假", "春节"])
    page = text_of(administrator.post(NEW, HEAD | {"sheet": upload}))
    assert "第 3 行：“2027-13-01”不是实有的日期" in page
    assert "“2027.xlsx”里的各行已填入下表" in page
    assert 'value="2027-13-01"' in page
    assert 'name="file_name" value="2027.xlsx"' in page
    rows = table(("2027-01-01", "", "放假", "元旦"), ("2027-02-05", "", "放假", "春节"))
    administrator.post(NEW, rows | {"file_name": "2027.xlsx"})
    assert CalendarNotice.objects.get().file_name == "2027.xlsx"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "不能作为工作簿打开"),
        (b"x" * (1024 * 1024 + 10), "超过 1 MB"),
        (b"", "文件是空的"),
        (b"\n\n", "文件是空的"),
    ],
)
def test_what_is_no_sheet_leaves_the_table_as_it_was(administrator: Client, content: bytes, said: str) -> None:
    upload = SimpleUploadedFile("a.xlsx", content)
    page = text_of(administrator.post(NEW, table(("1月1日", "", "放假", "元旦")) | {"sheet": upload}))
    assert said in page
    assert 'value="1月1日"' in page
    assert CalendarNotice.objects.count() == 0


def test_a_second_notice_for_the_year_is_refused_at_the_form(administrator: Client) -> None:
    waiting = make_notice()
    assert notices.notice_url(waiting) in text_of(administrator.get(NEW, {"year": 2027}))
    assert notices.notice_url(waiting) not in text_of(administrator.get(NEW, {"year": 2028}))
    page = text_of(administrator.post(NEW, table(("1月1日", "", "放假", "元旦"))))
    assert "2027年已有一份待确认的安排" in page
    assert 'value="1月1日"' in page


def test_the_sheet_to_fill_in_holds_the_days_that_stand(administrator: Client) -> None:
    response = administrator.get(reverse("station:calendar_sheet"), {"year": 2026})
    assert "2026" in response["Content-Disposition"]
    lines = lines_of_sheet(response.content)
    assert ("2026-10-01", "2026-10-07", "放假") in [(line.first, line.last, line.kind) for line in lines]


# --- the second person -------------------------------------------------------------------------------------------------


def test_the_second_person_sees_what_changes_and_confirms(director: Client) -> None:
    notice = make_notice()
    address = reverse("station:calendar_notice", args=[notice.public_id])
    page = text_of(director.get(address))
    assert "将有改变的日子" in page
    assert "调休上班（春节）" in page
    assert "日历多一个版本" in page
    response = director.post(reverse("station:calendar_confirm", args=[notice.public_id]), follow=True)
    assert "已生效，未办结的期限已重新计算" in response.content.decode()
    assert "改变了的日子" in text_of(director.get(address))
    assert CalendarYear.objects.get(year=2027).notice_number == NUMBER
    again = director.post(reverse("station:calendar_confirm", args=[notice.public_id]))
    assert again.status_code == 409


def test_what_moves_is_found_with_as_many_queries_for_one_assessment_as_for_three(
    director: Client,
) -> None:
    def planned(day: int) -> None:
        start = ENTERED + timedelta(days=1)
        made = make_assessment(
            exam_date=date(2027, 3, day),
            category=Category.NATIONAL_UNIFIED,
            registration_from=start,
            registration_until=start + timedelta(days=10),
            now=ENTERED,
        )
        deadline_book.keep(made, now=ENTERED)

    planned(13)
    address = reverse("station:calendar_notice", args=[make_notice().public_id])
    director.get(address)
    with CaptureQueriesContext(connection) as for_one:
        assert text_of(director.get(address)).count("提交鉴定申报材料") >= 1
    planned(14)
    planned(20)
    with CaptureQueriesContext(connection) as for_three:
        page = text_of(director.get(address))
    assert page.count(">提交鉴定申报材料</td>") == 3
    assert len(for_three) == len(for_one)


def test_who_entered_it_is_refused_with_the_reason(administrator: Client) -> None:
    notice = make_notice()
    response = administrator.post(reverse("station:calendar_confirm", args=[notice.public_id]))
    assert response.status_code == 403
    assert "录入人不得确认自己录入的安排" in response.content.decode()


def test_a_notice_can_be_put_away(administrator: Client) -> None:
    notice = make_notice()
    administrator.post(reverse("station:calendar_discard", args=[notice.public_id]))
    notice.refresh_from_db()
    assert notice.state == NoticeState.DISCARDED
    assert "已作废" in text_of(administrator.get(reverse("station:calendar_notice", args=[notice.public_id])))
    assert "已作废" in text_of(administrator.get(reverse("station:calendar_history")))


def test_doubtful_days_are_shown_to_the_second_person(director: Client) -> None:
    notice = make_notice(days=[*spring_festival_2027(), Day(date(2027, 12, 1), Kind.WORKING)])
    page = text_of(director.get(reverse("station:calendar_notice", args=[notice.public_id])))
    assert "2027年12月1日（周三）本来就是工作日，却列为调休上班，请核对" in page


def test_confirming_by_address_alone_changes_nothing(director: Client) -> None:
    notice = make_notice()
    assert director.get(reverse("station:calendar_confirm", args=[notice.public_id])).status_code == 405


def test_the_history_says_who_entered_who_confirmed_and_what_changed(
    director: Client, django_assert_num_queries
) -> None:
    head = make_user("head2", Role.DIRECTOR, name="所长丁")
    notices.confirm_notice(notice=make_notice(), actor=head, now=ENTERED)
    address = reverse("station:calendar_history")
    page = text_of(director.get(address))
    for part in ("管理员甲", "所长丁", NUMBER, "6 天改变", "随系统载入"):
        assert part in page
    with django_assert_num_queries(9):
        director.get(address)
    for year in (2028, 2029):
        notice = make_notice(year, days=[Day(date(year, 1, 2), Kind.HOLIDAY, "元旦")])
        notices.confirm_notice(notice=notice, actor=head, now=ENTERED)
    with django_assert_num_queries(9):
        director.get(address)


# --- 暂定 wherever a counted date is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("todo", "marked"),
    [
        (Todo("甲", "", "R4.2", "/", "办", date(2026, 12, 1)), False),
        (Todo("甲", "", "R4.2", "/", "办", date(2027, 1, 5)), True),  # what is left is counted into 2027
        (counted_back(Todo("甲", "", "R4.2", "/", "办", date(2026, 12, 21)), date(2027, 1, 9), CALENDAR), True),
        (counted_back(Todo("甲", "", "R4.2", "/", "办", date(2026, 12, 1)), date(2026, 12, 19), CALENDAR), False),
        (counted_back(Todo("甲", "", "R5.9", "/", "办"), date(2027, 1, 9), CALENDAR), False),
    ],
)
def test_what_is_to_be_done_says_when_its_date_is_provisional(todo: Todo, marked: bool) -> None:
    page = look.todo_list([todo], date(2026, 11, 20), CALENDAR)
    assert [row["provisional"] for row in page["rows"]] == [marked]


def test_an_assessment_of_next_year_is_marked_on_its_page_and_in_its_deadlines(client: Client) -> None:
    officer = Desk().officer
    client.force_login(officer)
    start = ENTERED + timedelta(days=1)
    assessment = make_assessment(
        exam_date=date(2027, 3, 13),
        category=Category.NATIONAL_UNIFIED,
        registration_from=start,
        registration_until=start + timedelta(days=10),
        now=ENTERED,
    )
    page = text_of(client.get(reverse("announcements:assessment_detail", args=[assessment.public_id])))
    assert "提交鉴定申报材料：2027年2月11日（周四），暂定" in page
    assert "这些日期是怎样数出来的" in page
    assert "?exam_date=2027-03-13&amp;category=unified" in page
    assert "暂定" in text_of(client.get(reverse("station:deadline_list"), {"whose": "all"}))
