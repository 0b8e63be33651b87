"""Whatever columns bring, a figure is a number or a null with a reason.

Near the ends of floating point, where squares are no numbers; so far from zero that a spread is
lost; and where one column all but decides another.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from counts import times
from hypothesis import example, given, settings
from hypothesis import strategies as st
from node_figures import figures

from generator import analysis
from generator.results.values import Node

ITEMS = ("a", "b", "c")
GROUPS = [(1, "one"), (2, "two")]

CALLS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "analyse_variance": lambda f: analysis.analyse_variance(
        f, outcome="a", factor="unit", posthoc="always"
    ),
    "check_multilevel": lambda f: analysis.check_multilevel(f, outcome="a", predictors=("b", "c")),
    "check_representativeness": lambda f: analysis.check_representativeness(
        f, variable="sex", invited={1: 40, 2: 60}
    ),
    "compare_groups": lambda f: analysis.compare_groups(
        f, outcome="a", factor="sex", categories=GROUPS
    ),
    "compare_units": lambda f: analysis.compare_units(f, variables=ITEMS),
    "correlate": lambda f: analysis.correlate(f, x=ITEMS, leave_one_out=True),
    "count_frequencies": lambda f: analysis.count_frequencies(f, variable="a"),
    "count_share": lambda f: analysis.count_share(f, item="a", low=1, high=3),
    "describe_variables": lambda f: analysis.describe_variables(f, variables=ITEMS),
    "estimate_reliability": lambda f: analysis.estimate_reliability(f, items=ITEMS),
    "fit_counts": lambda f: analysis.fit_counts(
        f, variable="sex", expected=[1, 3], categories=GROUPS
    ),
    "fit_one_factor": lambda f: analysis.fit_one_factor(f, items=ITEMS, construct="Q"),
    "judge_aggregation": lambda f: analysis.judge_aggregation(
        f, construct="a", items=ITEMS, low=1, high=5
    ),
    "regress": lambda f: analysis.regress(f, outcome="a", predictors=("b", "c")),
    "weigh_drivers": lambda f: analysis.weigh_drivers(f, outcome="a", predictors=("b", "c")),
}

OF_A_ROUND = {"describe_table", "describe_responses", "describe_results", "describe_facts"} | {
    *(
        "describe_nonresponse",
        "run_plan",
        "unit_frame",
        "judge_constructs",
        "fit_constructs",
        "compare_constructs",
    ),
    *("compare_loadings", "adjust_family", "blank_codes"),
    *("benjamini_hochberg", "bonferroni_adjusted", "holm_adjusted"),
}
"""What takes no columns of a frame: tables, rounds, nodes and lists of p."""


def test_every_public_function_is_called() -> None:
    assert set(CALLS) | OF_A_ROUND == set(analysis.__all__)
    for name in CALLS:
        assert "frame" in inspect.signature(getattr(analysis, name)).parameters


@st.composite
def columns(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(6, 24))
    points = st.lists(st.integers(1, 5), min_size=n, max_size=n)
    frame: dict[str, Any] = {}
    for name in ITEMS:
        base = np.array(draw(points), dtype=float)
        scale = draw(
            st.sampled_from(
                [
                    1.0,
                    1e308,
                    1e300,
                    1e200,
                    1e155,
                    1e100,
                    1e69,
                    1e-69,
                    1e-100,
                    1e-155,
                    1e-300,
                    5e-324,
                ]
            )
        )
        offset = draw(st.sampled_from([0.0, 0.0, 1e8, 1e16, -1e16, 1e300]))
        with np.errstate(all="ignore"):
            values = base * scale + offset
        kind = draw(st.sampled_from(["plain", "plain", "plain", "near", "one huge", "one tiny"]))
        if kind == "near" and frame:
            with np.errstate(all="ignore"):
                values = frame["a"] + base * draw(st.sampled_from([0.0, 1e-16, 1e-9, 1e-4]))
        if kind == "one huge":
            values[0] = draw(st.sampled_from([1e308, -1e300, 1e160, math.inf]))
        if kind == "one tiny":
            values[0] = draw(st.sampled_from([5e-324, -1e-300, 1e-170, -0.0]))
        frame[name] = values
    frame["unit"] = draw(st.lists(st.sampled_from("uvw"), min_size=n, max_size=n))
    frame["sex"] = draw(st.lists(st.sampled_from([1, 2]), min_size=n, max_size=n))
    return pd.DataFrame(frame)


@given(columns())
@settings(max_examples=times(80), deadline=None)
@example(
    pd.DataFrame(
        {"a": [1e300, 2e300] * 4, "b": [1.0, 2.0] * 4, "c": [1.0, 2.0, 3.0, 5.0] * 2}
    ).assign(unit=list("uuvvwwuv"), sex=[1, 2] * 4)
)
def test_a_number_or_a_null_with_a_reason(frame: pd.DataFrame) -> None:
    for call in CALLS.values():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = call(frame)
        for node in found.values() if isinstance(found, dict) else [found]:
            assert all(math.isfinite(value) for value in figures(node))


@pytest.mark.parametrize(
    "weights", [(1e308, 1e308), (1e308, 1e-308), (1e-320, 1e-320), (1e16, 1.0)]
)
def test_expected_counts_of_any_size(weights: tuple[float, float]) -> None:
    invited = dict(zip((1, 2), weights, strict=True))
    for node in (
        analysis.fit_counts(FRAME, variable="sex", expected=weights),
        analysis.check_representativeness(FRAME, variable="sex", invited=invited),
    ):
        assert all(math.isfinite(value) for value in figures(node))


FRAME = pd.DataFrame(
    {
        "a": [1.0, 2, 3, 5, 4, 2, 1, 3, 4, 5, 2, 3],
        "b": [2.0, 1, 3, 4, 5, 2, 2, 3, 5, 4, 1, 3],
        "c": [3.0, 1, 2, 4, 4, 5, 1, 2, 5, 3, 1, 4],
        "unit": list("uuuuvvvvwwww"),
        "sex": [1, 2] * 6,
    }
)


@pytest.mark.parametrize("scale", [1e300, 1e-300])
@pytest.mark.parametrize(
    "name", sorted(set(CALLS) - {"count_frequencies", "fit_counts", "check_representativeness"})
)
def test_the_reason_names_the_column(name: str, scale: float) -> None:
    found = CALLS[name](FRAME.assign(a=FRAME["a"] * scale))
    for node in found.values() if isinstance(found, dict) else [found]:
        reasons = [*undefined(node)]
        assert any("a: numbers too large or too small" in reason for reason in reasons)
        for row in (row for row in rows(node) if "a" in (getattr(row, "variable", None),)):
            assert "too large or too small" in (row.undefined or "")


def rows(node: Node) -> list[Any]:
    return list(getattr(node, "rows", ()))


def undefined(part: Any) -> Iterator[str]:
    if getattr(part, "undefined", None):
        yield part.undefined
    for each in rows(part):
        yield from undefined(each)


@pytest.mark.parametrize("noise", [0.0, 1e-12, 1e-6, 1e-3])
@pytest.mark.parametrize("name", ["regress", "weigh_drivers", "check_multilevel"])
def test_a_predictor_that_another_all_but_decides_is_named(name: str, noise: float) -> None:
    random = np.random.default_rng(3)
    b = random.normal(size=200)
    frame = pd.DataFrame({"b": b, "c": b + noise * random.normal(size=200)})
    frame = frame.assign(a=b + random.normal(size=200), unit=np.arange(200) % 8)
    found = CALLS[name](frame)
    assert "c follows from the other predictors" in " ".join(undefined(found))
    r2 = getattr(found, "r2", None)
    assert r2 is None


@pytest.mark.parametrize(("noise", "entered"), [(0.0099, False), (0.0102, True)])
def test_the_limit_is_that_of_spss(noise: float, entered: bool) -> None:
    """Tolerance .0001: noise of a hundredth of the spread, squared."""
    b = np.tile([1.0, -1.0], 50)
    off = np.repeat([1.0, -1.0], 50)
    frame = pd.DataFrame({"b": b, "c": b + noise * off, "a": off + np.tile([0.5, 0, -1, 0.2], 25)})
    node = analysis.regress(frame, outcome="a", predictors=("b", "c"))
    assert (node.r2 is not None) is entered
    if entered:
        assert node.terms[1].tolerance == pytest.approx(noise**2 / (1 + noise**2), rel=1e-6)
