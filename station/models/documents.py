from django.core.files.storage import storages
from django.db import models

from station.crypto import EncryptedJSONField
from station.identifiers import new_code, new_public_id


def private_storage():
    return storages["private"]


class Document(models.Model):
    """A paper that has left the house: rendered once from frozen facts, never edited.

    `scope` names what it belongs to (an assessment's public id, usually); a correction is a new document whose
    `supersedes` points to the old one; a withdrawal is a row of its own. The state is derived from these.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    kind = models.CharField("种类", max_length=60, db_index=True)
    title = models.CharField("题名", max_length=200)
    clause = models.CharField("依据条款", max_length=20, blank=True)
    serial = models.CharField("编号", max_length=60, unique=True)
    verification_code = models.CharField("查验码", max_length=20, unique=True, default=new_code)
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    subject = models.CharField(max_length=60, blank=True, db_index=True)
    facts = EncryptedJSONField("冻结的事实", null=True)
    facts_hash = models.CharField(max_length=64)
    file = models.FileField("文件", storage=private_storage, max_length=200)
    mime = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField("页数", default=0)
    size = models.PositiveBigIntegerField("字节数")
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="documents_issued")
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["scope", "kind"], name="station_document_scope")]

    def __str__(self) -> str:
        return f"{self.title} {self.serial}"


class DocumentWithdrawal(models.Model):
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField("理由", max_length=300)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="documents_withdrawn")

    def __str__(self) -> str:
        return self.reason
