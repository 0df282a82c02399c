"""Stage 2 at the desk: the counter, a school's list, originals, money and receipts, the closing (R2)."""

from datetime import timedelta

from certificates.rehearsal import played
from registration.models import Application
from tests.journeys.round import TITLE, Round

CONDITION = "累计从事本职业或相关职业工作满5年"


def one_applies_at_the_counter(round_: Round) -> None:
    """R2.1: typed by keyboard alone, from field to field, with the promise signed on paper."""
    round_.at(round_.dates.during_registration(1))
    person = round_.people[0]
    desk = round_.desk.seat("registrar").follow("现场报名")
    desk.fill({"证件号码": person.identity_number}).press("查找").reads("没有报过名")
    desk.type_through(
        {
            "姓名": person.name,
            "民族": "汉族",
            "文化程度": "技校",
            "手机号码": person.mobile,
            "单位或学校": person.employer,
            "申报职业和等级": "电工",
            "申报条件": f"1．{CONDITION}",
            "从事本职业年限": 8,
            "申报人已阅读并签署如实填报的承诺": True,
        }
    )
    desk.picture("counter").press("保存并收材料").reads("已提交，报名序号")
    scan = round_.file("身份证.jpg", played.scan(_application(person.name), "identity"))
    desk.fill({"身份证": scan, "照片": round_.photo(person)}).press("接收所选文件").reads("已接收：身份证、照片")
    desk.picture("papers-at-counter")


def a_school_sends_its_list(round_: Round) -> None:
    """R2.1, R2.4: looked at line by line first, then imported, then the photographs."""
    round_.at(round_.dates.during_registration(1, 10))
    pupils = round_.people[1:]
    desk = round_.page_of("registrar").follow("导入名单和照片").picture("import")
    desk.fill({"名单文件": round_.roster(pupils, wrong=round_.people[0])}).press("检查名单")
    desk.reads("可以导入", "退回修改").picture("preview")
    assert Application.objects.count() == 1, "a preview writes nothing"
    desk.press("只导入可以导入的人员").reads("已导入 2 人，退回修改 1 人，重复 0 人").picture("imported")
    desk.follow("鉴定批次").follow(TITLE).follow("导入名单和照片")
    desk.fill({"照片压缩包": round_.photos(pupils)}).press("导入照片").reads("收下 2 张").picture("photos")


def originals_are_sighted_and_applications_accepted(round_: Round) -> None:
    """R2.1, R2.2: the clerk sights what each brought, the second reviewer decides."""
    desk = round_.desk
    for number, person in enumerate(round_.people):
        round_.at(round_.dates.during_registration(2) + timedelta(minutes=10 * number))
        desk.seat("reviewer").follow("报名审核").follow(person.name)
        if not _application(person.name).condition:
            desk.fill({"申报条件": CONDITION}).press("选定条件").reads("已选定申报条件")
        desk.seat("registrar").follow("报名审核").follow(person.name)
        desk.tick_all("原件查验").fill({"查验方式": "查验原件"}).press("登记勾选的查验").reads("材料的查验")
        desk.seat("reviewer").follow("去审核").picture("queue").follow(person.name).picture("case")
        desk.press("审核通过").reads("已审核通过")


def _application(name: str) -> Application:
    return Application.objects.get(candidate__name=name)


def the_cashier_takes_the_fees(round_: Round) -> None:
    """R2.3: the amount comes from the standard, the receipt from the book in order."""
    round_.at(round_.dates.during_registration(2, 11))
    desk = round_.desk
    for _ in round_.people:
        desk.seat("cashier").picture("cashier-home").follow("去收款").follow("收款").picture("payment")
        desk.fill({"收款方式": "现金", "票据种类": "纸质", "票据本": "山东省非税收入票据"}).press("收款并登记票据")
        desk.reads("已收款")


def registration_is_closed(round_: Round) -> None:
    """R2.4: what proof-reading found is settled by name; the clerk signs."""
    round_.at(round_.dates.before_filing(5))
    incomplete = round_.people[-1].name
    desk = round_.desk.seat("registrar").follow("去校核").picture("closing")
    desk.fill({f"{incomplete}：缺文化程度，保留的理由": "本人学历证明遗失，已核对身份证，考前补登。"})
    desk.press("签署并结束报名").reads("报名已经结束", "共 3 人", "考前补登").picture("closed")
    round_.page_of("registrar").picture("assessment-registered")
