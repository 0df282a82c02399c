"""Rules that are data: ratios, limits, formats, with their basis.

`value(key)` gives the newest value in force. The shipped defaults carry the certainty of the domain file.
"""

from datetime import date
from typing import Any

from station.models import ProfileValue

PROFILE = "济南市"

# key: (value, basis, certainty). H is fact; M, L and GK are defaults to be replaced by the station's own documents.
DEFAULTS: dict[str, tuple[Any, str, str]] = {
    "pass_mark": (60, "国家职业技能标准：各科均百分制，60 分及以上为合格", "H"),
    "theory.room_capacity": (30, "同类考场设置要求（示例，以本所附件1为准）", "M"),
    "theory.invigilator_ratio": (15, "国家职业技能标准 1.9.3：监考不低于 1:15，每考场不少于 2 人", "H"),
    "practical.examiner_ratio": (5, "国家职业技能标准 1.9.3：考评 1:5，不少于 3 人且为单数", "H"),
    "review.examiners": (3, "国家职业技能标准：综合评审不少于 3 人且为单数", "H"),
    "ticket.number_format": ("{year:02d}{organisation}{batch:03d}{sequence:04d}", "示例，以中心下发编码为准", "GK"),
    "organisation.code": ("15012001", "示例，以省中心赋码为准", "GK"),
    "announcement.number_format": ("鉴公告〔{year}〕{sequence}号", "示例，以本所发文字号为准", "GK"),
    "photo.minimum": ([240, 320], "同类院校照片要求（示例）", "H"),
    "work_years.cut_off": ("registration_until", "工龄计算截止日默认取报名截止日", "GK"),
    "marking.tolerance": (5, "两次登分须一致；评分差异阈值（示例）", "GK"),
    "checkin.late_minutes": (30, "考务惯例：开考 30 分钟后迟到者不得入场；机考另定（示例）", "M"),
    "custody.early_minutes": (60, "早于规定到达时刻多少分钟即提示（示例）", "GK"),
    "custody.spare_copies": (1, "每考场备用卷份数（示例）", "GK"),
    "retention.papers_years": (3, "等级认定全过程资料纸质不少于 3 年", "H"),
    "originals.two_persons": (False, "录入人与原件审核人是否须为两人（示例）", "GK"),
    "originals.undertaking_allowed": (
        False,
        "规程要求单位（社区、乡镇）出具年限证明；允许以《工作年限承诺书》代替的，须有主管部门文件（示例）",
        "GK",
    ),
    "kept_results.months": (12, "全国统一鉴定工作规程第16条：单科合格成绩保留一年；各省有两年的", "M"),
    "kept_results.counted_from": ("released", "自成绩公布之日起；另有按鉴定日、按报名截止时间计的", "GK"),
    "scope.institution_names": (
        ["山东职业学院", "本校", "本院", "我校", "我院"],
        "面向本单位的鉴定：单位栏须含其中之一（示例）",
        "GK",
    ),
    "enquiries.per_hour": (5, "公众提问：同一网络地址每小时上限（示例）", "GK"),
    "enquiries.per_hour_overall": (60, "公众提问：全所每小时上限（示例）", "GK"),
    "reminders.working_days": ([10, 5, 3, 1], "期限前多少个工作日提醒负责岗位（示例）", "GK"),
    "reminders.digest_working_days": (10, "每日汇总邮件所列的期限：剩余不超过多少个工作日（示例）", "GK"),
    "minutes.theory": (90, "多数职业标准：理论知识考试不少于 90 分钟", "H"),
    "minutes.practical": (120, "按职业标准（示例）", "M"),
    "minutes.comprehensive": (30, "综合评审不少于 30 分钟", "H"),
    "minutes.foreign_language": (60, "示例", "GK"),
    "codes.per_minute": (1, "短信验证码：同一手机号码每分钟上限（示例）", "GK"),
    "codes.per_hour": (5, "短信验证码：同一手机号码每小时上限（示例）", "GK"),
    "codes.per_day": (10, "短信验证码：同一手机号码 24 小时上限（示例）", "GK"),
    "codes.per_hour_address": (100, "短信验证码：同一网络地址每小时上限；机房一个班共用一个地址（示例）", "GK"),
    "codes.per_day_overall": (5000, "短信验证码：全所 24 小时上限，限制费用（示例）", "GK"),
    "short_messages.keep_days": (180, "短信发送记录保存天数；内容发出即清空（示例）", "GK"),
    "short_messages.decisions": (True, "审核结果和准考证用短信告知考生；接通短信通道后才发（示例）", "GK"),
    "timeline.minimum_days": (10, "最迟公告日到最迟申报日不足此数即提示（示例；统一鉴定通常只有 6 至 16 天）", "M"),
}

LABELS = {
    "announcement.number_format": "公告编号格式",
    "checkin.late_minutes": "迟到入场时限（开考后分钟）",
    "custody.early_minutes": "试卷过早到达的提示（分钟）",
    "custody.spare_copies": "每考场备用卷份数",
    "enquiries.per_hour": "公众提问每小时上限（同一地址）",
    "enquiries.per_hour_overall": "公众提问每小时上限（全所）",
    "codes.per_minute": "验证码每分钟上限（同一手机号码）",
    "codes.per_hour": "验证码每小时上限（同一手机号码）",
    "codes.per_day": "验证码 24 小时上限（同一手机号码）",
    "codes.per_hour_address": "验证码每小时上限（同一网络地址）",
    "codes.per_day_overall": "验证码 24 小时上限（全所）",
    "short_messages.keep_days": "短信发送记录保存天数",
    "short_messages.decisions": "审核结果和准考证用短信告知",
    "scope.institution_names": "本单位的各种写法",
    "originals.undertaking_allowed": "工作年限证明可否以承诺书代替",
    "kept_results.months": "单科合格成绩保留几个月",
    "kept_results.counted_from": "成绩保留的起算点（released 成绩公布日，exam 鉴定日，registration_until 报名截止日）",
    "pass_mark": "合格分数",
    "theory.room_capacity": "标准理论考场人数",
    "theory.invigilator_ratio": "理论监考配比（每几人一名）",
    "practical.examiner_ratio": "技能考评配比（每几人一名）",
    "review.examiners": "综合评审考评员人数下限",
    "ticket.number_format": "准考证号格式",
    "organisation.code": "机构编码",
    "photo.minimum": "照片最小尺寸（宽、高，像素）",
    "work_years.cut_off": "工龄计算截止日",
    "marking.tolerance": "评分差异阈值",
    "retention.papers_years": "答卷保存年限",
    "originals.two_persons": "录入与原件审核须为两人",
    "reminders.working_days": "提前提醒的工作日数",
    "reminders.digest_working_days": "每日汇总所列的剩余工作日数",
    "minutes.theory": "理论知识考试时长下限（分钟）",
    "minutes.practical": "操作技能考核时长（分钟）",
    "minutes.comprehensive": "综合评审时长下限（分钟）",
    "minutes.foreign_language": "外语考试时长（分钟）",
    "timeline.minimum_days": "公告与申报之间的天数下限",
}


def value(key: str, *, on: date | None = None, profile: str = PROFILE) -> Any:
    """The value of `key` in force on a date (any date when None); the shipped default when none is stored."""
    rows = ProfileValue.objects.filter(key=key, profile=profile)
    if on is not None:
        rows = rows.filter(valid_from__lte=on)
    stored = rows.order_by("-valid_from", "-id").values_list("value", flat=True).first()
    return DEFAULTS[key][0] if stored is None else stored
