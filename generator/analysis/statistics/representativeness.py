"""Representativeness: are those who answered composed like everybody who was invited.

Chi-square goodness of fit of the answered, by unit or background, against the shares of the
invited. The invited are all there are, not a sample of more; with many of them answering, the test
is therefore on the careful side (its variance is smaller by the share that answered). Respondents
who left the variable out are left out. Source: Pearson (1900).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import replace

import pandas as pd

from generator.analysis.numerics.columns import Categories, distinct, named_values
from generator.analysis.statistics.goodness_of_fit import chi_square
from generator.results.survey import Representativeness


def check_representativeness(
    frame: pd.DataFrame,
    *,
    variable: str,
    invited: Mapping[Hashable, float],
    categories: Categories | None = None,
    group: str = "",
) -> Representativeness:
    """Hold a column's counts against how many were ``invited`` with each value."""
    counts = Counter(value for value in named_values(frame[variable]) if value is not None)
    known = distinct({*counts, *invited}) if categories is None else list(categories)
    weights = [float(invited.get(value, 0)) for value, _ in known]
    found = chi_square(counts, known, weights)
    return Representativeness(
        group=group,
        n=sum(counts[value] for value, _ in known),
        undefined=found.undefined,
        variable=variable,
        of=round(sum(weights)),
        chi2=found.chi2,
        df=found.df,
        p=found.p,
        n_small_cells=found.n_small_cells,
        min_expected=found.min_expected,
        cells=found.cells,
    )


def unknown_invited(variable: str, *, n: int, reason: str, group: str) -> Representativeness:
    """The node where the round does not say how many were invited."""
    return Representativeness(
        group=group,
        n=n,
        undefined=reason,
        variable=variable,
        of=None,
        chi2=None,
        df=None,
        p=None,
        n_small_cells=None,
        min_expected=None,
        cells=(),
    )


def without_cells(node: Representativeness) -> Representativeness:
    """Chi-square, df and p alone: the cells of units say how many answered in each."""
    return replace(node, cells=(), min_expected=None)
