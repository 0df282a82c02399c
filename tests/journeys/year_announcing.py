"""The year and its assessments are announced, read and asked about (R1.1 to R1.4)."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from announcements import services
from announcements.models import FrequentQuestion, PlannedAssessment
from station import clock
from station.models import Place
from tests.journeys.announced_year import EXAM, OTHER_EXAM, OTHER_TITLE, TITLE, AnnouncedYear

TIMES = "理论知识考试 08:30 开始，操作技能考核 13:30 开始"
# As it comes out of a word processor: a zero-width space, a byte order mark, a soft hyphen, a bullet of a symbol font.
PASTED = "\uf0b7考试当天请携带\u200b本人身份证和准考证\ufeff，\r\n提前 30 分钟到达考点。\u00ad"
TIDIED = "•考试当天请携带本人身份证和准考证，\n提前 30 分钟到达考点。"
QUESTION = "在外地工作的，可以委托家人现场报名吗？"
ANSWER = "可以在网上报名；现场审核原件须本人到场。"


def the_year_is_planned_and_announced(year: AnnouncedYear) -> None:
    """R1.1: two assessments; the reviewer sends the draft back once, with the reason."""
    year.on(year.dates.annual)
    desk = year.desk.seat("announcer").follow("年度计划").follow("建立年度计划")
    desk.fill(
        {
            "年度": EXAM.year,
            "报考资格": "符合国家职业标准规定的申报条件，具体见每次鉴定的公告。",
            "咨询电话": "0531-00000000（示例）",
            "有关说明": "计划如有调整，以补充公告为准。",
        }
    )
    desk.press("建立年度计划")
    for occupation, day in (("电工", EXAM), ("汽车维修工", OTHER_EXAM)):
        desk.follow("列入一次鉴定").fill(
            {
                "类别": "日常鉴定",
                "面向": "面向社会",
                "适应范围": "符合申报条件的在校学生、企业职工和社会人员",
                "计划鉴定日期": day.isoformat(),
                f"{occupation} 四级": True,
            }
        )
        desk.press("列入年度计划")
    desk.reads("2026年10月24日", "2026年11月14日").picture("plan").press("起草年度公告").picture("annual-draft")
    desk.press("提交审核").reads("等待第二人审核")

    desk.seat("reviewer").follow("去审核").press("退回修改").reads("没有写明").picture("return-without-reason")
    desk.fill({"意见": "请在说明里写明计划调整以后到哪里查看。"}).press("退回修改").picture("returned")
    desk.seat("announcer").picture("announcer-after-return").follow("去提交").reads(
        "请在说明里写明计划调整以后到哪里查看"
    )
    desk.follow("年度计划").follow("修改计划")
    desk.fill({"有关说明": "计划如有调整，以补充公告为准，公布在本网站和公告栏。"}).press("保存修改")
    desk.follow("2026年度职业技能鉴定公告").reads("公布在本网站和公告栏")
    year.announce_by_three_people()


def the_assessment_is_prepared(year: AnnouncedYear) -> None:
    """R1.2: what can't stand is said where it was typed, and everything typed is still there."""
    dates = year.dates
    year.on(dates.announcement)
    desk = year.desk.seat("announcer").follow("年度计划").follow("2026年").follow("建立批次")
    too_near = clock.local_date(clock.now()).toordinal() + 44
    wrong = {
        "名称": TITLE,
        "鉴定日期": EXAM.fromordinal(too_near).isoformat(),
        "具体时间": TIMES,
        "鉴定地点": "山东职业学院主校区",
        "报名开始": f"{dates.registration_from.astimezone(clock.ZONE):%Y-%m-%dT%H:%M}",
        "报名截止": f"{dates.registration_until.astimezone(clock.ZONE):%Y-%m-%dT%H:%M}",
        "报名地点": "山东职业学院培训楼一层报名大厅",
        "注意事项": PASTED,
    }
    desk.fill(wrong).press("建立鉴定批次").picture("forty-four-days")
    assert "只有44天，不足45天" in desk.said_at("鉴定日期")
    assert desk.page.get_by_label("名称").input_value() == TITLE
    assert "提前 30 分钟到达考点" in desk.page.get_by_label("注意事项").input_value()

    desk.fill({"鉴定日期": EXAM.isoformat(), "报名截止": f"{dates.law.file_by}T17:00"}).press("建立鉴定批次")
    desk.picture("window-after-filing")
    assert "请把报名截止提前到申报期限之前" in desk.said_at("报名截止")
    assert "鉴定前10个工作日" in desk.said_at("报名截止")

    desk.fill({"报名截止": wrong["报名截止"]}).press("建立鉴定批次").reads("已建立鉴定批次")
    assert year.assessment.notes == TIDIED
    desk.follow("添加职业等级").fill({"职业": "电工", "等级": "四级"}).press("添加职业等级")
    documents = desk.page.get_by_label("应携带的证件及材料")
    documents.fill(f"{documents.input_value()}\n请用蓝黑或黑色墨水笔签字。")
    desk.press("保存").press("起草公告").reads("全部符合", "请用蓝黑或黑色墨水笔签字").picture("draft")
    year.announce_by_three_people()


def anybody_may_read_it(year: AnnouncedYear) -> None:
    """R1.2, R1.4: on a phone without script, on paper, in a feed and in a calendar."""
    phone, announcement = year.phone, year.announcement(year.assessment)
    phone.goto("/")
    phone.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(phone.get_by_text("请用蓝黑或黑色墨水笔签字")).to_be_visible()
    year.photograph("public")
    links = [
        phone.get_by_role("link", name="盖章公告").get_attribute("href"),
        phone.get_by_role("link", name="加入日历").get_attribute("href"),
        phone.get_by_role("link", name="打印全文").get_attribute("href"),
        phone.locator("link[type='application/atom+xml']").first.get_attribute("href"),
        phone.get_by_alt_text("本公告网址的二维码").get_attribute("src"),
        phone.get_by_label("网址（可复制发给别人）").input_value().removeprefix("http://localhost:8000"),
    ]
    answers = [phone.request.get(str(link)) for link in links]
    assert [answer.status for answer in answers] == [200] * 6
    kinds = [answer.headers["content-type"].split(";")[0] for answer in answers]
    assert kinds == [
        "application/pdf",
        "text/calendar",
        "text/html",
        "application/atom+xml",
        "image/svg+xml",
        "text/html",
    ]
    assert answers[0].body().startswith(b"%PDF")
    for answer in (answers[1], answers[2], answers[3], answers[5]):
        assert TITLE in answer.text()
    assert announcement.document is not None


def a_question_becomes_one_of_the_frequent_ones(year: AnnouncedYear) -> None:
    """R1.4: asked without a name, answered by name, kept for everybody."""
    phone, desk = year.phone, year.desk
    phone.get_by_label("您的问题").fill(QUESTION)
    phone.get_by_role("button", name="提交问题").click()
    year.photograph("asked")
    desk.seat("announcer").follow("去答复").follow(QUESTION).fill({"答复": ANSWER}).press("答复并公开")
    desk.picture("answered")
    with desk.page.expect_navigation():
        desk.fill({"办理情况": "已答复"})  # a filter works as soon as it is chosen
    desk.follow(QUESTION).follow("整理成常见问题").picture("faq-form").press("添加").reads(QUESTION).picture("faq-desk")
    assert FrequentQuestion.objects.get().is_shown
    phone.goto(reverse("announcements:frequent_question_list"))
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    year.photograph("faq")


def another_assessment_is_announced(year: AnnouncedYear) -> None:
    """The second line of the plan; how an assessment is announced has been seen."""
    dates, cast, now = year.dates, year.cast, clock.now()
    assessment = services.create_assessment(
        title=OTHER_TITLE,
        planned=PlannedAssessment.objects.get(exam_date=OTHER_EXAM),
        exam_date=OTHER_EXAM,
        exam_time=TIMES,
        place=Place.objects.get(name="山东职业学院主校区"),
        registration_from=dates.registration_from,
        registration_until=dates.registration_until,
        registration_place="山东职业学院培训楼一层报名大厅",
        enquiry_phone="0531-00000000（示例）",
        notes="考试当天请携带本人身份证和准考证。",
        actor=cast["announcer"],
        now=now,
    )
    services.add_offering(
        assessment=assessment, occupation=cast.occupations["汽车维修工"], level=4, actor=cast["announcer"], now=now
    )
    draft = services.draft_assessment_announcement(assessment=assessment, actor=cast["announcer"], now=now)
    services.submit_announcement(announcement=draft, actor=cast["announcer"], now=now)
    services.review_announcement(announcement=draft, actor=cast["reviewer"], now=now, opinion="属实。")
    services.approve_announcement(announcement=draft, actor=cast["director"], now=now, opinion="同意。")
    services.publish_announcement(announcement=draft, actor=cast["announcer"], now=now)
