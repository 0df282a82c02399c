"""A migrated SQLite file, kept under var/ until a migration changes: most test runs need not migrate at all."""

import hashlib
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import django

TOP = Path(__file__).parents[1]
KEPT = TOP / "var" / "test-databases"
# Operations of our own (triggers) stand outside the migrations that use them.
IMPORTED = re.compile(r"^(?:from|import) (\w+(?:\.\w+)+)", re.MULTILINE)


def kept_file() -> Path:
    """Where the file for these very migrations is kept, or would be."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {django.VERSION} {sqlite3.sqlite_version}".encode())
    migrations = sorted(TOP.glob("*/migrations/*.py"))
    # Reference data is loaded after each migration, so it is part of what the file holds.
    sources = {*migrations, *TOP.glob("*/reference.py"), TOP / "station" / "profile.py"}
    for path in migrations:
        for module in IMPORTED.findall(path.read_text(encoding="utf-8")):
            sources.add(TOP / (module.replace(".", "/") + ".py"))
    for path in sorted(sources):
        if path.is_file():
            digest.update(path.relative_to(TOP).as_posix().encode() + path.read_bytes())
    return KEPT / f"{digest.hexdigest()[:24]}.sqlite3"


def copy_to(target: Path) -> bool:
    source = kept_file()
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    return True


def keep(migrated: Path) -> None:
    """Take a copy for later runs, and forget those of earlier migrations."""
    wanted = kept_file()
    KEPT.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=KEPT, suffix=".draft")
    os.close(handle)
    with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(draft)) as copy:
        source.backup(copy)
    os.replace(draft, wanted)
    for other in KEPT.glob("*.sqlite3"):
        if other != wanted:
            other.unlink(missing_ok=True)
