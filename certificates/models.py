from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, In

from certificates.enums import CertificateState, ConfirmationOutcome
from station.crypto import EncryptedJSONField
from station.identifiers import new_public_id
from station.immutable import FrozenModel


class Dossier(FrozenModel):
    """The material of R6.1 sent to the centre and the training office, as one ZIP with its manifest."""

    assessment = models.OneToOneField("announcements.Assessment", on_delete=models.PROTECT, related_name="dossier")
    document = models.OneToOneField("station.Document", on_delete=models.PROTECT, related_name="dossier")
    manifest = models.JSONField("目录")
    sent_on = models.DateField("报送日期")
    sent_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="dossiers_sent")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assessment_id}"

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class Confirmation(FrozenModel):
    """What the centre and the training office confirmed (R6.1)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="confirmation")
    centre_document = models.CharField("中心核准文号", max_length=60)
    training_office_opinion = models.CharField("培训处（科）意见", max_length=200)
    confirmed_on = models.DateField("核准日期")
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="confirmations")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.centre_document

    @property
    def audit_scope(self) -> str:
        return self.dossier.audit_scope


class ConfirmedResult(FrozenModel):
    """Qualification and level of one candidate, confirmed or refused with the reason (R6.1)."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="results")
    application = models.OneToOneField(
        "registration.Application", on_delete=models.PROTECT, related_name="confirmed_result"
    )
    outcome = models.CharField("结论", max_length=10, choices=ConfirmationOutcome)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="confirmed") | ~Q(reason=""),
                name="certificates_confirmedresult_reason",
                violation_error_message="不予核准的须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_outcome_display()}"


class StampingRequest(FrozenModel):
    """Confirmation, the batch's notice and the fee invoice together: without all three no certificate (R6.2)."""

    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="stamping_request")
    notice_number = models.CharField("鉴定通知书文号", max_length=60)
    invoice_number = models.CharField("缴费发票号", max_length=60)
    requested_on = models.DateField("办理日期")
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="stamping_requests")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.invoice_number

    @property
    def audit_scope(self) -> str:
        return self.confirmation.audit_scope


class Certificate(models.Model):
    """职业资格证书 with the centre's number (R6.2) and what is printed on it, proof-read against the register (R6.3)."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    result = models.OneToOneField(ConfirmedResult, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField("证书编号", max_length=22, unique=True)
    issued_on = models.DateField("发证日期")
    printed = EncryptedJSONField("证书所印内容", default=dict)
    state = models.CharField(
        "状态", max_length=12, choices=CertificateState, default=CertificateState.REGISTERED, editable=False
    )
    prints = models.PositiveSmallIntegerField("印制次数", default=1)
    proof_read_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="certificates_proof_read"
    )
    proof_read_at = models.DateTimeField(null=True)
    differences = EncryptedJSONField("差异", default=list, blank=True)
    registered_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="certificates_registered")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["proof_read", "handed_out"])
                | Q(proof_read_at__isnull=False, proof_read_by__isnull=False),
                name="certificates_certificate_proof_read",
                violation_error_message="未经核对的证书不得发放（R6.3）。",
            ),
            # The digits and the level against the result are held by rules.number_fault; a database can hold this much.
            models.CheckConstraint(
                condition=Q(Exact(Length("number"), 22))
                | Q(Exact(Length("number"), 16), In(Substr("number", 11, 1), ["1", "2", "3", "4", "5"])),
                name="certificates_certificate_number",
                violation_error_message="证书编号应为 16 位，第 11 位是等级；或为 22 位的新编码（R6.2）。",
            ),
            models.CheckConstraint(
                condition=Q(prints__gte=1),
                name="certificates_certificate_prints",
                violation_error_message="印制次数至少为 1。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_scope(self) -> str:
        return self.result.confirmation.audit_scope


class CertificateHandOut(FrozenModel):
    """Handed out against identity and signature (R6.3)."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="hand_out")
    received_by = models.CharField("领取人", max_length=60)
    authority = models.CharField("委托说明", max_length=120, blank=True)
    identity_checked = models.BooleanField("已核验身份证")
    signed = models.BooleanField("已在名册上签字")
    handed_out_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="certificates_handed_out")
    handed_out_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(identity_checked=True),
                name="certificates_handout_identity",
                violation_error_message="须核验身份证后发放（R6.3）。",
            ),
            models.CheckConstraint(
                condition=Q(signed=True),
                name="certificates_handout_signed",
                violation_error_message="领取人须签字（R6.3）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"

    @property
    def audit_scope(self) -> str:
        return self.certificate.audit_scope
