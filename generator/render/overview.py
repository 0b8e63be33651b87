"""The overview page of a run: every report with n, response, flags and links; no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.report.block import RenderedDocument
from generator.report.context import Context
from generator.resources.templates import template_folders
from generator.results.survey import Response
from generator.round.model import ITEMS_FROM


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


def overview_html(context: Context, documents: Sequence[RenderedDocument]) -> str:
    """index.html of the run, keyboard-usable and self-contained.

    A quarterly run has management's report alone, and no table of units.
    """
    environment = Environment(
        loader=FileSystemLoader(template_folders("html")),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("index.html.j2").render(
        words=context.words,
        whole_title=_total_title(context, documents),
        context=context,
        whole=_links(context, documents, unit=None),
        rows=overview_rows(context, documents),
    )


TITLES = {"county": "report.county_title", "management": "quarter.link"}
"""What the report on the whole is called, by its kind."""


def _total_title(context: Context, documents: Sequence[RenderedDocument]) -> str:
    kinds = [document.kind for document in documents if document.unit is None]
    return context.words(TITLES[kinds[0]]) if kinds else ""


def overview_rows(context: Context, documents: Sequence[RenderedDocument]) -> tuple[Row, ...]:
    """What the overview says of each unit that has a document."""
    units = {document.unit for document in documents} - {None}
    return tuple(_row(unit, context, documents) for unit in context.released.units if unit in units)


def _row(unit: str, context: Context, documents: Sequence[RenderedDocument]) -> Row:
    response = context.unit(unit, "response", Response)
    return Row(
        name=context.unit_name(unit),
        n=context.number(response.n if response else None, 0),
        rate=context.percent(response.rate if response else None),
        flags=unit_flags(response, context),
        links=_links(context, documents, unit=unit),
    )


def unit_flags(response: Response | None, context: Context) -> tuple[str, ...]:
    """What a reader should know before opening a unit's report: few answers, or none shown."""
    words = context.words
    if response is None:
        return ()
    flags = [words("index.merged")] if len(response.offices) > 1 else []
    if not isinstance(response.n, int):
        flags.append(words("index.withheld"))
    elif response.n < ITEMS_FROM:
        flags.append(words("index.few"))
    return tuple(flags)


def _links(
    context: Context, documents: Sequence[RenderedDocument], *, unit: str | None
) -> tuple[Link, ...]:
    return tuple(
        Link(
            href=document.path,
            format="PDF" if document.path.endswith(".pdf") else "Word",
            pages=context.words("index.pages", n=document.pages) if document.pages else "",
        )
        for document in documents
        if document.unit == unit
    )
