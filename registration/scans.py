"""Several pages that were scanned one by one become one paper, so that the newest of a kind is the whole of it (R2.1)."""

import io
from collections.abc import Sequence
from datetime import datetime

from registration import uploads
from station.clock import ZONE
from station.refusals import Reason, Refused

A4_PIXELS = (1240, 1754)
"""A4 at 150 dots to the inch: what a stamped copy is printed from."""
_DAY_ONE = datetime(2000, 1, 1, tzinfo=ZONE).timetuple()


def one_paper(pages: Sequence[bytes]) -> bytes:
    """One file stays as it is; several, each accepted by itself first, are bound to a PDF in their order."""
    if len(pages) == 1:
        return pages[0]
    from station.papers.inspecting import DAMAGED

    accepted = [uploads.accept_scan(content) for content in pages]
    try:
        return _bound([each.content if each.mime == uploads.PDF else _on_paper(each.content) for each in accepted])
    except DAMAGED as error:
        reason = Reason("所选文件中有损坏的 PDF，不能合为一件", "R2.1", "请把各页重新扫描为图片后再选。", "file")
        raise Refused("这份材料不能接收", reason) from error


def _bound(papers: Sequence[bytes]) -> bytes:
    from pypdf import PdfReader, PdfWriter

    bound = PdfWriter()
    for paper in papers:
        bound.append(PdfReader(io.BytesIO(paper)), import_outline=False)
    out = io.BytesIO()
    bound.write(out)
    return out.getvalue()


def _on_paper(picture: bytes) -> bytes:
    """Centred on a white A4 page, turned where the picture lies on its side."""
    from PIL import Image

    wide, high = A4_PIXELS
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    size = (wide, high) if image.height >= image.width else (high, wide)
    image.thumbnail((size[0] - 80, size[1] - 80))
    sheet = Image.new("RGB", size, "white")
    sheet.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    out = io.BytesIO()
    sheet.save(out, "PDF", resolution=150, creationDate=_DAY_ONE, modDate=_DAY_ONE)
    return out.getvalue()
