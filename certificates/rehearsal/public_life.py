"""What the public and the desk do around one announcement: it is made known, people ask, what many ask is written up (R1.4)."""

from datetime import datetime, timedelta

from announcements import services
from announcements.models import Assessment
from certificates.rehearsal.cast import Cast
from station import clock

# What the announcement and the regulation say anyway, in the words people ask for it.
FREQUENT = (
    (
        "怎样知道自己能不能报名？",
        "每份公告都列出各职业等级的报考资格，具备其中一条即可。拿不准的，在公告页上提问，或拨打咨询电话。",
    ),
    (
        "报名要带什么？",
        "公告里“应携带的证件及材料”逐项列出。原件当场查验后退还，复印件加盖《原件已审》章留存。",
    ),
    ("缴费有票据吗？", "有。审核通过后按公示的标准缴费，每一笔都开正式票据；没有票据的，可以拒绝缴费。"),
    ("什么时候领准考证？", "鉴定前3至5个工作日领取。鉴定当天凭身份证和准考证，开考前30分钟入场。"),
)
ANSWERED = (
    ("外地户口可以报名吗？", "适应范围和报考资格里没有户籍要求的，可以报名；请以公告列出的条件为准。"),
    ("网上报名以后还要到现场吗？", "要。材料原件须在报名期间到报名地点查验，查验通过后缴费。"),
)
WAITING = "周末可以到现场交验材料吗？"
PUBLICITY = (("校内公告栏", "各校区公告栏张贴盖章公告"), ("走访企业", "向3家企业发放宣传单120份（示例）"))


def public_life(assessment: Assessment, cast: Cast, now: datetime) -> None:
    """On the day `now`, in the small hours of business; one question is left for whoever looks at the demonstration."""
    officer = cast["announcer"]
    for channel, note in PUBLICITY:
        services.log_publicity(
            assessment=assessment, on=clock.local_date(now), channel=channel, note=note, actor=officer, now=now
        )
    for question, answer in ANSWERED:
        asked = services.ask_enquiry(assessment=assessment, question=question, now=now)
        later = now + timedelta(minutes=30)
        services.answer_enquiry(enquiry=asked, answer=answer, actor=officer, now=later)
    services.ask_enquiry(assessment=assessment, question=WAITING, now=now + timedelta(hours=1))
    for question, answer in FREQUENT:
        services.add_frequent_question(question=question, answer=answer, actor=officer, now=now)
