"""What the glyphs of a PDF's fonts look like, and so say, whatever the file says of them itself."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

from generator.resources.templates import template
from generator.resources.typeface import printable

_FEATURES: Final = frozenset(("ccmp", "locl", "liga", "clig", "calt", "rlig", "kern", "tnum"))
"""What the reports ask of a font, or layout by itself: figures of one width, letters joined."""

OTHER_TYPEFACE: Final = "has another typeface than the reports'"
"""What is said of a PDF whose letters say what the file says, as none is known by its outline."""

_CODES: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*[\r\n]")


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font as it is shipped: how to draw a glyph, how wide it is, and what each may stand for.

    The first text of a glyph is the one that is printed.
    """

    em: int
    outline: Callable[[int], Any]
    widths: tuple[float, ...]
    texts: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A font inside a PDF: what its glyphs say, their widths, and what is wrong with it.

    It is not ``known`` where it is not the reports' typeface, so that it says what the file says.
    """

    texts: Mapping[int, str]
    widths: Mapping[int, float]
    faults: tuple[str, ...] = ()
    known: bool = True


def embedded(font: Any) -> EmbeddedFont:
    """Read a font of a PDF as it is drawn; ``font`` is its dictionary."""
    (below,) = font["/DescendantFonts"]
    below = below.get_object()
    said = dict(_said(font["/ToUnicode"].get_data()))
    widths = dict(_widths(below["/W"]))
    if "/FontFile2" not in below["/FontDescriptor"]:
        own = "/FontFile3" in below["/FontDescriptor"]  # a county's, as OpenType
        faults = () if own else ("a font is not inside the file",)
        return EmbeddedFont(said, widths, faults, known=False)
    with TTFont(BytesIO(below["/FontDescriptor"]["/FontFile2"].get_data()), lazy=True) as inside:
        known = next((one for one in _shipped() if _same(inside, one, widths)), None)
    if known is None:
        return EmbeddedFont(said, widths, known=False)
    drawn_as = {glyph: of_glyph[0] for glyph, of_glyph in known.texts.items()}
    wrong = []
    for glyph, text in said.items():
        if text in known.texts.get(glyph, ()):
            drawn_as[glyph] = printable(text)
        else:
            wrong.append(f"the glyph {drawn_as.get(glyph, '?')!r} is read as {text!r}")
    if any(abs(known.widths[glyph] - width) > 1 for glyph, width in widths.items()):
        wrong.append("a font's letters have other widths than the reports' typeface")
    return EmbeddedFont(drawn_as, widths, tuple(wrong))


def _same(drawn: TTFont, known: Typeface, used: Collection[int]) -> bool:
    """Whether every glyph that a file may use of a font is drawn as the shipped font's."""
    outline = _outliner(drawn)
    return (
        drawn["head"].unitsPerEm == known.em
        and max(used, default=0) < min(drawn["maxp"].numGlyphs, len(known.widths))
        and all(outline(glyph) == known.outline(glyph) for glyph in used)
    )


def _outliner(font: TTFont) -> Callable[[int], Any]:
    glyphs, names = font["glyf"], font.getGlyphOrder()

    def outline(glyph: int) -> Any:
        points, ends, flags = glyphs[names[glyph]].getCoordinates(glyphs)
        return list(points), list(ends), [flag & 1 for flag in flags]

    return outline


@cache
def _shipped() -> tuple[Typeface, ...]:
    return tuple(map(_typeface, sorted(template("fonts/OFL.txt").parent.glob("*.ttf"))))


def _typeface(file: Path) -> Typeface:
    texts: dict[int, dict[str, None]] = defaultdict(dict)
    font = TTFont(BytesIO(file.read_bytes()), lazy=True)
    number, em = font.getReverseGlyphMap(), font["head"].unitsPerEm
    for code, name in sorted(font.getBestCmap().items()):
        texts[number[name]][chr(code)] = None
    for old, new in _substitutions(font["GSUB"].table):
        parts = [texts[number[name]] for name in old]
        if all(parts):
            texts[number[new]]["".join(next(iter(part)) for part in parts)] = None
    widths = tuple(font["hmtx"][name][0] * 1000 / em for name in font.getGlyphOrder())
    shown = {glyph: tuple(of_glyph) for glyph, of_glyph in texts.items() if of_glyph}
    return Typeface(em, cache(_outliner(font)), widths, shown)


def _substitutions(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Glyphs that another one takes the place of, by the features in use."""
    others = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag not in _FEATURES
        for index in record.Feature.LookupListIndex
    }
    for index in range(table.LookupList.LookupCount):
        if index in others:
            continue
        for one in table.LookupList.Lookup[index].SubTable:
            sub = getattr(one, "ExtSubTable", one)
            if sub.LookupType == 1:
                yield from (((old,), new) for old, new in sub.mapping.items())
            elif sub.LookupType == 4:
                for first, joined in sub.ligatures.items():
                    yield from (((first, *each.Component), each.LigGlyph) for each in joined)


def _said(cmap: bytes) -> Iterator[tuple[int, str]]:
    for code, text in _CODES.findall(cmap.partition(b"beginbfchar")[2]):
        yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")


def _widths(listed: Any) -> Iterator[tuple[int, float]]:
    for first, widths in zip(listed[::2], listed[1::2], strict=True):
        yield from enumerate(map(float, widths), int(first))
