from django.db import models

from exams.enums import BagState
from station.crypto import EncryptedJSONField
from station.identifiers import new_public_id
from station.immutable import FrozenModel


class PaperBag(models.Model):
    """试卷袋 for one room of one sitting (R5.4). Its state is moved by custody entries alone."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    session_room = models.ForeignKey(
        "assessment_sessions.SessionRoom", on_delete=models.PROTECT, related_name="paper_bags"
    )
    number = models.CharField("袋号", max_length=30, unique=True)
    copies = models.PositiveSmallIntegerField("份数")
    spare_copies = models.PositiveSmallIntegerField("备用份数", default=1)
    state = models.CharField("状态", max_length=12, choices=BagState, default=BagState.AWAITED, editable=False)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_scope(self) -> str:
        return self.session_room.exam_session.plan.audit_scope


class CustodyEntry(FrozenModel):
    """One handover of a bag, signed by two people; a link of the custody chain."""

    sequence = models.PositiveBigIntegerField(unique=True)
    bag = models.ForeignKey(PaperBag, on_delete=models.PROTECT, related_name="custody_entries")
    step = models.CharField("环节", max_length=12, choices=BagState)
    at = models.DateTimeField()
    handed_over_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="bags_handed_over")
    received_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="bags_received")
    seal_number = models.CharField("封条号", max_length=40)
    seal_intact = models.BooleanField("封条完好")
    copies_counted = models.PositiveSmallIntegerField("清点份数", null=True)
    place = models.CharField("地点", max_length=80)
    alarms = models.JSONField("异常", default=list)
    # The names as they were and what was written in words; erased with the salt when their retention ends.
    salt = models.CharField(max_length=32)
    personal = EncryptedJSONField(default=dict)
    personal_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(handed_over_by=models.F("received_by")),
                name="exams_custodyentry_two_people",
                violation_error_message="交接须由两人分别签字（R5.4）。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bag_id} {self.get_step_display()}"

    @property
    def note(self) -> str:
        return str((self.personal or {}).get("note", ""))
