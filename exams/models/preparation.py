from datetime import datetime
from typing import Any

from django.db import models

from exams.enums import HandOutMethod
from station.crypto import EncryptedJSONField
from station.identifiers import new_code, new_public_id
from station.immutable import FrozenModel


class ExamNotice(FrozenModel):
    """《鉴定通知书》 from the centre: until it is recorded no ticket is printed (R5.1).

    After the day has moved the centre sends another one, unless the order says that the filing stands; the newest counts.
    """

    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="notices")
    number = models.CharField("文号", max_length=60)
    received_on = models.DateField("收到日期")
    recorded_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="exam_notices")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"],
                name="exams_examnotice_number",
                violation_error_message="这份通知书已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class PreparationItem(models.Model):
    """One line of the centre's 鉴定准备清单, ticked off with person and time (R5.3)."""

    assessment = models.ForeignKey(
        "announcements.Assessment", on_delete=models.PROTECT, related_name="preparation_items"
    )
    sequence = models.PositiveSmallIntegerField("序号")
    category = models.CharField("类别", max_length=40, blank=True)
    name = models.CharField("名称", max_length=120)
    specification = models.CharField("规格", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    quantity = models.CharField("数量", max_length=20, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    ready_at = models.DateTimeField("备妥时间", null=True)
    ready_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="preparation_items_ready"
    )

    class Meta:
        ordering = ["assessment", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sequence"], name="exams_preparationitem_sequence")
        ]

    def __str__(self) -> str:
        return self.name


class AdmissionTicket(FrozenModel):
    """准考证: the number that one candidate keeps, whatever is printed anew. What it says stands in its `TicketIssue`."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    number = models.CharField("准考证号", max_length=30, unique=True)
    application = models.OneToOneField("registration.Application", on_delete=models.PROTECT, related_name="ticket")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    @property
    def issue(self) -> "TicketIssue":
        """The newest one; load `issues` beforehand where there are many tickets."""
        return self.issues.all()[0]

    @property
    def code(self) -> str:
        return self.issue.code

    @property
    def facts(self) -> dict[str, Any]:
        return self.issue.facts

    @property
    def made_at(self) -> datetime:
        return self.issue.made_at


class TicketIssue(FrozenModel):
    """准考证 as it was made: facts frozen, the paper rendered from them whenever it is asked for.

    After the day has moved it is made anew under the same number; the code of the old one leads to a refusal.
    """

    ticket = models.ForeignKey(AdmissionTicket, on_delete=models.PROTECT, related_name="issues")
    code = models.CharField("查验码", max_length=20, unique=True, default=new_code)
    facts = EncryptedJSONField()
    made_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="tickets_made")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.ticket.number


class TicketHandOut(FrozenModel):
    """Each time a ticket reached its candidate (R5.2): download, reprint and late hand-out are recorded too."""

    issue = models.ForeignKey(TicketIssue, on_delete=models.PROTECT, related_name="hand_outs")
    method = models.CharField("方式", max_length=10, choices=HandOutMethod)
    at = models.DateTimeField()
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="tickets_handed_out")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.issue_id}"
