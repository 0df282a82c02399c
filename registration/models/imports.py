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


class RosterCheck(models.Model):
    """A roster between the look at it and its import: the file waits privately, its verdicts beside it.

    Gone with its files when it is imported, given up, or forgotten by the sweep. `read` is empty until it was judged;
    `trouble` says why a file gives no list of people though its headings can be asked about.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="roster_checks")
    owner = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="roster_checks")
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    verdicts = models.FileField(storage=private_storage, max_length=200, blank=True)
    sheet = models.CharField("工作表", max_length=120, blank=True)
    people = models.PositiveIntegerField("人数", default=0)
    read = models.PositiveIntegerField("读入", null=True)
    accepted = models.PositiveIntegerField("可以导入", default=0)
    rejected = models.PositiveIntegerField("退回修改", default=0)
    duplicate = models.PositiveIntegerField("重复", default=0)
    trouble = models.CharField("读不到名单的原因", max_length=300, blank=True)
    job = models.ForeignKey("station.Job", on_delete=models.SET_NULL, null=True, related_name="roster_checks")
    made_at = models.DateTimeField("上传时间", db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "assessment", "sha256"], name="registration_rostercheck_once"),
            models.CheckConstraint(
                condition=models.Q(read=None)
                | models.Q(read=models.F("accepted") + models.F("rejected") + models.F("duplicate")),
                name="registration_rostercheck_adds_up",
                violation_error_message="可以导入、退回修改与重复之和须等于读入的人数。",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope

    @property
    def is_judged(self) -> bool:
        return self.read is not None


class PreparedFile(models.Model):
    """What a job made for one person to take away: forms of a whole group, a long workbook with remarks. Swept later."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey("announcements.Assessment", on_delete=models.PROTECT, related_name="prepared_files")
    owner = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="prepared_files")
    job = models.OneToOneField("station.Job", on_delete=models.PROTECT, related_name="prepared_file")
    title = models.CharField("内容", max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField(storage=private_storage, max_length=200)
    mime = models.CharField(max_length=100)
    note = models.CharField("说明", max_length=300, blank=True)
    made_at = models.DateTimeField("生成时间", db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class ColumnMeaning(models.Model):
    """What the columns of somebody's own sheets mean, told once and remembered: per importer, by `title_key`.

    An empty `field` says that the column is not to be read.
    """

    owner = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="column_meanings")
    title = models.CharField("列名", max_length=60)
    field = models.CharField("栏目", max_length=40, blank=True)
    told_at = models.DateTimeField("说明时间")

    class Meta:
        ordering = ["owner", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "title"], name="registration_columnmeaning_once")]

    def __str__(self) -> str:
        return self.title
