"""What follows from second moments: spreads of few, and through them what few people answered.

Squares are added and subtracted as sums are: which sets of fewer than twenty-five have a spread
that follows is a matter of rank, how well it is known one of linear programming. Then the answers
are whole numbers, so every way to have answered is tried. Squares between offices are an equation
about the offices that are not told; those of a model's base one about whoever is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from attack.crowd import Crowd, means_of
from attack.models import Ratio, models_of
from attack.moments import moments_of
from attack.reading import People, Span
from attack.spreads import Between, Squares
from attack.sums import Finding, Spanned, refined
from attack.unknown import by_bases, by_units
from attack.ways import Seen, learnt, least, most
from generator.results import ReleasedResults

SPREAD_FROM = 25


def by_moments(results: ReleasedResults, crowd: Crowd) -> Iterator[Finding]:
    """Everything the attacker learns from second moments."""
    means = means_of(results, crowd)
    told = [*moments_of(results, crowd, means), *models_of(results, crowd)]
    squares = _met([each for each in told if isinstance(each, Squares)])
    squares = _carried(squares, [each for each in told if isinstance(each, Ratio)])
    for variable in sorted({each.variable for each in squares}):
        mine = tuple(each for each in squares if each.variable == variable)
        apart = tuple(e for e in told if isinstance(e, Between) and e.variable == variable)
        seen = Seen(variable, crowd, means, mine, apart)
        yield from _by_levels(seen)
        yield from _by_rank(seen)
        yield from by_bases(seen)
        yield from by_units(seen)


def _met(squares: Sequence[Squares]) -> list[Squares]:
    """Figures about the same people, together."""
    found: dict[tuple[str, frozenset[People]], Squares] = {}
    for each in squares:
        key = each.variable, each.parts
        if (old := found.get(key)) is not None:
            low = max(old.within[0], each.within[0])
            high = min(old.within[1], each.within[1])
            if low > high + 1e-6:
                raise AssertionError(f"{old.place} and {each.place} contradict each other")
            found[key] = Squares(f"{old.place}, {each.place}", *key, (low, high))
        else:
            found[key] = each
    return list(found.values())


def _carried(squares: Sequence[Squares], ratios: Sequence[Ratio]) -> list[Squares]:
    """The same, and the squares that a ratio makes of them."""
    known = {(each.variable, each.parts): each.within for each in squares}
    found = list(squares)
    for ratio in (*ratios, *ratios):
        parts = frozenset({ratio.people})
        for a, b, (low, high) in (
            (ratio.x, ratio.y, (1 / ratio.span[1], 1 / ratio.span[0])),
            (ratio.y, ratio.x, ratio.span),
        ):
            if (within := known.get((a, parts))) is not None:
                new = Squares(ratio.place, b, parts, (within[0] * low, within[1] * high))
                found.append(new)
                known.setdefault((b, parts), new.within)
    return _met(found)


def _by_levels(seen: Seen) -> Iterator[Finding]:
    """Groups of fewer than twenty-five whose spread, or what is pooled of theirs, is told."""
    for each in seen.squares:
        n = sum(map(len, each.parts))
        if 0 < n < SPREAD_FROM:
            yield Finding("moments", f"{each.place}: the spread of {n}")


class _System:
    """Sums or squares of cells of people, and what is told of them by rows."""

    def __init__(self, rows: Sequence[np.ndarray], spans: Sequence[Span]) -> None:
        self.rows = np.array(rows)
        self.spanned = Spanned(self.rows)
        both = csr_matrix(np.vstack([self.rows, -self.rows]))
        bounds = [*(high for _, high in spans), *(-low for low, _ in spans)]
        self.held = {
            "A_ub": both,
            "b_ub": np.array(bounds) + 1e-6,
            "bounds": (None, None),
            "method": "highs",
        }

    def window(self, target: np.ndarray) -> Span | None:
        """Between what the target must lie; None where it does not follow."""
        if not self.spanned.has(target):
            return None
        ends = []
        for sign in (1, -1):
            found = linprog(sign * target, **self.held)
            if found.status == 2:
                raise AssertionError("the told figures contradict each other")
            if found.status != 0:
                return None
            ends.append(float(sign * found.fun))
        return ends[0], ends[1]


def _by_rank(seen: Seen) -> Iterator[Finding]:
    """Sets of few whose squares are made of told ones, by adding and subtracting."""
    told = [who for (name, who) in seen.means.told if name == seen.variable]
    groups = [who for each in seen.squares for who in each.parts]
    groups = list(dict.fromkeys([*groups, *told]))
    everybody = seen.crowd.answered[seen.variable]
    cells = refined(everybody, groups)
    at = {person: i for i, cell in enumerate(cells) for person in cell}
    untold = [who for who in dict.fromkeys(groups) if who not in told]

    def row(people: People, free: Sequence[People] = ()) -> np.ndarray:
        found = np.zeros(len(cells) + len(untold))
        found[list({at[person] for person in people})] = 1
        for who in free:
            found[len(cells) + untold.index(who)] = -1
        return found

    rows, spans = [], []
    for each in seen.squares:
        free = [who for who in each.parts if who not in told]
        rows.append(row(frozenset().union(*each.parts), free))
        spans.append(_raised(each, seen))
    squares = _System(rows, spans)
    sums = (
        _System([row(who) for who in told], [seen.means.told[seen.variable, who] for who in told])
        if told
        else None
    )
    for target in _targets(seen, groups):
        if any(not cell <= target for cell in cells if cell & target):
            continue
        total = sums.window(row(target)) if sums is not None else None
        free = [] if total is not None else [target] if target in untold else None
        if free is None:
            continue
        window = squares.window(row(target, free))
        if window is not None:
            yield from learnt(seen, target, total, window)


def _raised(each: Squares, seen: Seen) -> Span:
    """Squares about nothing, from squares about means that are told."""
    low, high = each.within
    for who in each.parts:
        total = seen.means.sum_of(seen.variable, who)
        if total is not None:
            low, high = low + least(total) / len(who), high + most(total) / len(who)
    return low, high


def _targets(seen: Seen, groups: Sequence[People]) -> list[People]:
    """Sets of fewer than twenty-five that told ones may leave: proposed here, tried by rank."""
    small = [who for who in groups if who]
    found = list(small)
    wide = sorted(set(groups), key=len, reverse=True)
    spread = {who for each in seen.squares for who in each.parts if len(each.parts) == 1}
    joint = [frozenset().union(*each.parts) for each in seen.squares]
    families = [seen.crowd.units, *seen.crowd.classes.values()]
    answered = seen.crowd.answered[seen.variable]
    for whole in dict.fromkeys([*wide, *joint]):
        found += [whole - who for who in [*wide, *joint] if who < whole]
        for family in families:
            parts = [who & answered for who in family.values()]
            inside = [who for who in parts if who and who < whole]
            found.append(whole.difference(*inside))
            found.append(whole.difference(*(who for who in inside if who in spread)))
    return [who for who in dict.fromkeys(found) if 0 < len(who) < SPREAD_FROM]
