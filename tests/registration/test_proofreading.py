"""R2.4 without a database: what the proof-reading report names."""

from dataclasses import replace
from datetime import date

import pytest

from registration.enums import ApplicationState
from registration.proofreading import ProofRow, findings

TODAY = date(2026, 9, 26)
GOOD = ProofRow(
    key="a",
    person=1,
    number="2026-001-0001",
    name="张三",
    state=ApplicationState.PAID,
    birth_date=date(1990, 5, 1),
    sex=1,
    ethnicity="汉族",
    education="college",
    employer="某某公司",
    has_photo=True,
    has_receipt=True,
    work_years=6,
)


def kinds(*rows: ProofRow) -> list[str]:
    return [finding.kind for finding in findings(rows, today=TODAY)]


def test_complete_and_correct_data_give_an_empty_report() -> None:
    assert kinds(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"has_photo": False}, "photo"),
        ({"has_receipt": False}, "receipt"),
        ({"ethnicity": ""}, "missing"),
        ({"education": ""}, "missing"),
        ({"employer": ""}, "missing"),
        ({"missing_materials": ("身份证",)}, "material"),
        ({"unstamped": ("身份证",)}, "stamp"),
        ({"work_years": 30}, "work_years"),
        ({"state": ApplicationState.SUBMITTED}, "open_case"),
        ({"state": ApplicationState.RETURNED}, "open_case"),
        ({"state": ApplicationState.ACCEPTED}, "open_case"),
    ],
)
def test_what_is_missing_or_contradictory_is_named(changes: dict[str, object], kind: str) -> None:
    assert kinds(replace(GOOD, **changes)) == [kind]  # type: ignore[arg-type]


def test_people_of_one_name_and_birthday_with_two_numbers_are_named_for_a_person_to_decide() -> None:
    twin = replace(GOOD, key="b", person=2, number="2026-001-0002")
    [finding] = findings([GOOD, twin], today=TODAY)
    assert finding.kind == "namesake"
    assert "2026-001-0002" in finding.text


def test_one_person_with_two_applications_is_no_namesake() -> None:
    other = replace(GOOD, key="b", number="2026-001-0002")
    assert kinds(GOOD, other) == []


def test_a_finding_keeps_its_key_so_that_it_can_be_settled() -> None:
    row = replace(GOOD, has_photo=False)
    assert findings([row], today=TODAY)[0].key == findings([row], today=TODAY)[0].key == "a:photo"
