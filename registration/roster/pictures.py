"""One photograph checked by its content: a real JPEG or PNG, whole, large enough, upright (R2.1)."""

import warnings
from dataclasses import dataclass
from io import BytesIO

_MAX_PIXELS = 50_000_000
_FORMATS = ("JPEG", "PNG")


@dataclass(frozen=True, slots=True)
class PhotoProfile:
    """What a photograph must be. The shipped values are the station's default; renditions for export are made from the original."""

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
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as image:
                kind, pixels = image.format or "", image.width * image.height
                if kind not in _FORMATS:
                    return f"是 {kind or '其他'} 格式，不是 JPEG 或 PNG，请另存为 JPG 后重新上传。"
                if pixels > _MAX_PIXELS:
                    return f"像素过大（{image.width}×{image.height}），请缩小后重新上传。"
                image.verify()
            with Image.open(BytesIO(data)) as image:
                image.load()
                width, height = ImageOps.exif_transpose(image).size
    except UnidentifiedImageError:
        return "不是图片文件（与扩展名无关，按内容识别），请换成 JPEG 或 PNG 照片。"
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, Image.DecompressionBombError):
        return "图片不完整或已损坏，打不开，请重新导出照片后上传。"
    return _measured(Picture(width, height, kind), profile)


def _measured(picture: Picture, profile: PhotoProfile) -> Picture | str:
    size = f"{picture.width}×{picture.height}"
    if picture.width < profile.min_width or picture.height < profile.min_height:
        return f"尺寸 {size} 像素太小，至少须 {profile.min_width}×{profile.min_height} 像素，请换一张清晰的证件照。"
    if not profile.narrowest <= picture.width / picture.height <= profile.widest:
        return f"尺寸 {size} 像素，宽高比不是竖版证件照（约 3:4），请裁剪后重新上传。"
    return picture
