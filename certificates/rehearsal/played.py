"""What people bring, and how they do, played from the seed: the same person, date and seed give the same outcome."""

import io
import random
from datetime import datetime
from decimal import Decimal
from typing import Any

from announcements.models import Assessment
from certificates import selectors
from exams.enums import BagState, ScoreStatus
from exams.models import MarkingCode
from registration.models import Application
from sessions.models import Seat
from station import profile

SCOPE = "符合申报条件的在校学生、企业职工和社会人员"
PLACE_OF_STEP = {
    BagState.STORED: "保密室",
    BagState.AT_OFFICE: "考务办公室",
    BagState.IN_ROOM: "考场",
    BagState.OPENED: "考场",
    BagState.RESEALED: "考场",
    BagState.RETURNED: "保密室",
    BagState.MARKING: "阅卷评分室",
}


def _chance(seat: Seat, seed: int, purpose: str) -> random.Random:
    application = seat.application_subject.application
    subject = seat.application_subject.subject
    return random.Random(f"{seed}:{purpose}:{application.candidate.identity_number}:{subject}")


def stays_away(seat: Seat, seed: int) -> bool:
    """About one in forty does not come to a subject."""
    return _chance(seat, seed, "absent").random() < 0.025


def true_score(seat: Seat, seed: int) -> dict[str, Any]:
    if stays_away(seat, seed):
        return {"status": ScoreStatus.ABSENT, "points": None}
    points = min(99, max(31, round(_chance(seat, seed, "score").gauss(76, 11) * 2) / 2))
    return {"status": ScoreStatus.NORMAL, "points": Decimal(str(points))}


def clerks_differ(seat: Seat, seed: int) -> bool:
    """About one in thirty is entered differently the second time."""
    return not stays_away(seat, seed) and _chance(seat, seed, "slip").random() < 0.035


def entered_score(seat: Seat, seed: int, entry_round: int) -> dict[str, Any]:
    score = true_score(seat, seed)
    if entry_round == 2 and clerks_differ(seat, seed):
        return {**score, "points": score["points"] - Decimal(1)}
    return score


def marking_codes(assessment: Assessment) -> list[MarkingCode]:
    rows = MarkingCode.objects.filter(seat__session_room__exam_session__plan__assessment=assessment)
    return list(rows.select_related("seat__application_subject__application__candidate").order_by("code"))


def scan(application: Application, kind: str) -> bytes:
    """A drawn page in place of a scanned certificate."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (620, 877), "#fdfcf8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 590, 847), outline="#8a7f6b", width=3)
    shade = random.Random(f"{application.number}:{kind}")
    for line in range(14):
        top = 130 + line * 44
        draw.rectangle((90, top, 90 + shade.randrange(200, 430), top + 10), fill="#9aa3ad")
    draw.ellipse((400, 660, 540, 800), outline="#b3261e", width=5)
    output = io.BytesIO()
    image.save(output, "JPEG", quality=70)
    return output.getvalue()


def preparation_list(now: datetime) -> bytes:
    """A list as the centre sends it."""
    from station.papers import Sheet, SheetColumn, workbook

    rows = [
        ("设备", "电力拖动实训台", "DT-3 型", "台", "20"),
        ("设备", "举升机", "3.5 吨双柱", "台", "4"),
        ("工具", "万用表", "数字式", "块", "40"),
        ("工具", "剥线钳", "常用", "把", "40"),
        ("材料", "铜芯导线", "BV 1.5 mm²", "米", "600"),
        ("材料", "清洁布", "", "包", "10"),
    ]
    names = ("类别", "名称", "规格", "单位", "数量")
    columns = [SheetColumn(name, lambda row, index=index: row[index]) for index, name in enumerate(names)]
    sheets = [Sheet("准备清单", columns, rows, heading="鉴定准备清单（示例）")]
    return workbook(sheets, title="鉴定准备清单", author="鉴定中心（示例）", issued=now)


def certificate_numbers(assessment: Assessment, now: datetime) -> bytes:
    """What the centre sends back: a number for each candidate confirmed, 年份 + 机构码 + 等级 + 顺序号 (16 digits)."""
    from station.papers import Sheet, SheetColumn, workbook

    organisation = profile.value("organisation.code")
    counters: dict[int, int] = {}
    rows = []
    for result in selectors.results_awaiting_certificates(assessment):
        application = result.application
        level = application.offering.level
        counters[level] = counters.get(level, selectors.certificates_issued(level, now.year)) + 1
        number = f"{now:%y}{organisation}{level}{counters[level]:05d}"
        rows.append((application.candidate.name, application.candidate.identity_number, str(application.offering.occupation),
                     application.offering.get_level_display(), number, now.date().isoformat()))  # fmt: skip
    names = ("姓名", "证件号码", "职业", "等级", "证书编号", "发证日期")
    columns = [SheetColumn(name, lambda row, index=index: row[index]) for index, name in enumerate(names)]
    sheets = [Sheet("证书编号", columns, rows, heading="证书编号名单（示例）")]
    return workbook(sheets, title="证书编号名单", author="鉴定中心（示例）", issued=now)
