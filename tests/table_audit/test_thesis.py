"""Løe 2016 under audit: two p-values cannot be true, and nothing else is found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generator.table_audit import audit
from generator.table_audit.figures import read_figure
from generator.table_audit.reading import read_tables
from generator.table_audit.tables import ItemScale, PrintedTable
from generator.table_audit.variance import read_groups
from generator.table_audit.windows import fitting, p_of_r, p_of_t

Thesis = dict[str, PrintedTable]


def test_exactly_the_two_impossible_p_values(thesis: Thesis) -> None:
    found = audit(thesis.values())
    assert found.unrecognised == ()
    assert found.checked > 300
    assert [(f.table, f.row, f.column, f.printed) for f in found.findings] == [
        ("6", 9, 3, ".000"),  # intranet, employees: needs 442 answers
        ("13", 6, 3, ".002"),  # leader support, offices: 19 offices give .018 to .021
    ]


def test_a_finding_is_one_line_with_its_place_and_reason(thesis: Thesis) -> None:
    intranet, leader = (str(finding) for finding in audit(thesis.values()).findings)
    assert intranet == (
        "table 6, row 9 (Læringsarena: Leser fagstoff på intranett (navet)), column 3 "
        "(Signifikans To-veis): printed .000, possible 0.0094 to 0.0174: "
        "r = .16 with p = .000 needs n 442 or more, and n is 235 to 247."
    )
    assert "needs n 30 to 33, and n is 19." in leader


def test_without_windows_nothing_is_certain(thesis_files: tuple[Path, Path]) -> None:
    assert audit(read_tables(thesis_files[0])).findings == ()


@pytest.mark.parametrize(
    ("r", "p", "low", "high"),
    [
        (".22", ".001", 197, 258),
        (".21", ".001", 216, 284),
        (".20", ".002", 216, 262),
        (".18", ".004", 235, 276),
        (".16", ".013", 224, 259),
        (".14", ".027", 232, 270),
        (".19", ".003", 223, 264),
        (".19", ".004", 211, 247),
        (".16", ".000", 442, None),
        (".39", ".040", 28, 28),
        (".40", ".043", 26, 26),
        (".61", ".001", 24, 29),
        (".57", ".002", 26, 28),
        (".50", ".009", 26, 27),
        (".76", ".000", 17, None),
        (".53", ".002", 30, 33),
        (".52", ".022", 19, 19),
        ("-.64", ".003", 19, 20),
    ],
)
def test_the_n_that_a_printed_pair_allows(r: str, p: str, low: int, high: int | None) -> None:
    """Windows computed independently, by trying every n."""
    size = read_figure(r).interval.size()
    fits = fitting(size, read_figure(p).interval.within(0, 1), p_of_r)
    assert (fits.low + 2, fits.high and fits.high + 2) == (low, high)


def test_the_constant_of_table_8_has_19_degrees_of_freedom() -> None:
    size = read_figure("5,355").interval.over(read_figure("2,328").interval)
    fits = fitting(size, read_figure(",033").interval, p_of_t)
    assert (fits.low, fits.high) == (19, 19)


def test_f_from_the_groups_of_table_12(thesis: Thesis) -> None:
    groups = read_groups(thesis["12"])
    assert groups.n == 248
    assert groups.f.low < 4.485 < groups.f.high
    assert groups.f.high - groups.f.low < 0.02


def test_grim_runs_only_on_complete_scales(thesis: Thesis) -> None:
    """No whole sum of 12 items gives the first and third mean, so the scale is not complete."""
    table = thesis["12"]
    assert not table.scale(0).complete
    assert audit([table]).findings == ()
    claimed = replace(table, scales={None: ItemScale(items=12, complete=True)})
    found = audit([claimed]).findings
    assert [(f.row, f.column) for f in found] == [(1, 3), (5, 3)]
    assert all("GRIM" in f.why for f in found)
    assert audit([replace(table, scales={})]).findings == ()


def test_the_windows_say_nothing_of_cells(thesis_files: tuple[Path, Path]) -> None:
    """They are facts about who answered; no cell is excused by name."""
    content = json.loads(thesis_files[1].read_text("utf-8"))["tables"]
    assert {key for table in content.values() for key in table} == {"n", "predictors", "scale"}
