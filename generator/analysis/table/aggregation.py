"""May answers be averaged per unit: the published units' cells against the pooled spread.

MSB is of the published units, MSW the pooled variance, *other units* counting as one place in it.
rwg(j) and the restricted maximum likelihood need answers and are not published.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from generator.analysis.numerics.inference import f_upper, ratio
from generator.analysis.numerics.intraclass import intraclass, why_undefined
from generator.analysis.table.sums import added, units_summed, within
from generator.results.groups import Aggregation
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.study.model import Study

NEEDS_ANSWERS: Final = (
    "icc1_reml",
    "icc2_reml",
    "variance_between",
    "variance_within",
    "rwg_mean",
    "rwg_median",
    "rwg_min",
    "rwg_max",
    "rwg_sd",
    "n_rwg",
    "n_rwg_70",
)

RESTS_ON_SPREAD: Final = (
    "icc1",
    "icc2",
    "design_effect",
    "ms_within",
    "icc1_n0",
    "f",
    "df2",
    "p",
    "eta2",
)


def place_aggregation(table: GroupTable, construct: str, *, study: Study) -> Aggregation:
    """The construct over the published units that are in its sums."""
    units = [(n, mean) for _, n, mean in units_summed(table, construct)]
    spread, total = within(table, construct), added(units)
    k = len(units)
    msb = total.between / (k - 1) if k > 1 else math.nan
    figures: dict[str, Any] = {
        **intraclass(np.array([n for n, _ in units], dtype=float), msb, spread.variance),
        **_test(msb, spread.variance, k - 1, spread.df),
        "eta2": ratio(total.between, total.squares(spread)) if k > 1 else None,
    }
    figures |= {name: spread.figure(figures[name]) for name in RESTS_ON_SPREAD}
    figures |= dict.fromkeys(NEEDS_ANSWERS, Suppressed("models"))
    scale = study.scale_of(construct)
    return Aggregation(
        group=table.group,
        n=total.n,
        undefined=why_undefined(_why_no_test(k, spread.variance), msb),
        construct=construct,
        n_units=k,
        n_items=len(study.constructs[construct].items),
        null_variance=((scale.high - scale.low + 1) ** 2 - 1) / 12,
        **figures,
    )


def _test(msb: float, msw: float, df1: int, df2: int) -> dict[str, float | None]:
    if df1 < 1 or msw == 0 or df2 < 1:
        return dict.fromkeys(("f", "df1", "df2", "p"))
    f = msb / msw
    return {"f": f, "df1": float(df1), "df2": float(df2), "p": f_upper(f, df1, df2)}


def _why_no_test(units: int, msw: float) -> str | None:
    if units < 2:
        return "fewer than two units have answers"
    return "the outcome does not vary within groups" if msw == 0 else None
