"""The shipped typeface: where its files lie, how wide text runs, and which letters it has.

Text is measured with the real font so that nothing in a chart overflows, and only what the font
holds is printed, so that no machine's own fonts ever show through.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, Literal

from fontTools.ttLib import TTFont

from generator.resources.templates import template

Weight = Literal["regular", "semibold"]

FAMILY: Final = "Source Sans 3"
MISSING: Final = "□"
_WIDTH: Final = 0.5  # of a sign that a county's own font lacks
_FILES: Final[dict[Weight, str]] = {
    "regular": "SourceSans3-Regular.ttf",
    "semibold": "SourceSans3-Semibold.ttf",
}


def font_file(weight: Weight) -> Path:
    """The font file of ``weight``."""
    return template(f"fonts/{_FILES[weight]}")


@cache
def _advances(font: Path) -> dict[int, float]:
    """Each character's advance width in ems."""
    with TTFont(font, lazy=True) as opened:
        metrics, em = opened["hmtx"], opened["head"].unitsPerEm
        return {code: metrics[name][0] / em for code, name in opened.getBestCmap().items()}


def text_width(text: str, *, size: float, weight: Weight = "regular") -> float:
    """The width of ``text`` in the unit of ``size``, kerning left out (it only narrows)."""
    advances = _advances(font_file(weight))
    missing = advances.get(ord(MISSING), _WIDTH)
    return size * sum(advances.get(ord(character), missing) for character in text)


def wrap(text: str, *, width: float, size: float, weight: Weight = "regular") -> tuple[str, ...]:
    """Break ``text`` into lines no wider than ``width``; a word that is too long is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size=size, weight=weight) <= width + 0.001:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width=width, size=size, weight=weight)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, *, width: float, size: float, weight: Weight) -> list[str]:
    """Cut a word into pieces that fit, after a hyphen or slash where there is one."""
    pieces: list[str] = []
    while len(word) > 1 and text_width(word, size=size, weight=weight) > width + 0.001:
        fitting = 1
        while text_width(word[: fitting + 1], size=size, weight=weight) <= width:
            fitting += 1
        mark = max(word.rfind("-", 0, fitting), word.rfind("/", 0, fitting)) + 1
        cut = mark or fitting
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


class _Printable(dict[int, str | int | None]):
    """Maps every character to what is printed for it in a font, learning as it goes."""

    def __init__(self, font: Path) -> None:
        self._known = _advances(font)

    def __missing__(self, code: int) -> str | int | None:
        """The character itself, a space, the missing sign or nothing."""
        known = code in self._known
        category = unicodedata.category(chr(code))
        if category in {"Zs", "Zl", "Zp"} or chr(code) in "\t\n\r\v\f\x85":
            self[code] = code if known else " "
        elif category in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}:
            self[code] = code if category == "Mn" and known else None
        else:
            self[code] = code if known else MISSING
        return self[code]


_printable_in: Final = cache(_Printable)


def printable(text: str) -> str:
    """Return ``text`` as every format prints it.

    Control characters and invisible format characters are left out, line breaks become spaces,
    and a letter that the font lacks becomes "□". This is the one place where that is decided.
    """
    if text.isascii() and text.isprintable():
        return text
    printed = _printable_in(font_file("regular"))
    for _ in range(2):  # what is left out may have stood between a letter and its mark
        text = unicodedata.normalize("NFC", text).translate(printed)
    return text
