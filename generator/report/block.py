"""Blocks: what a document says, before anybody decides how it looks.

HTML/PDF and Word are rendered from the same blocks, so they cannot say different things.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.report.pictures import MonthlyChart, StackedChart, TimeChart

Align = Literal["text", "number", "center"]
ReportKind = Literal["office", "county", "management"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter (the title of the report is above it)."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a ``lead`` is set larger, ``small`` is for method and privacy notes."""

    text: str
    role: Literal["body", "lead", "small"] = "body"


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
class KeyFigure:
    """One big figure with what it is and how it is to be read."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of at most four big figures."""

    figures: tuple[KeyFigure, ...]


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
    """One printed cell; ``header`` marks a row's own head, ``withheld`` a suppressed value."""

    text: str
    header: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title line, heads, rows and the lines printed under it.

    ``number`` is the published number ("6"), or None for a table that carries only a title.
    Every row has as many cells as there are columns; the spans of ``groups`` add up to them.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    groups: tuple[Span, ...] = ()
    number: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a bar chart; ``text`` is the printed value ("–" where none is published).

    A figure published as a bound lies somewhere in ``band``; the bar is solid up to ``value``.
    """

    label: str
    value: float | None
    text: str
    reference: float | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from ``low`` to ``high``; a tick marks a bar's reference, if it has one."""

    bars: tuple[Bar, ...]
    low: float
    high: float
    ticks: tuple[float, ...]
    value_name: str = ""
    reference_name: str = ""
    band_name: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a dot plot: the unit's value with interval, and the total's value.

    A figure published as a bound has no value and lies somewhere in ``band``.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Values on a common scale, each with an optional interval and reference mark."""

    dots: tuple[Dot, ...]
    low: float
    high: float
    ticks: tuple[float, ...]
    value_name: str = ""
    reference_name: str = ""
    band_name: str = ""


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
    """Boxes and arrows; when something is strong, the rest is drawn faintly."""

    boxes: tuple[DiagramBox, ...]
    arrows: tuple[DiagramArrow, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its title line and a text alternative that states the numbers."""

    picture: BarChart | DotPlot | StackedChart | MonthlyChart | TimeChart | Diagram
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
    """What follows starts on a new page."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | Note
    | Quote
    | KeyFigures
    | Table
    | Chart
    | ActionPlan
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole document: who it is about, what its files are called, and its blocks.

    ``path`` is the file's place in the run folder without ending, ``unit`` None for the total,
    ``created`` the round's own date, never the clock's.
    """

    kind: ReportKind
    path: str
    unit: str | None
    language: str
    title: str
    subtitle: str
    running_head: str
    footer: str
    author: str
    created: date
    run_id: str
    blocks: tuple[Block, ...]

    @property
    def about(self) -> str:
        """What the files say they are about: a unit's id, or the kind of a report on the total."""
        return self.unit or self.kind

    def tables(self) -> Iterator[Table]:
        """The report's tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))


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
