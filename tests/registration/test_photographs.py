"""A photograph: what is refused, what is advised, how it is cropped, and how it is drawn for who takes it (R2.1, R2.4)."""

import io

import pytest
from PIL import Image, ImageFilter

from registration import faces, photographs
from registration.photographs import Size, crop_box, draw_rendition, take_photograph
from station.refusals import Refused
from tests.registration import drawn

MINIMUM, EXPORT = (240, 320), (240, 320, 20)


def taken(content: bytes) -> photographs.Photograph:
    return take_photograph(content, minimum=MINIMUM, export=EXPORT)


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        taken(content)
    [reason] = refused.value.reasons
    assert reason.remedy, "a refusal says what would help"
    return str(reason)


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


# --- what is found ---------------------------------------------------------------------------------------------------


def test_a_portrait_on_white_with_one_face_asks_for_nothing() -> None:
    photo = taken(drawn.portrait())
    assert (photo.faces, photo.advice) == (1, ())
    assert photo.face_box is not None
    assert size_of(photo.rendition) == EXPORT[:2]
    assert len(photo.rendition) < 20 * 1024


def test_no_face_and_two_faces_are_advice_and_never_a_refusal() -> None:
    blob = Image.new("RGB", (300, 400), "white")
    blob.paste((60, 80, 140), (80, 60, 220, 340))
    photo = taken(drawn.saved(blob))
    assert photo.faces == 0
    assert "没有识别到人脸" in photo.advice[0]
    both = Image.new("RGB", (640, 800), "white")
    both.paste(drawn.face((320, 480)), (0, 160))
    both.paste(drawn.face((320, 480)), (320, 160))
    photo = taken(drawn.saved(both))
    assert photo.faces == 2
    assert "2 张人脸" in photo.advice[0]
    assert photo.face_box is None


@pytest.mark.parametrize(
    ("image", "word"),
    [
        (drawn.face(ground=(60, 110, 200)), "背景不是白色"),
        (drawn.face(ground=(200, 60, 60)), "背景不是白色"),
        (drawn.face(ground=(90, 90, 90)), "背景偏暗"),
        (drawn.face().filter(ImageFilter.GaussianBlur(9)), "不够清晰"),
        (drawn.face().point(lambda value: value // 5), "偏暗"),
    ],
    ids=["blue", "red", "grey", "blurred", "dark"],
)
def test_ground_light_and_sharpness_are_advised_on(image: Image.Image, word: str) -> None:
    assert word in "；".join(taken(drawn.saved(image)).advice)


def test_a_busy_ground_is_advised_on() -> None:
    image = drawn.face()
    image.paste((60, 70, 60), (0, 0, 40, 150))
    assert "背景不均匀" in "；".join(taken(drawn.saved(image)).advice)


def test_where_no_detector_is_installed_nothing_is_said_about_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_detector", lambda: None)
    photo = taken(drawn.portrait())
    assert (photo.faces, photo.face_box, photo.advice) == (None, None, ())


# --- what is refused -------------------------------------------------------------------------------------------------


def test_too_small_flat_too_heavy_and_no_picture_are_refused_with_what_would_help() -> None:
    assert "240×320" in refusal_of(drawn.saved(drawn.face((239, 320))))
    assert "同一种颜色" in refusal_of(drawn.saved(Image.new("RGB", (300, 400), "white")))
    assert "10 MB" in refusal_of(drawn.portrait() + b"\0" * (10 * 1024 * 1024))
    assert "HEIC" in refusal_of(b"\0\0\0\x18ftypheic" + b"\0" * 40)
    assert "PDF" in refusal_of(b"%PDF-1.7 renamed to .jpg")
    assert "损坏" in refusal_of(drawn.portrait()[:2000])


# --- how it is cropped -----------------------------------------------------------------------------------------------


def test_a_picture_across_is_cropped_around_its_face_and_refused_without_one() -> None:
    photo = taken(drawn.saved(drawn.face((1600, 1200), at=(0.25, 0.4), scale=0.8)))
    assert photo.faces == 1
    assert (photo.width, photo.height) == (1600, 1200), "the original is kept whole"
    [face] = faces.find_faces(Image.open(io.BytesIO(photo.rendition))) or []
    assert abs(face[0] + face[2] / 2 - 120) < 24
    blob = Image.new("RGB", (800, 600), "white")
    blob.paste((60, 80, 140), (80, 60, 220, 340))
    assert "宽高比" in refusal_of(drawn.saved(blob))


def test_a_picture_too_flat_to_be_cropped_is_refused() -> None:
    across = Image.new("RGB", (1200, 330), "white")
    across.paste(drawn.face((300, 330), at=(0.5, 0.5), scale=1.3), (100, 0))
    image = across.crop((0, 0, 700, 320))
    assert size_of(taken(drawn.saved(image)).rendition) == EXPORT[:2]
    assert "太小" in refusal_of(drawn.saved(image.resize((600, 300))))


def test_the_crop_is_as_large_as_it_can_be_and_never_leaves_the_picture() -> None:
    assert crop_box((600, 800), (3, 4), None, least=240) == (0, 0, 600, 800)
    for face in ((0, 0, 200, 200), (500, 700, 90, 90), (250, 300, 300, 300), (20, 10, 60, 60)):
        left, top, right, bottom = crop_box((600, 800), (3, 4), face, least=240)
        assert 0 <= left < right <= 600
        assert 0 <= top < bottom <= 800
        assert abs((right - left) / (bottom - top) - 0.75) < 0.01
        assert right - left >= 240


def test_a_face_far_away_is_brought_closer_and_a_usual_one_is_left() -> None:
    left, _, right, _ = crop_box((1500, 2000), (3, 4), (650, 600, 200, 200), least=240)
    assert abs(200 / (right - left) - 0.52) < 0.01
    left, _, right, _ = crop_box((1500, 2000), (3, 4), (400, 500, 700, 700), least=240)
    assert right - left == 1500


# --- how it is drawn -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [Size(240, 320, 20), Size(295, 413, 100), Size(358, 441, 40), Size(600, 800, 60)])
def test_a_rendition_has_the_size_and_weight_of_its_taker_and_is_the_same_every_time(size: Size) -> None:
    photo = taken(drawn.portrait(size=(900, 1200)))
    content = draw_rendition(photo.original, size, photo.face_box)
    assert size_of(content) == (size.width, size.height)
    assert len(content) < size.kilobytes * 1024
    assert content == draw_rendition(photo.original, size, photo.face_box)


def test_nothing_of_where_and_with_what_it_was_taken_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 40.0, 0.0)})
    content = drawn.saved(drawn.face().transpose(Image.Transpose.ROTATE_90), exif=exif)
    assert b"PhoneMaker" in content
    photo = taken(content)
    assert (photo.width, photo.height) == (480, 640), "turned upright"
    assert photo.faces == 1
    for kept in (photo.original, photo.rendition):
        assert b"PhoneMaker" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photograph_of_many_megapixels_is_kept_smaller() -> None:
    photo = taken(drawn.saved(drawn.face((4500, 6000)), quality=70))
    assert (photo.width, photo.height) == (2250, 3000)
    assert photo.faces == 1
