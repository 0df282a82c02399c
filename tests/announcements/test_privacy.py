"""Nothing that leads to one person stands in what everyone reads (R1.4)."""

import time

import pytest

from announcements.privacy import personal_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我的身份证是370102199001011234，能报吗", "身份证件号码"),
        ("37010219900101123X", "身份证件号码"),
        ("370102 19900101 123x", "身份证件号码"),
        ("370102-1990-0101-1234", "身份证件号码"),
        ("３７０１０２１９９００１０１１２３４", "身份证件号码"),
        ("老身份证 370102900101123", "身份证件号码"),
        ("护照E12345678可以吗", "身份证件号码"),
        ("回乡证H1234567800", "身份证件号码"),
        ("请打13800138000", "手机号码"),
        ("138 0013 8000", "手机号码"),
        ("138-0013-8000", "手机号码"),
        ("138．0013．8000", "手机号码"),
        ("138—0013—8000", "手机号码"),
        ("+86 13800138000", "手机号码"),
        ("１３８００１３８０００", "手机号码"),
        ("一三八零零一三八零零零", "手机号码"),
        ("我的邮箱 wang.fang@example.com", "电子邮箱"),
        ("wangfang＠example．com", "电子邮箱"),
        ("卡号6222021234567890123", "一长串号码"),
    ],
)
def test_numbers_and_addresses_are_found_however_they_are_written(text: str, kind: str) -> None:
    assert personal_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "在校生可以报名吗？",
        "请拨0531-88000000或0531 8800 0001",
        "电话（0531）88000000",
        "2026-09-07至2026-09-25，9:00-11:30",
        "2026年9月7日8:00至2026年9月25日17:00",
        "电工四级6-31-01-03，满4年",
        "二〇二六年十月二十四日",
        "照片240×320像素，20KB以内",
        "公告编号是鉴公告〔2026〕12号",
        "",
    ],
)
def test_dates_landlines_and_codes_are_nobody_s(text: str) -> None:
    assert personal_in(text) == ""


@pytest.mark.parametrize("piece", ["x", "x.", "-", "一", "x@", "0531-"])
def test_a_long_text_is_read_once_and_not_once_for_each_of_its_letters(piece: str) -> None:
    """Twice the time for twice the text: nobody holds the desk up by pasting a book as an answer."""
    begun = time.perf_counter()
    personal_in(piece * (20_000 // len(piece)))
    assert time.perf_counter() - begun < 2
