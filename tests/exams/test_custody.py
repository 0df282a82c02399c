"""Bags of papers from the custodian to marking: every step, two people, nothing unseen (R5.4)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from exams import custody, rules, services
from exams.enums import BagState, CustodyAlarm
from exams.models import CustodyEntry, PaperBag
from station import chain
from station.models import ChainHead, Notification
from station.refusals import NotPermitted, Refused
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db

STEPS = list(BagState)[1:]


@pytest.fixture
def bag(noticed: Round) -> PaperBag:
    return make.bags_of(noticed)[0]


def test_each_room_of_each_sitting_gets_one_bag_with_its_copies_and_a_spare(noticed: Round) -> None:
    bags = make.bags_of(noticed)
    assert [(bag.copies, bag.spare_copies, bag.state) for bag in bags] == [(2, 1, "awaited")] * 2
    assert len({bag.number for bag in bags}) == 2
    assert make.bags_of(noticed) == bags, "registering again adds nothing"


@pytest.mark.parametrize("state", list(BagState))
def test_only_the_next_step_follows(bag: PaperBag, state: str) -> None:
    make.carry_to(bag, state)
    for step in STEPS:
        if step != rules.next_step(state):
            with pytest.raises(Refused):
                make.hand_over(bag, step, now=make.moment_of(bag, BagState.MARKING))
            bag.refresh_from_db()
            assert bag.state == state
    if following := rules.next_step(state):
        make.hand_over(bag, following)
        bag.refresh_from_db()
        assert bag.state == following


def test_the_seven_handovers_of_a_well_run_day_raise_no_alarm(bag: PaperBag) -> None:
    make.carry_to(bag, BagState.MARKING)
    assert [entry.alarms for entry in bag.custody_entries.all()] == [[]] * 7
    assert custody.walk() == chain.Walk(7, None)


def test_a_third_person_can_not_sign_for_the_two(bag: PaperBag) -> None:
    site = make.Site()
    with pytest.raises(NotPermitted, match="交接双方"):
        make.hand_over(bag, BagState.STORED, actor=site.director)


def test_one_person_can_not_be_both_sides(bag: PaperBag) -> None:
    site = make.Site()
    with pytest.raises(Refused, match="两人"):
        make.hand_over(bag, BagState.STORED, handed_over_by=site.custodian, received_by=site.custodian)


def test_papers_are_received_by_named_people_only(bag: PaperBag) -> None:
    site = make.Site()
    with pytest.raises(Refused, match="须由"):
        make.hand_over(bag, BagState.STORED, received_by=site.charlie, actor=site.charlie)
    with pytest.raises(Refused, match="经办人"):
        make.hand_over(bag, BagState.STORED, handed_over_by=site.charlie, received_by=site.custodian)


def test_a_bag_is_not_opened_before_its_time(bag: PaperBag) -> None:
    make.carry_to(bag, BagState.IN_ROOM)
    with pytest.raises(Refused, match="任何人不得拆封"):
        make.hand_over(bag, BagState.OPENED, now=make.start_of(bag) - timedelta(minutes=11))


def test_late_papers_with_a_broken_seal_are_recorded_and_shown_to_the_director(bag: PaperBag) -> None:
    site = make.Site()
    assert site.director
    make.carry_to(bag, BagState.STORED)
    late = make.start_of(bag) - timedelta(minutes=40)
    make.hand_over(bag, BagState.AT_OFFICE, now=late, seal_intact=False, note="封条翘起，已报告所长")
    entry = bag.custody_entries.last()
    assert set(entry.alarms) == {CustodyAlarm.SEAL_BROKEN, CustodyAlarm.LATE}
    assert entry.note == "封条翘起，已报告所长"
    told = Notification.objects.filter(kind="custody")
    assert {row.recipient for row in told} >= {site.director, site.affairs}
    assert "晚于开考前一个小时" in told[0].text


def test_a_gap_in_the_chain_is_an_alarm(bag: PaperBag) -> None:
    site = make.Site()
    make.carry_to(bag, BagState.STORED)
    make.hand_over(bag, BagState.AT_OFFICE, handed_over_by=site.director, received_by=site.affairs)
    assert bag.custody_entries.last().alarms == [CustodyAlarm.GAP]


def test_an_entry_can_not_be_changed_in_the_model_nor_in_the_database(bag: PaperBag) -> None:
    make.hand_over(bag, BagState.STORED)
    entry = CustodyEntry.objects.get()
    entry.place = "别处"
    with pytest.raises(Refused):
        entry.save()
    for column, value in (("seal_number", "F-X"), ("at", make.LATE), ("alarms", ["late"]), ("digest", "0")):
        with pytest.raises(DatabaseError, match=r"R5\.4"), transaction.atomic():
            CustodyEntry.objects.update(**{column: value})
    with pytest.raises(DatabaseError, match=r"R5\.4"), transaction.atomic():
        CustodyEntry.objects.all().delete()


def test_the_database_itself_wants_two_people(bag: PaperBag) -> None:
    person = make.Site().custodian
    with pytest.raises(DatabaseError), transaction.atomic():
        CustodyEntry.objects.create(
            sequence=1, bag=bag, step="stored", at=make.LATE, handed_over_by=person, received_by=person,
            seal_number="F", seal_intact=True, place="x", salt="", personal_digest="", previous="", digest="",
        )  # fmt: skip


def tamper(statement: str) -> None:
    """As somebody with the database in hand would do it: the trigger taken away first."""
    with connection.cursor() as cursor:
        on = ' ON "exams_custodyentry"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER exams_custodyentry_frozen_update{on}")
        cursor.execute(statement)


def test_a_change_behind_the_triggers_back_is_found_at_its_place(bag: PaperBag) -> None:
    make.carry_to(bag, BagState.OPENED)
    tamper("UPDATE exams_custodyentry SET seal_number = 'F-9999' WHERE sequence = 2")
    assert custody.walk().damage == (2, "内容与摘要不符")


def test_a_lost_tail_is_found(bag: PaperBag) -> None:
    make.carry_to(bag, BagState.AT_OFFICE)
    ChainHead.objects.filter(name="custody").update(sequence=3)
    assert custody.walk().damage == (3, "链尾记录缺失或被改动")


def test_a_changed_name_is_found_and_an_erased_one_is_not_missed(bag: PaperBag) -> None:
    make.carry_to(bag, BagState.AT_OFFICE)
    rows = CustodyEntry.objects.filter(sequence=1)
    rows.update(personal={"handed_over_by": "别人"})
    assert custody.walk().damage == (1, "个人信息栏与摘要不符")
    rows.update(personal={}, salt="")
    assert custody.walk().damage is None


def test_verify_audit_walks_the_custody_chain_too(bag: PaperBag) -> None:
    make.hand_over(bag, BagState.STORED)
    assert chain.walk_all()["custody"] == chain.Walk(1, None)


def test_a_refused_handover_leaves_no_link_and_no_number(bag: PaperBag) -> None:
    with pytest.raises(Refused):
        make.hand_over(bag, BagState.STORED, place=" ")
    assert not CustodyEntry.objects.exists()
    make.hand_over(bag, BagState.STORED)
    assert CustodyEntry.objects.get().sequence == 1


def test_bags_of_a_replaced_plan_are_no_longer_handed_over(bag: PaperBag) -> None:
    plan = bag.session_room.exam_session.plan
    newer = type(plan).objects.get(pk=plan.pk)
    newer.pk, newer.version, newer.document = None, plan.version + 1, None
    newer.public_id = "00000000-0000-4000-8000-000000000001"
    newer.save(force_insert=True)
    with pytest.raises(Refused, match="不再执行"):
        services.hand_over_bag(
            bag=bag, step=BagState.STORED, handed_over_by=make.Site().affairs, received_by=make.Site().custodian,
            seal_number="F", seal_intact=True, place="保密室", actor=make.Site().custodian, now=make.DAY_BEFORE,
        )  # fmt: skip
