"""Invented people with well-formed identity numbers, and drawings in place of photographs. Seeded, never real."""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉梅鹏宇浩欣怡佳梓涵雨泽晨曦思远子轩诺一博文嘉宁天成志远建国晓东海燕雪松"
REGIONS = ("370102", "370103", "370104", "370105", "370112", "370113", "370181", "370302", "370602", "371102")
SCHOOLS = ("山东职业学院", "济南市示范技工学校", "历城区示范中等职业学校")
CLASSES = ("机电2301班", "机电2302班", "电气2401班", "汽修2201班", "城轨2302班")
EMPLOYERS = ("济南示例机床有限公司", "泉城示例汽车服务有限公司", "历下示例电气安装公司", "示例城市轨道维保公司")


@dataclass(frozen=True)
class InventedPerson:
    name: str
    identity_number: str
    mobile: str
    birth_date: date
    is_male: bool
    employer: str
    group_name: str


def invent_person(source: random.Random, taken: set[str]) -> InventedPerson:
    """Somebody who does not exist; the identity number is new to `taken`."""
    from stdnum.cn import ric

    birth = date(1978, 1, 1) + timedelta(days=source.randrange(10_400))
    while True:
        stem = f"{source.choice(REGIONS)}{birth:%Y%m%d}{source.randrange(1000):03d}"
        number = stem + ric.calc_check_digit(stem + "0")
        if number not in taken:
            taken.add(number)
            break
    at_school = birth.year >= 2003
    return InventedPerson(
        name=source.choice(SURNAMES) + "".join(source.sample(GIVEN, source.choice((1, 2, 2)))),
        identity_number=number,
        mobile=f"1{source.choice('3578')}{source.randrange(10**9):09d}",
        birth_date=birth,
        is_male=int(stem[16]) % 2 == 1,
        employer=source.choice(SCHOOLS if at_school else EMPLOYERS),
        group_name=source.choice(CLASSES) if at_school else "",
    )


HAIR = ("#1f1a17", "#2b211c", "#3a2f28", "#4a4542")
SKIN = ("#f2d3b8", "#ecc7a5", "#e3b893", "#f5dcc6")
COATS = ("#2f4b6e", "#39424e", "#5b2e35", "#2f5d50", "#4a4a6a")


def draw_photo(person: InventedPerson) -> bytes:
    """A plain drawing on white in the size of a passport photograph (358×480), as JPEG."""
    from PIL import Image, ImageDraw

    source = random.Random(person.identity_number)
    image = Image.new("RGB", (358, 480), "white")
    draw = ImageDraw.Draw(image)
    hair, skin, coat = source.choice(HAIR), source.choice(SKIN), source.choice(COATS)
    draw.ellipse((32, 372, 326, 700), fill=coat)
    draw.polygon(((140, 374), (218, 374), (179, 440)), fill="white")
    draw.rectangle((150, 320, 208, 392), fill=skin)
    if not person.is_male:
        draw.rounded_rectangle((84, 110, 274, 372), radius=90, fill=hair)
    draw.ellipse((98, 100, 260, 344), fill=skin)
    draw.pieslice((90, 78, 268, 300), 180, 360, fill=hair)
    for x in (142, 216):
        draw.ellipse((x - 8, 216, x + 8, 228), fill="#2a2320")
    draw.line((179, 232, 173, 268, 183, 270), fill="#b98a6a", width=3)
    draw.arc((150, 276, 208, 312), 20, 160, fill="#a0524a", width=4)
    output = io.BytesIO()
    image.save(output, "JPEG", quality=82)
    return output.getvalue()
