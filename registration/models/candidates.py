from django.db import models

from registration.enums import ConsentKind, Education
from station.crypto import EncryptedTextField, mask_identity, mask_mobile
from station.enums import IdentityType, Sex
from station.identifiers import new_public_id
from station.immutable import FrozenModel
from station.models.documents import private_storage


class Candidate(models.Model):
    """A natural person who applies, once, whatever the number of applications. Numbers are encrypted."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField("station.User", on_delete=models.PROTECT, null=True, related_name="candidate")
    name = models.CharField("姓名", max_length=60)
    identity_type = models.CharField("证件类型", max_length=20, choices=IdentityType, default=IdentityType.RESIDENT)
    identity_number = EncryptedTextField("证件号码")
    identity_index = models.CharField(max_length=64, unique=True, editable=False)
    sex = models.PositiveSmallIntegerField("性别", choices=Sex)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    education = models.CharField("文化程度", max_length=20, choices=Education, blank=True)
    mobile = EncryptedTextField("手机号码")
    email = models.EmailField("电子邮箱", blank=True)
    employer = models.CharField("单位或学校", max_length=120, blank=True)
    group_name = models.CharField("班级或部门", max_length=80, blank=True)
    address = EncryptedTextField("通讯地址", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_identity(self) -> str:
        return mask_identity(self.identity_number)

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)


class Photo(models.Model):
    """A candidate's photograph: the original kept, a rendition for papers beside it. The newest one counts."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="photos")
    original = models.FileField(storage=private_storage, max_length=200)
    rendition = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="photos_added")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.candidate_id}"


class Consent(FrozenModel):
    """What a person agreed to, or took back, and which version of the text they were shown. The newest row counts."""

    frozen_message = "同意记录一经写入不得更改；撤回同意另立新记录"

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField("事项", max_length=20, choices=ConsentKind)
    version = models.CharField("文本版本", max_length=20)
    text_sha256 = models.CharField(max_length=64)
    granted = models.BooleanField("同意")
    given_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="consents_given")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"
