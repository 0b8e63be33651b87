"""A report as PDF by WeasyPrint: tagged, with the shipped fonts inside, the same bytes every time.

Nothing outside the templates folder is read while a page is laid out, and any warning is an error:
WeasyPrint is otherwise silent about pictures and rules it could not use.
"""

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache, partial
from hashlib import sha256
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from generator.errors import RenderingError
from generator.render.html.page import report_html
from generator.render.layout import anchor
from generator.render.pdf.standards import MESSAGE_LENGTH, broken_rules
from generator.render.pdf.tags import AMBIGUOUS_END, DECORATIVE, finish_tags
from generator.report.block import Report
from generator.resources.templates import own_templates, template, templates_folder, unusable

VARIANT: Final = "pdf/a-2a"  # and PDF/UA-1 by the finisher
_NAMESPACE: Final = ' xmlns="http://www.w3.org/1999/xhtml"'
_DATA_URL: Final = re.compile(r"data:[^\s\"']+")
_ATTEMPTS: Final = 8
_MOST_WARNINGS: Final = 100_000  # before a handler forgets them


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF, how many pages it has, and on which the heading at each place stands."""

    content: bytes
    pages: int
    headings: Mapping[int, int]


def render_pdf(report: Report) -> RenderedPdf:
    """Lay the report out on A4 pages; raises RenderingError if anything is not as it should be."""
    return lay_out(report_html(report), report)


def lay_out(xhtml: str, report: Report) -> RenderedPdf:
    """Lay out well-formed XHTML as the PDF of ``report``."""
    name = "\n".join((report.run_id, report.path, report.language))
    options = {
        "pdf_variant": VARIANT,
        # The same for the same document of the same run.
        "pdf_identifier": sha256(name.encode()).hexdigest()[:32].encode(),
    }
    with _fixed_clock(report), _no_warnings():
        stylesheet, fonts = style_sheet()
        page = _Page(xhtml)
        document = page.render(stylesheets=[stylesheet], font_config=fonts, **options)
        about = partial(finish_tags, unit=report.about, run=report.run_id)
        finish = partial(about, links=page.links, foreign=page.foreign)
        content = _written(document, options, finish)
    if broken := broken_rules(content):
        raise RenderingError(broken)
    page_of = {name: at for at, one in enumerate(document.pages, start=1) for name in one.anchors}
    headings = {i: at for i in range(len(report.blocks)) if (at := page_of.get(anchor(i)))}
    return RenderedPdf(content, len(document.pages), headings)


def _written(document: Document, options: Mapping[str, Any], finish: Callable[..., None]) -> bytes:
    """Write the PDF, again if a compressed stream happens to end in what reads as a line break."""
    for attempt in range(_ATTEMPTS):
        with warnings.catch_warnings():
            # WeasyPrint leaves the file of the colour profile to be closed by Python.
            warnings.simplefilter("ignore", ResourceWarning)
            finisher = partial(finish, attempt=attempt)
            content: bytes = document.write_pdf(finisher=finisher, **options)
        if AMBIGUOUS_END not in content:
            return content
    raise RenderingError("the PDF cannot be written with unambiguous stream lengths")


class TemplatesFetcher(URLFetcher):  # type: ignore[misc]
    """Reads data URLs and templates, a county's own before a shipped one, and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data", "file"), fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return what lies at ``url``; raises ValueError if it is outside the templates folder."""
        parts = urlsplit(url)
        if parts.scheme == "file":
            path, folder = Path(unquote(parts.path)).resolve(), templates_folder().resolve()
            if parts.netloc or not path.is_relative_to(folder):
                raise ValueError("only the templates folder may be read while rendering")
            url = template(path.relative_to(folder).as_posix()).resolve().as_uri()
        elif parts.scheme != "data":
            raise ValueError("nothing may be fetched while rendering")
        return super().fetch(url, headers)


class _Page(HTML):  # type: ignore[misc]
    """A document that WeasyPrint takes as parsed XML: its own HTML parser is much slower."""

    def __init__(self, xhtml: str) -> None:
        try:
            tree = ElementTree.fromstring(xhtml.replace(_NAMESPACE, "", 1))
        except ElementTree.ParseError as error:
            what = f"the templates together are not well-formed XHTML: {error}"
            raise unusable(template("html/report.html.j2"), what) from None
        self.links = {
            link.get("href", ""): "".join(link.itertext()).strip() for link in tree.iter("a")
        }
        for picture in tree.iter("img"):
            # WeasyPrint has no word for a picture that says nothing: it is taken out afterwards.
            if picture.get("alt") == "":
                picture.set("alt", DECORATIVE)
        # All quotes of a round are in one language, and so are all questions of a study.
        self.foreign = {
            tag: language
            for tag in ("blockquote", "span")
            for one in tree.iter(tag)
            if (language := one.get("lang"))
        }
        self.base_url = (templates_folder() / "html" / "report.html").resolve().as_uri()
        self.url_fetcher = _fetcher()
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


@cache
def _fetcher() -> TemplatesFetcher:
    return TemplatesFetcher()


def style_sheet() -> tuple[CSS, FontConfiguration]:
    """The style sheet in force, with its fonts; raises ArgumentError for one with a mistake."""
    return _style_of(template("html/report.css"), own_templates())


@cache
def _style_of(file: Path, own: Path | None) -> tuple[CSS, FontConfiguration]:
    """Parse the style sheet and load its fonts, once in each process for each set of templates."""
    fonts = FontConfiguration()
    try:
        with _no_warnings():
            stylesheet = CSS(
                string=file.read_text(encoding="utf-8"),
                base_url=(templates_folder() / "html" / "report.css").resolve().as_uri(),
                url_fetcher=_fetcher(),
                font_config=fonts,
            )
    except RenderingError as error:
        raise unusable(file, str(error)) from None
    return stylesheet, fonts


@contextmanager
def _fixed_clock(report: Report) -> Iterator[None]:
    """Let the libraries below take the report's own date for the time of day."""
    midnight = datetime.combine(report.created, time(), tzinfo=UTC)
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(midnight.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _short(record: logging.LogRecord) -> str:
    """What was logged, without the pictures it may quote."""
    message = _DATA_URL.sub("data:…", record.getMessage())
    return message[:MESSAGE_LENGTH] + ("…" if len(message) > MESSAGE_LENGTH else "")


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Raise RenderingError if WeasyPrint logs a warning or cannot fetch something."""
    logger = logging.getLogger("weasyprint")
    collector = BufferingHandler(_MOST_WARNINGS)
    collector.setLevel(logging.WARNING)
    logger.addHandler(collector)
    try:
        yield
    except FatalURLFetchingError as error:
        reason = error.__cause__ or error
        raise RenderingError(f"a document asks for what is not there: {reason}") from None
    finally:
        logger.removeHandler(collector)
    if collector.buffer:
        raise RenderingError("; ".join(dict.fromkeys(map(_short, collector.buffer))))
