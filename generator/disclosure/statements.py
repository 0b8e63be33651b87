"""Statements as shares: how many per cent agree, in places of ten or more.

Everybody in the base of the construct counts, so that leaving a statement blank gives nothing
away. Places below ten and all other units are one more place together, which is printed nowhere
by itself and is part of the total.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from generator.disclosure.exact import Variable, mean_of, sum_of
from generator.disclosure.rules import SLACK
from generator.disclosure.since import GONE, key_of
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
            key = key_of("shares", making.places.names[i], variable.key)
            if rows is None or not self._own(i, rows, key):
                if rows is not None:
                    self._low.setdefault(variable.name, []).append(rows)
                found += _suppressed(variable, _why(cell))
                continue
            known = before.statements if before else ()
            carried = cell.release < making.since.release  # the mean is of the people of then
            made = tuple(self._of(key, variable, rows, known, carried=carried))
            if any(not isinstance(each.percent, Suppressed) for each in made):
                making.shared.add((i, variable.name))
            found += made
        return tuple(found)

    def of_low_places(self) -> tuple[StatementCell, ...]:
        """The statements of the places that have none of their own, taken together.

        There are none where the places' own means leave their shares too little room.
        """
        before = self._making.since.before
        found: list[StatementCell] = []
        for variable in self._making.people.variables:
            parts = self._low.get(variable.name, [])
            rows = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=int)
            enough = len(rows) >= self._making.limits.statements_from
            if enough and parts_leave_room(self._making, variable, parts):
                key = key_of("shares", LOW, variable.key)
                found += self._of(key, variable, rows, before.low_places if before else ())
        return tuple(found)

    def _own(self, i: int, rows: np.ndarray, key: str) -> bool:
        """Whether a place has statements of its own: what it had in the first release it keeps."""
        making = self._making
        if making.places.names[i] == OTHER:
            return False
        if making.since.had(key_of("n", making.places.names[i])):
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
        counts = {
            item: (int(agree[rows].sum()), int(variable.skips[item][rows].sum()))
            for item, agree in variable.agrees.items()
        }
        if counts and not self._leaves_room(variable, rows, list(counts.values())):
            yield from _suppressed(variable, "homogeneity")
            return
        for item, (agree, skips) in counts.items():
            percent = making.limits.share_of(n, agree, skips=skips)
            yield StatementCell(
                item=item,
                construct=variable.name,
                n=n,
                percent=making.rounded(percent, 0) if isinstance(percent, float) else percent,
                release=making.since.release,
            )

    def _leaves_room(
        self, variable: Variable, rows: np.ndarray, counts: list[tuple[int, int]]
    ) -> bool:
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
        for agree, skips in counts:
            share = limits.share_of(n, agree, skips=skips)
            low = high = agree
            if isinstance(share, Bound):
                under = share.under is not None
                low = 0 if under else n - skips - limits.threshold + 1
                high = limits.threshold - 1 if under else n - skips
            most += high * variable.high + (n - high) * (variable.top - 1)
            least += low * variable.top + (n - low) * variable.low
        return limits.off_ends((total - least) / k, (most - total) / k)


def parts_leave_room(making: Making, variable: Variable, parts: Sequence[np.ndarray]) -> bool:
    """Whether shares of some people leave them room beside the sums of parts of them.

    Of a part of n people on k statements whose sum is S, at most (S - n k low) / (top - low)
    answers agree, and at least (S - n k (top - 1)) / (high - top + 1). Where as many agree as can,
    in all parts together, or as few, everybody's answers are known.
    """
    k = len(variable.agrees)
    if not making.limits.on("homogeneity") or not k:
        return True
    agree, most, least = 0, 0, 0
    for part in parts:
        rows = part[part != GONE]
        n, total = k * len(rows), k * sum_of(variable.answers[rows])
        agree += sum(int(each[rows].sum()) for each in variable.agrees.values())
        can = math.floor((total - n * variable.low) / (variable.top - variable.low) + SLACK)
        must = math.ceil(
            (total - n * (variable.top - 1)) / (variable.high - variable.top + 1) - SLACK
        )
        most += min(can, n)
        least += max(must, 0)
    return making.limits.off_ends((agree - least) / k, (most - agree) / k)


def shares_leave_room(
    making: Making, variable: Variable, rows: np.ndarray, codes: np.ndarray
) -> bool:
    """Whether the places' shares leave room beside classes that divide a place.

    A class divides a place where all its people are there; what is left of the place is a part too.
    """
    for i, placed in making.summed.get(variable.name, {}).items():
        if (i, variable.name) not in making.shared:
            continue
        here = np.isin(rows, placed)
        inside = [code for code in set(codes.tolist()) if here[codes == code].all()]
        parts = [rows[codes == code] for code in inside]
        rest = rows[here & ~np.isin(codes, inside)]
        if inside and not parts_leave_room(making, variable, [*parts, rest]):
            return False
    return True


def _suppressed(variable: Variable, rule: str, item: str | None = None) -> Iterator[StatementCell]:
    why = Suppressed(rule)  # type: ignore[arg-type]
    for each in [item] if item else variable.agrees:
        yield StatementCell(item=each, construct=variable.name, n=why, percent=why)


def _why(cell: TableCell) -> str:
    """The rule that leaves a place without statements: its cell's own, or its size."""
    if isinstance(cell.mean, Bound):
        return "homogeneity"
    return cell.mean.suppressed if isinstance(cell.mean, Suppressed) else "size"
