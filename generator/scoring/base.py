"""Frames of the published base: nothing of the total is computed from other answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from generator.results import Attainment, Base, ClientResults, Node, Suppressed
from generator.study import Study


def base_frame(frame: pd.DataFrame, base: Base, *, study: Study) -> pd.DataFrame:
    """The people of the base, with answers only to what they are in the base of.

    Statements go with their construct. A unit that is not published is none.
    """
    masked = frame.copy()
    for name, rows in base.of_variable.items():
        out = np.ones(len(frame), dtype=bool)
        out[list(rows)] = False
        owner = study.constructs.get(name)
        for column in (name, *((item.id for item in owner.items) if owner else ())):
            masked[column] = masked[column].mask(out)
    if "unit" in masked:
        hidden = ~masked["unit"].isin(list(base.units))
        masked["unit"] = masked["unit"].mask(hidden, None)
    return masked.iloc[sorted(base.rows)].reset_index(drop=True)


def unit_results(
    results: pd.DataFrame, units: Mapping[str, Mapping[str, Node | Suppressed]], *, study: Study
) -> pd.DataFrame:
    """Each unit's results without those that are suppressed for few clients."""
    masked = results.copy()
    for unit, nodes in units.items():
        for name in _suppressed(nodes):
            if name in masked.columns:
                masked.loc[unit, name] = np.nan
    return masked


def _suppressed(nodes: Mapping[str, Node | Suppressed]) -> set[str]:
    """The variables of a unit's results that are not published."""
    found: set[str] = set()
    scorecard, clients = nodes.get("attainment"), nodes.get("client_survey")
    if isinstance(scorecard, Attainment):
        rows = (row for office in scorecard.offices for row in office.rows)
        found |= {row.indicator for row in rows if isinstance(row.result, Suppressed)}
        found |= {s.variable for s in scorecard.scores if isinstance(s.value, Suppressed)}
    if isinstance(clients, ClientResults):
        means = (clients.total, *clients.categories, *clients.questions)
        found |= {mean.variable for mean in means if isinstance(mean.mean, Suppressed)}
    return found
