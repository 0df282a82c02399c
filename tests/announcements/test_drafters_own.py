"""Who drafts does not review, and does not approve: not by writing in somebody else's draft either (R1.3)."""

import pytest
from django.test import Client
from django.urls import reverse

from announcements import policies, services
from announcements.models import Announcement, Assessment
from station.enums import Role
from station.models import User
from station.refusals import NotPermitted
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
    make_plan,
    make_planned,
    offering_of,
)
from tests.factories.station import NOW, make_bob

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["director", "other_officer"])
def somebody_else(request: pytest.FixtureRequest) -> User:
    """May draft, and may sign the draft of another later on."""
    return Desk().director if request.param == "director" else make_bob(Role.ANNOUNCEMENT_OFFICER)


@pytest.fixture
def supplement(db) -> Announcement:
    return services.draft_supplement(
        amends=make_announced_assessment().announcements.get(),
        title="更正公告",
        changes="原公告有误。",
        purpose="correction",
        amendments={"assessment": {"notes": "更正"}},
        actor=Desk().officer,
        now=ANNOUNCED,
    )


def drafted_assessment() -> Assessment:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=ANNOUNCED)
    return assessment


def test_nobody_but_its_drafter_rewrites_a_supplement(supplement: Announcement, somebody_else: User) -> None:
    values = {"title": "另一回事", "changes": "另一回事。", "now": ANNOUNCED}
    with pytest.raises(NotPermitted, match="由公告员甲拟稿"):
        services.edit_supplement(announcement=supplement, actor=somebody_else, **values)
    supplement.refresh_from_db()
    assert (supplement.title, supplement.amendments["assessment"]) == ("更正公告", {"notes": "更正"})
    services.edit_supplement(announcement=supplement, actor=Desk().officer, **values)


def test_nobody_but_the_drafter_changes_what_a_draft_will_announce(somebody_else: User) -> None:
    assessment = drafted_assessment()
    offering = offering_of(assessment)
    for act in (
        lambda: services.edit_assessment(assessment=assessment, notes="改", actor=somebody_else, now=ANNOUNCED),
        lambda: services.edit_offering(offering=offering, capacity=1, actor=somebody_else, now=ANNOUNCED),
        lambda: services.remove_offering(offering=offering, actor=somebody_else, now=ANNOUNCED),
    ):
        with pytest.raises(NotPermitted, match="须由拟稿人修改"):
            act()
    assert not policies.may_edit(somebody_else, assessment)
    services.edit_assessment(assessment=assessment, notes="改", actor=Desk().officer, now=ANNOUNCED)


def test_before_there_is_a_draft_and_after_it_was_put_away_the_office_prepares_together(somebody_else: User) -> None:
    assessment = make_assessment()
    services.edit_assessment(assessment=assessment, notes="改", actor=somebody_else, now=ANNOUNCED)
    draft = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=ANNOUNCED)
    services.discard_announcement(announcement=draft, actor=Desk().director, now=ANNOUNCED, reason="换人拟稿")
    services.edit_assessment(assessment=assessment, notes="再改", actor=somebody_else, now=ANNOUNCED)


def test_nobody_but_the_drafter_changes_the_plan_under_a_draft_of_the_annual_announcement(somebody_else: User) -> None:
    line, plan = make_planned(), make_plan()
    services.draft_annual_announcement(plan=plan, actor=Desk().officer, now=NOW)
    for act in (
        lambda: services.edit_annual_plan(plan=plan, notes="改", actor=somebody_else, now=NOW),
        lambda: services.edit_planned_assessment(planned=line, scope="改", actor=somebody_else, now=NOW),
        lambda: services.remove_planned_assessment(planned=line, actor=somebody_else, now=NOW),
    ):
        with pytest.raises(NotPermitted, match="须由拟稿人修改"):
            act()


def test_the_pages_say_whose_draft_it_is(client: Client, supplement: Announcement, somebody_else: User) -> None:
    client.force_login(somebody_else)
    edit = reverse("announcements:supplement_edit", args=[supplement.public_id])
    for answer in (client.get(edit), client.post(edit, {"title": "x", "changes": "x"})):
        assert answer.status_code == 403
        assert "由公告员甲拟稿" in answer.content.decode()
    desk = reverse("announcements:announcement_desk", args=[supplement.public_id])
    assert edit not in client.get(desk).content.decode()
    client.force_login(Desk().officer)
    assert edit in client.get(desk).content.decode()
