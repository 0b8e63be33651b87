"""What follows from the published table, and that it agrees with the functions on a frame."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from generator.analysis import (
    analyse_variance,
    compare_groups,
    compare_units,
    describe_table,
    describe_variables,
    judge_aggregation,
    unit_frame,
)
from generator.analysis.statistics.aggregation import place_aggregation
from generator.analysis.statistics.anova import class_variance
from generator.analysis.statistics.frequency import class_frequency
from generator.analysis.statistics.goodness_of_fit import class_fit
from generator.analysis.statistics.group_comparison import class_comparison
from generator.analysis.statistics.representativeness import class_margins, unit_margins
from generator.analysis.statistics.unit_comparison import compare_places
from generator.analysis.table.means import place_means, size_means, total_statistics
from generator.analysis.table.statements import total_statements
from generator.results.groups import Aggregation, Anova, GroupComparison, UnitComparison
from generator.results.survey import Descriptives, Statement, Statements
from generator.results.table import (
    EVERYBODY,
    OTHER,
    ClassCell,
    ClassCount,
    Classification,
    ClassMeans,
    GroupTable,
    Place,
    PublishedTable,
    Spread,
    StatementCell,
    TableCell,
)
from generator.results.values import Bound, Suppressed
from generator.round.model import Round
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study

STUDY = Study.model_validate(
    {
        "id": "s",
        "title": "S",
        "whole_label": "Alle",
        "unit_label": "Enhet",
        "groups": {"people": {"label": "People", "file_label": "P", "unit_column": "unit"}},
        "unit_file": {"file_label": "U", "group": "people"},
        "scales": {"six": {"low": 1, "high": 6}},
        "constructs": {
            "Q": {
                "label": "Q",
                "scale": "six",
                "items": [{"id": "q1", "label": "q1"}, {"id": "q2", "label": "q2"}],
            }
        },
        "items": {"y": {"label": "y", "scale": "six"}},
        "background": {
            "sex": {
                "label": "Sex",
                "categories": [{"value": 1, "label": "one"}, {"value": 2, "label": "two"}],
            },
            "age": {
                "label": "Age",
                "categories": [{"value": i, "label": f"age {i}"} for i in range(1, 5)],
            },
        },
        "size_classes": {"s": "Small", "l": "Large"},
    }
)
VARIABLES = ("Q", "y")
UNITS = [AnalysisUnit(f"u{i}", (f"u{i}",), "s" if i < 4 else "l") for i in range(8)]
SPREAD = Suppressed("homogeneity")
FIGURES = ("p", "ci_low", "ci_high", "p_bh", "fcr_low", "detectable", "shrunken")


def people(seed: int, *, without_unit: bool = True) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = 200
    unit = rng.integers(0, 9 if without_unit else 8, n)
    level = rng.normal(0, 0.5, 9)[unit]
    frame = pd.DataFrame({"unit": [f"u{u}" if u < 8 else None for u in unit]})
    for name in ("q1", "q2", "y"):
        frame[name] = np.clip(np.round(3.5 + level + rng.normal(0, 1.2, n)), 1, 6)
    frame.loc[rng.random(n) < 0.1, "y"] = np.nan
    frame["Q"] = frame[["q1", "q2"]].mean(axis=1)
    frame["sex"] = rng.integers(1, 3, n)
    frame["age"] = rng.integers(1, 5, n)
    return frame


def exact_table(frame: pd.DataFrame) -> GroupTable:
    """Unrounded cells of every unit, and of those in none."""
    placed = frame["unit"].fillna(OTHER)
    places = tuple(
        Place(
            place=name,
            offices=(name,),
            n=len(part),
            cells=tuple(
                TableCell(variable=v, n=int(part[v].count()), mean=float(part[v].mean()))
                for v in VARIABLES
            ),
            statements=(),
        )
        for name, part in frame.groupby(placed)
    )
    return GroupTable(
        group="people",
        base=len(frame),
        places=places,
        low_places=(),
        spreads=tuple(spread(frame, v, placed) for v in VARIABLES),
        classifications=tuple(classification(frame, name) for name in ("sex", "age")),
    )


def spread(frame: pd.DataFrame, variable: str, placed: pd.Series) -> Spread:
    off = frame[variable] - frame.groupby(placed)[variable].transform("mean")
    df = int(frame[variable].count()) - placed.nunique()
    return Spread(variable=variable, sd=float(np.sqrt((off**2).sum() / df)), df=df)


def classification(frame: pd.DataFrame, background: str) -> Classification:
    labels = {c.value: c.label for c in STUDY.background[background].categories}
    counts = tuple(
        ClassCount(label=label, values=(str(value),), n=int((frame[background] == value).sum()))
        for value, label in labels.items()
    )
    means = tuple(
        ClassMeans(
            variable=v,
            classes=tuple(
                ClassCell(
                    label=label,
                    values=(str(value),),
                    n=int(part.count()),
                    mean=float(part.mean()),
                )
                for value, label in labels.items()
                for part in [frame.loc[frame[background] == value, v]]
            ),
        )
        for v in VARIABLES
    )
    return Classification(background=background, counts=counts, means=means)


def agree(found: Any, expected: Any, *names: str) -> None:
    for name in names:
        one, other = getattr(found, name), getattr(expected, name)
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9), name


def without_spread(table: GroupTable) -> GroupTable:
    hidden = tuple(replace(each, sd=SPREAD, df=SPREAD) for each in table.spreads)
    return replace(table, spreads=hidden)


def with_cell(table: GroupTable, unit: str, **changes: Any) -> GroupTable:
    """The table with the unit's cell of Q changed."""
    places = tuple(
        replace(
            place,
            cells=tuple(replace(c, **changes) if c.variable == "Q" else c for c in place.cells),
        )
        if place.place == unit
        else place
        for place in table.places
    )
    return replace(table, places=places)


# --- agreement with the functions on a frame --------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_units_compare_as_on_the_frame(seed: int) -> None:
    frame = people(seed)
    expected = compare_units(frame, variables=VARIABLES, group="people")
    found = compare_places(exact_table(frame), variables=VARIABLES)
    assert set(found) == set(expected)
    texts = {"variable", "firm", "undefined"}
    names = {each.name for each in fields(expected["u0"].rows[0])} - texts
    for unit, node in expected.items():
        assert found[unit].n == node.n
        for row, other in zip(found[unit].rows, node.rows, strict=True):
            agree(row, other, *names)
            assert all(getattr(row, name) == getattr(other, name) for name in texts)


@pytest.mark.parametrize("seed", range(5))
def test_the_total_is_that_of_the_frame(seed: int) -> None:
    frame = people(seed)
    rows = describe_variables(frame, variables=VARIABLES).rows
    for variable, expected in zip(VARIABLES, rows, strict=True):
        found = total_statistics(exact_table(frame), variable, newest=1)
        agree(found, expected, "n", "mean", "sd", "ci_low", "ci_high")


@pytest.mark.parametrize("seed", range(5))
def test_intraclass_correlations_are_those_of_the_frame(seed: int) -> None:
    frame = people(seed, without_unit=False)
    expected = judge_aggregation(frame, construct="Q", items=("q1", "q2"), low=1, high=6)
    found = place_aggregation(exact_table(frame), "Q", study=STUDY)
    names = ("icc1", "icc2", "icc1_n0", "design_effect", "mean_size", "n0", "harmonic_size")
    agree(found, expected, *names, "n", "n_units", "f", "df1", "df2", "p", "eta2")
    agree(found, expected, "ms_between", "ms_within", "n_items", "null_variance")
    agree(found, expected, "distinguishable", "reliable")
    agree(found, expected, "icc1_reml", "icc2_reml", "variance_between", "variance_within")
    assert found.rwg_mean == found.n_rwg == Suppressed("models")


@pytest.mark.parametrize(
    ("shift", "verdicts"), [(0.0, (False, False)), (0.5, (True, False)), (0.7, (True, True))]
)
def test_whether_units_can_be_told_apart_and_how_surely(
    shift: float, verdicts: tuple[bool, bool]
) -> None:
    """Eight units of 25 with the same answers, moved apart by more and more."""
    unit = np.repeat(np.arange(8), 25)
    answers = np.tile(np.linspace(2.0, 5.0, 25), 8) + shift * (unit % 2)
    frame = people(1).assign(unit=[f"u{u}" for u in unit], Q=answers)
    found = place_aggregation(exact_table(frame), "Q", study=STUDY)
    assert (found.distinguishable, found.reliable) == verdicts
    parts = [part["Q"] for _, part in frame.groupby("unit")]
    f, p = stats.f_oneway(*parts)
    assert (p < 0.05, 1 - 1 / f >= 0.70 if f else False) == verdicts
    alone = place_aggregation(exact_table(frame.assign(unit="u0")), "Q", study=STUDY)
    assert (alone.distinguishable, alone.reliable) == (None, None)


@pytest.mark.parametrize("seed", range(5))
def test_variance_is_that_of_the_frame(seed: int) -> None:
    frame = people(seed)
    labels = [(c.value, c.label) for c in STUDY.background["age"].categories]
    expected = analyse_variance(frame, outcome="y", factor="age", categories=labels)
    found = class_variance(exact_table(frame), "y", "age", study=STUDY, units=UNITS)
    assert isinstance(found, Anova)
    names = ("n", "f", "df1", "df2", "p", "ss_between", "ss_within", "eta2", "omega2", "epsilon2")
    agree(found, expected, *names)
    agree(found.total, expected.total, "n", "mean", "sd", "se", "ci_low", "ci_high")
    for row, other in zip(found.posthoc, expected.posthoc, strict=True):
        agree(row, other, "difference", "se", "p", "ci_low", "ci_high", "p_holm")
        assert (row.a, row.b, row.significant) == (other.a, other.b, other.significant)
    for group, other in zip(found.groups, expected.groups, strict=True):
        agree(group, other, "n", "mean")
        assert group.sd == group.minimum == Suppressed("models")
    assert found.levene.p == found.brown_forsythe.f == Suppressed("models")


@pytest.mark.parametrize("seed", range(5))
def test_two_groups_are_those_of_the_frame(seed: int) -> None:
    frame = people(seed)
    labels = [(c.value, c.label) for c in STUDY.background["sex"].categories]
    expected = compare_groups(frame, outcome="y", factor="sex", categories=labels)
    found = class_comparison(exact_table(frame), "y", "sex", (1, 2), study=STUDY, units=UNITS)
    assert isinstance(found, GroupComparison)
    names = ("n", "t", "df", "p", "difference", "se", "ci_low", "ci_high", "d", "g")
    agree(found, expected, *names, "percent_difference", "significant")
    assert found.welch.t == found.groups[0].sd == Suppressed("models")


def test_size_classes_are_those_of_the_frame() -> None:
    frame = people(1)
    sizes = dict(size_means(exact_table(frame), variables=VARIABLES, units=UNITS, study=STUDY))
    assert list(sizes) == ["Small", "Large"]
    small = frame[frame["unit"].isin(["u0", "u1", "u2", "u3"])]
    (row, _), (expected, _) = (
        sizes["Small"].rows,
        describe_variables(small, variables=VARIABLES).rows,
    )
    agree(row, expected, "n", "mean")
    assert sizes["Small"].units == ("u0", "u1", "u2", "u3")
    found = class_variance(exact_table(frame), "y", "size", study=STUDY, units=UNITS)
    assert isinstance(found, Anova)
    assert [group.label for group in found.groups] == ["Small", "Large"]
    assert found.posthoc_refused == "there are fewer than three groups"
    assert 0 < found.p < 1


# --- what is suppressed ----------------------------------------------------------------------


def test_means_stay_where_the_spread_is_suppressed() -> None:
    table = without_spread(exact_table(people(2)))
    row = compare_places(table, variables=VARIABLES)["u0"].rows[0]
    assert isinstance(row.difference, float) and isinstance(row.rest_mean, float)
    assert {getattr(row, name) for name in FIGURES} == {SPREAD}
    assert row.undefined is None
    total = total_statistics(table, "Q", newest=1)
    assert isinstance(total.mean, float)
    assert total.sd == total.ci_low == SPREAD
    place = table.place("u0")
    assert place is not None
    own = place_means(table, place, variables=VARIABLES, newest=1).rows[0]
    assert isinstance(own.mean, float) and own.ci_high == SPREAD and own.sd is None
    anova = class_variance(table, "y", "age", study=STUDY, units=UNITS)
    assert isinstance(anova, Anova)
    assert anova.f == anova.p == anova.eta2 == anova.ss_within == SPREAD
    assert isinstance(anova.groups[0].mean, float) and isinstance(anova.ss_between, float)
    assert {row.p for row in anova.posthoc} == {SPREAD}
    assert not any(row.significant for row in anova.posthoc)
    two = class_comparison(table, "y", "sex", (1, 2), study=STUDY, units=UNITS)
    assert isinstance(two, GroupComparison)
    assert two.t == two.d == two.ci_low == SPREAD and not two.significant
    assert isinstance(two.difference, float) and two.undefined is None
    judged = place_aggregation(table, "Q", study=STUDY)
    assert judged.icc1 == judged.p == judged.ms_within == SPREAD
    assert isinstance(judged.ms_between, float)
    assert (judged.distinguishable, judged.reliable) == (None, None)


@pytest.mark.parametrize(
    ("mean", "n", "rule"),
    [
        (Bound(over=5.2), 20, "homogeneity"),
        (Suppressed("threshold"), Suppressed("threshold"), "threshold"),
    ],
)
def test_a_cell_that_is_no_figure_is_in_no_sum(mean: Any, n: Any, rule: str) -> None:
    frame = people(3)
    table = with_cell(exact_table(frame), "u0", mean=mean, n=n)
    row = compare_places(table, variables=VARIABLES)["u0"].rows[0]
    assert (row.mean, row.n) == (mean, n)
    figures = {getattr(row, name) for name in (*FIGURES, "difference", "rest_mean")}
    assert figures == {Suppressed(rule)}
    others = frame[frame["unit"] != "u0"]
    total = total_statistics(table, "Q", newest=1)
    assert total.n == len(others)
    assert total.mean == pytest.approx(others["Q"].mean())
    assert place_aggregation(table, "Q", study=STUDY).n_units == 7


def test_a_single_place_that_is_a_bound_is_the_total() -> None:
    cell = TableCell(variable="Q", n=30, mean=Bound(over=5.8))
    place = Place(place=EVERYBODY, offices=(), n=30, cells=(cell,), statements=())
    hidden = Spread(variable="Q", sd=Suppressed("size"), df=Suppressed("size"))
    table = GroupTable(
        group="people",
        base=30,
        places=(place,),
        low_places=(),
        spreads=(hidden,),
        classifications=(),
    )
    row = total_statistics(table, "Q", newest=1)
    assert (row.n, row.mean, row.sd) == (30, Bound(over=5.8), Suppressed("homogeneity"))
    two = replace(table, places=(place, replace(place, place="u1")))
    assert total_statistics(two, "Q", newest=1).mean == Suppressed("homogeneity")


def test_figures_of_an_earlier_release_are_dated() -> None:
    table = with_cell(exact_table(people(4)), "u0", release=1)
    later = tuple(
        replace(p, release=2, cells=tuple(replace(c, release=2) for c in p.cells))
        if p.place != "u0"
        else p
        for p in table.places
    )
    published = PublishedTable(groups=(replace(table, places=later),))
    steps, units = describe_table(published, study=STUDY, units=UNITS, release=2)
    own, other = units["u0"]["constructs"], units["u1"]["constructs"]
    total = steps["constructs/people"]
    assert isinstance(own, Descriptives) and own.rows[0].release == 1
    assert isinstance(other, Descriptives) and other.rows[0].release is None
    assert isinstance(total, Descriptives) and total.rows[0].release is None


def test_a_release_in_which_nothing_is_made_anew_is_dated_throughout() -> None:
    published = PublishedTable(groups=(exact_table(people(4)),))
    steps, units = describe_table(published, study=STUDY, units=UNITS, release=2)
    for node in (steps["constructs/people"], units["u0"]["constructs"]):
        assert isinstance(node, Descriptives)
        assert [row.release for row in node.rows] == [1] * len(node.rows)


def test_a_unit_that_is_not_published_has_nothing() -> None:
    table = PublishedTable(groups=(exact_table(people(5)),))
    units = [*UNITS, AnalysisUnit("gone", ("gone",), "s")]
    steps, found = describe_table(table, study=STUDY, units=units)
    assert set(found["gone"].values()) == {Suppressed("threshold")}
    assert isinstance(found["u0"]["comparison"], UnitComparison)
    assert found["u0"]["items"] == Suppressed("size")
    assert isinstance(steps["aggregation/Q"], Aggregation)
    assert {"constructs/people", "items/people", "size/people/Small"} <= set(steps)


# --- statements ------------------------------------------------------------------------------


def statements(*percents: Any, low: Any = None) -> Statement:
    table = exact_table(people(6))
    cells = [StatementCell(item="q1", construct="Q", n=20, percent=each) for each in percents]
    places = tuple(
        replace(place, statements=(cell,)) for place, cell in zip(table.places, cells, strict=False)
    )
    lows = (StatementCell(item="q1", construct="Q", n=10, percent=low),) if low else ()
    found = total_statements(
        replace(table, places=places, low_places=lows), study=STUDY, threshold=4
    )
    assert isinstance(found, Statements)
    assert [row.item for row in found.rows] == ["q1", "q2", "y"]
    assert found.rows[2].construct is None
    assert found.rows[1].percent == Suppressed("size")  # nobody's
    return found.rows[0]


def test_the_totals_share_is_summed_from_the_cells() -> None:
    row = statements(50.0, Bound(under=20.0), Bound(over=80.0), low=40.0)
    assert (row.n, row.percent) == (70, pytest.approx(100 * (10 + 2 + 18 + 4) / 70))
    row = statements(50.0, Suppressed("homogeneity"))
    assert (row.n, row.percent) == (20, 50.0)


def test_the_totals_share_is_banded() -> None:
    row = statements(Bound(under=20.0), 5.0)
    assert row.percent == Bound(under=10.0)
    row = statements(Bound(over=80.0), 95.0)
    assert row.percent == Bound(over=90.0)
    assert statements(10.0, 10.0).percent == 10.0


# --- counts ----------------------------------------------------------------------------------


def counted(*classes: tuple[tuple[str, ...], int]) -> GroupTable:
    counts = tuple(ClassCount(label=" / ".join(v), values=v, n=n) for v, n in classes)
    found = Classification(background="age", counts=counts, means=())
    return replace(exact_table(people(7)), classifications=(found,))


def test_frequencies_with_a_class_of_no_answer() -> None:
    node = class_frequency(
        counted((("1",), 30), (("2", "3", "4"), 50), (("",), 20)), "age", study=STUDY
    )
    assert not isinstance(node, Suppressed)
    assert (node.n_total, node.n_valid, node.n_missing) == (100, 80, 20)
    assert [row.valid_percent for row in node.categories] == [37.5, 62.5]
    assert node.categories[-1].cumulative_percent == 100
    joined = class_frequency(counted((("1",), 30), (("2", "3", "4", ""), 70)), "age", study=STUDY)
    assert not isinstance(joined, Suppressed)
    assert joined.n_valid == joined.categories[0].valid_percent == Suppressed("size")
    assert [row.percent for row in joined.categories] == [30, 70]
    assert class_frequency(counted(), "y", study=STUDY) == Suppressed("models")


def test_counts_are_tested_over_classes_of_people_who_answered() -> None:
    table = counted((("1",), 30), (("2", "3"), 50), (("4", ""), 20))
    node = class_fit(table, "age", (1, 2, 2, 5), study=STUDY)
    assert not isinstance(node, Suppressed)
    assert node.n == 80
    assert [cell.expected for cell in node.cells] == [16, 64]
    round_ = Round.model_validate(
        {
            "id": "r",
            "title": "R",
            "whole": "Alle",
            "date": "2020-01-01",
            "units": [{"id": f"u{i}", "code": i, "name": f"{i}", "invited": 30} for i in range(8)],
            "margins": {"age": {"1": 60, "2": 50, "3": 50, "4": 40}},
        }
    )
    margins = class_margins(table, "age", study=STUDY, round_=round_)
    assert not isinstance(margins, Suppressed)
    assert (margins.of, margins.n, margins.p) == (160, 80, 1.0)
    assert class_fit(counted((("1", "2"), 30)), "age", (), study=STUDY) == Suppressed("size")
    units = unit_margins(table, units=UNITS, round_=round_)
    assert not isinstance(units, Suppressed)
    assert units.of == 240 and isinstance(units.p, float)
    few = round_.units[0].model_copy(update={"invited": 24})
    smaller = round_.model_copy(update={"units": (few, *round_.units[1:])})
    assert unit_margins(table, units=UNITS, round_=smaller) == Suppressed("size")
    unpublished = replace(table, places=table.places[:3])
    assert unit_margins(unpublished, units=UNITS, round_=round_) == Suppressed("size")


def test_a_class_that_was_joined_is_compared_with_nothing() -> None:
    table = exact_table(people(8))
    joined = ClassCell(label="one / two", values=("1", "2"), n=200, mean=3.0)
    means = (ClassMeans(variable="y", classes=(joined,)),)
    found = Classification(background="sex", counts=Suppressed("linked"), means=means)
    table = replace(table, classifications=(found,))
    assert class_comparison(table, "y", "sex", (1, 2), study=STUDY, units=UNITS) == Suppressed(
        "size"
    )
    assert class_frequency(table, "sex", study=STUDY) == Suppressed("linked")
    anova = class_variance(table, "y", "sex", study=STUDY, units=UNITS)
    assert isinstance(anova, Anova) and anova.undefined == "fewer than two groups have answers"
    assert class_variance(table, "y", "q1", study=STUDY, units=UNITS) == Suppressed("models")


# --- the unit file ---------------------------------------------------------------------------


def test_the_unit_file_has_figures_alone() -> None:
    table = with_cell(exact_table(people(9)), "u0", mean=Bound(over=5.2))
    results = pd.DataFrame({"calls": [float(i) for i in range(8)]}, index=[u.id for u in UNITS])
    units = [*UNITS, AnalysisUnit("gone", ("gone",), "s")]
    frame = unit_frame(PublishedTable(groups=(table,)), results, study=STUDY, units=units)
    assert list(frame.columns) == ["Q", "y", "n", "calls"]
    assert list(frame.index) == [unit.id for unit in units]
    assert math.isnan(frame.loc["u0", "Q"]) and frame.loc["u0", "y"] > 0
    assert frame.loc["gone"].isna().all()
    assert frame.loc["u3", "calls"] == 3
