"""Statements as shares: how many per cent agree, in places of ten or more.

Everybody in the base of the construct counts, so that leaving a statement blank gives nothing
away. Places below ten and all other units are one more place together, which is printed nowhere
by itself and is part of the total.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from generator.disclosure.exact import Variable, mean_of, sum_of
from generator.results import OTHER, Bound, Place, StatementCell, Suppressed, TableCell

if TYPE_CHECKING:
    from generator.disclosure.protect import Making

LOW: str = "*low places*"


class StatementMaker:
    """Makes the statements of a group's places, one place after another, and of the low ones."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._low: dict[str, list[np.ndarray]] = {}

    def of_place(
        self, i: int, cells: tuple[TableCell, ...], before: Place | None
    ) -> tuple[StatementCell, ...]:
        """A row for each statement of every variable; none for a group that names no unit."""
        making = self._making
        if making.people.units is None:
            return ()
        found: list[StatementCell] = []
        for variable, cell in zip(making.people.variables, cells, strict=True):
            rows = making.summed.get(variable.name, {}).get(i)
            key = f"{making.places.names[i]}|{variable.name}|statements"
            if rows is None or not self._own(i, rows, key):
                if rows is not None:
                    self._low.setdefault(variable.name, []).append(rows)
                found += _suppressed(variable, _why(cell))
                continue
            known = before.statements if before else ()
            carried = cell.release < making.since.release  # the mean is of the people of then
            found += self._of(key, variable, rows, known, carried=carried)
        return tuple(found)

    def of_low_places(self) -> tuple[StatementCell, ...]:
        """The statements of the places that have none of their own, taken together."""
        before = self._making.since.before
        found: list[StatementCell] = []
        for variable in self._making.people.variables:
            parts = self._low.get(variable.name, [])
            rows = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=int)
            if len(rows) >= self._making.limits.statements_from:
                key = f"{LOW}|{variable.name}|statements"
                found += self._of(key, variable, rows, before.low_places if before else ())
        return tuple(found)

    def _own(self, i: int, rows: np.ndarray, key: str) -> bool:
        """Whether a place has statements of its own: what it had in the first release it keeps."""
        making = self._making
        if making.places.names[i] == OTHER:
            return False
        if making.since.had(f"{making.places.names[i]}|"):
            return making.since.had(key)
        return making.exact or len(rows) >= making.limits.statements_from

    def _of(
        self,
        key: str,
        variable: Variable,
        rows: np.ndarray,
        known: tuple[StatementCell, ...],
        *,
        carried: bool = False,
    ) -> Iterator[StatementCell]:
        making = self._making
        if not carried and making.since.renews(key, rows, lambda new: self._exact(variable, new)):
            making.keep(key, rows)
            yield from self._shares(variable, rows)
            return
        making.carry(key)
        found = {each.item: each for each in known}
        for item in variable.agrees:
            missing = next(_suppressed(variable, "later_release", item))
            yield found.get(item, missing)

    def _exact(self, variable: Variable, rows: np.ndarray) -> bool:
        """Whether people by themselves would have a figure printed for each statement."""
        if len(rows) < self._making.limits.statements_from:
            return False
        mean = mean_of(variable.answers[rows])
        ends = self._making.limits.mean_of(len(rows), mean, variable.low, variable.high)
        return isinstance(ends, float) and all(
            isinstance(cell.percent, float) for cell in self._shares(variable, rows)
        )

    def _shares(self, variable: Variable, rows: np.ndarray) -> Iterator[StatementCell]:
        making, n = self._making, len(rows)
        counts = {item: int(agree[rows].sum()) for item, agree in variable.agrees.items()}
        if counts and not self._leaves_room(variable, rows, list(counts.values())):
            yield from _suppressed(variable, "homogeneity")
            return
        for item, agree in counts.items():
            percent = making.limits.share_of(n, agree)
            yield StatementCell(
                item=item,
                construct=variable.name,
                n=n,
                percent=making.rounded(percent, 0) if isinstance(percent, float) else percent,
                release=making.since.release,
            )

    def _leaves_room(self, variable: Variable, rows: np.ndarray, counts: list[int]) -> bool:
        """Whether the printed shares leave the sum of answers room at either end.

        Of ``n`` people on ``k`` statements, of whom a_j agree with statement j, the sum is at most
        sum (a_j high + (n - a_j) (top - 1)) and at least sum (a_j top + (n - a_j) low). Nearer
        than the threshold times k points, and everybody's answers are known.
        """
        limits, n, k = self._making.limits, len(rows), len(counts)
        if not limits.on("homogeneity"):
            return True
        total = k * sum_of(variable.answers[rows])
        most = least = 0.0
        for agree in counts:
            share = limits.share_of(n, agree)
            high = low = agree
            if isinstance(share, Bound):
                low, high = (n - limits.threshold + 1, n) if share.under is None else (0, agree)
                high = high if share.under is None else limits.threshold - 1
            most += high * variable.high + (n - high) * (variable.top - 1)
            least += low * variable.top + (n - low) * variable.low
        return limits.off_ends((total - least) / k, (most - total) / k)


def _suppressed(variable: Variable, rule: str, item: str | None = None) -> Iterator[StatementCell]:
    why = Suppressed(rule)  # type: ignore[arg-type]
    for each in [item] if item else variable.agrees:
        yield StatementCell(item=each, construct=variable.name, n=why, percent=why)


def _why(cell: TableCell) -> str:
    """The rule that leaves a place without statements: its cell's own, or its size."""
    if isinstance(cell.mean, Bound):
        return "homogeneity"
    return cell.mean.suppressed if isinstance(cell.mean, Suppressed) else "size"
