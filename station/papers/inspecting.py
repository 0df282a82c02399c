"""What a PDF from outside would do by itself: scripts, programs, attachments, wherever they hide (R2.1, R2.2).

A copy of a certificate needs none of it. Every object is looked at, also those that nothing refers to and those packed
into object streams, since a reader may mend a damaged file in its own way and find them again.
"""

from __future__ import annotations

import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

DAMAGED = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError)
"""What the reader stumbles over in a file that is not as it should be."""
SCRIPT, PROGRAM, ATTACHMENT = "脚本", "启动程序的动作", "内嵌文件"
# As a key, or as the value of /S, /Type or /Subtype.
ACTIVE = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/Rendition": "多媒体",
    "/Launch": PROGRAM,
    "/EmbeddedFile": ATTACHMENT,
    "/EmbeddedFiles": ATTACHMENT,
    "/EF": ATTACHMENT,
    "/FileAttachment": ATTACHMENT,
    "/Collection": ATTACHMENT,
    "/RichMedia": "多媒体",
    "/RichMediaContent": "多媒体",
    "/Movie": "多媒体",
    "/Screen": "多媒体",
    "/3D": "多媒体",
    "/XFA": "动态表单",
    "/SubmitForm": "提交数据的动作",
    "/ImportData": "导入数据的动作",
    "/GoToE": "打开内嵌文件的动作",
    "/GoToR": "打开其他文件的动作",
}
_SAID_IN = ("/S", "/Type", "/Subtype")
_HARMLESS_AT_OPENING = ("/GoTo",)
_PLAIN_ADDRESS = re.compile(r"^(https?://|mailto:|www\.)", re.IGNORECASE)
MOST_OBJECTS = 200_000


def _spelled(name: bytes) -> bytes:
    """A pattern of the name as it may stand in the file: any letter may be written as #xx."""
    letters = b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name)
    return rb"/" + letters + rb"(?=[\s/<>\[\](){}%]|$)"


# Long enough never to stand in packed data by chance.
_RAW = [
    (re.compile(_spelled(name)), what)
    for name, what in ((b"JavaScript", SCRIPT), (b"Launch", PROGRAM), (b"EmbeddedFile", ATTACHMENT))
]


def active_content(reader: PdfReader, data: bytes) -> str:
    """The first thing in the file that would do something by itself, in words; or nothing."""
    return _among_objects(reader) or next((what for pattern, what in _RAW if pattern.search(data)), "")


def _among_objects(reader: PdfReader) -> str:
    waiting: list[Any] = [*_everything(reader), reader.trailer]
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in seen:
                continue
            seen.add(key)
            thing = _resolved(thing)
        visited += 1
        if visited > MOST_OBJECTS:
            return "过于复杂的内容"
        if isinstance(thing, DictionaryObject):
            if found := _of_dictionary(thing):
                return found
            waiting.extend(dict.values(thing))
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))
    return ""


def _everything(reader: PdfReader) -> list[IndirectObject]:
    """Each object the file's tables name, whether the pages reach it or not."""
    plain = [IndirectObject(number, generation, reader) for generation, row in reader.xref.items() for number in row]
    return [*plain, *(IndirectObject(number, 0, reader) for number in reader.xref_objStm)]


def _resolved(thing: IndirectObject) -> Any:
    try:
        return thing.get_object()
    except DAMAGED:
        return None  # what can't be read can't be run; what the pages need is read again when they are drawn


def _of_dictionary(thing: DictionaryObject) -> str:
    for name, value in dict.items(thing):
        if name in ACTIVE:
            return ACTIVE[name]
        said = value if not isinstance(value, IndirectObject) else _resolved(value)
        if name in _SAID_IN and str(said) in ACTIVE:
            return ACTIVE[str(said)]
        # A font may be called AA by whoever made the file; a table of actions has no /Type.
        if name == "/AA" and isinstance(said, DictionaryObject) and "/Type" not in said:
            return "自动执行的动作"
        if name == "/OpenAction" and isinstance(said, DictionaryObject):
            act = str(said.get("/S", "/GoTo"))
            if act not in _HARMLESS_AT_OPENING:
                return ACTIVE.get(act, "打开时自动执行的动作")
        if name == "/URI" and isinstance(said, str | bytes) and not _PLAIN_ADDRESS.match(_text(said)):
            return "来历不明的链接"
    return ""


def _text(said: str | bytes) -> str:
    return (said.decode("latin-1") if isinstance(said, bytes) else said).strip()
