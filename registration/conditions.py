"""Which condition an application rests on: found among those that the announcement spells out (R1.2, R2.1)."""

import re

from announcements.conditions import CONDITIONS, Condition, conditions_for

_KEY = re.compile(r"(?P<edition>[^-]+)-(?P<level>[1-5])-\d+")


def condition_of(key: str) -> Condition | None:
    """The condition that an application names; None for words of a roster that name none of ours."""
    match = _KEY.fullmatch(key)
    if not match:
        return None
    options = CONDITIONS.get((match["edition"], int(match["level"])), ())
    return next((each for each in options if each.key == key), None)


def condition_named(text: str, edition: str, level: int) -> str:
    """The key for what a form or roster says (a key, 条件2, 2); "" where it can't be told."""
    keys = {each.key for each in conditions_for(edition, level)}
    if text in keys:
        return text
    digits = "".join(char for char in text if char.isdigit())
    key = f"{edition}-{level}-{digits}"
    return key if len(text) <= 6 and key in keys else ""
