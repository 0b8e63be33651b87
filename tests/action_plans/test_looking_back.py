"""The next round's report tells the office what it planned, and nobody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.analysis.facts import count_plans
from generator.errors import InputError
from generator.pipeline import build, plans
from generator.report.block import Paragraph, Table
from generator.report.office.report import plan_blocks
from generator.results.offices import Plan, PlanProgress
from generator.results.store import ReleasedResults
from generator.run.contents import check_run, files_of
from generator.run.draft import Options
from generator.run.finished import read_record
from generator.sources.plans import PLANS_FILE, planned_measure
from tests.action_plans.conftest import ROWS, Returning
from tests.action_plans.test_returned import read


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Ferdig", "done"),
        ("Gjennomført i mai", "done"),
        ("OK", "done"),
        ("100 %", "done"),
        ("Completed", "done"),
        ("Ikke ferdig", "open"),
        ("Ikkje starta", "open"),
        ("Not done", "open"),
        ("", "open"),
        ("Vi får se", "open"),
        ("I gang", "started"),
        ("50 %", "started"),
        ("Nesten ferdig, pågår", "started"),
        ("Under way", "started"),
    ],
)
def test_a_status_is_read_as_a_person_reads_it(status: str, state: str) -> None:
    assert planned_measure("a", "", "", "", status).state == state


def test_the_counts_add_up() -> None:
    rows = [planned_measure("a", "", "", "", s) for s in ("Ferdig", "I gang", "", "Ferdig")]
    progress = count_plans([Plan(("a",), "1", tuple(rows[:1])), Plan(("b",), "1", tuple(rows[1:]))])
    assert (progress.n, progress.n_measures) == (2, 4)
    assert (progress.n_done, progress.n_started, progress.n_open) == (2, 1, 1)


def test_an_office_that_planned_alone_sees_its_plan_in_the_merged_report(demo_context) -> None:
    from dataclasses import replace

    plan = Plan(("steinlia",), "2015-1", (planned_measure("Møte", "", "Kari", "", ""),))
    context = replace(demo_context, plans=(plan,))
    told, table = plan_blocks("heggelia-steinlia", context=context)
    assert isinstance(told, Paragraph)
    assert isinstance(table, Table)
    assert told.text == (
        "Forrige gang planla dere ett tiltak. Ferdig: 0. I gang: 0. Ikke i gang: 1. "
        "Planen ble laget av Steinlia."
    )
    assert [cell.text for cell in table.rows[0]] == ["Møte", "Kari", "–", "–"]
    assert list(plan_blocks("solvik", context=context)) == []


def test_the_plan_stands_in_its_own_offices_report_and_nowhere_else(
    returning: Returning, tmp_path: Path
) -> None:
    read(returning, returning.fill())
    options = Options(only=("solvik", "bjorkedal"), formats=("docx", "pdf"), workers=1)
    run = build(returning.next_round, out=tmp_path, options=options, progress=lambda *_: None).run
    assert check_run(run.folder) == ()
    (plan,) = read_record(files_of(run.folder)).plans
    assert plan.measures == tuple(planned_measure(*row) for row in ROWS)
    results = ReleasedResults.from_json((run.folder / "results.json").read_text(encoding="utf-8"))
    told = results.steps["plans"]
    assert isinstance(told, PlanProgress)
    assert (told.n, told.n_measures, told.n_done, told.n_started) == (1, 2, 1, 1)
    mark = "Felles morgenmøte"
    holding = {
        path.relative_to(run.folder).as_posix()
        for path in run.folder.rglob("*")
        if path.is_file() and mark in _text(path)
    }
    own = "offices/solvik/kontorrapport-solvik"
    assert holding == {f"{own}.docx", f"{own}.pdf", "offices/solvik/plan.json"}


def _text(path: Path) -> str:
    import pypdfium2
    from docx import Document

    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return "".join(page.get_textpage().get_text_range() for page in document)
    if path.suffix == ".docx":
        return "".join(Document(os.fspath(path)).element.body.itertext())
    return path.read_text(encoding="utf-8")


def test_a_memory_edited_by_hand_is_checked(returning: Returning) -> None:
    path = returning.next_round / PLANS_FILE
    path.write_text(
        "kontor;runde;tiltak;hvorfor;hvem;når;status\n"
        "solvikk;2015-2;Møte;;;;\n"
        "solvik;2015-2;;;;;\n"
        "solvik;2015-2b;Møte;;;;\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        plans([], into=returning.next_round, runs=[returning.runs])
    assert [(p.row, p.column, p.message) for p in raised.value.problems] == [
        (2, "kontor", "unknown office id"),
        (3, "tiltak", "the cell is empty"),
        (4, "runde", "a plan made in this very round cannot be looked back on"),
    ]


def test_a_memory_without_its_columns_is_refused(returning: Returning) -> None:
    (returning.next_round / PLANS_FILE).write_text("kontor;tiltak\nsolvik;Møte\n")
    with pytest.raises(InputError, match="the column is missing"):
        plans([], into=returning.next_round, runs=[returning.runs])
