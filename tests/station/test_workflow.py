"""The kernel: lock, actor, source, guards, cleaning, conditional update, audit."""

from datetime import date

import pytest

from announcements.enums import AnnouncementState
from announcements.models import Announcement, AnnualPlan
from station.enums import Role
from station.models import AuditEntry
from station.refusals import ALLOWED, NotPermitted, Reason, Refused, denied
from station.workflow import Transition, Workflow, fire, fire_many
from tests.factories.station import NOW, make_user

pytestmark = pytest.mark.django_db
table = Workflow()


def not_the_drafter(actor, announcement):
    return denied("拟稿人不得送审", "R1.3") if actor.pk == announcement.drafted_by_id else ALLOWED


def needs_a_title(announcement, **_):
    return [] if announcement.title else [Reason("没有标题", "R1.2", "请填写标题。")]


SUBMIT = table.add(
    Transition(
        "test.submit",
        "试送审",
        (AnnouncementState.DRAFT,),
        AnnouncementState.IN_REVIEW,
        roles=(Role.ANNOUNCEMENT_OFFICER,),
        who=not_the_drafter,
        guards=(needs_a_title,),
        clause="R1.3",
    )
)


@pytest.fixture
def drafter():
    return make_user("drafter", Role.ANNOUNCEMENT_OFFICER)


@pytest.fixture
def bob():
    return make_user("bob", Role.ANNOUNCEMENT_OFFICER)


@pytest.fixture
def announcement(drafter):
    plan = AnnualPlan.objects.create(
        year=2026, qualifications="略", enquiry_phone="0531", created_by=drafter, created_at=NOW
    )
    return Announcement.objects.create(kind="annual", plan=plan, title="年度公告", drafted_by=drafter, drafted_at=NOW)


def test_a_lawful_act_changes_the_state_and_leaves_one_audit_row(announcement, bob):
    fire(announcement, SUBMIT, actor=bob, now=NOW, facts={"day": date(2026, 8, 3)})
    announcement.refresh_from_db()
    assert announcement.state == AnnouncementState.IN_REVIEW
    entry = AuditEntry.objects.get(verb="test.submit")
    assert entry.facts == {"from": "draft", "to": "in_review", "day": "2026-08-03"}
    assert entry.actor == bob


def test_who_lacks_the_role_is_told_whose_task_it_is(announcement):
    with pytest.raises(NotPermitted, match="“试送审”须由公告员办理"):
        fire(announcement, SUBMIT, actor=make_user("clerk", Role.CASHIER), now=NOW)


def test_who_drafted_does_not_pass_on_his_own_draft(announcement, drafter):
    with pytest.raises(NotPermitted, match="拟稿人不得送审"):
        fire(announcement, SUBMIT, actor=drafter, now=NOW)


def test_the_clock_alone_may_not_do_what_needs_a_person(announcement):
    with pytest.raises(NotPermitted):
        fire(announcement, SUBMIT, actor=None, now=NOW)


def test_out_of_turn_is_refused_with_the_present_state(announcement, bob):
    fire(announcement, SUBMIT, actor=bob, now=NOW)
    with pytest.raises(Refused, match="现在的状态是“待审核”"):
        fire(announcement, SUBMIT, actor=bob, now=NOW)


def test_a_guard_gives_its_reason_clause_and_remedy(announcement, bob):
    Announcement.objects.update(title="")
    with pytest.raises(Refused, match=r"没有标题（R1.2）。请填写标题。"):
        fire(announcement, SUBMIT, actor=bob, now=NOW)
    assert not AuditEntry.objects.filter(verb="test.submit").exists()


def test_a_stale_copy_in_hand_does_not_count(announcement, bob):
    stale = Announcement.objects.get()
    fire(announcement, SUBMIT, actor=bob, now=NOW)
    assert stale.state == AnnouncementState.DRAFT
    with pytest.raises(Refused):
        fire(stale, SUBMIT, actor=bob, now=NOW)


def test_a_constraint_speaks_in_the_words_of_the_model(announcement, bob):
    with pytest.raises(Refused, match="拟稿人不得审核自己拟的公告"):
        fire(announcement, SUBMIT, actor=bob, now=NOW, changes={"reviewed_by": announcement.drafted_by})


# --- a whole list at once ------------------------------------------------------------------------------------------------


@pytest.fixture
def several(announcement, drafter):
    others = []
    for year in (2027, 2028, 2029):
        said = {"qualifications": "略", "enquiry_phone": "0531", "created_by": drafter, "created_at": NOW}
        plan = AnnualPlan.objects.create(year=year, **said)
        drafted = {"title": f"{year}年度公告", "drafted_by": drafter, "drafted_at": NOW}
        others.append(Announcement.objects.create(kind="annual", plan=plan, **drafted))
    return [announcement, *others]


def test_a_list_goes_through_together_and_each_row_keeps_its_own_audit_row(several, bob):
    own = {row.pk: {"title": f"定稿{number}"} for number, row in enumerate(several)}
    fire_many(several, SUBMIT, actor=bob, now=NOW, own=own, related=("plan",))
    for number, row in enumerate(several):
        assert (row.state, row.title) == (AnnouncementState.IN_REVIEW, f"定稿{number}")
        row.refresh_from_db()
        assert (row.state, row.title) == (AnnouncementState.IN_REVIEW, f"定稿{number}")
        entry = AuditEntry.objects.get(verb="test.submit", object_id=str(row.public_id))
        assert entry.facts == {"from": "draft", "to": "in_review", "title": f"定稿{number}"}


def test_one_row_that_may_not_go_holds_the_whole_list_back(several, bob, drafter):
    several[2].title = ""
    several[2].save()
    with pytest.raises(Refused, match="没有标题"):
        fire_many(several, SUBMIT, actor=bob, now=NOW)
    with pytest.raises(NotPermitted, match="拟稿人不得送审"):
        fire_many(several[:2], SUBMIT, actor=drafter, now=NOW)
    fire(several[3], SUBMIT, actor=bob, now=NOW)
    with pytest.raises(Refused, match="现在的状态是"):
        fire_many([several[0], several[3]], SUBMIT, actor=bob, now=NOW)
    states = Announcement.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [AnnouncementState.DRAFT] * 3 + [AnnouncementState.IN_REVIEW]
    assert AuditEntry.objects.filter(verb="test.submit").count() == 1


def test_a_longer_list_takes_no_more_statements(several, bob, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        fire_many(several[:1], SUBMIT, actor=bob, now=NOW)
    with django_assert_max_num_queries(len(one)):
        fire_many(several[1:], SUBMIT, actor=bob, now=NOW)
