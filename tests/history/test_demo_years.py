"""The second demonstration year, published quarter by quarter on the filed first one."""

from __future__ import annotations

import runpy
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.archive.earlier_rounds import read_history
from generator.disclosure.later_release import EarlierRelease
from generator.history.published_round import PublishedBefore, PublishedRound
from generator.publish import publish
from generator.results.offices import Attainment, Corrections
from generator.results.store import ReleasedResults
from generator.results.trend import Change, Trend, TrendLine
from generator.results.values import Node
from generator.round import load_round
from generator.sources import read_inputs

DATA = Path(__file__).parents[2] / "data" / "innovasjon"
FILED = DATA / "archive-2015.tar.xz"


@dataclass(frozen=True, slots=True)
class Years:
    """Every quarter as it was published, by the name of its folder."""

    rounds: dict[str, PublishedRound]

    def node(self, name: str, step: str, unit: str | None = None) -> Node:
        released = self.rounds[name].released
        found = (released.units[unit] if unit else released.steps)[step]
        assert isinstance(found, Node)
        return found

    def line(self, name: str, measure: str, variable: str, unit: str | None = None) -> TrendLine:
        trend = self.node(name, "trend", unit)
        assert isinstance(trend, Trend)
        found = [x for x in trend.lines if (x.measure, x.variable) == (measure, variable)]
        assert found, {(x.measure, x.variable) for x in trend.lines}
        return next((x for x in found if x.group in ("medarbeidere", "scorecard")), found[0])


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Years:
    archive = tmp_path_factory.mktemp("filed")
    shutil.unpack_archive(FILED, archive)
    study, last = load_round(DATA / "2016-4")
    history = list(read_history(archive, last, study=study.id).rounds)
    found = {each.round.id: each for each in history}
    assert list(found) == ["2015-1", "2015-2", "2015-3", "2015-4"]
    releases: tuple[EarlierRelease, ...] = ()
    for name in ("2016-1", "2016-2", "2016-3", "2016-3-rettet", "2016-4"):
        study, round_ = load_round(DATA / name)
        inputs = read_inputs(study, round_, DATA / name)
        before = [each for each in history if each.round.id != round_.id]
        of_round = tuple(each for each in releases if each.results.round == round_.id)
        earlier = PublishedBefore(rounds=tuple(before), releases=of_round)
        released = publish(inputs, study, round_, earlier, quarter=not round_.groups).results
        found[name] = PublishedRound(released, study, round_)
        history = [*before, found[name]]
        releases = (EarlierRelease(name, 1, released, None),)
    return Years(found)


def test_the_workbooks_are_what_the_script_writes(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(DATA))
    runpy.run_path(str(DATA / "quarters.py"))["main"](tmp_path)
    for name in ("workbooks", "second_year", "second_survey"):
        sys.modules.pop(name)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 16
    for path in files:
        assert path.read_bytes() == (DATA / path.relative_to(tmp_path)).read_bytes(), path


def test_a_merger_goes_on_from_its_parts_and_a_split_begins_anew(years: Years) -> None:
    merged = years.line("2016-2", "construct", "innov", "lihaugen")
    assert merged.change is not None
    assert merged.change.ci_low is not None
    for unit in ("solvik", "solvik-nord"):
        split = years.line("2016-2", "construct", "innov", unit)
        assert {each.reason for each in split.breaks} == {"split"}
    attainment = years.node("2016-2", "attainment", "solvik")
    assert isinstance(attainment, Attainment)
    assert all(
        isinstance(row.result, float) for office in attainment.offices for row in office.rows
    )


def test_the_county_is_compared_over_the_offices_of_both_quarters(years: Years) -> None:
    for name in ("2016-1", "2016-2", "2016-4"):
        change = years.line(name, "indicator", "B.12").change
        assert isinstance(change, Change), name
        assert change.offices is not None, name
    assert isinstance(years.line("2016-2", "construct", "innov").change, Change)


def test_definitions_that_are_others_break_their_lines_and_no_others(years: Years) -> None:
    assert {b.reason for b in years.line("2016-2", "construct", "kval").breaks} >= {"items"}
    reasons = {b.reason for b in years.line("2016-1", "indicator", "B.76").breaks}
    assert not reasons & {"definition", "wording"}
    targets = years.line("2016-1", "target", "B.12").breaks
    assert ("target", 60, 65) in {(b.reason, b.then, b.now) for b in targets}


def test_the_corrected_quarter_says_what_was_wrong_and_the_trend_goes_on_from_it(
    years: Years,
) -> None:
    corrections = years.node("2016-3-rettet", "corrections")
    assert isinstance(corrections, Corrections)
    figures = {(f.office, f.variable, f.month): (f.before, f.now) for f in corrections.figures}
    assert set(figures) == {("furustrand", "B.40", m) for m in (None, "2016-07", "2016-08")}
    assert all(now > before for before, now in figures.values())
    wrong, right = (_result(years.rounds[x].released) for x in ("2016-3", "2016-4"))
    assert right["2016-07"] > wrong["2016-07"] + 15


def _result(released: ReleasedResults) -> dict[str, float]:
    node = released.units["furustrand"]["attainment"]
    assert isinstance(node, Attainment)
    (row,) = (row for row in node.offices[0].rows if row.indicator == "B.40")
    return {m.month: m.result for m in row.months if isinstance(m.result, float)}
