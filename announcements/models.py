from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from announcements.enums import (
    AnnouncementKind,
    AnnouncementState,
    Audience,
    OrderedBy,
    Purpose,
    QualificationProfile,
)
from station.enums import Category, ExamMode, Level, Subject
from station.identifiers import new_public_id
from station.immutable import FrozenModel
from station.refusals import Refused


class AnnualPlan(models.Model):
    """What the station means to hold in a year; its announcement is an `Announcement` of kind annual (R1.1)."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    year = models.PositiveSmallIntegerField("年度", unique=True, error_messages={"unique": "这一年度的计划已经有了。"})
    qualifications = models.TextField("报考资格")
    enquiry_phone = models.CharField("咨询电话", max_length=60)
    notes = models.TextField("有关说明", blank=True)
    created_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="annual_plans")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}年度鉴定计划"


class PlannedAssessment(FrozenModel):
    """One line of the annual plan. Announced by the annual announcement, or added later by a supplement."""

    frozen_message = "年度计划的这一次已经公布，不得更改（R1.1）；调整须发布年度公告的补充公告"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    plan = models.ForeignKey(AnnualPlan, on_delete=models.PROTECT, related_name="planned_assessments")
    sequence = models.PositiveSmallIntegerField("次序")
    category = models.CharField("类别", max_length=20, choices=Category, default=Category.ORDINARY)
    audience = models.CharField("面向", max_length=12, choices=Audience, default=Audience.PUBLIC)
    scope = models.CharField("适应范围", max_length=200)
    exam_date = models.DateField("计划鉴定日期")
    added_by_supplement = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, null=True, related_name="planned_assessments_added"
    )
    announced_at = models.DateTimeField("公布时间", null=True, editable=False)
    amended_by = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, null=True, related_name="planned_assessments_amended"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta:
        ordering = ["plan", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "sequence"],
                name="announcements_plannedassessment_sequence",
                violation_error_message="这一次序已有计划。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan.year}年第{self.sequence}次鉴定"

    @property
    def is_frozen(self) -> bool:
        return self.announced_at is not None


class PlannedOffering(models.Model):
    planned_assessment = models.ForeignKey(PlannedAssessment, on_delete=models.CASCADE, related_name="offerings")
    occupation = models.ForeignKey("station.Occupation", on_delete=models.PROTECT, related_name="planned_offerings")
    level = models.PositiveSmallIntegerField("等级", choices=Level)

    class Meta:
        ordering = ["occupation__name", "-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["planned_assessment", "occupation", "level"],
                name="announcements_plannedoffering_once",
                violation_error_message="同一职业和等级只列一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.get_level_display()}"


class Assessment(FrozenModel):
    """鉴定, one round. From the publication of its announcement (`announced_at`) the row changes only by a supplement.

    It holds what is in force: the announcement's text, as the published supplements have changed it. `amended_by` is
    the newest of them; the database takes a change only together with a new one. `rescheduled_at` is the moment since
    when plan and filing have to be made anew for another day; `filing_stands` where the order said they need not.
    """

    frozen_message = "公告一经发布，不得更改（R1.2）；更正须发布补充公告"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    code = models.CharField("批次号", max_length=30, unique=True)
    title = models.CharField("名称", max_length=120)
    planned = models.ForeignKey(PlannedAssessment, on_delete=models.PROTECT, null=True, related_name="assessments")
    category = models.CharField("类别", max_length=20, choices=Category, default=Category.ORDINARY)
    audience = models.CharField("面向", max_length=12, choices=Audience, default=Audience.PUBLIC)
    scope = models.CharField("适应范围", max_length=200)
    exam_date = models.DateField("鉴定日期")
    exam_until = models.DateField("鉴定结束日期", help_text="只有一天的，与鉴定日期相同")
    exam_time = models.CharField("具体时间", max_length=200, help_text="各科目的起止时间")
    place = models.ForeignKey(
        "station.Place", on_delete=models.PROTECT, related_name="assessments", verbose_name="地点"
    )
    registration_from = models.DateTimeField("报名开始")
    registration_until = models.DateTimeField("报名截止", help_text="到这一时刻为止，不含这一时刻")
    registration_place = models.CharField("报名地点", max_length=200)
    enquiry_phone = models.CharField("咨询电话", max_length=60)
    notes = models.TextField("注意事项")
    qualification_profile = models.CharField(
        "申报条件版本", max_length=10, choices=QualificationProfile, default=QualificationProfile.EDITION_2023
    )
    created_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="assessments_created")
    created_at = models.DateTimeField()
    announced_at = models.DateTimeField("公告发布时间", null=True, editable=False)
    amended_by = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, null=True, related_name="assessments_amended"
    )
    rescheduled_at = models.DateTimeField("改期时间", null=True, editable=False)
    filing_stands = models.BooleanField("原申报继续有效", default=False, editable=False)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta:
        ordering = ["-exam_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exam_until__gte=F("exam_date")),
                name="announcements_assessment_days",
                violation_error_message="鉴定结束日期不得早于鉴定日期。",
            ),
            models.CheckConstraint(
                condition=Q(registration_until__gt=F("registration_from")),
                name="announcements_assessment_window",
                violation_error_message="报名截止时间须晚于报名开始时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def audit_scope(self) -> str:
        return str(self.public_id)

    @property
    def is_frozen(self) -> bool:
        return self.announced_at is not None

    @property
    def is_unified(self) -> bool:
        return Category(self.category).is_unified

    def is_registration_open(self, now: datetime) -> bool:
        """By the clock alone (R2.1); the window is half-open."""
        if self.announced_at is None or self.withdrawn_at is not None:
            return False
        return self.registration_from <= now < self.registration_until


class Offering(models.Model):
    """An occupation at a level within one assessment."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="offerings")
    occupation = models.ForeignKey("station.Occupation", on_delete=models.PROTECT, related_name="offerings")
    level = models.PositiveSmallIntegerField("等级", choices=Level)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True, help_text="不限的留空")
    qualifications = models.TextField("报考资格")
    documents_to_bring = models.TextField("应携带的证件及材料")
    amended_by = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, null=True, related_name="offerings_amended"
    )

    class Meta:
        ordering = ["assessment", "occupation__name", "-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "occupation", "level"],
                name="announcements_offering_once",
                violation_error_message="同一职业和等级只列一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.get_level_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Asked of the assessment's row each time: it may have been announced since this one was loaded."""
        if self.pk and Assessment.objects.filter(pk=self.assessment_id, announced_at__isnull=False).exists():
            raise Refused(Assessment.frozen_message)
        super().save(*args, **kwargs)

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope


class OfferingSubject(models.Model):
    """科目与方式 of one offering."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField("科目", max_length=20, choices=Subject)
    mode = models.CharField("方式", max_length=12, choices=ExamMode)
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    pass_mark = models.DecimalField("合格分数", max_digits=5, decimal_places=1, default=60)

    class Meta:
        ordering = ["offering", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offering", "subject"], name="announcements_offeringsubject_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=720), name="announcements_offeringsubject_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.get_subject_display()


class Announcement(FrozenModel):
    """公告: annual, for one assessment, or a supplement that stands beside the one it amends.

    Once published nothing of it changes (R1.2): the text is frozen, hashed and printed; corrections are supplements.
    """

    frozen_message = "公告一经发布，不得更改（R1.2）；更正须发布补充公告"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    kind = models.CharField("种类", max_length=12, choices=AnnouncementKind)
    plan = models.ForeignKey(AnnualPlan, on_delete=models.PROTECT, null=True, related_name="announcements")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="announcements")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supplements")
    title = models.CharField("标题", max_length=160)
    purpose = models.CharField("性质", max_length=12, choices=Purpose, blank=True)
    changes = models.TextField("补充或更正的内容", blank=True)
    # What the supplement puts in place of what was announced: {"assessment": {field: value}, "offerings": {id: {…}},
    # "lines": {id: {…}}}, values as JSON. Before and after, in words, are frozen into `content` when it is published.
    amendments = models.JSONField("更正后的内容", default=dict, blank=True)
    ordered_by = models.CharField("延期依据", max_length=20, choices=OrderedBy, blank=True)
    order_number = models.CharField("文件文号", max_length=80, blank=True)
    order_date = models.DateField("文件日期", null=True, blank=True)
    waives_notice = models.BooleanField("文件免除四十五天", default=False)
    waives_filing = models.BooleanField("文件载明不再另行申报", default=False)
    state = models.CharField(
        "状态", max_length=12, choices=AnnouncementState, default=AnnouncementState.DRAFT, editable=False
    )
    drafted_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="announcements_drafted")
    drafted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, blank=True, related_name="announcements_reviewed"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, blank=True, related_name="announcements_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="announcements_published"
    )
    published_at = models.DateTimeField(null=True, db_index=True)
    number = models.CharField("公告编号", max_length=40, unique=True, null=True)
    content = models.JSONField("冻结的内容", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    document = models.OneToOneField(
        "station.Document", on_delete=models.PROTECT, null=True, related_name="announcement"
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=AnnouncementState.PUBLISHED)
                | Q(published_at__isnull=False, number__isnull=False, content__isnull=False, document__isnull=False),
                name="announcements_announcement_published",
                violation_error_message="发布的公告须有编号、正文和公告文件。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"]) | Q(approved_at__isnull=False),
                name="announcements_announcement_approved",
                violation_error_message="未经所长批准的公告不得发布（R1.3）。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("drafted_by")),
                name="announcements_announcement_second_person",
                violation_error_message="拟稿人不得审核自己拟的公告（R1.3）。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("drafted_by")) & ~Q(approved_by=F("reviewed_by"))),
                name="announcements_announcement_third_person",
                violation_error_message="拟稿人和审核人不得批准同一份公告（R1.3）。",
            ),
            models.CheckConstraint(
                condition=Q(kind="annual", plan__isnull=False)
                | Q(kind="assessment", assessment__isnull=False)
                | (Q(kind="supplement", amends__isnull=False) & ~Q(purpose="")),
                name="announcements_announcement_subject",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="postponement", state="published") | ~(Q(order_number="") | Q(ordered_by="")),
                name="announcements_announcement_order",
                violation_error_message="延期须写明依据和文件文号。",
            ),
            models.CheckConstraint(
                condition=Q(purpose="postponement") | Q(waives_notice=False, waives_filing=False),
                name="announcements_announcement_waiver",
                violation_error_message="只有依文件延期的，才可免除期限。",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(kind="assessment") & ~Q(state="discarded"),
                name="announcements_announcement_one_each",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(kind="annual") & ~Q(state="discarded"),
                name="announcements_announcement_one_annual",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        return self.state == AnnouncementState.PUBLISHED

    @property
    def audit_scope(self) -> str:
        return self.assessment.audit_scope if self.assessment_id else ""


class Opinion(FrozenModel):
    """A signed opinion (意见) on an announcement, by name and time."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回修改"
        DISCARDED = "discarded", "作废"

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="opinions")
    step = models.CharField("环节", max_length=20)
    outcome = models.CharField("意见", max_length=10, choices=Outcome)
    text = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="announcement_opinions")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.get_outcome_display()}"


class PublicityEntry(models.Model):
    """Log of publicity work before registration opens (R1.4)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="publicity")
    on = models.DateField("日期")
    channel = models.CharField("方式", max_length=60)
    note = models.CharField("内容", max_length=300)
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="publicity_entries")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.channel


class Enquiry(models.Model):
    """A question from the public about an announced assessment and the station's answer (R1.4)."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="enquiries")
    question = models.CharField("问题", max_length=300)
    asked_at = models.DateTimeField()
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="enquiries_answered"
    )
    answered_at = models.DateTimeField(null=True)
    # Answered questions are shown to everyone; what is not fit to be shown is set aside, with the reason on record.
    set_aside_at = models.DateTimeField("不予公开时间", null=True)
    set_aside_by = models.ForeignKey(
        "station.User", on_delete=models.PROTECT, null=True, related_name="enquiries_set_aside"
    )
    set_aside_reason = models.CharField("不予公开的理由", max_length=120, blank=True)
    # A keyed digest of the asker's address, for the rate limit only; forgotten after a day.
    asked_from = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.question


class FrequentQuestion(models.Model):
    """常见问题: what many ask, answered once for all assessments; shown by `position`, or kept back."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("解答")
    position = models.PositiveSmallIntegerField("次序", default=1)
    is_shown = models.BooleanField("公开", default=True)
    source = models.ForeignKey(Enquiry, on_delete=models.SET_NULL, null=True, related_name="frequent_questions")
    edited_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="frequent_questions_edited")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.question
