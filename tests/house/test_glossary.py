"""docs/glossary.md binds each term of the trade to one identifier, and leaves none of ours out."""

import re
from collections import Counter
from pathlib import Path
from pydoc import locate

import pytest

from station import audit, data_model, documents

TOP = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<term>[^|]+) \| `(?P<identifier>[^`|]+)` \|", re.MULTILINE)
OURS = tuple(config.name for config in data_model.our_apps())


def glossary() -> str:
    return (TOP / "docs" / "glossary.md").read_text(encoding="utf-8")


def bindings(text: str) -> list[tuple[str, str]]:
    return [(row["term"].strip(), row["identifier"]) for row in ROW.finditer(text)]


def bound() -> dict[str, str]:
    return {identifier: term for term, identifier in bindings(glossary())}


def twice(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def models() -> set[str]:
    return {model.__name__ for config in data_model.our_apps() for model in config.get_models()}


def values() -> dict[str, str]:
    return {f"{one.__qualname__}.{each.name}": str(each.label) for one in data_model.choice_classes() for each in one}


def acts() -> dict[str, str]:
    # Tests register verbs of their own.
    return {verb: label for verb, label in audit.verb_labels().items() if not verb.startswith(("test.", "bench."))}


def papers() -> dict[str, str]:
    kinds = documents._kinds.items()
    return {key: kind.title for key, kind in kinds if kind.render.__module__.split(".")[0] in OURS}


def rows_to_add(missing: dict[str, str]) -> str:
    return "docs/glossary.md lacks:\n" + "\n".join(f"| {term} | `{name}` | |" for name, term in missing.items())


def test_no_term_is_bound_twice() -> None:
    assert twice([term for term, _ in bindings(glossary())]) == []


def test_no_identifier_has_two_terms() -> None:
    assert twice([identifier for _, identifier in bindings(glossary())]) == []


def test_a_term_bound_twice_would_be_noticed() -> None:
    assert twice([term for term, _ in bindings("| 考生 | `Candidate` | |\n| 考生 | `Person` | a |\n")]) == ["考生"]


def test_every_model_stands_in_the_glossary() -> None:
    assert models() - bound().keys() == set()


def test_every_class_of_choices_stands_in_the_glossary() -> None:
    assert {one.__qualname__ for one in data_model.choice_classes()} - bound().keys() == set()


@pytest.mark.parametrize("labels", [values, acts, papers])
def test_what_screens_and_papers_call_it_is_its_term(labels) -> None:
    known = bound()
    missing = {name: label for name, label in labels().items() if name not in known}
    assert not missing, rows_to_add(missing)
    other = {name: (label, known[name]) for name, label in labels().items()}
    assert {name: pair for name, pair in other.items() if not pair[1].lstrip("《").startswith(pair[0])} == {}


def test_the_glossary_names_nothing_that_is_gone() -> None:
    known = models() | {one.__qualname__ for one in data_model.choice_classes()}
    known |= values().keys() | acts().keys() | papers().keys()
    unknown = [name for name in bound() if name not in known]
    assert [name for name in unknown if locate(name) is None] == []


def test_every_official_name_of_the_regulation_stands_to_the_letter() -> None:
    regulation = (TOP / "station" / "regulation.txt").read_text(encoding="utf-8")
    named = re.findall(r"^\| (《[^》]+》) \|", glossary(), re.MULTILINE)
    assert set(re.findall(r"《[^》]+》", regulation)) == set(named)
    assert twice(named) == []
