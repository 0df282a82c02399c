"""People and places of the tests. Alice applies, Bob works here, Charlie has no business here."""

from datetime import datetime
from itertools import count

from station import roles
from station.clock import ZONE
from station.enums import Role, RoomKind
from station.models import Occupation, Place, Room, User

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=ZONE)
_numbers = count(1)


def make_user(username: str = "", *held: str, name: str = "", password: str | None = None) -> User:
    """An account with the given roles, in force since `NOW`."""
    username = username or f"user{next(_numbers)}"
    user = User(username=username, name=name or username, date_joined=NOW)
    user.set_password(password)
    user.save()
    for role in held:
        roles.grant_role(user=user, role=role, actor=None, now=NOW)
    return user


def make_bob(*held: str) -> User:
    """Works here, in the given roles."""
    return make_user(f"bob{next(_numbers)}", *held, name="鲍勃")


def make_charlie() -> User:
    """Works here but has no business with what is tested: he keeps the seals."""
    return make_user(f"charlie{next(_numbers)}", Role.SEAL_KEEPER, name="查理")


def make_alice() -> User:
    return make_user(f"alice{next(_numbers)}", Role.CANDIDATE, name="爱丽丝")


def make_occupation(name: str = "电工", **values: object) -> Occupation:
    return Occupation.objects.get_or_create(name=name, defaults={"code": "6-31-01-03", "edition": "2015", **values})[0]


def make_place(name: str = "主校区") -> Place:
    return Place.objects.get_or_create(name=name, defaults={"address": "济南市（示例）"})[0]


def make_room(name: str = "", kind: str = RoomKind.THEORY, **values: object) -> Room:
    return Room.objects.create(place=make_place(), name=name or f"A{next(_numbers):03d}", kind=kind, **values)
