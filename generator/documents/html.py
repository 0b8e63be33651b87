"""A report as well-formed XHTML, ready to be laid out on pages.

The templates decide what the page looks like; this module only hands them the blocks.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from generator.documents.charts import draw_chart
from generator.documents.drawing_svg import svg
from generator.documents.report import (
    Block,
    Chart,
    Column,
    Contents,
    Heading,
    Report,
    Table,
)
from generator.documents.typeface import printable
from generator.documents.wording.words import RenderWords, render_words
from generator.resources import templates_folder

WHOLE_TABLE: Final = 16  # a table with at most so many rows is not divided between pages

_SHORT_WORD: Final = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: the heading and the anchor it stands at."""

    anchor: str
    heading: Heading


@dataclass(frozen=True, slots=True)
class View:
    """A block as its template sees it: ``kind`` names the template.

    ``classes`` are the width classes of a table's columns, ``whole`` says that it is not divided,
    ``image`` is a chart's data URL and ``entries`` the lines of a table of contents; each is empty
    for other blocks.
    """

    kind: str
    block: Block
    anchor: str = ""
    label: str = ""
    image: str = ""
    classes: tuple[str, ...] = ()
    whole: bool = False
    entries: tuple[Entry, ...] = ()


def report_html(report: Report) -> str:
    """Return the whole report as one XHTML document; pictures are inside it."""
    words = render_words(report.language)
    template = _environment().get_template("report.html.j2")
    views = tuple(_views(report.blocks, words))
    return template.render(report=report, views=views, words=words)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder() / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["whole_words"] = _whole_words
    return environment


def _whole_words(text: str) -> Markup:
    """Mark short words with a hyphen, so that a narrow table head is not broken inside them."""
    words = (
        Markup('<span class="word">{}</span>').format(word)
        if "-" in word.strip("-") and len(word) <= _SHORT_WORD
        else escape(word)
        for word in printable(text).split(" ")
    )
    return Markup(" ").join(words)


def _finalize(value: object) -> object:
    """Leave out of every printed text what cannot be printed."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value


def _views(blocks: Sequence[Block], words: RenderWords) -> Iterator[View]:
    headings = tuple(
        Entry(f"h{index}", block)
        for index, block in enumerate(blocks)
        if isinstance(block, Heading)
    )
    for index, block in enumerate(blocks):
        kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(block).__name__).lower()
        match block:
            case Heading():
                yield View(kind, block, anchor=f"h{index}")
            case Table():
                label = f"{words.table} {block.number}" if block.number else ""
                classes = column_classes(block.columns)
                whole = len(block.rows) <= WHOLE_TABLE
                yield View(kind, block, label=label, classes=classes, whole=whole)
            case Chart():
                label = f"{words.figure} {block.number}" if block.number else ""
                yield View(kind, block, label=label, image=_data_url(block, words))
            case Contents():
                entries = tuple(one for one in headings if one.heading.level <= block.depth)
                yield View(kind, block, entries=entries)
            case _:
                yield View(kind, block)


def _data_url(chart: Chart, words: RenderWords) -> str:
    drawing = svg(draw_chart(chart.picture, decimal=words.decimal))
    return "data:image/svg+xml;base64," + b64encode(drawing.encode()).decode("ascii")


def column_percents(columns: Sequence[Column]) -> tuple[int, ...]:
    """Share out a table's width as whole percents that add up to 100, after the weights."""
    total = sum(column.weight for column in columns)
    exact = [column.weight / total * 100 for column in columns]
    percents = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda index: percents[index] - exact[index])
    for index in by_rest[: 100 - sum(percents)]:
        percents[index] += 1
    return tuple(percents)


def column_classes(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the width class of each column: classes cost less to lay out than styles."""
    return tuple(f"w{percent}" for percent in column_percents(columns))
