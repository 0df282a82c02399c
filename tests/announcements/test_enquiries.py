"""The enquiry service: asked by anybody, answered or set aside, counted so that nobody drowns the desk (R1.4)."""

from datetime import timedelta

import pytest

from announcements import noticeboard, services
from announcements.models import Assessment, Enquiry
from announcements.tasks import forget_askers
from station import clock, profile
from station.enums import Role
from station.models import AuditEntry, AuditPersonal, ProfileValue
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import ANNOUNCED, Desk
from tests.factories.noticeboard import hang_up
from tests.factories.station import make_bob, make_charlie

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ONE = timedelta(microseconds=1)


@pytest.fixture
def assessment() -> Assessment:
    return hang_up()[0].assessment


def ask(assessment: Assessment, question: str = "在校生可以报名吗？", *, now=ANNOUNCED, address: str = "10.0.0.1"):
    return services.ask_enquiry(assessment=assessment, question=question, now=now, address=address)


def answer(enquiry: Enquiry, text: str = "可以。", now=ANNOUNCED) -> Enquiry:
    return services.answer_enquiry(enquiry=enquiry, answer=text, actor=Desk().officer, now=now)


def fields_of(refusal) -> list[str]:
    return [reason.field for reason in refusal.value.reasons]


def test_a_question_is_shown_only_once_it_is_answered(assessment: Assessment) -> None:
    enquiry = ask(assessment)
    assert list(noticeboard.answered_enquiries(assessment)) == []
    bob = make_bob(Role.REGISTRATION_OFFICER)
    services.answer_enquiry(enquiry=enquiry, answer="可以。", actor=bob, now=ANNOUNCED + HOUR)
    assert list(noticeboard.answered_enquiries(assessment)) == [enquiry]
    with pytest.raises(Refused, match="已经答复"):
        services.answer_enquiry(enquiry=enquiry, answer="不可以。", actor=bob, now=ANNOUNCED)


@pytest.mark.parametrize(
    "question", ["我的身份证是370102199001011234", "电话 138 0013 8000 找我", "？？", "写信到 a.b@example.com 告诉我"]
)
def test_a_question_with_personal_numbers_or_without_words_is_refused(assessment: Assessment, question: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask(assessment, question)
    assert fields_of(refusal) == ["question"]
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("text", ["", "请加 １３８００１３８０００", "问370102-19900101-1234"])
def test_an_answer_with_personal_numbers_or_without_words_is_refused(assessment: Assessment, text: str) -> None:
    enquiry = ask(assessment)
    with pytest.raises(Refused) as refusal:
        answer(enquiry, text)
    assert fields_of(refusal) == ["answer"]
    answer(enquiry, "可以，详询0531-88000000。")


def test_nobody_enquires_about_what_is_not_announced() -> None:
    assessment = hang_up(announced_at=None)[0].assessment
    with pytest.raises(Refused, match="还没有公告"):
        ask(assessment)


def test_a_question_leaves_its_words_only_in_the_erasable_part_of_the_trail(assessment: Assessment) -> None:
    enquiry = ask(assessment, address="203.0.113.77")
    entry = AuditEntry.objects.select_related("personal").get(verb="enquiry.ask")
    assert entry.facts == {}
    assert entry.personal.values["question"] == enquiry.question
    assert "203.0.113.77" not in f"{entry.personal.values}{Enquiry.objects.values().get()}"


# --- how many -----------------------------------------------------------------------------------------------------------


def test_one_address_asks_a_handful_an_hour_and_another_still_may(assessment: Assessment) -> None:
    each = profile.value("enquiries.per_hour")
    for number in range(each):
        ask(assessment, f"第{number}个问题是什么", now=ANNOUNCED + timedelta(minutes=number))
    with pytest.raises(Refused) as refusal:
        ask(assessment, now=ANNOUNCED + HOUR - ONE)
    assert "请在11:00以后再提；急事请拨打咨询电话0531-00000000" in str(refusal.value)
    ask(assessment, now=ANNOUNCED + HOUR - ONE, address="10.0.0.2")
    ask(assessment, now=ANNOUNCED + HOUR)  # the first one is an hour old


def test_the_limit_holds_across_announcements() -> None:
    first, second = (row.assessment for row in hang_up(2))
    for number in range(profile.value("enquiries.per_hour")):
        ask(first, f"第{number}个问题是什么")
    with pytest.raises(Refused, match="一小时内已提了"):
        ask(second)


def test_all_together_have_a_limit_too_and_it_is_the_station_s_to_set(assessment: Assessment) -> None:
    ProfileValue.objects.create(
        key="enquiries.per_hour_overall", value=2, basis="试", certainty="GK", valid_from=clock.local_date(ANNOUNCED)
    )
    for number in (1, 2):
        ask(assessment, address=f"10.0.0.{number}")
    with pytest.raises(Refused, match="已达上限"):
        ask(assessment, address="10.0.0.3")


def test_where_a_question_came_from_is_forgotten_after_a_day(assessment: Assessment) -> None:
    day = timedelta(days=1)
    old, new = ask(assessment), ask(assessment, now=ANNOUNCED + ONE)
    assert len(old.asked_from) == 64
    assert services.forget_askers(now=ANNOUNCED + day - ONE) == 0
    assert services.forget_askers(now=ANNOUNCED + day) == 1
    assert services.forget_askers(now=ANNOUNCED + day) == 0
    kept = dict(Enquiry.objects.values_list("pk", "asked_from"))
    assert (kept[old.pk], len(kept[new.pk])) == ("", 64)
    assert AuditEntry.objects.get(verb="enquiry.forget").facts == {"count": 1}


def test_the_clock_forgets_by_itself(assessment: Assessment, settings) -> None:
    ask(assessment)
    clock.move_to(ANNOUNCED + timedelta(days=2), frozen=True)
    forget_askers()
    assert Enquiry.objects.get().asked_from == ""
    assert "announcements.forget_askers" in {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}


# --- at the desk ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_corrected_and_what_it_said_is_kept(assessment: Assessment) -> None:
    enquiry = answer(ask(assessment), "九月七日开始报名。")
    with pytest.raises(Refused, match="与原答复相同"):
        services.correct_answer(enquiry=enquiry, answer="九月七日开始报名。", actor=Desk().officer, now=ANNOUNCED)
    corrected = services.correct_answer(
        enquiry=enquiry, answer="九月八日开始报名。", actor=Desk().director, now=ANNOUNCED + HOUR
    )
    assert (corrected.answer, corrected.answered_by) == ("九月八日开始报名。", Desk().director)
    kept = AuditPersonal.objects.get(entry__verb="enquiry.correct")
    assert kept.values["before"] == "九月七日开始报名。"
    with pytest.raises(Refused, match="还没有答复"):
        services.correct_answer(enquiry=ask(assessment), answer="改", actor=Desk().officer, now=ANNOUNCED)


def test_what_is_set_aside_is_off_the_page_and_may_come_back(assessment: Assessment) -> None:
    enquiry, officer = answer(ask(assessment)), Desk().officer
    with pytest.raises(Refused) as refusal:
        services.set_aside_enquiry(enquiry=enquiry, reason=" ", actor=officer, now=ANNOUNCED)
    assert fields_of(refusal) == ["reason"]
    services.set_aside_enquiry(enquiry=enquiry, reason="涉及他人", actor=officer, now=ANNOUNCED)
    assert list(noticeboard.answered_enquiries(assessment)) == []
    for act in (services.answer_enquiry, services.correct_answer):
        with pytest.raises(Refused):
            act(enquiry=enquiry, answer="另一个答复", actor=officer, now=ANNOUNCED)
    with pytest.raises(Refused, match="已列为不予公开"):
        services.set_aside_enquiry(enquiry=enquiry, reason="再一次", actor=officer, now=ANNOUNCED)
    services.take_up_enquiry(enquiry=enquiry, actor=officer, now=ANNOUNCED)
    assert list(noticeboard.answered_enquiries(assessment)) == [enquiry]
    with pytest.raises(Refused, match="没有列为不予公开"):
        services.take_up_enquiry(enquiry=enquiry, actor=officer, now=ANNOUNCED)


def test_charlie_neither_answers_nor_corrects_nor_sets_aside(assessment: Assessment) -> None:
    enquiry, charlie = ask(assessment), make_charlie()
    acts = [
        lambda: services.answer_enquiry(enquiry=enquiry, answer="可以", actor=charlie, now=ANNOUNCED),
        lambda: services.correct_answer(enquiry=enquiry, answer="可以", actor=charlie, now=ANNOUNCED),
        lambda: services.set_aside_enquiry(enquiry=enquiry, reason="无关", actor=charlie, now=ANNOUNCED),
        lambda: services.take_up_enquiry(enquiry=enquiry, actor=charlie, now=ANNOUNCED),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_the_desk_s_list_by_state_words_and_assessment() -> None:
    first, second = (row.assessment for row in hang_up(2))
    waiting = ask(first, "什么时候领准考证")
    answered = answer(ask(first, "可以换考点吗"), "不可以换考点。")
    aside = ask(second, "卖资料的广告")
    services.set_aside_enquiry(enquiry=aside, reason="与鉴定无关", actor=Desk().officer, now=ANNOUNCED)
    assert list(noticeboard.enquiries_at_the_desk()) == [waiting]
    assert list(noticeboard.enquiries_at_the_desk(state="answered")) == [answered]
    assert list(noticeboard.enquiries_at_the_desk(state="aside")) == [aside]
    assert list(noticeboard.enquiries_at_the_desk(words="准考证 领")) == [waiting]
    assert list(noticeboard.enquiries_at_the_desk(words="换考点")) == []
    assert list(noticeboard.enquiries_at_the_desk(state="aside", assessment=str(first.public_id))) == []
