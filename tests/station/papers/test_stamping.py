from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from station.papers import (
    Imprint,
    Paper,
    Seal,
    Stamp,
    StampRefused,
    Text,
    bind,
    render,
    stamp_images,
    stamp_pdf,
)
from station.papers.stamping import MOST_PAGES, page_count
from tests.station.papers.pdf_reading import fonts_of, text_of


@pytest.fixture
def stamp(seal: Seal) -> Stamp:
    return Stamp(
        station=seal.owner,
        reviewer="王审核",
        dated=date(2026, 9, 15),
        seal=seal,
        serial="SH-2026-00012",
        verify_url="https://station.example/v/SH-2026-00012",
        title="毕业证书（审核件）",
    )


@pytest.fixture
def certificate(imprint: Imprint) -> bytes:
    return render(Paper("毕业证书", [Text(f"第{n}段。" + "正文。" * 80) for n in range(12)], imprint))


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def copy_of(data: bytes) -> PdfWriter:
    writer = PdfWriter()
    writer.append(io.BytesIO(data))
    return writer


def test_every_page_of_a_checked_copy_carries_stamp_reviewer_date_and_serial(certificate: bytes, stamp: Stamp):
    pages = text_of(stamp_pdf(certificate, stamp))
    assert len(pages) == page_count(certificate) > 1
    for page in pages:
        for words in ("原件已审", "审核人：王审核", "2026年9月15日", "审核件编号：SH-2026-00012"):
            assert words in page


def test_what_the_paper_said_is_still_there(certificate: bytes, stamp: Stamp):
    before, after = text_of(certificate), text_of(stamp_pdf(certificate, stamp))
    for old, new in zip(before, after, strict=True):
        assert old[:60] in new


def test_the_same_paper_stamped_twice_gives_the_same_bytes(certificate: bytes, photo: bytes, stamp: Stamp):
    assert stamp_pdf(certificate, stamp) == stamp_pdf(certificate, stamp)
    assert stamp_images([photo], stamp) == stamp_images([photo], stamp)


def test_scans_become_pages_with_the_stamp(photo: bytes, stamp: Stamp):
    pages = text_of(stamp_images([photo, photo], stamp))
    assert len(pages) == 2
    assert all("原件已审" in page for page in pages)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_scanned_sideways_is_stamped_upright(certificate: bytes, stamp: Stamp, rotation: int):
    writer = copy_of(certificate)
    for page in writer.pages:
        page.rotate(rotation)
    pdf = stamp_pdf(written(writer), stamp)
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    upright = rotation in (0, 180)
    assert page.rotation == 0
    assert (page.mediabox.height > page.mediabox.width) is upright
    assert "原件已审" in "".join(page.extract_text().split())


@pytest.mark.parametrize("size", [(100, 140), (3000, 4000), (842, 595)])
def test_pages_of_any_size_are_stamped(stamp: Stamp, size: tuple[int, int]):
    writer = PdfWriter()
    writer.add_blank_page(*size)
    assert "原件已审" in text_of(stamp_pdf(written(writer), stamp))[0]


def test_an_encrypted_file_is_refused_with_what_would_help(certificate: bytes, stamp: Stamp):
    writer = copy_of(certificate)
    writer.encrypt("secret")
    with pytest.raises(StampRefused, match=r"密码.*去除密码后另存"):
        stamp_pdf(written(writer), stamp)


def script(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), action])})
    writer._root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def open_action(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    writer._root_object[NameObject("/OpenAction")] = action


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("a.exe")})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment("a.exe", b"MZ")


@pytest.mark.parametrize(
    ("poison", "word"),
    [(script, "脚本"), (open_action, "脚本"), (launch, "启动程序的动作"), (attachment, "内嵌文件")],
)
def test_a_file_that_would_do_something_is_refused(certificate: bytes, stamp: Stamp, poison, word: str):
    writer = copy_of(certificate)
    poison(writer)
    with pytest.raises(StampRefused, match=word):
        stamp_pdf(written(writer), stamp)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"MZ\x00\x01", b"<html></html>"])
def test_what_is_no_pdf_is_refused(data: bytes, stamp: Stamp):
    with pytest.raises(StampRefused, match="不是 PDF"):
        stamp_pdf(data, stamp)


@pytest.mark.parametrize("keep", [8, 200, 2000])
def test_a_torn_file_is_refused(certificate: bytes, stamp: Stamp, keep: int):
    with pytest.raises(StampRefused, match="已损坏"):
        stamp_pdf(certificate[:keep], stamp)


def test_a_file_with_too_many_pages_is_refused(stamp: Stamp):
    writer = PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(100, 100)
    with pytest.raises(StampRefused, match="按材料拆分"):
        stamp_pdf(written(writer), stamp)


@pytest.mark.parametrize("images", [[], [b"no picture"]])
def test_pictures_that_are_none_are_refused(images: list[bytes], stamp: Stamp):
    with pytest.raises(StampRefused):
        stamp_images(images, stamp)


def test_papers_are_bound_in_order_with_their_faces(certificate: bytes, photo: bytes, stamp: Stamp, imprint: Imprint):
    parts = [certificate, stamp_images([photo], stamp)]
    book = bind(parts, imprint, title="材料")
    assert text_of(book) == text_of(parts[0]) + text_of(parts[1])
    assert book == bind(parts, imprint, title="材料")
    assert all("Noto" in name for name, _ in fonts_of(book))


def test_nothing_can_not_be_bound(imprint: Imprint):
    with pytest.raises(ValueError, match="nothing"):
        bind([], imprint)
