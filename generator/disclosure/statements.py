"""Statements as shares: how many per cent agree, in places of ten or more.

Everybody in the base of the construct counts, so that leaving a statement blank gives nothing
away. Places below ten and all other units are one more place together, which is printed nowhere
by itself and is part of the total.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from generator.disclosure.draft import GroupDraft
from generator.disclosure.later_release import GONE, key_of
from generator.disclosure.microdata import Variable, sum_of
from generator.disclosure.rules import SLACK
from generator.results.table import OTHER, Place, StatementCell, TableCell
from generator.results.values import Bound, Rule, Suppressed

LOW: str = "*low places*"


def statements_of(
    draft: GroupDraft, i: int, cells: tuple[TableCell, ...], before: Place | None
) -> tuple[StatementCell, ...]:
    """A row for each statement of every variable; none for a group that names no unit."""
    if draft.people.units is None:
        return ()
    found: list[StatementCell] = []
    for variable, cell in zip(draft.people.variables, cells, strict=True):
        rows = draft.summed.get(variable.name, {}).get(i)
        key = key_of("shares", draft.places.names[i], variable.key)
        if rows is None or not _has_own(draft, i, rows, key):
            if rows is not None:
                draft.low.setdefault(variable.name, []).append(rows)
            found += _suppressed(variable, _why(cell))
            continue
        known = before.statements if before else ()
        carried = cell.release < draft.later.release  # the mean is of the people of then
        made = tuple(_made(draft, key, variable, rows, known, carried=carried))
        if any(not isinstance(each.percent, Suppressed) for each in made):
            draft.shared.add((i, variable.name))
        found += made
    return tuple(found)


def statements_of_low_places(draft: GroupDraft) -> tuple[StatementCell, ...]:
    """The statements of the places that have none of their own, taken together.

    There are none where the places' own means leave their shares too little room; those of an
    earlier release stand.
    """
    found: list[StatementCell] = []
    known = draft.later.before.low_places
    earlier = {cell.construct for cell in known}
    for variable in draft.people.variables:
        parts = draft.low.get(variable.name, [])
        rows = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=int)
        enough = len(rows) >= draft.limits.statements_from
        new = enough and parts_leave_room(draft, variable, parts)
        if new or variable.name in earlier:
            key = key_of("shares", LOW, variable.key)
            found += _made(draft, key, variable, rows, known, carried=not new)
    return tuple(found)


def _has_own(draft: GroupDraft, i: int, rows: np.ndarray, key: str) -> bool:
    """Whether a place has statements of its own: what it had in the first release it keeps."""
    name = draft.places.names[i]
    if name == OTHER:
        return False
    if draft.later.had(key_of("n", name)):
        return draft.later.had(key)
    return draft.exact or len(rows) >= draft.limits.statements_from


def _made(
    draft: GroupDraft,
    key: str,
    variable: Variable,
    rows: np.ndarray,
    known: tuple[StatementCell, ...],
    *,
    carried: bool = False,
) -> Iterator[StatementCell]:
    """The statements of a variable made anew, or carried over from those ``known``."""

    def passes(new: np.ndarray) -> bool:
        """Whether people by themselves would have a figure printed for each statement."""
        return (
            len(new) >= draft.limits.statements_from
            and isinstance(draft.mean(variable, new), float)
            and all(isinstance(cell.percent, float) for cell in _shares(draft, variable, new))
        )

    if not carried and draft.later.renews(key, rows, passes):
        draft.keep(key, rows)
        yield from _shares(draft, variable, rows)
        return
    draft.carry(key)
    found = {each.item: each for each in known}
    for item in variable.agrees:
        yield found.get(item) or _suppressed(variable, "later_release", item)[0]


def _shares(draft: GroupDraft, variable: Variable, rows: np.ndarray) -> Iterator[StatementCell]:
    n = len(rows)
    counts = {
        item: (int(agree[rows].sum()), int(variable.skips[item][rows].sum()))
        for item, agree in variable.agrees.items()
    }
    if counts and not _leaves_room(draft, variable, rows, counts):
        yield from _suppressed(variable, "homogeneity")
        return
    for item, (agree, skips) in counts.items():
        percent = draft.limits.share_of(n, agree, skips=skips)
        yield StatementCell(
            item=item,
            construct=variable.name,
            n=n,
            percent=draft.rounded(percent, 0) if isinstance(percent, float) else percent,
            release=draft.later.release,
        )


def _leaves_room(
    draft: GroupDraft, variable: Variable, rows: np.ndarray, counts: Mapping[str, tuple[int, int]]
) -> bool:
    """Whether the printed shares leave the sum of answers room at either end.

    The sum is least where those who agree with a statement all said its lowest point that is
    agreeing and all others the scale's lowest, and most where everybody said the highest they
    can; and it makes a difference who of them left a statement blank, whose other answers count
    for more. Nearer than the threshold, and everybody's answers are known.
    """
    limits, n, weights = draft.limits, len(rows), 1 / _answered(variable, rows)
    if not limits.on("homogeneity"):
        return True
    total = sum_of(variable.answers[rows])
    least, most = n * variable.low, n * (variable.top - 1)
    for item, (agree, skips) in counts.items():
        share = limits.share_of(n, agree, skips=skips)
        few = many = agree
        if isinstance(share, Bound):
            under = share.under is not None
            few = 0 if under else n - skips - limits.threshold + 1
            many = limits.threshold - 1 if under else n - skips
        # each who agrees lifts the least by (top - low), and the most by (high - top + 1)
        own = np.sort(weights[~variable.skips[item][rows]])
        least += (variable.top - variable.low) * sum_of(own[:few])
        most += (variable.high - variable.top + 1) * sum_of(own[::-1][:many])
    return limits.off_ends(total - least, most - total)


def _answered(variable: Variable, rows: np.ndarray) -> np.ndarray:
    """How many statements each of these people answered."""
    answered: np.ndarray = np.sum([~skips[rows] for skips in variable.skips.values()], axis=0)
    return answered


def parts_leave_room(draft: GroupDraft, variable: Variable, parts: Sequence[np.ndarray]) -> bool:
    """Whether shares of some people leave them room beside the sums of parts of them.

    The sum of a part bounds how many of its answers can agree: most if all others are at the
    scale's lowest point, least if all others are just below agreeing. Where the number that agrees,
    in all parts together, is one of these bounds, everybody's answers are known.
    """
    k = len(variable.agrees)
    if not draft.limits.on("homogeneity") or not k:
        return True
    agree, most, least = 0, 0, 0
    for part in parts:
        rows = part[part != GONE]
        n, total = len(rows), sum_of(variable.answers[rows])
        agree += sum(int(each[rows].sum()) for each in variable.agrees.values())
        answered = _answered(variable, rows)
        weights = np.sort(np.repeat(1 / answered, answered))  # of each answer in its person's mean
        # most: (sum - n low) / (lowest point that agrees - low), as the lightest answers fill it
        can = (total - n * variable.low) / (variable.top - variable.low) + SLACK
        most += int(np.searchsorted(np.cumsum(weights), can, side="right"))
        # least: (sum - n (lowest that agrees - 1)) / (high - that), as the heaviest fill it
        must = (total - n * (variable.top - 1)) / (variable.high - variable.top + 1) - SLACK
        least += int(np.searchsorted(np.cumsum(weights[::-1]), must)) + 1 if must > 0 else 0
    return draft.limits.off_ends((agree - least) / k, (most - agree) / k)


def shares_leave_room(
    draft: GroupDraft, variable: Variable, rows: np.ndarray, codes: np.ndarray
) -> bool:
    """Whether the places' shares leave room beside classes that divide a place.

    A class divides a place where all its people are there; what is left of the place is a part too.
    """
    for i, placed in draft.summed.get(variable.name, {}).items():
        if (i, variable.name) not in draft.shared:
            continue
        here = np.isin(rows, placed)
        inside = [code for code in set(codes.tolist()) if here[codes == code].all()]
        parts = [rows[codes == code] for code in inside]
        rest = rows[here & ~np.isin(codes, inside)]
        if inside and not parts_leave_room(draft, variable, [*parts, rest]):
            return False
    return True


def _suppressed(variable: Variable, rule: Rule, item: str | None = None) -> list[StatementCell]:
    why = Suppressed(rule)
    return [
        StatementCell(item=each, construct=variable.name, n=why, percent=why)
        for each in ([item] if item else variable.agrees)
    ]


def _why(cell: TableCell) -> Rule:
    """The rule that leaves a place without statements: its cell's own, or its size."""
    if isinstance(cell.mean, Bound):
        return "homogeneity"
    return cell.mean.suppressed if isinstance(cell.mean, Suppressed) else "size"
