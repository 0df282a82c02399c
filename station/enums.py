"""The words of the trade that every stage shares."""

from django.db import models


class Role(models.TextChoices):
    """What a person may be here. One person may hold several, within `station.roles.CONFLICTS`."""

    DIRECTOR = "director", "所长"
    ANNOUNCEMENT_OFFICER = "announcement_officer", "公告员"
    REGISTRATION_OFFICER = "registration_officer", "报名受理员"
    SECOND_REVIEWER = "second_reviewer", "复审员"
    CASHIER = "cashier", "收费员"
    ACCOUNTANT = "accountant", "会计"
    SEAL_KEEPER = "seal_keeper", "印章保管员"
    EXAM_AFFAIRS_OFFICER = "exam_affairs_officer", "考务员"
    PAPER_CUSTODIAN = "paper_custodian", "试卷保密员"
    EXAMINER = "examiner", "考评员"
    INVIGILATOR = "invigilator", "监考员"
    SCORE_CLERK = "score_clerk", "登分员"
    ADJUDICATOR = "adjudicator", "成绩裁定员"
    CERTIFICATE_OFFICER = "certificate_officer", "证书管理员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"
    GROUP_CONTACT = "group_contact", "单位联系人"
    CANDIDATE = "candidate", "考生"


class Level(models.IntegerChoices):
    """Skill level by its official code. The smaller the code, the higher the level: compare `rank`, never the code."""

    FIVE = 5, "五级/初级工"
    FOUR = 4, "四级/中级工"
    THREE = 3, "三级/高级工"
    TWO = 2, "二级/技师"
    ONE = 1, "一级/高级技师"

    @property
    def rank(self) -> int:
        """1 for the lowest level (五级), 5 for the highest (一级)."""
        return 6 - self.value

    @property
    def needs_review_papers(self) -> bool:
        """Technicians and senior technicians bring summary, thesis and recommendation (R2.2)."""
        return self.value in (1, 2)


class Category(models.TextChoices):
    """Who organises the assessment; decides how many working days ahead it is filed (R4.2)."""

    ORDINARY = "ordinary", "日常鉴定"
    NATIONAL_UNIFIED = "national_unified", "全国统一鉴定"
    PROVINCIAL_UNIFIED = "provincial_unified", "全省统一鉴定"
    COMPETENCE_TEST = "competence_test", "能力测评项目"
    INTERNATIONAL = "international", "国际合作证书项目"

    @property
    def is_unified(self) -> bool:
        return self is not Category.ORDINARY

    @property
    def filing_working_days(self) -> int:
        """R4.2: 22 working days for unified assessments, 10 for all others."""
        return 22 if self.is_unified else 10

    @property
    def is_examined_across_the_country_or_province(self) -> bool:
        return self in (Category.NATIONAL_UNIFIED, Category.PROVINCIAL_UNIFIED)


class Subject(models.TextChoices):
    THEORY = "theory", "理论知识"
    PRACTICAL = "practical", "操作技能"
    FOREIGN_LANGUAGE = "foreign_language", "外语"
    COMPREHENSIVE = "comprehensive", "综合评审"

    @property
    def place_word(self) -> str:
        """R5.1: practical candidates stand at a 工位 (station), all others sit at a 座位 (seat)."""
        return "工位" if self is Subject.PRACTICAL else "座位"


class ExamMode(models.TextChoices):
    PAPER = "paper", "笔试"
    COMPUTER = "computer", "机考"
    OPERATION = "operation", "现场操作"
    DEFENCE = "defence", "论文答辩"


class Sex(models.IntegerChoices):
    """GB/T 2261.1."""

    MALE = 1, "男"
    FEMALE = 2, "女"


class IdentityType(models.TextChoices):
    RESIDENT = "resident", "居民身份证"
    HMT_RESIDENCE = "hmt_residence", "港澳台居民居住证"
    HM_PERMIT = "hm_permit", "港澳居民来往内地通行证"
    TW_PERMIT = "tw_permit", "台湾居民来往大陆通行证"
    FOREIGN_RESIDENCE = "foreign_residence", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    MILITARY = "military", "军官证"


class RoomKind(models.TextChoices):
    THEORY = "theory", "理论考场"
    COMPUTER = "computer", "机考考场"
    PRACTICAL = "practical", "实操考场"
    REVIEW = "review", "综合评审室"
    OFFICE = "office", "考务办公室"
    STRONGROOM = "strongroom", "保密室"
    MARKING = "marking", "阅卷评分室"


class CodePurpose(models.TextChoices):
    """What a code sent to a mobile number is for: one purpose's code opens no other door."""

    SIGN_UP = "sign_up", "注册账号"
    LOG_IN = "log_in", "登录"
    RESET_PASSWORD = "reset_password", "重设密码"
    CHANGE_MOBILE = "change_mobile", "更换手机号码"
