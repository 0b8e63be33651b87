"""Two means of which one is not told: whoever is not in a base, and offices that are not told.

Squares about a mean that is not told are one equation about it; every sum it can be is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from attack.reading import THRESHOLD, People
from attack.spreads import Between
from attack.sums import Finding
from attack.ways import Seen, common, ways_of


def by_bases(seen: Seen) -> Iterator[Finding]:
    """Two bases that differ by few: their squares about two means, of which one is not told."""
    own = [(next(iter(e.parts)), e) for e in seen.squares if len(e.parts) == 1]
    for (base, one), (whole, other) in combinations(sorted(own, key=lambda e: len(e[0])), 2):
        who = whole - base
        ways = ways_of(seen, len(who)) if base < whole else None
        total = seen.means.sum_of(seen.variable, whole)
        if ways is None or total is None:
            continue
        counts, values = ways
        sums, squared = counts @ values, counts @ values**2
        middle, slack = sum(total) / 2, (total[1] - total[0]) / 2
        off = 2 * slack * np.abs((middle - sums) / len(base) - middle / len(whole)) + slack**2
        less = squared - middle**2 / len(whole) + (middle - sums) ** 2 / len(base)
        low, high = other.within[0] - one.within[1], other.within[1] - one.within[0]
        fits = (less >= low - off - 1e-6) & (less <= high + off + 1e-6)
        told = seen.means.sum_of(seen.variable, base)
        if told is not None:
            fits &= (sums >= total[0] - told[1] - 1e-6) & (sums <= total[1] - told[0] + 1e-6)
        place = f"{one.place} beside {other.place}: {seen.variable} of {len(who)}"
        yield from common(seen, place, len(who), counts[fits], values)


def by_units(seen: Seen) -> Iterator[Finding]:
    """Offices that are not told: their sums add up to what is left, their squares too."""
    for apart in (*seen.between, *_left_between(seen)):
        parts = sorted(apart.parts, key=sorted)
        hidden = [who for who in parts if seen.means.sum_of(seen.variable, who) is None]
        for who in hidden:
            if len(who) < THRESHOLD:
                yield from _office(seen, apart, parts, hidden, who)


def _left_between(seen: Seen) -> Iterator[Between]:
    """Squares between groups: those of all together less what is within them."""
    own = {who: e for e in seen.squares if len(e.parts) == 1 for who in e.parts}
    for pooled in seen.squares:
        whole = own.get(frozenset().union(*pooled.parts))
        if whole is not None and len(pooled.parts) > 1:
            span = whole.within[0] - pooled.within[1], whole.within[1] - pooled.within[0]
            place = f"{whole.place} less {pooled.place}"
            yield Between(place, seen.variable, pooled.parts, span)


def _office(
    seen: Seen, apart: Between, parts: Sequence[People], hidden: Sequence[People], who: People
) -> Iterator[Finding]:
    """Which sums of one office leave the others a way to make up the squares between units."""
    told = [who for who in parts if who not in hidden]
    sums = [seen.means.sum_of(seen.variable, each) or (0.0, 0.0) for each in told]
    left = seen.crowd.answered[seen.variable].difference(*told)
    rest = seen.means.sum_of(seen.variable, left)
    placed = sum(map(len, parts))
    others = [each for each in hidden if each != who]
    unplaced = len(left) - sum(map(len, hidden))
    if rest is None or (unplaced and others):
        return
    low, high, steps = seen.crowd.low, seen.crowd.high, seen.crowd.steps[seen.variable]
    n = len(who)
    mine = low * n + np.arange((high - low) * n * steps + 1) / steps
    base = sum(sum(each) / 2 for each in sums)
    known = sum((sum(each) / 2) ** 2 / len(w) for each, w in zip(sums, told, strict=True))
    slack = sum((each[1] - each[0]) / 2 for each in sums)
    slack_squares = sum(
        (each[1] - each[0]) / 2 * abs(sum(each) / len(w) - 2 * base / max(placed - n, 1))
        for each, w in zip(sums, told, strict=True)
    )
    more = sum(map(len, others))
    theirs = sum(rest) / 2 - mine if more else np.zeros(len(mine))
    possible = (theirs >= low * more - 1) & (theirs <= high * more + 1)
    total = base + mine + theirs
    least = known + mine**2 / n + (theirs**2 / more if more else 0) - total**2 / placed
    extra = (high - low) ** 2 / 4 * more if len(others) > 1 else 0.0
    doubt = slack_squares + 2 * (rest[1] - rest[0] + slack) * (high - low) / 2 + 1e-6
    fits = possible & (least <= apart.span[1] + doubt) & (least + extra >= apart.span[0] - doubt)
    if not fits.any():
        raise AssertionError(f"{apart.place}: no sum of {seen.variable} of {n} fits")
    if (int(fits.sum()) - 1) / steps / n < 1:
        yield Finding("moments", f"{apart.place}: {seen.variable} of {n} in an office not told")
