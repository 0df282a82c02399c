"""Eight at once: no number twice, none left out, and a chain with no fork in it.

Each race keeps its losing control, the same act without the lock: if that one ever won, the race would prove nothing.
"""

from time import sleep

from django.db import transaction

from station import audit, chain, numbering
from station.models import AuditEntry, ChainHead, Counter
from station.verbs import verb
from tests.factories.station import NOW, make_user
from tests.postgres.crowd import EIGHT, at_once

EACH = 10


@transaction.atomic
def take(number: int) -> int:
    taken = numbering.take("trial", 2026)
    sleep(0.01)  # whatever else a verb does with its number before it commits
    return taken


@transaction.atomic
def take_without_the_lock(number: int) -> int:
    counter = Counter.objects.get(series="trial", period="2026")
    sleep(0.01)
    counter.value += 1
    counter.save()
    return counter.value


def test_numbers_taken_at_once_have_no_gap_and_no_double() -> None:
    rounds = [at_once(take) for _ in range(EACH)]
    assert sorted(number for taken in rounds for number in taken) == list(range(1, EIGHT * EACH + 1))


def test_without_the_lock_numbers_come_twice() -> None:
    Counter.objects.create(series="trial", period="2026")
    assert len(set(at_once(take_without_the_lock))) < EIGHT


def test_a_number_goes_back_when_its_verb_fails() -> None:
    def fail(number: int) -> None:
        with transaction.atomic():
            numbering.take("trial", 2026)
            if number % 2:
                raise RuntimeError("undone")

    at_once(fail)
    assert numbering.last("trial", 2026) == EIGHT // 2


def test_acts_at_once_make_one_unbroken_chain() -> None:
    audit.register_verbs({"test.act": "试办"})
    user = make_user()
    before = AuditEntry.objects.count()

    @verb
    def act(number: int) -> None:
        for _ in range(EACH):
            audit.record(verb="test.act", actor=user, obj=user, now=NOW, facts={"n": number})

    assert at_once(act) == [None] * EIGHT
    assert AuditEntry.objects.count() == before + EIGHT * EACH
    assert audit.walk() == chain.Walk(before + EIGHT * EACH, None)


def test_without_the_lock_on_its_head_the_chain_forks() -> None:
    head = ChainHead.objects.create(name="trial")

    @transaction.atomic
    def link(number: int) -> int:
        unlocked = ChainHead.objects.get(pk=head.pk)
        sleep(0.01)
        unlocked.sequence += 1
        unlocked.save()
        return unlocked.sequence

    assert len(set(at_once(link))) < EIGHT
