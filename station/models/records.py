from django.db import models

from station.crypto import EncryptedJSONField


class ChainHead(models.Model):
    """The end of one hash chain. Locked last in a transaction, so that verbs do not queue behind one another."""

    name = models.CharField(primary_key=True, max_length=40)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.sequence}"


class AuditEntry(models.Model):
    """Who did what, when, to which object. Never changed; personal values stand in `AuditPersonal`."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="audit_entries")
    verb = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    facts = models.JSONField(default=dict)
    personal_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="station_audit_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"


class AuditPersonal(models.Model):
    """The personal values of an entry. May be deleted when their retention ends; the chain still verifies."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=32)
    values = EncryptedJSONField()

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Counter(models.Model):
    """Last number taken of a series in a period. Only `station.numbering` writes it."""

    series = models.CharField(max_length=60)
    period = models.CharField(max_length=20)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="station_counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.period} {self.value}"
