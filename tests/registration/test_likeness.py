"""疑似重复 (R2.4): people of one name and birth date under two numbers are put side by side, and a person decides."""

import pytest
from django.test import Client
from django.urls import reverse

from announcements.models import Offering
from registration import likeness, services
from registration.enums import ApplicationState, Likeness
from registration.models import Application, Candidate, LikenessDecision
from registration.stage import RegistrationStage
from station import clock
from station.models import AuditEntry, User
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_desk() -> None:
    clock.move_to(OPEN, frozen=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def twins(offering: Offering, *serials: int, name: str = "王伟") -> list[Application]:
    return [made.submitted(offering, serial, name=name) for serial in serials]


def decide(one: Candidate, other: Candidate, decision: str = "different", **changes: object) -> LikenessDecision:
    values = {"note": "两人身份证原件均已查验，相片不同", "actor": Counter().second, "now": OPEN, **changes}
    return services.decide_likeness(one=one, other=other, decision=decision, **values)  # type: ignore[arg-type]


def detail(one: Candidate, other: Candidate) -> str:
    return reverse("registration:likeness_detail", args=[one.public_id, other.public_id])


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_decision_is_frozen_and_the_newest_counts() -> None:
    first, second = (each.candidate for each in twins(made.open_offering(), 1, 3))
    made_first = decide(second, first)
    assert (made_first.one, made_first.other) == (first, second), "in the order of registration"
    with pytest.raises(Refused, match="已经认定"):
        decide(first, second)
    decide(first, second, Likeness.SAME, note="公安机关证明同一人两号")
    assert likeness.pair_of(second, first).is_same
    with pytest.raises(Refused):
        made_first.save()
    assert AuditEntry.objects.filter(verb="candidate.likeness").count() == 4, "on either record, each time"


@pytest.mark.parametrize(
    ("values", "said"), [({"decision": "perhaps"}, "没有选择结论"), ({"note": "  "}, "没有写明依据")]
)
def test_a_decision_says_what_it_rests_on(values: dict[str, str], said: str) -> None:
    first, second = (each.candidate for each in twins(made.open_offering(), 1, 3))
    with pytest.raises(Refused, match=said):
        decide(first, second, **values)


def test_only_who_is_alike_is_decided_upon_and_only_by_the_desk() -> None:
    offering = made.open_offering()
    first, second = (each.candidate for each in twins(offering, 1, 3))
    [other] = twins(offering, 5, name="李四")
    with pytest.raises(Refused, match="不是同名且同日出生"):
        decide(first, other.candidate)
    with pytest.raises(Refused, match="不是同名且同日出生"):
        decide(first, first)
    for actor in (Counter().director, Counter().cashier, Counter().charlie):
        with pytest.raises(NotPermitted):
            decide(first, second, actor=actor)
    Candidate.objects.filter(pk=first.pk).update(user=Counter().second)
    with pytest.raises(NotPermitted):
        decide(Candidate.objects.get(pk=first.pk), second)


def test_the_case_leads_to_its_twin_until_it_is_decided() -> None:
    first, second = twins(made.open_offering(), 1, 3)
    page = reverse("registration:application_detail", args=[second.public_id])
    client = signed_in(Counter().second)
    shown = text_of(client.get(page))
    assert "可能是同一人" in shown
    assert detail(first.candidate, second.candidate) in shown
    assert first.candidate.identity_number not in shown
    decide(first.candidate, second.candidate)
    assert "可能是同一人" not in text_of(client.get(page))


def test_both_records_stand_side_by_side_masked_and_are_decided_there() -> None:
    first, second = twins(made.open_offering(), 1, 3)
    services.add_photo(candidate=first.candidate, content=made.portrait(), actor=Counter().officer, now=OPEN)
    page = detail(second.candidate, first.candidate)
    client = signed_in(Counter().officer)
    shown = text_of(client.get(page))
    for application in (first, second):
        assert application.candidate.masked_identity in shown
        assert application.candidate.identity_number not in shown
        assert reverse("registration:application_detail", args=[application.public_id]) in shown
    assert "的证件照" in shown
    refused = client.post(page, {"decision": "same", "note": ""})
    assert (refused.status_code, "note" in refused.context["form"].errors) == (409, True)
    done = client.post(page, {"decision": "same", "note": "手机号码相同，本人承认重复报名"}, follow=True)
    assert "请在证件号码有误的一份上撤回" in text_of(done)
    for application in (first, second):
        assert reverse("registration:application_withdraw", args=[application.public_id]) in text_of(done)
    assert Application.objects.filter(state=ApplicationState.SUBMITTED).count() == 2, "nothing is merged by it"


def test_who_is_set_apart_by_a_change_of_name_needs_no_decision() -> None:
    first, second = twins(made.open_offering(), 1, 3)
    page = detail(first.candidate, second.candidate)
    services.change_name(candidate=first.candidate, name="王维", proof="户口簿", actor=Counter().officer, now=OPEN)
    answer = signed_in(Counter().officer).get(page)
    assert answer.url == reverse("registration:likeness_list")


def test_the_director_reads_but_does_not_decide() -> None:
    first, second = twins(made.open_offering(), 1, 3)
    client = signed_in(Counter().director)
    page = detail(first.candidate, second.candidate)
    assert "作出认定" not in text_of(client.get(page))
    assert client.post(page, {"decision": "same", "note": "x"}).status_code == 403


def test_the_list_asks_the_same_questions_of_one_pair_and_of_three(django_assert_num_queries) -> None:
    offering = made.open_offering()
    client, page = signed_in(Counter().officer), reverse("registration:likeness_list")
    twins(offering, 1, 3)
    client.get(page)
    with django_assert_num_queries(12):
        assert len(client.get(page).context["lines"]) == 1
    twins(offering, 5, 7, 9, name="李强")
    with django_assert_num_queries(12):
        assert len(client.get(page).context["lines"]) == 4


def test_the_list_is_of_one_assessment_or_of_what_was_decided() -> None:
    here, there = made.open_offering(), made.open_offering()
    first, second = twins(here, 1, 3)
    twins(there, 5, 7, name="李强")
    [elsewhere] = twins(there, 9)
    client, page = signed_in(Counter().officer), reverse("registration:likeness_list")

    def pairs(**query: object) -> set[frozenset[int]]:
        lines = client.get(page, query).context["lines"]
        return {frozenset((line["pair"].one.pk, line["pair"].other.pk)) for line in lines}

    ours = {
        frozenset((first.candidate_id, second.candidate_id)),
        frozenset((first.candidate_id, elsewhere.candidate_id)),
        frozenset((second.candidate_id, elsewhere.candidate_id)),
    }
    assert pairs(assessment=here.assessment.public_id) == ours
    assert len(pairs()) == 4
    decide(first.candidate, second.candidate)
    assert pairs(state="different") == {frozenset((first.candidate_id, second.candidate_id))}
    assert len(pairs()) == 3
    assert len(pairs(state="nonsense", assessment="nonsense", page="x")) == 3


def test_proof_reading_names_a_likeness_until_it_is_decided() -> None:
    """R2.4: decided to be two, it is silent; decided to be one, it is named until one application is ended."""
    offering = made.open_offering()
    first, second = made.paid(offering, 1, name="王伟"), made.paid(offering, 3, name="王伟")
    assessment = offering.assessment

    def said() -> list[str]:
        return [each.text for each in services.proof_reading(assessment) if each.kind == "namesake"]

    assert said() == [f"与报名序号 {second.number} 同名且同日出生，证件号码不同"]
    clock.move_to(AFTER, frozen=True)
    page = signed_in(Counter().officer).get(reverse("registration:registration_close", args=[assessment.public_id]))
    assert reverse("registration:likeness_list") in text_of(page)
    decide(first.candidate, second.candidate)
    assert said() == []
    decide(first.candidate, second.candidate, Likeness.SAME)
    assert said() == [f"已认定与报名序号 {second.number} 是同一人"]
    services.cancel_application(application=second, actor=Counter().director, now=AFTER, reason="一人两号，重复报名")
    assert said() == []


def test_proof_reading_names_somebody_like_them_in_an_earlier_assessment() -> None:
    [before] = twins(made.open_offering(), 1)
    now = made.paid(made.open_offering(), 3, name="王伟")
    [finding] = services.proof_reading(now.offering.assessment)
    assert before.candidate.masked_identity in finding.text
    decide(before.candidate, now.candidate)
    assert services.proof_reading(now.offering.assessment) == []


def test_the_desk_is_told_that_a_likeness_waits() -> None:
    first, second = twins(made.open_offering(), 1, 3)
    stage = RegistrationStage()
    waiting = [todo for todo in stage.todos(Counter().officer, OPEN) if todo.title == "认定疑似重复"]
    assert [(todo.count, todo.url) for todo in waiting] == [(1, reverse("registration:likeness_list"))]
    decide(first.candidate, second.candidate)
    assert "认定疑似重复" not in [todo.title for todo in stage.todos(Counter().officer, OPEN)]


def test_an_import_with_the_remark_leads_to_the_decision() -> None:
    offering = made.open_offering()
    twins(offering, 1)
    content = (
        f"姓名,证件号码,手机号码,申报职业,申报等级\n王伟,{made.identity_number(3)},13900000003,电工,四级\n".encode()
    )
    report = services.import_roster(
        assessment=offering.assessment, content=content, file_name="名单.csv", actor=Counter().officer, now=OPEN
    )
    assert report.batch is not None
    page = signed_in(Counter().officer).get(reverse("registration:import_batch_detail", args=[report.batch.public_id]))
    assert "同名且同日出生" in text_of(page)
    assert f"{reverse('registration:likeness_list')}?assessment={offering.assessment.public_id}" in text_of(page)
