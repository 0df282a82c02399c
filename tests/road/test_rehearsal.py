"""`manage.py rehearse`: the whole road on a real roster, its own cross-checks, the same bytes for the same seed."""

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from certificates.rehearsal.invented import draw_photo, invent_person
from certificates.rehearsal.papers import NEEDED_KINDS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
OFFERINGS = [("电工", "四级/中级工"), ("电工", "三级/高级工"), ("汽车维修工", "二级/技师")]

pytestmark = pytest.mark.xdist_group("rehearsal")


def rehearse(output: Path, roster: Path, photos: Path, *arguments: str) -> tuple[int, dict]:
    command = [sys.executable, "manage.py", "rehearse", "--roster", str(roster), "--photos", str(photos)]
    command += ["--output", str(output), "--json", *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_SETTINGS")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {"stderr": done.stderr}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Six people, one of them twice, one with a wrong check digit; a photograph for each."""
    folder = tmp_path_factory.mktemp("roster")
    source, taken = random.Random(7), set()
    people = [invent_person(source, taken) for _ in range(6)]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "证件号码", "手机号码", "单位", "申报职业", "申报等级"])
    rows = [
        [person.name, person.identity_number, person.mobile, person.employer, *OFFERINGS[number % 3]]
        for number, person in enumerate(people)
    ]
    wrong = people[0].identity_number[:-1] + ("1" if people[0].identity_number[-1] != "1" else "2")
    for row in [*rows, rows[0], ["赵错", wrong, people[0].mobile, "", *OFFERINGS[0]]]:
        sheet.append(row)
    book.save(folder / "roster.xlsx")
    with zipfile.ZipFile(folder / "photos.zip", "w") as archive:
        for person in people:
            archive.writestr(f"{person.identity_number}.jpg", draw_photo(person))
    return folder / "roster.xlsx", folder / "photos.zip"


@pytest.fixture(scope="module")
def walked(small: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, dict]:
    output = tmp_path_factory.mktemp("papers")
    code, facts = rehearse(output, *small, "--exam-date", "2026-10-24", "--seed", "3")
    return output, code, facts


def test_the_whole_road_is_walked_and_its_own_checks_pass(walked: tuple[Path, int, dict]) -> None:
    _, code, facts = walked
    assert [check for check in facts["checks"] if not check["ok"]] == []
    assert code == 0
    assert {key: facts[key] for key in ("read", "accepted", "rejected", "duplicate", "seated", "tickets")} == {
        "read": 8,
        "accepted": 6,
        "rejected": 1,
        "duplicate": 1,
        "seated": 6,
        "tickets": 6,
    }
    assert 0 < facts["certificates"] <= 6


def test_every_paper_stands_where_it_says_with_the_hash_it_says(walked: tuple[Path, int, dict]) -> None:
    output, _, facts = walked
    assert set(NEEDED_KINDS) <= {paper["kind"] for paper in facts["papers"]}
    for paper in facts["papers"]:
        assert hashlib.sha256((output / paper["path"]).read_bytes()).hexdigest() == paper["sha256"], paper["name"]


def test_the_package_proves_itself_and_its_forms_are_pdf(walked: tuple[Path, int, dict]) -> None:
    output, _, facts = walked
    (package,) = [paper for paper in facts["papers"] if paper["kind"] == "package"]
    command = [sys.executable, "manage.py", "verify_package", str(output / package["path"]), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"ok": True, "problems": []})
    with zipfile.ZipFile(output / package["path"]) as archive:
        forms = [name for name in archive.namelist() if "考评表" in name]
        assert len(forms) == 6
        assert all(archive.read(name).startswith(b"%PDF") for name in forms)


def test_the_same_files_date_and_seed_give_the_same_bytes(
    walked: tuple[Path, int, dict], small: tuple[Path, Path], tmp_path: Path
) -> None:
    _, _, first = walked
    code, second = rehearse(tmp_path / "made", *small, "--exam-date", "2026-10-24", "--seed", "3")
    assert code == 0
    assert second["papers"] == first["papers"]


def test_a_roster_that_is_no_workbook_is_answered_in_chinese_with_exit_1(
    small: tuple[Path, Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(io.BytesIO(b"no workbook").getvalue())
    code, facts = rehearse(tmp_path / "out", broken, small[1])
    assert code == 1
    assert facts["papers"] == []
    assert "broken.xlsx" in facts["checks"][0]["detail"]


@pytest.mark.parametrize("arguments", [["--exam-date", "someday"], ["--roster", "nowhere.xlsx"]])
def test_a_wrong_call_exits_2(small: tuple[Path, Path], tmp_path: Path, arguments: list[str]) -> None:
    code, _ = rehearse(tmp_path / "out", *small, *arguments)
    assert code == 2


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample roster lies beside a full checkout only")
def test_the_sample_roster_sixty_people_sixty_seats_sixty_tickets(tmp_path: Path) -> None:
    code, facts = rehearse(tmp_path, SAMPLES / "roster_clean.xlsx", SAMPLES / "photos.zip")
    assert [check for check in facts["checks"] if not check["ok"]] == []
    assert code == 0
    assert [facts[key] for key in ("read", "accepted", "rejected", "duplicate", "seated", "tickets")] == [
        60,
        60,
        0,
        0,
        60,
        60,
    ]
