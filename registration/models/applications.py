from django.db import models
from django.db.models import Q

from registration.enums import ApplicationState, Attempt, Channel, MaterialKind, SightingMode
from registration.models.candidates import Candidate
from station.crypto import EncryptedJSONField
from station.enums import Subject
from station.identifiers import new_public_id
from station.immutable import FrozenModel
from station.models.documents import private_storage


class Application(models.Model):
    """One person's application for one offering.

    `entered_by` is empty where the station's own console brought a roster in. `particulars` holds what the form or the
    roster says beyond our columns (school, source, certificate level, …), under the names of `roster.columns.Field`.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    number = models.CharField("报名序号", max_length=40, unique=True, null=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    offering = models.ForeignKey("announcements.Offering", on_delete=models.PROTECT, related_name="applications")
    channel = models.CharField("报名方式", max_length=10, choices=Channel)
    entered_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="applications_entered"
    )
    entered_at = models.DateTimeField()
    state = models.CharField(
        "状态", max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False, db_index=True
    )
    condition = models.CharField("申报条件", max_length=40, blank=True)
    work_years = models.PositiveSmallIntegerField("从事本职业年限", null=True, blank=True)
    lower_certificate_number = models.CharField("原证书编号", max_length=40, blank=True)
    particulars = EncryptedJSONField("其他填报信息", default=dict)
    remark = models.CharField("备注", max_length=300, blank=True)
    declared_at = models.DateTimeField("承诺时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="applications_decided"
    )
    decision_reason = models.CharField("审核意见", max_length=300, blank=True)
    correct_until = models.DateTimeField("补正截止", null=True, blank=True)
    paid_at = models.DateTimeField("缴费时间", null=True)
    ended_at = models.DateTimeField("撤回或取消时间", null=True)
    ended_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="applications_ended")
    ended_reason = models.CharField("撤回或取消理由", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["offering", "state"], name="registration_app_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "offering"],
                condition=~Q(state__in=["withdrawn", "cancelled"]),
                name="registration_application_once",
                violation_error_message="此人已报过这一职业和等级。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn", "cancelled"])
                | Q(submitted_at__isnull=False, number__isnull=False, declared_at__isnull=False),
                name="registration_application_submitted",
                violation_error_message="提交的报名须有序号、提交时间和本人承诺。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "paid", "refused", "returned"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="registration_application_decided",
                violation_error_message="审核结论须有审核人和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False),
                name="registration_application_paid",
                violation_error_message="已缴费的报名须有缴费时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "cancelled"]) | Q(ended_at__isnull=False),
                name="registration_application_ended",
                violation_error_message="撤回或取消的报名须有时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(ended_by__isnull=False) & ~Q(ended_reason="")),
                name="registration_application_cancelled",
                violation_error_message="取消报名资格须有决定人和理由（R2.5）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.name} {self.offering}"

    @property
    def audit_scope(self) -> str:
        return self.offering.assessment.audit_scope


class ApplicationSubject(models.Model):
    """A subject the applicant sits, for the first time or again (marked per subject)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField("科目", max_length=20, choices=Subject)
    attempt = models.CharField("考试类型", max_length=8, choices=Attempt, default=Attempt.NEW)

    class Meta:
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "subject"], name="registration_applicationsubject_once")
        ]

    def __str__(self) -> str:
        return self.get_subject_display()


class Material(models.Model):
    """A paper the applicant brings or uploads. A changed scan is a new row; the newest of a kind counts."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField("材料", max_length=20, choices=MaterialKind)
    file = models.FileField("扫描件", storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=60, blank=True)
    is_undertaking = models.BooleanField("以承诺书代替", default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="materials_added")

    class Meta:
        ordering = ["application", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Sighting(FrozenModel):
    """Who held which original in hand, when, where (R2.1); the stamped copy follows from it (R2.2)."""

    material = models.OneToOneField(Material, on_delete=models.PROTECT, related_name="sighting")
    mode = models.CharField("方式", max_length=12, choices=SightingMode)
    sighted_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="sightings")
    sighted_at = models.DateTimeField()
    place = models.CharField("地点", max_length=80, blank=True)
    stamped_copy = models.OneToOneField(
        "station.Document", on_delete=models.PROTECT, null=True, related_name="sighting"
    )

    def __str__(self) -> str:
        return self.get_mode_display()
