from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.papers import (
    Entry,
    Imprint,
    Package,
    PackageRefused,
    Paper,
    Text,
    build_package,
    plain_zip,
    render,
    verifier,
    verify_package,
    write_package,
)

ENTRIES = [
    Entry("02 实施方案.txt", "方案".encode(), "plan", "鉴定实施方案", "R3.1", pages=6),
    Entry("01 申请报告.txt", b"report", "report", "《济南市职业技能鉴定申请报告》", "R4.1", pages=2),
    Entry("材料/张䶮/身份证.txt", b"", "evidence", "身份证复印件", "R4.1"),
]
OPTIONS = {"title": "2026年第3次鉴定申报材料", "facts_hash": "ab" * 32, "facts": {"candidates": 60}}


def built() -> bytes:
    return build_package(ENTRIES, **OPTIONS)[0]


def problems_of(data: bytes) -> list[verifier.Problem]:
    return verifier._verify(io.BytesIO(data), len(data))


def named(data: bytes) -> set[tuple[str, str]]:
    return {(p.kind, p.entry) for p in problems_of(data)}


def repacked(data: bytes, change, method: int = zipfile.ZIP_STORED) -> bytes:
    """The package as another program would write it after ``change`` of its contents."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_package_as_built_has_no_problems(tmp_path: Path):
    path = tmp_path / "package.zip"
    path.write_bytes(built())
    assert verify_package(path) == []


def test_the_same_papers_give_the_same_bytes_in_any_order():
    assert build_package(list(reversed(ENTRIES)), **OPTIONS)[0] == built()


def test_the_manifest_lists_every_item_with_clause_pages_and_digest():
    data, package = build_package(ENTRIES, **OPTIONS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.testzip() is None
        assert archive.namelist()[-3:] == ["verify.py", "manifest.json", "manifest.sha256"]
    first = manifest["entries"][0]
    assert first == {
        "path": "01 申请报告.txt",
        "kind": "report",
        "title": "《济南市职业技能鉴定申请报告》",
        "clause": "R4.1",
        "pages": 2,
        "bytes": 6,
        "sha256": hashlib.sha256(b"report").hexdigest(),
    }
    assert manifest["totals"]["pages"] == package.pages == 8
    assert manifest["facts"] == {"candidates": 60}
    assert manifest["facts_hash"] == "ab" * 32


def test_pages_of_a_pdf_are_counted(imprint: Imprint):
    pdf = render(Paper("长文", [Text("内容充分。" * 200)] * 5, imprint))
    _, package = build_package([Entry("a.pdf", pdf, "paper", "长文")], title="包")
    assert package.pages == package.rows[0]["pages"] > 1


def test_content_may_lie_in_files_and_the_target_may_be_one(tmp_path: Path):
    source, target = tmp_path / "in.txt", tmp_path / "out.zip"
    source.write_bytes(b"report")
    package = write_package(target, [Entry("a.txt", source, "t", "甲")], title="包")
    assert isinstance(package, Package)
    assert target.read_bytes() == build_package([Entry("a.txt", b"report", "t", "甲")], title="包")[0]
    assert verify_package(target) == []


def test_every_single_changed_byte_is_noticed():
    data = built()
    unnoticed = []
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 8)
        if not problems_of(bytes(changed)):
            unnoticed.append(position)
    assert unnoticed == []


def test_every_single_lost_or_added_byte_is_noticed():
    data = built()
    for position in range(0, len(data), 23):
        assert problems_of(data[:position] + data[position + 1 :])
        assert problems_of(data[:position] + b"\0" + data[position:])


def test_a_file_cut_short_anywhere_is_noticed():
    data = built()
    for keep in range(0, len(data), 61):
        assert problems_of(data[:keep])


@given(st.binary(max_size=3000))
def test_garbage_never_breaks_the_verifier(data: bytes):
    assert problems_of(data)


@settings(max_examples=150)
@given(st.data())
def test_a_mangled_package_never_breaks_the_verifier(data):
    raw = bytearray(built())
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if bytes(raw) != built():
        assert problems_of(bytes(raw))


def test_damage_loss_and_addition_are_each_named():
    def change(contents: dict[str, bytes]) -> None:
        contents["01 申请报告.txt"] = b"Report"
        del contents["02 实施方案.txt"]
        contents["多余.txt"] = b"x"

    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        found = named(repacked(built(), change, method))
        assert {pair for pair in found if pair[0] != "structure"} == {
            ("damaged", "01 申请报告.txt"),
            ("missing", "02 实施方案.txt"),
            ("extra", "多余.txt"),
        }


def test_damage_in_place_names_only_the_damaged_entry():
    data = built().replace(b"report", b"repart", 1)
    assert {entry for _, entry in named(data)} <= {"01 申请报告.txt", ""}
    assert ("damaged", "01 申请报告.txt") in named(data)


def test_a_manifest_rewritten_to_cover_a_change_is_noticed():
    def change(contents: dict[str, bytes]) -> None:
        contents["01 申请报告.txt"] = b"Report"
        old, new = (hashlib.sha256(text).hexdigest().encode() for text in (b"report", b"Report"))
        contents["manifest.json"] = contents["manifest.json"].replace(old, new)

    assert ("manifest", "manifest.json") in named(repacked(built(), change))


def test_a_manifest_that_contradicts_itself_is_noticed():
    def change(contents: dict[str, bytes]) -> None:
        raw = contents["manifest.json"].replace(b'"pages": 8', b'"pages": 9')
        contents["manifest.json"] = raw
        contents["manifest.sha256"] = f"{hashlib.sha256(raw).hexdigest()}  manifest.json\n".encode()

    texts = [p.text for p in problems_of(repacked(built(), change)) if p.kind == "manifest"]
    assert texts == ["清单 manifest.json 自相矛盾：合计、次序或写法与各项不一致。"]


@pytest.mark.parametrize("missing", ["manifest.json", "manifest.sha256", "verify.py"])
def test_losing_the_packages_own_entries_is_named(missing: str):
    assert ("missing", missing) in named(repacked(built(), lambda contents: contents.pop(missing)))


def test_an_entry_that_appears_twice_is_named():
    out = io.BytesIO(built())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("01 申请报告.txt", b"other")
    assert ("duplicate", "01 申请报告.txt") in named(out.getvalue())


def test_another_packing_of_the_same_contents_is_told_from_the_original():
    data = repacked(built(), lambda contents: None, zipfile.ZIP_DEFLATED)
    assert [p.text for p in problems_of(data)] == ["文件结构与生成时不同，可能经过重新压缩或打包。"]


def test_a_file_that_is_not_there_is_a_problem_not_an_error(tmp_path: Path):
    [problem] = verify_package(tmp_path / "none.zip")
    assert problem.kind == "unreadable"
    assert [p.kind for p in verify_package(tmp_path)] == ["unreadable"]


@pytest.mark.parametrize("damaged", [False, True])
def test_the_verifier_inside_runs_on_bare_python(tmp_path: Path, damaged: bool):
    package, program = tmp_path / "材料包.zip", tmp_path / "verify.py"
    data = built()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        program.write_bytes(archive.read("verify.py"))
    package.write_bytes(data.replace(b"report", b"repart", 1) if damaged else data)
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(program), str(package)], capture_output=True, check=False
    )
    assert run.returncode == (1 if damaged else 0)
    assert ("01 申请报告.txt" in run.stdout.decode()) is damaged


def test_the_verifier_called_wrongly_says_how_to_call_it(capsys):
    assert verifier.main([]) == 2
    assert "用法" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "a\\b", "", "C:/a", "a\nb", "."])
def test_names_that_could_leave_their_folder_are_refused(path: str):
    with pytest.raises(PackageRefused, match="文件名"):
        build_package([Entry(path, b"", "t", "甲")], title="包")


@pytest.mark.parametrize("path", ["manifest.json", "manifest.sha256", "verify.py"])
def test_names_of_the_packages_own_are_refused(path: str):
    with pytest.raises(PackageRefused, match="自用"):
        build_package([Entry(path, b"", "t", "甲")], title="包")


def test_two_entries_of_one_name_are_refused():
    with pytest.raises(PackageRefused, match="两项都叫"):
        build_package([Entry("a", b"1", "t", "甲"), Entry("a", b"2", "t", "乙")], title="包")


def test_a_plain_zip_is_the_same_for_the_same_files():
    files = {"乙.jpg": b"2", "甲.jpg": b"1"}
    data = plain_zip(files)
    assert plain_zip(dict(reversed(files.items()))) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_progress_is_told_entry_by_entry():
    heard: list[tuple[int, int]] = []
    build_package(ENTRIES, title="包", progress=lambda done, whole: heard.append((done, whole)))
    assert heard == [(n, 4) for n in range(1, 5)]
