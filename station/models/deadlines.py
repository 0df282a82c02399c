from django.db import models
from django.db.models import F, Q

from station.identifiers import new_public_id
from station.immutable import FrozenModel


class CalendarStatus(models.TextChoices):
    """Whether the State Council's notice for a year is out, or the station works with what it expects (暂定)."""

    PUBLISHED = "published", "已公布"
    PROVISIONAL = "provisional", "暂定"


class SpecialDayKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    WORKING = "working", "调休上班"


class CalendarYear(models.Model):
    """The special days of a year and the notice they come from.

    Without a row, or with a provisional one, everything that touches the year is marked 暂定.
    """

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    status = models.CharField("状态", max_length=12, choices=CalendarStatus, default=CalendarStatus.PUBLISHED)
    notice_number = models.CharField("通知文号", max_length=60, blank=True)
    notice_date = models.DateField("通知日期", null=True, blank=True)
    source = models.CharField("来源", max_length=80)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}年"


class SpecialDay(models.Model):
    """A weekday that is a holiday, or a weekend day that is worked. `year` is that of the notice which names it:
    New Year's holiday may reach back into December of the year before."""

    Kind = SpecialDayKind

    date = models.DateField("日期", unique=True)
    kind = models.CharField("性质", max_length=10, choices=SpecialDayKind)
    name = models.CharField("名称", max_length=40, blank=True)
    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="special_days")

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class NoticeState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已生效"
    DISCARDED = "discarded", "已作废"


class CalendarNotice(models.Model):
    """A year's special days as one person entered or imported them; in force once a second person has confirmed them."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    year = models.PositiveSmallIntegerField("年份")
    notice_number = models.CharField("通知文号", max_length=60, blank=True, help_text="如 国办发明电〔2025〕7号")
    notice_date = models.DateField("通知日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=CalendarStatus, default=CalendarStatus.PUBLISHED)
    state = models.CharField("办理", max_length=12, choices=NoticeState, default=NoticeState.PROPOSED, editable=False)
    file_name = models.CharField("来源文件", max_length=200, blank=True)
    proposed_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="calendar_notices_proposed")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="calendar_notices_decided"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="proposed"),
                name="station_calendarnotice_one_open",
                violation_error_message="这一年已有一份待确认的安排。",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="station_calendarnotice_second_person",
                violation_error_message="录入人不得确认自己录入的安排，须由第二人确认。",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | (~Q(notice_number="") & Q(notice_date__isnull=False)),
                name="station_calendarnotice_source",
                violation_error_message="已公布的安排须填写通知文号和日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年节假日安排"


class NoticeDay(models.Model):
    notice = models.ForeignKey(CalendarNotice, on_delete=models.CASCADE, related_name="days")
    date = models.DateField("日期")
    kind = models.CharField("性质", max_length=10, choices=SpecialDayKind)
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "date"],
                name="station_noticeday_once",
                violation_error_message="同一天只列一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class CalendarRevision(models.Model):
    """Every change of the calendar makes a new version; deadlines say by which version they were counted."""

    notice = models.OneToOneField(CalendarNotice, on_delete=models.PROTECT, null=True, related_name="revision")
    # The days it changed and the deadlines it moved, as then confirmed.
    changes = models.JSONField("改变", default=dict, blank=True)
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


class StatutoryDeadline(models.Model):
    """One statutory date of one assessment as the station keeps it: until when, met by which act, or missed.

    `scope` is the assessment's public id: the ground floor knows no more of it. What is due when is declared by the
    stages; this row records it. A rescheduled assessment begins a new `round`; the missed row stays as it was.
    """

    scope = models.CharField(max_length=60, db_index=True)
    key = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    subject = models.CharField("鉴定", max_length=160)
    title = models.CharField("事项", max_length=80)
    clause = models.CharField("条款", max_length=10)
    rule = models.CharField("算法", max_length=120, blank=True)
    role = models.CharField("负责岗位", max_length=40, blank=True)
    url = models.CharField(max_length=300, blank=True)
    binding = models.BooleanField("逾期即锁定", default=False)
    opens = models.DateField("起", null=True)
    due = models.DateField("止")
    opens_at = models.DateTimeField("开放时刻", null=True)
    closes_at = models.DateTimeField("截止时刻", null=True)
    provisional = models.BooleanField("暂定", default=False)
    calendar_version = models.CharField("日历版本", max_length=20, blank=True)
    made_at = models.DateTimeField()
    met_on = models.DateField("办结日期", null=True)
    met_act = models.CharField("办结事项", max_length=80, blank=True)
    met_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="deadlines_met")
    missed_at = models.DateTimeField("逾期记录时间", null=True)
    overtaken_at = models.DateTimeField("因放假通知调整而过期", null=True)
    opened_at = models.DateTimeField("已记录开放", null=True)
    closed_at = models.DateTimeField("已记录截止", null=True)
    ended_at = models.DateTimeField("不再适用", null=True)

    class Meta:
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["due"], condition=Q(met_on=None, ended_at=None), name="station_deadline_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scope", "key", "round"], name="station_deadline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.missed_at is None and self.overtaken_at is None and self.ended_at is None


class DeadlineEvent(FrozenModel):
    """What happened to a deadline, line by line: set, moved, reminded of, met, missed. Never changed."""

    class What(models.TextChoices):
        SET = "set", "确定期限"
        MOVED = "moved", "期限调整"
        REMINDED = "reminded", "提醒"
        ESCALATED = "escalated", "报告所长"
        OPENED = "opened", "到时开放"
        CLOSED = "closed", "到时截止"
        MET = "met", "办结"
        REOPENED = "reopened", "重新办理"
        MISSED = "missed", "逾期"
        OVERTAKEN = "overtaken", "因放假通知调整而过期"
        ENDED = "ended", "不再适用"

    deadline = models.ForeignKey(StatutoryDeadline, on_delete=models.PROTECT, related_name="events")
    what = models.CharField("事项", max_length=12, choices=What)
    at = models.DateTimeField()
    due = models.DateField("期限")
    before = models.DateField("原期限", null=True)
    days_left = models.SmallIntegerField("剩余工作日", null=True)
    act = models.CharField("所办事项", max_length=80, blank=True)
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="deadline_events")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # However many workers sweep, a reminder of one threshold is recorded once for one due date.
            models.UniqueConstraint(
                fields=["deadline", "what", "due", "days_left"],
                condition=Q(what__in=["reminded", "escalated"]),
                name="station_deadlineevent_reminded_once",
            ),
            models.UniqueConstraint(
                fields=["deadline", "what"],
                condition=Q(what__in=["missed", "overtaken", "ended", "set"]),
                name="station_deadlineevent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.due}"


class CalendarLink(models.Model):
    """A private address under which one person's calendar program fetches the deadlines of one role. Revocable.

    Only a digest of the address's secret is kept: who reads the table can't read the calendars.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey("station.User", on_delete=models.CASCADE, related_name="calendar_links")
    role = models.CharField("岗位", max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField("最近读取", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.role
