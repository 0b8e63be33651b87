"""The overview page of a run: every report with n, response, flags and links; no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.report.block import RenderedDocument
from generator.report.context import Context
from generator.resources.templates import filled
from generator.results.survey import Response
from generator.round.model import STATEMENTS_FROM

FORMAT_NAMES: Final = {"pdf": "PDF", "docx": "Word", "html": "HTML"}


@dataclass(frozen=True, slots=True)
class Link:
    """A finished file: its address in the run folder, its format and its number of pages."""

    href: str
    format: str
    pages: str


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the overview; ``flags`` say what a reader should know before opening it."""

    name: str
    n: str
    rate: str
    flags: tuple[str, ...]
    links: tuple[Link, ...]


TITLES: Final = {
    "county": "report.county_title",
    "appendix": "report.appendix_title",
    "management": "quarter.link",
}
"""What the page calls the reports on the total, by their kinds."""


def overview_html(context: Context, documents: Sequence[RenderedDocument]) -> str:
    """index.html of the run, keyboard-usable and self-contained.

    A quarterly run has management's report alone, and no table of units.
    """
    shown = ("title", "total_name", "synthetic")
    return filled(
        "html/index.html.j2",
        words=context.words,
        context={
            "language": context.language,
            "footer": context.footer,
            "round": {name: getattr(context.round, name) for name in shown},
        },
        totals={
            context.words(title): links
            for kind, title in TITLES.items()
            if (links := _links(context, [each for each in documents if each.kind == kind]))
        },
        rows=overview_rows(context, documents),
    )


def overview_rows(context: Context, documents: Sequence[RenderedDocument]) -> tuple[Row, ...]:
    """What the overview says of each unit that has a document."""
    rows = []
    for unit in context.released.units:
        if links := _links(context, [each for each in documents if each.unit == unit]):
            response = context.unit(unit, "response", Response)
            n, rate = (response.n, response.rate) if response else (None, None)
            flags = unit_flags(response, context)
            name = context.unit_name(unit)
            rows.append(Row(name, context.number(n, 0), context.percent(rate), flags, links))
    return tuple(rows)


def unit_flags(response: Response | None, context: Context) -> tuple[str, ...]:
    """What a reader should know before opening a unit's report: few answers, or none shown."""
    words = context.words
    if response is None:
        return ()
    flags = [words("index.merged")] if len(response.offices) > 1 else []
    if not isinstance(response.n, int):
        flags.append(words("index.withheld"))
    elif response.n < STATEMENTS_FROM:
        flags.append(words("index.few"))
    return tuple(flags)


def _links(context: Context, documents: Sequence[RenderedDocument]) -> tuple[Link, ...]:
    return tuple(
        Link(
            href=document.path,
            format=FORMAT_NAMES.get(
                document.path.rpartition(".")[2], context.words("index.tables")
            ),
            pages=context.words("index.pages", n=document.pages) if document.pages else "",
        )
        for document in documents
    )
