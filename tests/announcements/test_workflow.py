"""The whole table: every state, every transition, every kind of actor (R1.3)."""

import pytest
from django.db import IntegrityError, connection, transaction

from announcements import services, workflow
from announcements.enums import AnnouncementState as State
from announcements.models import Announcement
from station.enums import Role
from station.models import AuditEntry
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import ANNOUNCED, Desk, make_assessment, make_line_public
from tests.factories.station import make_bob, make_charlie

pytestmark = pytest.mark.django_db

TRANSITIONS = {item.verb: item for item in workflow.workflow.transitions}
# verb → (states it starts from, who of the cast may)
ALLOWED = {
    "announcement.submit": ({"draft"}, {"drafter", "other_officer", "director"}),
    "announcement.review": ({"in_review"}, {"reviewer", "other_officer"}),
    "announcement.approve": ({"reviewed"}, {"director"}),
    "announcement.publish": ({"approved"}, {"drafter", "reviewer", "director"}),
    "announcement.return": ({"in_review", "reviewed", "approved"}, {"reviewer", "other_officer", "director"}),
    "announcement.recall": ({"in_review", "reviewed", "approved"}, {"drafter"}),
    "announcement.discard": ({"draft", "in_review", "reviewed", "approved"}, {"drafter", "director"}),
}


@pytest.fixture
def draft() -> Announcement:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    return services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=ANNOUNCED)


def bring_to(announcement: Announcement, state: str) -> Announcement:
    """Along the ordinary way, as far as `state`; a draft is discarded at once."""
    people = Desk()
    if state == State.DISCARDED:
        return services.discard_announcement(
            announcement=announcement, actor=people.officer, now=ANNOUNCED, reason="起草有误"
        )
    steps = (
        (State.IN_REVIEW, services.submit_announcement, people.officer),
        (State.REVIEWED, services.review_announcement, people.reviewer),
        (State.APPROVED, services.approve_announcement, people.director),
        (State.PUBLISHED, services.publish_announcement, people.officer),
    )
    for reached, verb, actor in steps:
        if announcement.state == state:
            break
        verb(announcement=announcement, actor=actor, now=ANNOUNCED)
        assert announcement.state == reached
    assert announcement.state == state
    return announcement


def cast() -> dict:
    people = Desk()
    return {
        "drafter": people.officer,
        "reviewer": people.reviewer,
        "director": people.director,
        "other_officer": make_bob(Role.ANNOUNCEMENT_OFFICER),
        "charlie": make_charlie(),
        "nobody": None,
    }


def test_the_table_holds_every_transition() -> None:
    assert set(TRANSITIONS) == set(ALLOWED)
    assert {verb: set(item.sources) for verb, item in TRANSITIONS.items()} == {
        verb: states for verb, (states, _) in ALLOWED.items()
    }


@pytest.mark.parametrize("state", State.values)
def test_who_may_do_what_in_each_state(draft: Announcement, state: str) -> None:
    announcement = bring_to(draft, state)
    for verb, transition in TRANSITIONS.items():
        states, actors = ALLOWED[verb]
        for name, actor in cast().items():
            may = transition.is_open(announcement) and bool(transition.may(actor, announcement))
            # Whoever takes part in the later steps is known only once they have signed.
            expected = state in states and name in actors
            assert may is expected, (verb, name)


ACTS = {
    "announcement.submit": lambda row, actor: services.submit_announcement(
        announcement=row, actor=actor, now=ANNOUNCED
    ),
    "announcement.review": lambda row, actor: services.review_announcement(
        announcement=row, actor=actor, now=ANNOUNCED
    ),
    "announcement.approve": lambda row, actor: services.approve_announcement(
        announcement=row, actor=actor, now=ANNOUNCED
    ),
    "announcement.publish": lambda row, actor: services.publish_announcement(
        announcement=row, actor=actor, now=ANNOUNCED
    ),
    "announcement.return": lambda row, actor: services.return_announcement(
        announcement=row, actor=actor, now=ANNOUNCED, opinion="请补充"
    ),
    "announcement.recall": lambda row, actor: services.recall_announcement(
        announcement=row, actor=actor, now=ANNOUNCED
    ),
    "announcement.discard": lambda row, actor: services.discard_announcement(
        announcement=row, actor=actor, now=ANNOUNCED, reason="起草有误"
    ),
}


OUT_OF_TURN = [(state, verb) for verb in sorted(ALLOWED) for state in State.values if state not in ALLOWED[verb][0]]


@pytest.mark.parametrize(("state", "verb"), OUT_OF_TURN)
def test_a_verb_out_of_turn_is_refused_with_reason_and_clause(draft: Announcement, state: str, verb: str) -> None:
    announcement = bring_to(draft, state)
    actor = {"announcement.review": Desk().reviewer, "announcement.return": Desk().reviewer}.get(verb)
    actor = actor or (Desk().director if verb == "announcement.approve" else Desk().officer)
    with pytest.raises(Refused) as refusal:
        ACTS[verb](announcement, actor)
    assert refusal.value.what == f"不能{TRANSITIONS[verb].label}"
    assert [(reason.clause[:1], bool(reason.remedy)) for reason in refusal.value.reasons] == [("R", True)]
    assert Announcement.objects.get(pk=announcement.pk).state == state


@pytest.mark.parametrize("verb", sorted(ALLOWED))
def test_charlie_is_told_who_may(draft: Announcement, verb: str) -> None:
    announcement = bring_to(draft, sorted(ALLOWED[verb][0])[0])
    with pytest.raises(NotPermitted) as denial:
        ACTS[verb](announcement, make_charlie())
    assert "须由" in denial.value.reason
    assert denial.value.clause in ("R1.2", "R1.3")


def test_who_drafts_does_not_review(draft: Announcement) -> None:
    bring_to(draft, State.IN_REVIEW)
    with pytest.raises(NotPermitted, match="须由第二人办理"):
        services.review_announcement(announcement=draft, actor=Desk().officer, now=ANNOUNCED)


def test_who_reviews_does_not_approve_even_as_director(draft: Announcement) -> None:
    both = make_bob(Role.DIRECTOR, Role.SECOND_REVIEWER)
    bring_to(draft, State.IN_REVIEW)
    services.review_announcement(announcement=draft, actor=both, now=ANNOUNCED)
    with pytest.raises(NotPermitted, match="未参与的所长"):
        services.approve_announcement(announcement=draft, actor=both, now=ANNOUNCED)


def test_the_database_refuses_one_person_in_two_places(draft: Announcement) -> None:
    for columns in ({"reviewed_by": Desk().officer}, {"approved_by": Desk().officer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Announcement.objects.filter(pk=draft.pk).update(**columns)


def test_a_return_clears_the_signatures_and_keeps_the_opinion(draft: Announcement) -> None:
    bring_to(draft, State.APPROVED)
    services.return_announcement(announcement=draft, actor=Desk().director, now=ANNOUNCED, opinion="电话有误")
    draft.refresh_from_db()
    assert (draft.state, draft.reviewed_by, draft.reviewed_at, draft.approved_by, draft.approved_at) == (
        State.DRAFT,
        None,
        None,
        None,
        None,
    )
    assert list(draft.opinions.values_list("step", "outcome", "text")) == [
        ("审核", "agreed", ""),
        ("批准", "agreed", ""),
        ("退回", "returned", "电话有误"),
    ]


def test_a_return_without_a_reason_is_refused(draft: Announcement) -> None:
    bring_to(draft, State.IN_REVIEW)
    with pytest.raises(Refused) as refusal:
        services.return_announcement(announcement=draft, actor=Desk().reviewer, now=ANNOUNCED, opinion=" \u200b ")
    assert [reason.field for reason in refusal.value.reasons] == ["opinion"]


def test_every_step_is_on_the_trail_in_order(draft: Announcement) -> None:
    bring_to(draft, State.PUBLISHED)
    verbs = (
        AuditEntry.objects.filter(object_id=str(draft.public_id)).order_by("sequence").values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "announcement.draft",
        "announcement.submit",
        "announcement.review",
        "announcement.approve",
        "announcement.publish",
    ]


def test_a_signed_opinion_can_not_be_changed(draft: Announcement) -> None:
    bring_to(draft, State.REVIEWED)
    opinion = draft.opinions.get()
    opinion.text = "另一种意见"
    with pytest.raises(Refused):
        opinion.save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE announcements_opinion SET text = 'x'")
