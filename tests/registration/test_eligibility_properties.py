"""What more of it can never do, and what a null can (R2.1): the rules of qualification on any facts. No database."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registration.eligibility import (
    Certificate,
    Facts,
    Major,
    Rank,
    School,
    Schooling,
    Title,
    Verdict,
    Work,
    judge,
    rules_for,
)

ON = date(2026, 12, 1)
DAY = timedelta(days=1)
BORN = date(1980, 5, 1)
DATES = st.dates(date(1996, 1, 1), date(2027, 12, 31))
OCCUPATIONS = st.sampled_from(["电工", "焊工", "钳工"])


def _period(began: date, length: int | None, occupation: str, related: bool) -> Work:
    return Work(began, None if length is None else began + length * DAY, occupation, related)


def _schooling(school: School, major: Major, graduated: date, final: bool, assessed: bool) -> Schooling:
    return Schooling(school, major, graduated, final and graduated > ON, assessed)


PERIODS = st.builds(_period, DATES, st.none() | st.integers(0, 4000), OCCUPATIONS, st.booleans())
SCHOOLINGS = st.builds(_schooling, st.sampled_from(School), st.sampled_from(Major), DATES, st.booleans(), st.booleans())
CERTIFICATES = st.builds(Certificate, st.integers(1, 5), OCCUPATIONS, DATES)
FACTS = st.builds(
    Facts,
    occupation=st.just("电工"),
    level=st.integers(1, 5),
    profile=st.sampled_from(["2012", "2018", "2023"]),
    on=st.just(ON),
    born=st.just(BORN),
    work=st.lists(PERIODS, max_size=4).map(tuple),
    certificates=st.lists(CERTIFICATES, max_size=3).map(tuple),
    education=st.lists(SCHOOLINGS, max_size=2).map(tuple),
    titles=st.lists(st.builds(Title, st.sampled_from(Rank), DATES), max_size=2).map(tuple),
    apprenticeship_completed=st.booleans(),
    training_hours=st.integers(0, 600),
    preparatory_technician_certificate=st.booleans(),
    technician_class_student=st.booleans(),
)


def verdict(facts: Facts) -> Verdict:
    return judge(facts, rules_for(facts.profile, facts.level))


def met_keys(facts: Facts) -> set[str]:
    return {each.rule.key for each in verdict(facts).conditions if each.met}


@given(FACTS, PERIODS)
def test_another_period_of_work_never_turns_eligible_into_not_eligible(facts: Facts, more: Work) -> None:
    assert met_keys(facts) <= met_keys(replace(facts, work=(*(facts.work or ()), more)))


@given(FACTS, st.integers(1, 800), st.integers(0, 800))
def test_longer_periods_never_turn_eligible_into_not_eligible(facts: Facts, earlier: int, later: int) -> None:
    longer = tuple(
        replace(
            period,
            began=max(BORN, period.began - earlier * DAY) if period.began else None,
            until=period.until + later * DAY if period.until else None,
        )
        for period in facts.work or ()
    )
    assert met_keys(facts) <= met_keys(replace(facts, work=longer))


@given(FACTS, st.integers(1, 1200))
def test_waiting_at_work_never_turns_eligible_into_not_eligible(facts: Facts, days: int) -> None:
    """But for somebody who was about to graduate: the diploma is then to be shown."""
    facts = replace(facts, education=tuple(each for each in facts.education or () if not each.final_year))
    assert met_keys(facts) <= met_keys(replace(facts, on=ON + days * DAY))


@given(FACTS, CERTIFICATES, st.integers(1, 800))
def test_earlier_and_further_certificates_never_hurt(facts: Facts, more: Certificate, earlier: int) -> None:
    sooner = tuple(
        replace(each, issued=each.issued - earlier * DAY) for each in facts.certificates or () if each.issued
    )
    assert met_keys(facts) <= met_keys(replace(facts, certificates=(*sooner, more)))


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(facts: Facts, random: object) -> None:
    def shuffled(listed: tuple[object, ...] | None) -> tuple[object, ...]:
        items = list(listed or ())
        random.shuffle(items)  # type: ignore[attr-defined]
        return tuple(items)

    other = replace(
        facts,
        **{name: shuffled(getattr(facts, name)) for name in ("work", "certificates", "education", "titles")},
    )
    assert verdict(facts).as_json() == verdict(other).as_json()


@given(FACTS, st.integers(0, 2000), st.integers(0, 400))
def test_a_period_cut_in_two_that_overlap_is_the_same_work(facts: Facts, cut: int, overlap: int) -> None:
    pieces = []
    for period in facts.work or ():
        assert period.began
        middle = period.began + cut * DAY
        last = period.until or ON
        if middle + overlap * DAY > last:
            pieces.append(period)
            continue
        pieces += [replace(period, until=middle + overlap * DAY), replace(period, began=middle)]
    assert verdict(facts).as_json() == verdict(replace(facts, work=tuple(pieces))).as_json()


def _forgotten(facts: Facts, chosen: set[int]) -> Facts:
    """The same person with some facts unknown; an open end of work is no unknown, and stays."""
    places = iter(range(1000))

    def forget(value: object) -> object:
        return None if next(places) in chosen else value

    def within(item: object, *names: str) -> object:
        return replace(item, **{name: forget(getattr(item, name)) for name in names})  # type: ignore[type-var]

    changes: dict[str, object] = {
        "work": tuple(within(each, "began", "occupation", "related") for each in facts.work or ()),
        "certificates": tuple(within(each, "level", "occupation", "issued") for each in facts.certificates or ()),
        "education": tuple(
            within(each, "school", "major", "graduated", "final_year", "assessed") for each in facts.education or ()
        ),
        "titles": tuple(within(each, "rank", "since") for each in facts.titles or ()),
    }
    for name in ("born", "apprenticeship_completed", "training_hours", "technician_class_student"):
        changes[name] = getattr(facts, name)
    return replace(facts, **{name: forget(value) for name, value in changes.items()})


@settings(max_examples=300)
@given(FACTS, st.sets(st.integers(0, 40), min_size=1, max_size=8))
def test_a_verdict_on_half_known_facts_holds_once_all_are_known(facts: Facts, chosen: set[int]) -> None:
    """So `manual` is said wherever a null could turn the answer, and what is decided stays decided.

    A certificate that is listed without its date is taken for held; one that is yet to be issued is nobody's to list.
    """
    held = tuple(each for each in facts.certificates or () if each.issued and each.issued <= ON)
    facts = replace(facts, certificates=held)
    known = {each.rule.key: each.met for each in verdict(facts).conditions}
    half = {each.rule.key: each.met for each in verdict(_forgotten(facts, chosen)).conditions}
    assert {key: met for key, met in half.items() if met is not None and met is not known[key]} == {}


@given(FACTS)
def test_where_nothing_is_null_nothing_is_left_to_a_person(facts: Facts) -> None:
    assert [each.rule.key for each in verdict(facts).conditions if each.met is None] == []
