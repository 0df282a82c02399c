"""One photograph checked by its content: a real JPEG or PNG, whole and large enough (R2.1).

Whether it is upright enough, and how it is cropped, is judged where it is drawn (`registration.photographs`).
"""

from dataclasses import dataclass

from registration.images import PictureRefused, open_picture

LONGEST = 3000
"""No side of a kept original is longer: the largest paper prints a few hundred pixels of it."""


@dataclass(frozen=True, slots=True)
class PhotoProfile:
    """What a photograph must be. The shipped values are the station's default; renditions are made from the original."""

    min_width: int = 240
    min_height: int = 320
    narrowest: float = 0.6
    widest: float = 0.9
    """Width to height: one inch is 295 × 413 (0.71), small two inch 413 × 531 (0.78)."""
    max_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    format: str


def check_picture(data: bytes, profile: PhotoProfile) -> Picture | str:
    """The picture's measures as it is seen upright, or the reason for refusing it."""
    try:
        _, kind, (width, height) = open_picture(data, longest=LONGEST)
    except PictureRefused as refusal:
        return str(refusal)
    return measured(Picture(width, height, kind), profile)


def measured(picture: Picture, profile: PhotoProfile) -> Picture | str:
    """Large enough, and a portrait of the usual shape."""
    return too_small(picture, profile) or misshapen(picture, profile) or picture


def too_small(picture: Picture, profile: PhotoProfile) -> str:
    if picture.width >= profile.min_width and picture.height >= profile.min_height:
        return ""
    size = f"{picture.width}×{picture.height}"
    return f"尺寸 {size} 像素太小，至少须 {profile.min_width}×{profile.min_height} 像素，请换一张清晰的证件照。"


def misshapen(picture: Picture, profile: PhotoProfile) -> str:
    if profile.narrowest <= picture.width / picture.height <= profile.widest:
        return ""
    size = f"{picture.width}×{picture.height}"
    return f"尺寸 {size} 像素，宽高比不是竖版证件照（约 3:4），请裁剪后重新上传。"
