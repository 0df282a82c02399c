"""Whatever bytes arrive, the answer is a list of people or a sentence in Chinese, never a crash."""

import io
import random
import zipfile
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registration.roster.errors import RosterUnreadable
from registration.roster.judging import judge
from registration.roster.reading import read_roster
from tests.registration.roster.corpus import HEADER, OFFERINGS, TODAY, csv_text, person, roster, xlsx

TEXT = st.text(alphabet="姓名证件号码一二张王0123456789Xx ,;\t\"'=\n\r·（）", max_size=12)


def read_and_judge(data: bytes) -> None:
    with suppress(RosterUnreadable):
        table = read_roster(data, "名单")
        judgement = judge(table, offerings=OFFERINGS, on=TODAY)
        assert judgement.accepted + judgement.rejected + judgement.duplicate == len(table.rows) > 0


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    read_and_judge(data)


@settings(max_examples=100, deadline=None)
@given(content=st.lists(st.lists(TEXT, max_size=6), max_size=8))
def test_any_table_with_or_without_a_header(content: list[list[str]]) -> None:
    read_and_judge(csv_text(content).encode())
    read_and_judge(csv_text([["姓名", "证件号码", "性别"], *content]).encode("gb18030", "replace"))


CELL = st.one_of(
    TEXT, st.integers(-10, 10**18), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.booleans()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.dictionaries(st.sampled_from(HEADER), CELL, max_size=8))
def test_any_cells_under_a_good_header(changes: dict[str, object]) -> None:
    good = {title: value for title, value in changes.items() if not (isinstance(value, str) and value.startswith("="))}
    read_and_judge(roster([person(1), person(2) | good]))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_workbook_damaged_anywhere(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(roster([person(1), person(2)]))
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    read_and_judge(bytes(data[: chance.randint(len(data) // 2, len(data))]))


def test_a_workbook_whose_parts_hold_nonsense() -> None:
    whole = xlsx(("Sheet1", [["姓名", "证件号码"], ["张三", "1"]]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for spoiled in parts:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, b"<nonsense" if name == spoiled else content)
        read_and_judge(out.getvalue())
