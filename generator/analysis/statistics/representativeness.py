"""Representativeness: are those who answered composed like everybody who was invited.

Chi-square goodness of fit of the answered, by unit or background, against the shares of the
invited. The invited are all there are, not a sample of more; with many of them answering, the test
is therefore on the careful side (its variance is smaller by the share that answered). Respondents
who left the variable out are left out. Source: Pearson (1900).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from generator.analysis.numerics.columns import Categories, counted, distinct, selected
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.statistics.goodness_of_fit import chi_square, class_counts
from generator.analysis.table.classes import stated_classes
from generator.results.survey import Representativeness
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.round.model import EXACT_INVITED_FROM, Round
from generator.scoring.units import AnalysisUnit
from generator.study.model import UNITS, Study
from generator.study.plan import RepresentativenessStep

__all__ = ["check_representativeness"]

NO_MARGINS = "the round has no margins for this variable"
NO_INVITED = "the round does not say how many were invited in every unit"


def nodes_of_frame(step: RepresentativenessStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """A node for each background variable, and one for the units."""
    nodes: Nodes = {
        f"{step.id}/{name}": _background_margins(name, frame, plan, group=step.group)
        for name in step.variables
    }
    if step.units:
        nodes[f"{step.id}/units"] = _against_invited(
            counted(frame["unit"]), _invited(plan.units, plan.round), group=step.group
        )
    return nodes


def nodes_of_table(step: RepresentativenessStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each background variable, and one for the units."""
    nodes: Nodes = {
        f"{step.id}/{name}": class_margins(table, name, study=plan.study, round_=plan.round)
        for name in step.variables
    }
    if step.units:
        nodes[f"{step.id}/units"] = unit_margins(table, units=plan.units, round_=plan.round)
    return nodes


def check_representativeness(
    frame: pd.DataFrame,
    *,
    variable: str,
    invited: Mapping[Hashable, float],
    categories: Categories | None = None,
    group: str = "",
) -> Representativeness:
    """Hold a column's counts against how many were ``invited`` with each value."""
    counts = counted(frame[variable])
    known = distinct({*counts, *invited}) if categories is None else list(categories)
    weights = [float(invited.get(value, 0)) for value, _ in known]
    return _against(variable, counts, known, weights, group=group)


def _background_margins(
    variable: str, frame: pd.DataFrame, plan: Plan, *, group: str
) -> Representativeness:
    margins = plan.round.margins.get(variable)
    found = selected(frame, variable)
    if not margins:
        return _unknown(variable, NO_MARGINS, n=int(found[variable].notna().sum()), group=group)
    known = categories(plan.study, variable)
    invited = {value: margins.get(str(value), 0.0) for value, _ in known}
    return check_representativeness(
        found, variable=variable, invited=invited, categories=known, group=group
    )


def class_margins(
    table: GroupTable, variable: str, *, study: Study, round_: Round
) -> Representativeness | Suppressed:
    """The classes against the round's margins of everybody who was invited."""
    stated = stated_classes(table, variable, study)
    if isinstance(stated, Suppressed):
        return stated
    margins = round_.margins.get(variable)
    if not margins:
        n = sum(each.n for each in stated)
        return _unknown(variable, NO_MARGINS, n=n, group=table.group)
    return _against(variable, *class_counts(stated, margins), group=table.group)


def unit_margins(
    table: GroupTable, *, units: Sequence[AnalysisUnit], round_: Round
) -> Representativeness | Suppressed:
    """The units' answers against their invited; only where each of both is published exactly."""
    places = {unit.id: table.place(unit.id) for unit in units}
    answered: dict[Hashable, int] = {
        name: place.n for name, place in places.items() if place and isinstance(place.n, int)
    }
    invited = _invited(units, round_)
    few = invited is not None and min(invited.values(), default=0) < EXACT_INVITED_FROM
    if few or (invited is not None and len(answered) < len(units)):
        return Suppressed("size")
    return _against_invited(answered, invited, group=table.group)


def _invited(units: Sequence[AnalysisUnit], round_: Round) -> dict[Hashable, int] | None:
    """How many were invited in each unit; None where the round does not say it of every office."""
    found = {unit.id: round_.invited_in(unit.offices) for unit in units}
    known: dict[Hashable, int] = {name: n for name, n in found.items() if n is not None}
    return known if len(known) == len(found) else None


def _against_invited(
    answered: Mapping[Hashable, int], invited: Mapping[Hashable, int] | None, *, group: str
) -> Representativeness:
    """Chi-square, df and p alone: the cells of units say how many answered in each."""
    if invited is None:
        return _unknown(UNITS, NO_INVITED, n=sum(answered.values()), group=group)
    known = [(name, str(name)) for name in invited]
    weights = [float(count) for count in invited.values()]
    node = _against(UNITS, answered, known, weights, group=group)
    return replace(node, cells=(), min_expected=None)


def _against(
    variable: str,
    counts: Mapping[Hashable, int],
    categories: Categories,
    weights: Sequence[float],
    *,
    group: str,
) -> Representativeness:
    found = chi_square(counts, categories, weights)
    return Representativeness(group=group, variable=variable, of=round(sum(weights)), **found)


def _unknown(variable: str, reason: str, *, n: int, group: str) -> Representativeness:
    return Representativeness(
        group=group, n=n, undefined=reason, variable=variable, of=None, n_small_cells=None
    )
