"""Every finished document, and the overview page, held against what they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from generator.language.wording import render_words
from generator.render.charts import draw_chart
from generator.render.charts.drawing import Label
from generator.render.pdf.standards import broken_rules
from generator.report.block import Chart, RenderedDocument, Report
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished
from generator.run.verify.pdf_file import read_pdf
from generator.run.verify.word_file import read_word
from generator.run.verify.words import count_numbers, verify_text

MOST_FINDINGS: Final = 5
"""So many findings about one document are told; another document's text has hundreds."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many documents were read back, how many numbers found again, and what is amiss."""

    documents: int
    numbers: int
    findings: tuple[str, ...]


def verify_documents(
    reports: Sequence[Report],
    documents: Iterable[RenderedDocument],
    *,
    formats: Sequence[str] = (),
    drawn: bool = True,
) -> Verified:
    """Hold every finished document against its report.

    Every report must be there in all ``formats``. ``drawn`` is False where charts were drawn with
    other fonts than those in force, so that the words in them may be broken elsewhere.
    """
    by_path = {report.path: report for report in reports}
    missing = {f"{report.path}.{form}": None for report in reports for form in formats}
    count, numbers, findings = 0, 0, []
    for document in documents:
        missing.pop(document.path, None)
        count += 1
        report = by_path.get(document.path.rsplit(".", 1)[0])
        if report is None:
            findings.append(f"{document.path}: the results have no such report")
            continue
        found, wrong = _verify(report, document, drawn=drawn)
        numbers += found
        findings += [f"{document.path}: {finding}" for finding in _first(wrong)]
    findings += [f"{path}: there is no such file" for path in missing]
    return Verified(count, numbers, tuple(findings))


def broken_pdfs(documents: Iterable[RenderedDocument]) -> Iterator[str]:
    """Which PDFs break the rules for archives or for screen readers."""
    for document in documents:
        if document.path.endswith(".pdf") and (broken := broken_rules(document.content)):
            yield f"{document.path}: {broken}"


def verify_overview(page: bytes, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Which rows, in their order, the overview page does not hold."""
    reader = _PageText()
    reader.feed(page.decode())
    text = "".join("".join(reader.parts).split())
    position = 0
    for row in rows:
        place = text.find("".join("".join(row).split()), position)
        if place < 0:
            yield f"index.html: lacks {' '.join(row)!r}"
        else:
            position = place


class _PageText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_words(document: RenderedDocument) -> list[str]:
    """The words of a finished PDF or Word file, in reading order."""
    return list(read_back(document).words)


def read_back(document: RenderedDocument) -> Finished:
    """Open a finished file; raises ValueError where that cannot be done."""
    read = read_pdf if document.path.endswith(".pdf") else read_word
    return read(document.content)


def _first(findings: Sequence[str]) -> list[str]:
    told = list(findings[:MOST_FINDINGS])
    more = len(findings) - len(told)
    return [*told, f"and {more} more"] if more else told


def _verify(report: Report, document: RenderedDocument, *, drawn: bool) -> tuple[int, list[str]]:
    try:
        finished = read_back(document)
    except ValueError as error:
        return 0, [str(error)]
    findings = [*finished.faults, *_identity(report, document, finished)]
    numbers, wrong = verify_text(report, finished.words, breaks=finished.breaks)
    findings += wrong
    spoken, wrong = _pictures(report, finished, drawn=drawn)
    findings += wrong
    findings += _cells(report, finished)
    return numbers + spoken, findings


def _identity(report: Report, document: RenderedDocument, finished: Finished) -> Iterator[str]:
    """Where the file, the manifest and the report do not agree on what the file is."""
    in_word = document.path.endswith(".docx")
    expected = {
        "title": printable(report.title),
        "author": printable(report.author),
        "language": render_words(report.language).locale if in_word else report.language,
        "unit": report.about,
        "run": report.run_id,
    }
    for name, value in expected.items():
        told = finished.properties[name]
        if not told or set(told) != {value}:
            yield f"its properties say {name} {', '.join(told) or 'nothing'}, not {value}"
    listed = (document.unit, document.kind, document.language, document.pages)
    own = (report.unit, report.kind, report.language, finished.pages)
    names = ("unit", "kind", "language", "pages")
    for name, told_as, right in zip(names, listed, own, strict=True):
        if told_as != right:
            yield f"it is listed with {name} {told_as}, not {right}"


def _pictures(report: Report, finished: Finished, *, drawn: bool) -> tuple[int, list[str]]:
    """Hold the text alternatives, and in a PDF what is drawn, against the charts."""
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    expected = [_plain(chart.alt) for chart in charts]
    told = [_plain(text) for text in finished.pictures]
    findings = [f"no picture says {alt[:80]!r}" for alt in expected if alt not in told]
    if not findings and told != expected:
        findings.append("its pictures are not those of the report, in the report's order")
    numbers = sum(count_numbers(alt.split()) for alt in expected)
    if drawn and finished.pages is not None:
        squeezed = "".join(finished.words)
        decimal = render_words(report.language).decimal
        findings += [
            f"the picture {chart.title!r} does not show {text[:80]!r}"
            for chart in charts
            if _squeeze(text := _drawn(chart, decimal)) not in squeezed
        ]
        numbers += sum(count_numbers(_drawn(chart, decimal).split()) for chart in charts)
    return numbers, findings


def _drawn(chart: Chart, decimal: str) -> str:
    shapes = draw_chart(chart.picture, decimal=decimal).shapes
    return " ".join(shape.text for shape in shapes if isinstance(shape, Label))


def _cells(report: Report, finished: Finished) -> Iterator[str]:
    """Which tables' cells are empty, or stand elsewhere than in the report."""
    rows = [tuple(map(_squeeze, row)) for row in finished.rows]
    place = 0
    for table in report.tables():
        expected = [tuple(_squeeze(cell.text) for cell in row) for row in table.rows]
        starts = range(place, len(rows) - len(expected) + 1)
        found = next((i for i in starts if rows[i : i + len(expected)] == expected), None)
        if found is None:
            yield f"the cells of the table {table.title!r} are not those of the report"
        else:
            place = found + len(expected)


def _plain(text: str) -> str:
    return " ".join(printable(text).split())


def _squeeze(text: str) -> str:
    return "".join(printable(text).split())
