from django.db import models

from registration.enums import Verdict
from registration.models.applications import Application
from station.crypto import EncryptedJSONField
from station.identifiers import new_public_id
from station.models.documents import private_storage


class ImportBatch(models.Model):
    """One roster as it was handed in. Accounts for every row: accepted + rejected + duplicate = read."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="import_batches")
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    read = models.PositiveIntegerField("读入", default=0)
    accepted = models.PositiveIntegerField("接受", default=0)
    rejected = models.PositiveIntegerField("退回修改", default=0)
    duplicate = models.PositiveIntegerField("重复", default=0)
    imported_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="import_batches")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read=models.F("accepted") + models.F("rejected") + models.F("duplicate")),
                name="registration_importbatch_adds_up",
                violation_error_message="接受、拒收与重复之和须等于读入的行数。",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class ImportedRow(models.Model):
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField("行号")
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    field = models.CharField("栏目", max_length=40, blank=True)
    reason = models.CharField("意见", max_length=300, blank=True)
    warnings = models.JSONField("提示", default=list)
    personal = EncryptedJSONField(default=dict)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="imported_rows")

    class Meta:
        ordering = ["batch", "row"]

    def __str__(self) -> str:
        return f"{self.row} {self.get_verdict_display()}"


class ColumnMeaning(models.Model):
    """What the columns of somebody's own sheets mean, told once and remembered: per importer, by `title_key`.

    An empty `field` says that the column is not to be read.
    """

    owner = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="column_meanings")
    title = models.CharField("列名", max_length=60)
    field = models.CharField("栏目", max_length=40, blank=True)

    class Meta:
        ordering = ["owner", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "title"], name="registration_columnmeaning_once")]

    def __str__(self) -> str:
        return self.title
