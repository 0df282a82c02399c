"""Settings by environment: production refuses to start on a guess, and development keeps its keys to itself."""

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from csp.middleware import CSPMiddleware
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from config import keys

TOP = Path(__file__).parents[2]
PRODUCTION = {
    **keys.new_keys(),
    "ALLOWED_HOSTS": "station.example",
    "SHORT_MESSAGE_URL": "https://messages.example/send",
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
}
INHERITED = (
    "SECRET_KEY",
    "FIELD_KEY",
    "INDEX_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "SHORT_MESSAGE_GATEWAY",
    "SHORT_MESSAGE_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


def manage(tmp_path: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "manage.py", *arguments],
        cwd=TOP,
        env=clean | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_deployment_check_is_clean_in_production(tmp_path: Path) -> None:
    answer = manage(tmp_path, PRODUCTION, "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    assert "no issues (0 silenced)" in answer.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "ALLOWED_HOSTS", "SHORT_MESSAGE_URL"])
def test_production_refuses_to_start_without(tmp_path: Path, name: str) -> None:
    incomplete = {key: value for key, value in PRODUCTION.items() if key != name}
    answer = manage(tmp_path, incomplete, "check")
    assert answer.returncode != 0
    assert f"{name} must be set in the environment" in answer.stderr
    assert not (tmp_path / "local.env").exists()


@pytest.mark.parametrize("value", ["c2hvcnQ=", "not base64 at all"])
def test_production_refuses_a_key_of_the_wrong_length(tmp_path: Path, value: str) -> None:
    answer = manage(tmp_path, PRODUCTION | {"FIELD_KEY": value}, "check")
    assert answer.returncode != 0
    assert "FIELD_KEY" in answer.stderr.splitlines()[-1]


def test_production_refuses_to_print_codes_into_the_log(tmp_path: Path) -> None:
    answer = manage(tmp_path, PRODUCTION | {"SHORT_MESSAGE_GATEWAY": "console"}, "check")
    assert answer.returncode != 0
    assert "SHORT_MESSAGE_GATEWAY=console prints codes into the log" in answer.stderr


def test_a_gateway_that_reaches_nobody_is_warned_of_before_it_goes_live(tmp_path: Path) -> None:
    answer = manage(tmp_path, PRODUCTION | {"SHORT_MESSAGE_GATEWAY": "file"}, "check", "--deploy")
    assert answer.returncode == 0
    assert "station.W001" in answer.stderr
    bare = PRODUCTION | {"SHORT_MESSAGE_URL": "http://messages.example/send"}
    assert "station.W002" in manage(tmp_path, bare, "check", "--deploy").stderr


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"SHORT_MESSAGE_GATEWAY": "pigeon"}, "station.E001"),
        ({"SHORT_MESSAGE_URL": "messages.example"}, "station.E002"),
        ({"SHORT_MESSAGE_BODY": '{"to": "{mobile}"}'}, "station.E003"),
        ({"SHORT_MESSAGE_SUCCESS": '["0"]'}, "station.E004"),
    ],
)
def test_a_gateway_described_wrongly_is_found_by_the_check(tmp_path: Path, wrong: dict[str, str], found: str) -> None:
    answer = manage(tmp_path, PRODUCTION | wrong, "check")
    assert answer.returncode != 0
    assert found in answer.stderr


def test_production_never_lets_the_clock_be_moved(tmp_path: Path) -> None:
    wish = {"CLOCK_MOVABLE": "True", "DEBUG": "True"}
    question = "from django.conf import settings as s; print(s.CLOCK_MOVABLE, s.DEBUG, s.DEMO_MODE)"
    answer = manage(tmp_path, PRODUCTION | wish, "shell", "--verbosity", "0", "--command", question)
    assert answer.stdout.split() == ["False", "False", "False"], answer.stderr


def test_development_makes_its_keys_once_and_for_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "local.env"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keys.ensure_local_keys, [path] * 8))
    first = path.read_text()
    keys.ensure_local_keys(path)
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["local.env"]
    assert [line.split("=")[0] for line in first.splitlines()[1:]] == ["SECRET_KEY", "FIELD_KEY", "INDEX_KEY"]


def test_new_keys_have_their_full_length() -> None:
    made = keys.new_keys()
    for name in ("FIELD_KEY", "INDEX_KEY"):
        keys.require_full_length(name, made[name])
        with pytest.raises(ImproperlyConfigured, match=name):
            keys.require_full_length(name, base64.b64encode(b"x" * 31).decode())


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    answer = CSPMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
