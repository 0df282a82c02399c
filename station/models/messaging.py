from django.db import models

from station.crypto import EncryptedTextField, mask_mobile
from station.identifiers import new_public_id


class ShortMessage(models.Model):
    """One text message to one mobile number. Claimed before it is handed to the gateway, so that it goes out at most once.

    Claimed long ago and neither sent nor failed: the worker died in between, and nobody can say whether it went out.
    The text is encrypted, and emptied once it has served its purpose: it may carry a code.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    purpose = models.CharField("事由", max_length=30)
    recipient = EncryptedTextField("手机号码")
    text = EncryptedTextField("内容", blank=True)
    created_at = models.DateTimeField()
    useless_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {mask_mobile(self.recipient)}"


class VerificationCode(models.Model):
    """A code sent to a mobile number to prove that it is at hand. Only a keyed hash of the code is kept.

    `subject` is the blind index of what the code is about (an identity number), `origin` that of the caller's network
    address: rows are counted for the limits, and swept when they no longer count.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    purpose = models.CharField("事由", max_length=30)
    mobile_index = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField("试过次数", default=0)
    used_at = models.DateTimeField(null=True)
    message = models.OneToOneField(ShortMessage, on_delete=models.SET_NULL, null=True, related_name="code")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["mobile_index", "made_at"], name="station_code_mobile"),
            models.Index(fields=["origin", "made_at"], name="station_code_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.made_at:%Y-%m-%d %H:%M}"
