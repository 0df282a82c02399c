"""Whether an installation is empty: nothing stands in it but what `migrate` puts there by itself."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DatabaseError

from station.backups import files, tables, versions
from station.backups.manifest import FILES
from station.backups.refusals import BackupRefused, printable, said_by_database

# Django's own, and what a visitor of the log-in page leaves behind.
OF_NO_ACCOUNT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "django_session",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accesslog",
    "axes_accessfailurelog",
}
# Reference data (docs/decisions/0003). By name: the ground floor doesn't import the floors above it.
SEEDED = {
    "station_calendaryear",
    "station_specialday",
    "station_calendarrevision",
    "station_profilevalue",
    "registration_feestandard",
    "registration_feeitem",
    "registration_photoprofile",
}
REMEDY = "只能恢复到空的站里：请另给一个空的数据库（DATABASE_URL）和空的文件目录（PRIVATE_ROOT、VAR_DIR），现有内容不会被覆盖"


def require_empty(manifest: dict[str, Any]) -> None:
    try:
        standing = _rows() + _files(manifest)
    except DatabaseError as error:
        raise BackupRefused(f"连不上数据库：{said_by_database(error)}") from error
    if standing:
        raise BackupRefused(f"这里不是空的站：{'；'.join(standing)}。{REMEDY}")
    if newer := sorted(set(versions.applied()) - set(versions.shipped())):
        raise BackupRefused(f"这个数据库由更新的程序建过表（{newer[0]} 等），请另给一个空的数据库")


def _rows() -> list[str]:
    counted = {name: tables.count(name) for name in tables.table_names() if name not in OF_NO_ACCOUNT | SEEDED}
    full = {name: rows for name, rows in counted.items() if rows}
    labels = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    named = [f"{_label(labels, name)} {rows} 行" for name, rows in sorted(full.items(), key=_most)[:5]]
    return [f"数据库里已有 {'、'.join(named)}" + (f" 等 {len(full)} 张表" if len(full) > 5 else "")] if full else []


def _most(item: tuple[str, int]) -> tuple[bool, int]:
    """People first, then the fullest tables: what an administrator knows a station by."""
    return item[0] != "station_user", -item[1]


def _label(labels: dict[str, str], name: str) -> str:
    label = labels.get(name, "")
    return f"{label}（{name}）" if label and not label.isascii() else name


def _files(manifest: dict[str, Any]) -> list[str]:
    """Files that an interrupted restore of this very backup left are no hindrance: they are the same."""
    root = files.private_root()
    foreign = [name for name in files.walk(root) if not is_draft(name) and not is_same(root / name, name, manifest)]
    if not foreign:
        return []
    some = "、".join(printable(name) for name in foreign[:3])
    return [
        f"文件目录 {printable(str(root))} 里已有 {len(foreign)} 个文件（{some}{' 等' if len(foreign) > 3 else ''}）"
    ]


def is_draft(name: str) -> bool:
    return Path(name).name.startswith(files.DRAFT)


def is_same(path: Path, name: str, manifest: dict[str, Any]) -> bool:
    listed = manifest["contents"].get(f"{FILES}/{name}")
    return listed is not None and path.stat().st_size == listed["size"] and files.fingerprint(path) == listed
