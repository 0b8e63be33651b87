"""Data that defeat a statistic: a node with None and a reason, never a crash or an infinity."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from node_figures import figures

from generator.analysis import (
    analyse_variance,
    check_multilevel,
    check_representativeness,
    compare_groups,
    compare_units,
    correlate,
    count_frequencies,
    describe_variables,
    estimate_reliability,
    fit_counts,
    judge_aggregation,
    regress,
    weigh_drivers,
)
from generator.disclosure.gate import at_printed_precision
from generator.results.store import ReleasedResults
from generator.results.values import Node

NAN = math.nan
ITEMS = ("a", "b", "c")


def frame(**columns: Any) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    standard = {
        "a": np.arange(n, dtype=float),
        "b": np.arange(n, dtype=float) ** 2 % 7,
        "c": np.arange(n, dtype=float) * 3 % 5,
        "y": np.arange(n, dtype=float) * 2 % 3,
        "g": [1, 2] * (n // 2) + [1] * (n % 2),
        "unit": [f"u{i % 3}" for i in range(n)],
    }
    return pd.DataFrame({**standard, **columns})


def with_text_blank(n: int) -> pd.DataFrame:
    return frame(a=pd.array([1, 2, pd.NA] * (n // 3), dtype="Int64"), unit=["", " ", None] * 3)


FRAMES: dict[str, pd.DataFrame] = {
    "nobody": frame(a=[]),
    "one respondent": frame(a=[1.0]),
    "two respondents": frame(a=[1.0, 2.0]),
    "three respondents": frame(a=[1.0, 2.0, 2.0]),
    "everybody missing": frame(a=[NAN] * 8, b=[NAN] * 8, c=[NAN] * 8, y=[None] * 8),
    "nobody has all": frame(a=[1.0, NAN] * 4, b=[NAN, 2.0] * 4),
    "all constant": frame(a=[3.0] * 9, b=[3.0] * 9, c=[3.0] * 9, y=[3.0] * 9),
    "constant item": frame(a=[3.0] * 9),
    "constant outcome": frame(a=range(9), y=[4.0] * 9),
    "constant but for rounding": frame(a=[0.1 + 0.2, 0.3] * 5, y=[10 / 3, 20 / 6] * 5),
    "identical items": frame(a=range(9), b=range(9), c=range(9)),
    "sum of others": frame(a=range(9), b=[0, 1] * 4 + [0], c=[i + i % 2 for i in range(9)]),
    "perfect fit": frame(a=range(9), y=[2.0 * i + 1 for i in range(9)]),
    "nothing explained": frame(a=[5.0, 3, 2, 3, 3, 5], y=[4.0, 1, 4, 3, 2, 2]),
    "rows that decide their own fit": frame(
        a=[1.0, 1, 1, 1, 2], b=[1.0, 2, 1, 1, 1], c=[2.0, 1, 1, 1, 1], y=[1.0, 1, 2, 3, 1]
    ),
    "squared residuals in a line": frame(a=[2.0, 5, 5], y=[2.0, 2, 3]),
    "items that cancel out": frame(a=[1.0, 2, 2], b=[5.0, 1, 5], c=[5.0, 5, 1]),
    "opposite items": frame(a=range(9), b=[8 - i for i in range(9)]),
    "one group": frame(a=range(9), g=[1] * 9),
    "no group": frame(a=range(9), g=[None] * 9),
    "a group of one": frame(a=range(9), g=[1] * 8 + [2]),
    "groups of one mind": frame(a=range(8), y=[1.0, 2.0] * 4),
    "blank unit names": frame(a=range(9), unit=["", "  ", None] * 3),
    "one unit": frame(a=range(9), unit=["u"] * 9),
    "units of one": frame(a=range(9), unit=[str(i) for i in range(9)]),
    "units of one mind": frame(a=[0.0, 1.0, 2.0] * 3, y=[0.0, 1.0, 2.0] * 3),
    "infinite answers": frame(a=[math.inf, 1.0, 2.0] * 3, y=[-math.inf, 1.0, 2.0] * 3),
    "huge answers": frame(a=[1e60, 2e60, 4e60] * 3),
    "tiny answers": frame(a=[1e-60, 2e-60, 4e-60] * 3, y=[1e-60, 3e-60, 2e-60] * 3),
    "far from zero": frame(a=[1e9 + i % 4 for i in range(12)], y=[1e9 + i % 3 for i in range(12)]),
    "nullable integers": with_text_blank(9),
    "text numbers": frame(a=["1", "2", ""] * 3),
}

STEPS: dict[str, Callable[[pd.DataFrame], Node | dict[str, Any]]] = {
    "frequency": lambda f: count_frequencies(f, variable="unit", user_missing=("u0",)),
    "frequency of numbers": lambda f: count_frequencies(f, variable="y"),
    "descriptives": lambda f: describe_variables(f, variables=(*ITEMS, "y")),
    "reliability": lambda f: estimate_reliability(f, items=ITEMS),
    "reliability of two": lambda f: estimate_reliability(f, items=("a", "b")),
    "reliability of one": lambda f: estimate_reliability(f, items=("a",)),
    "correlation": lambda f: correlate(f, x=(*ITEMS, "y"), leave_one_out=True),
    "listwise": lambda f: correlate(f, x=ITEMS, y="y", missing="listwise"),
    "regression": lambda f: regress(f, outcome="y", predictors=ITEMS),
    "regression on one": lambda f: regress(f, outcome="y", predictors=("a",)),
    "regression on none": lambda f: regress(f, outcome="y", predictors=()),
    "drivers": lambda f: weigh_drivers(f, outcome="y", predictors=ITEMS),
    "anova": lambda f: analyse_variance(f, outcome="y", factor="unit"),
    "anova always": lambda f: analyse_variance(f, outcome="a", factor="unit", posthoc="always"),
    "t test": lambda f: compare_groups(
        f, outcome="y", factor="g", categories=[(1, "one"), (2, "two")]
    ),
    "goodness of fit": lambda f: fit_counts(f, variable="g", categories=[(1, "1"), (2, "2")]),
    "representativeness": lambda f: check_representativeness(
        f, variable="unit", invited={"u0": 10, "u1": 20}
    ),
    "aggregation": lambda f: judge_aggregation(f, construct="a", items=ITEMS, low=1, high=5),
    "multilevel": lambda f: check_multilevel(f, outcome="y", predictors=ITEMS),
    "multilevel one by one": lambda f: check_multilevel(
        f, outcome="y", predictors=ITEMS, jointly=False
    ),
    "units": lambda f: dict(compare_units(f, variables=(*ITEMS, "y"))),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("data", FRAMES)
def test_a_node_whatever_the_data(step: str, data: str) -> None:
    for node in nodes(STEPS[step](FRAMES[data])):
        assert all(math.isfinite(value) for value in figures(node))
        told = ReleasedResults("s", "r", {"node": at_printed_precision(node)}, {})
        json.loads(told.to_json())
        assert ReleasedResults.from_json(told.to_json()) == told


def nodes(found: Node | dict[str, Node]) -> list[Node]:
    return list(found.values()) if isinstance(found, dict) else [found]


MAIN: dict[str, tuple[str, ...]] = {
    "reliability": ("alpha",),
    "regression": ("r2", "f", "p"),
    "drivers": ("r2",),
    "anova": ("f", "p"),
    "t test": ("t", "p", "d"),
    "goodness of fit": ("chi2", "p"),
    "representativeness": ("chi2", "p"),
    "aggregation": ("icc1", "f"),
}


@pytest.mark.parametrize("step", MAIN)
@pytest.mark.parametrize("data", FRAMES)
def test_what_is_undefined_says_why(step: str, data: str) -> None:
    (node,) = nodes(STEPS[step](FRAMES[data]))
    if any(getattr(node, name) is None for name in MAIN[step]):
        assert node.undefined


@pytest.mark.parametrize("data", FRAMES)
def test_every_undefined_row_says_why(data: str) -> None:
    for row in describe_variables(FRAMES[data], variables=(*ITEMS, "y")).rows:
        assert row.undefined or None not in (row.sd, row.skewness, row.kurtosis)
    for row in correlate(FRAMES[data], x=(*ITEMS, "y")).rows:
        assert row.undefined or None not in (row.r, row.p, row.t)
    for row in check_multilevel(FRAMES[data], outcome="y", predictors=ITEMS).rows:
        assert row.undefined or None not in (row.b, row.p, row.holds)
    for node in compare_units(FRAMES[data], variables=(*ITEMS, "y")).values():
        for row in node.rows:
            assert row.undefined or None not in (row.difference, row.p, row.shrunken)


def reason(data: str, step: str) -> str | None:
    (node,) = nodes(STEPS[step](FRAMES[data]))
    return node.undefined


def test_reasons_name_what_is_wrong() -> None:
    assert reason("everybody missing", "frequency of numbers") == "nobody answered"
    assert reason("one respondent", "reliability") == (
        "fewer than two respondents answered every item"
    )
    assert reason("all constant", "reliability") == "the sum of the items does not vary"
    assert reason("identical items", "reliability") == (
        "some items decide another: no squared multiple correlations"
    )
    assert reason("constant outcome", "regression") == "the outcome does not vary"
    assert reason("constant item", "regression") == "a predictor does not vary"
    assert reason("sum of others", "regression") == "c follows from the other predictors: collinear"
    assert reason("perfect fit", "regression on one") == (
        "the predictors explain the outcome without error"
    )
    assert reason("nobody", "regression on none") == "no predictor to enter"
    assert reason("one unit", "anova") == "fewer than two groups have answers"
    assert reason("units of one", "anova") == "every group has one answer"
    assert reason("units of one mind", "anova") == "the outcome does not vary within groups"
    assert reason("one group", "t test") == "a group has no answers"
    assert reason("groups of one mind", "t test") == "neither group varies"
    assert reason("units of one", "aggregation") == "every unit has one answer"


def test_constant_up_to_rounding_is_constant() -> None:
    """0.1 + 0.2 and 0.3 differ in the last bit: no correlation is made of it."""
    (row,) = correlate(FRAMES["constant but for rounding"], x=("a",), y="b").rows
    assert row.undefined == "at least one of the variables is constant"


def test_nothing_explained_is_a_p_of_one() -> None:
    node = regress(FRAMES["nothing explained"], outcome="y", predictors=("a",))
    assert (node.r2, node.f, node.p) == pytest.approx((0, 0, 1))


def test_rows_that_decide_their_own_fit_have_no_distance() -> None:
    node = regress(FRAMES["rows that decide their own fit"], outcome="y", predictors=ITEMS)
    assert node.assumptions.max_cook == pytest.approx(0.25)


def test_items_that_cancel_out_have_no_standardised_alpha() -> None:
    node = estimate_reliability(FRAMES["items that cancel out"], items=ITEMS)
    assert node.alpha == pytest.approx(-4)
    assert node.alpha_standardised is None


def test_blank_units_are_no_unit() -> None:
    assert compare_units(FRAMES["blank unit names"], variables=("a",)) == {}
    node = count_frequencies(FRAMES["blank unit names"], variable="unit")
    assert (node.n_valid, node.n_missing, node.categories) == (0, 9, ())


def test_scale_does_not_decide_what_is_constant() -> None:
    tiny = FRAMES["tiny answers"]
    plain = tiny.assign(a=[1.0, 2.0, 4.0] * 3, y=[1.0, 3.0, 2.0] * 3)
    (small,), (large,) = (correlate(f, x=("a",), y="y").rows for f in (tiny, plain))
    assert small.r == pytest.approx(large.r, rel=1e-12)


def test_an_answer_never_stands_in_a_message() -> None:
    secret = frame(a=["1", "2", "my mother is ill"] * 3)
    with pytest.raises(ValueError, match="'a' holds something that is not a number") as error:
        describe_variables(secret, variables=("a",))
    assert "mother" not in str(error.value)
    assert error.value.__cause__ is None


def test_units_without_a_variable_have_no_rows() -> None:
    """A study of single items alone has no construct to compare units by."""
    frame = pd.DataFrame({"unit": ["a", "a", "b"], "y": [1, 2, 3]})
    assert [node.rows for node in compare_units(frame, variables=[]).values()] == [(), ()]
