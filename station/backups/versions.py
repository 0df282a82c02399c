"""Which release wrote a backup, and whether this one has the same tables."""

import platform
import tomllib
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from station.backups.loading import known_models, stored_columns
from station.backups.refusals import BackupRefused


def describe() -> dict[str, str]:
    return {
        "program": program(),
        "django": django.get_version(),
        "python": platform.python_version(),
        "kind": connection.vendor,
        "database": ".".join(str(part) for part in connection.get_database_version()),
    }


def program() -> str:
    project = Path(settings.BASE_DIR) / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def applied() -> list[str]:
    """Migrations the database has been through."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def shipped() -> list[str]:
    return sorted(".".join(key) for key in MigrationLoader(None).graph.nodes)


def require_same(manifest: dict[str, Any]) -> None:
    saved, ours = set(manifest["migrations"]), set(shipped())
    wrote = f"备份出自 {manifest['made_by']['program']} 版程序"
    if newer := sorted(saved - ours):
        raise BackupRefused(
            f"{wrote}，其中有本程序没有的迁移：{_some(newer)}。请安装备份时的那一版（或更新到含这些迁移的版本）再恢复"
        )
    if missing := sorted(ours - saved):
        raise BackupRefused(
            f"{wrote}，还没有经过这些迁移：{_some(missing)}。请先安装备份时的那一版，用它恢复，再升级程序并执行 migrate"
        )
    if other := sorted(_differences({name: table["columns"] for name, table in manifest["tables"].items()})):
        raise BackupRefused(f"{wrote}，表的结构与本程序不同：{_some(other)}。请安装备份时的那一版再恢复")


def _differences(saved: dict[str, list[str]]) -> set[str]:
    ours = {model._meta.db_table: set(stored_columns(model)) for model in known_models()}
    return {name for name in ours.keys() | saved.keys() if ours.get(name) != set(saved.get(name, []))}


def _some(names: list[str]) -> str:
    return "、".join(names[:5]) + (f" 等 {len(names)} 项" if len(names) > 5 else "")
