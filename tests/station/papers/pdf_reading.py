"""Ways to look into a PDF that was made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, without the spaces that layout puts between letters."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def fonts_of(pdf: bytes) -> Iterator[tuple[str, Any]]:
    """Each font of the file with its descriptor, or None where nothing is embedded."""
    reader = PdfReader(io.BytesIO(pdf))
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(number)
        if isinstance(thing, DictionaryObject) and thing.get("/Type") == "/Font":
            yield str(thing["/BaseFont"]), thing.get("/FontDescriptor")
