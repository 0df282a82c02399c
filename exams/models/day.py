from django.db import models

from exams.enums import CheckInOutcome, IncidentKind
from station.identifiers import new_public_id
from station.immutable import FrozenModel


class Briefing(FrozenModel):
    """考前例会 of all staff (R5.5); held anew where the day has moved since, and the newest counts."""

    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="briefings")
    held_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=120)
    minutes = models.TextField("内容")
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="briefings")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.held_at}"

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class BriefingAttendance(models.Model):
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(
        "assessment_sessions.StaffMember", on_delete=models.PROTECT, related_name="briefings_attended"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["briefing", "member"], name="exams_briefingattendance_once")]

    def __str__(self) -> str:
        return f"{self.member_id}"


class RoomOpening(FrozenModel):
    """启封考场 and inspection, one hour before the start (R5.5)."""

    session_room = models.OneToOneField(
        "assessment_sessions.SessionRoom", on_delete=models.PROTECT, related_name="opening"
    )
    opened_at = models.DateTimeField("启封时间")
    anomalies = models.CharField("异常情况", max_length=300, blank=True)
    opened_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="rooms_opened")

    def __str__(self) -> str:
        return f"{self.session_room_id}"


class CheckIn(FrozenModel):
    """At the cordon: identity card and ticket checked, admitted or refused (R5.6).

    Who was turned away for a card left at home may come back: several refusals, one admission.
    """

    seat = models.ForeignKey("assessment_sessions.Seat", on_delete=models.PROTECT, related_name="check_ins")
    outcome = models.CharField("结论", max_length=10, choices=CheckInOutcome)
    reason = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="check_ins")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=models.Q(outcome="admitted"),
                name="exams_checkin_admitted_once",
                violation_error_message="此人已准予入场。",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="refused", reason=""),
                name="exams_checkin_refusal_says_why",
                violation_error_message="不予入场须写明原因（R5.6）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}"


class Incident(FrozenModel):
    """What happened, what was done, how it ended (R5.8)."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="incidents")
    session_room = models.ForeignKey(
        "assessment_sessions.SessionRoom", on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    kind = models.CharField("类别", max_length=12, choices=IncidentKind)
    description = models.CharField("情况", max_length=300)
    action = models.CharField("处置", max_length=300)
    outcome = models.CharField("结果", max_length=300)
    at = models.DateTimeField("发生时间")
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="incidents_recorded")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.description

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope
