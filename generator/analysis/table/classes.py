"""A variable by the classes of a factor, and what is left within them.

The classes of a background variable partition everybody in the variable's sums; size classes are
sums of units, from ``SIZE_CLASS_FROM``. Squares within classes = the total's less those between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.analysis.table.means import Sum, Within, added, units_summed, within
from generator.results.table import ClassCell, ClassCount, GroupTable
from generator.results.values import Suppressed
from generator.round.model import SIZE_CLASS_FROM
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study

NOT_ANSWERED: Final = ""
"""The value of those who did not answer: a class of its own, or joined with another."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes with their sum, and the places that they partition."""

    cells: tuple[ClassCell, ...]
    between: Sum
    places: Sum
    spread: Within

    @property
    def squares_within(self) -> float:
        """Squares within classes; NaN where the spread is not published.

        The variance is the places'; where the classes are of an earlier release, they have an n of
        their own.
        """
        # SSW = (n - 1) s^2 - SSB
        return (self.between.n - 1) * self.places.variance(self.spread) - self.between.between

    @property
    def df_within(self) -> int:
        """People less classes."""
        return self.between.n - len(self.cells)

    @property
    def mean_square(self) -> float:
        """Squares within classes over their degrees of freedom; NaN without any."""
        return self.squares_within / self.df_within if self.df_within > 0 else float("nan")


def classes_of(
    table: GroupTable, variable: str, factor: str, *, study: Study, units: Sequence[AnalysisUnit]
) -> Classes | Suppressed:
    """The variable's classes by a background variable or by size of unit."""
    if factor in study.background:
        found = table.classification(factor)
        means = () if found is None else found.means
        by_class = next((each.classes for each in means if each.variable == variable), None)
        cells = Suppressed("models") if by_class is None else by_class
        places = [(n, mean) for _, n, mean in table.summed(variable)]
    elif factor == study.size_variable and study.size_classes:
        cells, places = _sizes(table, variable, study=study, units=units)
    else:
        return Suppressed("models")
    if isinstance(cells, Suppressed):
        return cells
    if not cells or not places:
        return Suppressed("size")
    between = added((cell.n, cell.mean) for cell in cells)
    return Classes(cells, between, added(places), within(table, variable))


def _sizes(
    table: GroupTable, variable: str, *, study: Study, units: Sequence[AnalysisUnit]
) -> tuple[tuple[ClassCell, ...], list[tuple[int, float]]]:
    cells: list[ClassCell] = []
    places: list[tuple[int, float]] = []
    for size, label in study.size_classes.items():
        members = {unit.id for unit in units if unit.size == size}
        found = [
            (n, mean) for place, n, mean in units_summed(table, variable) if place.place in members
        ]
        if len(found) >= SIZE_CLASS_FROM:
            total = added(found)
            cells.append(ClassCell(label=label, values=(size,), n=total.n, mean=total.mean))
            places += found
    return tuple(cells), places


def counted_classes(
    table: GroupTable, variable: str, study: Study
) -> tuple[ClassCount, ...] | Suppressed:
    """The classes of a background variable; nothing else is counted out."""
    if variable not in study.background:
        return Suppressed("models")
    found = table.classification(variable)
    return Suppressed("size") if found is None else found.counts


def stated_classes(table: GroupTable, variable: str, study: Study) -> list[ClassCount] | Suppressed:
    """The classes of people who answered; from two."""
    classes = counted_classes(table, variable, study)
    if isinstance(classes, Suppressed):
        return classes
    stated = [each for each in classes if NOT_ANSWERED not in each.values]
    return stated if len(stated) > 1 else Suppressed("size")
