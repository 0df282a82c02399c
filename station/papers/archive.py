"""Packages as ZIP files that say what they hold and can prove it (R4.1, R6.1).

Entries are stored, not packed again (PDF and XLSX already are), in a fixed order with a
fixed date: the same papers give the same bytes, and every header can be checked against
the contents by ``verifier``.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from . import verifier
from .verifier import DIGEST, FORMAT, MANIFEST, SELF

MOST_BYTES = 4 * 1024**3 - 64 * 1024**2
MOST_ENTRIES = 60_000
_DATE = (1980, 1, 1, 0, 0, 0)


class PackageRefused(ValueError):
    """The package can't be built; the message says why and what would help."""


@dataclass(frozen=True)
class Entry:
    """One paper of a package.

    ``content`` is its bytes or the file that holds them; ``kind`` is a stable word for
    programs, ``title`` the paper's name for people; pages of a PDF are counted if not given.
    """

    path: str
    content: bytes | Path
    kind: str
    title: str
    clause: str = ""
    pages: int | None = None


@dataclass(frozen=True)
class Package:
    """What was built: the manifest, its digest, and the whole file's."""

    manifest: Mapping[str, Any]
    manifest_sha256: str
    entries: int
    pages: int
    bytes: int
    rows: tuple[Mapping[str, Any], ...] = field(repr=False, default=())


def write_package(
    target: BinaryIO | Path,
    entries: Iterable[Entry],
    *,
    title: str,
    facts_hash: str = "",
    facts: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Package:
    """Write the package, one entry at a time; ``target`` is a path or a seekable file.

    ``facts`` go into the manifest as they are: strings, numbers, lists of them.
    """
    if isinstance(target, Path):
        with target.open("w+b") as file:
            return write_package(file, entries, title=title, facts_hash=facts_hash, facts=facts, progress=progress)
    own = Entry(SELF, Path(verifier.__file__), "verifier", "核验程序")
    ordered = sorted([*entries, own], key=lambda e: verifier.place_of(e.path.encode()))
    _check(ordered)
    rows: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for number, entry in enumerate(ordered, 1):
            rows.append(_add(archive, entry))
            if progress is not None:
                progress(number, len(ordered))
        manifest = _manifest(rows, title, facts_hash, facts or {})
        raw = verifier.canonical(manifest)
        digest = hashlib.sha256(raw).hexdigest()
        archive.writestr(_info(MANIFEST), raw)
        archive.writestr(_info(DIGEST), f"{digest}  {MANIFEST}\n".encode())
    totals = manifest["totals"]
    return Package(manifest, digest, totals["entries"], totals["pages"], totals["bytes"], tuple(rows))


def build_package(entries: Iterable[Entry], *, title: str, **options: Any) -> tuple[bytes, Package]:
    """A small package in memory: its bytes and what it holds."""
    out = io.BytesIO()
    package = write_package(out, entries, title=title, **options)
    return out.getvalue(), package


def plain_zip(files: Mapping[str, bytes | Path]) -> bytes:
    """Files as a ZIP without a manifest (photographs for an export): same files, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files, key=lambda n: n.encode()):
            _check_name(name)
            _copy(archive, name, files[name])
    return out.getvalue()


def _manifest(rows: list[dict[str, Any]], title: str, facts_hash: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "title": title,
        "facts_hash": facts_hash,
        "facts": dict(facts),
        "entries": rows,
        "totals": {
            "entries": len(rows),
            "pages": sum(row["pages"] or 0 for row in rows),
            "bytes": sum(row["bytes"] for row in rows),
        },
    }


def _check(entries: list[Entry]) -> None:
    seen: set[str] = set()
    total = 0
    for entry in entries:
        _check_name(entry.path)
        if entry.path in (MANIFEST, DIGEST) or (entry.path == SELF and entry.kind != "verifier"):
            raise PackageRefused(f"“{entry.path}”是材料包自用的名称，请换一个文件名。")
        if entry.path in seen:
            raise PackageRefused(f"材料包里有两项都叫“{entry.path}”，请改名后重新生成。")
        seen.add(entry.path)
        content = entry.content
        total += content.stat().st_size if isinstance(content, Path) else len(content)
    if total > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise PackageRefused("材料超过一个材料包的容量（4 GB 或 60000 项），请按职业分卷生成。")


def _check_name(name: str) -> None:
    if not verifier.safe_name(name.encode()) or len(name.encode()) > 1000:
        raise PackageRefused(f"文件名“{name}”不能用在材料包里，请改用不含特殊符号的名称。")


def _add(archive: zipfile.ZipFile, entry: Entry) -> dict[str, Any]:
    size, digest = _copy(archive, entry.path, entry.content)
    pages = entry.pages
    if pages is None and entry.path.lower().endswith(".pdf"):
        from .stamping import page_count

        content = entry.content
        pages = page_count(content.read_bytes() if isinstance(content, Path) else content)
    return {
        "path": entry.path,
        "kind": entry.kind,
        "title": entry.title,
        "clause": entry.clause,
        "pages": pages,
        "bytes": size,
        "sha256": digest,
    }


def _copy(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    source: BinaryIO = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
    with source, archive.open(_info(name), "w") as sink:
        while chunk := source.read(verifier.CHUNK):
            digest.update(chunk)
            size += len(chunk)
            sink.write(chunk)
    return size, digest.hexdigest()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = verifier.UNIX
    info.create_version = info.extract_version = verifier.VERSION
    info.external_attr = verifier.MODE
    return info
