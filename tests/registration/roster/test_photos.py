"""Photographs in a ZIP: matched by name, judged by content, each file and each person accounted for (R2.1)."""

import io
import stat
import zipfile

import pytest
from PIL import Image

from registration.roster.archives import ArchiveLimits
from registration.roster.errors import ArchiveRefused
from registration.roster.photos import PhotoReport, PhotoSubject, match_photos, read_photos
from registration.roster.pictures import PhotoProfile
from tests.registration.roster.corpus import identity

NUMBERS = [identity(serial) for serial in range(1, 6)]
PEOPLE = [
    PhotoSubject(f"p{index}", number, name)
    for index, (number, name) in enumerate(zip(NUMBERS, ["张伟", "王芳", "李娜", "赵䶮", "李娜"], strict=True))
]


def picture(width: int = 295, height: int = 413, kind: str = "JPEG", shade: int = 120, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (shade, 90, 60)).save(out, kind, **options)
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def matched(entries: dict[str, bytes], **options: object) -> PhotoReport:
    return match_photos(zipped(entries), PEOPLE, **options)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (f"照片/{NUMBERS[0]}.jpg", "p0"),
        (f"{NUMBERS[1]}.JPG", "p1"),
        (f"a/b/王芳_{NUMBERS[1]}.jpeg", "p1"),
        (f"{NUMBERS[1]}-王芳.jpg", "p1"),
        (f"12 {NUMBERS[2]} 李娜.jpg", "p2"),
        ("张伟.jpg", "p0"),
        ("3_赵䶮.jpg", "p3"),
        ("张　伟.jpg", "p0"),
        (f"{NUMBERS[0]}.jpg.jpg", "p0"),
        (NUMBERS[0], "p0"),
    ],
)
def test_a_photograph_is_matched_by_number_by_name_and_number_or_by_a_name_borne_once(entry: str, key: str) -> None:
    report = matched({entry: picture()})
    assert list(report.attached) == [key]
    assert (report.rejected, report.unknown_person) == ((), ())
    assert report.missing == tuple(person.key for person in PEOPLE if person.key != key)


def test_a_small_x_in_the_file_name_is_the_capital_one() -> None:
    number = next(number for number in map(identity, range(1, 200)) if number.endswith("X"))
    report = match_photos(zipped({f"{number.lower()}.jpg": picture()}), [PhotoSubject("x", number, "张伟")])
    assert list(report.attached) == ["x"]


@pytest.mark.parametrize(
    ("entry", "data", "words"),
    [
        (f"{NUMBERS[0]}.jpg", picture(200, 260), "太小"),
        (f"{NUMBERS[0]}.jpg", picture(600, 400), "宽高比"),
        (f"{NUMBERS[0]}.jpg", b"not a picture", "不是图片"),
        (f"{NUMBERS[0]}.jpg", b"%PDF-1.7 renamed", "PDF"),
        (f"{NUMBERS[0]}.jpg", picture()[:900], "损坏"),
        (f"{NUMBERS[0]}.jpg", picture(kind="BMP"), "BMP"),
        (f"{NUMBERS[0]}.gif", picture(kind="GIF"), "GIF"),
        (f"{NUMBERS[0]}.jpg", b"", "不是图片"),
        ("李娜.jpg", picture(), "2 名考生"),
        (f"张伟_{NUMBERS[1]}.jpg", picture(), "不一致"),
        (f"{NUMBERS[0]}_{NUMBERS[1]}.jpg", picture(), "一人一个文件"),
        (f"../{NUMBERS[0]}.jpg", picture(), "越出"),
        (f"/etc/{NUMBERS[0]}.jpg", picture(), "越出"),
        (f"C:\\{NUMBERS[0]}.jpg", picture(), "越出"),
    ],
    ids=range(14),
)
def test_what_cannot_be_taken_is_rejected_with_its_reason_and_its_person_is_missing(
    entry: str, data: bytes, words: str
) -> None:
    report = matched({entry: data})
    assert report.attached == {}
    (rejected,) = report.rejected
    assert words in rejected.reason
    assert rejected.reason.endswith("。")
    assert len(report.missing) == len(PEOPLE)


def test_a_png_and_a_photograph_turned_by_its_exif_mark_are_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    report = matched({f"{NUMBERS[0]}.png": picture(kind="PNG"), f"{NUMBERS[1]}.jpg": picture(413, 295, exif=exif)})
    assert [(photo.width, photo.height, photo.format) for photo in report.attached.values()] == [
        (295, 413, "PNG"),
        (295, 413, "JPEG"),
    ]


def test_junk_is_passed_over_and_a_picture_of_nobody_is_named() -> None:
    junk = ["__MACOSX/._x.jpg", "照片/Thumbs.db", ".DS_Store", "照片/说明.txt", "desktop.ini", "名单.xlsx"]
    report = matched({**dict.fromkeys(junk, b"x"), f"{identity(77)}.jpg": picture(), "合影.jpg": picture()})
    assert report.passed_over == tuple(junk)
    assert report.unknown_person == (f"{identity(77)}.jpg", "合影.jpg")
    assert (report.attached, report.rejected) == ({}, ())


def test_an_archive_within_the_archive_is_not_opened() -> None:
    report = matched({"第二批.zip": zipped({f"{NUMBERS[0]}.jpg": picture()}), f"{NUMBERS[1]}.jpg": picture()})
    assert list(report.attached) == ["p1"]
    assert "压缩包里的压缩包" in report.rejected[0].reason


def test_of_two_photographs_of_one_person_the_first_stands_and_an_equal_copy_is_passed_over() -> None:
    first, other = picture(), picture(shade=10)
    report = matched({f"{NUMBERS[0]}.jpg": first, f"备份/{NUMBERS[0]}.jpg": first, "张伟.jpg": other})
    assert report.attached["p0"].entry == f"{NUMBERS[0]}.jpg"
    assert report.passed_over == (f"备份/{NUMBERS[0]}.jpg",)
    assert "已有照片" in report.rejected[0].reason


def test_the_profile_decides_how_large_a_photograph_must_be() -> None:
    entries = {f"{NUMBERS[0]}.jpg": picture(295, 413)}
    assert matched(entries, profile=PhotoProfile(min_width=290, min_height=400)).attached
    assert not matched(entries, profile=PhotoProfile(min_width=358, min_height=441)).attached


def test_names_packed_in_gbk_are_read() -> None:
    """Windows packs Chinese names in GBK and sets no flag that says so."""
    mark = b"NAME" * 2
    data = zipped({mark.decode() + ".jpg": picture()}).replace(mark, "张伟照片".encode("gb18030"))
    assert "张伟照片".encode("gb18030") in data
    people = [PhotoSubject("p", NUMBERS[0], "张伟照片")]
    assert list(match_photos(data, people).attached) == ["p"]


def test_what_was_attached_is_read_back_byte_for_byte() -> None:
    entries = {f"{number}.jpg": picture(shade=index) for index, number in enumerate(NUMBERS[:3])}
    data = zipped(entries)
    report = match_photos(io.BytesIO(data), PEOPLE)
    assert {photo.entry: content for photo, content in read_photos(data, report)} == entries


def test_a_symbolic_link_is_not_followed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo(f"{NUMBERS[0]}.jpg")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "符号链接" in match_photos(out.getvalue(), PEOPLE).rejected[0].reason


def test_a_file_damaged_inside_the_archive_is_rejected_and_the_others_are_taken() -> None:
    good, bad = picture(), picture(shade=10)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{NUMBERS[0]}.jpg", bad)
        archive.writestr(f"{NUMBERS[1]}.jpg", good)
    data = out.getvalue().replace(bad, bad[:-20] + bytes(20), 1)
    report = match_photos(data, PEOPLE)
    assert list(report.attached) == ["p1"]
    assert "损坏" in report.rejected[0].reason


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (b"no zip at all", ArchiveLimits(), "不是 ZIP"),
        (zipped({f"{NUMBERS[0]}.jpg": bytes(20_000_000)}), ArchiveLimits(), "压缩炸弹"),
        (zipped({f"{n}.jpg": b"x" for n in range(12)}), ArchiveLimits(max_entries=10), "12 个文件"),
        (zipped({"a.jpg": bytes(3000)}), ArchiveLimits(max_unpacked=2000), "上限"),
    ],
)
def test_an_archive_built_to_overwhelm_is_not_opened(data: bytes, limits: ArchiveLimits, words: str) -> None:
    with pytest.raises(ArchiveRefused, match=words):
        match_photos(data, PEOPLE, limits=limits)


def test_an_archive_with_a_password_is_refused_with_advice() -> None:
    data = bytearray(zipped({"a.jpg": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(ArchiveRefused, match="密码"):
        match_photos(bytes(data), PEOPLE)


def test_an_empty_archive_leaves_everybody_missing() -> None:
    assert matched({}).as_json() == {"attached": 0, "rejected": 0, "missing": 5, "unknown_person": 0}
