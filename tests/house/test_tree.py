"""What stands in the repository speaks of the station only: no machine's paths, no registry's address, no keys."""

import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LOCKS = ["requirements/base.lock", "requirements/dev.lock", "requirements/node.lock", "package-lock.json"]
# A folder of somebody's machine, at the start of an absolute path. Split so that this line does not name one itself.
MACHINE_PATH = re.compile(r"(?<![\w.$}\])<~-])/(?:root|home|Users|work|tmp|opt)" + r"/\w")


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git work tree")
    return [TOP / name for name in listing.stdout.split("\0") if name and (TOP / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture or a workbook


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_pin_by_hash_and_name_no_address(name: str) -> None:
    text = (TOP / name).read_text(encoding="utf-8")
    funding = r'"url": "https://[^"]+"'  # how a publisher wishes to be paid; npm copies it from the package
    assert (
        re.findall(r"https?:|file:|--index-url|--extra-index-url|--find-links|\"resolved\"", re.sub(funding, "", text))
        == []
    )
    assert "sha256:" in text or '"integrity": "sha512-' in text


def test_every_locked_package_has_a_version_and_a_hash() -> None:
    for name in LOCKS[:3]:
        entries = re.split(r"\n(?=\S)", (TOP / name).read_text(encoding="utf-8").strip())
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    found = {
        f"{path.relative_to(TOP)}: {match.group()}"
        for path in tracked_files()
        for match in MACHINE_PATH.finditer(text_of(path))
    }
    assert found == set()


def test_a_machine_path_would_be_noticed() -> None:
    planted = '"/' + 'home/someone/station"'
    assert MACHINE_PATH.search(planted)
    assert not MACHINE_PATH.search("https://example.org/work/shop")


def test_nothing_made_or_secret_is_tracked() -> None:
    made = re.compile(
        r"(^|/)(node_modules|staticfiles|var|\.venv|__pycache__)/|\.(sqlite3|env|ttf|otf|woff2?|min\.js)$"
    )
    assert [str(path) for path in tracked_files() if made.search(path.relative_to(TOP).as_posix())] == []
