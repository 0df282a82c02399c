"""Frequent questions: made of answers, in an order, shown or kept back (R1.4)."""

import pytest

from announcements import noticeboard, services
from announcements.models import Enquiry, FrequentQuestion
from station.models import AuditPersonal
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import ANNOUNCED, Desk
from tests.factories.noticeboard import hang_up
from tests.factories.station import make_charlie

pytestmark = pytest.mark.django_db


def add(question: str, **values) -> FrequentQuestion:
    values = {"answer": "见公告。", "actor": Desk().officer, "now": ANNOUNCED} | values
    return services.add_frequent_question(question=question, **values)


def shown() -> list[str]:
    return [entry.question for entry in noticeboard.frequent_questions()]


def test_new_ones_stand_last_and_move_one_place_at_a_time() -> None:
    first, second, third = (add(word) for word in "甲乙丙")
    assert shown() == ["甲", "乙", "丙"]
    services.move_frequent_question(entry=third, up=True, actor=Desk().officer, now=ANNOUNCED)
    assert shown() == ["甲", "丙", "乙"]
    services.move_frequent_question(entry=first, up=True, actor=Desk().officer, now=ANNOUNCED)
    services.move_frequent_question(entry=second, up=False, actor=Desk().officer, now=ANNOUNCED)
    assert shown() == ["甲", "丙", "乙"]
    assert list(FrequentQuestion.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_one_kept_back_is_not_public_and_what_it_said_is_on_record() -> None:
    entry = add("甲")
    services.edit_frequent_question(entry=entry, is_shown=False, actor=Desk().officer, now=ANNOUNCED)
    assert shown() == []
    services.edit_frequent_question(
        entry=entry, question="乙", answer="另有规定的看公告。", is_shown=True, actor=Desk().officer, now=ANNOUNCED
    )
    assert shown() == ["乙"]
    kept = AuditPersonal.objects.filter(entry__verb="frequent_question.edit").order_by("id").last()
    assert (kept.values["question"], kept.values["answer"]) == ("甲", "见公告。")


def test_it_is_made_of_an_answer_that_is_public() -> None:
    assessment = hang_up()[0].assessment
    enquiry = services.ask_enquiry(assessment=assessment, question="在校生可以报名吗？", now=ANNOUNCED)
    with pytest.raises(Refused, match="还没有公开的答复"):
        add("在校生可以报名吗？", source=enquiry)
    services.answer_enquiry(enquiry=enquiry, answer="可以。", actor=Desk().officer, now=ANNOUNCED)
    entry = add("在校生可以报名吗？", source=Enquiry.objects.get())
    assert list(enquiry.frequent_questions.all()) == [entry]


@pytest.mark.parametrize(
    ("values", "field"), [({"question": "\u200b"}, "question"), ({"answer": "找13800138000"}, "answer")]
)
def test_it_says_something_and_nothing_personal(values: dict, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(**({"question": "怎么报名"} | values))
    assert [reason.field for reason in refusal.value.reasons] == [field]


def test_charlie_writes_none() -> None:
    entry, charlie = add("甲"), make_charlie()
    for act in (
        lambda: add("乙", actor=charlie),
        lambda: services.edit_frequent_question(entry=entry, is_shown=False, actor=charlie, now=ANNOUNCED),
        lambda: services.move_frequent_question(entry=entry, up=True, actor=charlie, now=ANNOUNCED),
    ):
        with pytest.raises(NotPermitted):
            act()
