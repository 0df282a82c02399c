"""Templates keep to the content policy and to one hand: no inline script or style, none left over, no colour of their own."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from station.look import TONES
from station.templatetags.look import BUTTONS

TOP = Path(settings.BASE_DIR)
TEMPLATES = TOP / "templates"
APPS = ["config", "station", "announcements", "registration", "sessions", "exams", "certificates"]
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|href\s*=\s*[\"']\s*javascript:",
    re.IGNORECASE,
)
# Django itself and a package look these up by name.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "bootstrap5/errors.html"}


def templates() -> list[str]:
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text)


@pytest.mark.parametrize("name", templates())
def test_no_template_holds_inline_script_or_style(name: str) -> None:
    assert INLINE.findall(without_comments(source(name))) == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>",
        "<script>alert()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_an_inline_script_or_style_would_be_noticed(planted: str) -> None:
    assert INLINE.search(planted)
    assert not INLINE.search('<script src="/static/js/once.js" defer></script>')


@pytest.mark.parametrize("name", templates())
def test_every_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


def test_every_template_is_used() -> None:
    """Named by a template or by the code; names put together in code count by their folder and their ending."""
    texts = [source(name) for name in templates()]
    for app in APPS:
        spec = find_spec(app) if app != "sessions" else None
        folder = Path(spec.submodule_search_locations[0]) if spec else TOP / app
        texts += [path.read_text("utf-8") for path in folder.rglob("*.py")]
    everything = "\n".join(texts)
    named = set(re.findall(r"[\"']([\w/]+\.html)[\"']", everything))
    patterns = [
        re.compile(re.sub(r"\\\{[^}]*\\\}", r"\\w+", re.escape(pattern)))
        for pattern in re.findall(r"f[\"']([\w/{}.\[\]()]*\{[^\"']*\.html)[\"']", everything)
    ]
    unused = [
        name
        for name in templates()
        if name not in named | BY_NAME and not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    assert unused == []


def test_every_script_of_ours_is_loaded() -> None:
    loaded = "\n".join(source(name) for name in templates())
    scripts = [path.name for path in (TOP / "static" / "js").glob("*.js")]
    assert scripts
    assert [name for name in scripts if f"{{% static 'js/{name}' %}}" not in loaded] == []


def test_components_name_their_arguments() -> None:
    silent = [name for name in templates() if name.startswith("components/") and not source(name).startswith("{#")]
    assert silent == []


def test_includes_of_components_take_only_their_arguments() -> None:
    """A component that reads more of the page says so in its first line (Needs …)."""
    found = []
    for name in templates():
        for component, rest in re.findall(r'\{% include "(components/\w+\.html)"([^%]*)%\}', source(name)):
            if not rest.strip().endswith("only") and "Needs " not in source(component).splitlines()[0]:
                found.append(f"{name}: {component}")
    assert found == []


def test_screens_speak_without_shouting_or_blaming() -> None:
    """look.md: no 系统错误, no 操作失败, no exclamation marks."""
    shouting = re.compile(r"系统错误|操作失败|！")
    assert [name for name in templates() if shouting.search(without_comments(source(name)))] == []


def known_classes() -> set[str]:
    sheets = [
        TOP / "static" / "css" / "theme.css",
        Path(settings.NODE_DIR) / "bootstrap" / "dist" / "css" / "bootstrap.css",
    ]
    return {name for sheet in sheets for name in re.findall(r"\.([A-Za-z][\w-]*)", sheet.read_text("utf-8"))}


@pytest.mark.parametrize("name", templates())
def test_every_class_is_one_that_the_theme_knows(name: str) -> None:
    """A class that no style sheet knows is a page that nobody looked at."""
    markup = re.sub(r"\{%.*?%\}", " ", re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", without_comments(source(name))))
    used = {word for value in re.findall(r'\sclass="([^"]*)"', markup) for word in value.split()}
    used = {word for word in used if word not in {"tone-", "btn-"}}  # completed by a tag just taken out
    assert used - known_classes() - {*TONES, *BUTTONS} == set()
