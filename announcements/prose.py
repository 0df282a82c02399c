"""Text as people paste it: styles gone, but invisible characters still in it."""

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Without invisible characters and trailing blanks; line breaks stay, at most one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\v", "\n")
    visible = "".join(letter for letter in lines if letter == "\n" or _is_visible(letter))
    stripped = "\n".join(_SPACES.sub(_one_space, line).strip() for line in visible.split("\n"))
    return _BLANK_LINES.sub("\n\n", stripped).strip()


def _is_visible(letter: str) -> bool:
    return letter == "\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cn", "Cs")


def _one_space(found: re.Match[str]) -> str:
    return "\u3000" if "\u3000" in found.group() else " "
