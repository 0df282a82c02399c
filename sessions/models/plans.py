from django.db import models
from django.db.models import F, Q

from sessions.enums import PlanState, Post, SeatingOrder
from sessions.models.people import StaffMember
from station.enums import Subject
from station.identifiers import new_public_id


class ImplementationPlan(models.Model):
    """实施方案 (R3.1), in versions; the newest approved one counts."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=12, choices=PlanState, default=PlanState.DRAFT, editable=False)
    person_in_charge = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="plans_in_charge", verbose_name="负责人"
    )
    division_of_duties = models.TextField("人员分工", blank=True)
    marking = models.TextField("阅卷、检测与评分安排", blank=True)
    score_entry = models.TextField("成绩登录安排", blank=True)
    emergency = models.TextField("突发事件应急预案", blank=True)
    one_paper_per_room = models.BooleanField("一个考场只用一种试卷", default=True)
    seating_order = models.CharField("编排次序", max_length=10, choices=SeatingOrder, default=SeatingOrder.COLUMNS)
    seed = models.BigIntegerField("编排种子", null=True)
    drafted_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="plans_drafted")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="plans_approved")
    approved_at = models.DateTimeField(null=True)
    opinion = models.CharField("批准意见", max_length=300, blank=True)
    document = models.OneToOneField("station.Document", on_delete=models.PROTECT, null=True, related_name="plan")

    class Meta:
        ordering = ["assessment", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "version"], name="sessions_plan_version"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="sessions_plan_approved",
                violation_error_message="批准的方案须有批准人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="sessions_plan_second_person",
                violation_error_message="编制人不得批准自己编制的方案。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.title}实施方案 第{self.version}版"

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class ExamSession(models.Model):
    """场次: one sitting of one subject inside a plan."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    plan = models.ForeignKey(ImplementationPlan, on_delete=models.PROTECT, related_name="exam_sessions")
    subject = models.CharField("科目", max_length=20, choices=Subject)
    sequence = models.PositiveSmallIntegerField("场次")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")

    class Meta:
        ordering = ["plan", "starts_at", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sequence"], name="sessions_examsession_sequence"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="sessions_examsession_times",
                violation_error_message="场次的结束时间须晚于开始时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.sequence}场 {self.get_subject_display()}"


class SessionRoom(models.Model):
    """A room used in one sitting; whose paper lies in it follows from its seats."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    exam_session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, related_name="session_rooms")
    room = models.ForeignKey("station.Room", on_delete=models.PROTECT, related_name="session_rooms")
    number = models.PositiveSmallIntegerField("考场号")

    class Meta:
        ordering = ["exam_session", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam_session", "room"],
                name="sessions_sessionroom_once",
                violation_error_message="同一场次里一个考场只列一次。",
            ),
            models.UniqueConstraint(fields=["exam_session", "number"], name="sessions_sessionroom_number"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}考场 {self.room.name}"


class Seat(models.Model):
    """Which candidate sits at which seat or station (R3.1). A result points here and repeats nothing."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    session_room = models.ForeignKey(SessionRoom, on_delete=models.PROTECT, related_name="seats")
    application_subject = models.ForeignKey(
        "registration.ApplicationSubject", on_delete=models.PROTECT, related_name="seats"
    )
    row = models.PositiveSmallIntegerField("行")
    column = models.PositiveSmallIntegerField("列")
    number = models.PositiveSmallIntegerField("座位号")

    class Meta:
        ordering = ["session_room", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session_room", "row", "column"],
                name="sessions_seat_place",
                violation_error_message="这个座位已有人。",
            ),
            models.UniqueConstraint(fields=["session_room", "number"], name="sessions_seat_number"),
            models.UniqueConstraint(fields=["session_room", "application_subject"], name="sessions_seat_person"),
        ]

    def __str__(self) -> str:
        return f"{self.session_room} {self.number}号"


class Duty(models.Model):
    """A post filled in the plan; for the whole assessment, one sitting, or one room of it."""

    plan = models.ForeignKey(ImplementationPlan, on_delete=models.PROTECT, related_name="duties")
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="duties")
    post = models.CharField("岗位", max_length=20, choices=Post)
    exam_session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, null=True, related_name="duties")
    session_room = models.ForeignKey(SessionRoom, on_delete=models.PROTECT, null=True, related_name="duties")
    task = models.CharField("任务", max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "member", "post"],
                condition=Q(exam_session=None, session_room=None),
                name="sessions_duty_once",
                violation_error_message="此人已在这个岗位上。",
            ),
            models.UniqueConstraint(
                fields=["member", "post", "exam_session"],
                condition=Q(exam_session__isnull=False, session_room=None),
                name="sessions_duty_once_a_sitting",
                violation_error_message="此人已在这一场次的这个岗位上。",
            ),
            models.UniqueConstraint(
                fields=["member", "post", "session_room"],
                condition=Q(session_room__isnull=False),
                name="sessions_duty_once_a_room",
                violation_error_message="此人已在这个考场的这个岗位上。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_post_display()}"
