"""Every address stands in the access table, and the table is what the views say.

Each page is then asked by people who have no business there: nobody, a candidate, and an insider without the right.
"""

import importlib.util
import uuid
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from station.enums import Role
from station.models import User
from tests.factories.station import make_charlie, make_user

TESTS = Path(__file__).parents[1]
KINDS = {"public", "signed_in", "staff", "candidate", "group_contact"}


def load_tables() -> dict[str, tuple[str, set[str]]]:
    """The tables of all apps: tests/<app>/access.py."""
    merged: dict[str, tuple[str, set[str]]] = {}
    for path in sorted(TESTS.glob("*/access.py")):
        spec = importlib.util.spec_from_file_location(f"access_{path.parent.name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert not merged.keys() & module.ACCESS.keys(), path
        merged.update(module.ACCESS)
    return merged


def walk(patterns, namespace="", above=None):
    """Name → pattern and the converters of its whole address, those of an including line too."""
    for item in patterns:
        converters = {**(above or {}), **item.pattern.converters}
        if isinstance(item, URLResolver):
            inner = ":".join(part for part in (namespace, item.namespace) if part)
            yield from walk(item.url_patterns, inner, converters)
        elif isinstance(item, URLPattern):
            yield f"{namespace}:{item.name}" if namespace else str(item.name), (item, converters)


ADDRESSES = dict(walk(get_resolver().url_patterns))
VIEWS = {name: pattern for name, (pattern, _) in ADDRESSES.items()}
TABLE = load_tables()

# An address with values of the right shape that belong to nothing.
SAMPLE = {"uuid": uuid.UUID(int=7), "int": 1, "slug": "places", "str": "NOSUCHCODE", "path": "none"}


def address(name: str) -> str:
    arguments = {key: _sample(converter) for key, converter in ADDRESSES[name][1].items()}
    return reverse(name, kwargs=arguments)


def _sample(converter) -> object:
    return SAMPLE[type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")]


def test_every_address_stands_in_the_access_table() -> None:
    assert set(VIEWS) == set(TABLE)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_the_view_says_what_the_table_says(name: str) -> None:
    kind, roles = getattr(VIEWS[name].callback, "audience", ("undeclared", ()))
    assert kind in KINDS
    assert (kind, {str(role) for role in roles}) == (TABLE[name][0], {str(role) for role in TABLE[name][1]})


def ask(client, name: str) -> int:
    """GET, or POST where the address takes nothing else."""
    response = client.get(address(name))
    return client.post(address(name)).status_code if response.status_code == 405 else response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, (kind, _) in TABLE.items() if kind != "public"))
def test_nobody_is_sent_to_the_login_page(client, name: str) -> None:
    response = client.get(address(name))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, (kind, _) in TABLE.items() if kind == "staff"))
def test_a_candidate_finds_no_staff_page(client, name: str) -> None:
    client.force_login(make_user("alice", Role.CANDIDATE))
    assert ask(client, name) == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name, (kind, roles) in TABLE.items() if kind == "staff" and roles - {Role.SEAL_KEEPER})
)
def test_charlie_who_has_no_business_there_gets_403_and_why(client, name: str) -> None:
    if Role.SEAL_KEEPER in TABLE[name][1]:
        charlie = make_user(
            "charlie", next(role for role in (Role.AUDITOR, Role.ADMINISTRATOR) if role not in TABLE[name][1])
        )
    else:
        charlie = make_charlie()
    client.force_login(charlie)
    assert ask(client, name) == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name, (kind, _) in TABLE.items() if kind in ("candidate", "group_contact"))
)
def test_staff_find_no_candidate_s_page(client, name: str) -> None:
    client.force_login(make_charlie())
    assert ask(client, name) == 404
    assert User.objects.filter(role_grants__role=Role.CANDIDATE).count() == 0
