"""A candidate's photograph: checked, kept without metadata, and drawn again as papers and exports want it (R2.4)."""

import hashlib
import io
from dataclasses import dataclass

from registration.roster.pictures import PhotoProfile, Picture, check_picture
from station.refusals import Reason, Refused

_QUALITIES = (90, 82, 74, 66, 58, 50, 42, 34, 26)


@dataclass(frozen=True)
class Photograph:
    """`original` upright and clean, `rendition` in the size and weight of the export profile."""

    original: bytes
    rendition: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.original).hexdigest()


def take_photograph(content: bytes, *, minimum: tuple[int, int], export: tuple[int, int, int]) -> Photograph:
    """Check and redraw; `export` is width, height and the limit in kilobytes. `Refused` says what is wrong."""
    profile = PhotoProfile(min_width=minimum[0], min_height=minimum[1])
    if len(content) > profile.max_bytes:
        raise _refused("照片文件超过 10 MB。请压缩后重新上传。")
    reading = check_picture(content, profile)
    if not isinstance(reading, Picture):
        raise _refused(f"照片{reading}")
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as opened:
        upright = _on_white(ImageOps.exif_transpose(opened))
    width, height, kilobytes = export
    fitted = ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.35))
    return Photograph(_jpeg(upright, 92), _within(fitted, kilobytes * 1024), upright.width, upright.height)


def _refused(text: str) -> Refused:
    what, _, remedy = text.partition("，请")
    reason = Reason(what, "R2.1", f"请{remedy}" if remedy else "", "photo")
    return Refused("这张照片不能使用", reason)


def _on_white(image: "Image.Image") -> "Image.Image":  # type: ignore[name-defined]  # noqa: F821 -- loaded when needed
    """Transparent parts become white, as on paper; palettes and grey become RGB. Nothing of the metadata is kept."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    clean = image.convert("RGB")
    clean.info.clear()
    return clean


def _jpeg(image: "Image.Image", quality: int) -> bytes:  # type: ignore[name-defined]  # noqa: F821
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _within(image: "Image.Image", limit: int) -> bytes:  # type: ignore[name-defined]  # noqa: F821
    """The best quality under the limit: exports reject what weighs more."""
    drawn = b""
    for quality in _QUALITIES:
        drawn = _jpeg(image, quality)
        if len(drawn) < limit:
            return drawn
    raise _refused("照片压缩后仍超过规定的大小，请换一张背景简单的证件照。")
