"""What an applicant is told of where the application stands: the word, what it means, and what can be done now (R2.1, R2.5).

Every state has its answer, also those in which nothing more can be done: then it says why, and whom to call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from registration.enums import ApplicationState as State
from registration.journey import LaterStep, deadline_of, last_moment, page, state_word
from registration.models import Application
from station.look import Look, state_look


@dataclass(frozen=True)
class Possible:
    """One thing that can be done now; with `url` it is done there, without it stands how."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Standing:
    text: str
    look: Look
    meaning: str
    possible: tuple[Possible, ...] = ()


def standing_of(
    application: Application,
    *,
    now: datetime,
    is_closed: bool = False,
    later: Mapping[str, Mapping[int, LaterStep]] | None = None,
) -> Standing:
    """`is_closed`: the registration has been signed off; from there on nobody is added (R2.4)."""
    words, possible = _TOLD[State(application.state)](application, now, is_closed)
    if _is_over(application, later or {}):
        words, possible = "各步都已办完，证书已领取。", [_call(application, "证书上的信息有误的")]
    text, look = state_word(application, later or {}), state_look(application.state, model="application")
    return Standing(text, look, words, tuple(possible))


Told = tuple[str, list[Possible]]


def _is_over(application: Application, later: Mapping[str, Mapping[int, LaterStep]]) -> bool:
    last = later.get("certificate", {}).get(application.pk)
    return application.state == State.PAID and last is not None and last.status == "done"


def _call(application: Application, why: str) -> Possible:
    return Possible(f"{why}，请拨打 {application.offering.assessment.enquiry_phone} 或到报名地点")


def _withdraw(application: Application) -> Possible:
    return Possible("不想报了，可以撤回", page("my_application_withdraw", application))


def _other(application: Application) -> Possible:
    return Possible("看还有哪些鉴定正在报名", reverse("announcements:announcement_list"))


def _draft(application: Application, now: datetime, is_closed: bool) -> Told:
    until = last_moment(deadline_of(application))
    if now >= deadline_of(application) or is_closed:
        return f"报名已于{until}截止，这份报名没有提交，不参加本次鉴定。填报的内容仍为您保存。", [_other(application)]
    possible = [Possible("接着填报，填好后提交", page("my_application_person", application)), _withdraw(application)]
    return f"还没有交给本所，也还没有占名额。请于{until}前提交。", possible


def _submitted(application: Application, now: datetime, is_closed: bool) -> Told:
    if is_closed:
        return "报名校核已经结束，这份报名没有审核通过，不列入考生名单。", [
            _call(application, "有疑问的"),
            _other(application),
        ]
    possible = [
        Possible(
            "带要查验的材料原件到报名地点",
            f"{page('my_application', application)}#papers",
        ),
        Possible("打印《职业技能鉴定考评表》并签字", f"{page('my_application', application)}#form"),
        _call(application, "发现填错了要改的，由审核人员退回后才能改"),
        _withdraw(application),
    ]
    return "已经交给本所，内容锁定，等候审核。", possible


def _returned(application: Application, now: datetime, is_closed: bool) -> Told:
    until = last_moment(deadline_of(application))
    if now >= deadline_of(application) or is_closed:
        words = f"补正期限已于{until}截止，没有重新提交。"
        return words, [_call(application, "确有正当理由需要补正的"), _other(application)]
    possible = [
        Possible("改正后重新提交", page("my_application_submit", application)),
        _call(application, "看不懂要改什么的"),
        _withdraw(application),
    ]
    return f"审核人员请您改正：{application.decision_reason}。请于{until}前重新提交，名额仍为您保留。", possible


def _accepted(application: Application, now: datetime, is_closed: bool) -> Told:
    if is_closed:
        words = "报名校核已经结束，没有缴费记录，不列入考生名单。"
        return words, [_call(application, "已经缴过费的，请带票据"), _other(application)]
    possible = [
        Possible(
            "到报名地点缴费，当场领取票据",
            f"{page('my_application', application)}#fee",
        ),
        _withdraw(application),
    ]
    return "资格审核通过，缴费后才算报上名。", possible


def _paid(application: Application, now: datetime, is_closed: bool) -> Told:
    possible = [
        Possible("核对姓名、证件号码、职业和等级，准考证和证书照此打印", page("my_application", application)),
        _call(application, "缴费后不能自行撤回；要退出或更正的"),
    ]
    return "报名完成。以后的每一步看下面，轮到您办的会写明日期和地点。", possible


def _refused(application: Application, now: datetime, is_closed: bool) -> Told:
    possible = [
        _call(application, "对结论有疑问的，请带材料"),
        Possible("这一职业和等级本次不能再报；可以改报其他职业、等级，或者条件具备后报下一次"),
        _other(application),
    ]
    return "经审核，不符合所报职业和等级的申报条件，理由见审核意见。", possible


def _withdrawn(application: Application, now: datetime, is_closed: bool) -> Told:
    assessment = application.offering.assessment
    if assessment.withdrawn_at:
        return "本次鉴定已经公告撤销，报名随之终止。已缴的费用由本所退还。", [
            _call(application, "退费等事项"),
            _other(application),
        ]
    possible = [_other(application)]
    if assessment.is_registration_open(now) and not is_closed:
        again = reverse("registration:application_start", args=[application.offering.public_id])
        possible.insert(0, Possible("报名时间内可以重新填报这一项", again))
    return "报名已经撤回，不再办理，也不再占名额。", possible


def _cancelled(application: Application, now: datetime, is_closed: bool) -> Told:
    words = "报名资格已经取消，准考证和成绩随之无效，理由见取消的决定。"
    return words, [_call(application, "对决定有疑问的")]


_TOLD: Mapping[State, Callable[[Application, datetime, bool], Told]] = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.RETURNED: _returned,
    State.ACCEPTED: _accepted,
    State.PAID: _paid,
    State.REFUSED: _refused,
    State.WITHDRAWN: _withdrawn,
    State.CANCELLED: _cancelled,
}
