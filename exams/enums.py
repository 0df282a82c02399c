from django.db import models


class BagState(models.TextChoices):
    """试卷袋, along the chain of custody (R5.4)."""

    AWAITED = "awaited", "待领取"
    STORED = "stored", "已入库"
    AT_OFFICE = "at_office", "已到考务室"
    IN_ROOM = "in_room", "已到考场"
    OPENED = "opened", "已启封"
    RESEALED = "resealed", "已收卷封装"
    RETURNED = "returned", "已回库"
    MARKING = "marking", "已送评"


class CheckInOutcome(models.TextChoices):
    ADMITTED = "admitted", "准予入场"
    REFUSED = "refused", "不予入场"


class ScoreStatus(models.TextChoices):
    NORMAL = "normal", "正常"
    ABSENT = "absent", "缺考"
    MISCONDUCT = "misconduct", "违纪"
    VOID = "void", "作废"


class HandOutMethod(models.TextChoices):
    COUNTER = "counter", "窗口领取"
    DOWNLOAD = "download", "网上下载"


class IncidentKind(models.TextChoices):
    MISCONDUCT = "misconduct", "违纪"
    EQUIPMENT = "equipment", "设备故障"
    PAPER = "paper", "试卷问题"
    HEALTH = "health", "健康"
    OTHER = "other", "其他"


class TicketTiming(models.TextChoices):
    """When a ticket reached its candidate, held against the window of R5.2."""

    EARLY = "early", "早于发放期"
    IN_TIME = "in_time", "发放期内"
    LATE = "late", "晚于发放期"


class CustodyAlarm(models.TextChoices):
    """What a handover raises beside being signed (R5.4)."""

    SEAL_BROKEN = "seal_broken", "封条不完好"
    SEAL_CHANGED = "seal_changed", "封条号与上一环节不符"
    GAP = "gap", "交出人不是上一环节的接收人"
    COUNT_DIFFERS = "count_differs", "清点份数与登记份数不符"
    LATE = "late", "晚于开考前一个小时到达考务室"
    EARLY = "early", "到达考务室过早"
