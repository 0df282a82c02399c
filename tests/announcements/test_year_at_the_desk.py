"""A year's announcements made, published, corrected, moved and withdrawn at the desk, by three people in their roles (R1)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from announcements.models import Announcement, AnnualPlan, Assessment, PlannedAssessment
from station import clock
from station.enums import Level
from tests.factories.announcements import Desk
from tests.factories.station import make_occupation, make_place
from tests.pages import as_shown

pytestmark = pytest.mark.django_db


def url(name: str, *idents: object) -> str:
    return reverse(f"announcements:{name}", args=idents)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Three:
    """Who drafts, who reviews, who decides; each at a browser of their own."""

    def __init__(self) -> None:
        people = Desk()
        self.officer, self.reviewer, self.director = map(signed_in, (people.officer, people.reviewer, people.director))

    def publish(self, announcement: Announcement) -> Announcement:
        ident = announcement.public_id
        steps = (
            (self.officer, "announcement_submit", {}),
            (self.reviewer, "announcement_review", {"opinion": "属实"}),
            (self.director, "announcement_approve", {"opinion": "同意"}),
            (self.officer, "announcement_publish", {}),
        )
        for client, step, values in steps:
            assert client.post(url(step, ident), values).status_code == 302, step
        announcement.refresh_from_db()
        assert announcement.state == "published"
        return announcement

    def supplement(self, original: Announcement, purpose: str, **typed) -> Announcement:
        address = url("supplement_draft", original.public_id)
        values = as_shown(self.officer.get(f"{address}?purpose={purpose}").content) | {"changes": "因故调整。"} | typed
        assert self.officer.post(address, values).status_code == 302
        return self.publish(Announcement.objects.filter(kind="supplement").latest("id"))


def test_a_year_at_the_desk_by_three_people() -> None:
    clock.move_to(clock.at(date(2026, 1, 6), 9), frozen=True)
    three, electrician, place = Three(), make_occupation(), make_place()
    officer = three.officer
    plan = {"year": 2026, "qualifications": "按标准", "enquiry_phone": "0531-00000000", "notes": "以公告为准"}
    officer.post(url("plan_create"), plan)
    for day in ("2026-10-24", "2026-12-05"):
        line = {"category": "ordinary", "audience": "public", "scope": "本市职工", "exam_date": day}
        officer.post(url("planned_add", 2026), line | {"offerings": [f"{electrician.pk}-{Level.FOUR.value}"]})
    first, second = PlannedAssessment.objects.filter(plan=AnnualPlan.objects.get()).order_by("sequence")
    officer.post(url("annual_announcement_draft", 2026))
    annual = three.publish(Announcement.objects.get(kind="annual"))

    clock.move_to(clock.at(date(2026, 9, 1), 9), frozen=True)
    values = {
        "planned": first.pk,
        "title": "2026年第1次职业技能鉴定",
        "exam_date": "2026-10-24",
        "exam_time": "9:00至11:00",
        "place": place.pk,
        "registration_from": "2026-09-07T08:00",
        "registration_until": "2026-09-25T17:00",
        "registration_place": "报名大厅",
        "qualification_profile": "2023",
        "enquiry_phone": "0531-00000000",
        "notes": "带身份证",
    }
    officer.post(url("assessment_create"), values)
    assessment = Assessment.objects.get()
    officer.post(url("offering_add", assessment.public_id), {"occupation": electrician.pk, "level": Level.FOUR.value})
    officer.post(url("announcement_draft", assessment.public_id))
    announced = three.publish(Announcement.objects.get(kind="assessment"))

    three.supplement(announced, "correction", registration_place="一楼报名大厅")
    three.supplement(annual, "rescheduling", **{f"{first.public_id}.exam_date": "2026-11-07"})
    three.supplement(announced, "rescheduling", exam_date="2026-11-07", exam_until="")
    order = {"ordered_by": "centre", "order_number": "济鉴〔2026〕12号", "order_date": "2026-09-01"}
    three.supplement(announced, "postponement", exam_date="2026-11-21", exam_until="", **order)
    three.supplement(announced, "withdrawal")
    three.supplement(annual, "withdrawal", **{f"{second.public_id}.withdrawn": "on"})

    assessment.refresh_from_db()
    assert (assessment.registration_place, assessment.exam_date) == ("一楼报名大厅", date(2026, 11, 21))
    assert assessment.withdrawn_at is not None
    page = Client().get(url("announcement_detail", announced.public_id)).content.decode()
    assert (page.count("<del>"), page.count("<ins>")) == (2, 3)
    assert "这次鉴定已经撤销" in page
    assert "2026年10月24日（周六）" in page[page.index("原公告全文") :]
