"""A report as well-formed XHTML: its blocks, handed to the templates that decide the look."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from markupsafe import Markup, escape

from generator.language.wording import RenderWords, render_words
from generator.render.charts.diagram import draw_diagram
from generator.render.charts.drawing import Drawing
from generator.render.charts.marks import draw_axis, draw_key
from generator.render.charts.svg import svg
from generator.render.column_widths import PAGE_WIDTH, SHORT_WORD, column_percents
from generator.render.layout import (
    PrintedRow,
    anchor,
    introduces,
    on_one_page,
    printed_rows,
    turned,
)
from generator.report.block import (
    Block,
    Contents,
    Diagram,
    Heading,
    Panels,
    Report,
    Table,
)
from generator.resources.templates import filled
from generator.resources.typeface import printable

Picture = Callable[..., Markup]

_BREAKS_INSIDE: Final = re.compile(r"\w[-.]\w")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: the heading and the anchor it stands at."""

    anchor: str
    heading: Heading


@dataclass(frozen=True, slots=True)
class View:
    """A block as its template sees it: ``kind`` names the template.

    ``classes`` are the width classes of a table's columns, ``rows`` its rows as they are to stand,
    ``whole`` says that it is kept on one page, or stays with what follows, ``drawing`` is a diagram
    or a table's axis, ``legend`` explains its marks, ``entries`` are the lines of a table of
    contents, and ``tables`` those of panels; each is empty for other blocks.
    """

    kind: str
    block: Block
    anchor: str = ""
    label: str = ""
    drawing: Drawing | None = None
    legend: tuple[tuple[Drawing | None, str], ...] = ()
    classes: tuple[str, ...] = ()
    rows: tuple[PrintedRow, ...] = ()
    whole: bool = False
    entries: tuple[Entry, ...] = ()
    tables: tuple["View | None", ...] = ()


def report_html(report: Report) -> str:
    """Return a report as the XHTML that its PDF is laid out from; pictures are inside it."""
    return filled_page("report.html.j2", report, picture=_picture, screen=False)


def filled_page(name: str, report: Report, *, picture: Picture, **values: Any) -> str:
    """Fill in the template of a whole page; ``picture`` makes an element of a drawing."""
    words = render_words(report.language)
    seen = tuple(views(report.blocks, words))
    widths = turned(report.blocks)
    pages = [
        (width != PAGE_WIDTH, [view for view, _ in group])
        for width, group in groupby(zip(seen, widths, strict=True), key=itemgetter(1))
    ]
    return filled(
        f"html/{name}",
        filters=partial(dict, whole_words=_whole_words, picture=picture),
        finalize=_finalize,
        report=report,
        views=seen,
        pages=pages,
        words=words,
        **values,
    )


def _whole_words(text: str) -> Markup:
    """Mark addresses, which get no hyphen, and short words that are not to be broken at theirs."""

    def marked(word: str) -> Markup:
        address = "/" in word or "@" in word
        if not address and not (_BREAKS_INSIDE.search(word) and len(word) <= SHORT_WORD):
            return escape(word)
        look = "address" if address else "word"
        return Markup('<span class="{}">{}</span>').format(look, word)

    return Markup(" ").join(map(marked, printable(text).split(" ")))


def _picture(drawing: Drawing, look: str = "", alt: str = "") -> Markup:
    """A drawing as an image that layout engines are quickest with."""
    url = "data:image/svg+xml;base64," + b64encode(svg(drawing).encode()).decode("ascii")
    return Markup('<img class="{}" src="{}" alt="{}"/>').format(look, url, printable(alt))


def _finalize(value: object) -> object:
    """Leave out of every printed text what cannot be printed."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value


def views(blocks: Sequence[Block], words: RenderWords) -> Iterator[View]:
    """The blocks as their templates see them."""
    headings = [
        Entry(anchor(i), block) for i, block in enumerate(blocks) if isinstance(block, Heading)
    ]
    widths = turned(blocks)
    for index, block in enumerate(blocks):
        kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(block).__name__).lower()
        match block:
            case Heading():
                yield View(kind, block, anchor=anchor(index))
            case Table():
                yield _table_view(kind, block, words, anchor(index), widths[index])
            case Diagram():
                label = f"{words.figure} {block.number}" if block.number else ""
                yield View(kind, block, anchor(index), label, draw_diagram(block))
            case Contents():
                entries = tuple(one for one in headings if one.heading.level <= block.depth)
                yield View(kind, block, entries=entries)
            case Panels():
                width, name = widths[index] / len(block.panels), anchor(index)
                tables = (
                    _table_view("table", each.table, words, f"{name}-{place}", width)
                    if each.table
                    else None
                    for place, each in enumerate(block.panels)
                )
                yield View(kind, block, anchor=name, tables=tuple(tables))
            case _:
                whole = introduces(blocks, index)
                yield View(kind, block, anchor=anchor(index), whole=whole)


def _table_view(kind: str, table: Table, words: RenderWords, anchor: str, width: float) -> View:
    word = words.figure if table.drawn else words.table
    percents = column_percents(table, width)
    aligns = [column.align for column in table.columns]
    axis_width = width * percents[aligns.index("picture")] / 100 if table.axis else 0
    return View(
        kind,
        table,
        anchor=anchor,
        label=f"{word} {table.number}" if table.number else "",
        # Classes cost less to lay out than styles.
        classes=tuple(f"w{percent}" for percent in percents),
        rows=printed_rows(table, width),
        whole=on_one_page(table),
        drawing=draw_axis(table.axis, width=axis_width) if table.axis else None,
        legend=tuple((draw_key(key.mark) if key.mark else None, key.text) for key in table.legend),
    )
