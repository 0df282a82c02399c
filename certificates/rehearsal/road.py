"""The whole road of one assessment, stage by stage, through the services that people use in the browser."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from announcements import services as announcements
from announcements.enums import Audience, QualificationProfile
from announcements.models import Announcement, AnnualPlan, Assessment
from certificates import services as certificates
from certificates.models import Certificate
from certificates.rehearsal import played
from certificates.rehearsal.cast import Cast
from certificates.rehearsal.dates import RoadDates
from exams import selectors as examined
from exams import services as exams
from exams.enums import BagState, CheckInOutcome, HandOutMethod
from exams.models import AdmissionTicket, PaperBag
from registration import selectors as registered
from registration import services as registration
from registration.enums import ApplicationState, PaymentMethod, ReceiptKind, SightingMode
from registration.models import Application, Charge
from sessions import selectors as seated
from sessions import services as sessions
from sessions.enums import AnswerOutcome, FilingMethod
from station import clock
from station.enums import Category

DEFAULT_OFFERINGS = (("电工", 4), ("电工", 3), ("汽车维修工", 2))
CUSTODY_STEPS = tuple(BagState)[1:]


@dataclass(frozen=True, order=True)
class Step:
    """One act of the road at its time; walked in order of time, whichever assessment it belongs to."""

    moment: datetime
    name: str = field(compare=False)
    act: Callable[[], Any] = field(compare=False)


@dataclass
class Road:
    """One assessment's way. Methods are the stages in order; each may be the last one walked."""

    cast: Cast
    dates: RoadDates
    seed: int = 1
    title: str = ""
    code: str | None = None
    offerings: Sequence[tuple[str, int]] = DEFAULT_OFFERINGS
    preparation_list: bytes | None = None
    assessment: Assessment = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"road:{self.seed}:{self.dates.exam}")

    def schedule(self, plan: AnnualPlan) -> list[Step]:
        """Everything from the announcement to the last certificate, each step with its time; registration is the caller's."""
        dates = self.dates
        return [
            Step(clock.at(dates.announcement, 9), "鉴定公告", lambda: self.publish(plan)),
            Step(dates.during_registration(2), "资格审查与缴费", self.review_all),
            Step(dates.before_filing(5), "报名结束", self.close_registration),
            Step(dates.before_filing(5, 14), "实施方案", self.make_plan),
            Step(dates.before_filing(4), "批准方案", self.approve_plan),
            Step(dates.before_filing(3), "申报材料", self.build_package),
            Step(dates.before_filing(2), "申报", self.file),
            Step(dates.after_filing(1), "核准", self.record_answer),
            Step(dates.after_filing(2), "结算", self.settle),
            Step(dates.after_filing(3), "考前准备", self.prepare),
            Step(dates.before_exam(5), "准考证", self.make_tickets),
            Step(dates.before_exam(4), "发放准考证", self.hand_out_tickets),
            Step(dates.before_exam(1, 15), "鉴定实施", self.hold),
            Step(dates.after_exam(1), "密号", self.make_marking_codes),
            Step(dates.after_exam(2), "第一遍登分", lambda: self.enter_scores(1)),
            Step(dates.after_exam(3), "第二遍登分", lambda: self.enter_scores(2)),
            Step(dates.after_exam(4), "成绩裁定", self.lock),
            Step(dates.after_exam(5), "公布成绩", self.release),
            Step(dates.after_exam(7), "报送验印材料", self.send_dossier),
            Step(dates.after_exam(12), "登记核准结果", self.confirm),
            Step(dates.after_exam(13), "办理验印", self.request_stamping),
            Step(dates.after_exam(14), "证书编号", self.register_certificates),
            Step(dates.after_exam(15), "证书核对", self.proof_read),
            Step(dates.after_exam(16), "证书发放", self.hand_out),
        ]

    def at(self, moment: datetime) -> datetime:
        clock.move_to(moment, frozen=True)
        return moment

    # --- 1 announcements --------------------------------------------------------------------------------------------
    def plan_year(self, others: Iterable[tuple[date, Sequence[tuple[str, int]]]] = ()) -> AnnualPlan:
        """The annual plan with this assessment (and others), announced early in the year (R1.1)."""
        now = self.at(clock.at(self.dates.annual, 9))
        officer = self.cast["announcer"]
        plan = announcements.create_annual_plan(
            year=self.dates.exam.year,
            qualifications="符合各职业国家职业标准规定的申报条件，具体见每次鉴定的公告。",
            enquiry_phone="0531-00000000（示例）",
            notes="计划如有调整，以补充公告为准。",
            actor=officer,
            now=now,
        )
        for day, offerings in sorted([(self.dates.exam, self.offerings), *others]):
            announcements.add_planned_assessment(
                plan=plan,
                category=Category.ORDINARY,
                audience=Audience.PUBLIC,
                scope=played.SCOPE,
                exam_date=day,
                offerings=[(self.cast.occupations[name], level) for name, level in offerings],
                actor=officer,
                now=now,
            )
        self.announce(announcements.draft_annual_announcement(plan=plan, actor=officer, now=now), now)
        return plan

    def announce(self, announcement: Announcement, now: datetime) -> Announcement:
        """Draft → review by a second person → approval by the director → publication (R1.3)."""
        announcements.submit_announcement(announcement=announcement, actor=self.cast["announcer"], now=now)
        announcements.review_announcement(
            announcement=announcement,
            actor=self.cast["reviewer"],
            now=now + timedelta(hours=1),
            opinion="内容齐全，属实。",
        )
        announcements.approve_announcement(
            announcement=announcement, actor=self.cast["director"], now=now + timedelta(hours=2), opinion="同意发布。"
        )
        return announcements.publish_announcement(
            announcement=announcement, actor=self.cast["announcer"], now=self.at(now + timedelta(hours=3))
        )

    def draft(self, plan: AnnualPlan, now: datetime) -> Announcement:
        """The assessment with its offerings, and its announcement as a draft."""
        self.at(now)
        officer, exam = self.cast["announcer"], self.dates.exam
        planned = plan.planned_assessments.get(exam_date=exam)
        self.assessment = announcements.create_assessment(
            title=self.title or f"{exam.year}年第{planned.sequence}次职业技能鉴定",
            planned=planned,
            exam_date=exam,
            exam_time="理论知识考试 09:00 开始，操作技能考核 13:30 开始；各科目时间以准考证为准",
            place=self.cast.place,
            registration_from=self.dates.registration_from,
            registration_until=self.dates.registration_until,
            registration_place="山东职业学院培训楼一层报名大厅",
            enquiry_phone="0531-00000000（示例）",
            notes="考试当天请携带本人身份证和准考证，提前 30 分钟到达考点。",
            qualification_profile=QualificationProfile.EDITION_2023,
            code=self.code,
            actor=officer,
            now=now,
        )
        for name, level in self.offerings:
            announcements.add_offering(
                assessment=self.assessment, occupation=self.cast.occupations[name], level=level, actor=officer, now=now
            )
        return announcements.draft_assessment_announcement(assessment=self.assessment, actor=officer, now=now)

    def publish(self, plan: AnnualPlan) -> None:
        now = clock.at(self.dates.announcement, 9)
        self.announce(self.draft(plan, now), now)
        self.assessment.refresh_from_db()
        announcements.log_publicity(
            assessment=self.assessment,
            on=self.dates.announcement,
            channel="校园公告栏",
            note="张贴公告，发放报名须知",
            actor=self.cast["announcer"],
            now=clock.now(),
        )

    # --- 2 registration ---------------------------------------------------------------------------------------------
    def import_roster(self, content: bytes, file_name: str) -> Any:
        now = self.at(self.dates.during_registration(1))
        return registration.import_roster(
            assessment=self.assessment, content=content, file_name=file_name, actor=self.cast["registrar"], now=now
        )

    def attach_photos(self, content: bytes) -> Any:
        now = self.at(self.dates.during_registration(1, 10))
        return registration.attach_photos(
            assessment=self.assessment, content=content, actor=self.cast["registrar"], now=now
        )

    def review(self, application: Application, now: datetime) -> None:
        """Bring what is required, have the originals sighted, decide (R2.1, R2.2)."""
        clerk = self.cast["registrar"]
        for kind in registered.required_materials(application):
            material = registration.add_material(
                application=application,
                kind=kind,
                content=played.scan(application, kind),
                file_name=f"{kind}.jpg",
                actor=clerk,
                now=now,
            )
            registration.sight_material(
                material=material, mode=SightingMode.ORIGINAL, place="报名大厅", actor=clerk, now=now
            )
        registration.accept_application(
            application=application,
            actor=self.cast["reviewer"],
            now=now + timedelta(minutes=5),
            opinion="材料齐全，符合条件。",
        )

    def pay(self, application: Application, now: datetime) -> None:
        registration.take_payment(
            charge=Charge.objects.get(application=application),
            method=self.chance.choice(list(PaymentMethod)),
            receipt_kind=ReceiptKind.PAPER,
            book=self.cast.receipt_book,
            actor=self.cast["cashier"],
            now=now,
        )

    def review_all(self) -> None:
        """Every submitted application is reviewed and paid, some forty a day."""
        waiting = Application.objects.filter(
            offering__assessment=self.assessment, state=ApplicationState.SUBMITTED
        ).select_related("candidate", "offering__occupation", "offering__assessment")
        for index, application in enumerate(waiting.order_by("id")):
            day, place = divmod(index, 40)
            now = self.at(self.dates.during_registration(2 + day) + timedelta(minutes=6 * place))
            self.review(application, now)
            self.pay(application, now + timedelta(minutes=10))

    def close_registration(self) -> None:
        now = self.at(self.dates.before_filing(5))
        findings = registration.proof_reading(self.assessment)
        registration.close_registration(
            assessment=self.assessment,
            actor=self.cast["registrar"],
            now=now,
            settled=[(finding.key, "已与本人核对，照片于考前补交") for finding in findings],
        )

    # --- 3 plan, 4 filing -------------------------------------------------------------------------------------------
    def make_plan(self) -> None:
        now = self.at(self.dates.before_filing(5, 14))
        officer = self.cast["affairs"]
        plan = sessions.create_plan(assessment=self.assessment, actor=officer, now=now)
        sessions.propose_plan(
            plan=plan, rooms=self.cast.rooms, members=self.cast.members, seed=self.seed, actor=officer, now=now
        )
        sessions.submit_plan(plan=plan, actor=officer, now=now + timedelta(hours=1))

    def approve_plan(self) -> None:
        now = self.at(self.dates.before_filing(4))
        plan = self.assessment.plans.get()
        sessions.approve_plan(plan=plan, actor=self.cast["director"], now=now, opinion="同意，按方案执行。")

    def build_package(self) -> None:
        now = self.at(self.dates.before_filing(3))
        sessions.build_package(assessment=self.assessment, actor=self.cast["affairs"], now=now)

    def file(self) -> None:
        now = self.at(self.dates.before_filing(2))
        sessions.file_package(
            package=self.assessment.packages.get(),
            centre=self.cast.centre,
            method=FilingMethod.IN_PERSON,
            received_on=clock.local_date(now),
            actor=self.cast["affairs"],
            now=now,
        )

    def record_answer(self) -> None:
        now = self.at(self.dates.after_filing(1))
        sessions.record_answer(
            filing=self.assessment.packages.get().filing,
            outcome=AnswerOutcome.APPROVED,
            document_number=f"济鉴核〔{now.year}〕{self.dates.exam:%m%d}号（示例）",
            answered_on=clock.local_date(now),
            actor=self.cast["affairs"],
            now=now,
        )

    def settle(self) -> None:
        now = self.at(self.dates.after_filing(2))
        sessions.settle(
            answer=self.assessment.packages.get().filing.answer,
            receipt_number=f"示例-{self.dates.exam:%Y%m%d}",
            paid_on=clock.local_date(now),
            actor=self.cast["accountant"],
            now=now,
        )

    # --- 5 the day --------------------------------------------------------------------------------------------------
    def prepare(self) -> None:
        now = self.at(self.dates.after_filing(3))
        exams.record_notice(
            assessment=self.assessment,
            number=f"济鉴通〔{now.year}〕{self.dates.exam:%m%d}号（示例）",
            received_on=clock.local_date(now),
            actor=self.cast["affairs"],
            now=now,
        )
        exams.import_preparation_list(
            assessment=self.assessment,
            content=self.preparation_list or played.preparation_list(now),
            file_name="鉴定准备清单.xlsx",
            actor=self.cast["affairs"],
            now=now,
        )
        for item in self.assessment.preparation_items.all():
            exams.tick_preparation_item(item=item, actor=self.cast["affairs"], now=self.at(self.dates.after_filing(4)))

    def make_tickets(self) -> None:
        now = self.at(self.dates.before_exam(5))
        exams.make_tickets(assessment=self.assessment, actor=self.cast["affairs"], now=now)
        for print_paper in (exams.print_tickets, exams.print_seating_charts, exams.print_room_summary):
            print_paper(assessment=self.assessment, actor=self.cast["affairs"], now=now)

    def hand_out_tickets(self) -> None:
        now = self.at(self.dates.before_exam(4))
        for ticket in AdmissionTicket.objects.filter(application__offering__assessment=self.assessment):
            exams.hand_out_ticket(ticket=ticket, method=HandOutMethod.COUNTER, actor=self.cast["affairs"], now=now)

    def hold(self) -> None:
        """The day itself: briefing, rooms, papers, the cordon, by the clock (R5.4 to R5.6)."""
        affairs, custodian = self.cast["affairs"], self.cast["custodian"]
        before = self.at(self.dates.before_exam(1, 15))
        exams.record_briefing(
            assessment=self.assessment,
            held_at=before,
            place="教学楼会议室",
            minutes="明确分工、岗位要求和工作纪律。",
            members=self.cast.members,
            actor=affairs,
            now=before,
        )
        bags = exams.register_bags(assessment=self.assessment, actor=custodian, now=before)
        for bag in bags:
            self.carry(bag, BagState.STORED, before)
        plan = seated.approved_plan(self.assessment)
        assert plan is not None
        for sitting in plan.exam_sessions.order_by("starts_at", "sequence"):
            self.hold_sitting(sitting)

    def carry(self, bag: PaperBag, step: BagState, now: datetime) -> None:
        """Custodian and exam-affairs officer in turn: who hands a bag over is who received it last (R5.4)."""
        pair = [self.cast["affairs"], self.cast["custodian"]]
        giver, taker = pair if CUSTODY_STEPS.index(step) % 2 == 0 else pair[::-1]
        exams.hand_over_bag(
            bag=bag,
            step=step,
            handed_over_by=giver,
            received_by=taker,
            seal_number=f"F{bag.number}",
            seal_intact=True,
            place=played.PLACE_OF_STEP[step],
            copies_counted=bag.copies + bag.spare_copies,
            actor=self.cast["custodian"],
            now=self.at(now),
        )

    def hold_sitting(self, sitting: Any) -> None:
        affairs, start, end = self.cast["affairs"], sitting.starts_at, sitting.ends_at
        rooms = list(sitting.session_rooms.order_by("number"))
        moments = dict(
            zip(
                CUSTODY_STEPS,
                [
                    None,
                    *(start + timedelta(minutes=m) for m in (-60, -30, -5)),
                    end,
                    *(end + timedelta(minutes=m) for m in (20, 40)),
                ],
                strict=True,
            )
        )
        for room in rooms:
            opened = self.at(start - timedelta(minutes=60))
            exams.open_room(session_room=room, opened_at=opened, anomalies="", actor=affairs, now=opened)
        bags = list(PaperBag.objects.filter(session_room__in=rooms).order_by("number"))
        for step in (BagState.AT_OFFICE, BagState.IN_ROOM):
            for bag in bags:
                self.carry(bag, step, moments[step])
        for room in rooms:
            for seat in room.seats.select_related("application_subject__application__candidate").order_by("number"):
                if not played.stays_away(seat, self.seed):
                    now = self.at(start - timedelta(minutes=25))
                    exams.check_in(seat=seat, outcome=CheckInOutcome.ADMITTED, actor=affairs, now=now)
        for step in CUSTODY_STEPS[3:]:
            for bag in bags:
                self.carry(bag, step, moments[step])

    def make_marking_codes(self) -> None:
        now = self.at(self.dates.after_exam(1))
        exams.make_marking_codes(assessment=self.assessment, actor=self.cast["affairs"], now=now)

    def enter_scores(self, entry_round: int) -> None:
        """Two clerks enter apart, on different days (R5.9)."""
        now = self.at(self.dates.after_exam(1 + entry_round))
        for code in played.marking_codes(self.assessment):
            exams.enter_score(
                marking_code=code,
                actor=self.cast[f"scorer{entry_round}"],
                now=now,
                **played.entered_score(code.seat, self.seed, entry_round),
            )

    def lock(self) -> None:
        """A third person decides where the two entries differ, then all scores are locked."""
        now, adjudicator = self.at(self.dates.after_exam(4)), self.cast["adjudicator"]
        for code in played.marking_codes(self.assessment):
            if played.clerks_differ(code.seat, self.seed):
                exams.adjudicate_score(
                    marking_code=code, actor=adjudicator, now=now, **played.true_score(code.seat, self.seed)
                )
        exams.lock_scores(assessment=self.assessment, actor=adjudicator, now=now)

    def release(self) -> None:
        now = self.at(self.dates.after_exam(5))
        exams.release_results(
            assessment=self.assessment, reported_on=clock.local_date(now), actor=self.cast["director"], now=now
        )

    # --- 6 certificates ---------------------------------------------------------------------------------------------
    def send_dossier(self) -> None:
        now = self.at(self.dates.after_exam(7))
        certificates.send_dossier(
            assessment=self.assessment, sent_on=clock.local_date(now), actor=self.cast["certifier"], now=now
        )

    def confirm(self) -> None:
        now = self.at(self.dates.after_exam(12))
        certificates.record_confirmation(
            dossier=self.assessment.dossier,
            centre_document=f"济鉴证〔{now.year}〕{self.dates.exam:%m%d}号（示例）",
            training_office_opinion="同意核发。",
            confirmed_on=clock.local_date(now),
            actor=self.cast["certifier"],
            now=now,
        )

    def request_stamping(self) -> None:
        now = self.at(self.dates.after_exam(13))
        certificates.request_stamping(
            confirmation=self.assessment.dossier.confirmation,
            notice_number=examined.notice_in_force(self.assessment).number,
            invoice_number=f"示例-{self.dates.exam:%Y%m%d}",
            requested_on=clock.local_date(now),
            actor=self.cast["certifier"],
            now=now,
        )

    def register_certificates(self) -> None:
        now, officer = self.at(self.dates.after_exam(14)), self.cast["certifier"]
        certificates.import_certificate_numbers(
            assessment=self.assessment,
            content=played.certificate_numbers(self.assessment, now),
            file_name="证书编号.xlsx",
            actor=officer,
            now=now,
        )
        certificates.print_register(assessment=self.assessment, actor=officer, now=now)

    def proof_read(self) -> None:
        now = self.at(self.dates.after_exam(15))
        for certificate in self._certificates():
            certificates.proof_read(certificate=certificate, actor=self.cast["certifier"], now=now)

    def hand_out(self, share: float = 1.0) -> None:
        """To those who come for it (R6.3)."""
        now, rows = self.at(self.dates.after_exam(16)), self._certificates()
        for certificate in rows[: round(len(rows) * share)]:
            certificates.hand_out_certificate(
                certificate=certificate,
                received_by=certificate.result.application.candidate.name,
                identity_checked=True,
                actor=self.cast["certifier"],
                now=now,
            )

    def _certificates(self) -> list[Certificate]:
        rows = Certificate.objects.filter(result__application__offering__assessment=self.assessment)
        return list(rows.select_related("result__application__candidate").order_by("number"))

    def print_registration_papers(self) -> None:
        """What registration leaves beside the package: the register of receipts."""
        registration.issue_receipt_register(
            assessment=self.assessment, actor=self.cast["accountant"], now=self.at(self.dates.before_filing(5, 16))
        )
