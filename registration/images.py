"""Pictures from outside, opened with care: told by content, measured before they are decoded, drawn upright (R2.1).

Nothing of the file survives but its pixels: no EXIF, no position, no thumbnail of another picture, no appended archive.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000}
"""Before anything is decoded. A JPEG is read at reduced scale; a PNG can't be."""
_MIXED = {"MPO": "JPEG"}  # what many phones write: a JPEG with a second picture behind it
_FROM_PHONES = {
    "HEIC": "请在手机“设置”→“相机”→“格式”中选“兼容性最佳”后重拍，或用相册的“另存为 JPG”后重新上传。",
    "WEBP": "这类图片多来自微信或网页，请用相册编辑后另存为 JPG，或截图保存后重新上传。",
    "GIF": "请用相册或画图程序打开后另存为 JPG，再重新上传。",
    "BMP": "请用画图程序打开后另存为 JPG，再重新上传。",
    "TIFF": "请用看图程序打开后另存为 JPG，再重新上传。",
    "PDF": "请把其中的图片另存为 JPG，再重新上传。",
    "SVG": "请换成相机或扫描仪拍的 JPG 照片后重新上传。",
    "ZIP": "请先解压，再选择其中的 JPG 图片上传。",
}
_SIGNATURES = (
    (b"%PDF", "PDF"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"PK\x03\x04", "ZIP"),
)  # fmt: skip
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_DAMAGED = ("不完整或已损坏，打不开", "请重新拍照或重新导出后上传。")


class PictureRefused(ValueError):
    """What is wrong with the file, and what would help."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(f"{text}，{remedy}")
        self.text, self.remedy = text, remedy


def open_picture(content: bytes, *, longest: int) -> tuple[Image, str, tuple[int, int]]:
    """Upright RGB pixels, the format (JPEG or PNG), and the size it came in; no side longer than `longest`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Large pictures are measured below, by our own limits; damaged metadata is thrown away unread.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
                kind = _MIXED.get(opened.format or "", opened.format or "")
                _require_sane(opened, kind)
                turned = opened.getexif().get(0x0112, 1) >= 5
                size = opened.size[::-1] if turned else opened.size
                opened.draft("RGB", (longest, longest))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                clean = _plain(upright)
    except UnidentifiedImageError:
        raise _not_ours(content) from None
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PictureRefused("像素过大", "请缩小后重新上传。") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
            ZeroDivisionError) as error:  # fmt: skip
        # Decoders answer a damaged file with whatever they stumbled over.
        raise PictureRefused(*_DAMAGED) from error
    clean.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return clean, kind, size


def _require_sane(opened: Image, kind: str) -> None:
    if opened.width * opened.height > MAX_PIXELS[kind]:
        raise PictureRefused(f"像素过大（{opened.width}×{opened.height}）", "请缩小后重新上传。")
    if kind == "PNG" and getattr(opened, "is_animated", False):
        raise PictureRefused("是动态图片", "请换成普通的静态照片后重新上传。")


def _not_ours(content: bytes) -> PictureRefused:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return PictureRefused(*_DAMAGED)
    if kind := kind_of(content):
        phone = "（手机的高效格式）" if kind in ("HEIC", "AVIF") else ""
        return PictureRefused(f"是 {kind} 格式{phone}，不是 JPEG 或 PNG", phone_remedy(kind))
    return PictureRefused("不是图片文件（与扩展名无关，按内容识别）", "请换成 JPEG 或 PNG 照片后重新上传。")


def phone_remedy(kind: str) -> str:
    """How somebody with a phone or an office computer makes a JPEG of it."""
    return _FROM_PHONES.get("HEIC" if kind == "AVIF" else kind, "请另存为 JPG 后重新上传。")


def kind_of(content: bytes) -> str:
    """What a file is that is neither JPEG nor PNG, as people call it; empty where nobody can say."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "AVIF" if content[8:12] in (b"avif", b"avis") else "HEIC"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if b"<svg" in content[:1000].lower():
        return "SVG"
    return next((kind for mark, kind in _SIGNATURES if content.startswith(mark)), "")


def _plain(image: Image) -> Image:
    """RGB on white: transparent parts as on paper, sixteen bits as eight, and none of the file's own notes."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode in ("I", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    clean = Image.new("RGB", image.size)
    clean.paste(image.convert("RGB"))  # a new picture knows nothing of the old one's metadata
    return clean


def as_jpeg(image: Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def as_png(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
