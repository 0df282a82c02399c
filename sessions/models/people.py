from django.db import models

from sessions.enums import CardKind
from station.crypto import EncryptedTextField
from station.enums import Sex
from station.identifiers import new_public_id


class Centre(models.Model):
    """鉴定中心, the authority the station files with."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    name = models.CharField("名称", max_length=80, unique=True)
    handles_unified = models.BooleanField("受理统一鉴定", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffMember(models.Model):
    """Somebody who serves at an assessment, with or without an account; card and validity as issued."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        "station.User", on_delete=models.PROTECT, null=True, blank=True, related_name="staff_member"
    )
    name = models.CharField("姓名", max_length=60)
    sex = models.PositiveSmallIntegerField("性别", choices=Sex)
    employer = models.CharField("单位", max_length=120)
    title = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedTextField("电话", blank=True)
    card_kind = models.CharField("证卡", max_length=20, choices=CardKind, default=CardKind.NONE)
    card_number = models.CharField("证卡号", max_length=40, blank=True)
    card_valid_until = models.DateField("证卡有效期至", null=True, blank=True)
    occupations = models.ManyToManyField("station.Occupation", blank=True, related_name="staff_members")
    is_active = models.BooleanField("可派用", default=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
