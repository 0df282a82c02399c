"""Bringing a backup back into an empty installation: verified first, written second, verified again before commit.

The database comes last and in one transaction. A restore that is killed leaves an empty database and files that are
those of the backup, so it can simply be run again.
"""

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from station.backups import files, manifest, tables, versions
from station.backups.chains import entries_of, first_damage_of, heads, walk
from station.backups.emptiness import is_draft, is_same, require_empty
from station.backups.loading import insert, loading
from station.backups.manifest import FILES, ROWS, Manifest, Tell
from station.backups.refusals import BackupRefused, printable, said_by_database, said_by_system


@dataclass
class Restored:
    """What stands now. Damage in it was in the station already when the backup was made, and came back with it."""

    source: Path
    entries: int
    damage: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    files: int = 0


def check(place: Path, tell: Tell) -> Restored:
    """Whether this backup could be restored with this release and these keys; writes nothing, asks no database."""
    return _about(*_examined(place, tell))


def restore(place: Path, tell: Tell) -> Restored:
    folder, saved = _examined(place, tell)
    require_empty(saved)
    try:
        with _files_in_place(folder, saved, tell):
            _make_tables(tell)
            with loading(list(saved["tables"])):
                _load(folder, saved, tell)
                _compare(saved, tell)
                _go_on_numbering(saved)
    except OSError as error:
        where = printable(str(error.filename or files.private_root()))
        raise BackupRefused(f"没有恢复成（{said_by_system(error)}），数据库仍是空的", file=where) from error
    except DatabaseError as error:
        raise BackupRefused(f"没有恢复成，数据库仍是空的；数据库的回答：{said_by_database(error)}") from error
    return _about(folder, saved)


def _examined(place: Path, tell: Tell) -> tuple[Path, Manifest]:
    try:
        folder = manifest.find(place)
        tell(f"核对备份 {printable(folder.name)}")
        saved = manifest.read(folder)
        manifest.require_whole(folder, saved, tell)
    except OSError as error:
        raise BackupRefused(f"读不出来（{said_by_system(error)}）", file=printable(str(error.filename))) from error
    tell(f"清单里的 {len(saved['contents'])} 个文件全部完好")
    manifest.require_same_keys(saved)
    versions.require_same(saved)
    return folder, saved


def _about(folder: Path, saved: Manifest) -> Restored:
    first = first_damage_of(saved["chains"])
    damage = ([first] if first else []) + saved["files_damaged_before"]
    rows = sum(table["rows"] for table in saved["tables"].values())
    return Restored(folder, entries_of(saved["chains"]), damage, rows, len(_private(saved)))


def _private(saved: Manifest) -> list[str]:
    prefix = f"{FILES}/"
    return sorted(name.removeprefix(prefix) for name in saved["contents"] if name.startswith(prefix))


@contextmanager
def _files_in_place(folder: Path, saved: Manifest, tell: Tell) -> Iterator[None]:
    """Copied before the rows that name them; taken away again when the rows don't come."""
    root, copied = files.private_root(), []
    try:
        for left in [name for name in files.walk(root) if is_draft(name)]:
            (root / left).unlink()
        for name in _private(saved):
            target = root / name
            if not (target.is_file() and is_same(target, name, saved)):
                _copy(folder / FILES / name, target, saved["contents"][f"{FILES}/{name}"])
                copied.append(target)
        tell(f"已放回私有文件 {len(_private(saved))} 个")
        yield
    except BaseException:
        for target in copied:
            target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path, listed: dict[str, Any]) -> None:
    """Under a name of its own until it is whole."""
    files.make_folders(target.parent)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=files.DRAFT, delete=False) as made:
        draft = Path(made.name)
    try:
        if files.copy(source, draft) != listed:
            raise BackupRefused("核对之后又变了", file=printable(str(source)))
        files.make_private(draft)
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _make_tables(tell: Tell) -> None:
    """Without the signals of `migrate`: reference data comes from the backup, not a second time from the release."""
    tell("建表")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _load(folder: Path, saved: Manifest, tell: Tell) -> None:
    for name, table in saved["tables"].items():
        with gzip.open(folder / ROWS / f"{name}.jsonl.gz", "rb") as lines:
            try:
                insert(name, table["columns"], map(tables.decoded, lines), source=saved["made_by"]["kind"])
            except (ValueError, EOFError, zlib.error) as error:
                raise BackupRefused("内容读不懂，未恢复", file=f"{ROWS}/{name}.jsonl.gz") from error
    if saved["made_by"]["kind"] != connection.vendor:
        tell(f"备份出自 {saved['made_by']['kind']}，现恢复到 {connection.vendor}，各列的写法已随之改写")
    tell(f"已写入 {len(saved['tables'])} 张表，共 {sum(table['rows'] for table in saved['tables'].values())} 行")


def _go_on_numbering(saved: Manifest) -> None:
    """Last of all: PostgreSQL does not take a sequence's position back with the transaction."""
    last = {name: table["last_id"] for name, table in saved["tables"].items() if table["last_id"] is not None}
    tables.set_last_ids(list(saved["tables"]), last)


def _compare(saved: Manifest, tell: Tell) -> None:
    """Read back what was written, before it is committed: every row, the heads, every link of the chains."""
    tell("与备份逐表对照，逐条核对审计链和交接链")
    same_kind = saved["made_by"]["kind"] == connection.vendor
    for name, table in saved["tables"].items():
        now = tables.tally(tables.rows_of(name, table["columns"]))
        if now.rows != table["rows"] or (same_kind and now.digest != table["digest"]):
            raise BackupRefused(f"写入后读回的 {now.rows} 行与备份的 {table['rows']} 行不同，未恢复", table=name)
    if heads() != saved["heads"]:
        raise BackupRefused("写入后的链尾与备份的链尾不同，未恢复")
    now_walked, before = walk(), saved["chains"]
    if first_damage_of(now_walked) != first_damage_of(before) or entries_of(now_walked) != entries_of(before):
        found = first_damage_of(now_walked) or {"problem": "条数不同"}
        raise BackupRefused(f"写入后核对链条的结果与备份时不同（{found['problem']}），未恢复")
