"""Our own county report under audit: nothing is found in it, and a misprint stops the run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator import pipeline
from generator.errors import VerificationError
from generator.report.block import Cell, Report, Table
from generator.report.compose import compose
from generator.report.context import Context
from generator.run.draft import Options
from generator.run.verify.own_tables import audit_county, audit_reports
from generator.table_audit.figures import read_figure


@pytest.fixture(scope="module")
def county(demo_context: Context) -> Report:
    return compose(demo_context)[0]


def misprinted(report: Report, number: str, row: int, column: int, text: str) -> Report:
    def changed(table: Table) -> Table:
        rows = [list(cells) for cells in table.rows]
        assert read_figure(rows[row][column].text) is not None
        assert rows[row][column].text != text
        rows[row][column] = Cell(text)
        return replace(table, rows=tuple(map(tuple, rows)))

    blocks = (
        changed(block)
        if isinstance(block, Table) and not block.drawn and number in (block.number, block.title)
        else block
        for block in report.blocks
    )
    return replace(report, blocks=tuple(blocks))


def test_nothing_is_found_in_the_demo_round(county: Report, demo_context: Context) -> None:
    found = audit_county(county, context=demo_context)
    assert found.findings == ()
    assert found.checked > 350
    numbered = {table.number for table in county.tables() if table.number}
    assert len(numbered) == 14
    assert not numbered & set(found.unrecognised)
    assert audit_reports([county], context=demo_context) == ()


@pytest.mark.parametrize(
    ("number", "row", "column", "text"),
    [
        ("2", 0, 2, "101"),
        ("3", 1, 3, "43,8"),
        ("6", 8, 2, ".000"),  # as the thesis misprinted it
        ("6", 2, 4, ".035"),  # 28 leaders could give it, these are 26
        ("7", 1, 4, ",010"),
        ("8", 0, 4, ",035"),
        ("12", 3, 5, ",21287"),
        ("13", 5, 2, ".002"),
        ("14", 4, 2, ".001"),
    ],
)
def test_a_misprint_is_found(
    county: Report, demo_context: Context, number: str, row: int, column: int, text: str
) -> None:
    """The exact n of every pair is used: windows as wide as the file would hide some of these."""
    spoilt = misprinted(county, number, row, column, text)
    found = audit_county(spoilt, context=demo_context).findings
    assert (number, row + 1) in {(finding.table, finding.row) for finding in found}
    assert audit_reports([spoilt], context=demo_context)[0].startswith("county/fylkesrapport: ")


@pytest.mark.parametrize(
    ("head", "column", "text"), [("Sendt til", 7, "48,4"), ("Standardavvik", 2, "9,99")]
)
def test_generated_tables_are_audited(
    county: Report, demo_context: Context, head: str, column: int, text: str
) -> None:
    """Tables the program writes itself carry a title and no number."""
    table = next(table for table in county.tables() if head in {c.head for c in table.columns})
    assert table.number is None
    spoilt = misprinted(county, table.title, 0, column, text)
    found = audit_county(spoilt, context=demo_context).findings
    assert {finding.table for finding in found} == {table.title}


def test_a_run_with_a_finding_is_not_written(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "county/fylkesrapport: table 6, row 1: cannot be true."
    monkeypatch.setattr("generator.run.verify.own_tables.audit_reports", lambda *_, **__: (line,))
    options = Options(only=("solvik",), formats=("docx",), workers=1)
    with pytest.raises(VerificationError, match="cannot be true"):
        pipeline.build(demo_folder, out=tmp_path, options=options, progress=lambda *_: None)
    assert not list(tmp_path.rglob("*.json"))
