"""Goodness of fit: do counts agree with expected ones.

chi^2 = sum (observed - expected)^2 / expected on (categories - 1) degrees of freedom; expected =
n times the category's share of what was expected. p is rough where an expected count is below
five. Missing answers are left out. Source: SPSS NPAR TESTS /CHISQUARE; Pearson (1900).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from generator.analysis.numerics.columns import Categories, distinct, named_values
from generator.analysis.numerics.inference import chi2_upper
from generator.results.survey import CountCell, GoodnessOfFit

SMALL = 5
"""Expected count below which a cell makes chi-square rough (Cochran 1954)."""


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """The test and its cells; None where it cannot be made."""

    cells: tuple[CountCell, ...]
    chi2: float | None
    df: float | None
    p: float | None
    undefined: str | None

    @property
    def n_small_cells(self) -> int:
        """How many cells have an expected count below five."""
        return sum(1 for value in self._expected if value < SMALL)

    @property
    def min_expected(self) -> float | None:
        """The smallest expected count."""
        return min(self._expected, default=None)

    @property
    def _expected(self) -> list[float]:
        return [cell.expected for cell in self.cells if isinstance(cell.expected, float)]


def fit_counts(
    frame: pd.DataFrame,
    *,
    variable: str,
    expected: Sequence[float] | Mapping[Hashable, float] | None = None,
    categories: Categories | None = None,
    group: str = "",
) -> GoodnessOfFit:
    """Test a column's counts against ``expected`` weights, one per category; equal without.

    Without ``categories`` they are the column's own values, sorted.
    """
    counts = Counter(value for value in named_values(frame[variable]) if value is not None)
    known = distinct(counts) if categories is None else list(categories)
    found = chi_square(counts, known, _weights(known, expected))
    return GoodnessOfFit(
        group=group,
        n=sum(counts[value] for value, _ in known),
        undefined=found.undefined,
        variable=variable,
        chi2=found.chi2,
        df=found.df,
        p=found.p,
        n_small_cells=found.n_small_cells,
        min_expected=found.min_expected,
        cells=found.cells,
    )


def chi_square(
    counts: Mapping[Hashable, int], categories: Categories, weights: Sequence[float]
) -> ChiSquare:
    """Chi-square of the categories' counts against weights that need not add up to one."""
    if any(weight < 0 for weight in weights):
        raise ValueError("an expected count is negative")
    observed = [counts.get(value, 0) for value, _ in categories]
    n, total = sum(observed), sum(weights)
    expected = [n * weight / total if total else 0.0 for weight in weights]
    cells = tuple(
        CountCell(value=str(value), label=label, observed=o, expected=e, residual=o - e)
        for (value, label), o, e in zip(categories, observed, expected, strict=True)
    )
    reason = _why_undefined(observed, weights)
    if reason is not None:
        return ChiSquare(cells, None, None, None, reason)
    pairs = [(o, e) for o, e in zip(observed, expected, strict=True) if e > 0]
    chi2 = sum((o - e) ** 2 / e for o, e in pairs)
    df = len(pairs) - 1
    return ChiSquare(cells, chi2, float(df), chi2_upper(chi2, df), None)


def _weights(
    categories: Categories, expected: Sequence[float] | Mapping[Hashable, float] | None
) -> list[float]:
    if expected is None:
        return [1.0] * len(categories)
    if isinstance(expected, Mapping):
        return [float(expected.get(value, 0)) for value, _ in categories]
    if len(expected) != len(categories):
        raise ValueError(f"{len(expected)} expected counts for {len(categories)} categories")
    return [float(weight) for weight in expected]


def _why_undefined(observed: Sequence[int], weights: Sequence[float]) -> str | None:
    if not sum(observed):
        return "nobody answered"
    if any(o and not w for o, w in zip(observed, weights, strict=True)):
        return "somebody is in a category where nobody was expected"
    if sum(1 for weight in weights if weight) < 2:
        return "fewer than two categories were expected"
    return None
