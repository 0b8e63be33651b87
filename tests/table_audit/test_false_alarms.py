"""No false alarms: tables computed from answers by our own engine are always possible."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from counts import times
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.analysis import (
    analyse_variance,
    compare_groups,
    correlate,
    count_frequencies,
    describe_variables,
    regress,
)
from generator.disclosure.gate import at_printed_precision
from generator.report.numbers import percent, plain, spss
from generator.table_audit import audit
from generator.table_audit.tables import ItemScale, PrintedTable
from generator.table_audit.windows import Window

LAW = settings(max_examples=times(60), deadline=None)
GROUPS = [(1, "unge"), (2, "voksne"), (3, "eldre"), (4, "gamle")]


@st.composite
def answers(draw: st.DrawFn) -> pd.DataFrame:
    """Whole answers on a scale, some missing, related to one another more or less."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, points = draw(st.integers(5, 120)), draw(st.integers(2, 7))
    common = rng.normal(size=(n, 1)) * draw(st.floats(0, 3))
    raw = common + rng.normal(size=(n, 4))
    levels = np.clip(np.round(raw + (points + 1) / 2), 1, points)
    levels[rng.random(levels.shape) < draw(st.sampled_from([0.0, 0.1, 0.4]))] = np.nan
    frame = pd.DataFrame(levels, columns=["y", "a", "b", "c"])
    return frame.assign(g=rng.integers(1, draw(st.integers(2, 4)) + 1, size=n))


def table(layout: str, roles: str, rows: list[list[str]], **declared: object) -> PrintedTable:
    names = tuple(roles.split())
    cells = tuple(map(tuple, rows))
    return PrintedTable(
        number="1", columns=names, rows=cells, roles=names, layout=layout, **declared
    )


def assert_possible(printed: PrintedTable) -> None:
    assume(printed.rows)
    found = audit([printed])
    assert found.checked > 0
    assert [str(finding) for finding in found.findings] == []


def at(value: object, decimals: int) -> str:
    return spss(value, decimals, point=",")


def known(n: object) -> dict[tuple[None, None], Window]:
    return {(None, None): Window(n, n)}


@LAW
@given(answers())
def test_frequencies(frame: pd.DataFrame) -> None:
    node = at_printed_precision(count_frequencies(frame, variable="y"))
    rows = [
        [
            part.label,
            at(part.count, 0),
            at(part.percent, 1),
            at(part.valid_percent, 1),
            at(part.cumulative_percent, 1),
        ]
        for part in node.categories
    ]
    rows.append(["Total", at(node.n_valid, 0), at(node.percent_valid, 1), "100,0", ""])
    if node.n_missing:
        rows.append(["System", at(node.n_missing, 0), at(node.percent_missing, 1), "", ""])
        rows.append(["Total", at(node.n_total, 0), "100,0", "", ""])
    roles = "label n percent valid_percent cumulative_percent"
    assert_possible(table("frequency", roles, rows))
    assert_possible(table("frequency", roles, rows[: len(node.categories)]))


@LAW
@given(answers(), st.sampled_from(["exact", "window", "none"]))
def test_correlations(frame: pd.DataFrame, knowledge: str) -> None:
    node = at_printed_precision(correlate(frame, x=["a", "b", "c"], y="y"))
    pairs = [row for row in node.rows if row.r is not None]
    rows = [[row.x, at(row.r, 2), at(row.p, 3)] for row in pairs]
    n = {"none": {}, "window": {(None, None): Window(1, len(frame))}}.get(
        knowledge, {(1, i): Window(row.n, row.n) for i, row in enumerate(pairs)}
    )
    assert_possible(table("correlation", "label r p", rows, n=n))


@LAW
@given(answers(), st.integers(1, 3), st.booleans())
def test_regressions(frame: pd.DataFrame, k: int, declared: bool) -> None:
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # fits without error
        fitted = regress(frame, outcome="y", predictors=["a", "b", "c"][:k])
    node = at_printed_precision(fitted)
    assume(node.r2 is not None)
    figures = ("b", "se", "beta", "t", "p", "ci_low", "ci_high", "tolerance", "vif")
    rows = [
        [str(term.term), *(at(getattr(term, figure), 3) for figure in figures)]
        for term in node.terms
    ]
    beside = {"n": known(node.n), "predictors": k} if declared else {}
    assert_possible(table("regression", "label " + " ".join(figures), rows, **beside))


@LAW
@given(answers())
def test_variance(frame: pd.DataFrame) -> None:
    node = at_printed_precision(analyse_variance(frame, outcome="y", factor="g", categories=GROUPS))
    assume(node.groups)
    rows = []
    for group in node.groups:
        own = [group.label, at(group.n, 0), at(group.mean, 4), at(group.sd, 5), at(group.se, 5)]
        own.append(f"{at(group.ci_low, 4)} – {at(group.ci_high, 4)}")
        rows.append([*own, "", "", "", ""])
        for pair in (pair for pair in node.posthoc if pair.a == group.label):
            star = "*" if pair.significant else ""
            differs = [pair.b, at(pair.difference, 5) + star, at(pair.se, 5), at(pair.p, 3)]
            rows.append([*([""] * 6), *differs])
    rows.append(["Totalt", at(node.n, 0), at(node.total.mean, 4), at(node.total.sd, 5), *[""] * 6])
    roles = "label n mean sd se interval other difference se p"
    assert_possible(table("anova", roles, rows))
    tested = [[*row[:4], at(node.f, 2), at(node.p, 3)] for row in rows if row[0]]
    assert_possible(table("anova", "label n mean sd f p", tested))
    if node.levene.f is not None:
        test = [at(node.levene.f, 3), at(node.levene.df1, 2), at(node.levene.df2, 2)]
        row = ["levene", *test, at(node.levene.p, 3)]
        assert_possible(table("tests", "label f df1 df2 p", [row]))


@LAW
@given(answers())
def test_two_groups(frame: pd.DataFrame) -> None:
    node = at_printed_precision(
        compare_groups(frame, outcome="y", factor="g", categories=GROUPS[:2])
    )
    assume(node.p is not None)
    summaries = [
        cell
        for group in node.groups
        for cell in (at(group.n, 0), f"{plain(group.mean, 2)} ({plain(group.sd, 2)})")
    ]
    interval = f"{plain(node.ci_low, 2)} til {plain(node.ci_high, 2)}"
    tested = [plain(node.difference, 2), interval, plain(node.d, 2), plain(node.p, 3)]
    row = ["y", *summaries, *tested, percent(node.percent_difference, 1), at(node.t, 3)]
    roles = "label n mean_sd n mean_sd difference interval d p percent_difference t"
    assert_possible(table("comparison", roles, [row]))
    welch = [plain(node.welch.t, 3), plain(node.welch.p, 3)]
    assert_possible(
        table("comparison", "label n mean_sd n mean_sd difference t p", [[*row[:6], *welch]])
    )


@LAW
@given(answers(), st.integers(1, 2))
def test_means_of_complete_scales(frame: pd.DataFrame, items: int) -> None:
    complete = frame[["a", "b"][:items]].dropna()
    assume(len(complete) > 1)
    node = at_printed_precision(
        describe_variables(
            complete.mean(axis=1).to_frame("scale"),
            variables=["scale"],
        )
    )
    row = node.rows[0]
    cells = ["scale", at(row.n, 0), plain(row.mean, 2), plain(row.sd, 2)]
    cells.append(f"{plain(row.ci_low, 2)} – {plain(row.ci_high, 2)}")
    scale = ItemScale(items=items, complete=True, low=1, high=7)
    assert_possible(table("means", "label n mean sd interval", [cells], scales={None: scale}))
