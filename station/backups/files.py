"""The private files: uploads and papers, each read once, copied and hashed on the way."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from station.backups.loading import known_models

BLOCK = 1 << 20
DRAFT = ".restoring-"  # begins the name of a file that is still being written


def private_root() -> Path:
    return Path(settings.PRIVATE_ROOT)


def walk(top: Path) -> Iterator[str]:
    """Paths of all regular files below `top`, "/" between the parts; folders that are links are followed once."""
    seen: set[str] = set()
    for folder, subfolders, names in os.walk(top, followlinks=True):
        subfolders[:] = sorted(name for name in subfolders if _first_visit(Path(folder, name), seen))
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file():
                yield path.relative_to(top).as_posix()


def _first_visit(folder: Path, seen: set[str]) -> bool:
    real = os.path.realpath(folder)
    known = real in seen
    seen.add(real)
    return not known


def fingerprint(path: Path) -> dict[str, Any]:
    return _pass_through(path, None)


def copy(source: Path, target: Path) -> dict[str, Any]:
    """The facts are of the bytes that were written: whatever happens to the source meanwhile, they fit the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    facts = _pass_through(source, target)
    written = source.stat()
    os.utime(target, ns=(written.st_atime_ns, written.st_mtime_ns))
    return facts


def _pass_through(source: Path, target: Path | None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, open(target or os.devnull, "wb") as writing:
        while block := reading.read(BLOCK):
            digest.update(block)
            size += len(block)
            if target:
                writing.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def make_private(path: Path) -> None:
    """The modes that an upload gets."""
    os.chmod(path, settings.FILE_UPLOAD_PERMISSIONS or 0o600)


def make_folders(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS or 0o700, exist_ok=True)


@contextmanager
def private_umask() -> Iterator[None]:
    """What is made inside is for this account alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


class References:
    """Which files the rows name, and with which SHA-256 where a row holds one."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}
        self._columns = {model._meta.db_table: _file_columns(model) for model in known_models()}

    def collect(self, table: str, columns: list[str]) -> "Collector | None":
        wanted = [column for column in self._columns.get(table, []) if column in columns]
        return Collector(self, columns, wanted) if wanted else None

    def missing_or_other(self, files: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
        for name, digest in sorted(self.named.items()):
            if name not in files:
                yield name, "数据库里登记了这个文件，文件目录里没有"
            elif digest and files[name]["sha256"] != digest:
                yield name, "文件内容与数据库里登记的 SHA-256 不符"


class Collector:
    def __init__(self, references: References, columns: list[str], wanted: list[str]) -> None:
        self._named = references.named
        self._at = [columns.index(column) for column in wanted]
        # With two files in a row it is not said whose digest it is.
        self._digest = columns.index("sha256") if len(wanted) == 1 and "sha256" in columns else None

    def add(self, row: Any) -> None:
        for position in self._at:
            if row[position]:
                self._named[str(row[position])] = str(row[self._digest] or "") if self._digest is not None else ""


def _file_columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields if isinstance(field, models.FileField)]
