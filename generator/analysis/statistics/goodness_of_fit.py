"""Goodness of fit: do counts agree with expected ones.

chi^2 = sum (observed - expected)^2 / expected on (categories - 1) degrees of freedom; expected =
n times the category's share of what was expected. p is rough where an expected count is below
five. Missing answers are left out; in the published table, where "not answered" had to be joined
with another class, the test is of the other classes. Source: SPSS NPAR TESTS /CHISQUARE; Pearson
(1900).
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from scipy.special import chdtrc

from generator.analysis.numerics.columns import Categories, counted, distinct, selected
from generator.analysis.numerics.inference import finite
from generator.analysis.numerics.magnitudes import LARGEST
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.table.classes import stated_classes
from generator.results.survey import CountCell, GoodnessOfFit
from generator.results.table import ClassCount, GroupTable
from generator.results.values import Suppressed
from generator.study.declared import JOINED
from generator.study.model import Study
from generator.study.plan import GoodnessOfFitStep

__all__ = ["fit_counts"]

SMALL: Final = 5
"""Expected count below which a cell makes chi-square rough (Cochran 1954)."""


def nodes_of_frame(step: GoodnessOfFitStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """One node."""
    return {
        step.id: fit_counts(
            selected(frame, step.variable),
            variable=step.variable,
            expected=step.expected or None,
            categories=categories(plan.study, step.variable),
            group=step.group,
        )
    }


def nodes_of_table(step: GoodnessOfFitStep, table: GroupTable, plan: Plan) -> Nodes:
    """One node."""
    return {step.id: class_fit(table, step.variable, step.expected, study=plan.study)}


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
    counts = counted(frame[variable])
    known = distinct(counts) if categories is None else list(categories)
    found = chi_square(counts, known, _weights(known, expected))
    return GoodnessOfFit(group=group, variable=variable, **found)


def class_fit(
    table: GroupTable, variable: str, expected: Sequence[float], *, study: Study
) -> GoodnessOfFit | Suppressed:
    """Chi-square of the classes against weights, one per declared category; equal without."""
    stated = stated_classes(table, variable, study)
    if isinstance(stated, Suppressed):
        return stated
    values = [str(each.value) for each in study.background[variable].categories]
    weights = dict(zip(values, expected or [1.0] * len(values), strict=True))
    found = chi_square(*class_counts(stated, weights))
    return GoodnessOfFit(group=table.group, variable=variable, **found)


def class_counts(
    classes: Sequence[ClassCount], weights: Mapping[str, float]
) -> tuple[dict[Hashable, int], list[tuple[Hashable, str]], list[float]]:
    """Counts, categories and weights of classes; a class has the weights of all its values."""
    names = [JOINED.join(each.values) for each in classes]
    return (
        {name: each.n for name, each in zip(names, classes, strict=True)},
        [(name, each.label) for name, each in zip(names, classes, strict=True)],
        [math.fsum(weights.get(value, 0.0) for value in each.values) for each in classes],
    )


def chi_square(
    counts: Mapping[Hashable, int], categories: Categories, weights: Sequence[float]
) -> dict[str, Any]:
    """The categories' counts against weights that need not add up to one, as fields of a node."""
    if any(weight < 0 for weight in weights):
        raise ValueError("an expected count is negative")
    largest = max(weights, default=0.0)
    if largest > LARGEST:
        weights = [weight / largest for weight in weights]
    observed = [counts.get(value, 0) for value, _ in categories]
    n, total = sum(observed), math.fsum(weights)
    expected = [n * weight / total if total else 0.0 for weight in weights]
    reason = _why_undefined(observed, weights)
    # Categories where nobody was expected are no part of the sum, nor of the degrees of freedom.
    parts = [(o - e) ** 2 / e for o, e in zip(observed, expected, strict=True) if e > 0]
    chi2, df = math.fsum(parts), len(parts) - 1
    return {
        "n": n,
        "undefined": reason,
        "chi2": None if reason else chi2,
        "df": None if reason else float(df),
        "p": None if reason else finite(float(chdtrc(df, chi2))),
        "n_small_cells": sum(1 for value in expected if value < SMALL),
        "min_expected": min(expected, default=None),
        "cells": tuple(
            CountCell(value=str(value), label=label, observed=o, expected=e, residual=o - e)
            for (value, label), o, e in zip(categories, observed, expected, strict=True)
        ),
    }


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
