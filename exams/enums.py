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
