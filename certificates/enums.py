from django.db import models


class CertificateState(models.TextChoices):
    REGISTERED = "registered", "待核对"
    FAULTY = "faulty", "待重印"
    PROOF_READ = "proof_read", "待领取"
    HANDED_OUT = "handed_out", "已领取"


class ConfirmationOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "核准"
    REFUSED = "refused", "不予核准"
