"""Blocks: what a document says, before anybody decides how it looks.

HTML/PDF and Word are rendered from the same blocks, so they cannot say different things.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.report.marks import Axis, Key, Mark

Align = Literal["text", "number", "center", "picture"]
ReportKind = Literal["office", "county", "appendix", "management"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter (the title of the report is above it)."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a ``verdict`` is set larger, ``small`` is for method and privacy notes."""

    text: str
    role: Literal["body", "verdict", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A short list; ``ordered`` numbers it."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark the reader must not miss."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, in ``language`` where that is not the report's own."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence or two after the words that carry them, which are set bold."""

    strong: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do next, numbered and boxed; the bold words say by when."""

    title: str
    steps: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: its head, alignment and share of the table's width (relative weight)."""

    head: str
    align: Align = "number"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A head above ``span`` columns; blank text for columns without one."""

    text: str
    span: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell; ``header`` marks a row's own head, ``withheld`` a suppressed value.

    ``shade`` repeats in colour how far above or below something it is, from -2 to 2. ``strong`` is
    set bold; a ``mark`` is drawn in a picture column, where there is no text. Where its figures
    stand in no cell, ``alt`` says them to whoever cannot see it. A text is in ``language`` where
    that is not the report's own.
    """

    text: str
    header: bool = False
    withheld: bool = False
    strong: bool = False
    shade: int = 0
    mark: Mark | None = None
    alt: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title line, heads, rows and the lines printed under it.

    ``number`` is the published number ("6"), or None for a table that carries only a title; one
    that is ``drawn`` is numbered among the figures. Every row has as many cells as there are
    columns; the spans of ``groups`` add up to them. Marks share the ``axis``, if there is one, and
    the ``legend`` explains them.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    groups: tuple[Span, ...] = ()
    number: str | None = None
    notes: tuple[str, ...] = ()
    drawn: bool = False
    axis: Axis | None = None
    legend: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A few remarks under a heading of their own, or a table that stands beside them."""

    title: str
    remarks: tuple[Remark, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Panels:
    """Two or three panels side by side."""

    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class DiagramBox:
    """A box of a diagram on a grid; ``strong`` boxes are drawn with emphasis."""

    id: str
    text: str
    column: int
    row: int
    strong: bool = False


@dataclass(frozen=True, slots=True)
class DiagramArrow:
    """An arrow between two boxes."""

    start: str
    end: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arrows with a title line and a text alternative that says what they show.

    When something is strong, the rest is drawn faintly.
    """

    boxes: tuple[DiagramBox, ...]
    arrows: tuple[DiagramArrow, ...]
    title: str
    alt: str
    number: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """An empty plan to be filled in: column heads and a number of blank rows."""

    title: str
    heads: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents of the headings up to ``depth``."""

    title: str
    depth: int = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page, which ``turns`` where a table would not fit upright."""

    turns: bool = False


Block = (
    Heading
    | Paragraph
    | Bullets
    | Note
    | Quote
    | Panels
    | Steps
    | Table
    | Diagram
    | ActionPlan
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole document: who it is about, what its files are called, and its blocks.

    ``title`` names it in its properties and at the head of every page, ``heading`` on the first.

    ``path`` is the file's place in the run folder without ending, ``unit`` None for the total,
    ``created`` the round's own date, never the clock's. ``formats`` are those it has whatever is
    asked for, empty where it has all of these.
    """

    kind: ReportKind
    path: str
    unit: str | None
    language: str
    title: str
    subtitle: str
    heading: str
    footer: str
    author: str
    created: date
    run_id: str
    blocks: tuple[Block, ...]
    formats: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What the files say they are about: a unit's id, or the kind of a report on the total."""
        return self.unit or self.kind

    def tables(self) -> Iterator[Table]:
        """The report's tables, in reading order."""
        for block in self.blocks:
            match block:
                case Table():
                    yield block
                case Panels():
                    yield from (panel.table for panel in block.panels if panel.table)


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A finished file: where it goes in the run folder, its bytes and what it is."""

    path: str
    media_type: str
    content: bytes
    kind: str
    unit: str | None
    language: str
    pages: int | None = None
