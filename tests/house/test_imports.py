"""Imports run one way (design 2), and the contract that says so notices when they don't."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PACKAGES = ["config", "station", "announcements", "registration", "sessions", "exams", "certificates"]


def copy_of_the_house(folder: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(TOP / package, folder / package, ignore=lambda *_: {"__pycache__"})
    shutil.copy(TOP / "pyproject.toml", folder)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_the_house_keeps_its_own_contract(tmp_path: Path) -> None:
    copy_of_the_house(tmp_path)
    answer = lint_imports(tmp_path)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("station", "announcements"),
        ("announcements", "registration"),
        ("registration", "exams"),
        ("sessions", "certificates"),
        ("exams", "config.settings.base"),
    ],
)
def test_an_import_from_a_later_stage_is_caught(tmp_path: Path, module: str, planted: str) -> None:
    copy_of_the_house(tmp_path)
    (tmp_path / module / "planted.py").write_text(f"import {planted}\n")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    assert f"{module}.planted -> {planted}" in answer.stdout
