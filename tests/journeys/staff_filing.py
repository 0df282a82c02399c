"""Stages 3 and 4 at the desk: the plan, the package, the centre's answer, the settlement (R3, R4)."""

from datetime import timedelta

from station import clock
from tests.journeys.round import TITLE, Round


def the_plan_is_made_and_approved(round_: Round) -> None:
    """R3.1: proposed from rooms and people, submitted, approved by the director."""
    round_.at(round_.dates.before_filing(5, 14))
    desk = round_.page_of("affairs").follow("编制实施方案").picture("plan-none").press("编制实施方案")
    desk.follow("自动编排").picture("proposal").press("开始编排").reads("方案各项齐全").picture("plan")
    desk.follow("派人").fill({"人员": "马丽", "岗位": "监考员"}).picture("duty").press("安排任务").reads("已安排")
    desk.press("提交方案").reads("等待所长批准")
    round_.at(round_.dates.before_filing(4))
    desk.seat("director").picture("director-home").follow("去审批").fill({"意见": "同意，按方案执行。"}).press(
        "批准方案"
    )
    desk.reads("已批准，方案文书已出具").picture("plan-approved")


def the_package_is_built_and_filed(round_: Round) -> None:
    """R4.1, R4.2: everything in one package, received by the centre inside the window."""
    round_.at(round_.dates.before_filing(3))
    desk = round_.page_of("affairs").follow("查看申报材料").picture("package-none").press("生成申报材料")
    desk.picture("package-job").reads("完成")
    desk.follow("申报与结算").follow(TITLE).reads("第 1 版").picture("package")
    round_.at(round_.dates.before_filing(2))
    desk.follow("登记申报").fill({"鉴定中心": "济南市职业技能鉴定中心", "报送方式": "当面报送"}).picture("filing-form")
    desk.press("登记申报").reads("已登记第 1 版材料的申报")


def the_centre_answers_and_is_paid(round_: Round) -> None:
    """R4.3: approved, and settled in one sum by the accountant."""
    answered = round_.at(round_.dates.after_filing(1))
    desk = round_.page_of("affairs").follow("查看申报材料").follow("登记中心答复")
    desk.fill({"结论": "核准", "文号": "济鉴核〔2026〕1024号（示例）", "答复日期": f"{clock.local_date(answered)}"})
    desk.press("登记答复").reads("已登记中心答复").picture("answer")
    round_.at(round_.dates.after_filing(2) + timedelta(minutes=5))
    desk.seat("accountant").picture("accountant-home").follow("申报与结算").follow("去结算").picture("settlement")
    desk.fill({"中心开具的票据号": "示例-20261024"}).press("登记一次结清").reads("已一次结清")
