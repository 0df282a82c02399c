from django.db import models

from station.identifiers import new_public_id


class Job(models.Model):
    """Long work as a row: safe to run twice, resumable after a kill, shown as a live progress bar.

    Its status is derived from its times: there is no column that could disagree with them.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    requested_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="jobs")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> str:
        if self.finished_at:
            return "failed" if self.error else "done"
        return "running" if self.started_at else "queued"

    @property
    def percent(self) -> int:
        if self.status == "done":
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class Notification(models.Model):
    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    recipient = models.ForeignKey("station.User", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="station_notification_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DeliveryState(models.TextChoices):
    """What the times of an `EmailDelivery` amount to (`station.deliveries`)."""

    WAITING = "delivery_waiting", "待发送"
    SENDING = "delivery_sending", "正在发送"
    SENT = "delivery_sent", "已发送"
    FAILED = "delivery_failed", "未能发送"
    UNCERTAIN = "delivery_uncertain", "发送结果不明"


class EmailDelivery(models.Model):
    """One e-mail of one notification. Claimed before it is sent, so that it is sent at most once.

    Claimed long ago and neither sent nor failed: the worker died in between, and nobody can say whether it went out.
    `subject` and `body` are empty where the notification's own text is what is sent.
    """

    notification = models.OneToOneField(Notification, on_delete=models.CASCADE, related_name="email")
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.notification_id}"
