from django.db import models
from django.db.models import Q

from exams.enums import ScoreStatus
from station.immutable import FrozenModel


class MarkingCode(FrozenModel):
    """密号: stands for a candidate while papers are marked and scores entered (R5.9)."""

    seat = models.OneToOneField("assessment_sessions.Seat", on_delete=models.PROTECT, related_name="marking_code")
    code = models.CharField("密号", max_length=12, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ScoreEntry(FrozenModel):
    """One clerk's entry of one score; two clerks enter apart, a third person decides where they differ (R5.9)."""

    marking_code = models.ForeignKey(MarkingCode, on_delete=models.PROTECT, related_name="entries")
    round = models.PositiveSmallIntegerField("遍次")
    status = models.CharField("状态", max_length=12, choices=ScoreStatus, default=ScoreStatus.NORMAL)
    points = models.DecimalField("分数", max_digits=5, decimal_places=1, null=True)
    entered_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="score_entries")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["marking_code", "round"],
                name="exams_scoreentry_round",
                violation_error_message="这一遍已经登过分。",
            ),
            models.UniqueConstraint(
                fields=["marking_code", "entered_by"],
                name="exams_scoreentry_other_person",
                violation_error_message="两遍登分和裁定须由三人分别办理（R5.9）。",
            ),
            models.CheckConstraint(
                condition=Q(round__in=[1, 2, 3]),  # 3 is the adjudicator's
                name="exams_scoreentry_rounds",
            ),
            models.CheckConstraint(
                condition=Q(status="normal", points__isnull=False, points__gte=0, points__lte=100)
                | (~Q(status="normal") & Q(points=None)),
                name="exams_scoreentry_points",
                violation_error_message="分数须在 0 至 100 之间；缺考、违纪不填分数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marking_code_id} {self.round}"


class Score(FrozenModel):
    """The locked score of one seat: both entries agreed, or the adjudicator decided (R5.9, R5.10)."""

    seat = models.OneToOneField("assessment_sessions.Seat", on_delete=models.PROTECT, related_name="score")
    entry = models.OneToOneField(ScoreEntry, on_delete=models.PROTECT, related_name="score")
    locked_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="scores_locked")
    locked_at = models.DateTimeField()

    class Meta:
        ordering = ["seat"]

    def __str__(self) -> str:
        return f"{self.seat_id}"


class ResultRelease(FrozenModel):
    """Results signed, reported to the centre, and released: before this row nobody sees a score (R5.9, R5.10)."""

    assessment = models.OneToOneField(
        "announcements.Assessment", on_delete=models.PROTECT, related_name="result_release"
    )
    document = models.OneToOneField("station.Document", on_delete=models.PROTECT, related_name="result_release")
    data = models.OneToOneField("station.Document", on_delete=models.PROTECT, related_name="result_data_of")
    reported_on = models.DateField("上报日期")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="result_releases")

    def __str__(self) -> str:
        return f"{self.assessment_id}"

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope
