"""What people hand in as files: told by content, made harmless, or refused with the reason (R2.1).

Names and declared types are not believed. Images are drawn anew without metadata; a PDF with a password, a script, an
action or an attachment is refused (`station.papers.inspecting`).
"""

import hashlib
from dataclasses import dataclass

import filetype

from station.refusals import Reason, Refused

MIB = 1024 * 1024
MAX_BYTES = 10 * MIB
MAX_PAGES = 60
MAX_SIDE = 3500
MAX_PNG = 4 * MIB  # a photograph of a paper saved as PNG is kept as JPEG
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
MIME_OF = {extension: mime for mime, extension in EXTENSIONS.items()}


@dataclass(frozen=True)
class Upload:
    """Bytes that may be kept, as they will be kept."""

    content: bytes
    mime: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.mime]


def accept_scan(content: bytes) -> Upload:
    """A scan or photograph of a paper, cleaned; `Refused` with what is wrong and what would help."""
    if not content:
        raise _refused("文件是空的", "请重新选择文件。")
    if len(content) > MAX_BYTES:
        raise _refused(f"文件有 {len(content) / MIB:.1f} MB，超过 10 MB", "请压缩后上传，或分成几个文件。")
    kind = filetype.guess(content)
    mime = kind.mime if kind else ""
    if mime in (JPEG, PNG, "image/apng"):
        return _image(content, mime)
    if mime == PDF:
        return _pdf(content)
    raise _not_ours(content)


def _not_ours(content: bytes) -> Refused:
    """Pictures of other kinds are told how to become one of ours; all else by what is taken."""
    from registration.images import kind_of, phone_remedy

    if kind := kind_of(content):
        return _refused(
            f"文件是 {kind} 格式，不是 JPEG、PNG 图片或 PDF（按内容识别，与扩展名无关）", phone_remedy(kind)
        )
    return _refused("文件不是 JPEG、PNG 图片或 PDF（按内容识别，与扩展名无关）", "请另存为 JPG、PNG 或 PDF 后上传。")


def _refused(text: str, remedy: str) -> Refused:
    return Refused("这份材料不能接收", Reason(text, "R2.1", remedy, "file"))


def _image(content: bytes, mime: str) -> Upload:
    """Drawn anew: what hides behind the pixels (position, thumbnails, appended archives and pages) is left behind."""
    from registration.images import PictureRefused, as_jpeg, as_png, open_picture

    try:
        clean, _, _ = open_picture(content, longest=MAX_SIDE)
    except PictureRefused as refusal:
        raise _refused(f"图片{refusal.text}", refusal.remedy) from refusal
    if mime != JPEG and len(drawn := as_png(clean)) <= MAX_PNG:
        return Upload(drawn, PNG)
    return Upload(as_jpeg(clean, 88), JPEG)


def _pdf(content: bytes) -> Upload:
    from station.papers.stamping import StampRefused, open_pdf

    try:
        pages = len(open_pdf(content).pages)
    except StampRefused as refusal:
        text, _, remedy = str(refusal).partition("。")
        raise _refused(text, remedy) from refusal
    if pages > MAX_PAGES:
        raise _refused(f"PDF 有 {pages} 页，超过 {MAX_PAGES} 页", "请只上传需要的页。")
    return Upload(content, PDF)
