"""Saving the station, running or not, into a new folder that appears whole or not at all."""

import fcntl
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from station.backups import files, manifest, tables, versions
from station.backups.chains import entries_of, first_damage_of, heads, walk
from station.backups.loading import known_models
from station.backups.manifest import DRAFT, FILES, ROWS, Tell
from station.backups.refusals import BackupRefused, WrongTarget, printable, said_by_database, said_by_system
from station.clock import ZONE

RESERVE = 64 << 20  # what must stay free on the disk: the running station may well stand on the same one


@dataclass
class Saved:
    """A backup that stands. Its damage is the station's own: it is saved as it is, and said."""

    folder: Path
    entries: int
    damage: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    files: int = 0
    size: int = 0


def save(place: Path, tell: Tell) -> Saved:
    try:
        require_target(place)
        require_station()
        require_apart()
        with files.private_umask(), _folder(place) as target, _alone(target, tell):
            require_space(target)
            return _save(target, tell)
    except OSError as error:
        raise BackupRefused(f"写不成（{said_by_system(error)}），未留下半成品", file=_named(error, place)) from error
    except DatabaseError as error:
        raise BackupRefused(f"数据库读不出来：{said_by_database(error)}") from error


def require_target(place: Path) -> None:
    """A folder of its own: not what is being copied, and nothing that a web server shows."""
    if place.exists() and not place.is_dir():
        raise WrongTarget(f"{printable(str(place))} 不是文件夹；请给出存放备份的文件夹，没有会新建。")
    real = Path(os.path.realpath(place))
    if real.is_relative_to(os.path.realpath(files.private_root())):
        raise WrongTarget("备份不能放在私有文件目录（PRIVATE_ROOT）里面，否则会备份它自己；请另给一个文件夹。")
    if any(real.is_relative_to(os.path.realpath(shown)) for shown in _shown_folders()):
        raise WrongTarget("备份不能放在网站公开的文件夹里；请另给一个文件夹。")


def _shown_folders() -> Iterator[str]:
    yield str(settings.STATIC_ROOT)
    for each in settings.STATICFILES_DIRS:
        yield str(each[1] if isinstance(each, tuple) else each)


def require_station() -> None:
    """A wrong address must not end in a good backup of nothing."""
    try:
        missing = not tables.is_postgres() and not Path(connection.settings_dict["NAME"]).exists()
        if missing or not versions.applied():
            raise BackupRefused("这个数据库里没有本系统的表，没有可备份的内容；请核对 DATABASE_URL（或 VAR_DIR）")
    except DatabaseError as error:
        raise BackupRefused(f"连不上数据库：{said_by_database(error)}") from error


def require_apart() -> None:
    """Where keys or the database lie among the private files, they would be copied as such."""
    root = Path(os.path.realpath(files.private_root()))
    strangers = {"密钥文件": Path(settings.VAR_DIR) / "local.env"}
    if not tables.is_postgres():
        strangers["数据库"] = Path(connection.settings_dict["NAME"])
    for what, path in strangers.items():
        if path.exists() and Path(os.path.realpath(path)).is_relative_to(root):
            raise BackupRefused(
                f"{what}放在私有文件目录（PRIVATE_ROOT）里，会混进备份；请把 PRIVATE_ROOT 设为单独的文件夹"
            )


def require_space(target: Path) -> None:
    """Said before a byte is written: a full disk would stop the station too."""
    root = files.private_root()
    needed = tables.size() + sum((root / name).stat().st_size for name in files.walk(root)) + RESERVE
    disk = shutil.disk_usage(target)
    if disk.total and disk.free < needed:  # some network folders don't say how large they are
        raise BackupRefused(
            f"磁盘空间不够：备份最多需要 {_mib(needed)}，只剩 {_mib(disk.free)}；请腾出空间或换一个磁盘"
        )


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.0f} MiB"


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """Made where missing; taken away again where nothing came of it."""
    missing = [each for each in (place, *place.parents) if not each.exists()]
    place.mkdir(parents=True, exist_ok=True)
    try:
        yield place
    except BaseException:
        for made in missing:
            try:
                made.rmdir()
            except OSError:
                break
        raise


@contextmanager
def _alone(target: Path, tell: Tell) -> Iterator[None]:
    """One backup at a time in a folder, so that whatever is half done there was left by one that was killed."""
    handle = os.open(target, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("这个文件夹里另有一次备份正在进行，等它完成")
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a network folder that knows no locks: then nothing there is taken for a leftover
            yield
            return
        for left in target.glob(f"{DRAFT}*"):
            tell(f"清理上次中断留下的半成品 {left.name}")
            shutil.rmtree(left)
        yield
    finally:
        os.close(handle)


def _save(target: Path, tell: Tell) -> Saved:
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=target))
    try:
        made_at = timezone.now()
        contents, saved = _fill(draft, tell)
        manifest.write(draft, contents | {"made_at": made_at.isoformat(timespec="seconds")})
        os.sync()
        saved.folder = _unused(target, made_at.astimezone(ZONE).strftime("backup-%Y%m%d-%H%M%S"))
        draft.rename(saved.folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _flush(target)
    saved.size = sum(path.stat().st_size for path in saved.folder.rglob("*") if path.is_file())
    return saved


def _fill(draft: Path, tell: Tell) -> tuple[dict[str, Any], Saved]:
    """The rows first, the files after them: a file is written before the row that names it."""
    references = files.References()
    with tables.snapshot():
        saved_tables, left_out = _save_tables(draft, references, tell)
        facts: dict[str, Any] = {"migrations": versions.applied(), "heads": heads()}
        tell("逐条核对审计链和交接链")
        facts["chains"] = walk()
    private = _save_files(draft, tell)
    lost = [{"file": printable(name), "problem": problem} for name, problem in references.missing_or_other(private)]
    contents = {f"{ROWS}/{name}.jsonl.gz": table.pop("file") for name, table in saved_tables.items()}
    contents |= {f"{FILES}/{name}": file for name, file in private.items()}
    first = first_damage_of(facts["chains"])
    saved = Saved(draft, entries_of(facts["chains"]), ([first] if first else []) + lost)
    saved.rows, saved.files = sum(table["rows"] for table in saved_tables.values()), len(private)
    about: dict[str, Any] = {
        "format": manifest.FORMAT,
        "station": settings.STATION_NAME,
        "made_by": versions.describe(),
    }
    about |= {"keys": manifest.key_fingerprints(), **facts, "files_damaged_before": lost, "left_out": left_out}
    return about | {"tables": saved_tables, "contents": contents}, saved


def _save_tables(draft: Path, references: files.References, tell: Tell) -> tuple[dict[str, Any], list[str]]:
    names, left_out = tables.table_names(), []
    if versions.applied() != versions.shipped():
        tell("数据库还没有迁移到本程序的版本（或比它新）；这份备份要用与数据库同一版的程序恢复")
    else:
        known = {model._meta.db_table for model in known_models()}
        names, left_out = [name for name in names if name in known], [name for name in names if name not in known]
    if left_out:
        tell(f"这些表不属于本系统，不备份：{'、'.join(left_out)}")
    (draft / ROWS).mkdir()
    last, saved = tables.last_ids(names), {}
    for name in names:
        saved[name] = _save_table(draft / ROWS / f"{name}.jsonl.gz", name, references) | {"last_id": last.get(name)}
    tell(f"已保存 {len(saved)} 张表，共 {sum(table['rows'] for table in saved.values())} 行")
    return saved, left_out


def _save_table(path: Path, name: str, references: files.References) -> dict[str, Any]:
    columns = tables.columns_of(name)
    collector, tally = references.collect(name, columns), tables.Tally()
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for row in tables.rows_of(name, columns):
            line = tables.encoded(row)
            packed.write(line + b"\n")
            tally.add(line)
            if collector:
                collector.add(row)
    return {"columns": columns, "rows": tally.rows, "digest": tally.digest, "file": files.fingerprint(path)}


def _save_files(draft: Path, tell: Tell) -> dict[str, dict[str, Any]]:
    saved: dict[str, dict[str, Any]] = {}
    for name in files.walk(files.private_root()):
        try:
            saved[name] = files.copy(files.private_root() / name, draft / FILES / name)
        except FileNotFoundError:  # taken away since it was listed; whether a row misses it is asked afterwards
            (draft / FILES / name).unlink(missing_ok=True)
        if len(saved) % 500 == 0:
            tell(f"已保存 {len(saved)} 个文件")
    tell(f"已保存私有文件 {len(saved)} 个，共 {_mib(sum(file['size'] for file in saved.values()))}")
    return saved


def _unused(target: Path, name: str) -> Path:
    for suffix in ("", *(f"-{number:02d}" for number in range(2, 100))):
        if not (target / f"{name}{suffix}").exists():
            return target / f"{name}{suffix}"
    raise BackupRefused("这一秒里的备份太多")


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _named(error: OSError, otherwise: Path) -> str:
    return printable(str(error.filename or otherwise))
