from django.db import models
from django.db.models import Q

from sessions.enums import AnswerOutcome, FilingMethod, PackageState
from sessions.models.people import Centre
from sessions.models.plans import ImplementationPlan
from station.identifiers import new_public_id
from station.immutable import FrozenModel


class FilingPackage(FrozenModel):
    """The material of R4.1 as one ZIP with its manifest. Frozen once filed."""

    frozen_message = "已申报的材料不得更改（R4.1）；退回后须另行生成新的一版"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="packages")
    plan = models.ForeignKey(ImplementationPlan, on_delete=models.PROTECT, related_name="packages")
    version = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=12, choices=PackageState, default=PackageState.BUILT, editable=False)
    document = models.OneToOneField("station.Document", on_delete=models.PROTECT, related_name="package")
    manifest = models.JSONField("目录")
    built_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="packages_built")
    built_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "-version"]
        constraints = [models.UniqueConstraint(fields=["assessment", "version"], name="sessions_package_version")]

    def __str__(self) -> str:
        return f"{self.assessment.title}申报材料 第{self.version}版"

    @property
    def is_frozen(self) -> bool:
        return self.state == PackageState.FILED

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class Filing(FrozenModel):
    """The act of filing. What counts is the centre's date of receipt (R4.2)."""

    package = models.OneToOneField(FilingPackage, on_delete=models.PROTECT, related_name="filing")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="filings")
    method = models.CharField("报送方式", max_length=12, choices=FilingMethod)
    received_on = models.DateField("中心签收日期")
    due = models.DateField("申报期限")
    filed_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="filings")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__lte=models.F("due")),
                name="sessions_filing_in_time",
                violation_error_message="中心签收日期晚于申报期限（R4.2）。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.received_on}"


class CentreAnswer(FrozenModel):
    """The centre's decision on a filing (R4.3)."""

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField("结论", max_length=12, choices=AnswerOutcome)
    document_number = models.CharField("文号", max_length=60)
    answered_on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="centre_answers")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.document_number} {self.get_outcome_display()}"


class RefusedApplicant(FrozenModel):
    """Somebody whom the centre did not approve, and why."""

    answer = models.ForeignKey(CentreAnswer, on_delete=models.PROTECT, related_name="refused_applicants")
    application = models.ForeignKey(
        "registration.Application", on_delete=models.PROTECT, related_name="centre_refusals"
    )
    reason = models.CharField("原因", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "application"], name="sessions_refusedapplicant_once")]

    def __str__(self) -> str:
        return f"{self.application}"


class Settlement(FrozenModel):
    """Grading or review fee and other related fees paid to the centre, all at once (R4.3)."""

    answer = models.OneToOneField(CentreAnswer, on_delete=models.PROTECT, related_name="settlement")
    lines = models.JSONField("明细")
    amount = models.DecimalField("金额", max_digits=10, decimal_places=2)
    receipt_number = models.CharField("票据号", max_length=60)
    paid_on = models.DateField("缴费日期")
    paid_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="settlements")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.amount}"
