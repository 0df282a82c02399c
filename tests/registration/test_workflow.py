"""The whole table of an application's life: every state × transition × actor (R2.1 to R2.5)."""

from datetime import timedelta
from itertools import product

import pytest

from registration import services, workflow
from registration.enums import ApplicationState
from registration.models import Application
from station.enums import Role
from station.models import AuditEntry, User
from station.refusals import NotPermitted, Refused
from station.workflow import fire
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter

pytestmark = pytest.mark.django_db

# state → verb → who gets through, once every guard is content. Whoever is missing is refused the right.
DESK = {Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER}
BY_VERB: dict[str, set[Role]] = {
    "application.submit": {Role.REGISTRATION_OFFICER},
    "application.resubmit": {Role.REGISTRATION_OFFICER},
    "application.accept": DESK,
    "application.return": DESK,
    "application.refuse": DESK,
    "application.pay": {Role.CASHIER},
    "application.withdraw": {Role.REGISTRATION_OFFICER},
    "application.cancel": {Role.DIRECTOR, Role.SECOND_REVIEWER},
}
ASKED = [
    Role.REGISTRATION_OFFICER,
    Role.SECOND_REVIEWER,
    Role.CASHIER,
    Role.DIRECTOR,
    Role.SCORE_CLERK,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.CANDIDATE,
    Role.GROUP_CONTACT,
]
TABLE = [item for item in workflow.APPLICATION.transitions if item.verb in BY_VERB]


def test_the_table_knows_every_state() -> None:
    reached = {item.target for item in workflow.APPLICATION.transitions} | {ApplicationState.DRAFT}
    assert reached == set(ApplicationState)


@pytest.mark.parametrize(
    ("transition", "role"), list(product(TABLE, ASKED)), ids=lambda item: getattr(item, "verb", item)
)
def test_each_verb_is_open_to_its_roles_and_to_nobody_else(transition, role: Role) -> None:
    actor = User.objects.create(username="asked", name="问", date_joined=OPEN)
    actor.__dict__["roles"] = frozenset({role})
    application = made.draft(made.open_offering())
    assert bool(transition.may(actor, application)) is (role in BY_VERB[transition.verb])


@pytest.mark.parametrize(
    ("transition", "state"),
    [(t, s) for t, s in product(workflow.APPLICATION.transitions, ApplicationState) if s not in t.sources],
    ids=str,
)
def test_no_verb_is_taken_out_of_turn(transition, state: ApplicationState) -> None:
    application = made.draft(made.open_offering())
    application.state = state
    assert not transition.is_open(application)


def test_a_verb_out_of_turn_is_refused_with_the_present_state() -> None:
    application = made.draft(made.open_offering())
    with pytest.raises(Refused) as refused:
        services.accept_application(application=application, actor=Counter().officer, now=OPEN)
    assert "待提交" in str(refused.value)


def test_a_whole_life_leaves_its_trail() -> None:
    application = made.paid(made.open_offering())
    assert application.state == ApplicationState.PAID
    verbs = AuditEntry.objects.filter(
        object_type="registration.application", object_id=str(application.public_id)
    ).order_by("sequence")
    assert [entry.verb for entry in verbs] == [
        "application.enter",
        "application.submit",
        "application.accept",
        "application.pay",
    ]
    assert {entry.scope for entry in verbs} == {application.audit_scope}


def test_submission_ends_with_the_window_to_the_microsecond() -> None:
    offering = made.open_offering()
    closes = offering.assessment.registration_until
    moment = timedelta(microseconds=1)
    late, in_time = made.draft(offering, 1), made.draft(offering, 2)
    with pytest.raises(Refused) as refused:
        services.submit_application(application=late, actor=Counter().officer, now=closes)
    assert refused.value.reasons[0].clause == "R2.1"
    services.submit_application(application=in_time, actor=Counter().officer, now=closes - moment)
    assert in_time.number


def test_after_the_signed_closing_nothing_moves_but_cancellation() -> None:
    people = Counter()
    offering = made.open_offering()
    paid, waiting = made.paid(offering, 1), made.submitted(offering, 2)
    findings = services.proof_reading(offering.assessment)
    services.close_registration(
        assessment=offering.assessment,
        actor=people.director,
        now=AFTER,
        settled=[(finding.key, "本人已书面说明放弃") for finding in findings],
    )
    for act in (services.return_application, services.refuse_application):
        with pytest.raises(Refused) as refused:
            act(application=waiting, actor=people.officer, now=AFTER, reason="材料不全")
        assert refused.value.reasons[0].clause == "R2.4"
    with pytest.raises(Refused):
        services.withdraw_application(application=waiting, actor=people.officer, now=AFTER)
    services.cancel_application(application=paid, actor=people.director, now=AFTER, reason="冒用他人证书，已查实")
    assert paid.state == ApplicationState.CANCELLED


def test_nothing_is_paid_without_a_receipt() -> None:
    application = made.accepted(made.open_offering())
    with pytest.raises(Refused) as refused:
        fire(application, workflow.PAY, actor=Counter().cashier, now=OPEN, changes={"paid_at": OPEN})
    assert refused.value.reasons[0].clause == "R2.3"


def test_only_a_roster_taken_in_and_an_assessment_called_off_need_no_actor_of_their_own() -> None:
    application = made.draft(made.open_offering())
    without = [item.verb for item in workflow.APPLICATION.transitions if item.may(None, application)]
    assert without == ["application.take_in", "application.end"]


def test_two_decisions_on_one_case_leave_the_first_standing() -> None:
    application = made.submitted(made.open_offering())
    again = Application.objects.get(pk=application.pk)
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="照片不清")
    with pytest.raises(Refused):
        services.refuse_application(application=again, actor=Counter().second, now=OPEN, reason="年限不足")
    assert Application.objects.get(pk=application.pk).state == ApplicationState.RETURNED


def test_the_candidate_submits_only_their_own() -> None:
    application = made.draft(made.open_offering())
    with pytest.raises(NotPermitted):
        services.submit_application(application=application, actor=Counter().candidate, now=OPEN)
