"""Frames of the published base: nothing of the total is computed from other answers."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from generator.results.offices import Attainment, ClientResults
from generator.results.table import EVERYBODY, OTHER, Base, GroupTable
from generator.results.values import Node, Suppressed
from generator.study.model import Study

MOST_FILLED = 0.10
"""So large a part of a variable's answers may be missing; with more, no model has it."""


def model_frame(frame: pd.DataFrame, table: GroupTable, base: Base) -> pd.DataFrame:
    """What models of the total are computed from: the people and variables of published sums.

    One row for each person of the base, with ``unit`` where places are units (all other units are
    one) and a column for each variable of the table whose spread is published. Somebody who left a
    variable out would follow from a model of all others, so their place's published mean stands
    for the answer. Nothing else, no background and no single statement, is in it.
    """
    rows = list(base.rows)
    placed = pd.Series(EVERYBODY, index=frame.index)
    columns = {}
    if "unit" in frame:
        placed = frame["unit"].where(frame["unit"].isin(list(base.units)), OTHER)
        columns["unit"] = placed
    for variable in table.variables():
        spread = table.spread(variable)
        means = {place.place: mean for place, _, mean in table.summed(variable)}
        if spread is None or not isinstance(spread.sd, float):
            continue
        answers = frame[variable].where(_members(frame, base.of_variable[variable]))
        stand_in = placed.map(means)
        missing = (answers.isna() & stand_in.notna()).iloc[rows]
        if missing.sum() <= MOST_FILLED * stand_in.iloc[rows].notna().sum():
            columns[variable] = answers.fillna(stand_in)
    return pd.DataFrame(columns, index=frame.index).iloc[rows].reset_index(drop=True)


def statement_frame(frame: pd.DataFrame, base: Base, *, study: Study) -> pd.DataFrame:
    """The statements that reliability is estimated from, of people in their construct's sums."""
    columns = {}
    for name, people in base.of_variable.items():
        members = _members(frame, people)
        for item in study.statements_of(name):
            columns[item] = frame[item].where(members)
    found = pd.DataFrame(columns, index=frame.index)
    return found.iloc[list(base.rows)].reset_index(drop=True)


def _members(frame: pd.DataFrame, people: Collection[int]) -> np.ndarray:
    inside = np.zeros(len(frame), dtype=bool)
    inside[list(people)] = True
    return inside


def unit_results(
    results: pd.DataFrame, units: Mapping[str, Mapping[str, Node | Suppressed]], *, study: Study
) -> pd.DataFrame:
    """Each unit's results without those that are suppressed for few clients."""
    masked = results.copy()
    for unit, nodes in units.items():
        for name in _suppressed(nodes) & set(masked.columns):
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
