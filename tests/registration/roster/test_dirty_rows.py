"""Every kind of dirt gets the verdict it deserves, alone and among all the others (R2.1, R2.4)."""

import pytest

from registration.roster.judging import judge
from registration.roster.reading import read_roster
from tests.registration.roster.corpus import OFFERINGS, ROW_DIRT, TODAY, RowDirt, person, roster, spoiled

_INDEX = {dirt.kind: index for index, dirt in enumerate(ROW_DIRT)}


def test_the_corpus_is_broad_and_names_each_kind_once() -> None:
    assert len(ROW_DIRT) >= 60
    assert len(_INDEX) == len(ROW_DIRT)


@pytest.mark.parametrize("dirt", ROW_DIRT, ids=lambda dirt: dirt.kind)
def test_a_dirty_row_among_clean_ones_gets_its_verdict_and_the_others_theirs(dirt: RowDirt) -> None:
    row = spoiled(dirt, 7)
    table = read_roster(roster([person(1), row, person(2)]))
    judgement = judge(table, offerings=OFFERINGS, on=TODAY)
    before, answer, after = judgement.rows
    assert (before.verdict, after.verdict) == ("accepted", "accepted")
    assert (answer.row, answer.verdict, answer.field) == (3, dirt.verdict, dirt.field), answer
    assert bool(answer.reason) == (dirt.verdict != "accepted")
    clean = person(7)
    for key, expected in dirt.expect.items():
        assert answer.values[key] == (expected(clean) if callable(expected) else expected)


def test_all_kinds_in_one_workbook_are_each_answered_in_the_order_of_the_sheet() -> None:
    rows = [spoiled(dirt, index) for index, dirt in enumerate(ROW_DIRT)]
    judgement = judge(read_roster(roster(rows)), offerings=OFFERINGS, on=TODAY)
    assert [(row.row, row.verdict.value, row.field) for row in judgement.rows] == [
        (index + 2, dirt.verdict, dirt.field) for index, dirt in enumerate(ROW_DIRT)
    ]
    assert judgement.accepted + judgement.rejected + judgement.duplicate == judgement.read == len(ROW_DIRT)


@pytest.mark.parametrize("dirt", [dirt for dirt in ROW_DIRT if dirt.verdict == "rejected"], ids=lambda dirt: dirt.kind)
def test_a_reason_says_what_to_do_and_never_shows_an_identity_number(dirt: RowDirt) -> None:
    row = spoiled(dirt, 9)
    answer = judge(read_roster(roster([row])), offerings=OFFERINGS, on=TODAY).rows[0]
    assert answer.reason.endswith("。")
    assert str(row["证件号码"] or "missing") not in answer.reason
    assert answer.column


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("an unknown area code", "行政区划"),
        ("a mobile range not yet open", "号段"),
        ("schooling against the school", "不相称"),
    ],
)
def test_what_is_doubtful_is_accepted_with_a_warning(kind: str, words: str) -> None:
    dirt = ROW_DIRT[_INDEX[kind]]
    answer = judge(read_roster(roster([spoiled(dirt, 3)])), offerings=OFFERINGS, on=TODAY).rows[0]
    assert [warning for warning in answer.warnings if words in warning]
