"""Units held against the rest as one family: false alarms, what is found, and what intervals hold.

Whole rounds are made up as published tables, cells rounded as they are printed, and go through the
function that a round's figures come from. Constructs are as alike as those of real surveys (.4).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from generator.analysis import compare_units
from generator.analysis.statistics.unit_comparison import compare_places
from generator.results.groups import UnitDifference
from generator.results.table import GroupTable, Place, Spread, TableCell

SIZES = np.array([34, 30, 28, 26, 16, 14, 12, 11, 10, 10, 9, 8, 8, 7, 7, 7, 6, 6, 5])
"""The units of the demonstration round."""
AREAS = [f"v{j}" for j in range(7)]
ALIKE = np.linalg.cholesky(np.full((7, 7), 0.4) + 0.6 * np.eye(7))


def published(means: np.ndarray, sizes: np.ndarray, sd: np.ndarray, df: int) -> GroupTable:
    """A table of units with these means, at printed precision."""
    places = tuple(
        Place(
            place=f"u{i}",
            offices=(f"u{i}",),
            n=int(n),
            cells=tuple(
                TableCell(variable=name, n=int(n), mean=round(float(mean), 2))
                for name, mean in zip(AREAS, row, strict=False)
            ),
            statements=(),
        )
        for i, (n, row) in enumerate(zip(sizes, means, strict=True))
    )
    spreads = tuple(
        Spread(variable=name, sd=round(float(one), 2), df=df)
        for name, one in zip(AREAS, sd, strict=False)
    )
    group = {"group": "people", "base": int(sizes.sum()), "low_places": (), "classifications": ()}
    return GroupTable(places=places, spreads=spreads, **group)


def compared(rng: np.random.Generator, true: np.ndarray) -> list[list[UnitDifference]]:
    """The rows of each unit of a round whose true means are these, with an SD of 1 within units."""
    noise = rng.normal(size=(len(SIZES), 7)) @ ALIKE.T / np.sqrt(SIZES)[:, None]
    df = int(SIZES.sum()) - len(SIZES)
    sd = np.sqrt(rng.chisquare(df, 7) / df)
    table = published(4 + true + noise, SIZES, sd, df)
    found = compare_places(table, variables=AREAS)
    return [list(node.rows) for node in found.values()]


def differences(true: np.ndarray) -> np.ndarray:
    """Each unit's true mean less that of all others, person by person."""
    of_all = SIZES @ true
    rest = (of_all - SIZES[:, None] * true) / (SIZES.sum() - SIZES)[:, None]
    return true - rest


def test_where_no_unit_differs_few_rounds_flag_any() -> None:
    """At most 5 %; with Holm over each unit's own areas it was over half of them."""
    rng, rounds = np.random.default_rng(14), 200
    alarms = by_unit = 0
    for _ in range(rounds):
        units = compared(rng, np.zeros((19, 7)))
        alarms += any(row.firm for rows in units for row in rows)
        by_unit += any(min(row.p for row in rows) < 0.05 / 7 for rows in units)
    assert alarms <= stats.binom.ppf(0.99, rounds, 0.05)
    assert by_unit > 0.4 * rounds


def test_a_difference_as_large_as_is_said_is_found_four_times_of_five() -> None:
    """Planted in one area of one unit after another, large and small."""
    rng, found, rounds = np.random.default_rng(15), 0, 190
    for at in range(rounds):
        unit, true = at % 19, np.zeros((19, 7))
        n, rest = SIZES[unit], SIZES.sum() - SIZES[unit]
        df = SIZES.sum() - 19
        se = np.sqrt(1 / n + 1 / rest)
        true[unit, 3] = (stats.t.ppf(1 - 0.025 / 133, df) + stats.t.ppf(0.8, df)) * se
        row = compared(rng, true)[unit][3]
        assert row.detectable == pytest.approx(true[unit, 3], rel=0.25)
        found += row.firm == "above"
    assert abs(found / rounds - 0.80) < 3 * np.sqrt(0.16 / rounds)


def test_of_what_is_said_firmly_few_intervals_miss_the_truth() -> None:
    """The false coverage rate, where units do differ (ICC .1): at most 5 %, on average."""
    rng, missed, flagged = np.random.default_rng(16), [], 0
    for _ in range(80):
        true = np.sqrt(1 / 9) * rng.normal(size=(19, 7)) @ ALIKE.T
        rows = [row for rows in compared(rng, true) for row in rows]
        firm = [
            row.fcr_low <= value <= row.fcr_high
            for row, value in zip(rows, differences(true).ravel(), strict=True)
            if row.firm
        ]
        flagged += len(firm)
        missed.append(1 - np.mean(firm) if firm else 0.0)
    assert flagged > 500
    assert np.mean(missed) < 0.05 + 3 * np.std(missed) / np.sqrt(len(missed))


def laid_out(units: int) -> np.ndarray:
    return np.resize(SIZES[::2] if units < 19 else SIZES, units)


@pytest.mark.parametrize("icc", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("units", [7, 19, 100])
def test_the_interval_of_a_shrunken_mean_holds_the_unit(units: int, icc: float) -> None:
    """95 % of units, whose true means are as the model has them; and it is the shorter one."""
    rng, sizes = np.random.default_rng([units, round(100 * icc)]), laid_out(units)
    df, held, nearer = int(sizes.sum()) - units, [], []
    for _ in range(2000 // units // 7 + 1):
        true = 4 + np.sqrt(icc / (1 - icc)) * rng.normal(size=(units, 7))
        means = true + rng.normal(size=(units, 7)) / np.sqrt(sizes)[:, None]
        table = published(means, sizes, np.sqrt(rng.chisquare(df, 7) / df), df)
        nodes = compare_places(table, variables=AREAS).values()
        for row, value in zip((r for n in nodes for r in n.rows), true.ravel(), strict=True):
            held.append(row.shrunken_low <= value <= row.shrunken_high)
            nearer.append((row.shrunken - value) ** 2 - (row.mean - value) ** 2)
    assert np.mean(held) > 0.93
    assert np.mean(nearer) < 0


@pytest.mark.parametrize("gap", [0.0, 1.0, 2.0])
def test_the_interval_has_the_level_at_which_the_rule_tests(gap: float) -> None:
    """1 - .05 R / m, and R at least 1; p as scipy adjusts it over all units and variables."""
    rng = np.random.default_rng(18)
    frame = pd.DataFrame({"unit": np.repeat(list("abcde"), 20)})
    for name in AREAS[:4]:
        frame[name] = rng.normal(0, 1, 100) + gap * (frame["unit"] == "a") * (name < "v2")
    found = compare_units(frame, variables=AREAS[:4])
    rows = [row for node in found.values() for row in node.rows]
    assert {node.family for node in found.values()} == {20}
    adjusted = stats.false_discovery_control([row.p for row in rows])
    assert [row.p_bh for row in rows] == pytest.approx(adjusted)
    firm = sum(adjusted < 0.05)
    assert bool(firm) is (gap > 0)
    quantile = stats.t.ppf(1 - 0.025 * max(firm, 1) / 20, 95)
    for row, p in zip(rows, adjusted, strict=True):
        half = quantile * (row.ci_high - row.ci_low) / 2 / stats.t.ppf(0.975, 95)
        assert (row.fcr_low, row.fcr_high) == pytest.approx(
            (row.difference - half, row.difference + half), rel=1e-9
        )
        side = "above" if row.difference > 0 else "below"
        assert row.firm == (side if p < 0.05 else None)
        assert (row.fcr_low > 0 or row.fcr_high < 0) == (p < 0.05)
