"""Drivers: how much of R^2 each predictor accounts for, by Johnson's relative weights.

The predictors are replaced by the closest uncorrelated variables: with R = V D V' their
correlations and L = V D^(1/2) V', the outcome's weights on them are b = L^(-1) r, and predictor
j's relative weight is sum over i of L_ji^2 b_i^2. The weights add up to R^2. Listwise, as the
regression they stand beside. Source: Johnson (2000), Multivariate Behavioral Research 35(1).
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import complete, selected
from generator.analysis.numerics.inference import finite, ratio
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.statistics.correlation import predictors_of
from generator.analysis.statistics.regression import why_not_fitted
from generator.results.models import Driver, Drivers
from generator.results.values import Suppressed
from generator.study.plan import DriversStep

__all__ = ["weigh_drivers"]


def nodes_of_frame(step: DriversStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """One node."""
    predictors = predictors_of(step, plan)
    if isinstance(predictors, Suppressed):
        return {step.id: predictors}
    found = selected(frame, *predictors, step.outcome)
    return {
        step.id: weigh_drivers(found, outcome=step.outcome, predictors=predictors, group=step.group)
    }


@of_magnitude
def weigh_drivers(
    frame: pd.DataFrame, *, outcome: str, predictors: Sequence[str], group: str = ""
) -> Drivers:
    """Relative weights of the columns ``predictors`` in explaining column ``outcome``."""
    rows = complete(frame, (*predictors, outcome))
    reason = why_not_fitted(rows[:, :-1], rows[:, -1], predictors)
    weights: list[float | None] = [None] * len(predictors)
    r: list[float | None] = [None] * len(predictors)
    if reason is None:
        correlations = np.atleast_2d(np.corrcoef(rows, rowvar=False))
        r = [float(value) for value in correlations[:-1, -1]]
        weights = relative_weights(correlations[:-1, :-1], correlations[:-1, -1])
    total = math.fsum(weight for weight in weights if weight is not None)
    return Drivers(
        group=group,
        n=len(rows),
        undefined=reason,
        outcome=outcome,
        r2=None if reason else finite(total),
        rows=tuple(
            Driver(
                term=name,
                weight=weight,
                percent=ratio(100 * weight, total) if weight is not None else None,
                r=r[i],
            )
            for i, (name, weight) in enumerate(zip(predictors, weights, strict=True))
        ),
    )


def relative_weights(correlations: np.ndarray, with_outcome: np.ndarray) -> list[float | None]:
    """Johnson's weights from the predictors' correlations and theirs with the outcome."""
    values, vectors = np.linalg.eigh(correlations)
    loadings = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    weights = loadings**2 @ np.linalg.solve(loadings, with_outcome) ** 2
    return [float(weight) for weight in weights]
