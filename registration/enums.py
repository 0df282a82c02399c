from django.db import models


class ApplicationState(models.TextChoices):
    """What staff and candidates call where an application stands."""

    DRAFT = "draft", "待提交"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改"
    REFUSED = "refused", "审核不通过"
    ACCEPTED = "accepted", "审核通过待缴费"
    PAID = "paid", "已缴费"
    WITHDRAWN = "withdrawn", "已撤回"
    CANCELLED = "cancelled", "已取消"


# Registered in the full sense: examined, paid, to be seated.
REGISTERED = (ApplicationState.PAID,)
OPEN = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED)
# In the applicant's own hands; all else is with the station and locked for them.
WITH_APPLICANT = (ApplicationState.DRAFT, ApplicationState.RETURNED)
# No longer in the way of a new application; a refused one is.
GONE = (ApplicationState.WITHDRAWN, ApplicationState.CANCELLED)
ENDED = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.CANCELLED)


class Channel(models.TextChoices):
    ONLINE = "online", "网上报名"
    COUNTER = "counter", "现场报名"
    IMPORT = "import", "集体导入"


class Attempt(models.TextChoices):
    NEW = "new", "新考"
    RETAKE = "retake", "补考"


class MaterialKind(models.TextChoices):
    """Papers an applicant brings (R2.1, R2.2)."""

    IDENTITY = "identity", "身份证"
    LOWER_CERTIFICATE = "lower_certificate", "原等级职业资格证书"
    DIPLOMA = "diploma", "学历证书或培训证书"
    COMPETITION = "competition", "技能竞赛名次证明"
    ACHIEVEMENT = "achievement", "技术成果证明"
    WORK_YEARS = "work_years", "工作年限证明"
    WORK_SUMMARY = "work_summary", "技术服务工作总结"
    THESIS = "thesis", "技术论文"
    RECOMMENDATION = "recommendation", "单位综合推荐材料"
    UNIFIED_THESIS = "unified_thesis", "专业技术论文或设计方案"
    RESULTS = "results", "原科目成绩单"
    OTHER = "other", "其他材料"


class SightingMode(models.TextChoices):
    ORIGINAL = "original", "查验原件"
    ONLINE = "online", "联网核验免交"
    UNDERTAKING = "undertaking", "承诺书替代"


class Likeness(models.TextChoices):
    """Whether two records of one name and birth date are one person."""

    DIFFERENT = "different", "不是同一人"
    SAME = "same", "是同一人"


class PhotoNaming(models.TextChoices):
    """What a photograph's file is called for whoever takes it (spec 6.3)."""

    IDENTITY = "identity", "证件号码"
    NAME_IDENTITY = "name_identity", "姓名_证件号码"
    NUMBER = "number", "报名序号"


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", "接受"
    REJECTED = "rejected", "退回修改"
    DUPLICATE = "duplicate", "重复"


class Education(models.TextChoices):
    DOCTOR = "doctor", "博士"
    MASTER = "master", "研究生"
    BACHELOR = "bachelor", "大学本科"
    COLLEGE = "college", "大学专科和专科学校"
    SECONDARY = "secondary", "中等专业学校"
    TECHNICAL = "technical", "技校"
    SENIOR_TECHNICAL = "senior_technical", "高级技校"
    TECHNICIAN_COLLEGE = "technician_college", "技师学院"
    HIGH_SCHOOL = "high_school", "高中"
    VOCATIONAL_HIGH = "vocational_high", "职高"
    JUNIOR = "junior", "初中"
    PRIMARY = "primary", "小学"


class Payer(models.TextChoices):
    CANDIDATE = "candidate", "考生缴本所"
    STATION = "station", "本所缴鉴定中心"


class ReceiptKind(models.TextChoices):
    PAPER = "paper", "纸质票据"
    ELECTRONIC = "electronic", "电子票据"


class PaymentMethod(models.TextChoices):
    CASH = "cash", "现金"
    TRANSFER = "transfer", "转账"
    POS = "pos", "刷卡"


class ConsentKind(models.TextChoices):
    """What a person agrees to, each by itself."""

    PERSONAL_DATA = "personal_data", "个人信息处理"
    PHOTO = "photo", "照片使用"


class SupplementAnswer(models.TextChoices):
    """What an applicant answers to a supplement that concerns them."""

    TAKEN_NOTE = "taken_note", "已知悉，继续参加"
    WITHDRAWN = "withdrawn", "退出报名"


class AnswerChannel(models.TextChoices):
    ONLINE = "online", "本人网上"
    COUNTER = "counter", "现场或电话"
    GROUP = "group", "经所在单位"


class RefundState(models.TextChoices):
    DUE = "due", "待退费"
    PAID = "paid", "已退费"
