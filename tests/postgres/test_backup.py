"""`backup` and `restore` on PostgreSQL, and from one kind of database to the other (design 5)."""

import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from station import audit
from station.backups import saving
from station.models import AuditEntry, Document, Occupation, User
from station.verbs import verb
from tests.factories.station import NOW, make_user
from tests.postgres_database import TEMPLATE, administer, described, numbers, point_default_at

PAPER = b"%PDF-1.7 a paper that left the house"
audit.register_verbs({"test.act": "试办"})


@verb
def act(times: int = 1) -> None:
    user = User.objects.get(username="alice")
    for number in range(times):
        facts = {"n": number, "nested": {"amount": "60.00", "list": [1, 2.5, None, True, "a\tb\\n\n"]}}
        audit.record(verb="test.act", actor=user, obj=user, now=NOW, facts=facts, personal={"name": "王芳"})


@pytest.fixture
def lived_in(tmp_path: Path, settings: object) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "old"
    make_user("alice", name="爱丽丝\\N")
    act(3)
    settings.PRIVATE_ROOT.mkdir()
    (settings.PRIVATE_ROOT / "paper.pdf").write_bytes(PAPER)
    Document.objects.create(
        kind="test", title="文书", serial="1", facts={"n": 1}, facts_hash="0" * 64, file="paper.pdf",
        mime="application/pdf", sha256=sha256(PAPER).hexdigest(), size=len(PAPER), issued_at=NOW,
    )  # fmt: skip
    Occupation.objects.create(name="已删除的职业", code="0-00", edition="2015").delete()  # its number is spent
    return tmp_path


@pytest.fixture
def another(postgres_template: str, postgres_database: str) -> Iterator[str]:
    """A second migrated database; "default" is put back by `postgres_database`."""
    name = f"station_{next(numbers)}"
    administer(postgres_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield f"{postgres_template}/{name}"
    connections.close_all()
    administer(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


def enter(url: str) -> None:
    server, name = url.rsplit("/", 1)
    point_default_at(described(server, name))


def answer(*arguments: object) -> dict[str, object]:
    output = io.StringIO()
    try:
        call_command(*map(str, arguments), as_json=True, stdout=output, stderr=io.StringIO())
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return {**json.loads(output.getvalue()), "exit": code}


def everything(url: str) -> dict[str, list[str]]:
    """Rows as text, triggers and whether they are on, and where each sequence stands."""
    with psycopg.connect(url.replace("postgres://", "postgresql://")) as database:
        names = [name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        found = {name: sorted(map(repr, database.execute(f'SELECT t::text FROM "{name}" t'))) for name in names}
        guards = "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        found["triggers"] = sorted(map(repr, database.execute(guards)))
        found["sequences"] = sorted(map(repr, database.execute("SELECT sequencename, last_value FROM pg_sequences")))
        return found


def test_every_row_trigger_and_number_comes_back_as_it_was(
    lived_in: Path, postgres_database: str, another: str, settings: object
) -> None:
    before = everything(postgres_database)
    said = answer("backup", lived_in / "backups")
    assert (said["ok"], said["entries"], said["files"], said["exit"]) == (True, 3, 1, 0), said
    settings.PRIVATE_ROOT = lived_in / "new"
    enter(another)
    said = answer("restore", lived_in / "backups")
    assert (said["ok"], said["entries"], said["exit"]) == (True, 3, 0), said
    assert everything(another) == before
    assert (lived_in / "new" / "paper.pdf").read_bytes() == PAPER
    assert answer("verify_audit")["entries"] == 3


def test_numbers_go_on_where_they_stopped_and_frozen_rows_stay_frozen(
    lived_in: Path, another: str, settings: object
) -> None:
    user, spent = User.objects.get().pk, Occupation.objects.create(name="电工", code="6-31", edition="2015").pk
    answer("backup", lived_in / "backups")
    settings.PRIVATE_ROOT = lived_in / "new"
    enter(another)
    assert answer("restore", lived_in / "backups")["ok"]
    assert make_user("bob").pk == user + 1
    assert Occupation.objects.create(name="焊工", code="6-18", edition="2015").pk == spent + 1
    act()
    assert answer("verify_audit")["entries"] == 4
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE station_auditentry SET verb = 'test.other'")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM station_auditentry")


def test_a_station_with_people_in_it_is_refused(lived_in: Path, postgres_database: str) -> None:
    answer("backup", lived_in / "backups")
    before = everything(postgres_database)
    said = answer("restore", lived_in / "backups")
    assert (said["exit"], "用户（station_user） 1 行" in said["first_damage"]["problem"]) == (1, True)
    assert everything(postgres_database) == before


def test_a_restore_that_fails_leaves_the_database_empty_and_guarded(
    lived_in: Path, another: str, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("backup", lived_in / "backups")
    settings.PRIVATE_ROOT = lived_in / "new"
    enter(another)
    before = everything(another)
    with monkeypatch.context() as patch:
        patch.setattr("station.backups.restoring.heads", dict)
        said = answer("restore", lived_in / "backups")
    assert (said["ok"], said["exit"]) == (False, 1)
    assert everything(another) == before
    assert not list((lived_in / "new").glob("*.pdf"))
    assert answer("restore", lived_in / "backups")["ok"]


def test_a_writer_does_not_wait_and_the_backup_is_of_one_moment(lived_in: Path, another: str, settings: object) -> None:
    wrote = []

    def write() -> None:
        act(2)
        wrote.append(AuditEntry.objects.count())
        connections.close_all()

    def tell(text: str) -> None:
        if "张表" in text and not wrote:  # the rows are read, the chains are not
            writer = threading.Thread(target=write)
            writer.start()
            writer.join(timeout=10)

    saved = saving.save(lived_in / "backups", tell)
    assert wrote == [5]
    assert (saved.entries, saved.damage) == (3, [])
    settings.PRIVATE_ROOT = lived_in / "new"
    enter(another)
    assert answer("restore", saved.folder)["entries"] == 3


def test_a_database_that_does_not_answer_is_said_and_leaves_no_folder(lived_in: Path, postgres_database: str) -> None:
    enter(f"{postgres_database}_not_there")
    said = answer("backup", lived_in / "backups")
    assert (said["exit"], "连不上数据库" in said["first_damage"]["problem"]) == (1, True)
    assert not (lived_in / "backups").exists()


def test_a_station_moves_from_sqlite_to_postgres_and_back(lived_in: Path, another: str, settings: object) -> None:
    """A small station begins on SQLite and grows; the way back proves that nothing was lost on the way there."""
    answer("backup", lived_in / "first")
    original = (list(User.objects.values()), list(AuditEntry.objects.values()), list(Document.objects.values()))
    postgres = connections.settings["default"]
    small = postgres | {"ENGINE": "django.db.backends.sqlite3", "NAME": str(lived_in / "small.sqlite3")}
    point_default_at(small | {"OPTIONS": {"transaction_mode": "IMMEDIATE"}})
    settings.PRIVATE_ROOT = lived_in / "small"
    assert answer("restore", lived_in / "first")["ok"]
    with closing(sqlite3.connect(lived_in / "small.sqlite3")) as file:
        stored = file.execute("SELECT typeof(is_active), typeof(id), typeof(date_joined) FROM station_user").fetchone()
    assert stored == ("integer", "integer", "text")
    assert User.objects.filter(is_active=True, date_joined=NOW).count() == 1
    assert answer("backup", lived_in / "second")["entries"] == 3

    enter(another)
    settings.PRIVATE_ROOT = lived_in / "large"
    said = answer("restore", lived_in / "second")
    assert (said["ok"], said["entries"]) == (True, 3), said
    assert (list(User.objects.values()), list(AuditEntry.objects.values()), list(Document.objects.values())) == original
    assert make_user("bob").pk > User.objects.get(username="alice").pk
