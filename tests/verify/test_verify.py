"""Verification finds what it is there for: each check is shown failing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.render.workers import render_one
from generator.report.block import Cell, RenderedDocument, Report, Table
from generator.report.compose import compose
from generator.run.verify.documents import FEW, read_back, verify_documents
from generator.run.verify.words import verify_text
from tests.documents.samples import diagram, sample_report


@pytest.fixture(scope="module")
def reports(demo_context) -> list[Report]:
    chosen = compose(demo_context, only=("solvik", "bjorkedal"))
    assert len(chosen) == 2
    return list(chosen)


@pytest.fixture(scope="module", params=["pdf", "docx", "html"])
def document(request, reports) -> RenderedDocument:
    return render_one(reports[0], request.param)


def test_a_true_document_has_no_findings(reports, document) -> None:
    verified = verify_documents(reports, [document])
    assert verified.findings == ()
    assert verified.numbers > 200


def changed(report: Report, change) -> Report:
    """The report with ``change`` applied to the rows of its first table of several columns."""
    blocks = list(report.blocks)
    index, table = next((i, block) for i, block in enumerate(blocks) if isinstance(block, Table))
    blocks[index] = replace(table, rows=change(table.rows))
    return replace(report, blocks=tuple(blocks))


def one_digit(rows):
    first, *rest = rows
    last = first[-1].text
    digit = "7" if last[-1] != "7" else "3"
    return ((*first[:-1], Cell(last[:-1] + digit)), *rest)


def swapped_rows(rows):
    return (rows[1], rows[0], *rows[2:])


def swapped_cells(rows):
    first, *rest = rows
    return ((first[0], first[2], first[1], *first[3:]), *rest)


def extra_row(rows):
    return (*rows, tuple(Cell(f"{i}99") for i in range(len(rows[0]))))


@pytest.mark.parametrize("change", [one_digit, swapped_rows, swapped_cells, extra_row])
def test_a_document_that_says_something_else_is_found(reports, document, change) -> None:
    other = changed(reports[0], change)
    assert verify_documents([other], [document]).findings


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_a_diagram_with_another_alternative_or_another_word_is_found(form) -> None:
    one = diagram()
    box = replace(one.boxes[0], text="Ledelse")
    report = sample_report((one,))
    for other, finding in (
        (replace(one, alt="Ingenting henger sammen."), f"no picture says {one.alt!r}"),
        (replace(one, boxes=(box, *one.boxes[1:])), "does not show"),
    ):
        document = render_one(sample_report((other,)), form)
        found = verify_documents([report], [document]).findings
        # What is drawn in a Word file is pixels: nothing reads it back.
        assert any(finding in text for text in found) or (form, finding) == (
            "docx",
            "does not show",
        )


def in_the_next_cell(rows):
    (*start, value, following), *others = rows
    return ((*start, Cell(""), Cell(f"{value.text} {following.text}")), *others)


def test_a_value_in_the_next_cell_is_found_by_cells_alone(reports, document) -> None:
    """The words of the row are the same, in the same order."""
    other = changed(reports[0], in_the_next_cell)
    finding, *others = verify_documents([other], [document]).findings
    assert "the cells of the table" in finding
    # A page for screens is made again too, and held line by line.
    assert len(others) == document.path.endswith(".html")


def test_another_units_numbers_are_found(reports, document) -> None:
    swapped = replace(reports[1], path=reports[0].path)
    assert verify_documents([swapped], [document]).findings


@pytest.mark.parametrize("word", ["None", "nan", "inf", "{{"])
def test_a_forbidden_word_is_found(reports, document, word: str) -> None:
    finished = read_back(document)
    _, findings = verify_text(reports[0], replace(finished, words=(*finished.words, word)))
    assert findings == [f"holds the word {word!r}"]


def test_many_documents_are_read_by_workers_with_the_same_findings() -> None:
    """In the order of the documents, a finding among them, and one that nobody asked for."""
    paths = [f"offices/k{number}/kontorrapport-k{number}" for number in range(FEW)]
    reports = [replace(sample_report(), path=path) for path in paths]
    documents = [render_one(report, "docx") for report in reports]
    documents[3] = replace(documents[3], content=b"nothing")
    documents.append(replace(documents[0], path="offices/other/kontorrapport-other.docx"))
    alone, together = (
        verify_documents(reports, documents, formats=("docx",), workers=workers)
        for workers in (1, 2)
    )
    assert together == alone
    assert [finding.split(":")[0] for finding in alone.findings] == [
        documents[3].path,
        documents[-1].path,
    ]


def test_the_reports_of_the_total_can_be_asked_for_by_themselves(demo_context) -> None:
    assert [report.kind for report in compose(demo_context, only=("county",))] == [
        *("county", "appendix", "county")
    ]
    kinds = [report.unit for report in compose(demo_context, only=("county", "solvik"))]
    assert kinds == [None, None, "solvik", None]
