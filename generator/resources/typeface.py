"""The shipped typeface: where its files lie, how wide text runs, and which letters it has.

Text is measured with the real font so that nothing in a chart overflows, and only what the font
holds is printed, so that no machine's own fonts ever show through.
"""

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from generator.readers import Limits
from generator.resources.templates import apart, own_template_names, template, unusable

Weight = Literal["regular", "semibold"]

FAMILY: Final = "Source Sans 3"
MISSING: Final = "□"
_LATIN_END: Final = "\u0180"  # Latin letters before it, Sámi and Kven ones too, are in any font
_MOST_NAMED: Final = 5  # letters in a message
_WIDTH: Final = 0.5  # of a sign that a county's own font lacks
_FILES: Final[dict[Weight, str]] = {
    "regular": "SourceSans3-Regular.ttf",
    "semibold": "SourceSans3-Semibold.ttf",
}


def font_file(weight: Weight) -> Path:
    """The font file of ``weight``."""
    return template(f"fonts/{_FILES[weight]}")


@cache
def _letters(font: Path) -> tuple[dict[int, float], dict[int, int]]:
    """Each character's advance width in ems, and the first that has the same glyph."""
    from fontTools.ttLib import TTFont  # ``check`` seldom needs it

    first: dict[str, int] = {}
    with TTFont(font, lazy=True) as opened:
        metrics, em = opened["hmtx"], opened["head"].unitsPerEm
        glyphs = dict(sorted(opened.getBestCmap().items()))
        widths = {code: metrics[name][0] / em for code, name in glyphs.items()}
    return widths, {code: first.setdefault(name, code) for code, name in glyphs.items()}


def check_fonts() -> None:
    """Raise ArgumentError for a county's own font that cannot be used, or not with the others."""
    own = [name for name in own_template_names() if name.endswith(".ttf")]
    fonts = sorted({template(f"fonts/{one.name}") for one in template("fonts").glob("*.ttf")})
    families = {
        str(apart(family_of, file.read_bytes(), f"fonts/{file.name}")) for file in fonts if own
    }
    if len(families) > 1:
        what = (
            f"the fonts are of several families ({', '.join(sorted(families))}); replace them all"
        )
        raise unusable(template(own[0]), what)


def family_of(data: bytes, name: str, _limits: Limits) -> str:
    """The family of a font; what is no whole TrueType or OpenType font is an ArgumentError."""
    from fontTools.pens.basePen import NullPen
    from fontTools.ttLib import TTFont

    what = "this is no whole font of TrueType or OpenType"
    if data[:4] in {b"ttcf", b"wOFF", b"wOF2"}:
        what = "this is a collection or a font for web pages; a .ttf or .otf of one font is needed"
    elif data[:4] in {b"\0\1\0\0", b"OTTO", b"true"}:
        try:
            font = TTFont(BytesIO(data), lazy=False)
            for tag in ("hhea", "hmtx", "maxp", "post"):
                font[tag]
            for glyph in font.getGlyphSet().values():
                glyph.draw(NullPen())
            if font["OS/2"].fsType & 2:
                what = "its licence lets no document carry it"
            elif font.getBestCmap() and font["head"].unitsPerEm:
                return str(font["name"].getBestFamilyName())
        except MemoryError:
            raise
        except Exception:  # fontTools has an error of its own for each damage
            pass
    raise unusable(name, what)


def text_width(text: str, *, size: float, weight: Weight = "regular") -> float:
    """The width of ``text`` in the unit of ``size``, kerning left out (it only narrows)."""
    advances, _ = _letters(font_file(weight))
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
        _, self._known = _letters(font)

    def __missing__(self, code: int) -> str | int | None:
        """The character, a space, its like, the missing sign, or nothing."""
        letter = chr(code)
        category = unicodedata.category(letter)
        like = unicodedata.normalize("NFKC", letter)
        if category in {"Zs", "Zl", "Zp"} or letter in "\t\n\r\v\f\x85":
            self[code] = code if code in self._known else " "
        elif category in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            self[code] = None
        elif code in self._known:
            # A PDF cannot tell two characters with one glyph apart.
            self[code] = self._known[code]
        elif category in {"Mn", "Me"}:
            self[code] = None
        else:
            self[code] = like if all(ord(part) in self._known for part in like) else MISSING
        return self[code]


_printable_in: Final = cache(_Printable)


def printable(text: str) -> str:
    """Return ``text`` as every format prints it.

    Control characters and invisible format characters are left out, line breaks become spaces,
    and a letter that the font lacks becomes its like or "□". This is the one place where that is
    decided.
    """
    if text.isascii() and text.isprintable():
        return text
    printed = _printable_in(font_file("regular"))
    for _ in range(2):  # what is left out may have stood between a letter and its mark
        text = unicodedata.normalize("NFC", text).translate(printed)
    return text


def unprintable(text: str) -> str:
    """What to say of a text's letters that the font lacks; nothing where it has them all.

    A mark that makes no letter with the one before it is among them: it would stand by itself.
    """
    if all(letter < _LATIN_END or letter in "–−’“”…•" for letter in text):
        return ""  # without opening the font
    printed = _printable_in(font_file("regular"))
    letters = sorted(set(unicodedata.normalize("NFC", text)))
    lacking = [
        f"{one} (U+{ord(one):04X})"
        for one in letters
        if printed[ord(one)] == MISSING or unicodedata.combining(one)
    ]
    named, more = lacking[:_MOST_NAMED], len(lacking) - _MOST_NAMED
    named += [f"{more} more"] if more > 0 else []
    return f"the reports' typeface lacks {', '.join(named)}" if named else ""
