"""Stage 1 at the desk: the year's plan and the assessment, each announced by three people (R1)."""

from station import clock
from tests.journeys.desk import Desk
from tests.journeys.round import EXAM, TITLE, Round


def the_year_is_planned_and_announced(round_: Round) -> None:
    """R1.1: the annual plan with its one assessment, and its announcement."""
    round_.at(clock.at(round_.dates.annual, 9))
    desk = round_.desk.seat("announcer").follow("年度计划").follow("建立年度计划")
    desk.fill(
        {
            "年度": EXAM.year,
            "报考资格": "符合国家职业标准规定的申报条件，具体见每次鉴定的公告。",
            "咨询电话": "0531-00000000（示例）",
            "有关说明": "计划如有调整，以补充公告为准。",
        }
    )
    desk.press("建立年度计划").follow("列入一次鉴定")
    desk.fill(
        {
            "类别": "日常鉴定",
            "面向": "面向社会",
            "适应范围": "符合申报条件的在校学生、企业职工和社会人员",
            "计划鉴定日期": EXAM.isoformat(),
            "电工 四级": True,
        }
    )
    desk.press("列入年度计划").reads("2026年10月24日").picture("annual-plan").press("起草年度公告")
    _announced_by_three_people(desk)


def the_assessment_is_announced(round_: Round) -> None:
    """R1.2: the assessment with its offering, and its own announcement 45 days ahead and more."""
    dates = round_.dates
    round_.at(clock.at(dates.announcement, 9))
    desk = round_.desk.seat("announcer").follow("年度计划").follow("2026年").follow("建立批次")
    desk.fill(
        {
            "名称": TITLE,
            "具体时间": "理论知识考试 08:30 开始，操作技能考核 13:30 开始",
            "鉴定地点": "山东职业学院主校区",
            "报名开始": f"{dates.registration_from.astimezone(clock.ZONE):%Y-%m-%dT%H:%M}",
            "报名截止": f"{dates.registration_until.astimezone(clock.ZONE):%Y-%m-%dT%H:%M}",
            "报名地点": "山东职业学院培训楼一层报名大厅",
            "注意事项": "考试当天请携带本人身份证和准考证，提前 30 分钟到达考点。",
        }
    )
    desk.picture("assessment-form").press("建立鉴定批次").reads("已建立鉴定批次").picture("assessment-new")
    desk.follow("添加职业等级").fill({"职业": "电工", "等级": "四级"}).press("添加职业等级")
    desk.reads("请核对").picture("offering").press("保存").press("起草公告")
    _announced_by_three_people(desk)
    desk.follow("鉴定批次").picture("assessment-announced")


def _announced_by_three_people(desk: Desk) -> None:
    """R1.3: who drafts does not review, who reviews does not approve; each is led there by their own to-do."""
    desk.press("提交审核").reads("等待第二人审核")
    desk.seat("reviewer").picture("reviewer-home").follow("去审核").fill({"意见": "内容齐全，属实。"}).press("审核")
    desk.seat("director").follow("去批准").fill({"意见": "同意发布。"}).picture("approval").press("批准公告")
    desk.seat("announcer").follow("去发布").follow("发布公告").picture("publish").press("发布公告")
    desk.reads("已发布，公告编号")
