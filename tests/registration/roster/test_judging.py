"""What a whole file deserves: duplicates, one number under two names, columns that are absent, totals that add up (R2.1, R2.4)."""

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registration.enums import Attempt, Education
from registration.roster.columns import Field
from registration.roster.examining import EDUCATION_CODES
from registration.roster.identity import DocumentKind, check_digit
from registration.roster.judging import Judgement, KnownPerson, Verdict, identity_numbers, judge
from registration.roster.offerings import OfferingFacts
from registration.roster.reading import read_roster
from station.enums import IdentityType, Sex
from tests.registration.roster.corpus import (
    HEADER,
    OFFERINGS,
    ROW_DIRT,
    TODAY,
    Row,
    identity,
    lines,
    person,
    roster,
    spoiled,
    with_wrong_check_digit,
    xlsx,
)


def judged(rows: list[Row], *, known: dict[str, KnownPerson] | None = None, **options: object) -> Judgement:
    return judge(read_roster(roster(rows)), offerings=OFFERINGS, on=TODAY, known=known or {}, **options)


def verdicts(judgement: Judgement) -> list[str]:
    return [row.verdict.value for row in judgement.rows]


def test_the_same_person_for_the_same_offering_twice_is_a_duplicate_of_the_first() -> None:
    judgement = judged([person(1), person(2), person(1)])
    assert verdicts(judgement) == ["accepted", "accepted", "duplicate"]
    assert "第 2 行" in judgement.rows[2].reason


def test_the_same_person_for_another_offering_is_accepted_with_a_warning() -> None:
    judgement = judged([person(1), person(1, 申报等级="高级工")])
    assert verdicts(judgement) == ["accepted", "accepted"]
    assert any("另报 电工 四级/中级工" in warning for warning in judgement.rows[1].warnings)


def test_of_two_rows_with_one_number_under_two_names_the_first_stands() -> None:
    judgement = judged([person(1), person(1, 姓名="周不同")])
    assert verdicts(judgement) == ["accepted", "rejected"]
    assert judgement.rows[1].field == "identity_number"
    assert "第 2 行" in judgement.rows[1].reason


def test_the_first_name_holds_the_number_even_where_its_row_is_refused_for_something_else() -> None:
    judgement = judged([person(1, 手机号码="1"), person(1, 姓名="周不同")])
    assert verdicts(judgement) == ["rejected", "rejected"]


def test_a_refused_row_makes_no_duplicate_of_its_corrected_repetition() -> None:
    assert verdicts(judged([person(1, 手机号码="1"), person(1)])) == ["rejected", "accepted"]


def test_a_name_written_with_spaces_is_no_other_name() -> None:
    first = person(1)
    spaced = f"{str(first['姓名'])[0]}　{str(first['姓名'])[1:]}"
    assert verdicts(judged([first, person(1, 姓名=spaced)])) == ["accepted", "duplicate"]


def test_same_name_and_birth_date_with_another_number_is_accepted_with_a_warning() -> None:
    born = datetime.date(1990, 5, 1)
    rows = [person(1, 姓名="张伟", 证件号码=identity(s, born=born), 性别="", 出生日期="") for s in (1, 2)]
    judgement = judged(rows)
    assert verdicts(judgement) == ["accepted", "accepted"]
    assert judgement.rows[0].warnings == ()
    (warning,) = judgement.rows[1].warnings
    assert "第 2 行" in warning
    assert identity(1, born=born) not in warning


def test_a_namesake_on_record_with_the_same_birth_date_is_a_warning() -> None:
    born = datetime.date(1990, 5, 1)
    row = person(1, 姓名="张伟", 证件号码=identity(1, born=born), 性别="", 出生日期="")
    judgement = judged([row], namesakes={("张伟", born): identity(2, born=born)})
    assert "系统中的一名考生" in judgement.rows[0].warnings[0]


def known_after(judgement: Judgement) -> dict[str, KnownPerson]:
    return {
        str(row.values[Field.IDENTITY]): KnownPerson(row.name, frozenset({str(row.values["offering"])}))
        for row in judgement.of(Verdict.ACCEPTED)
    }


def test_a_second_import_of_the_same_file_is_all_duplicates() -> None:
    rows = [person(index) for index in range(5)]
    again = judged(rows, known=known_after(judged(rows)))
    assert verdicts(again) == ["duplicate"] * 5
    assert all("系统中已有记录" in row.reason for row in again.rows)


def test_a_number_on_record_under_another_name_is_refused_without_showing_that_name() -> None:
    row = person(1)
    judgement = judged([row], known={str(row["证件号码"]): KnownPerson("欧阳明月")})
    assert verdicts(judgement) == ["rejected"]
    assert "欧***" in judgement.rows[0].reason
    assert "欧阳" not in judgement.rows[0].reason


def test_somebody_on_record_may_apply_for_another_offering() -> None:
    row = person(1)
    known = {str(row["证件号码"]): KnownPerson(str(row["姓名"]), frozenset({"electrician-3"}))}
    assert verdicts(judged([row], known=known)) == ["accepted"]


def test_several_faults_are_all_told_and_the_weightiest_is_named() -> None:
    row = person(1, 姓名="", 手机号码="1", 申报等级="五级")
    row["证件号码"] = with_wrong_check_digit(str(row["证件号码"]))
    answer = judged([row]).rows[0]
    assert (answer.field, answer.column) == ("name", "B")
    assert [fault.field.value for fault in answer.faults] == ["name", "identity_number", "level", "mobile"]
    assert answer.columns == ("B", "D", "O", "I")


def without(*titles: str) -> list[str]:
    return [title for title in HEADER if title not in titles]


def test_without_a_level_column_the_title_decides_where_it_names_one() -> None:
    content = [["2026年电工高级工报名表"], *lines([person(1)], without("申报等级", "申报职业", "工种"))]
    judgement = judge(read_roster(xlsx(("Sheet1", content))), offerings=OFFERINGS, on=TODAY)
    answer = judgement.rows[0]
    assert answer.values["offering"] == "electrician-3"
    assert any("没有职业列" in warning and "没有等级列" in warning for warning in answer.warnings)


def test_without_the_columns_the_only_offering_is_meant() -> None:
    table = read_roster(roster([person(1)], without("申报等级", "申报职业", "工种")))
    assert judge(table, offerings=OFFERINGS[2:], on=TODAY).rows[0].values["offering"] == "mechanic-2"


def test_without_the_columns_and_with_several_offerings_nothing_is_guessed() -> None:
    table = read_roster(roster([person(1)], without("申报等级", "申报职业", "工种")))
    answer = judge(table, offerings=OFFERINGS, on=TODAY).rows[0]
    assert (answer.verdict, answer.field, answer.column) == ("rejected", "occupation", "")


def test_an_empty_level_box_is_refused_even_where_there_is_only_one_offering() -> None:
    table = read_roster(roster([person(1, 申报等级="")]))
    answer = judge(table, offerings=OFFERINGS[:1], on=TODAY).rows[0]
    assert (answer.verdict, answer.field) == ("rejected", "level")


def test_a_number_ending_in_zeros_is_doubted_where_the_file_has_lost_digits_elsewhere() -> None:
    genuine = next(
        number
        for serial in range(50, 500, 50)
        for day in range(1, 29)
        if (number := identity(serial, born=datetime.date(1990, 5, day), male=False)).endswith("000")
    )
    row = person(1, 证件号码=genuine, 性别="", 出生日期="")
    alone = judged([row])
    assert verdicts(alone) == ["accepted"]
    assert "000" in alone.rows[0].warnings[0]
    ruined = person(2)
    stem = str(ruined["证件号码"])[:15]
    ruined["证件号码"] = (
        stem + "000" if not identity_ok(stem + "000") else stem[:14] + str((int(stem[14]) + 1) % 10) + "000"
    )
    assert verdicts(judged([row, ruined])) == ["rejected", "rejected"]


def identity_ok(number: str) -> bool:
    return number[-1] == check_digit(number)


def test_no_condition_is_a_note_of_the_file_and_a_remark_on_the_row_whose_box_is_empty() -> None:
    assert any("申报条件" in note for note in judged([person(1)]).notes)
    header = [*HEADER, "申报条件"]
    rows = [person(1) | {"申报条件": "四级第2条"}, person(2) | {"申报条件": ""}]
    judgement = judge(read_roster(roster(rows, header)), offerings=OFFERINGS, on=TODAY)
    assert verdicts(judgement) == ["accepted", "accepted"]
    assert judgement.rows[0].values[Field.CONDITION] == "四级第2条"
    assert ["申报条件" in "".join(row.warnings) for row in judgement.rows] == [False, True]


def test_a_pass_from_which_neither_sex_nor_birth_date_follows_needs_both_boxes() -> None:
    document = {"证件类型": "护照", "证件号码": "E12345678"}
    judgement = judged([person(1, **document), person(2, **document, 姓名="别人", 性别="", 出生日期="1990-05")])
    assert verdicts(judgement) == ["accepted", "rejected"]
    fields = [fault.field for fault in judged([person(2, **document, 性别="", 出生日期="1990-05")]).rows[0].faults]
    assert fields == [Field.SEX, Field.BIRTH]


def test_the_numbers_to_look_up_are_put_right_and_leave_the_ruined_out() -> None:
    rows = [person(1), person(1), person(2, 证件号码=3.7e17), person(3, 证件号码="h12345678")]
    assert identity_numbers(read_roster(roster(rows))) == (str(person(1)["证件号码"]), "H12345678")


def test_the_document_for_the_command_counts_and_lists_everyone_and_holds_no_identity_number() -> None:
    rows = [person(1), person(2, 手机号码="1"), person(1)]
    document = judged(rows).as_json()
    assert {key: document[key] for key in ("read", "accepted", "rejected", "duplicate")} == {
        "read": 3, "accepted": 1, "rejected": 1, "duplicate": 1,
    }  # fmt: skip
    assert [set(row) >= {"row", "name", "verdict", "field", "reason"} for row in document["rows"]] == [True] * 3
    assert str(rows[0]["证件号码"]) not in str(document)


ANY_ROW = st.builds(
    lambda dirt, index, name: spoiled(dirt, index) | ({"姓名": name} if name is not None else {}),
    st.sampled_from(ROW_DIRT),
    st.integers(0, 6),
    st.none() | st.sampled_from(["周不同", "张三", ""]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ANY_ROW, min_size=1, max_size=12))
def test_accepted_and_rejected_and_duplicate_are_always_all_that_was_read(rows: list[Row]) -> None:
    table = read_roster(roster(rows))
    first = judge(table, offerings=OFFERINGS, on=TODAY)
    assert first.accepted + first.rejected + first.duplicate == first.read == len(table.rows) == len(rows)
    assert [row.row for row in first.rows] == [row.number for row in table.rows]
    applied: dict[str, KnownPerson] = {}
    for row in first.of(Verdict.ACCEPTED):
        number = str(row.values[Field.IDENTITY])
        before = applied.get(number, KnownPerson(row.name))
        applied[number] = KnownPerson(before.name, before.offerings | {str(row.values["offering"])})
    second = judge(table, offerings=OFFERINGS, on=TODAY, known=applied)
    assert (second.accepted, second.rejected) == (0, first.rejected)
    assert second.duplicate == first.accepted + first.duplicate


def test_what_is_stored_uses_the_houses_own_codes() -> None:
    """The package is pure and repeats the codes of the enums; here they are held together."""
    row = person(1, 文化程度="大专", 原证书等级="五级/初级工", 理论考试="补考", 毕业时间="1998年7月")
    header = [*HEADER, "理论考试"]
    values = judge(read_roster(roster([row], header)), offerings=OFFERINGS, on=TODAY).rows[0].values
    assert Education(values[Field.EDUCATION]) is Education.COLLEGE
    assert Sex(values[Field.SEX]) is Sex.FEMALE
    assert IdentityType(values["document_kind"]) is IdentityType.RESIDENT
    assert Attempt(values[Field.THEORY]) is Attempt.RETAKE
    assert (values[Field.CERTIFICATE_LEVEL], values[Field.GRADUATED], values[Field.WORK_YEARS]) == (5, "1998-07", 6)
    assert {kind.value for kind in DocumentKind} == set(IdentityType.values)
    assert {kind.label for kind in DocumentKind} == set(IdentityType.labels)
    assert set(EDUCATION_CODES.values()) == set(Education.values)
    assert set(Education.labels) <= set(EDUCATION_CODES)


def test_a_text_without_a_code_is_kept_for_the_reviewer_and_remarked_on() -> None:
    answer = judged([person(1, 文化程度="私塾", 民族="火星", **{"本职业工龄（年）": "多年"})]).rows[0]
    assert answer.verdict == "accepted"
    assert (answer.values["education_text"], answer.values["ethnicity_text"], answer.values["work_years_text"]) == (
        "私塾",
        "火星",
        "多年",
    )
    assert Field.EDUCATION not in answer.values
    assert len(answer.warnings) == 3


def test_a_title_that_names_a_school_or_a_class_names_no_level() -> None:
    for title in ("济南技师学院电工报名表", "2024级机电班电工报名表", "山东高级技工学校电工报名表"):
        content = [[title], *lines([person(1)], without("申报等级", "申报职业", "工种"))]
        answer = judge(read_roster(xlsx(("Sheet1", content))), offerings=OFFERINGS, on=TODAY).rows[0]
        assert (answer.verdict, answer.field) == ("rejected", "level"), title


def test_an_occupation_in_brackets_counts_only_where_nothing_else_is_named() -> None:
    rows = [
        person(1, 申报职业="四级（电工）"),
        person(2, 申报职业="设备安装工（电工）"),
        person(3, 申报职业="电工（低压）"),
    ]
    assert verdicts(judged(rows)) == ["accepted", "rejected", "accepted"]


def test_a_reason_stays_short_however_many_offerings_there_are() -> None:
    many = [OfferingFacts(str(n), f"第{n}号职业工种", 4) for n in range(80)]
    answer = judge(read_roster(roster([person(1)])), offerings=many, on=TODAY).rows[0]
    assert "等 80 项" in answer.reason
    assert len(answer.reason) <= 300


def test_a_person_without_a_number_is_counted_though_a_remark_reads_like_a_note() -> None:
    row = person(1, 证件号码="", 备注="说明：身份证丢失，补办中")
    assert verdicts(judged([row, person(2)])) == ["rejected", "accepted"]
