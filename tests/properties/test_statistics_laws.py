"""What must hold of the statistics for any answers whatever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis import (
    analyse_variance,
    compare_groups,
    compare_units,
    correlate,
    describe_variables,
    estimate_reliability,
    judge_aggregation,
    regress,
)
from generator.results.values import Node
from generator.scoring.respondents import key_item
from generator.study.instrument import Scale

ITEMS = ("a", "b", "c")
LAW = settings(max_examples=times(60), deadline=None)
"""The same examples every time: a law is broken by a change, not by the day."""

SEXES = [(1, "one"), (2, "two")]


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-9)


@st.composite
def answers(draw: st.DrawFn, *, rows: int = 8) -> pd.DataFrame:
    """Respondents in three units with items 1-6, some of them missing."""
    n = draw(st.integers(rows, 30))
    point = st.one_of(st.integers(1, 6).map(float), st.just(float("nan")))
    columns = {name: draw(st.lists(point, min_size=n, max_size=n)) for name in (*ITEMS, "y")}
    columns["unit"] = draw(st.lists(st.sampled_from("uvw"), min_size=n, max_size=n))
    columns["sex"] = draw(st.lists(st.sampled_from([1, 2]), min_size=n, max_size=n))
    return pd.DataFrame(columns)


def every_node(frame: pd.DataFrame) -> list[Node]:
    return [
        describe_variables(frame, variables=ITEMS),
        estimate_reliability(frame, items=ITEMS),
        correlate(frame, x=ITEMS, y="y"),
        regress(frame, outcome="y", predictors=ITEMS),
        analyse_variance(frame, outcome="y", factor="unit"),
        compare_groups(frame, outcome="y", factor="sex", categories=SEXES),
        judge_aggregation(frame, construct="y", items=ITEMS, low=1, high=6),
        *compare_units(frame, variables=ITEMS).values(),
    ]


def same(first: object, second: object, *, rel: float = 1e-7, floor: float = 1e-9) -> bool:
    """Equal nodes, numbers up to rounding."""
    if isinstance(first, float) and isinstance(second, float):
        return bool(first == pytest.approx(second, rel=rel, abs=floor))
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(
            same(one, other, rel=rel, floor=floor) for one, other in zip(first, second, strict=True)
        )
    if hasattr(first, "__dataclass_fields__") and type(first) is type(second):
        names = first.__dataclass_fields__
        return all(same(getattr(first, n), getattr(second, n), rel=rel, floor=floor) for n in names)
    return first == second


def roughly(first: object, second: object) -> bool:
    """Equal up to the digits that a constant of a million costs."""
    return same(first, second, rel=1e-6, floor=1e-7)


@LAW
@given(answers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    for first, second in zip(every_node(frame), every_node(frame.iloc[order]), strict=True):
        assert same(steady(first), steady(second))


def steady(node: Node) -> Node:
    """Without omega: a search that stops at one digit or the next."""
    return replace(node, omega=None, undefined=None) if node.kind == "reliability" else node


@LAW
@given(answers())
def test_renaming_units_changes_names_only(frame: pd.DataFrame) -> None:
    names = {"u": "ærfugl", "v": "ørn", "w": "ål"}
    renamed = frame.assign(unit=frame["unit"].map(names))
    before, after = compare_units(frame, variables=ITEMS), compare_units(renamed, variables=ITEMS)
    assert {names[unit] for unit in before} == set(after)
    assert all(same(node, after[names[unit]]) for unit, node in before.items())
    first, second = (analyse_variance(f, outcome="y", factor="unit") for f in (frame, renamed))
    assert same((first.f, first.p, first.eta2), (second.f, second.p, second.eta2))
    first, second = (
        judge_aggregation(f, construct="y", items=ITEMS, low=1, high=6) for f in (frame, renamed)
    )
    assert same(replace(first, units=()), replace(second, units=()))


@given(
    st.lists(st.integers(1, 7).map(float), max_size=20),
    st.booleans(),
    st.booleans(),
)
def test_keying_twice_changes_nothing(
    points: list[float], descending: bool, negative: bool
) -> None:
    scale = Scale(low=1, high=7, descending=descending)
    raw = pd.Series(points, dtype=float)
    once = key_item(raw, scale=scale, negative=negative)
    assert key_item(once, scale=scale, negative=negative).equals(raw)
    assert once.equals(raw) or once.equals(8 - raw)


@LAW
@given(answers(), st.sampled_from([-1000.0, -3.0, 0.5, 7.0, 1e6]))
def test_adding_a_constant_moves_means_only(frame: pd.DataFrame, shift: float) -> None:
    moved = frame.assign(**{name: frame[name] + shift for name in (*ITEMS, "y")})
    for before, after in zip(
        describe_variables(frame, variables=ITEMS).rows,
        describe_variables(moved, variables=ITEMS).rows,
        strict=True,
    ):
        if before.n:
            assert roughly(after.mean, before.mean + shift)
            assert roughly(after.sd, before.sd)
    first, second = (correlate(f, x=ITEMS, y="y") for f in (frame, moved))
    for one, other in zip(first.rows, second.rows, strict=True):
        assert roughly(one.r, other.r)
    first, second = (regress(f, outcome="y", predictors=ITEMS) for f in (frame, moved))
    if first.undefined is None:
        assert roughly(first.r2, second.r2)
        for one, other in zip(first.terms[1:], second.terms[1:], strict=True):
            assert roughly(one.b, other.b)
    first, second = (
        compare_groups(f, outcome="y", factor="sex", categories=SEXES) for f in (frame, moved)
    )
    assert roughly(first.d, second.d)
    first, second = (compare_units(f, variables=("y",)) for f in (frame, moved))
    for unit, node in first.items():
        assert roughly(node.rows[0].difference, second[unit].rows[0].difference)


@LAW
@given(answers(), st.sampled_from([1e-6, 0.25, 3.0, 1e6]))
def test_scaling_leaves_what_has_no_unit(frame: pd.DataFrame, factor: float) -> None:
    scaled = frame.assign(**{name: frame[name] * factor for name in (*ITEMS, "y")})
    for one, other in zip(
        correlate(frame, x=ITEMS, y="y").rows, correlate(scaled, x=ITEMS, y="y").rows, strict=True
    ):
        assert same((one.r, one.p, one.ci_low), (other.r, other.p, other.ci_low))
    first, second = (estimate_reliability(f, items=ITEMS) for f in (frame, scaled))
    assert same((first.alpha, first.ci_low), (second.alpha, second.ci_low))
    first, second = (analyse_variance(f, outcome="y", factor="unit") for f in (frame, scaled))
    assert same((first.f, first.p, first.omega2), (second.f, second.p, second.omega2))


@LAW
@given(answers())
def test_turning_a_variable_turns_its_correlations(frame: pd.DataFrame) -> None:
    turned = correlate(frame.assign(y=7 - frame["y"]), x=ITEMS, y="y")
    for one, other in zip(correlate(frame, x=ITEMS, y="y").rows, turned.rows, strict=True):
        assert same(one.r if one.r is None else -one.r, other.r)
        assert same(one.p, other.p)


@LAW
@given(answers(), st.tuples(*[st.sampled_from([-2.0, 0.0, 5.0])] * 3))
def test_alpha_does_not_mind_shifted_items(frame: pd.DataFrame, shifts: tuple[float, ...]) -> None:
    moved = frame.assign(**{n: frame[n] + s for n, s in zip(ITEMS, shifts, strict=True)})
    before, after = (estimate_reliability(f, items=ITEMS) for f in (frame, moved))
    assert same((before.alpha, before.ci_low), (after.alpha, after.ci_low))
    for one, other in zip(before.items, after.items, strict=True):
        assert same(
            (one.item_total, one.alpha_if_deleted), (other.item_total, other.alpha_if_deleted)
        )


@LAW
@given(answers())
def test_merging_units_is_recomputing_from_the_answers(frame: pd.DataFrame) -> None:
    """A merged unit's mean is its units' means weighted by n, and stands as if never apart."""
    merged = frame.assign(unit=frame["unit"].replace({"v": "u"}))
    apart, together = (compare_units(f, variables=ITEMS) for f in (frame, merged))
    if not {"u", "v"} <= set(apart):
        return
    for j, name in enumerate(ITEMS):
        parts = [apart[unit].rows[j] for unit in ("u", "v") if apart[unit].rows[j].n]
        row = together["u"].rows[j]
        assert row.n == sum(part.n for part in parts)
        if row.n:
            weighted = sum(part.n * part.mean for part in parts) / row.n
            assert row.mean == close(weighted)
            answered = merged.loc[merged["unit"] == "u", name].dropna()
            assert row.mean == close(float(np.mean(answered)))


@LAW
@given(answers())
def test_two_groups_are_one_analysis_of_variance(frame: pd.DataFrame) -> None:
    """F = t^2, the same p, and the interval of the Bonferroni comparison is that of the t test."""
    t = compare_groups(frame, outcome="y", factor="sex", categories=SEXES)
    f = analyse_variance(frame, outcome="y", factor="sex", categories=SEXES, posthoc="always")
    if t.t is not None and f.f is not None:
        assert f.f == close(t.t**2)
        assert f.p == close(t.p)
        assert f.posthoc[0].ci_low == close(t.ci_low)
        assert f.welch.p == close(t.welch.p) if f.welch.p is not None else True


@LAW
@given(answers())
def test_one_predictor_is_a_correlation(frame: pd.DataFrame) -> None:
    model = regress(frame, outcome="y", predictors=("a",))
    (pair,) = correlate(frame, x=("a",), y="y").rows
    if model.undefined is None and pair.undefined is None:
        assert model.terms[1].beta == close(pair.r)
        assert model.p == close(pair.p)
        assert (model.terms[1].tolerance, model.terms[1].vif) == (1.0, 1.0)
