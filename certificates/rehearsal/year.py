"""A lived-in year: eleven assessments walked side by side in order of time, up to the demonstration's present.

Nobody sets a state: every step that lies before the present is taken by the services at its time, so that at least one
assessment stands in each stage.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from announcements import services as announcements
from announcements.models import AnnualPlan
from certificates.rehearsal import invented
from certificates.rehearsal.cast import engage
from certificates.rehearsal.dates import plan_dates
from certificates.rehearsal.invented import InventedPerson
from certificates.rehearsal.public_life import public_life
from certificates.rehearsal.road import DEFAULT_OFFERINGS, Road, Step
from certificates.rehearsal.supplements import correct, postpone, withdraw
from registration import services as registration
from registration.enums import ApplicationState, Channel
from registration.models import Application
from registration.services import PersonFacts
from station import calendar, clock
from station import services as station
from station.demo_accounts import DEMO_DOMAIN, DEMO_PASSWORD
from station.enums import IdentityType, Role
from station.models import User
from station.roles import grant_role

PRESENT = clock.at(date(2026, 10, 14), 10, 30)
OPEN_CODE = "DEMO-OPEN"
ONE_OFFERING = (("汽车维修工", 4),)
ANNOUNCED_ONLY = "资格审查与缴费"


@dataclass(frozen=True)
class Entry:
    """One assessment of the year: its day, how many people, and what sets it apart."""

    exam: date
    people: int
    offerings: Sequence[tuple[str, int]] = DEFAULT_OFFERINGS
    code: str | None = None
    days_in_hand: int = 9
    collected: float = 1.0
    stop_at: str = ""
    supplement: Callable[[Road, datetime], None] | None = None
    supplemented: date | None = None


YEAR = (
    Entry(date(2026, 3, 14), 56),
    Entry(date(2026, 5, 23), 62, collected=0.7),
    Entry(date(2026, 8, 29), 52, offerings=(("电工", 4), ("电工", 3)), stop_at="证书核对"),
    Entry(date(2026, 9, 19), 56, stop_at="成绩裁定"),
    Entry(date(2026, 10, 17), 50, offerings=(("电工", 4), ("汽车维修工", 2))),
    Entry(date(2026, 10, 24), 46, stop_at="结算", supplement=correct, supplemented=date(2026, 9, 1)),
    Entry(date(2026, 10, 31), 44, offerings=(("电工", 3), ("汽车维修工", 2)), stop_at="批准方案"),
    Entry(date(2026, 12, 12), 0, offerings=(("电工", 4),), stop_at="鉴定公告"),
    Entry(date(2026, 12, 26), 38, code=OPEN_CODE, days_in_hand=40),
    Entry(
        date(2026, 11, 14), 0, ONE_OFFERING, stop_at=ANNOUNCED_ONLY, supplement=withdraw, supplemented=date(2026, 9, 22)
    ),
    Entry(
        date(2026, 11, 28),
        0,
        ONE_OFFERING,
        days_in_hand=2,
        stop_at=ANNOUNCED_ONLY,
        supplement=postpone,
        supplemented=date(2026, 10, 13),
    ),
)


@dataclass
class Demonstration:
    """Builds the year from a seed. `tell` is told each step as it is taken."""

    seed: int
    tell: Callable[[str], None]
    taken: set[str] = field(default_factory=set)

    def build(self) -> None:
        self.chance = random.Random(f"year:{self.seed}")
        working = calendar.current()
        first = clock.at(date(2026, 1, 4), 8)
        clock.move_to(first, frozen=True)
        self.tell("开设账号，登记考点、考场和人员")
        cast = engage(first)
        roads = [
            (
                entry,
                Road(
                    cast,
                    plan_dates(entry.exam, calendar=working, days_in_hand=entry.days_in_hand),
                    seed=self.seed * 100 + number,
                    code=entry.code,
                    offerings=entry.offerings,
                ),
            )
            for number, entry in enumerate(YEAR)
        ]
        self.tell("年度计划与年度公告")
        plan = roads[0][1].plan_year(others=[(entry.exam, entry.offerings) for entry, _ in roads[1:]])
        steps = sorted(step for entry, road in roads for step in self._steps(entry, road, plan))
        for step in steps:
            if step.moment > PRESENT:
                break
            self.tell(f"{clock.local_date(step.moment)} {step.name}")
            step.act()
        clock.move_to(PRESENT)

    def _steps(self, entry: Entry, road: Road, plan: AnnualPlan) -> list[Step]:
        steps = []
        for step in road.schedule(plan):
            if step.name == entry.stop_at:
                break
            steps.append(step)
        if entry.stop_at == "鉴定公告":
            drafted = clock.at(date(2026, 10, 12), 9)
            return [Step(drafted, "起草公告", lambda: self._draft(road, plan, drafted))]
        if entry.supplement and entry.supplemented:
            steps.append(self._supplement(entry.supplement, road, clock.at(entry.supplemented, 9)))
        if entry.stop_at == ANNOUNCED_ONLY:
            return steps
        register = Step(road.dates.during_registration(1), "报名", lambda: self._register(entry, road))
        if entry.code == OPEN_CODE:
            review = Step(road.dates.during_registration(2), "部分审核", lambda: self._review_some(road))
            ask = Step(road.dates.during_registration(1), "公众咨询", lambda: self._public_life(road))
            return [steps[0], ask, register, review]
        if entry.collected < 1:
            steps[-1] = Step(steps[-1].moment, steps[-1].name, lambda: road.hand_out(entry.collected))
        return [*steps, register]

    def _supplement(self, publish: Callable[[Road, datetime], None], road: Road, now: datetime) -> Step:
        return Step(now, "补充公告", lambda: publish(road, now))

    def _public_life(self, road: Road) -> None:
        public_life(road.assessment, road.cast, road.at(road.dates.during_registration(1)))

    def _draft(self, road: Road, plan: AnnualPlan, now: datetime) -> None:
        announcement = road.draft(plan, now)
        announcements.submit_announcement(
            announcement=announcement, actor=road.cast["announcer"], now=now + timedelta(hours=2)
        )

    # --- people -----------------------------------------------------------------------------------------------------
    def _register(self, entry: Entry, road: Road) -> None:
        """Most at the counter, some online; each with a photograph."""
        offerings = list(road.assessment.offerings.select_related("occupation", "assessment"))
        weights = [3 if offering.level > 2 else 1 for offering in offerings]
        now = road.at(road.dates.during_registration(1))
        for number in range(entry.people):
            person = invented.invent_person(self.chance, self.taken)
            offering = self.chance.choices(offerings, weights)[0]
            now += timedelta(minutes=4)
            online = number == 0
            actor = self._open_account(person, road, now) if online else road.cast["registrar"]
            application = registration.enter_application(
                offering=offering,
                person=_facts(person, offering.level, self.chance),
                channel=Channel.ONLINE if online else Channel.COUNTER,
                actor=actor,
                now=now,
            )
            registration.add_photo(
                candidate=application.candidate, content=invented.draw_photo(person), actor=actor, now=now
            )
            registration.submit_application(application=application, actor=actor, now=now)

    def _open_account(self, person: InventedPerson, road: Road, now: datetime) -> User:
        """One candidate of each assessment has an account: candidate1, candidate2, …"""
        number = User.objects.filter(username__startswith="candidate").count() + 1
        user = station.create_user(
            username=f"candidate{number}",
            name=person.name,
            password=DEMO_PASSWORD,
            email=f"candidate{number}@{DEMO_DOMAIN}",
            actor=None,
            now=now,
        )
        grant_role(user=user, role=Role.CANDIDATE, actor=None, now=now)
        return user

    def _review_some(self, road: Road) -> None:
        """The open registration in mid-work: some paid, some accepted, returned or refused, the rest waiting."""
        waiting = list(
            Application.objects.filter(offering__assessment=road.assessment, state=ApplicationState.SUBMITTED)
            .select_related("candidate", "offering__occupation", "offering__assessment")
            .order_by("id")
        )
        now = road.at(road.dates.during_registration(2))
        for number, application in enumerate(waiting[:22]):
            now += timedelta(minutes=7)
            road.at(now)
            if number in (5, 13):
                reason = "身份证复印件不清晰，请重新拍摄后提交。"
                registration.return_application(
                    application=application, actor=road.cast["registrar"], now=now, reason=reason
                )
            elif number == 9:
                reason = "未取得四级证书，从事本职业年限不足，不符合所选申报条件。"
                registration.refuse_application(
                    application=application, actor=road.cast["reviewer"], now=now, reason=reason
                )
            else:
                road.review(application, now)
                if number % 3:
                    road.pay(application, now + timedelta(minutes=6))


def _facts(person: InventedPerson, level: int, chance: random.Random) -> PersonFacts:
    return PersonFacts(
        name=person.name,
        identity_type=IdentityType.RESIDENT,
        identity_number=person.identity_number,
        mobile=person.mobile,
        ethnicity="汉族",
        education="college" if person.group_name else "technical",
        employer=person.employer,
        group_name=person.group_name,
        address="济南市历下区（示例）",
        work_years=(6 - level) * 4 + chance.randrange(3),
    )
