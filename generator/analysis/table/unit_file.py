"""The unit file: one row per unit, survey means from the table and its results beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.results.table import Place, PublishedTable
from generator.scoring import AnalysisUnit
from generator.study.model import Study


def unit_frame(
    table: PublishedTable, results: pd.DataFrame, *, study: Study, units: Sequence[AnalysisUnit]
) -> pd.DataFrame:
    """Means of each unit (NaN where the cell is no figure), its ``n``, and ``results``.

    ``results`` has a unit's scorecard and client figures, by unit, as far as they are published.
    """
    order = pd.Index([unit.id for unit in units], name="unit")
    beside = results.reindex(order)
    group = table.of(study.unit_file.group) if study.unit_file else None
    if group is None:
        return beside
    places = [group.place(unit.id) for unit in units]
    columns = {name: [_mean(place, name) for place in places] for name in study.scored(group.group)}
    columns["n"] = [
        float(place.n) if place and isinstance(place.n, int) else np.nan for place in places
    ]
    return pd.concat([pd.DataFrame(columns, index=order), beside], axis=1)


def _mean(place: Place | None, variable: str) -> float:
    cells = () if place is None else place.cells
    found = next((cell.mean for cell in cells if cell.variable == variable), None)
    return found if isinstance(found, float) else np.nan
