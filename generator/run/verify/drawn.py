"""What a page of a PDF draws: its texts glyph by glyph, its areas, and whatever hides one of them.

Reports are drawn with few operators. Any other is a fault, so that what is read here is what shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from generator.run.verify.canvas import (
    Area,
    Box,
    Color,
    Drawn,
    Matrix,
    Picture,
    Text,
    around,
    common,
    hidden,
    place,
    product,
)
from generator.run.verify.glyphs import EmbeddedFont

_TOKEN: Final = re.compile(
    rb"\s*(?:<([0-9A-Fa-f]*)>(?!>)|(/[\w.+,-]+)|([-+]?\d*\.?\d+|[-+]?\d+\.)(?![\w.])"
    rb"|(<<|>>|[\[\]])|([A-Za-z]+\*?))"
)
_MOST_KERNING: Final = 200  # thousandths of the size, between two letters
_LEAST_SIZE: Final = 7.0
_PLAIN: Final[tuple[tuple[str, list[Any]], ...]] = (
    *(("d", ["[", "]", 0]), ("J", [0]), ("j", [0]), ("M", [4]), ("h", [])),
    *(("Tr", [0]), ("gs", ["/a1.0"]), ("gs", ["/A1.0"])),
)
"""What changes nothing: whole lines with plain ends, text that is filled, nothing seen through."""

_SMALL_LETTERS: Final = 0.48  # of the size
_THIN: Final = 5.0  # points: a rule or an edge, not what is behind something
_LEAST_LENGTH: Final = 12.0
"""A line or an edge outside pictures is longer than this, so that none is part of a letter."""


@dataclass(slots=True)
class _State:
    matrix: Matrix
    fill: Color = (0, 0, 0)
    stroke: Color = (0, 0, 0)
    width: float = 1.0
    clip: Box | None = None
    bent: bool = False
    picture: Picture | None = None


def read_drawn(content: bytes, fonts: Mapping[str, EmbeddedFont], height: float) -> Drawn:
    """What a page's content draws with its fonts, and what reports are never drawn with."""
    pen = _Pen(fonts, _State((1, 0, 0, -1, 0, height)))
    operands: list[Any] = []
    end = 0
    for token in _TOKEN.finditer(content):
        if token.start() != end:
            break
        end = token.end()
        glyphs, name, number, bracket, operator = token.groups()
        if operator:
            pen.draw(operator.decode(), operands)
            operands.clear()
        elif number:
            operands.append(float(number))
        else:
            operands.append(str(name or bracket, "ascii") if glyphs is None else glyphs)
    if content[end:].strip() or operands:
        pen.faults.append(f"draws {content[end:].strip()[:20]!r}")
    faults = (*pen.faults, *hidden(pen.texts, pen.areas, pen.pictures))
    return Drawn(tuple(pen.texts), tuple(pen.pictures), faults)


@dataclass(slots=True)
class _Pen:
    """Walks through the operators of a page."""

    fonts: Mapping[str, EmbeddedFont]
    now: _State
    kept: list[_State] = field(default_factory=list)
    path: list[tuple[float, float]] = field(default_factory=list)
    clips: bool = False
    bent: bool = False
    marks: list[int | None] = field(default_factory=list)
    font: EmbeddedFont | None = None
    size: float = 0.0
    at: Matrix = (1, 0, 0, 1, 0, 0)
    label: list[Text] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def draw(self, operator: str, operands: list[Any]) -> None:
        """Do what an operator says, or note that no report is drawn with it."""
        known = self._set(operator, operands) or self._trace(operator, operands)
        if not (known or self._text(operator, operands) or (operator, operands) in _PLAIN):
            self.faults.append(f"draws with {operator} {' '.join(map(str, operands))[:40]}")

    def _set(self, operator: str, operands: list[Any]) -> bool:
        """Change what things are drawn with."""
        match operator, operands:
            case "q", []:
                self.kept.append(replace(self.now))
            case "Q", [] if self.kept:
                self.now = self.kept.pop()
            case "cm", [_, 0, 0, _, _, _]:
                self.now.matrix = product(operands, self.now.matrix)
            case "rg", [red, green, blue]:
                self.now.fill = red, green, blue
            case "RG", [red, green, blue]:
                self.now.stroke = red, green, blue
            case "w", [width]:
                self.now.width = width
            case "gs", ["/a1"]:
                self.now.picture = Picture(self.now.clip)
                self.pictures.append(self.now.picture)
            case _:
                return False
        return True

    def _trace(self, operator: str, operands: list[Any]) -> bool:
        """Go on with a path, or paint it."""
        match operator, operands:
            case "m", [x, y]:
                self.path.append(place(self.now.matrix, x, y))
            case "l", [x, y] if self.path:
                last, new = self.path[-1], place(self.now.matrix, x, y)
                self.bent |= all(abs(a - b) > 0.01 for a, b in zip(last, new, strict=True))
                self.path.append(new)
            case "c", [a, b, c, d, x, y]:
                self.path += (place(self.now.matrix, *at) for at in ((a, b), (c, d), (x, y)))
                self.bent = True
            case "re", [x, y, width, height]:
                corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
                self.path += (place(self.now.matrix, *corner) for corner in corners)
            case "W" | "W*", []:
                self.clips = True
            case "n" | "f" | "f*" | "S" | "B", []:
                self._paint(operator)
            case _:
                return False
        return True

    def _text(self, operator: str, operands: list[Any]) -> bool:
        """Go on with text, or with the number that it has in the tags."""
        match operator, operands:
            case "BT", []:
                self.label = []
            case "ET", []:
                if self.now.picture and self.label:
                    self.now.picture.label(self.label)
            case "Tf", [name, size] if name in self.fonts:
                self.font, self.size = self.fonts[name], size
            case "Tm", [_, _, _, _, _, _]:
                self.at = product(operands, self.now.matrix)
            case "TJ", ["[", *parts, "]"]:
                self._write(parts)
            case ("BMC", ["/Artifact"]) | (
                "BDC",
                ["/Artifact", "<<", "/Type", "/Pagination", ">>"],
            ):
                self.marks.append(None)
            case "BDC", [_, "<<", "/MCID", number, ">>"]:
                self.marks.append(int(number))
            case "EMC", [] if self.marks:
                self.marks.pop()
            case _:
                return False
        return True

    def _paint(self, operator: str) -> None:
        """Fill or stroke the path, or go on inside it."""
        if self.path:
            box = around(self.path)
            fill = self.now.fill if operator[0] in "fB" else None
            stroke = self.now.stroke if operator[0] in "SB" else None
            if self.now.picture and (fill or stroke):
                self.now.picture.add(box, None if len(self.path) == 2 else fill, stroke)
            elif fill or stroke:
                self._area(box, fill, stroke)
            if self.clips:
                self.now.clip = common(box, self.now.clip)
                self.now.bent |= self.bent
        elif self.clips:
            self.faults.append("shows nothing of what follows")
        self.path.clear()
        self.clips = self.bent = False

    def _area(self, box: Box, fill: Color | None, stroke: Color | None) -> None:
        if stroke:
            half = self.now.width * self.now.matrix[0] / 2
            box = Box(box.left - half, box.top - half, box.right + half, box.bottom + half)
        box = common(box, self.now.clip)
        width, height = box.right - box.left, box.bottom - box.top
        if self.bent or max(width, height) < _LEAST_LENGTH:
            self.faults.append(f"draws something at {box.left:.0f}, {box.top:.0f}")
        color = stroke or fill or (0, 0, 0)
        self.areas.append(Area(box, color, min(width, height) < _THIN, self._next()))

    def _next(self) -> int:
        return len(self.texts) + len(self.areas)

    def _write(self, parts: Sequence[Any]) -> None:
        """Write glyphs one after the other."""
        a, b, c, d, x, y = self.at
        size, font = self.size * a, self.font
        if b or c or abs(a + d) > 0.001 or size < _LEAST_SIZE:
            self.faults.append("draws text that is turned, squeezed or very small")
        if font is None:
            self.faults.append("draws text without a font")
            return
        said, start, moved, last = "", x, 0.0, 0.0
        for part in parts:
            if isinstance(part, float):
                moved += part
                x -= part * size / 1000
                continue
            for glyph in (int(part[i : i + 4], 16) for i in range(0, len(part), 4)):
                said += font.texts.get(glyph, "\ufffd")
                width = font.widths.get(glyph, 0)
                if glyph not in font.widths:
                    self.faults.append("draws a letter that its font does not have")
                if abs(moved) > _MOST_KERNING and width and last:  # a mark stands on its letter
                    self.faults.append("moves letters within a word")
                x += width * size / 1000
                moved, last = 0.0, width
        self.at = (a, b, c, d, x, y)
        box = Box(start, y - _SMALL_LETTERS * size, x, y)
        mark = next((one for one in reversed(self.marks) if one is not None), None)
        inside = self.now.picture is not None
        text = Text(said, mark, box, size, self.now.fill, self._next(), inside)
        clip = self.now.clip
        if clip and (self.now.bent or not clip.holds(box)):
            self.faults.append(f"cuts off the text {said[:40]!r}")
        self.label.append(text)
        self.texts.append(text)
