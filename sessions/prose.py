"""The standing text a plan starts from; every sentence may be rewritten."""

from announcements.models import Assessment
from station.wording import span_of_days


def division_of_duties(person_in_charge: str, chief: str) -> str:
    return (
        f"负责人{person_in_charge}对本次鉴定全面负责，审批实施方案，处置重大事项。\n"
        f"主考{chief}负责鉴定现场的组织指挥，主持考前例会。\n"
        "监考员、考评员按各自工作职责完成监考与考评，考评组独立评分，任何人不得干预。\n"
        "试卷保密员专人经办试卷的交接与保管，双方核对签字。\n"
        "安全保卫人员于开考前一小时到警戒线值勤，开考前三十分钟起查验身份证和准考证。\n"
        "技术维护、医务、考务人员全程在岗。"
    )


def marking(assessment: Assessment) -> str:
    return (
        "理论知识试卷在专用阅卷评分室评阅，实行封闭式管理，姓名密封，每卷由两名考评员评阅并签名。\n"
        "操作技能由考评组按评分标准现场检测、独立评分，考评员逐项签字，考评组长复核签字。\n"
        "综合评审由三名以上单数考评员组成评审组，论文评阅与答辩分别记分。"
    )


def score_entry(assessment: Assessment) -> str:
    return (
        "成绩由两名登分员分别录入，不一致的由成绩裁定员对照原卷裁定。\n"
        "成绩锁定前不得向外泄露；核对无误后按规定时间上报鉴定中心。"
    )


def emergency(assessment: Assessment) -> str:
    return (
        "1. 停电或设备故障：技术维护人员立即排除，三十分钟内不能恢复的由主考决定顺延或改期，并报鉴定中心。\n"
        "2. 试卷差错或疑似泄密：立即封存，由试卷保密员报主考和鉴定中心，启用备用试卷。\n"
        "3. 人员受伤或突发疾病：医务人员现场救护，必要时拨打 120，考评员记录中断时间。\n"
        "4. 火情：切断电源，由监考员、考评员按疏散路线组织撤离，拨打 119。\n"
        "5. 考场秩序异常：安全保卫人员到场处置，必要时拨打 110，情况记入考场记录。\n"
        f"咨询与值班电话：{assessment.enquiry_phone}；鉴定日期：{span_of_days(assessment.exam_date, assessment.exam_until)}。"
    )
