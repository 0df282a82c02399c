"""What people hand in as files: made harmless, or refused with what would help (R2.1). The corpus is made on the fly."""

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader

from registration import images, uploads
from station.refusals import Refused
from tests.factories.registration import scan_pdf
from tests.registration import drawn

PLACES = (
    "names", "open action", "open action, named", "page event", "annotation event", "annotation action", "next action",
    "script address", "file address", "field event", "form of its own", "submitting form", "attachment",
    "attached to the page", "unreachable",
)  # fmt: skip


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        uploads.accept_scan(content)
    [reason] = refused.value.reasons
    assert reason.remedy, "a refusal says what would help"
    return str(reason)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


# --- PDF -------------------------------------------------------------------------------------------------------------


def test_a_plain_scan_is_taken_as_it_is() -> None:
    content = scan_pdf(2)
    assert uploads.accept_scan(content) == uploads.Upload(content, uploads.PDF)


@pytest.mark.parametrize("place", ["harmless link", "opens at its first page"])
def test_what_office_programs_write_into_a_pdf_is_no_reason_to_refuse_it(place: str) -> None:
    assert uploads.accept_scan(drawn.rigged(place)).mime == uploads.PDF


@pytest.mark.parametrize("place", PLACES)
def test_whatever_would_run_is_found_wherever_it_hides(place: str) -> None:
    assert "为安全起见不予受理" in refusal_of(drawn.rigged(place))


@pytest.mark.parametrize("place", PLACES)
def test_packing_it_into_an_object_stream_does_not_hide_it(place: str) -> None:
    packed = drawn.in_object_streams(drawn.rigged(place))
    assert len(PdfReader(io.BytesIO(packed)).pages) == 1
    assert b"JavaScript" not in packed
    assert "为安全起见不予受理" in refusal_of(packed)


def test_packing_alone_is_no_reason_to_refuse() -> None:
    packed = drawn.in_object_streams(drawn.rigged("harmless link"))
    assert uploads.accept_scan(packed).mime == uploads.PDF


def test_a_name_spelled_with_escapes_is_read() -> None:
    content = drawn.rigged("names").replace(b"/JavaScript", b"/J#61vaScript")
    assert b"/J#61va" in content
    assert "脚本" in refusal_of(content)


def test_what_only_another_reader_would_mend_and_run_is_found_in_the_raw_file() -> None:
    content = scan_pdf(1) + b"\n99 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"
    assert "脚本" in refusal_of(content)


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_pdf_with_a_password_or_with_restrictions_is_refused(password: str) -> None:
    assert "密码或权限保护" in refusal_of(drawn.with_password(password))


def test_a_pdf_of_too_many_pages_a_damaged_one_and_one_without_pages_are_refused() -> None:
    assert f"超过 {uploads.MAX_PAGES} 页" in refusal_of(scan_pdf(uploads.MAX_PAGES + 1))
    assert "损坏" in refusal_of(scan_pdf(1)[:300])


# --- pictures --------------------------------------------------------------------------------------------------------


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 40.0, 0.0), 3: "E", 4: (117.0, 0.0, 0.0)})
    return drawn.saved(drawn.face(), exif=exif, comment=b"home address", icc_profile=b"x" * 200)


def test_position_and_camera_are_gone_from_what_is_kept() -> None:
    content = with_metadata()
    assert b"PhoneMaker" in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    kept = uploads.accept_scan(content)
    for trace in (b"PhoneMaker", b"home address", b"Exif", b"ICC_PROFILE"):
        assert trace not in kept.content
    assert not opened(kept.content).getexif()


def test_the_notes_of_a_png_are_gone_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "somebody")
    notes.add_itxt("XML:com.adobe.xmp", "<x>secret</x>")
    kept = uploads.accept_scan(drawn.saved(drawn.face(), "PNG", pnginfo=notes))
    assert kept.mime == uploads.PNG
    assert b"somebody" not in kept.content
    assert b"secret" not in kept.content


@pytest.mark.parametrize("tail", [b"PK\x03\x04 an archive", b"<script>alert(1)</script>", b"%PDF-1.4 a paper"])
def test_what_hangs_behind_a_picture_is_left_behind(tail: bytes) -> None:
    kept = uploads.accept_scan(drawn.portrait() + tail)
    assert kept.mime == uploads.JPEG
    assert tail not in kept.content


def test_a_page_with_the_head_of_a_picture_is_no_picture() -> None:
    assert "损坏" in refusal_of(b"\xff\xd8\xff\xe0" + b"<html><script>alert(1)</script></html>" * 9)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40, "WEBP"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 40, "AVIF"),
        (b"BM" + b"\0" * 60, "BMP"),
        (b"II*\0" + b"\0" * 60, "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"PK\x03\x04" + b"\0" * 60, "ZIP"),
        (b"MZ" + b"\0" * 60, "JPEG"),
        (b"", "空"),
    ],
)
def test_other_kinds_are_named_and_told_how_to_become_one_of_ours(content: bytes, word: str) -> None:
    assert word in refusal_of(content)


def test_a_photograph_of_a_phone_in_its_own_format_is_told_where_to_change_that() -> None:
    assert "兼容性最佳" in refusal_of(b"\0\0\0\x18ftypheic" + b"\0" * 40)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_cut_off_is_refused(kind: str, share: float) -> None:
    whole = drawn.saved(drawn.face(), kind)
    assert "损坏" in refusal_of(whole[: int(len(whole) * share)])


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [6_000, 60_000])
def test_a_bomb_is_measured_before_it_is_decoded(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was decoded"))
    reason = refusal_of(png_that_claims(side, side))
    assert "图片像素过大" in reason


def test_an_animation_is_refused_and_many_colours_and_depths_are_taken() -> None:
    frames = [Image.new("RGB", (300, 400), shade) for shade in ("red", "blue")]
    assert "动态" in refusal_of(drawn.saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    for image in (drawn.face().convert("CMYK"), drawn.face().convert("L")):
        assert opened(uploads.accept_scan(drawn.saved(image)).content).mode == "RGB"
    for mode in ("P", "LA", "RGBA", "1"):
        assert opened(uploads.accept_scan(drawn.saved(drawn.face().convert(mode), "PNG")).content).mode == "RGB"


def test_sixteen_bits_become_eight_and_keep_their_shades() -> None:
    deep = Image.new("I;16", (300, 400), 32768)
    kept = opened(uploads.accept_scan(drawn.saved(deep, "PNG")).content)
    assert kept.getpixel((9, 9)) == (128, 128, 128)


def test_two_pictures_in_one_file_as_phones_write_them_are_a_photograph() -> None:
    both = drawn.saved(drawn.face(), "MPO", save_all=True, append_images=[drawn.face((240, 320))])
    assert opened(both).format == "MPO"
    assert opened(uploads.accept_scan(both).content).format == "JPEG"


def test_a_picture_turned_by_its_mark_is_stored_upright_and_a_large_one_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = drawn.saved(drawn.face((800, 600)), exif=exif)
    assert opened(uploads.accept_scan(turned).content).size == (600, 800)
    large = opened(uploads.accept_scan(drawn.saved(Image.new("RGB", (6000, 4000), "white"))).content)
    assert max(large.size) == uploads.MAX_SIDE


def test_a_photograph_saved_as_png_is_kept_as_jpeg_when_it_would_weigh_too_much() -> None:
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    content = drawn.saved(noise, "PNG")
    assert uploads.MAX_PNG < len(content) < uploads.MAX_BYTES
    assert uploads.accept_scan(content).mime == uploads.JPEG


def test_the_kind_of_a_file_is_told_by_its_content_alone() -> None:
    assert images.kind_of(b"%PDF-1.7") == "PDF"
    assert images.kind_of(b"plain words") == ""
