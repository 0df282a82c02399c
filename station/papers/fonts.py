"""The typefaces of the house, and what to do about a character none of them has.

ReportLab drops a missing character without a word, and writes wrong copy-and-search
tables for characters beyond U+FFFF (𬭚 in a candidate's name).  Both are mended here, so
that everything else may simply draw text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

SONG, SONG_BOLD, HEI, HEI_BOLD = "Song", "SongBold", "Hei", "HeiBold"
BOLD_OF = {SONG: SONG_BOLD, HEI: HEI_BOLD, SONG_BOLD: SONG_BOLD, HEI_BOLD: HEI_BOLD}
GETA = "〓"  # the printer's mark for a sort that is not in the case

_FILES = {
    SONG: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    SONG_BOLD: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    HEI: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    HEI_BOLD: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
_NEIGHBOUR = {SONG: HEI, SONG_BOLD: HEI_BOLD, HEI: SONG, HEI_BOLD: SONG_BOLD}
_lock = Lock()
_chains: dict[str, list[tuple[str, frozenset[int]]]] = {}


class MissingGlyph(ValueError):
    """No typeface has these characters; ``characters`` lists them once each."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = sorted(set(characters))
        named = "、".join(f"{c}（U+{ord(c):04X}）" for c in self.characters)
        super().__init__(
            f"字库中没有以下字，无法印入文书：{named}。请安装收有这些字的字体（见设置 FONT_EXTRA）后重新生成。"
        )


class FontsMissing(RuntimeError):
    """The typefaces are not installed where the settings say."""


class Run(NamedTuple):
    """A stretch of text in one face; ``actual`` is the character a 〓 stands for."""

    face: str
    text: str
    actual: str = ""


def font_sources() -> tuple[Path, list[Path]]:
    """Where the faces lie, and extra faces tried last: FONT_DIR and FONT_EXTRA.

    Without configured settings (a script, a pure test) the folder beside the project is
    taken.
    """
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    folder = Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts"
    try:
        return (
            Path(getattr(settings, "FONT_DIR", folder)),
            [Path(p) for p in getattr(settings, "FONT_EXTRA", ())],
        )
    except ImproperlyConfigured:
        return folder, []


def register() -> None:
    """Load the faces once per process and set what ReportLab needs set."""
    if _chains:
        return
    with _lock:
        if _chains:
            return
        rl_config.useA85 = 0  # a third smaller and faster; no printer needs ASCII any more
        ttfonts.makeToUnicodeCMap = _to_unicode_cmap
        folder, extra = font_sources()
        glyphs = {name: _load(name, _find(folder, file)) for name, file in _FILES.items()}
        spare = [(f"Extra{n}", _load(f"Extra{n}", path)) for n, path in enumerate(extra)]
        for name in _FILES:
            other = _NEIGHBOUR[name]
            _chains[name] = [(name, glyphs[name]), (other, glyphs[other]), *spare]


def _find(folder: Path, file: str) -> Path:
    for path in (folder / file, folder / "@expo-google-fonts" / file, folder / Path(file).name):
        if path.is_file():
            return path
    raise FontsMissing(f"没有找到字体文件 {Path(file).name}，请先安装前端依赖（make install）。")


def _load(name: str, path: Path) -> frozenset[int]:
    # Letters are given codes as they come, not reserved: the subsets stay smaller.
    font = ttfonts.TTFont(name, str(path), asciiReadable=False, shapable=False)
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def _to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """ReportLab's table with characters beyond U+FFFF as UTF-16 pairs.

    It writes ``<2B5AF>``, which readers take for two other characters.
    """

    def target(code: int) -> str:
        return chr(code).encode("utf-16-be").hex().upper() if code > 0xFFFF else f"{code:04X}"

    pairs = [f"<{n:02X}> <{target(code)}>" for n, code in enumerate(subset)]
    blocks = []
    for start in range(0, len(pairs), 100):  # the format allows a hundred to a block
        part = pairs[start : start + 100]
        blocks += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        f"<< /Registry ({fontname})\n/Ordering ({fontname})\n/Supplement 0\n>> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n1 begincodespacerange\n"
        f"<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
    )
    tail = "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    return head + "\n".join(blocks) + tail


def legible(text: str) -> str:
    """Without what has no ink: control and format characters, variation selectors."""
    text = text.replace("\t", " ").replace("\u2028", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or not _inkless(c))


@lru_cache(maxsize=4096)
def _inkless(char: str) -> bool:
    selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    return selector or unicodedata.category(char) in {"Cc", "Cf"}


def runs(text: str, face: str) -> list[Run]:
    """Split into stretches that one face can draw; what none can draw becomes 〓."""
    register()
    text = legible(text)
    chain = _chains[face]
    if chain[0][1].issuperset(map(ord, text)):
        return [Run(face, text)] if text else []
    out: list[Run] = []
    for char in text:
        home = next((name for name, glyphs in chain if ord(char) in glyphs), None)
        if home is None and char != "\n":
            out.append(Run(face, GETA, char))
        elif out and not out[-1].actual and out[-1].face == (home or face):
            out[-1] = Run(out[-1].face, out[-1].text + char)
        else:
            out.append(Run(home or face, char))
    return out


def missing_characters(text: str) -> list[str]:
    """The characters of ``text`` that no typeface has, once each, in order."""
    return list(dict.fromkeys(run.actual for run in runs(text, SONG) if run.actual))


def width(text: str, face: str, size: float) -> float:
    """The width in points of text that ``face`` has in full."""
    return pdfmetrics.stringWidth(text, face, size)
