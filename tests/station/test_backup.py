"""`backup` saves a station that goes on working; `restore` brings it back whole, or says by name why not (design 5)."""

import errno
import fcntl
import gzip
import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from config.keys import new_keys
from station import audit
from station.backups import emptiness, files, manifest, restoring, saving, tables
from station.models import AuditEntry, AuditPersonal, Document, Occupation, User
from station.verbs import verb
from tests.factories.station import NOW, make_user

TOP = Path(__file__).parents[2]
NUMBER = "370102199001011234"
PAPER = b"%PDF-1.7 a paper that left the house"
audit.register_verbs({"test.act": "试办"})


class Station:
    """A database and a folder of files of its own, which "default" can be pointed at."""

    def __init__(self, folder: Path, settings: object) -> None:
        self.folder, self.database, self.private = folder, folder / "db.sqlite3", folder / "private"
        self._settings = settings
        folder.mkdir()

    def enter(self) -> "Station":
        connections.close_all()
        connection.settings_dict["NAME"] = str(self.database)
        self._settings.PRIVATE_ROOT = self.private
        return self

    def rows(self) -> dict[str, list[str]]:
        """Everything the file holds, below Django: rows, numbers handed out, tables, indexes, triggers."""
        with closing(sqlite3.connect(self.database)) as file:
            names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {name: sorted(map(repr, file.execute(f'SELECT * FROM "{name}"'))) for name in names}
            found["schema"] = sorted(map(repr, file.execute("SELECT type, name, sql FROM sqlite_master")))
            return found

    def files(self) -> dict[str, bytes]:
        found = [path for path in self.private.rglob("*") if path.is_file()]
        return {path.relative_to(self.private).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def new_station(
    tmp_path: Path, settings: object, django_db_setup: None, django_db_blocker: object
) -> Iterator[Callable[..., Station]]:
    usual = connection.settings_dict["NAME"]

    def make(name: str, *, migrated: bool = True) -> Station:
        station = Station(tmp_path / name, settings)
        if migrated:
            with closing(sqlite3.connect(usual)) as source, closing(sqlite3.connect(station.database)) as copy:
                source.backup(copy)
        return station

    with django_db_blocker.unblock():
        yield make
        connections.close_all()
        connection.settings_dict["NAME"] = usual


@verb
def act(user: User, times: int = 1) -> None:
    for number in range(times):
        audit.record(verb="test.act", actor=user, obj=user, now=NOW, facts={"n": number}, personal={"name": "王芳"})


def keep(station: Station, name: str, content: bytes = PAPER) -> Document:
    path = station.private / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Document.objects.create(
        kind="test", title="文书", serial=name, facts={"number": NUMBER}, facts_hash="0" * 64, file=name,
        mime="application/pdf", sha256=sha256(content).hexdigest(), size=len(content), issued_at=NOW,
    )  # fmt: skip


@pytest.fixture
def lived_in(new_station: Callable[..., Station]) -> Station:
    station = new_station("old").enter()
    user = make_user("alice", name="爱丽丝", password="a good password")
    act(user, 3)
    keep(station, "papers/2026/一.pdf")
    keep(station, "papers/2026/two.pdf", b"another paper")
    Occupation.objects.create(name="已删除的职业", code="0-00", edition="2015").delete()  # its number is spent
    return station


def answer(*arguments: object) -> dict[str, object]:
    output, notes = io.StringIO(), io.StringIO()
    try:
        call_command(*map(str, arguments), as_json=True, stdout=output, stderr=notes)
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return {**json.loads(output.getvalue()), "exit": code, "notes": notes.getvalue()}


def backed_up(station: Station, place: Path) -> Path:
    station.enter()
    said = answer("backup", place)
    assert said["exit"] == 0, said
    return Path(said["backup"])


def untouched(station: Station) -> bool:
    return not User.objects.exists() and not AuditEntry.objects.exists() and station.files() == {}


def resealed(folder: Path, **changes: object) -> None:
    manifest.write(folder, json.loads((folder / "manifest.json").read_text()) | changes)


# --- what comes back ------------------------------------------------------------------------------------------------
def test_every_row_and_every_file_comes_back_as_it_was(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    before_rows, before_files = lived_in.rows(), lived_in.files()
    folder = backed_up(lived_in, tmp_path / "backups")
    assert (lived_in.rows(), lived_in.files()) == (before_rows, before_files)

    new = new_station("new").enter()
    said = answer("restore", tmp_path / "backups")
    assert (said["ok"], said["entries"], said["first_damage"], said["exit"]) == (True, 3, None, 0), said
    assert (said["backup"], said["files"]) == (str(folder), 2)
    assert new.rows() == before_rows
    assert new.files() == before_files
    assert {stat.S_IMODE(path.stat().st_mode) for path in new.private.rglob("*.pdf")} == {0o600}
    assert answer("verify_audit")["entries"] == 3


def test_what_came_back_is_alive_people_sign_in_secrets_are_read_frozen_rows_stay_frozen(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    backed_up(lived_in, tmp_path / "backups")
    new_station("new").enter()
    assert answer("restore", tmp_path / "backups")["ok"]
    signed_in = Client().post(reverse("accounts:login"), {"username": "alice", "password": "a good password"})
    assert signed_in.status_code == 302
    assert Document.objects.get(serial="papers/2026/two.pdf").facts == {"number": NUMBER}
    assert AuditPersonal.objects.order_by("id")[0].values["name"] == "王芳"
    with pytest.raises(DatabaseError, match="audit row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE station_auditentry SET verb = 'test.other'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE station_auditpersonal SET entry_id = 99")
    act(User.objects.get())
    assert answer("verify_audit")["entries"] == 4


def test_a_value_that_no_model_could_read_is_saved_as_it_stands(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE station_user SET date_joined = 'yesterday', name = %s", [b"\x00\xff"])
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'station_document'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("UPDATE station_document SET pages = 1.5, issued_by_id = 77")
        for _, sql in guards:
            cursor.execute(sql)
    connection.close()
    backed_up(lived_in, tmp_path / "backups")
    new = new_station("new").enter()
    assert answer("restore", tmp_path / "backups")["exit"] == 0
    assert new.rows() == lived_in.rows()


def test_from_the_command_line_into_nothing_at_all(lived_in: Station, tmp_path: Path) -> None:
    """Two fresh processes, no database, no folders: the tables are made, and reference data is not loaded again."""
    connections.close_all()
    before = lived_in.rows()

    def manage(folder: Path, *arguments: str) -> dict[str, object]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        }
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments, "--json"],
            cwd=TOP, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return {**json.loads(run.stdout), "exit": run.returncode, "notes": run.stderr}

    assert manage(lived_in.folder, "backup", str(tmp_path / "new" / "backups"))["exit"] == 0
    said = manage(tmp_path / "elsewhere", "restore", str(tmp_path / "new" / "backups"))
    assert (said["ok"], said["entries"], said["exit"]) == (True, 3, 0), said
    assert manage(tmp_path / "elsewhere", "verify_audit")["entries"] == 3
    lived_in.database = tmp_path / "elsewhere" / "db.sqlite3"
    assert lived_in.rows() == before


# --- a backup that can't be trusted ---------------------------------------------------------------------------------
def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "SHA256SUMS",
        "rows/station_user.jsonl.gz",
        "rows/station_deadlinerule.jsonl.gz",
        "files/papers/2026/一.pdf",
    ],
)
def test_one_flipped_byte_is_named_and_nothing_is_restored(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, name: str
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    if not (folder / name).exists():
        name = sorted(path.relative_to(folder).as_posix() for path in (folder / "rows").iterdir())[-1]
    flip(folder / name)
    new = new_station("new").enter()
    said = answer("restore", folder)
    assert (said["ok"], said["exit"]) == (False, 1)
    assert said["first_damage"]["file"] == name
    assert untouched(new)


@pytest.mark.parametrize(
    "name", ["manifest.json", "SHA256SUMS", "rows/station_user.jsonl.gz", "files/papers/2026/一.pdf"]
)
def test_a_missing_file_is_named(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, name: str
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    (folder / name).unlink()
    new = new_station("new").enter()
    said = answer("restore", tmp_path / "backups")
    assert (said["first_damage"]["file"], said["exit"]) == (name, 1)
    assert untouched(new)


@pytest.mark.parametrize("name", ["extra", "rows/extra.jsonl.gz", "files/papers/extra.pdf"])
def test_an_extra_file_is_named_a_link_too(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, name: str
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    (folder / name).write_bytes(b"")
    new = new_station("new").enter()
    assert answer("restore", folder)["first_damage"] == {"file": name, "problem": "清单里没有这个文件"}
    (folder / name).unlink()
    (folder / name).symlink_to(folder / "manifest.json")
    assert answer("restore", folder)["first_damage"] == {"file": name, "problem": "清单里没有这个文件"}
    assert untouched(new)


def test_all_damage_is_told_and_not_only_the_first(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    flip(folder / "files/papers/2026/一.pdf")
    (folder / "rows/station_user.jsonl.gz").unlink()
    new_station("new").enter()
    said = answer("restore", folder)
    assert said["first_damage"]["file"] == "files/papers/2026/一.pdf"
    assert "rows/station_user.jsonl.gz" in said["notes"]


def test_rows_that_do_not_come_back_as_they_were_saved_are_not_committed(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    """Somebody changed a row and put every digest of a file right again: the digest of the rows still knows."""
    folder = backed_up(lived_in, tmp_path / "backups")
    path = folder / "rows/station_user.jsonl.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace("爱丽丝".encode(), "查理".encode())))
    contents = json.loads((folder / "manifest.json").read_text())["contents"]
    resealed(folder, contents=contents | {"rows/station_user.jsonl.gz": files.fingerprint(path)})
    new = new_station("new").enter()
    said = answer("restore", folder)
    assert (said["first_damage"]["table"], said["exit"]) == ("station_user", 1)
    assert untouched(new)


def test_a_path_that_leads_out_of_the_backup_is_damage(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    contents = json.loads((folder / "manifest.json").read_text())["contents"]
    resealed(folder, contents=contents | {"files/../../escaped": {"size": 0, "sha256": sha256(b"").hexdigest()}})
    new_station("new").enter()
    assert answer("restore", folder)["first_damage"]["file"] == "files/../../escaped"


def test_a_damaged_newest_backup_is_not_passed_over_for_an_older_one(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    older, newer = backed_up(lived_in, tmp_path / "backups"), backed_up(lived_in, tmp_path / "backups")
    assert older.name < newer.name
    (newer / "manifest.json").unlink()
    new_station("new").enter()
    assert answer("restore", tmp_path / "backups")["first_damage"]["file"] == "manifest.json"
    assert answer("restore", older)["ok"]


@pytest.mark.parametrize("first_line", [True, False])
def test_the_list_for_sha256sum_is_held_against_the_manifest(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, first_line: bool
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    lines = (folder / "SHA256SUMS").read_bytes().splitlines(keepends=True)
    (folder / "SHA256SUMS").write_bytes(b"".join(lines[1:] if first_line else lines[:-1]))
    new_station("new").enter()
    named = "manifest.json" if first_line else "SHA256SUMS"
    assert answer("restore", folder)["first_damage"]["file"] == named


def test_a_copy_can_be_checked_where_there_is_nothing_but_sha256sum(lived_in: Station, tmp_path: Path) -> None:
    keep(lived_in, "papers/odd \\ name\n.pdf")
    folder = backed_up(lived_in, tmp_path / "backups")
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    flip(folder / "files/papers/2026/two.pdf")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1


def test_a_file_whose_name_is_no_text_is_saved_and_comes_back(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    name = os.fsdecode(b"no text \xff.pdf")
    (lived_in.private / name).write_bytes(PAPER)
    folder = backed_up(lived_in, tmp_path / "backups")
    new = new_station("new").enter()
    assert answer("restore", folder)["ok"]
    assert new.files() == lived_in.files()
    assert name in new.files()


# --- an installation that is not the right one ----------------------------------------------------------------------
@pytest.mark.parametrize("name", ["FIELD_KEY", "INDEX_KEY"])
def test_other_keys_are_noticed_before_anything_is_written(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, settings: object, name: str
) -> None:
    backed_up(lived_in, tmp_path / "backups")
    new = new_station("new", migrated=False).enter()
    setattr(settings, name, new_keys()[name])
    said = answer("restore", tmp_path / "backups")
    assert said["exit"] == 1
    assert name in said["first_damage"]["problem"]
    assert list(new.folder.iterdir()) == []


def test_a_station_with_people_in_it_is_refused_and_stays_as_it_is(lived_in: Station, tmp_path: Path) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    before = lived_in.rows()
    said = answer("restore", folder)
    assert said["exit"] == 1
    assert "用户（station_user） 1 行" in said["first_damage"]["problem"]
    assert "papers/2026/two.pdf" not in said["first_damage"]["problem"]  # the backup's own files are no strangers
    assert lived_in.rows() == before


def test_a_folder_with_other_files_is_refused(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    new = new_station("new").enter()
    (new.private / "papers/2026").mkdir(parents=True)
    (new.private / "papers/2026/一.pdf").write_bytes(b"somebody else's")
    said = answer("restore", folder)
    assert (said["exit"], "papers/2026/一.pdf" in said["first_damage"]["problem"]) == (1, True)
    assert new.files() == {"papers/2026/一.pdf": b"somebody else's"}
    assert not User.objects.exists()


def test_what_migrate_puts_into_a_database_is_exactly_what_an_empty_one_may_hold(
    new_station: Callable[..., Station],
) -> None:
    new_station("new").enter()
    filled = {name for name in tables.table_names() if tables.count(name)}
    assert filled == emptiness.SEEDED | {"django_migrations", "django_content_type", "auth_permission"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda names: names[:-1], "先安装备份时的那一版"),
        (lambda names: [*names, "station.9999_from_tomorrow"], "station.9999_from_tomorrow"),
    ],
)
def test_another_version_of_the_tables_is_refused_with_the_way_out(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, change: Callable, word: str
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    resealed(folder, migrations=change(json.loads((folder / "manifest.json").read_text())["migrations"]))
    new = new_station("new").enter()
    said = answer("restore", folder)
    assert (said["exit"], word in said["first_damage"]["problem"]) == (1, True), said
    assert untouched(new)


def test_tables_with_other_columns_are_refused_by_name(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    saved = json.loads((folder / "manifest.json").read_text())["tables"]
    saved["station_place"]["columns"][-1] = "yesterday"
    resealed(folder, tables=saved)
    new_station("new").enter()
    assert "station_place" in answer("restore", folder)["first_damage"]["problem"]


def test_a_restore_that_is_interrupted_leaves_nothing_and_can_be_run_again(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(lived_in, tmp_path / "backups")
    new = new_station("new").enter()
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_compare", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert answer("restore", tmp_path / "backups")["exit"] == 1
    assert untouched(new)
    assert answer("restore", tmp_path / "backups")["ok"]


def test_a_restore_that_was_killed_can_be_run_again(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    backed_up(lived_in, tmp_path / "backups")
    new = new_station("new").enter()
    (new.private / "papers/2026").mkdir(parents=True)
    shutil.copy(lived_in.private / "papers/2026/一.pdf", new.private / "papers/2026")
    (new.private / f"papers/2026/{files.DRAFT}abc").write_bytes(PAPER[:5])
    assert answer("restore", tmp_path / "backups")["ok"]
    assert new.files() == lived_in.files()


# --- a station that works, and one that is damaged ------------------------------------------------------------------
def test_a_writer_does_not_wait_for_the_backup_and_the_backup_is_of_one_moment(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    wrote = []

    def write() -> None:
        act(User.objects.get(), 2)
        keep(lived_in, "papers/late.pdf")
        wrote.append(AuditEntry.objects.count())
        connections.close_all()

    def tell(text: str) -> None:
        if "张表" in text and not wrote:  # the rows are read, the chains and the files are not
            writer = threading.Thread(target=write)
            writer.start()
            writer.join(timeout=10)

    saved = saving.save(tmp_path / "backups", tell)
    assert wrote == [5]
    assert (saved.entries, saved.damage, saved.files) == (3, [], 3)
    new_station("new").enter()
    said = answer("restore", saved.folder)
    assert (said["ok"], said["entries"]) == (True, 3)
    assert Document.objects.count() == 2


def test_a_file_that_goes_while_it_is_copied_breaks_nothing_and_is_missed_only_if_a_row_names_it(
    lived_in: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = files.walk
    monkeypatch.setattr(files, "walk", lambda top: [*walk(top), "temporary"])
    monkeypatch.setattr(saving, "require_space", lambda target: None)
    assert answer("backup", tmp_path / "backups")["ok"]
    (lived_in.private / "papers/2026/two.pdf").unlink()
    said = answer("backup", tmp_path / "backups")
    assert (said["ok"], said["exit"], said["first_damage"]["file"]) == (False, 1, "papers/2026/two.pdf")
    assert Path(said["backup"]).is_dir()


def test_a_paper_that_is_no_longer_what_was_issued_is_named(lived_in: Station, tmp_path: Path) -> None:
    (lived_in.private / "papers/2026/two.pdf").write_bytes(b"another piper")
    said = answer("backup", tmp_path / "backups")
    assert (said["first_damage"]["file"], said["exit"]) == ("papers/2026/two.pdf", 1)


def test_a_damaged_chain_is_saved_and_restored_as_it_is_and_said_both_times(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER station_auditentry_frozen_delete")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM station_auditentry WHERE sequence = 2")
    connection.close()
    damage = {"chain": "audit", "sequence": 2, "problem": "缺少这一条记录"}
    said = answer("backup", tmp_path / "backups")
    assert (said["ok"], said["entries"], said["first_damage"], said["exit"]) == (False, 1, damage, 1)
    new_station("new").enter()
    said = answer("restore", tmp_path / "backups")
    assert (said["ok"], said["entries"], said["first_damage"], said["exit"]) == (False, 1, damage, 1)
    assert User.objects.filter(username="alice").exists()


def test_an_encrypted_value_that_was_changed_is_damage_and_no_crash(lived_in: Station, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER station_auditpersonal_frozen_update")
        cursor.execute("""UPDATE station_auditpersonal SET "values" = 'v1.AAAA' || substr("values", 8) WHERE id = 2""")
    for command in (("verify_audit",), ("backup", tmp_path / "backups")):
        said = answer(*command)
        assert (said["first_damage"]["chain"], said["first_damage"]["sequence"], said["exit"]) == ("audit", 2, 1)


@pytest.mark.parametrize("column", ["at", "facts"])
def test_an_audit_column_that_holds_nonsense_is_damage_and_no_crash(lived_in: Station, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER station_auditentry_frozen_update")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE station_auditentry SET {column} = 'X' || {column} WHERE sequence = 2")
    connection.close()
    said = answer("verify_audit")
    assert (said["first_damage"]["sequence"], said["exit"]) == (2, 1)


# --- the backup itself ----------------------------------------------------------------------------------------------
def test_neither_keys_nor_personal_values_stand_in_the_rows_of_a_backup(lived_in: Station, tmp_path: Path) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    paths = [path for path in folder.rglob("*") if path.is_file()]
    raw = b"".join(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths)
    assert b"alice" in raw
    for secret in (configured.FIELD_KEY, configured.INDEX_KEY, configured.SECRET_KEY, NUMBER, "王芳"):
        assert secret.encode() not in raw


def test_a_backup_is_for_the_account_alone_that_made_it(lived_in: Station, tmp_path: Path) -> None:
    folder = backed_up(lived_in, tmp_path / "new" / "backups")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert modes == {0o700, 0o600}


def test_backups_stand_beside_each_other_and_what_a_killed_one_left_is_cleared_away(
    lived_in: Station, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    (place / ".partial-killed" / "rows").mkdir(parents=True)
    (place / "notes.txt").write_text("the administrator's own")
    made = {backed_up(lived_in, place).name for _ in range(3)}
    assert {path.name for path in place.iterdir()} == made | {"notes.txt"}
    assert len(made) == 3


def test_check_reads_a_backup_and_restores_nothing(
    lived_in: Station, new_station: Callable[..., Station], tmp_path: Path
) -> None:
    folder = backed_up(lived_in, tmp_path / "backups")
    new = new_station("new", migrated=False).enter()
    assert (answer("restore", folder, "--check")["ok"], list(new.folder.iterdir())) == (True, [])
    flip(folder / "files/papers/2026/two.pdf")
    assert answer("restore", folder, "--check")["exit"] == 1


# --- where nothing can be written -----------------------------------------------------------------------------------
def test_a_folder_that_can_not_be_meant_is_a_wrong_call(lived_in: Station, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "empty").mkdir()
    calls = [
        ("backup", tmp_path / "file"),
        ("backup", lived_in.private / "backups"),
        ("backup", Path(configured.STATIC_ROOT) / "backups"),
        ("restore", tmp_path / "file"),
        ("restore", tmp_path / "nowhere"),
        ("restore", tmp_path / "empty"),
    ]
    for call in calls:
        said = answer(*call)
        assert (said["exit"], bool(said["error"])) == (2, True), call
    assert not (lived_in.private / "backups").exists()


@pytest.mark.parametrize(
    ("number", "word"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有权限"), (errno.EIO, "读写")]
)
def test_a_disk_that_takes_no_more_leaves_nothing_half_done(
    lived_in: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    def full(source: Path, target: Path) -> dict[str, object]:
        raise OSError(number, os.strerror(number), str(target))

    monkeypatch.setattr(files, "copy", full)
    said = answer("backup", tmp_path / "new" / "backups")
    assert (said["exit"], said["ok"], said["backup"]) == (1, False, None)
    assert word in said["first_damage"]["problem"]
    assert not (tmp_path / "new").exists()


def test_keys_and_database_among_the_private_files_are_refused(
    lived_in: Station, tmp_path: Path, settings: object
) -> None:
    settings.PRIVATE_ROOT = lived_in.folder
    said = answer("backup", tmp_path / "backups")
    assert (said["exit"], "数据库放在私有文件目录" in said["first_damage"]["problem"]) == (1, True)
    settings.PRIVATE_ROOT, settings.VAR_DIR = lived_in.private, lived_in.private
    (lived_in.private / "local.env").write_text("FIELD_KEY=")
    said = answer("backup", tmp_path / "backups")
    assert (said["exit"], "密钥文件放在私有文件目录" in said["first_damage"]["problem"]) == (1, True)
    assert not (tmp_path / "backups").exists()


def test_a_folder_that_knows_no_locks_takes_a_backup_too(
    lived_in: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(handle: int, operation: int) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert backed_up(lived_in, tmp_path / "backups").is_dir()


def test_a_second_backup_waits_for_the_first(lived_in: Station, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "backups").mkdir()
    handle = os.open(tmp_path / "backups", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    def tell(text: str) -> None:
        said.append(text)
        if "另有一次备份" in text:
            os.close(handle)  # the first is done

    assert saving.save(tmp_path / "backups", tell).entries == 3
    assert "另有一次备份" in said[0]


def test_too_little_room_is_said_before_a_byte_is_written(
    lived_in: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1000, 990, 10))
    said = answer("backup", tmp_path / "backups")
    assert (said["exit"], "磁盘空间不够" in said["first_damage"]["problem"]) == (1, True)
    assert not (tmp_path / "backups").exists()


def test_an_address_without_a_station_is_no_backup_and_makes_no_file(
    new_station: Callable[..., Station], tmp_path: Path
) -> None:
    nothing = new_station("nothing", migrated=False).enter()
    said = answer("backup", tmp_path / "backups")
    assert (said["exit"], "DATABASE_URL" in said["first_damage"]["problem"]) == (1, True)
    assert list(nothing.folder.iterdir()) == []
    nothing.database.write_bytes(b"this is no database, whatever its name says" * 100)
    assert answer("backup", tmp_path / "backups")["exit"] == 1
    assert not (tmp_path / "backups").exists()
