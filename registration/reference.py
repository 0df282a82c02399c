"""An example fee standard and examples of photo profiles, so that a new station can work through a demonstration.

Marked 示例, editable, never official.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from registration.enums import Payer, PhotoNaming
from registration.models import FeeItem, FeeStandard, PhotoProfile
from station.enums import Level, Subject

TITLE = "职业技能鉴定收费标准（示例）"
BASIS = "示例：请以本地物价、财政部门的收费文件（名称和文号）替换"

# 示例 amounts per level: theory, practical, comprehensive review; and what the station pays the centre per person.
AMOUNTS: dict[int, tuple[str, str, str, str]] = {
    Level.FIVE: ("40", "100", "0", "17"),
    Level.FOUR: ("50", "120", "0", "17"),
    Level.THREE: ("60", "150", "0", "17"),
    Level.TWO: ("70", "200", "120", "23"),
    Level.ONE: ("80", "240", "150", "23"),
}


# key, name, width, height, kilobytes, naming, basis: what takers of photographs are known to ask for (spec 6.3).
PHOTO_PROFILES = (
    (PhotoProfile.PAPERS, "本所文书（准考证、考评表）", 240, 320, 20, PhotoNaming.NUMBER,
     "示例：与考务系统所要的一致；本所文书按 33×48 毫米印制"),
    ("exam-system", "考务系统上报", 240, 320, 20, PhotoNaming.IDENTITY,
     "示例：山东省内同类院校的照片要求（240×320，20 KB 以内，以证件号码命名，末位 X 大写），以省考务系统的说明为准"),
    ("one-inch", "通用一寸", 295, 413, 100, PhotoNaming.NAME_IDENTITY,
     "示例：人事考试报名照片的通用要求（295×413，白底，100 KB 以内），以接收单位的通知为准"),
)  # fmt: skip


def load(**_: Any) -> None:
    """Once, into empty tables: what people registered or ended is never brought back."""
    _load_fees()
    _load_photo_profiles()


def _load_photo_profiles() -> None:
    if PhotoProfile.objects.exists():
        return
    fields = ("key", "name", "width", "height", "max_kilobytes", "naming", "basis")
    PhotoProfile.objects.bulk_create(PhotoProfile(**dict(zip(fields, row, strict=True))) for row in PHOTO_PROFILES)


def _load_fees() -> None:
    if FeeStandard.objects.exists():
        return
    standard = FeeStandard.objects.create(title=TITLE, basis=BASIS, is_example=True, valid_from=date(2018, 1, 1))
    FeeItem.objects.bulk_create(item for level in AMOUNTS for item in _items(standard, level))


def _items(standard: FeeStandard, level: int) -> list[FeeItem]:
    theory, practical, review, centre = AMOUNTS[level]
    lines = [(Subject.THEORY, "理论知识考试费", theory), (Subject.PRACTICAL, "操作技能考核费", practical)]
    lines.append((Subject.FOREIGN_LANGUAGE, "外语考试费", "40"))
    if Level(level).needs_review_papers:
        lines.append((Subject.COMPREHENSIVE, "综合评审费", review))
    items = [
        FeeItem(standard=standard, name=name, level=level, subject=subject, amount=Decimal(amount))
        for subject, name, amount in lines
    ]
    name = "评审费" if Level(level).needs_review_papers else "等级评定费"
    items.append(FeeItem(standard=standard, payer=Payer.STATION, name=name, level=level, amount=Decimal(centre)))
    return items
