from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "编制中"
    IN_REVIEW = "in_review", "待批准"
    APPROVED = "approved", "已批准"


class PackageState(models.TextChoices):
    BUILT = "built", "已生成"
    FILED = "filed", "已申报"


class Post(models.TextChoices):
    """Duties of the plan (R3.1)."""

    CHIEF = "chief", "主考"
    INVIGILATOR = "invigilator", "监考员"
    EXAMINER_HEAD = "examiner_head", "考评组长"
    EXAMINER = "examiner", "考评员"
    TECHNICIAN = "technician", "技术维护"
    CUSTODIAN = "custodian", "试卷保密员"
    SECURITY = "security", "安全保卫"
    MEDICAL = "medical", "医务"
    MARKING = "marking", "阅卷评分"
    SCORE_ENTRY = "score_entry", "成绩登录"
    AFFAIRS = "affairs", "考务"


class CardKind(models.TextChoices):
    NONE = "none", "无证卡"
    INVIGILATOR = "invigilator", "监考员"
    EXAMINER = "examiner", "考评员"
    SENIOR_EXAMINER = "senior_examiner", "高级考评员"
    SUPERVISOR = "supervisor", "质量督导员"


class SeatingOrder(models.TextChoices):
    COLUMNS = "columns", "逐列顺排"
    SNAKE = "snake", "S 形蛇行"


class AnswerOutcome(models.TextChoices):
    APPROVED = "approved", "核准"
    PARTLY = "partly", "部分核准"
    RETURNED = "returned", "退回"


class FilingMethod(models.TextChoices):
    IN_PERSON = "in_person", "当面报送"
    POST = "post", "邮寄"
    ONLINE = "online", "网上报送"
