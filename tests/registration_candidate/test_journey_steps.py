"""The steps of the home page: where I am, what is missing, by when; later stages tell theirs by themselves."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from announcements.models import Announcement, Offering
from registration import journey, services
from registration.enums import Channel
from registration.models import Application, Candidate
from registration.services.own import facts_of
from station.enums import Level
from tests.factories.registration import OPEN, accepted, draft, paid, submitted
from tests.factories.station import make_occupation

TITLES = ["阅读公告", "注册/登录", "填报", "照片与材料", "承诺", "审核", "缴费", "准考证", "成绩", "证书"]


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "_providers", {})


def statuses(application: Application, **said: object) -> list[str]:
    missing = journey.missing_now(application)
    steps = journey.steps_of(application, now=OPEN, missing=missing, **said)
    assert [step.title for step in steps] == TITLES
    return [step.status for step in steps]


def test_a_draft_without_condition_is_at_filling_in(offering: Offering) -> None:
    application = draft(offering, condition="")
    assert statuses(application) == ["done", "done", "current", *["upcoming"] * 7]


def test_a_draft_without_photo_is_at_photo_and_papers(offering: Offering) -> None:
    assert statuses(draft(offering)) == [*["done"] * 3, "current", *["upcoming"] * 6]


def test_a_submitted_application_is_at_review(offering: Offering) -> None:
    assert statuses(submitted(offering)) == [*["done"] * 5, "current", *["upcoming"] * 4]


def test_a_paid_one_waits_for_what_later_stages_say(offering: Offering) -> None:
    application = paid(offering)
    assert statuses(application) == [*["done"] * 7, *["upcoming"] * 3]
    said = {"ticket": {application.pk: journey.LaterStep("current", "可以下载", "/ticket/", "下载准考证")}}
    assert statuses(application, later=said) == [*["done"] * 7, "current", "upcoming", "upcoming"]


def test_a_later_stage_is_asked_once_for_all_applications(offering: Offering) -> None:
    asked: list[int] = []

    def tell(applications: list[Application], now: object) -> dict[int, journey.LaterStep]:
        asked.append(len(applications))
        return {}

    journey.register_step("ticket", tell)
    journey.later_steps([draft(offering, 1), draft(offering, 2)], OPEN)
    assert asked == [2]


def test_only_the_journey_s_own_steps_can_be_told() -> None:
    with pytest.raises(ValueError, match="lunch"):
        journey.register_step("lunch", lambda applications, now: {})
    with pytest.raises(ValueError, match="perhaps"):
        journey.LaterStep("perhaps")


@pytest.mark.parametrize(("hour", "words"), [(0, "2026年9月24日（周四）24:00"), (17, "2026年9月25日（周五）17:00")])
def test_a_half_open_end_is_said_as_people_say_it(hour: int, words: str) -> None:
    from datetime import date

    from station.clock import at

    assert journey.last_moment(at(date(2026, 9, 25), hour)) == words


def test_the_home_page_asks_the_same_number_of_questions_for_one_and_for_three(
    alices: Client, alice: Candidate
) -> None:
    electrician, mechanic = make_occupation(), make_occupation("汽车维修工", code="4-12-01-01")
    offerings = [(electrician, Level.FOUR), (electrician, Level.FIVE), (mechanic, Level.FOUR)]
    assessment = open_assessment_with(offerings)
    counts = []
    for offering in assessment.offerings.select_related("occupation", "assessment"):
        services.enter_application(
            offering=offering, person=facts_of(alice), channel=Channel.ONLINE, actor=alice.user, now=OPEN
        )
        alices.get("/my/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alices.get("/my/")
        counts.append(len(queries))
    assert len(counts) == 3
    assert counts[0] == counts[2]


def open_assessment_with(offerings: list[tuple[object, int]]):
    from tests.factories.announcements import announce, make_assessment

    assessment = make_assessment(*offerings)
    announce(assessment)
    return assessment


def test_nobody_is_sent_to_pay_before_a_supplement_is_answered(offering: Offering) -> None:
    """R1.2: the answer is the present step, and what waits for it says so."""
    application = accepted(offering)
    steps = journey.steps_of(application, now=OPEN)
    assert journey.with_supplements(application, [], steps) == steps
    supplement = Announcement(title="更正公告", number="鉴公告〔2026〕9号", purpose="correction")
    first, *others = journey.with_supplements(application, [supplement], steps)
    assert (first.key, first.status) == ("supplement", "blocked")
    [fee] = [step for step in others if step.key == "fee"]
    assert (fee.status, fee.verb, fee.note) == ("upcoming", "", "答复补充公告以后办理。")
