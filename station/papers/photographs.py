"""Images on a page, embedded as they are and known by their content.

ReportLab names an image by its path or by its decoded pixels: the first makes two renders
of the same facts differ, the second decodes every photograph twice.  The file's own bytes
serve as the name here, and a JPEG goes into the PDF undecoded.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.utils import ImageReader

from .blocks import Image

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class ImageUnreadable(ValueError):
    """What was handed over as a picture is none."""


class _Undecoded(ImageReader):
    """A JPEG whose identity is its file, so that nothing is decoded to compare it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._file = data
        self._dataA = None

    def getRGBData(self) -> bytes:  # noqa: N802 -- ReportLab's name
        return self._file


def reader_for(image: Image) -> ImageReader:
    data = image.read_bytes() if isinstance(image, Path) else image
    try:
        reader = _Undecoded(data)
        return reader if hasattr(reader, "jpeg_fh") else ImageReader(io.BytesIO(data))
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow raises on bad files
        raise ImageUnreadable("照片或图片文件已损坏，无法印入文书。请重新上传后再生成。") from error


def draw_image(canvas: Canvas, image: Image, x: float, y: float, width: float, height: float) -> None:
    """Fit the image into the box, centred, its proportions kept."""
    canvas.drawImage(reader_for(image), x, y, width, height, mask="auto", preserveAspectRatio=True, anchor="c")
