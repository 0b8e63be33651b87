"""Representativeness: are those who answered composed like those who did not.

Pearson's chi-square of the 2 x k table of answered and not answered by class. Both rows are off by
the same numbers of people, so it is the fit to the invited over 1 - f, where f is the share of them
who answered; the fit alone holds people against themselves, and finds too little. Whoever answered
and left the variable out is counted with those who did not answer: were silence and skipping
without regard to class, those who are left are a random sample of the invited, of which this is the
test. Sources: Pearson (1900); Cochran (1977), Sampling Techniques, 2.6 (the variance of such a
sample has the factor 1 - f).
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
from scipy.special import chdtrc

from generator.analysis.numerics.columns import Categories, counted, distinct, selected
from generator.analysis.numerics.inference import finite, holm_adjusted
from generator.analysis.numerics.magnitudes import LARGEST
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.statistics.goodness_of_fit import SMALL, chi_square, class_counts
from generator.analysis.table.classes import counted_classes, stated_classes
from generator.results.survey import Representativeness
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.round.model import EXACT_INVITED_FROM, Round
from generator.scoring.units import AnalysisUnit
from generator.study.model import UNITS, Study
from generator.study.plan import RepresentativenessStep

__all__ = ["check_representativeness"]

TOO_LARGE = "numbers too large to calculate with"
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
    return _adjusted(nodes)


def nodes_of_table(step: RepresentativenessStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each background variable, and one for the units."""
    nodes: Nodes = {
        f"{step.id}/{name}": class_margins(table, name, study=plan.study, round_=plan.round)
        for name in step.variables
    }
    if step.units:
        nodes[f"{step.id}/units"] = unit_margins(table, units=plan.units, round_=plan.round)
    return _adjusted(nodes)


def _adjusted(nodes: Nodes) -> Nodes:
    """The nodes with Holm's p over all that the step tests."""
    tested = {name: each for name, each in nodes.items() if isinstance(each, Representativeness)}
    p = holm_adjusted([each.p if isinstance(each.p, float) else None for each in tested.values()])
    again = zip(tested.items(), p, strict=True)
    return {**nodes, **{name: replace(each, p_holm=holm) for (name, each), holm in again}}


def check_representativeness(
    frame: pd.DataFrame,
    *,
    variable: str,
    invited: Mapping[Hashable, float],
    categories: Categories | None = None,
    group: str = "",
) -> Representativeness:
    """Hold those who answered, by a column, against the rest of the ``invited`` of each value."""
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
    """The classes against those of the round's margins who did not answer.

    Few invited in a class would follow from chi-square and ``of``, also in one that is left out.
    """
    every = counted_classes(table, variable, study)
    if isinstance(every, Suppressed):
        return every
    stated = stated_classes(table, variable, study)
    if isinstance(stated, Suppressed):
        return stated
    margins = round_.margins.get(variable)
    if not margins:
        n = sum(each.n for each in stated)
        return _unknown(variable, NO_MARGINS, n=n, group=table.group)
    if any(0 < invited < EXACT_INVITED_FROM for invited in class_counts(every, margins)[2]):
        return Suppressed("size")
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
    if invited is None:
        return _unknown(UNITS, NO_INVITED, n=sum(answered.values()), group=group)
    known = [(name, str(name)) for name in invited]
    return _against(UNITS, answered, known, [*invited.values()], group=group)


def _against(
    variable: str,
    counts: Mapping[Hashable, int],
    categories: Categories,
    weights: Sequence[float],
    *,
    group: str,
) -> Representativeness:
    """The fit to the invited over 1 - f, and how many of both rows are expected to be few."""
    if max(weights, default=0.0) > LARGEST:
        return _unknown(variable, TOO_LARGE, n=sum(counts.values()), group=group)
    found, of = chi_square(counts, categories, weights), math.fsum(weights)
    n, chi2, df = found["n"], found["chi2"], found["df"]
    silent = [w - counts.get(value, 0) for (value, _), w in zip(categories, weights, strict=True)]
    answered = [cell.expected for cell in found["cells"] if cell.expected]
    expected = [*answered, *(each * (of - n) / n for each in answered)]
    undefined = found["undefined"]
    if not undefined and min(silent) < 0:
        undefined = "more answered than were invited in a category"
    elif not undefined and not any(silent):
        undefined = "everybody answered"
    chi2 = None if undefined else chi2 * of / (of - n)
    return Representativeness(
        group=group,
        n=n,
        undefined=undefined,
        variable=variable,
        of=round(of),
        chi2=chi2,
        df=None if undefined else df,
        p=None if chi2 is None else finite(float(chdtrc(df, chi2))),
        n_small_cells=sum(1 for each in expected if each < SMALL),
    )


def _unknown(variable: str, reason: str, *, n: int, group: str) -> Representativeness:
    return Representativeness(
        group=group, n=n, undefined=reason, variable=variable, of=None, n_small_cells=None
    )
