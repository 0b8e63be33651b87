"""Rounds that were refused or emptied by the rules of old, built whole through the command line.

Each is of a kind that a county handed in: what is published of it is worth reading.
"""

from __future__ import annotations

from pathlib import Path

import counties
import pytest
from folders import BuiltRun, answer, built, command, write_round

from generator.results.survey import Descriptives, Statements
from generator.results.values import Bound, Suppressed

MANY = (40, 36, 31, 28, 26, 22, 19, 17, 15, 14, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3)
"""A county's twenty offices; one has three answers."""

COUNTY = counties.people({f"o{i}": n for i, n in enumerate(MANY, start=1)}, seed=3, skips=0.02)
OFFICES = counties.offices_of(COUNTY)


def statements(run: BuiltRun, unit: str) -> Statements:
    node = run.results.units[unit]["items"]
    assert isinstance(node, Statements)
    return node


def test_an_office_chart_with_one_published_statement_is_drawn(tmp_path: Path) -> None:
    """Everybody answered 5 but to the single question; this stopped the build."""
    frame = counties.people({"o1": 12, "o2": 14, "o3": 16, "o4": 15}, seed=2)
    frame = counties.answering(frame, "o1", items=(*counties.A, *counties.B), value=5)
    write_round(tmp_path / "r1", frame)
    run = built(tmp_path / "r1", tmp_path / "out")
    shown = [
        row.item
        for row in statements(run, "o1").rows
        if not isinstance(row.percent, Suppressed) and row.percent is not None
    ]
    assert shown == ["s"]
    assert command("verify", run.folder).returncode == 0


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuiltRun]:
    home = tmp_path_factory.mktemp("county")
    write_round(home / "r1", COUNTY)
    return home, built(home / "r1", home / "out")


def test_one_office_of_three_costs_the_other_nineteen_nothing(
    county: tuple[Path, BuiltRun],
) -> None:
    """It cost every office its intervals, and the report said that nothing differed."""
    _, run = county
    for office, n in zip(OFFICES, MANY, strict=True):
        node = run.results.units[office]["constructs"]
        if n < 4:
            assert node == Suppressed("threshold")
            continue
        assert isinstance(node, Descriptives)
        assert [row.variable for row in node.rows] == ["A", "B"]
        for row in node.rows:
            assert isinstance(row.mean, float | Bound)
            if isinstance(row.mean, float):
                assert isinstance(row.ci_low, float)
                assert isinstance(row.ci_high, float)
                assert row.ci_low < row.mean < row.ci_high


def test_an_office_of_ten_has_a_share_or_a_band_for_every_statement(
    county: tuple[Path, BuiltRun],
) -> None:
    _, run = county
    for office, n in zip(OFFICES, MANY, strict=True):
        if n >= 10:
            rows = statements(run, office).rows
            assert len(rows) == len(counties.STATEMENTS)
            assert all(isinstance(row.percent, float | Bound) for row in rows), office


def test_the_office_of_three_is_told_why_it_has_no_figures(county: tuple[Path, BuiltRun]) -> None:
    _, run = county
    assert "Færre enn fire har svart her." in run.report("o20")
    assert run.table.place("o20") is None


def test_the_countys_report_has_its_tables(county: tuple[Path, BuiltRun]) -> None:
    """But for a single question's points, and a test that takes every office's own counts."""
    _, run = county
    found = {
        name: node.suppressed
        for name, node in run.results.steps.items()
        if isinstance(node, Suppressed)
    }
    assert found == {"frequency/s": "models", "asked/units": "size"}
    assert not any(cell.rule == "linked" for cell in run.certificate.suppressed)
    done = command("verify", run.folder)
    assert done.returncode == 0, done.stdout


def test_six_late_answers_are_a_release_of_their_own(county: tuple[Path, BuiltRun]) -> None:
    """One here and one there, as it happens: this refused the whole release."""
    home, first = county
    late = counties.people(
        {"o1": 1, "o2": 1, "o4": 1, "o12": 1, "o19": 1, "o20": 1}, seed=11, first=1000
    )
    answer(home / "r1", counties.together(COUNTY, late), OFFICES)
    second = built(home / "r1", home / "out")
    assert second.results.release == 2
    assert second.certificate.releases == (first.name,)
    for before, now in zip(first.table.places, second.table.places, strict=True):
        assert [(cell.n, cell.mean) for cell in before.cells] == [
            (cell.n, cell.mean) for cell in now.cells
        ]
    assert "er fra utgave 1" in second.report("o1")
    assert command("verify", second.folder).returncode == 0
