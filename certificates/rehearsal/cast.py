"""The people, places and standards that a demonstration or a rehearsal begins with. All invented, all 示例."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from certificates.rehearsal import invented
from registration import services as registration
from registration.models import ReceiptBook
from sessions import services as sessions
from sessions.enums import CardKind
from sessions.models import Centre, StaffMember
from station import services as station
from station.demo_accounts import DEMO_DOMAIN, DEMO_PASSWORD
from station.enums import Role, RoomKind, Sex
from station.models import Occupation, Place, Room, User
from station.roles import grant_role

# username: (name, roles). One person may hold several roles, as far as duties must not stay apart.
ACCOUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "director": ("孙立新", (Role.DIRECTOR,)),
    "announcer": ("周晓燕", (Role.ANNOUNCEMENT_OFFICER,)),
    "registrar": ("李慧", (Role.REGISTRATION_OFFICER,)),
    "reviewer": ("赵国栋", (Role.SECOND_REVIEWER,)),
    "cashier": ("陈玉兰", (Role.CASHIER,)),
    "accountant": ("吴敏", (Role.ACCOUNTANT,)),
    "sealkeeper": ("郑海", (Role.SEAL_KEEPER,)),
    "affairs": ("王建军", (Role.EXAM_AFFAIRS_OFFICER,)),
    "custodian": ("刘保国", (Role.PAPER_CUSTODIAN,)),
    "examiner": ("徐工", (Role.EXAMINER,)),
    "invigilator": ("马丽", (Role.INVIGILATOR,)),
    "scorer1": ("高静", (Role.SCORE_CLERK,)),
    "scorer2": ("林涛", (Role.SCORE_CLERK,)),
    "adjudicator": ("何正", (Role.ADJUDICATOR,)),
    "certifier": ("宋佳", (Role.CERTIFICATE_OFFICER,)),
    "auditor": ("程明", (Role.AUDITOR,)),
    "admin": ("系统管理员", (Role.ADMINISTRATOR,)),
    "school": ("技校联系人", (Role.GROUP_CONTACT,)),
}
OCCUPATIONS = {"电工": ("6-31-01-03", ["维修电工"]), "汽车维修工": ("4-12-01-01", ["汽车修理工"])}
ROOMS = (
    *((f"教学楼A{number}", RoomKind.THEORY, 6, 5) for number in (101, 102, 103, 104)),
    *((f"电工实训室{number}", RoomKind.PRACTICAL, 4, 5) for number in (1, 2, 3)),
    *((f"汽修实训室{number}", RoomKind.PRACTICAL, 3, 4) for number in (1, 2)),
    ("综合评审室", RoomKind.REVIEW, 3, 4),
)
STAFF_NAMES = "丁卫东 姜海波 田秀梅 石磊 崔建华 谭志强 邹红 陆明 金晓玲 潘勇 戴立 夏雨 钟诚 汪洋 任杰 范文 方正 姚远 熊飞 白雪 孟凡 秦岭 江涛 史册"


@dataclass
class Cast:
    users: dict[str, User]
    place: Place
    rooms: list[Room]
    members: list[StaffMember]
    occupations: dict[str, Occupation]
    centre: Centre
    receipt_book: ReceiptBook

    def __getitem__(self, username: str) -> User:
        return self.users[username]


def engage(now: datetime, *, passwords: bool = True, size: int = 1) -> Cast:
    """Open the accounts, register places, people, fees and receipts; `now` is the station's first day.

    `size` 1 is a station that examines about eighty people in a day; 3 has three times the rooms and people.
    """
    users = {name: _open_account(name, now, passwords=passwords) for name in ACCOUNTS}
    administrator, affairs = users["admin"], users["affairs"]
    occupations = {
        name: station.save_catalogue_row(
            row=Occupation(name=name, code=code, edition="2015", aliases=aliases), actor=administrator, now=now
        )
        for name, (code, aliases) in OCCUPATIONS.items()
    }
    place = station.save_catalogue_row(
        row=Place(name="山东职业学院主校区", address="济南市（示例地址）"), actor=administrator, now=now
    )
    rooms = [
        station.save_catalogue_row(
            row=Room(place=place, name=name, kind=kind, rows=rows, columns=columns), actor=affairs, now=now
        )
        for name, kind, rows, columns in rooms_of_size(size)
    ]
    return Cast(
        users=users,
        place=place,
        rooms=rooms,
        members=_engage_staff(users, occupations, now, size),
        occupations=occupations,
        centre=sessions.add_centre(name="济南市职业技能鉴定中心", handles_unified=False, actor=administrator, now=now),
        receipt_book=registration.register_receipt_book(
            name="山东省非税收入票据（示例）",
            code="示例-37",
            first=100001,
            last=109999,
            actor=users["accountant"],
            now=now,
        ),
    )


def rooms_of_size(size: int) -> Iterator[tuple[str, str, int, int]]:
    """The rooms once, then again for every further size, under names of their own."""
    for number in range(size):
        for name, kind, rows, columns in ROOMS:
            yield (f"{name}（{number + 1}区）" if number else name, kind, rows, columns)


def _staff_names(size: int) -> list[str]:
    """As many invented names as the size needs, none twice."""
    names = STAFF_NAMES.split()
    source = random.Random("staff")
    while len(names) < 24 * size:
        name = source.choice(invented.SURNAMES) + "".join(source.sample(invented.GIVEN, 2))
        if name not in names:
            names.append(name)
    return names


def _open_account(username: str, now: datetime, *, passwords: bool) -> User:
    name, roles = ACCOUNTS[username]
    user = station.create_user(
        username=username,
        name=name,
        password=DEMO_PASSWORD if passwords else None,
        email=f"{username}@{DEMO_DOMAIN}",
        organisation="济南市示范技工学校" if Role.GROUP_CONTACT in roles else "",
        actor=None,
        now=now,
    )
    for role in roles:
        grant_role(user=user, role=role, actor=None, now=now)
    return user


def _engage_staff(
    users: dict[str, User], occupations: dict[str, Occupation], now: datetime, size: int
) -> list[StaffMember]:
    numbers = count(1)
    members = []

    def add(name: str, kind: str, user: User | None = None) -> None:
        number = next(numbers)
        member = sessions.add_staff_member(
            name=name,
            user=user,
            sex=Sex.MALE if number % 2 else Sex.FEMALE,
            employer="山东职业学院" if number % 3 else "济南市示例技师学院",
            phone=f"1390531{number:04d}",
            card_kind=kind,
            card_number=f"示例{number:06d}" if kind != CardKind.NONE else "",
            card_valid_until=date(2029, 12, 31) if kind != CardKind.NONE else None,
            occupations=list(occupations.values()) if kind in (CardKind.EXAMINER, CardKind.SENIOR_EXAMINER) else [],
            actor=users["affairs"],
            now=now,
        )
        members.append(member)

    for username, kind in (
        ("director", CardKind.NONE),
        ("affairs", CardKind.NONE),
        ("custodian", CardKind.NONE),
        ("invigilator", CardKind.INVIGILATOR),
        ("examiner", CardKind.SENIOR_EXAMINER),
        ("scorer1", CardKind.NONE),
        ("scorer2", CardKind.NONE),
    ):
        add(users[username].name, kind, users[username])
    for index, name in enumerate(_staff_names(size)):
        add(name, (CardKind.INVIGILATOR, CardKind.SENIOR_EXAMINER, CardKind.EXAMINER, CardKind.NONE)[index % 4])
    return members
