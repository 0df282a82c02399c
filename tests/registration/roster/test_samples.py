"""The sample files beside the checkout, where there are any: exactly the verdicts that their own list expects."""

import json
from pathlib import Path

import pytest

from registration.roster.columns import Field
from registration.roster.judging import KnownPerson, Verdict, judge
from registration.roster.photos import PhotoSubject, match_photos, read_photos
from registration.roster.reading import read_roster
from tests.registration.roster.corpus import OFFERINGS, TODAY

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
WORDS = {"accept": "accepted", "reject": "rejected", "duplicate": "duplicate"}
FAULTY_FIELD = {
    "identity number": "identity_number", "sex differs": "sex", "birth date": "birth_date", "occupation": "occupation", "level": "level",
    "name missing": "name", "mobile": "mobile", "same person": "identity_number",
}  # fmt: skip

if SAMPLES.is_dir():
    EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    ROSTERS = sorted(name for name in EXPECTED if name.startswith("roster"))

    def _judged(name: str, known: dict[str, KnownPerson] | None = None):
        table = read_roster((SAMPLES / name).read_bytes(), name)
        return judge(table, offerings=OFFERINGS, on=TODAY, known=known or {})

    @pytest.mark.parametrize("name", ROSTERS)
    def test_a_sample_roster_gets_exactly_its_expected_totals(name: str) -> None:
        expected, judgement = EXPECTED[name], _judged(name)
        assert (judgement.accepted, judgement.rejected, judgement.duplicate) == (
            expected["accept"], expected["reject"], expected["duplicate"],
        )  # fmt: skip

    @pytest.mark.parametrize("name", [name for name in ROSTERS if "rows" in EXPECTED[name]])
    def test_each_person_of_a_sample_gets_the_verdict_and_the_faulty_field_expected(name: str) -> None:
        judgement = _judged(name)
        assert [(row.name, row.verdict.value) for row in judgement.rows] == [
            (row["name"].replace("\u3000", ""), WORDS[row["verdict"]]) for row in EXPECTED[name]["rows"]
        ]
        for row, expected in zip(judgement.rows, EXPECTED[name]["rows"], strict=True):
            wanted = next((field for word, field in FAULTY_FIELD.items() if expected["why"].startswith(word)), "")
            assert row.field == wanted, row

    @pytest.mark.parametrize("name", ROSTERS)
    def test_a_second_import_of_a_sample_accepts_nobody(name: str) -> None:
        first = _judged(name)
        known = {
            str(row.values[Field.IDENTITY]): KnownPerson(row.name, frozenset({str(row.values["offering"])}))
            for row in first.of(Verdict.ACCEPTED)
        }
        second = _judged(name, known)
        assert (second.accepted, second.rejected, second.duplicate) == (
            0,
            first.rejected,
            first.accepted + first.duplicate,
        )

    @pytest.mark.parametrize("name", ["photos.zip", "photos_dirty.zip"])
    def test_the_sample_photographs_are_counted_as_expected(name: str) -> None:
        rows = read_roster((SAMPLES / "roster_clean.xlsx").read_bytes()).rows
        people = [
            PhotoSubject(str(row.number), str(row.cell(Field.IDENTITY)), str(row.cell(Field.NAME))) for row in rows
        ]
        data = (SAMPLES / name).read_bytes()
        report = match_photos(data, people)
        assert report.as_json() == {
            key: EXPECTED[name][key] for key in ("attached", "rejected", "missing", "unknown_person")
        }
        assert [photo for photo, _ in read_photos(data, report)] == list(report.attached.values())
