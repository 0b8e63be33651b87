"""Every finished document, and the overview page, held against what they were made from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING, Final

from generator.language.wording import render_words
from generator.render.charts.diagram import draw_diagram
from generator.render.charts.drawing import Label
from generator.render.collection import no_collection
from generator.render.layout import standing_cells
from generator.render.pdf.standards import broken_rules
from generator.render.workers import in_processes
from generator.report.block import Diagram, RenderedDocument, Report
from generator.resources.templates import own_templates
from generator.resources.typeface import printable
from generator.run.verify.around import verify_around
from generator.run.verify.finished import BROKEN_AT_HYPHEN, Finished
from generator.run.verify.pictures import verify_drawings
from generator.run.verify.words import alternatives, count_numbers, verify_text

if TYPE_CHECKING:
    from generator.run.edition import Edition

_MADE_WITH: Final = {"pdf": ("fonts/", "html/"), "docx": ("word/",)}
"""The templates of the formats that are read strictly: nothing but the report may stand in them."""

FEW: Final = 12  # documents that are read sooner by one process than others are started
MOST_FINDINGS: Final = 5
"""So many findings about one document are listed; another document's text has hundreds."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many documents were read back, how many numbers found again, and what is amiss.

    ``notes`` are what could not be held against anything, and why.
    """

    documents: int
    numbers: int
    findings: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify_documents(
    reports: Sequence[Report],
    documents: Iterable[RenderedDocument],
    *,
    formats: Sequence[str] = (),
    drawn: bool = True,
    templates: Sequence[str] = (),
    declared: Collection[str] = (),
    workers: int = 1,
    edition: Edition | None = None,
) -> Verified:
    """Hold every finished document against its report.

    Every report must be there in all ``formats``. ``drawn`` is False where diagrams were drawn with
    other fonts than those in force, so that the words in them may be broken elsewhere. Where a
    county has ``templates`` of its own, they may have added text and pictures to the report's.
    Words that somebody ``declared`` may stand anywhere. Another ``edition`` of the program may have
    worded and drawn them otherwise. Many documents are read by ``workers``, if of this edition.
    """
    by_path = {report.path: report for report in reports}
    missing = {
        f"{report.path}.{form}": None for report in reports for form in report.formats or formats
    }
    held = list(documents)
    tasks = [(by_path.get(one.path.rsplit(".", 1)[0]), one) for one in held]
    read = partial(_verify, drawn=drawn, templates=templates, declared=declared, edition=edition)
    if edition or workers <= 1 or len(tasks) < FEW or own_templates():
        found = dict(enumerate(starmap(read, tasks)))
    else:
        found = dict(in_processes(read, tasks, range(len(tasks)), workers=workers))
    findings = []
    for place, document in enumerate(held):
        missing.pop(document.path, None)
        wrong = found[place][1]
        findings += [f"{document.path}: {finding}" for finding in wrong[:MOST_FINDINGS]]
        if (more := len(wrong) - MOST_FINDINGS) > 0:
            findings.append(f"{document.path}: and {more} more")
    findings += [f"{path}: there is no such file" for path in missing]
    findings += edition.odd_ones() if edition else ()
    return Verified(len(held), sum(numbers for numbers, _ in found.values()), tuple(findings))


def read_back(document: RenderedDocument) -> Finished:
    """Open a finished file by another program than wrote it; raises ValueError where none can."""
    # Imported where it is needed: with python-docx, ``check`` would take twice as long.
    from generator.run.verify.page import read_page
    from generator.run.verify.pdf import read_pdf
    from generator.run.verify.word import read_word
    from generator.run.verify.workbook import read_workbook

    read = {"pdf": read_pdf, "docx": read_word, "html": read_page, "xlsx": read_workbook}
    return read[document.path.rpartition(".")[2]](document.content)


def broken_pdfs(documents: Iterable[RenderedDocument]) -> Iterator[str]:
    """Which PDFs break the rules for archives or for screen readers."""
    for document in documents:
        if document.path.endswith(".pdf") and (broken := broken_rules(document.content)):
            yield f"{document.path}: {broken}"


@no_collection()
def _verify(
    report: Report | None,
    document: RenderedDocument,
    *,
    drawn: bool,
    templates: Sequence[str],
    declared: Collection[str],
    edition: Edition | None,
) -> tuple[int, list[str]]:
    if report is None:
        return 0, ["the results have no such report"]
    try:
        finished = read_back(document)
    except ValueError as error:
        return 0, [str(error)]
    numbers, wrong = _held(
        report, document, finished, drawn=drawn, templates=templates, declared=declared
    )
    own = [*finished.faults, *_identity(report, document, finished, titled=not edition)]
    return numbers, [*own, *(edition.read(report, document, finished, wrong) if edition else wrong)]


def _held(
    report: Report,
    document: RenderedDocument,
    finished: Finished,
    *,
    drawn: bool,
    templates: Sequence[str],
    declared: Collection[str],
) -> tuple[int, list[str]]:
    """How many numbers a document holds, and what it says otherwise than its report."""
    from generator.run.verify.page import unlike_page
    from generator.run.verify.word import verify_word
    from generator.run.verify.workbook import unlike_workbook, verify_workbook

    form = document.path.rpartition(".")[2]
    if form == "xlsx":
        numbers, wrong = verify_workbook(report, finished)
        # What is said by name need not be said by part.
        return numbers, wrong or [*unlike_workbook(report, document.content)]
    strict = form in _MADE_WITH and not any(one.startswith(_MADE_WITH[form]) for one in templates)
    numbers, findings = verify_text(report, finished, strict=strict, declared=declared)
    if strict:
        findings += finished.unlike
        about = verify_word if form == "docx" else verify_around
        findings += about(report, finished)
    # In a Word file, diagrams are dots of colour.
    drawn = drawn and form == "html"
    spoken, wrong = _pictures(report, finished, drawn=drawn)
    findings += wrong
    findings += _cells(report, finished)
    if strict and form == "pdf":
        findings += verify_drawings(report, finished)
    if form == "html" and not any(one.startswith(("fonts/", "html/")) for one in templates):
        findings += unlike_page(report, document.content)
    return numbers + spoken, findings


def _identity(
    report: Report, document: RenderedDocument, finished: Finished, *, titled: bool
) -> Iterator[str]:
    """Where the file, the manifest and the report do not agree on what the file is."""
    in_word = document.path.endswith(".docx")
    expected = {
        **({"title": printable(report.title)} if titled else {}),
        "author": printable(report.author),
        "language": render_words(report.language).locale if in_word else report.language,
        "unit": report.about,
        "run": report.run_id,
    }
    for name, value in expected.items():
        found = finished.properties[name]
        if not found or set(found) != {value}:
            yield f"its properties say {name} {', '.join(found) or 'nothing'}, not {value}"
    listed = {
        "unit": (document.unit, report.unit),
        "kind": (document.kind, report.kind),
        "language": (document.language, report.language),
        "pages": (document.pages, finished.pages),
    }
    for name, (listed_as, right) in listed.items():
        if listed_as != right:
            yield f"it is listed with {name} {listed_as}, not {right}"


def _pictures(report: Report, finished: Finished, *, drawn: bool) -> tuple[int, list[str]]:
    """Hold the text alternatives, and what is ``drawn`` as text, against the report's.

    Most marks of tables have none: their numbers stand in the cells beside them.
    """
    diagrams = [block for block in report.blocks if isinstance(block, Diagram)]
    expected = [_plain(alt) for block in report.blocks for alt in alternatives(block)]
    found = [_plain(text) for text in finished.pictures]
    findings = [f"no picture says {alt[:80]!r}" for alt in expected if alt not in found]
    if not findings and found != expected:
        findings.append("its pictures are not those of the report, in the report's order")
    numbers = sum(count_numbers(alt.split()) for alt in expected)
    if drawn:
        squeezed, place = "".join(finished.words), 0
        for diagram in diagrams:
            shapes = draw_diagram(diagram).shapes
            text = " ".join(shape.text for shape in shapes if isinstance(shape, Label))
            numbers += count_numbers(text.split())
            place = squeezed.find(_squeeze(text), place) + 1
            if not place:
                findings.append(f"the picture {diagram.title!r} does not show {text[:80]!r}")
    return numbers, findings


def _cells(report: Report, finished: Finished) -> Iterator[str]:
    """Which tables' cells are empty, or stand elsewhere than in the report."""
    rows = [
        [tuple(map(_squeeze, text.split(BROKEN_AT_HYPHEN))) for text in row]
        for row in finished.rows
    ]
    place = 0
    for table in report.tables():
        expected = [[_squeeze(cell.text) for cell in row] for row in standing_cells(table)]
        starts = range(place, len(rows) - len(expected) + 1)
        found = next(
            (i for i in starts if all(map(_says, rows[i : i + len(expected)], expected))), None
        )
        if found is None:
            yield f"the cells of the table {table.title!r} are not those of the report"
        else:
            place = found + len(expected)


def _says(row: Sequence[Sequence[str]], expected: Sequence[str]) -> bool:
    """Whether a row, its cells in parts where lines end in a hyphen, says what it should."""
    return len(row) == len(expected) and all(
        parts[0] == text
        if len(parts) == 1
        else re.fullmatch("-?".join(map(re.escape, parts)), text) is not None
        for parts, text in zip(row, expected, strict=True)
    )


def _plain(text: str) -> str:
    return " ".join(printable(text).split())


def _squeeze(text: str) -> str:
    return "".join(printable(text).split())
