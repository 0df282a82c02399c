from django.db import models


class Audience(models.TextChoices):
    """R1.1: 向本单位或社会."""

    PUBLIC = "public", "面向社会"
    INSTITUTION = "institution", "面向本单位"


class AnnouncementKind(models.TextChoices):
    ANNUAL = "annual", "年度鉴定公告"
    ASSESSMENT = "assessment", "鉴定公告"
    SUPPLEMENT = "supplement", "补充公告"


class Purpose(models.TextChoices):
    """What a supplement does to what was announced. Only the last three touch the day or the assessment itself."""

    ADDITION = "addition", "补充"
    CORRECTION = "correction", "更正"
    RESCHEDULING = "rescheduling", "改期"
    POSTPONEMENT = "postponement", "延期"
    WITHDRAWAL = "withdrawal", "撤销"


class OrderedBy(models.TextChoices):
    """Who or what orders a postponement."""

    CENTRE = "centre", "鉴定中心（主管部门）文件"
    FORCE_MAJEURE = "force_majeure", "不可抗力"


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    REVIEWED = "reviewed", "待批准"
    APPROVED = "approved", "待发布"
    PUBLISHED = "published", "已发布"
    DISCARDED = "discarded", "已作废"


class QualificationProfile(models.TextChoices):
    """Edition of the general conditions for application (spec 2.2, 2.3)."""

    EDITION_2018 = "2018", "2018 版通用条件"
    EDITION_2023 = "2023", "2023 版通用条件"
