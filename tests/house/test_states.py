"""Only the workflow kernel writes a state column, and nothing points at Django's login sessions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
APPS = ("station", "announcements", "registration", "sessions", "exams", "certificates")
KERNEL = ROOT / "station" / "workflow.py"
WRITING_CALLS = {"update", "create", "get_or_create", "update_or_create", "bulk_update"}


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and path != KERNEL:
                yield path


def state_writers(text: str) -> list[int]:
    """Lines that assign `.state`, or hand `state=` to a call that writes."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            lines.append(node.lineno)
        if isinstance(node, ast.Call) and _writes_state(node):
            lines.append(node.lineno)
    return lines


def _writes_state(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name == "setattr" or (isinstance(call.func, ast.Name) and call.func.id == "setattr"):
        return any(isinstance(arg, ast.Constant) and arg.value == "state" for arg in call.args)
    return name in WRITING_CALLS and any(keyword.arg == "state" for keyword in call.keywords)


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_kernel_writes_a_state_column(path: Path) -> None:
    assert state_writers(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "application.state = 'paid'",
        "rows.update(state='paid')",
        "setattr(row, 'state', 'x')",
        "M.objects.create(state=1)",
    ],
)
def test_a_planted_writer_is_caught(planted: str) -> None:
    assert state_writers(planted) == [1]


def test_no_foreign_key_points_at_a_login_session() -> None:
    targets = {
        field.related_model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and model._meta.app_label != "sessions"
    }
    assert "sessions.Session" not in targets
    assert "assessment_sessions.ExamSession" in targets


def test_foreign_keys_point_upstream() -> None:
    order = [
        "auth",
        "contenttypes",
        "station",
        "announcements",
        "registration",
        "assessment_sessions",
        "exams",
        "certificates",
    ]
    for model in apps.get_models():
        if model._meta.app_label not in order[2:]:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                target = field.related_model._meta.app_label
                assert order.index(target) <= order.index(model._meta.app_label), field


def test_there_are_no_modules_for_odds_and_ends() -> None:
    forbidden = {"utils.py", "helpers.py", "common.py", "manager.py"}
    assert not [path for path in sources() if path.name in forbidden]
