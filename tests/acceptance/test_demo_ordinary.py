"""The demo round as if people had answered it: every rule is on, and the reports are worth reading.

``reproduce_published`` is taken out of round.toml, and the round is built like any other.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordFile
from folders import command

from generator.disclosure.certificate import Certificate
from generator.disclosure.rules import RULES
from generator.results.groups import UnitComparison
from generator.results.store import ReleasedResults
from generator.results.survey import Descriptives, Statements
from generator.results.table import ClassMeans, GroupTable
from generator.results.values import Bound, Suppressed

SWITCH = "reproduce_published = true"


@pytest.fixture(scope="module")
def run(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ordinary")
    for path in demo_folder.parent.rglob("*"):
        place = home / path.relative_to(demo_folder.parents[1])
        if path.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    folder = home / "innovasjon" / "2015-2"
    text = (folder / "round.toml").read_text("utf-8")
    assert SWITCH in text
    (folder / "round.toml").write_text(text.replace(SWITCH, "reproduce_published = false"), "utf-8")
    done = command("build", folder, "--out", home / "out", "--format", "docx", "--workers", 1)
    assert done.returncode == 0, done.stderr
    return (home / "out" / "innovasjon" / "2015-2" / "latest").resolve()


@pytest.fixture(scope="module")
def results(run: Path) -> ReleasedResults:
    return ReleasedResults.from_json((run / "results.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def table(results: ReleasedResults) -> GroupTable:
    found = results.table.of("medarbeidere")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def county(run: Path) -> WordFile:
    return Document(str(run / "county" / "fylkesrapport.docx"))


def test_every_office_of_four_has_a_figure_for_every_construct_and_an_interval(
    results: ReleasedResults, table: GroupTable
) -> None:
    intervals = bounds = 0
    for place in table.places:
        if not place.offices:
            continue
        nodes = results.units[place.place]
        means, compared = nodes["constructs"], nodes["comparison"]
        assert isinstance(means, Descriptives)
        assert isinstance(compared, UnitComparison)
        assert [row.variable for row in means.rows] == [row.variable for row in compared.rows]
        for mean, row in zip(means.rows, compared.rows, strict=True):
            if isinstance(mean.mean, Bound):
                bounds += 1
                continue
            assert isinstance(mean.mean, float), (place.place, mean.variable)
            for limit in (mean.ci_low, mean.ci_high, row.fcr_low, row.fcr_high):
                assert isinstance(limit, float), (place.place, mean.variable)
            intervals += 1
    assert len([place for place in table.places if place.offices]) == 19
    assert bounds < 0.05 * intervals


def test_every_statement_of_an_office_of_ten_has_a_share_or_a_band(
    results: ReleasedResults, table: GroupTable
) -> None:
    shares: list[object] = []
    for place in table.places:
        if place.offices and isinstance(place.n, int) and place.n >= 10:
            node = results.units[place.place]["items"]
            assert isinstance(node, Statements)
            shares += [row.percent for row in node.rows]
    assert len(shares) > 400
    assert all(isinstance(share, float | Bound) for share in shares)
    assert sum(isinstance(share, float) for share in shares) > 0.75 * len(shares)


def test_offices_below_ten_have_no_statements_and_no_office_a_spread_of_its_own(
    results: ReleasedResults, table: GroupTable
) -> None:
    small = 0
    for place in table.places:
        if not place.offices:
            continue
        nodes = results.units[place.place]
        means = nodes["constructs"]
        assert isinstance(means, Descriptives)
        assert {row.sd for row in means.rows} == {None}
        if isinstance(place.n, int) and place.n < 10:
            small += 1
            assert nodes["items"] == Suppressed("size")
    assert small > 3


def test_every_background_table_of_the_county_has_its_means(table: GroupTable) -> None:
    means: list[ClassMeans] = [each for by in table.classifications for each in by.means]
    assert means
    assert not [each for each in means if isinstance(each.classes, Suppressed)]


def test_the_countys_report_has_the_tables_of_the_thesis(county: WordFile) -> None:
    """The layouts stay; what a rule takes prints as a dash, with a note under the table."""
    captions = [p.text for p in county.paragraphs if re.match(r"Tabell \d+\b", p.text)]
    numbers = [int(re.findall(r"\d+", caption)[0]) for caption in captions]
    assert sorted(set(numbers)) == list(range(1, 15))
    for each in county.tables:
        cells = [cell.text for row in each.rows[1:] for cell in row.cells[1:]]
        assert cells.count("–") < len(cells) or not cells, [c.text for c in each.rows[0].cells]


def test_the_certificate_lets_nothing_through(run: Path) -> None:
    certificate = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    assert certificate.let_through == ()
    assert certificate.rules == tuple(rule.name for rule in RULES)
    assert certificate.recoverable == 0
    assert not certificate.reproduce_published
    assert json.loads((run / "manifest.json").read_text("utf-8"))["synthetic"] is True


def test_the_run_verifies(run: Path) -> None:
    done = command("verify", run)
    assert done.returncode == 0, done.stdout


def test_the_reproduced_round_says_what_was_let_through(run: Path, demo_run: Path) -> None:
    """It lists the very figures that the ordinary round suppresses or bounds, and no other."""
    ordinary = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    exact = Certificate.from_json((demo_run / "certificate.json").read_text("utf-8"))
    assert exact.let_through == tuple(
        cell for cell in ordinary.suppressed if not cell.place.startswith("steps/themes/")
    )
    assert len(exact.let_through) > 100
