"""Plans, assessments and announcements of the tests, made by the same verbs that the desk uses."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from announcements import services
from announcements.enums import Audience
from announcements.models import Announcement, AnnualPlan, Assessment, Offering, PlannedAssessment
from station import clock
from station.enums import Category, Level, Role
from station.models import Occupation, User
from tests.factories.station import NOW, make_occupation, make_place, make_user

EXAM_DATE = date(2026, 10, 24)
ANNOUNCED = clock.at(date(2026, 9, 1), 10)  # eight days before the last permitted one
REGISTRATION_FROM = clock.at(date(2026, 9, 7), 8)
REGISTRATION_UNTIL = clock.end_of(date(2026, 9, 25))


@dataclass
class Desk:
    """The three people that an announcement needs (R1.3)."""

    @cached_property
    def officer(self) -> User:
        return self._holder("officer", Role.ANNOUNCEMENT_OFFICER, "公告员甲")

    @cached_property
    def reviewer(self) -> User:
        return self._holder("reviewer", Role.SECOND_REVIEWER, "复审员乙")

    @cached_property
    def director(self) -> User:
        return self._holder("director", Role.DIRECTOR, "所长丙")

    @staticmethod
    def _holder(username: str, role: Role, name: str) -> User:
        return User.objects.filter(username=username).first() or make_user(username, role, name=name)


def make_plan(year: int = 2026, *, now: datetime = NOW) -> AnnualPlan:
    return AnnualPlan.objects.filter(year=year).first() or services.create_annual_plan(
        year=year,
        qualifications="符合国家职业标准规定的申报条件的人员。",
        enquiry_phone="0531-00000000",
        notes="具体事项以每次鉴定的公告为准。",
        actor=Desk().officer,
        now=now,
    )


def make_planned(
    *offerings: tuple[Occupation, int],
    plan: AnnualPlan | None = None,
    exam_date: date = EXAM_DATE,
    category: str = Category.ORDINARY,
    now: datetime = NOW,
) -> PlannedAssessment:
    return services.add_planned_assessment(
        plan=plan or make_plan(exam_date.year, now=now),
        category=category,
        audience=Audience.PUBLIC,
        scope="本市符合申报条件的人员",
        exam_date=exam_date,
        offerings=offerings or [(make_occupation(), Level.FOUR)],
        actor=Desk().officer,
        now=now,
    )


def make_assessment(
    *offerings: tuple[Occupation, int],
    exam_date: date = EXAM_DATE,
    category: str = Category.ORDINARY,
    registration_from: datetime = REGISTRATION_FROM,
    registration_until: datetime = REGISTRATION_UNTIL,
    planned: PlannedAssessment | None = None,
    code: str | None = None,
    now: datetime = NOW,
) -> Assessment:
    """An assessment of the plan with its offerings (电工 四级 when none is given), not announced yet."""
    chosen = offerings or [(make_occupation(), Level.FOUR)]
    officer = Desk().officer
    planned = planned or make_planned(*chosen, exam_date=exam_date, category=category, now=now)
    assessment = services.create_assessment(
        title=f"{exam_date.year}年第{planned.sequence}次职业技能鉴定",
        planned=planned,
        exam_date=exam_date,
        exam_time="理论知识9:00至10:30，操作技能13:30起",
        place=make_place(),
        registration_from=registration_from,
        registration_until=registration_until,
        registration_place="本所报名大厅，或在本网站网上报名",
        enquiry_phone="0531-00000000",
        notes="考生凭身份证和准考证参加鉴定。",
        qualification_profile="2023",
        code=code,
        actor=officer,
        now=now,
    )
    for occupation, level in chosen:
        services.add_offering(assessment=assessment, occupation=occupation, level=level, actor=officer, now=now)
    return assessment


def publish(announcement: Announcement, *, now: datetime) -> Announcement:
    """All the way: submitted, reviewed by a second person, approved by the director, published."""
    people = Desk()
    services.submit_announcement(announcement=announcement, actor=people.officer, now=now)
    services.review_announcement(announcement=announcement, actor=people.reviewer, now=now, opinion="内容属实")
    services.approve_announcement(announcement=announcement, actor=people.director, now=now, opinion="同意发布")
    return services.publish_announcement(announcement=announcement, actor=people.officer, now=now)


def publish_plan(plan: AnnualPlan, *, now: datetime = NOW) -> Announcement:
    return publish(services.draft_annual_announcement(plan=plan, actor=Desk().officer, now=now), now=now)


def announce(assessment: Assessment, *, now: datetime = ANNOUNCED) -> Announcement:
    """Publish the assessment's announcement; its line of the plan is made public first where it is not yet."""
    planned = assessment.planned
    if planned and planned.announced_at is None:
        make_line_public(planned, now=now)
    announcement = services.draft_assessment_announcement(assessment=assessment, actor=Desk().officer, now=now)
    published = publish(announcement, now=now)
    assessment.refresh_from_db()
    return published


def make_line_public(planned: PlannedAssessment, *, now: datetime) -> Announcement:
    """By the annual announcement, or by a supplement once that is out (R1.1)."""
    annual = planned.plan.announcements.filter(kind="annual").first()
    if annual is None:
        made = publish_plan(planned.plan, now=now)
    else:
        made = publish(
            services.draft_supplement(
                amends=annual,
                title=f"{planned.plan.year}年度职业技能鉴定补充公告",
                changes=f"增加第{planned.sequence}次鉴定。",
                adds=[planned],
                actor=Desk().officer,
                now=now,
            ),
            now=now,
        )
    planned.refresh_from_db()
    return made


def make_announced_assessment(*offerings: tuple[Occupation, int], now: datetime = ANNOUNCED, **values) -> Assessment:
    """An assessment whose announcement is out, published at `now`."""
    assessment = make_assessment(*offerings, **values)
    announce(assessment, now=now)
    return assessment


def offering_of(assessment: Assessment) -> Offering:
    return assessment.offerings.select_related("occupation", "assessment").first()
