"""README and docs/ promise nothing that is not there: commands, targets, variables, links."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

TOP = Path(__file__).parents[2]
PAGES = ["README.md", "CHANGELOG.md", *sorted(path.relative_to(TOP).as_posix() for path in TOP.glob("docs/**/*.md"))]
APPS = {"station", "announcements", "registration", "sessions", "exams", "certificates"}
VARIABLE = re.compile(r"""(?:\benv(?:\.\w+)?|os\.environ(?:\.get|\.setdefault)?)[(\[]\s*"([A-Z_]+)\"""")
# Set by `make run` for its own processes, not by people.
OUR_OWN = {"GREETING", "DJANGO_SETTINGS_MODULE", "DEBUG"}


def text(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    rules = re.findall(r"^([a-z0-9]+(?: [a-z0-9]+)*):", text("Makefile"), re.MULTILINE)
    return {name for rule in rules for name in rule.split()}


def variables() -> set[str]:
    return {name for path in (TOP / "config").rglob("*.py") for name in VARIABLE.findall(path.read_text("utf-8"))}


def test_ci_calls_the_checks_and_the_test_command_of_the_readme() -> None:
    assert "make test    #" in text("README.md")
    assert re.findall(r"^make .+$", text(".ci/run"), re.MULTILINE) == ["make check", "make test"]


def test_every_make_target_the_readme_names_is_one() -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z0-9]+)(?=`|[ ]+[#A-Z])", text("README.md"), re.MULTILINE))
    assert {"run", "test", "install", "check"} <= named
    assert named - targets() == set()


def test_every_command_of_the_readme_is_one_and_none_of_ours_is_left_out() -> None:
    ours = {name for name, app in get_commands().items() if app in APPS}
    assert set(re.findall(r"`manage\.py (\w+)", text("README.md"))) == ours


def test_every_variable_that_is_read_is_explained() -> None:
    explained = set(re.findall(r"`([A-Z_]+)`", text("docs/operations.md")))
    assert {"SECRET_KEY", "PROXY_COUNT", "VAR_DIR", "WEB_CONCURRENCY"} <= variables()
    assert variables() - OUR_OWN - explained == set()


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "ALLOWED_HOSTS"])
def test_what_production_insists_on_stands_in_the_readme(name: str) -> None:
    """config.keys sends whoever lacks one there."""
    assert f"`{name}`" in text("README.md").split("## Production")[1]


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text(name)) if "://" not in link]
    assert [link for link in links if not ((TOP / name).parent / link).exists()] == []
