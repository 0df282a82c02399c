"""Sample facts for the page that shows every component (demo and development only), and for its tests.

Everything here is invented and touches no database.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from station.calendar import WorkingCalendar, days_between
from station.deadlines import Deadline, lawful_timeline
from station.forms import StationFormMixin
from station.pictures.bars import Bar
from station.pictures.months import MonthDay
from station.pictures.seating import SeatMark
from station.pictures.year_plan import YearEntry
from station.planner import month_day
from station.refusals import Reason, Refused
from station.stages import Blocker, StageStatus, Todo

EXAM_DATE = date(2026, 10, 24)
TODAY = date(2026, 9, 30)
NAMES = "王建国 李秀英 张伟 刘洋 陈静 杨帆 赵磊 黄丽 周涛 吴敏 徐鹏 孙悦 欧阳明远 朱红 高峰 林芳".split()


class SampleForm(StationFormMixin, forms.Form):
    name = forms.CharField(label="姓名", max_length=20, help_text="与身份证一致。")
    identity_number = forms.CharField(label="身份证号", max_length=18)
    level = forms.ChoiceField(label="等级", choices=[("4", "四级/中级工"), ("3", "三级/高级工")])
    exam_date = forms.DateField(label="鉴定日期", widget=forms.DateInput)
    scope = forms.ChoiceField(
        label="适应范围", choices=[("public", "面向社会"), ("own", "面向本单位")], widget=forms.RadioSelect
    )
    photo = forms.FileField(label="照片", required=False, help_text="JPG，240×320 像素以上。")
    remark = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    undertaking = forms.BooleanField(label="以上内容属实，如有虚假自愿承担责任")

    def clean(self) -> dict[str, Any]:
        self.add_error(None, "报名截止日早于报名开始日（R1.2）。")
        return self.cleaned_data


@dataclass(frozen=True)
class Stateful:
    """Stands in for a model with a state."""

    state: str
    words: str

    def get_state_display(self) -> str:
        return self.words


@dataclass(frozen=True)
class SampleJob:
    title: str
    status: str
    percent: int
    done: int = 0
    total: int = 0
    message: str = ""
    error: str = ""
    result_url: str = ""


def calendar() -> WorkingCalendar:
    """Autumn 2026 as the State Council's notice has it."""
    off = [date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))]
    worked = [date(2026, 9, 20), date(2026, 10, 10)]
    return WorkingCalendar(
        special=dict.fromkeys(off, False) | dict.fromkeys(worked, True), announced=frozenset({2026}), version="示例"
    )


def month_days() -> dict[date, MonthDay]:
    """October 2026 as a count back from the 24th sees it."""
    working = calendar()
    numbers = {day: place for place, day in enumerate(working.counted_days(EXAM_DATE, 10), start=1)}
    marks = {EXAM_DATE: ("鉴定日", "action"), date(2026, 10, 12): ("申报", "seal")}
    found = {}
    for day in days_between(date(2026, 10, 1), date(2026, 10, 31)):
        mark, tone = marks.get(day, ("", "action"))
        found[day] = month_day(working, day, number=numbers.get(day), mark=mark, tone=tone)
    return found


def deadlines() -> list[Deadline]:
    lawful = lawful_timeline(EXAM_DATE, unified=False, calendar=calendar())
    return [
        Deadline("announce", "发布鉴定公告", "R1.2", lawful.announce_by, met_on=date(2026, 9, 7)),
        Deadline("register", "报名截止", "R2.1", date(2026, 9, 28), opens=date(2026, 9, 14), met_on=date(2026, 9, 28)),
        Deadline("plan", "实施方案批准", "R3.1", date(2026, 9, 29)),
        Deadline("file", "向鉴定中心申报", "R4.2", lawful.file_by),
        Deadline("tickets", "发放准考证", "R5.2", lawful.tickets_until, opens=lawful.tickets_from, provisional=True),
    ]


def stages() -> list[SimpleNamespace]:
    rows = [
        ("发布公告", StageStatus.DONE, "9月7日发布"),
        ("报名审核", StageStatus.DONE, "60 人审核通过"),
        ("实施方案", StageStatus.BLOCKED, "2 项未满足"),
        ("鉴定申报", StageStatus.OPEN, "剩余 4 个工作日"),
        ("组织实施", StageStatus.NOT_BEGUN, ""),
        ("证书核发", StageStatus.NOT_BEGUN, ""),
    ]
    return [
        SimpleNamespace(number=number, title=title, status=status, note=note, url=f"#stage-{number}")
        for number, (title, status, note) in enumerate(rows, start=1)
    ]


def todos() -> list[Todo]:
    subject = "2026年第三次鉴定"
    return [
        Todo("批准实施方案", subject, "R3.1", "#todo", "去批准", date(2026, 9, 29)),
        Todo("核对申报材料并报鉴定中心", subject, "R4.2", "#todo", "去申报", date(2026, 10, 12)),
        Todo("审核报名", "2026年第四次鉴定", "R2.1", "#todo", "去审核", date(2026, 10, 30), count=12),
        Todo("登记节假日安排通知", "2027年", "", "#todo", "去登记"),
    ]


def seats() -> list[SeatMark]:
    places = [(row, column) for column in range(1, 6) for row in range(1, 5) if (row, column) not in {(2, 3), (4, 5)}]
    return [
        SeatMark(row, column, f"{index:02d}", name, "电工 四级", "attention" if index == 7 else "")
        for index, ((row, column), name) in enumerate(zip(places, NAMES, strict=False), start=1)
    ]


def days() -> list[Bar]:
    amounts = [3, 8, 5, 6, 0, 0, 4, 7, 9, 2, 0, 0, 6, 10, 0]
    first = date(2026, 9, 14)
    return [
        Bar(f"{day.month}月{day.day}日", amount)
        for day, amount in ((first + timedelta(days=index), amount) for index, amount in enumerate(amounts))
    ]


def year() -> list[YearEntry]:
    return [
        YearEntry("第一次鉴定（电工、钳工）", date(2026, 1, 26), date(2026, 3, 14), "已办", "done"),
        YearEntry("第二次鉴定（全省统一）", date(2026, 4, 3), date(2026, 5, 23), "已办", "done"),
        YearEntry("第三次鉴定（电工、汽车维修工）", date(2026, 9, 7), EXAM_DATE, "进行中", "action"),
        YearEntry("第四次鉴定（数控车工）", date(2026, 10, 20), date(2026, 12, 12), "计划", "quiet"),
    ]


def steps() -> list[dict[str, Any]]:
    return [
        {"title": "阅读公告", "status": "done", "note": "电工 四级/中级工"},
        {"title": "填写报名表", "status": "done", "note": "9月16日提交"},
        {
            "title": "到报名处交验原件",
            "status": "current",
            "until": date(2026, 9, 28),
            "note": "请带身份证、毕业证书和单位出具的工作年限证明原件，地点：实训楼 102 室。",
            "url": "#bring",
            "verb": "查看要带的材料",
        },
        {"title": "缴费并领取票据", "status": "upcoming"},
        {"title": "领取准考证", "status": "upcoming", "note": "鉴定前 3 至 5 个工作日"},
        {"title": "参加鉴定", "status": "upcoming", "note": "2026年10月24日（周六）"},
        {"title": "查询成绩、领取证书", "status": "upcoming"},
    ]


def refusal() -> Refused:
    return Refused(
        "现在不能发布这份公告",
        Reason(
            "距鉴定日 2026年10月24日（周六）只有 24 天，公告须提前 45 天发布",
            "R1.2",
            "请把鉴定日期改到 2026年11月14日（周六）或以后。",
        ),
        Reason("“咨询电话”没有填写", "R1.2", "请回到草稿补填。", url="#phone"),
    )


def context() -> dict[str, Any]:
    """All that the template `station/manage/styleguide.html` shows."""
    return {
        "today": TODAY,
        "exam_date": EXAM_DATE,
        "calendar": calendar(),
        "month_days": month_days(),
        "deadlines": deadlines(),
        "stages": stages(),
        "blockers": [
            Blocker("电工 四级操作技能 10月24日上午场少 1 名考评员（须 3 名以上单数）", "R3.1", "#plan"),
            Blocker("实施方案没有应急预案", "R3.1", "#plan"),
        ],
        "todos": todos(),
        "states": [
            Stateful("draft", "草稿"),
            Stateful("in_review", "待审核"),
            Stateful("accepted", "审核通过待缴费"),
            Stateful("published", "已发布"),
            Stateful("returned", "退回修改"),
            Stateful("refused", "审核不通过"),
            Stateful("superseded", "已被补充公告更正"),
        ],
        "people": Paginator(NAMES * 20, 12).page(3),
        "form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "identity_number": "370102", "exam_date": "2026-13-01"}),
        "facts": [
            ("职业", "电工（6-31-01-03）"),
            ("等级", "四级/中级工"),
            ("鉴定时间", "2026年10月24日（周六）08:30"),
            ("备考说明", ""),
        ],
        "refusal": refusal(),
        "job": SampleJob("生成准考证", "done", 100, 60, 60, "60 张已生成", result_url="#tickets"),
        "running_job": SampleJob("编排考位", "running", 42, 25, 60, "正在编排第二考场"),
        "failed_job": SampleJob(
            "生成申报材料包", "failed", 30, 3, 10, error="考生 张伟 没有照片，补齐后可从中断处继续。"
        ),
        "seats": seats(),
        "broken": [(2, 3)],
        "accessible": [(1, 1)],
        "bars": days(),
        "year": year(),
        "steps": steps(),
        "accounts": [
            {"username": "director", "name": "王建国", "roles": "所长"},
            {"username": "registrar", "name": "李秀英", "roles": "报名受理员、公告员"},
        ],
    }
