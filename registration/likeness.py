"""People of one name and birth date under two numbers: who they are, and what was decided of them (R2.4). Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from announcements.models import Assessment
from registration.enums import ApplicationState, Likeness
from registration.models import Application, Candidate, LikenessDecision

STANDING = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ACCEPTED,
    ApplicationState.PAID,
)


@dataclass(frozen=True)
class Pair:
    """Two records in the order they were made, with the newest decision on them."""

    one: Candidate
    other: Candidate
    decided: LikenessDecision | None = None

    @property
    def is_open(self) -> bool:
        return self.decided is None

    @property
    def is_same(self) -> bool:
        return self.decided is not None and self.decided.decision == Likeness.SAME

    def twin_of(self, candidate: Candidate) -> Candidate:
        return self.other if self.one.pk == candidate.pk else self.one


def pair_of(one: Candidate, other: Candidate) -> Pair:
    first, second = _in_order(one, other)
    return Pair(first, second, _newest().filter(one=first, other=second).first())


def pairs_with(candidate: Candidate) -> list[Pair]:
    """Everybody on record who is like this person; two questions."""
    alike = Candidate.objects.filter(name=candidate.name, birth_date=candidate.birth_date).exclude(pk=candidate.pk)
    return _decided([_in_order(candidate, twin) for twin in alike.order_by("pk")])


def _in_order(one: Candidate, other: Candidate) -> tuple[Candidate, Candidate]:
    return (one, other) if one.pk < other.pk else (other, one)


def pairs_among(people: Iterable[Candidate]) -> list[Pair]:
    """All pairs that one of these people belongs to; two questions, whatever their number."""
    keys = {(person.name, person.birth_date) for person in people}
    by_key: dict[tuple[str, date], list[Candidate]] = defaultdict(list)
    for candidate in _of_names({name for name, _ in keys}):
        if (candidate.name, candidate.birth_date) in keys:
            by_key[candidate.name, candidate.birth_date].append(candidate)
    found = [
        (one, other) for alike in by_key.values() for place, one in enumerate(alike) for other in alike[place + 1 :]
    ]
    return _decided(found)


PORTION = 500  # databases take only so many values in one question


def _of_names(names: Collection[str]) -> Iterable[Candidate]:
    ordered = sorted(names)
    for start in range(0, len(ordered), PORTION):
        yield from Candidate.objects.filter(name__in=ordered[start : start + PORTION]).order_by("pk")


def _decided(found: Sequence[tuple[Candidate, Candidate]]) -> list[Pair]:
    if not found:
        return []
    firsts = sorted({one.pk for one, _ in found})
    newest: dict[tuple[int, int], LikenessDecision] = {}
    for start in range(0, len(firsts), PORTION):
        for row in _newest().filter(one__in=firsts[start : start + PORTION]):
            newest.setdefault((row.one_id, row.other_id), row)
    return [Pair(one, other, newest.get((one.pk, other.pk))) for one, other in found]


def _newest() -> QuerySet[LikenessDecision]:
    """The newest first: of each pair the first that comes counts."""
    return LikenessDecision.objects.select_related("decided_by", "one", "other").order_by("-id")


# --- lists ---------------------------------------------------------------------------------------------------------------


def undecided(assessment: Assessment | None = None) -> QuerySet[Candidate]:
    """Who was registered after somebody like them and nobody has decided; of an assessment: either of the two applied."""
    decided = LikenessDecision.objects.filter(one=OuterRef("pk"), other=OuterRef(OuterRef("pk")))
    earlier = Candidate.objects.filter(
        ~Exists(decided), name=OuterRef("name"), birth_date=OuterRef("birth_date"), pk__lt=OuterRef("pk")
    )
    if assessment is None:
        return Candidate.objects.filter(Exists(earlier)).order_by("-pk")
    own = Exists(_standing(assessment).filter(candidate=OuterRef("pk")))
    return Candidate.objects.filter(Q(own, Exists(earlier)) | Q(Exists(earlier.filter(own)))).order_by("-pk")


def _standing(assessment: Assessment) -> QuerySet[Application]:
    return Application.objects.filter(offering__assessment=assessment, state__in=STANDING)


def undecided_pairs(page: Sequence[Candidate]) -> list[Pair]:
    """The open pairs of these later ones, in their order."""
    wanted = {candidate.pk: place for place, candidate in enumerate(page)}
    rows = [pair for pair in pairs_among(page) if pair.is_open and pair.other.pk in wanted]
    return sorted(rows, key=lambda pair: (wanted[pair.other.pk], pair.one.pk))


def decisions(decision: str) -> QuerySet[LikenessDecision]:
    """What was decided last of each pair."""
    later = LikenessDecision.objects.filter(one=OuterRef("one"), other=OuterRef("other"), pk__gt=OuterRef("pk"))
    return _newest().filter(~Exists(later), decision=decision)


def waiting() -> int:
    """Who came later than somebody like them, is undecided, and has an application going on: the to-do of the desk."""
    going_on = Application.objects.filter(
        state__in=STANDING,
        offering__assessment__registration_closing=None,
        offering__assessment__withdrawn_at=None,
    )
    return undecided().filter(pk__in=going_on.values("candidate")).count()


def applications_of(people: Sequence[Candidate]) -> dict[int, list[Application]]:
    """Each person's applications, the newest first; one question."""
    found: dict[int, list[Application]] = defaultdict(list)
    rows = Application.objects.filter(candidate__in=people).select_related(
        "candidate", "offering__occupation", "offering__assessment", "entered_by"
    )
    for row in rows.order_by(F("entered_at").desc(), "-id"):
        found[row.candidate_id].append(row)
    return found
