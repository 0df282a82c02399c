"""Text as people paste it: styles gone, but invisible characters still in it."""

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# What Word leaves of its own markup when a page is copied by way of a mail or a web form.
_OFFICE_MARKUP = re.compile(
    r"<!--\[if[^\]]*\]>.*?<!\[endif\]-->"  # settings that were never to be seen
    r"|<!--\[(?:if|endif)[^\]]*\]-->|<!\[(?:if|endif)[^\]]*\]>"  # marks around what is seen
    r"|</?(?:o|w|v|m|st1):[^<>]*>",
    re.DOTALL,
)
# Word draws its bullets with symbol fonts, from a range that no other font fills.
_SYMBOL_BULLETS = re.compile(r"(?m)^([^\S\n]*)[\uf000-\uf0ff]")


def tidy(text: str) -> str:
    """Without invisible characters and trailing blanks; line breaks stay, at most one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n")
    lines = _SYMBOL_BULLETS.sub(r"\1•", _OFFICE_MARKUP.sub("", lines))
    visible = "".join(letter for letter in lines if letter == "\n" or _is_visible(letter))
    stripped = "\n".join(_SPACES.sub(_one_space, line).strip() for line in visible.split("\n"))
    return _BLANK_LINES.sub("\n\n", stripped).strip()


def _is_visible(letter: str) -> bool:
    return letter == "\t" or (letter != "\ufffc" and unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def _one_space(found: re.Match[str]) -> str:
    return "\u3000" if "\u3000" in found.group() else " "
