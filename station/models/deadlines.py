from django.db import models


class CalendarYear(models.Model):
    """Whether the State Council's notice for a year has been entered. Without a row the year is provisional (暂定)."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    notice_number = models.CharField("通知文号", max_length=60, blank=True)
    notice_date = models.DateField("通知日期", null=True, blank=True)
    source = models.CharField("来源", max_length=80)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}年"


class SpecialDay(models.Model):
    """A weekday that is a holiday, or a weekend day that is worked, in a year with a notice."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKING = "working", "调休上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("性质", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=40, blank=True)
    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="special_days")

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class CalendarRevision(models.Model):
    """Every change of the calendar makes a new version; deadlines say by which version they were counted."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="calendar_revisions")
    note = models.CharField("说明", max_length=200)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class ClockSetting(models.Model):
    """The movable clock of a demonstration or rehearsal: one row or none (see `station.clock`)."""

    moved_to = models.DateTimeField("移到")
    moved_at = models.DateTimeField("拨动时刻")
    frozen = models.BooleanField("停走", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="station_clocksetting_single"),
        ]

    def __str__(self) -> str:
        return f"{self.moved_to}"
