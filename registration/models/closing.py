from django.db import models

from station.immutable import FrozenModel


class RegistrationClosing(FrozenModel):
    """报名结束: data proof-read and signed off (R2.4). From here on nobody is added."""

    assessment = models.OneToOneField(
        "announcements.Assessment", on_delete=models.PROTECT, related_name="registration_closing"
    )
    closed_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="registration_closings")
    closed_at = models.DateTimeField()
    registered = models.PositiveIntegerField("报名人数")
    counts = models.JSONField("各职业等级人数", default=list)
    settled = models.JSONField("逐项说明", default=list)

    def __str__(self) -> str:
        return f"{self.assessment_id}"

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope
