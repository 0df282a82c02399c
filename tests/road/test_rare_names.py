"""Rare characters and a name of forty characters on the whole road: on every paper whole, on none dropped (R2.2, R5.1)."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.registration import drawn
from tests.registration.roster.corpus import identity
from tests.road.test_rehearsal import rehearse

LONG = "阿卜杜热合曼·麦麦提图尔逊·艾力亚斯·阿布都克里木·吐尔逊江·买买提明·阿迪力江"
NAMES = ["赵䶮", "钱𬭚", "孙𫖯㛃", LONG, "李·𫖯", "王𰻝"]
# Papers that name people; the others speak of numbers and rooms.
NAMING = {
    "application_form", "admission_tickets", "door_charts", "paper_charts", "certificate_register", "roster",
    "score_summary", "receipt_list", "implementation_plan",
}  # fmt: skip

pytestmark = pytest.mark.xdist_group("rehearsal")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of every PDF of a rehearsal with these people, by kind."""
    folder = tmp_path_factory.mktemp("names")
    with (folder / "roster.csv").open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["姓名", "证件号码", "职业", "等级", "手机号码", "单位", "从事本职业年限", "原证书编号"])
        for serial, name in enumerate(NAMES, 1):
            row = [name, identity(serial), "电工", "四级", f"1380000{serial:04d}", "㛃𬭚机械厂", 20]
            sheet.writerow([*row, f"181501200135000{serial:02d}"[:16]])
    with zipfile.ZipFile(folder / "photos.zip", "w") as archive:
        for serial in range(1, len(NAMES) + 1):
            archive.writestr(f"{identity(serial)}.jpg", drawn.portrait(size=(300, 400)))
    output = folder / "papers"
    code, facts = rehearse(
        output, folder / "roster.csv", folder / "photos.zip", "--exam-date", "2026-10-24", "--seed", "3"
    )
    assert code == 0, json.dumps(facts, ensure_ascii=False)
    assert facts["accepted"] == len(NAMES)
    found: dict[str, list[str]] = {}
    for paper in facts["papers"]:
        if paper["path"].endswith(".pdf"):
            found.setdefault(paper["kind"], []).append(_text(output / paper["path"]))
    return found


def _text(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_no_paper_lacks_a_glyph(papers: dict[str, list[str]]) -> None:
    assert len(papers) > 15
    assert [kind for kind, texts in papers.items() if any("〓" in text or "字库未收" in text for text in texts)] == []


@pytest.mark.parametrize("kind", sorted(NAMING))
def test_a_paper_that_names_people_names_them_whole(papers: dict[str, list[str]], kind: str) -> None:
    text = "".join(papers[kind])
    expected = NAMES if kind != "certificate_register" else [name for name in NAMES if name[:2] in text]
    assert expected
    assert [name for name in expected if name not in text] == []


def test_no_other_paper_names_a_person_in_part(papers: dict[str, list[str]]) -> None:
    """A list that was forgotten above is found here: the beginning of the long name without its end."""
    for kind, texts in papers.items():
        for text in texts:
            assert LONG[:4] not in text or LONG in text, kind
