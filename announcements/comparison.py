"""What differs between two texts, piece by piece, as a reader would mark it. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from diff_match_patch import diff_match_patch

SAME, GONE, NEW = "same", "gone", "new"
KINDS = {0: SAME, -1: GONE, 1: NEW}
# A date, a time, a number or a foreign word changes as a whole: 24 becomes 7, not "2" gone and "4" into "7".
WHOLE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:（周[一二三四五六日]）)?(?:\d{1,2}[:：]\d{2})?|\d+(?:[:：.-]\d+)*|[A-Za-z]+"
)
STAND_INS = 0x100000  # a plane for private use: no text has these, as tidying takes them away
MOST_STAND_INS = 0xFFFE  # as many as the plane has
SECONDS = 0.5  # for texts that have nothing in common; what is found by then is right, only not the shortest
HARDLY_ALIKE = 0.3
LONG, KEPT = 60, 20
SPLINTER = 2
ELLIPSIS, FEW_PARAGRAPHS = "……", 4


@dataclass(frozen=True)
class Part:
    kind: str
    text: str


@lru_cache(maxsize=1024)
def compare(before: str, after: str) -> tuple[Part, ...]:
    """The pieces in reading order; what hardly resembles the other is one piece gone and one new."""
    book: dict[str, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    found = engine.diff_main(_encoded(before, book), _encoded(after, book))
    engine.diff_cleanupSemantic(found)
    words = {letter: word for word, letter in book.items()}
    pieces = [(KINDS[kind], "".join(words.get(letter, letter) for letter in text)) for kind, text in found]
    parts = _joined(pieces)
    alike = sum(len(part.text) for part in parts if part.kind == SAME)
    if before and after and alike < HARDLY_ALIKE * max(len(before), len(after)):
        return Part(GONE, before), Part(NEW, after)
    return parts


def _joined(pieces: list[tuple[str, str]]) -> tuple[Part, ...]:
    """A letter or two that stay between two changes read better as part of them: 培训楼一层 becomes 实训楼二层."""
    parts: list[Part] = []
    gone = new = ""
    for at, (kind, text) in enumerate(pieces):
        inside = 0 < at < len(pieces) - 1 and len(text) <= SPLINTER and (gone or new)
        if kind == SAME and not inside:
            parts += [Part(GONE, gone)] * bool(gone) + [Part(NEW, new)] * bool(new) + [Part(SAME, text)]
            gone = new = ""
            continue
        gone += text if kind != NEW else ""
        new += text if kind != GONE else ""
    return (*parts, *([Part(GONE, gone)] * bool(gone)), *([Part(NEW, new)] * bool(new)))


def shortened(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """For a list of changes: long stretches that stay as they are give way to an ellipsis."""
    last = len(parts) - 1
    return tuple(
        Part(SAME, _elided(part.text, begins=at == 0, ends=at == last)) if part.kind == SAME else part
        for at, part in enumerate(parts)
    )


def excerpts(before: str, after: str) -> tuple[str, str]:
    """For paper, where both stand side by side: of long texts only the paragraphs that differ."""
    old, new = before.splitlines(), after.splitlines()
    if min(len(old), len(new)) < FEW_PARAGRAPHS:
        return before, after
    kept: tuple[list[str], list[str]] = ([], [])
    for act, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = act == "equal"
        kept[0].extend([ELLIPSIS] if same else old[i1:i2])
        kept[1].extend([ELLIPSIS] if same else new[j1:j2])
    return "\n".join(kept[0]), "\n".join(kept[1])


def _elided(text: str, *, begins: bool, ends: bool) -> str:
    if len(text) <= LONG:
        return text
    head = "" if begins else text[:KEPT]
    tail = "" if ends else text[-KEPT:]
    return f"{head}{ELLIPSIS}{tail}"


def _encoded(text: str, book: dict[str, str]) -> str:
    return WHOLE.sub(lambda found: _stand_in(found.group(), book), text)


def _stand_in(word: str, book: dict[str, str]) -> str:
    """One letter for the whole word; when there are no more, a word is compared letter by letter."""
    if word not in book and len(book) >= MOST_STAND_INS:
        return word
    return book.setdefault(word, chr(STAND_INS + len(book)))
