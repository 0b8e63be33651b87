"""Descriptives: the moments of each variable: mean, spread, shape and extremes.

Missing answers are left out variable by variable. SD and variance divide by n - 1; SE = SD /
sqrt(n). Skewness G1 = n / ((n - 1)(n - 2)) sum z^3 and kurtosis G2 = n (n + 1) / ((n - 1)(n - 2)
(n - 3)) sum z^4 - 3 (n - 1)^2 / ((n - 2)(n - 3)), with z = (x - mean) / SD; their standard errors
depend on n alone. Of several modes the smallest. Source: SPSS algorithms, DESCRIPTIVES and
FREQUENCIES; Joanes & Gill (1998), type 2.
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import is_constant, numeric, selected
from generator.analysis.numerics.inference import finite, mean_interval
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.table.means import no_moments, suppressed_statistics, total_statistics
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.table import GroupTable
from generator.study.plan import DescriptivesStep

__all__ = ["describe_variables"]


def nodes_of_frame(step: DescriptivesStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    """One node, with a row for each variable."""
    found = selected(frame, *step.variables)
    return {step.id: describe_variables(found, variables=step.variables, group=step.group)}


def nodes_of_table(step: DescriptivesStep, table: GroupTable, plan: Plan) -> Nodes:
    """One node, with a row for each variable; a statement of a construct has no mean."""
    known = table.variables()
    rows = tuple(
        total_statistics(table, name, newest=plan.newest)
        if name in known
        else suppressed_statistics(name, "models")
        for name in step.variables
    )
    return {step.id: Descriptives(group=step.group, n=table.base, rows=rows)}


@of_magnitude
def describe_variables(
    frame: pd.DataFrame, *, variables: Sequence[str], group: str = ""
) -> Descriptives:
    """Every statistic of each column over the rows that answered it."""
    values = numeric(frame, variables)
    rows = tuple(
        _moments(name, column[~np.isnan(column)])
        for name, column in zip(variables, values.T, strict=True)
    )
    return Descriptives(group=group, n=len(frame), rows=rows)


def _moments(variable: str, answers: np.ndarray) -> VariableStatistics:
    """Every statistic of the answers given (no missing among them)."""
    n = len(answers)
    if n == 0:
        return no_moments(variable)
    mean = float(answers.mean())
    constant = is_constant(answers)
    sd = (0.0 if constant else float(answers.std(ddof=1))) if n > 1 else math.nan
    se = sd / math.sqrt(n)
    low, high = mean_interval(mean, se, n - 1)
    mode, n_modes = _modes(answers)
    z = (answers - mean) / sd if sd > 0 else np.empty(0)
    return VariableStatistics(
        variable=variable,
        n=n,
        mean=mean,
        sd=finite(sd),
        ci_low=low,
        ci_high=high,
        se=finite(se),
        variance=finite(sd**2),
        median=float(np.median(answers)),
        mode=mode,
        n_modes=n_modes,
        skewness=_skewness(z, n),
        se_skewness=_se_skewness(n),
        kurtosis=_kurtosis(z, n),
        se_kurtosis=_se_kurtosis(n),
        minimum=float(answers.min()),
        maximum=float(answers.max()),
        total=math.fsum(answers),
        undefined=_why_undefined(n, constant),
    )


def _modes(answers: np.ndarray) -> tuple[float, int]:
    """The smallest most frequent value and how many are as frequent; equal up to rounding."""
    ordered = np.sort(answers)
    step = 1e-13 * max(abs(float(ordered[0])), abs(float(ordered[-1])))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(ordered) > step]))
    counts = np.diff(np.append(starts, len(ordered)))
    modes = starts[counts == counts.max()]
    return float(ordered[modes[0]]), len(modes)


def _skewness(z: np.ndarray, n: int) -> float | None:
    return finite(n / ((n - 1) * (n - 2)) * (z**3).sum()) if n > 2 and len(z) else None


def _kurtosis(z: np.ndarray, n: int) -> float | None:
    if n < 4 or not len(z):
        return None
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return finite(fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def _se_skewness(n: int) -> float | None:
    return math.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))) if n > 2 else None


def _se_kurtosis(n: int) -> float | None:
    se = _se_skewness(n)
    return 2 * se * math.sqrt((n * n - 1) / ((n - 3) * (n + 5))) if se and n > 3 else None


def _why_undefined(n: int, constant: bool) -> str | None:
    if n == 1:
        return "one answer has no spread"
    if constant:
        return "all answers are the same: no skewness and no kurtosis"
    return "too few answers for skewness or kurtosis" if n < 4 else None
