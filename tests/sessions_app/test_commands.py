"""Commands that outsiders may rely on (design 5)."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from station import clock
from tests.factories.sessions import PLANNED, approved_round, closed_round

GOOD = {
    "rooms": [{"name": "A", "rows": 2, "columns": 2, "broken": [], "accessible": [[1, 1]], "spares": 1}],
    "candidates": [
        {"id": "1", "group": "", "paper": "卷", "accessible": True},
        {"id": "2", "group": None, "paper": "卷"},
    ],
    "one_paper_per_room": True,
}


@pytest.fixture
def on_the_day_of_planning(db: None) -> None:
    """A command asks the clock; by the real one the filing window of these assessments has long passed (R4.2)."""
    clock.move_to(PLANNED, frozen=True)


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue(), err.getvalue()


def write(path: Path, facts: object) -> str:
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_seat_answers_with_one_json_document(tmp_path: Path) -> None:
    code, out, err = run("seat", "--problem", write(tmp_path / "p.json", GOOD), "--seed", "5", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert list(answer) == ["seats", "unseated", "separated", "conflicts", "obstacle", "seed"]
    assert {"candidate": "1", "room": "A", "row": 1, "column": 1} in answer["seats"]
    assert (answer["unseated"], answer["separated"], answer["obstacle"], answer["seed"]) == ([], True, None, 5)


def test_seat_leaves_with_1_when_somebody_stands(tmp_path: Path) -> None:
    crowded = {**GOOD, "candidates": [{"id": str(number), "group": "", "paper": "卷"} for number in range(4)]}
    code, out, _ = run("seat", "--problem", write(tmp_path / "p.json", crowded), "--json")
    assert (code, len(json.loads(out)["unseated"])) == (1, 1)


def test_seat_leaves_with_1_when_a_class_can_not_be_kept_apart(tmp_path: Path) -> None:
    together = {**GOOD, "candidates": [{"id": str(number), "group": "一班", "paper": "卷"} for number in range(2)]}
    code, out, _ = run("seat", "--problem", write(tmp_path / "p.json", together))
    assert code == 1
    assert "“一班”有 2 人，所给考场里互不相邻的座位至多 1 个。" in out


@pytest.mark.parametrize(("facts", "said"), [
    ([], "最外层须是一个对象"),
    ({"rooms": []}, "缺少“candidates”"),
    ({"rooms": [{"name": "A", "rows": 0, "columns": 2}], "candidates": []}, "考场“A”的“rows”须是不小于 1 的整数"),
    ({"rooms": [{"name": "A", "rows": 2, "columns": True}], "candidates": []}, "“columns”须是不小于 1 的整数"),
    ({"rooms": [{"name": "A", "rows": 2, "columns": 2, "broken": [[3, 1]]}], "candidates": []}, "没有第 3 行第 1 列"),
    ({"rooms": [{"name": "A", "rows": 2, "columns": 2, "broken": [3]}], "candidates": []}, "每一项须是 [行, 列]"),
    ({"rooms": [{"name": "A", "rows": 2, "columns": 2}] * 2, "candidates": []}, "考场名称“A”出现了不止一次"),
    ({"rooms": [], "candidates": [{"id": "1"}, {"id": "1"}]}, "考生编号“1”出现了不止一次"),
    ({"rooms": [], "candidates": [{"group": "1"}]}, "第 1 名考生的“id”须是文字"),
    ({"rooms": [], "candidates": [], "one_paper_per_room": "是"}, "须是 true 或 false"),
    ({"rooms": [], "candidates": [{"id": "1", "accessible": "是"}]}, "“accessible”须是 true 或 false"),
])  # fmt: skip
def test_seat_leaves_with_2_and_says_where_the_file_is_wrong(tmp_path: Path, facts: object, said: str) -> None:
    code, out, err = run("seat", "--problem", write(tmp_path / "p.json", facts), "--json")
    assert code == 2
    assert said in err
    assert json.loads(out) == {"error": err.strip()}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"id": "\\ud800"}', b"9" * 5000, None])
def test_seat_leaves_with_2_when_the_file_can_not_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "p.json"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run("seat", "--problem", str(file))
    assert (code, out) == (2, "")
    assert "文件" in err


def test_seat_without_a_problem_is_a_wrong_call() -> None:
    with pytest.raises(CommandError, match="--problem"):
        call_command("seat")


@pytest.mark.usefixtures("on_the_day_of_planning")
def test_a_package_is_built_into_a_folder_and_verifies(tmp_path: Path) -> None:
    made = approved_round(1)
    code, out, _ = run("build_package", made.assessment.code, "--output", str(tmp_path / "new"), "--json")
    answer = json.loads(out)
    assert (code, answer["ok"], answer["problems"], answer["version"]) == (0, True, [], 1)
    assert run("verify_package", answer["path"], "--json")[:2] == (0, '{\n  "ok": true,\n  "problems": []\n}\n')


@pytest.mark.usefixtures("on_the_day_of_planning")
def test_a_package_that_is_not_complete_is_refused_with_the_reasons(tmp_path: Path) -> None:
    made = closed_round(1)
    code, out, _ = run("build_package", made.assessment.code, "--output", str(tmp_path), "--json")
    answer = json.loads(out)
    assert (code, answer["ok"]) == (1, False)
    assert answer["problems"] == ["没有批准的实施方案（尚未编制）（R3.1）。请编制方案并报所长批准。"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_an_unknown_assessment_is_a_wrong_call(tmp_path: Path) -> None:
    code, out, err = run("build_package", "9999-999", "--output", str(tmp_path))
    assert (code, out) == (2, "")
    assert "没有批次号为“9999-999”的鉴定" in err


@pytest.mark.usefixtures("on_the_day_of_planning")
def test_any_flipped_byte_of_a_paper_is_named(tmp_path: Path) -> None:
    made = approved_round(1)
    _, out, _ = run("build_package", made.assessment.code, "--output", str(tmp_path), "--json")
    path = Path(json.loads(out)["path"])
    with zipfile.ZipFile(path) as archive:
        entry = next(item for item in archive.infolist() if "名册" in item.filename)
    content = bytearray(path.read_bytes())
    content[entry.header_offset + 30 + len(entry.filename.encode()) + 200] ^= 1
    path.write_bytes(content)
    code, out, _ = run("verify_package", str(path), "--json")
    answer = json.loads(out)
    assert (code, answer["ok"]) == (1, False)
    assert any(entry.filename in problem for problem in answer["problems"])


def test_a_package_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    code, out, err = run("verify_package", str(tmp_path / "none.zip"), "--json")
    assert (code, list(json.loads(out))) == (2, ["error"])
    assert "没有这个文件" in err


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "0001-02-10", "9999-12-31", "2026-02-31", ""])
def test_a_date_no_timeline_can_be_counted_from_is_a_wrong_call(day: str) -> None:
    code, out, err = run("timeline", day, "--category", "unified", "--json")
    assert (code, json.loads(out)) == (2, {"error": err.strip()})
