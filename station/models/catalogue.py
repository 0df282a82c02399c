from django.db import models

from station.enums import RoomKind
from station.identifiers import new_public_id


class Occupation(models.Model):
    """职业. Codes of different editions of the national classification do not match, so the edition is part of the code."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    name = models.CharField("职业名称", max_length=80, unique=True)
    edition = models.CharField("大典版本", max_length=10, blank=True)
    code = models.CharField("职业编码", max_length=20, blank=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    related = models.ManyToManyField("self", blank=True, verbose_name="相关职业")
    is_active = models.BooleanField("开展鉴定", default=True)

    class Meta:
        ordering = ["code", "name"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """考点."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    name = models.CharField("考点名称", max_length=80, unique=True)
    address = models.CharField("地址", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """考场. Rows and columns are counted from 1, seen from the lectern; broken and accessible are lists of [row, column]."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField("考场名称", max_length=60)
    kind = models.CharField("用途", max_length=20, choices=RoomKind)
    rows = models.PositiveSmallIntegerField("行数", default=6)
    columns = models.PositiveSmallIntegerField("列数", default=5)
    broken = models.JSONField("停用座位", default=list, blank=True)
    accessible = models.JSONField("无障碍座位", default=list, blank=True)
    spares = models.PositiveSmallIntegerField("备用座位", default=0)
    is_active = models.BooleanField("可用", default=True)

    class Meta:
        ordering = ["place__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], name="station_room_name", violation_error_message="该考点已有同名考场。"
            ),
            models.CheckConstraint(
                condition=models.Q(rows__gte=1, columns__gte=1, rows__lte=40, columns__lte=40),
                name="station_room_size",
                violation_error_message="考场的行数和列数须在 1 至 40 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name} {self.name}"

    @property
    def capacity(self) -> int:
        """Seats that can be given out: all working seats less the spares."""
        return max(0, self.rows * self.columns - len(self.broken) - self.spares)


class ProfileValue(models.Model):
    """A rule kept as data, with its basis and validity. The newest row in force on a date counts; rows are only added."""

    key = models.CharField("项目", max_length=80)
    value = models.JSONField("取值")
    basis = models.CharField("依据", max_length=200)
    certainty = models.CharField("可信度", max_length=4)
    profile = models.CharField("方案", max_length=40, default="济南市")
    valid_from = models.DateField("起用日期")
    set_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="profile_values_set")
    set_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["key", "-valid_from", "-id"]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        from station.profile import LABELS

        return LABELS.get(self.key, self.key)

    @property
    def text(self) -> str:
        """The value as staff read it."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return "、".join(map(str, self.value)) if isinstance(self.value, list) else str(self.value)
