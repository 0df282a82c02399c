"""A candidate's photograph: checked at once, kept without metadata, cropped and drawn as papers and exports want it.

Refused is only what no person could accept: no JPEG or PNG, damaged, too small, one flat colour, or of a shape that
can't be cropped to a portrait. All else is advice for the applicant and the reviewer (R2.1, R2.4).
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from registration.faces import Box, find_faces
from registration.images import PictureRefused, as_jpeg, open_picture
from registration.photo_advice import advice_on, is_blank
from registration.roster.pictures import LONGEST, PhotoProfile, Picture, misshapen, too_small
from station.refusals import Reason, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITIES = (90, 82, 74, 66, 58, 50, 42, 34, 26)
_PORTRAIT = 0.75
_EYES = 0.44
"""How far down the middle of the face stands in a passport photograph."""
_SMALL_FACE, _USUAL_FACE = 0.34, 0.52
"""The face's share of the width: below the first the crop goes closer, to the second."""


class Size(NamedTuple):
    """What a rendition must be: pixels, and the limit in kilobytes."""

    width: int
    height: int
    kilobytes: int


@dataclass(frozen=True)
class Photograph:
    """`original` upright and clean, `rendition` in the size and weight that papers use."""

    original: bytes
    rendition: bytes
    width: int
    height: int
    faces: int | None = None
    face_box: Box | None = None
    advice: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.original).hexdigest()


def take_photograph(content: bytes, *, minimum: tuple[int, int], export: tuple[int, int, int]) -> Photograph:
    """Check and redraw; `export` is width, height and the limit in kilobytes. `Refused` says what is wrong."""
    profile = PhotoProfile(min_width=minimum[0], min_height=minimum[1])
    if len(content) > profile.max_bytes:
        raise _refused("照片文件超过 10 MB", "请压缩后重新上传。")
    try:
        image, kind, (width, height) = open_picture(content, longest=LONGEST)
    except PictureRefused as refusal:
        raise _refused(f"照片{refusal.text}", refusal.remedy) from refusal
    if reason := too_small(Picture(width, height, kind), profile):
        raise _refused_as_said(reason)
    if is_blank(image):
        raise _refused("整张照片几乎是同一种颜色，看不出人像", "请换一张正面免冠证件照。")
    found = find_faces(image)
    face = found[0] if found and len(found) == 1 else None
    _require_croppable(image, face, profile)
    frame = crop_box(image.size, (export[0], export[1]), face, least=export[0])
    return Photograph(
        original=as_jpeg(image, 92),
        rendition=_fitted(image, Size(*export), frame),
        width=image.width,
        height=image.height,
        faces=None if found is None else len(found),
        face_box=face,
        advice=advice_on(image.crop(frame), faces=None if found is None else len(found)),
    )


def draw_rendition(original: bytes, size: Size, face: Box | None) -> bytes:
    """The kept original as another taker wants it; the same bytes every time."""
    from PIL import Image

    with Image.open(io.BytesIO(original)) as opened:
        image = opened.convert("RGB")
    return _fitted(image, size, crop_box(image.size, (size.width, size.height), face, least=size.width))


def crop_box(picture: tuple[int, int], shape: tuple[int, int], face: Box | None, *, least: int) -> Box:
    """Left, top, right, bottom of the largest part in the wanted shape: around the face where there is one.

    A face that would stand small is brought closer, but never so close that fewer than `least` pixels are left.
    """
    wide, high = picture
    ratio = shape[0] / shape[1]
    width, height = (wide, wide / ratio) if wide / high <= ratio else (high * ratio, float(high))
    across, down = wide / 2, height * 0.5 + (high - height) * 0.35
    if face is not None:
        if face[2] / width < _SMALL_FACE:
            width = min(width, max(face[2] / _USUAL_FACE, float(least)))
            height = width / ratio
        across = face[0] + face[2] / 2
        down = face[1] + face[3] / 2 + (0.5 - _EYES) * height
    left = min(max(across - width / 2, 0), wide - width)
    top = min(max(down - height / 2, 0), high - height)
    return round(left), round(top), round(left + width), round(top + height)


def _require_croppable(image: Image, face: Box | None, profile: PhotoProfile) -> None:
    """A picture of another shape is cropped around its one face; where there is none, nobody knows what to cut off."""
    reason = misshapen(Picture(image.width, image.height, ""), profile)
    if not reason:
        return
    if face is None:
        raise _refused_as_said(reason)
    left, top, right, bottom = crop_box(image.size, (3, 4), face, least=profile.min_width)
    if right - left < profile.min_width or bottom - top < profile.min_height:
        text = (
            f"照片裁成竖版后只剩 {right - left}×{bottom - top} 像素，少于 {profile.min_width}×{profile.min_height} 像素"
        )
        raise _refused(text, "请换一张竖版证件照，或离近一些重拍。")


def _refused(text: str, remedy: str) -> Refused:
    return Refused("这张照片不能使用", Reason(text, "R2.1", remedy, "photo"))


def _refused_as_said(reason: str) -> Refused:
    what, _, remedy = reason.partition("，请")
    return _refused(f"照片{what}", f"请{remedy}")


def _fitted(image: Image, size: Size, frame: Box) -> bytes:
    from PIL import Image

    drawn = image.resize((size.width, size.height), Image.Resampling.LANCZOS, box=frame)
    return _within(drawn, size.kilobytes * 1024)


def _within(image: Image, limit: int) -> bytes:
    """The best quality under the limit: exports reject what weighs more."""
    for quality in _QUALITIES:
        drawn = as_jpeg(image, quality)
        if len(drawn) < limit:
            return drawn
    raise _refused("照片压缩后仍超过规定的大小", "请换一张背景简单的证件照。")
