"""The trail can't be changed without being found out, and can forget persons without breaking (R2.5)."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from station import audit, chain
from station.models import AuditEntry, AuditPersonal, ChainHead
from station.verbs import verb
from tests.factories.station import NOW, make_user

pytestmark = pytest.mark.django_db
audit.register_verbs({"test.act": "试办"})


@verb
def act(times: int = 1, fail: bool = False) -> None:
    user = make_user()
    for number in range(times):
        audit.record(verb="test.act", actor=user, obj=user, now=NOW, facts={"n": number}, personal={"name": "王芳"})
    if fail:
        raise RuntimeError("undone")


def verified() -> dict[str, object]:
    output = io.StringIO()
    try:
        call_command("verify_audit", as_json=True, stdout=output)
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return {**json.loads(output.getvalue()), "exit": code}


def drop_triggers(*names: str) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}")


def test_every_act_is_one_row_and_the_chain_verifies() -> None:
    act(3)
    assert AuditEntry.objects.count() == 3
    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]
    assert verified() == {"ok": True, "entries": 3, "first_damage": None, "exit": 0}


def test_an_unregistered_verb_is_an_error() -> None:
    with pytest.raises(ValueError, match="not registered"):
        verb(lambda: audit.record(verb="test.unknown", actor=None, obj=None, now=NOW))()


def test_a_row_outside_a_verb_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="inside a @verb"):
        audit.record(verb="test.act", actor=None, obj=None, now=NOW)


def test_an_act_that_fails_leaves_no_row() -> None:
    with pytest.raises(RuntimeError, match="undone"):
        act(2, fail=True)
    assert not AuditEntry.objects.exists()


def test_a_failed_verb_inside_another_takes_only_its_own_rows_with_it() -> None:
    @verb
    def outer() -> None:
        act(1)
        with pytest.raises(RuntimeError):
            act(2, fail=True)

    outer()
    assert AuditEntry.objects.count() == 1
    assert verified()["ok"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE station_auditentry SET verb = 'test.other'",
        "DELETE FROM station_auditentry",
        "UPDATE station_auditpersonal SET salt = ''",
    ],
)
def test_raw_sql_against_an_audit_row_is_refused(statement: str) -> None:
    act()
    with pytest.raises(DatabaseError, match="audit row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_with_the_trigger_dropped_one_changed_byte_is_found_and_named() -> None:
    act(3)
    drop_triggers("station_auditentry_frozen_update")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE station_auditentry SET verb = 'test.acu' WHERE sequence = 2")
    assert verified() == {
        "ok": False,
        "entries": 1,
        "first_damage": {"chain": "audit", "sequence": 2, "problem": "内容与摘要不符"},
        "exit": 1,
    }


def test_a_row_taken_from_the_middle_or_the_end_is_missed() -> None:
    act(3)
    AuditPersonal.objects.all().delete()
    drop_triggers("station_auditentry_frozen_delete")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM station_auditentry WHERE sequence = 3")
    assert verified()["first_damage"] == {"chain": "audit", "sequence": 3, "problem": "链尾记录缺失或被改动"}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM station_auditentry WHERE sequence = 1")
    assert verified()["first_damage"] == {"chain": "audit", "sequence": 1, "problem": "缺少这一条记录"}


def test_a_lost_head_is_damage() -> None:
    act()
    ChainHead.objects.all().delete()
    assert verified()["exit"] == 1


def test_personal_values_may_be_forgotten_and_the_chain_still_verifies() -> None:
    act(2)
    AuditPersonal.objects.filter(entry__sequence=1).delete()
    assert verified()["ok"]


def test_a_changed_personal_value_is_found() -> None:
    act()
    drop_triggers("station_auditpersonal_frozen_update")
    personal = AuditPersonal.objects.get()
    personal.values = {**personal.values, "name": "王方"}
    personal.save()
    assert verified()["first_damage"]["problem"] == "个人信息栏与摘要不符"


def test_personal_values_do_not_stand_in_the_clear() -> None:
    act()
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values" FROM station_auditpersonal')
        (stored,) = cursor.fetchone()
    assert "王芳" not in stored
    assert "王芳" not in json.dumps(list(AuditEntry.objects.values("facts", "object_id")), default=str)


def test_walking_an_empty_chain_is_no_damage() -> None:
    assert chain.walk_all()["audit"] == chain.Walk(0, None)
