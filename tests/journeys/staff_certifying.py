"""Stage 6 at the desk: dossier, confirmation, stamping, numbers, proof-reading, the counter (R6)."""

from certificates.models import Certificate
from certificates.rehearsal import played
from station import clock
from tests.journeys.desk import Desk
from tests.journeys.round import TITLE, Round


def _certificates(round_: Round) -> Desk:
    return round_.desk.seat("certifier").follow("证书核发").follow(TITLE)


def the_dossier_is_sent_and_confirmed(round_: Round) -> None:
    """R6.1: to the centre and the training office, who confirm qualification and level."""
    sent = round_.at(round_.dates.after_exam(7))
    desk = _certificates(round_).picture("certificates-none").follow("核对并报送").picture("dossier")
    desk.fill({"报送日期": f"{clock.local_date(sent)}"}).press("生成并报送").reads("完成").picture("dossier-job")
    confirmed = round_.at(round_.dates.after_exam(12))
    desk = _certificates(round_).follow("登记核准结果").picture("confirmation")
    desk.fill(
        {
            "中心核准文号": "济鉴证〔2026〕1024号（示例）",
            "培训处（科）意见": "同意核发。",
            "核准日期": f"{clock.local_date(confirmed)}",
        }
    )
    desk.press("登记核准结果").reads("2 人")


def the_centre_stamps_and_sends_the_numbers(round_: Round) -> None:
    """R6.2: with confirmation, notice and invoice; the numbers come from the centre."""
    requested = round_.at(round_.dates.after_exam(13))
    desk = _certificates(round_).follow("核对三项凭据")
    desk.fill(
        {
            "核准结果在手": True,
            "本批次鉴定通知书文号": "济鉴通〔2026〕1024号（示例）",
            "缴费发票号": "示例-20261024",
            "办理日期": f"{clock.local_date(requested)}",
        }
    )
    desk.picture("stamping").press("登记办理验印")
    now = round_.at(round_.dates.after_exam(14))
    desk = _certificates(round_).follow("导入证书编号")
    desk.fill({"证书编号名单": round_.file("证书编号.xlsx", played.certificate_numbers(round_.assessment, now))})
    desk.press("导入").reads("登记 2 行").picture("numbers")


def certificates_are_proof_read_and_handed_out(round_: Round) -> None:
    """R6.3: against the register, then against identity and signature."""
    round_.at(round_.dates.after_exam(15))
    desk = _certificates(round_).press("打印核发名册").reads("已打印核发名册").picture("certificates")
    desk.follow("核对证书").tick_every("勾选").press("核对所选").reads("核对无误 2 本").picture("proof-read")
    round_.at(round_.dates.after_exam(16))
    for person in round_.people[:2]:
        desk.seat("certifier").follow("发放证书").fill({"准考证号、身份证号、证书编号或姓名": person.identity_number})
        desk.press("查找").picture("hand-out")
        desk.fill({"已核验领取人身份证原件": True, "领取人已在核发名册上签字": True}).press("发放证书").reads("已发放")


def all_six_stages_are_done(round_: Round) -> None:
    desk = round_.page_of("director").picture("assessment-done")
    steps = desk.page.locator(".stepper").get_by_role("listitem")
    assert steps.count() == 6
    for step in steps.all_inner_texts():
        assert "已完成" in step
    desk.reads("没有卡住的事项")


def anybody_may_look_the_certificate_up(round_: Round) -> None:
    """R6.3: that it stands, and nothing else about the person."""
    person, desk = round_.people[0], round_.desk
    number = Certificate.objects.get(result__application__candidate__name=person.name).number
    desk.page.context.clear_cookies()
    desk.go("/").follow("证书查询")
    desk.fill({"证书编号": number, "证书上的姓名": person.name}).press("查询").picture("look-up")
    desk.reads("有这本证书", "已领取", "电工")
    assert person.identity_number not in desk.page.content()
