"""Counts of the background against expected ones: goodness of fit and representativeness.

"Not answered" is a class. Where it had to be joined with another, the tests are of the other
classes alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from generator.analysis.statistics.goodness_of_fit import ChiSquare, chi_square
from generator.analysis.statistics.representativeness import unknown_invited, without_cells
from generator.results.survey import GoodnessOfFit, Representativeness
from generator.results.table import ClassCount, GroupTable
from generator.results.values import Suppressed
from generator.round.model import EXACT_INVITED_FROM, Round
from generator.scoring import AnalysisUnit
from generator.study.model import UNITS, Study
from generator.study.texts import JOINED

NOT_ANSWERED: Final = ""


def class_fit(
    table: GroupTable, variable: str, expected: Sequence[float], *, study: Study
) -> GoodnessOfFit | Suppressed:
    """Chi-square of the classes against weights, one per declared category; equal without."""
    values = (
        [str(each.value) for each in study.background[variable].categories]
        if (variable in study.background)
        else []
    )
    weights = dict(zip(values, expected or [1.0] * len(values), strict=True))
    found = _tested(table, variable, weights, study=study)
    if isinstance(found, Suppressed):
        return found
    n, test = found
    return GoodnessOfFit(
        group=table.group,
        n=n,
        undefined=test.undefined,
        variable=variable,
        chi2=test.chi2,
        df=test.df,
        p=test.p,
        n_small_cells=test.n_small_cells,
        min_expected=test.min_expected,
        cells=test.cells,
    )


def class_margins(
    table: GroupTable, variable: str, *, study: Study, round_: Round
) -> Representativeness | Suppressed:
    """The classes against the round's margins of everybody who was invited."""
    margins = round_.margins.get(variable)
    found = _tested(table, variable, margins or {}, study=study)
    if isinstance(found, Suppressed):
        return found
    n, test = found
    if not margins:
        reason = "the round has no margins for this variable"
        return unknown_invited(variable, n=n, reason=reason, group=table.group)
    of = round(sum(margins.get(v, 0.0) for each in _stated(table, variable) for v in each.values))
    return _representativeness(table.group, variable, n, of, test)


def unit_margins(
    table: GroupTable, *, units: Sequence[AnalysisUnit], round_: Round
) -> Representativeness | Suppressed:
    """The units' answers against their invited; only where each of both is published exactly."""
    places = {unit.id: table.place(unit.id) for unit in units}
    answered: dict[Hashable, int] = {
        name: place.n for name, place in places.items() if place and isinstance(place.n, int)
    }
    n = sum(answered.values())
    counts = {unit.id: unit.invited for unit in round_.units}
    if any(counts[office] is None for unit in units for office in unit.offices):
        reason = "the round does not say how many were invited in every unit"
        return unknown_invited(UNITS, n=n, reason=reason, group=table.group)
    invited = {unit.id: sum(counts[office] or 0 for office in unit.offices) for unit in units}
    if len(answered) < len(units) or min(invited.values(), default=0) < EXACT_INVITED_FROM:
        return Suppressed("size")
    known: list[tuple[Hashable, str]] = [(name, name) for name in invited]
    test = chi_square(answered, known, [float(count) for count in invited.values()])
    of = sum(invited.values())
    return without_cells(_representativeness(table.group, UNITS, n, of, test))


def _representativeness(
    group: str, variable: str, n: int, of: int, test: ChiSquare
) -> Representativeness:
    return Representativeness(
        group=group,
        n=n,
        undefined=test.undefined,
        variable=variable,
        of=of,
        chi2=test.chi2,
        df=test.df,
        p=test.p,
        n_small_cells=test.n_small_cells,
        min_expected=test.min_expected,
        cells=test.cells,
    )


def counted_classes(
    table: GroupTable, variable: str, study: Study
) -> tuple[ClassCount, ...] | Suppressed:
    """The classes of a background variable; nothing else is counted out."""
    if variable not in study.background:
        return Suppressed("models")
    found = table.classification(variable)
    return Suppressed("size") if found is None else found.counts


def _stated(table: GroupTable, variable: str) -> list[ClassCount]:
    """The classes of people who answered."""
    found = table.classification(variable)
    counts = () if found is None or isinstance(found.counts, Suppressed) else found.counts
    return [each for each in counts if NOT_ANSWERED not in each.values]


def _tested(
    table: GroupTable, variable: str, weights: Mapping[str, float], *, study: Study
) -> tuple[int, ChiSquare] | Suppressed:
    """The stated classes against the weights of the values joined in them; from two classes."""
    classes = counted_classes(table, variable, study)
    if isinstance(classes, Suppressed):
        return classes
    stated = _stated(table, variable)
    if len(stated) < 2:
        return Suppressed("size")
    counts: dict[Hashable, int] = {JOINED.join(each.values): each.n for each in stated}
    known: list[tuple[Hashable, str]] = [(JOINED.join(c.values), c.label) for c in stated]
    expected = [sum(weights.get(value, 0.0) for value in each.values) for each in stated]
    return sum(each.n for each in stated), chi_square(counts, known, expected)
