"""Findings of earlier steps, as the multilevel check takes them up again.

Of a correlation its significant pairs, one by one; of a regression all its predictors in one
model; of a group comparison each outcome on belonging to the first group (1) rather than the
second (0), so that the slope is the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes
from generator.analysis.statistics.multilevel import check_multilevel, gathered
from generator.results.groups import GroupComparison
from generator.results.models import Correlation, Multilevel, Regression
from generator.results.values import Node
from generator.study.plan import GroupComparisonStep, Step


def check_findings(
    frame: pd.DataFrame, findings: Sequence[Node], *, earlier: Step, group: str
) -> Multilevel:
    """Check every finding of an earlier step on its file, which has the column ``unit``."""
    checked = [check for node in findings for check in _checks(frame, node, earlier=earlier)]
    rows = tuple(row for check in checked for row in check.rows)
    jointly = any(isinstance(node, Regression) for node in findings)
    return gathered(rows, of=earlier.id, jointly=jointly, group=group)


def _checks(frame: pd.DataFrame, node: Node, *, earlier: Step) -> Iterable[Multilevel]:
    match node:
        case Correlation():
            for row in node.rows:
                if row.significant:
                    yield _check(frame, row.y, (row.x,))
        case Regression():
            slopes = tuple(term.term for term in node.terms if term.term is not None)
            if slopes:
                yield _check(frame, node.outcome, slopes)
        case GroupComparison() if isinstance(earlier, GroupComparisonStep):
            yield _check(_with_dummy(frame, earlier), node.outcome, (node.factor,))


def _check(frame: pd.DataFrame, outcome: str, predictors: tuple[str, ...]) -> Multilevel:
    found = frame.reindex(columns=list(dict.fromkeys((*predictors, outcome, "unit"))))
    return check_multilevel(found, outcome=outcome, predictors=predictors)


def _with_dummy(frame: pd.DataFrame, step: GroupComparisonStep) -> pd.DataFrame:
    """The factor as 1 for the first group, 0 for the second, missing for every other."""
    first, second = step.groups
    found = frame.reindex(columns=[step.factor])[step.factor]  # no background is in some frames
    codes, _ = group_codes(found, [(first, "first"), (second, "second")])
    dummy = np.where(codes < 0, np.nan, 1.0 - codes)
    return frame.assign(**{step.factor: dummy})
