from django.db import models
from django.db.models import F, Q

from registration.enums import ConsentKind, Education, Likeness, PhotoNaming
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
    mobile_proven_at = models.DateTimeField("手机号码验证时间", null=True, editable=False)
    email = models.EmailField("电子邮箱", blank=True)
    employer = models.CharField("单位或学校", max_length=120, blank=True)
    group_name = models.CharField("班级或部门", max_length=80, blank=True)
    address = EncryptedTextField("通讯地址", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        # Namesakes of one birth date are looked for at every application (R2.4).
        indexes = [models.Index(fields=["name", "birth_date"], name="registration_cand_likeness")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_identity(self) -> str:
        return mask_identity(self.identity_number)

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)


class PhotoProfile(models.Model):
    """What one taker of photographs asks for: size, weight, and what the files are called (spec 6.3).

    The row `PAPERS` is what our own papers print; exports name the one they use.

    `advice` of a photograph is about the picture, not about a profile: any profile is drawn from any accepted original.
    """

    PAPERS = "papers"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    key = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    width = models.PositiveSmallIntegerField("宽（像素）")
    height = models.PositiveSmallIntegerField("高（像素）")
    max_kilobytes = models.PositiveSmallIntegerField("不超过（KB）")
    naming = models.CharField("文件命名", max_length=20, choices=PhotoNaming, default=PhotoNaming.IDENTITY)
    basis = models.CharField("依据", max_length=200)
    is_example = models.BooleanField("示例", default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gte=60, width__lte=2000, height__gte=80, height__lte=3000, max_kilobytes__gte=5),
                name="registration_photoprofile_size",
                violation_error_message="照片规格：宽 60 至 2000、高 80 至 3000 像素，不小于 5 KB。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.width}×{self.height}，{self.max_kilobytes} KB 以内）"


class Photo(models.Model):
    """A candidate's photograph: the original kept, renditions drawn from it. The newest one counts.

    `advice` lists in words what a person should look at (face, background); nothing in it refuses a photograph.
    `face_box` (left, top, width, height in the original's pixels) is where the one face is, so that any later rendition
    is cropped around it; `faces` is None where nobody looked.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="photos")
    original = models.FileField(storage=private_storage, max_length=200)
    rendition = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    faces = models.PositiveSmallIntegerField("识别到的人脸数", null=True)
    face_box = models.JSONField("人脸位置", default=list)
    advice = models.JSONField("提请人工核对", default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="photos_added")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.candidate_id}"


class PhotoRendition(models.Model):
    """A photograph as a profile wants it, drawn when first asked for. A profile that changes asks for another."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    max_kilobytes = models.PositiveSmallIntegerField()
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "width", "height", "max_kilobytes"], name="registration_photorendition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.width}×{self.height}"


class NameChange(FrozenModel):
    """曾用名: a documented change of name, decided by a person at the desk, with the proof they saw (R2.1)."""

    frozen_message = "更名记录一经写入不得更改；有误的另立新记录"

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="name_changes")
    name_before = models.CharField("曾用名", max_length=60)
    name_after = models.CharField("现用名", max_length=60)
    proof = models.CharField("证明文件", max_length=120)
    file = models.FileField("扫描件", storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="name_changes_decided")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["candidate", "id"]

    def __str__(self) -> str:
        return f"{self.name_before} → {self.name_after}"


class LikenessDecision(FrozenModel):
    """Same name and birth date under two numbers: one person or two, as somebody decided (R2.4). The newest counts.

    `one` is the candidate registered first. Decided to be the same, neither record is merged by it: the applications of
    the wrong number are ended at the desk.
    """

    frozen_message = "疑似重复的处理记录一经写入不得更改；更正另立新记录"

    one = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("结论", max_length=10, choices=Likeness)
    note = models.CharField("依据", max_length=200)
    decided_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="likenesses_decided")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="registration_likeness_order",
                violation_error_message="疑似重复的两人须按登记先后列出。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id} {self.get_decision_display()}"


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
