"""Verifies a package from the file alone: no database, no network, nothing but Python.

A copy of this file lies in every package as ``verify.py``; run it as
``python verify.py 材料包.zip``.  It names every entry that is damaged, missing or extra
(R4.1), and notices when a single byte of the file is not as it was built: the layout of a
package is fixed, so each header can be written again from the contents and compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Iterator, List, Optional, Union

MANIFEST, DIGEST, SELF = "manifest.json", "manifest.sha256", "verify.py"
FORMAT = "assessment-package/1"
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
LOCAL_LAYOUT, CENTRAL_LAYOUT, END_LAYOUT = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE = 30, 46, 22
VERSION, UNIX, DOS_DATE, MODE = 20, 3, 33, 0o100644 << 16
MOST_MANIFEST = 64 * 1024 * 1024
CHUNK = 1 << 20


@dataclass(frozen=True)
class Problem:
    """What is wrong; ``entry`` names the entry concerned, if it is one."""

    kind: str  # unreadable, structure, duplicate, manifest, damaged, missing, extra
    entry: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Found:
    """An entry as the file shows it."""

    raw_name: bytes
    header: int
    start: int
    stored: int
    size: int
    method: int

    @property
    def name(self) -> str:
        return self.raw_name.decode("utf-8", "replace")


@dataclass(frozen=True)
class Content:
    """What an entry really holds."""

    size: int
    sha256: str
    crc: int


def verify_package(path: Union[str, "os.PathLike[str]"]) -> List[Problem]:
    """Every problem of the package at ``path``; an empty list means it is as it was built."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            return _verify(file, size)
    except OSError as error:
        return [Problem("unreadable", "", f"文件无法读取：{error.strerror or error}。")]


def _verify(file: BinaryIO, size: int) -> List[Problem]:
    walked, walk_end, clean = _walk(file, size)
    listed = _directory(file, size)
    if listed is None and not walked:
        return [Problem("structure", "", "这不是材料包：文件里没有可以辨认的条目，可能不是 ZIP 文件或已严重损坏。")]
    # The headers in front of the entries are trusted when they lead all the way to the
    # directory; otherwise the directory is.
    found = walked if clean or listed is None else listed
    contents = [_content(file, entry, size) for entry in found]
    problems = _structure(file, size, walked, walk_end, found, contents)
    problems += _names(found)
    problems += _against_manifest(file, size, found, contents)
    return problems


# -- reading what is there


def _at(file: BinaryIO, offset: int, count: int) -> bytes:
    if offset < 0 or count <= 0:
        return b""
    file.seek(offset)
    return file.read(count)


def _walk(file: BinaryIO, size: int) -> "tuple[List[Found], int, bool]":
    """Entry after entry from the front; where that ended, and whether at the directory."""
    found: List[Found] = []
    position = 0
    while position + LOCAL_SIZE <= size:
        head = _at(file, position, LOCAL_SIZE)
        if head[:4] != LOCAL:
            break
        fields = struct.unpack(LOCAL_LAYOUT, head)
        method, stored, whole, name_size, extra_size = fields[3], fields[7], fields[8], fields[9], fields[10]
        start = position + LOCAL_SIZE + name_size + extra_size
        if fields[2] & 8 or start + stored > size:
            return found, position, False
        name = _at(file, position + LOCAL_SIZE, name_size)
        found.append(Found(name, position, start, stored, whole, method))
        position = start + stored
    return found, position, _at(file, position, 4) == CENTRAL


def _directory(file: BinaryIO, size: int) -> Optional[List[Found]]:
    """The entries as the directory at the end lists them; None if it can't be read."""
    tail_size = min(size, END_SIZE + 65535)
    tail = _at(file, size - tail_size, tail_size)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        return None
    fields = struct.unpack(END_LAYOUT, tail[at : at + END_SIZE])
    count, length, offset = fields[4], fields[5], fields[6]
    if offset + length > size:
        return None
    block = _at(file, offset, length)
    found: List[Found] = []
    position, total = 0, 0
    for _ in range(count):
        head = block[position : position + CENTRAL_SIZE]
        if len(head) < CENTRAL_SIZE or head[:4] != CENTRAL:
            return None
        entry = struct.unpack(CENTRAL_LAYOUT, head)
        method, stored, whole = entry[4], entry[8], entry[9]
        name_size, extra_size, note_size, header = entry[10], entry[11], entry[12], entry[16]
        name = block[position + CENTRAL_SIZE : position + CENTRAL_SIZE + name_size]
        local = _at(file, header, LOCAL_SIZE)
        gap = sum(struct.unpack("<2H", local[26:30])) if len(local) == LOCAL_SIZE else name_size
        found.append(Found(name, header, header + LOCAL_SIZE + gap, stored, whole, method))
        position += CENTRAL_SIZE + name_size + extra_size + note_size
        total += stored
    return found if total <= size else None  # entries lying over one another are no list


def _parts(file: BinaryIO, entry: Found, size: int, limit: int) -> Iterator[bytes]:
    """The contents in pieces, unpacked if another program packed them; at most ``limit``."""
    unpack = zlib.decompressobj(-15) if entry.method == 8 else None
    position, end, given = entry.start, min(entry.start + entry.stored, size), 0
    while position < end and given <= limit:
        data = _at(file, position, min(CHUNK, end - position))
        if not data:
            return
        position += len(data)
        while data:
            piece = unpack.decompress(data, CHUNK) if unpack else data
            data = unpack.unconsumed_tail if unpack else b""
            given += len(piece)
            yield piece
            if given > limit:
                return


def _content(file: BinaryIO, entry: Found, size: int) -> Content:
    digest, crc, total = hashlib.sha256(), 0, 0
    try:
        for piece in _parts(file, entry, size, entry.size):
            digest.update(piece)
            crc = zlib.crc32(piece, crc)
            total += len(piece)
    except zlib.error:
        return Content(-1, "", 0)
    return Content(total, digest.hexdigest(), crc)


# -- the layout: written again from the contents and compared


def local_header(name: bytes, content: Content) -> bytes:
    """The bytes that stand before an entry."""
    return (
        struct.pack(
            LOCAL_LAYOUT,
            LOCAL,
            VERSION,
            _flags(name),
            0,
            0,
            DOS_DATE,
            content.crc,
            content.size & 0xFFFFFFFF,
            content.size & 0xFFFFFFFF,
            len(name),
            0,
        )
        + name
    )


def central_header(name: bytes, content: Content, header: int) -> bytes:
    """The bytes that list an entry in the directory."""
    return (
        struct.pack(
            CENTRAL_LAYOUT,
            CENTRAL,
            UNIX << 8 | VERSION,
            VERSION,
            _flags(name),
            0,
            0,
            DOS_DATE,
            content.crc,
            content.size & 0xFFFFFFFF,
            content.size & 0xFFFFFFFF,
            len(name),
            0,
            0,
            0,
            0,
            MODE,
            header & 0xFFFFFFFF,
        )
        + name
    )


def _flags(name: bytes) -> int:
    return 0 if all(byte < 128 for byte in name) else 0x800


def _structure(
    file: BinaryIO,
    size: int,
    walked: List[Found],
    walk_end: int,
    found: List[Found],
    contents: List[Content],
) -> List[Problem]:
    problems: List[Problem] = []
    wrong: List[Found] = []
    position, directory = 0, b""
    for entry, content in zip(found, contents):
        expected = local_header(entry.raw_name, content)
        if entry.header != position or _at(file, entry.header, len(expected)) != expected:
            wrong.append(entry)
        directory += central_header(entry.raw_name, content, entry.header)
        position = max(position, entry.start + entry.stored)
    if len(wrong) > max(1, len(found) // 2):
        return [Problem("structure", "", "文件结构与生成时不同，可能经过重新压缩或打包。")]
    for entry in wrong:
        problems.append(Problem("structure", entry.name, f"条目“{entry.name}”的文件头与内容不符，或不在原来的位置。"))
    end = struct.pack(
        END_LAYOUT,
        END,
        0,
        0,
        len(found) & 0xFFFF,
        len(found) & 0xFFFF,
        len(directory) & 0xFFFFFFFF,
        position & 0xFFFFFFFF,
        0,
    )
    if _at(file, position, len(directory)) != directory:
        named = _differing(file, position, found, contents)
        problems.append(
            Problem("structure", named, f"材料包的目录区与条目不符{f'（涉及“{named}”）' if named else ''}。")
        )
    position += len(directory)
    if _at(file, position, END_SIZE) != end:
        problems.append(Problem("structure", "", "材料包的结尾记录损坏或缺失，文件可能不完整。"))
    elif position + END_SIZE != size:
        problems.append(Problem("structure", "", "材料包末尾多出了内容。"))
    if found != walked and not problems:
        problems.append(Problem("structure", "", f"材料包在第 {walk_end} 字节处结构不连续。"))
    return problems


def _differing(file: BinaryIO, position: int, found: List[Found], contents: List[Content]) -> str:
    """The first entry whose line in the directory is not as it should be."""
    for entry, content in zip(found, contents):
        expected = central_header(entry.raw_name, content, entry.header)
        if _at(file, position, len(expected)) != expected:
            return entry.name
        position += len(expected)
    return ""


def _names(found: List[Found]) -> List[Problem]:
    problems: List[Problem] = []
    seen = set()
    for entry in found:
        if entry.raw_name in seen:
            problems.append(Problem("duplicate", entry.name, f"条目“{entry.name}”出现了不止一次。"))
        seen.add(entry.raw_name)
        if not safe_name(entry.raw_name):
            problems.append(Problem("structure", entry.name, f"条目名“{entry.name}”不合规范。"))
    order = [entry.raw_name for entry in found]
    if order != sorted(order, key=place_of):
        problems.append(Problem("structure", "", "材料包里条目的次序与生成时不同。"))
    return problems


def safe_name(raw: bytes) -> bool:
    """A relative path in UTF-8 that stays below its folder."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") for part in parts)
    return plain and "\\" not in name and ":" not in name and name.isprintable()


def place_of(raw: bytes) -> "tuple[int, bytes]":
    """Papers by name, then the verifier, the manifest, its digest."""
    last = [SELF.encode(), MANIFEST.encode(), DIGEST.encode()]
    return (last.index(raw) + 1 if raw in last else 0, raw)


# -- the contents: against the manifest


def canonical(manifest: Any) -> bytes:
    """The one way a manifest is written."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _read(file: BinaryIO, size: int, entry: Found) -> bytes:
    try:
        return b"".join(_parts(file, entry, size, MOST_MANIFEST))
    except zlib.error:
        return b""


def _against_manifest(file: BinaryIO, size: int, found: List[Found], contents: List[Content]) -> List[Problem]:
    by_name = {entry.raw_name: (entry, content) for entry, content in zip(found, contents)}
    problems: List[Problem] = []
    if MANIFEST.encode() not in by_name:
        return [Problem("missing", MANIFEST, "缺少清单 manifest.json，无法核对各项材料。")]
    entry, content = by_name[MANIFEST.encode()]
    digest = by_name.get(DIGEST.encode())
    if digest is None:
        problems.append(Problem("missing", DIGEST, "缺少清单的校验值 manifest.sha256。"))
    elif _read(file, size, digest[0]) != f"{content.sha256}  {MANIFEST}\n".encode():
        problems.append(
            Problem("manifest", MANIFEST, "清单 manifest.json 与其校验值 manifest.sha256 不符，二者之一已被改动。")
        )
    raw = _read(file, size, entry)
    try:
        manifest = json.loads(raw.decode("utf-8"))
        canonically = canonical(manifest) == raw
    except (ValueError, RecursionError):
        return [*problems, Problem("manifest", MANIFEST, "清单 manifest.json 已损坏，无法读取。")]
    entries = _entries(manifest)
    if entries is None:
        return [*problems, Problem("manifest", MANIFEST, "清单 manifest.json 的内容不合规范，无法核对。")]
    if not canonically or not _consistent(manifest, entries):
        problems.append(Problem("manifest", MANIFEST, "清单 manifest.json 自相矛盾：合计、次序或写法与各项不一致。"))
    return problems + _compare(entries, by_name)


def _entries(manifest: Any) -> Optional[List[dict]]:
    """The manifest's entries, if it has the shape of one."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return None
    entries = manifest.get("entries")
    if not isinstance(entries, list):
        return None
    for entry in entries:
        if not isinstance(entry, dict):
            return None
        if not all(isinstance(entry.get(key), str) for key in ("path", "sha256", "kind", "title", "clause")):
            return None
        if type(entry.get("bytes")) is not int or type(entry.get("pages", "")) not in (int, type(None)):
            return None
    return entries


def _consistent(manifest: Any, entries: List[dict]) -> bool:
    totals = {
        "entries": len(entries),
        "pages": sum(entry["pages"] or 0 for entry in entries),
        "bytes": sum(entry["bytes"] for entry in entries),
    }
    order = [entry["path"].encode("utf-8", "replace") for entry in entries]
    in_order = order == sorted(set(order), key=place_of)
    return manifest.get("totals") == totals and in_order and SELF.encode() in order


def _compare(entries: List[dict], by_name: dict) -> List[Problem]:
    problems: List[Problem] = []
    listed = {MANIFEST.encode(), DIGEST.encode()}
    for entry in entries:
        path = entry["path"]
        raw = path.encode("utf-8", "replace")
        listed.add(raw)
        if raw not in by_name:
            problems.append(Problem("missing", path, f"缺少“{path}”（{entry['title']}）。"))
            continue
        content = by_name[raw][1]
        if content.size != entry["bytes"] or content.sha256 != entry["sha256"]:
            problems.append(Problem("damaged", path, f"“{path}”（{entry['title']}）的内容已改变或损坏。"))
    for raw, (found, _) in by_name.items():
        if raw not in listed:
            problems.append(Problem("extra", found.name, f"“{found.name}”不在清单里，是多出来的。"))
    return problems


def main(arguments: List[str]) -> int:
    """0: as it was built; 1: not; 2: called wrongly."""
    if len(arguments) != 1:
        sys.stderr.write("用法：python verify.py 材料包.zip\n")
        return 2
    problems = verify_package(arguments[0])
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write("材料包不完整或已被改动。\n" if problems else "材料包完整，各项与清单一致。\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
