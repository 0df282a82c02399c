"""Checked copies: every page with 《原件已审》, the station's seal, reviewer and date (R2.2).

What can't be stamped safely is refused with a sentence for the person who uploaded it:
encrypted files, files that run something, files that are no PDF or picture at all.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from .blocks import Image, Imprint, Seal
from .fonts import SONG
from .ink import INK, draw_line
from .inspecting import DAMAGED, active_content
from .pages import PRODUCER, new_canvas, pdf_moment
from .photographs import ImageUnreadable, draw_image, reader_for
from .qr import draw_qr
from .seal import draw_checked_stamp, draw_seal

MOST_PAGES = 200


class StampRefused(ValueError):
    """The file can't be stamped; the message says why and what would help."""


@dataclass(frozen=True)
class Stamp:
    """Who checked the original, when, for which station, under which serial."""

    station: str
    reviewer: str
    dated: date
    seal: Seal
    serial: str = ""
    verify_url: str = ""
    title: str = "审核件"


def stamp_pdf(data: bytes, stamp: Stamp) -> bytes:
    """The PDF with both stamps on every page."""
    reader = open_pdf(data)
    writer = PdfWriter()
    try:
        pages = [writer.add_page(page) for page in reader.pages]
        sizes = []
        for page in pages:
            page.transfer_rotation_to_content()
            box = page.cropbox
            sizes.append((float(box.left), float(box.bottom), float(box.width), float(box.height)))
        overlay = PdfReader(io.BytesIO(_overlay(sizes, stamp)))
        for page, ink, (left, bottom, _, _) in zip(pages, overlay.pages, sizes, strict=True):
            page.merge_translated_page(ink, left, bottom)
            page.pop("/AA", None)
        return _written(writer, stamp.title, stamp.station, stamp.dated)
    except DAMAGED as error:
        raise StampRefused(_BROKEN) from error


_BROKEN = "这个 PDF 文件已损坏，无法加盖印章。请重新扫描并另存为 PDF 或 JPEG 后再上传。"


def stamp_images(images: Sequence[Image], stamp: Stamp) -> bytes:
    """Scans as a PDF, an A4 page each, both stamps on every page."""
    if not images:
        raise StampRefused("没有可加盖印章的图片。请先上传扫描件。")
    imprint = Imprint(stamp.station, stamp.dated, stamp.serial, stamp.verify_url)
    canvas, out = new_canvas(stamp.title, imprint, A4, "mark")
    for image in images:
        try:
            wide, high = reader_for(image).getSize()
        except ImageUnreadable as error:
            raise StampRefused("这个图片文件已损坏或不是图片，无法加盖印章。请重新拍照或扫描后再上传。") from error
        size = A4 if high >= wide else (A4[1], A4[0])
        canvas.setPageSize(size)
        # The scan keeps clear of the marks: red ink on a dark scan could not be read.
        margin, band = 12 * mm, 54 * mm
        draw_image(canvas, image, margin, band, size[0] - 2 * margin, size[1] - margin - band)
        _draw_stamps(canvas, size[0], size[1], stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def open_pdf(data: bytes) -> PdfReader:
    """The PDF, if it is one, is not encrypted, runs nothing and has a sane number of pages."""
    if not data.lstrip()[:5] == b"%PDF-":
        raise StampRefused("这个文件不是 PDF，无法加盖印章。请上传 PDF、JPEG 或 PNG 文件。")
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise StampRefused("这个 PDF 文件有密码或权限保护，无法加盖印章。请去除密码后另存，再重新上传。")
        count = len(reader.pages)
        found = active_content(reader, data)
    except DAMAGED as error:
        if isinstance(error, StampRefused):
            raise
        raise StampRefused(_BROKEN) from error
    if not count:
        raise StampRefused("这个 PDF 文件没有页面，无法加盖印章。请检查后重新上传。")
    if count > MOST_PAGES:
        raise StampRefused(f"这个 PDF 文件有 {count} 页，超过 {MOST_PAGES} 页的上限。请按材料拆分后上传。")
    if found:
        raise StampRefused(f"这个 PDF 文件含有{found}，为安全起见不予受理。请打印后重新扫描，或另存为图片再上传。")
    return reader


def _overlay(sizes: Sequence[tuple[float, float, float, float]], stamp: Stamp) -> bytes:
    imprint = Imprint(stamp.station, stamp.dated, stamp.serial, stamp.verify_url)
    canvas, out = new_canvas(stamp.title, imprint, A4, "mark")
    for _, _, wide, high in sizes:
        canvas.setPageSize((wide, high))
        _draw_stamps(canvas, wide, high, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_stamps(canvas: Any, wide: float, high: float, stamp: Stamp) -> None:
    """Stamp and seal at the lower right, serial and QR code at the lower left.

    On small or huge pages everything is scaled, so that the marks keep their share.
    """
    scale = max(0.3, min(wide, high) / A4[0])
    canvas.saveState()
    canvas.scale(scale, scale)
    wide, high = wide / scale, high / scale
    right = wide - 12 * mm
    canvas.setFillColor(INK)
    seal = stamp.seal.diameter_mm * mm
    draw_checked_stamp(canvas, right - seal - 41 * mm, 20 * mm, reviewer=stamp.reviewer, dated=stamp.dated)
    draw_seal(canvas, stamp.seal, right - seal / 2, 31 * mm)
    x = 8 * mm
    canvas.setFillColor(INK)
    if stamp.verify_url:
        # A white ground: a scan reaches to the edge, and a code needs its quiet zone.
        canvas.saveState()
        canvas.setFillGray(1)
        canvas.rect(x - 1.6 * mm, 6.4 * mm, 17.2 * mm, 17.2 * mm, stroke=0, fill=1)
        canvas.restoreState()
        draw_qr(canvas, stamp.verify_url, x, 8 * mm, 14 * mm)
        x += 18 * mm
    if stamp.serial:
        text = f"审核件编号：{stamp.serial}"
        canvas.saveState()
        canvas.setFillGray(1)
        canvas.rect(x - 1 * mm, 7.4 * mm, 62 * mm, 4.6 * mm, stroke=0, fill=1)
        canvas.restoreState()
        canvas.setFillColor(INK)
        draw_line(canvas, text, SONG, 8, x, 8.8 * mm, room=60 * mm)
    canvas.restoreState()


def bind(
    pdfs: Sequence[bytes],
    imprint: Imprint,
    *,
    title: str = "",
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Several PDFs of our own as one, in order."""
    writer = PdfWriter()
    for done, data in enumerate(pdfs, 1):
        writer.append(io.BytesIO(data), import_outline=False)
        if progress is not None:
            progress(done)
    if not pdfs:
        raise ValueError("nothing to bind")
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    return _written(writer, title, imprint.issuer, imprint.issued)


def _written(writer: PdfWriter, title: str, author: str, issued: date | datetime) -> bytes:
    """Out as bytes, with metadata of our own and nothing of the day it was made."""
    moment = pdf_moment(issued)
    writer.metadata = None
    writer.add_metadata(
        {
            "/Title": title,
            "/Author": author,
            "/Producer": PRODUCER,
            "/CreationDate": moment,
            "/ModDate": moment,
        }
    )
    for name in ("/OpenAction", "/AA", "/Names", "/AcroForm"):
        writer._root_object.pop(NameObject(name), None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_count(data: bytes) -> int:
    """Pages of a PDF of our own."""
    return len(PdfReader(io.BytesIO(data)).pages)
