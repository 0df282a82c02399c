"""GB 11643 and the other documents: what a number must be and what it says."""

import datetime

import pytest

from registration.roster.identity import DocumentKind, Identity, IdentityFault, document_kind, masked, read_identity
from tests.registration.roster.corpus import TODAY, identity, with_wrong_check_digit


def read(value: object, kind: str = "") -> Identity | IdentityFault:
    return read_identity(value, kind, on=TODAY)


def accepted(value: object, kind: str = "") -> Identity:
    reading = read(value, kind)
    assert isinstance(reading, Identity), reading
    return reading


def refused(value: object, kind: str = "") -> IdentityFault:
    reading = read(value, kind)
    assert isinstance(reading, IdentityFault), reading
    return reading


def test_the_standards_own_example_is_accepted_and_says_sex_and_birth_date() -> None:
    """GB 11643-1999 prints 11010519491231002X."""
    reading = accepted("11010519491231002X")
    assert (reading.kind, reading.born, reading.sex) == (DocumentKind.RESIDENT, datetime.date(1949, 12, 31), 2)


@pytest.mark.parametrize(("male", "sex"), [(True, 1), (False, 2)])
def test_the_seventeenth_digit_tells_the_sex(male: bool, sex: int) -> None:
    assert accepted(identity(5, male=male)).sex == sex


def test_each_wrong_last_character_is_refused() -> None:
    good = identity(11)
    wrong = [good[:-1] + last for last in "0123456789X" if last != good[-1]]
    assert len(wrong) == 10
    assert all("校验" in refused(number).text for number in wrong)


def test_an_unknown_area_code_is_a_warning_and_never_a_refusal() -> None:
    assert accepted(identity(1)).warnings == ()
    assert "行政区划" in accepted(identity(1, area="379999")).warnings[0]
    assert "行政区划" in accepted(identity(1, area="660000")).warnings[0]


def test_a_district_that_was_dissolved_is_known_whatever_the_birth_year() -> None:
    assert accepted(identity(1, area="371202", born=datetime.date(2005, 1, 1))).warnings == ()


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_are_built_alike(area: str) -> None:
    reading = accepted(identity(1, area=area), "港澳台居民居住证")
    assert (reading.kind, reading.warnings) == (DocumentKind.HMT_RESIDENCE, ())
    assert accepted(identity(1, area=area)).kind is DocumentKind.HMT_RESIDENCE
    assert "校验" in refused(with_wrong_check_digit(identity(1, area=area)), "港澳台居民居住证").text


def test_a_document_type_against_the_number_is_a_warning() -> None:
    assert "请核对原件" in accepted(identity(1, area="810000"), "居民身份证").warnings[0]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("港澳居民来往内地通行证", "H12345678", "A12345678"),
        ("回乡证", "m 1234 5678", "M1234567"),
        ("台胞证", "12345678", "123456789"),
        ("台湾居民来往大陆通行证", 12345678.0, "T1234567"),
        ("护照", "E12345678", "E12"),
        ("护照", "EA1234567", "护照号见附件"),
        ("军官证", "军字第20012345号", "军官"),
    ],
)
def test_other_documents_are_judged_by_their_own_pattern(kind: str, good: object, bad: str) -> None:
    reading = accepted(good, kind)
    assert (reading.born, reading.sex) == (None, None)
    assert "格式不对" in refused(bad, kind).text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("居民身份证", DocumentKind.RESIDENT), ("身份证", DocumentKind.RESIDENT), ("台湾居民居住证", DocumentKind.HMT_RESIDENCE),
        ("港澳居民居住证", DocumentKind.HMT_RESIDENCE), ("港澳居民来往内地通行证", DocumentKind.HM_PERMIT),
        ("台湾居民来往大陆通行证", DocumentKind.TW_PERMIT), ("外国护照", DocumentKind.PASSPORT), ("士官证", DocumentKind.MILITARY),
        ("外国人永久居留身份证", DocumentKind.FOREIGN_RESIDENCE), ("借书证", None), ("", None),
    ],
)  # fmt: skip
def test_a_document_type_is_known_by_its_words(words: str, kind: DocumentKind | None) -> None:
    assert document_kind(words) is kind


@pytest.mark.parametrize(
    "ruined",
    [
        3.70113200501214e17,
        370113200501214000,
        "3.70113200501214E+17",
        "3.70113e17",
        "370113200501214000.0",
        "####",
        "3.7E+17",
    ],
)
def test_a_number_ruined_by_excel_is_recognised_and_never_completed(ruined: object) -> None:
    fault = refused(ruined)
    assert fault.lost_digits
    assert "文本" in fault.text


def test_three_zeros_at_the_end_are_damage_only_with_a_wrong_check_digit() -> None:
    genuine = next(
        number
        for serial in range(50, 500, 50)
        for day in range(1, 29)
        if (number := identity(serial, born=datetime.date(1990, 5, day), male=False)).endswith("000")
    )
    assert accepted(genuine).number == genuine
    spoiled = genuine[:14] + str((int(genuine[14]) + 1) % 10) + "000"
    assert refused(spoiled).lost_digits


def test_the_old_fifteen_digits_are_refused_with_advice() -> None:
    assert "18 位" in refused("370102900501001").text
    assert "旧身份证" in refused(370102900501001).text


@pytest.mark.parametrize("born", ["19900231", "20261123", "20200101", "18990101"])
def test_a_birth_date_that_cannot_be_or_is_beyond_reason_is_refused(born: str) -> None:
    assert "出生日期" in refused(f"370102{born}0011").text


def test_an_unnamed_document_type_is_told_by_an_unmistakable_number_only() -> None:
    assert accepted("H12345678").kind is DocumentKind.HM_PERMIT
    assert "证件类型" in refused("12345678").text


def test_a_masked_number_shows_its_first_six_and_last_four() -> None:
    assert masked("370102199001011234") == "370102********1234"
    assert masked("H12345678").count("*") >= 5
