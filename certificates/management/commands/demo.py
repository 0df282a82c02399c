import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from station import identifiers
from station.management.answers import AnsweringCommand
from station.models import User

SEED = 2026


class Command(AnsweringCommand):
    help = "迁移数据库并建立演示站：一年的鉴定，每个阶段至少一次，约 400 名虚构考生"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--reset", action="store_true", help="清空数据库后重建")

    def handle(self, *args: Any, reset: bool, as_json: bool, **options: Any) -> None:
        if not settings.DEMO_MODE:
            self.wrong_call("这里不是演示环境（DEMO_MODE 未开），不建立演示站。")
        if reset:
            empty_database()
        call_command("migrate", verbosity=0)
        if User.objects.exists():
            self.answer({"built": False}, as_json=as_json, text="数据库里已有数据；要重建请用 demo --reset。")
            return
        self._build()
        self.answer({"built": True}, as_json=as_json, text="演示站已建好。")

    def _build(self) -> None:
        from tqdm import tqdm

        from certificates.rehearsal.year import Demonstration

        with identifiers.seeded(SEED), tqdm(file=sys.stderr, ncols=90, bar_format="{elapsed} {desc}") as bar:

            def tell(text: str) -> None:
                bar.set_description_str(f"建立演示站：{text}")
                bar.update()

            Demonstration(SEED, tell).build()


def empty_database() -> None:
    """Drop every table: frozen rows can't be deleted, so the database is begun anew."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
