"""What is left over: scale ends, whole counts and the file of units, read all together.

The attacker knows who answered what question and everybody's office and age (``reading``), that
answers are whole and from 1 to 6, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from scipy.optimize import linprog

from attack.questions import ALL_ITEMS, HIGH, LOW, SINGLE
from attack.reading import THRESHOLD, Known, People, Read, Span, span
from attack.sums import Finding, refined, told_sum
from generator.results import Descriptives, GoodnessOfFit

LEARNT = 1.0
"""Few people's mean is learnt when it is known to less than a scale point."""

MOST = 24
"""Largest group whose every way of answering is tried."""


def by_bounds(read: Read, known: Known) -> Iterator[Finding]:
    """Few people's answers to an item from all its means and the ends of its scale.

    Of more people it is enough that fewer than four can be off an end.
    """
    for item in ALL_ITEMS:
        means = [mean for mean in read.means if mean.variable == item and mean.people]
        cells = refined(known.answered[item], [mean.people for mean in means])
        rows = np.array([[float(cell <= mean.people) for cell in cells] for mean in means])
        if not means or not rows.size:
            continue
        spans = np.array([told_sum(mean) for mean in means])
        held = {
            "A_ub": np.vstack([rows, -rows]),
            "b_ub": np.concatenate([spans[:, 1], -spans[:, 0]]) + 1e-7,
            "bounds": [(LOW * len(cell), HIGH * len(cell)) for cell in cells],
            "method": "highs",
        }
        for i, cell in enumerate(cells):
            target, n = np.eye(len(cells))[i], len(cell)
            low, high = linprog(target, **held).fun, -linprog(-target, **held).fun
            off = min(high - LOW * n, HIGH * n - low)
            if off < THRESHOLD - 1e-6 if n >= THRESHOLD else (high - low) / n < LEARNT:
                yield Finding("bounds", f"{n} people's {item} is from {low:.2f} to {high:.2f}")


def by_ways_to_answer(read: Read, known: Known) -> Iterator[Finding]:
    """How few chose a scale point, from every way a group can have answered the single item."""
    whole = known.answered[SINGLE]
    used = _ways(read, whole).any(axis=0) if len(whole) <= MOST else np.full(HIGH, fill_value=True)
    for shares in read.shares:
        if shares.variable == SINGLE and shares.people == whole:
            chosen = [range(low, high + 1) for low, high, count in shares.counts if count]
            used &= [any(point in part for part in chosen) for point in range(LOW, HIGH + 1)]
    groups = {s.people for s in read.shares} | {m.people for m in read.means}
    for who in sorted(groups, key=sorted):
        if who <= whole and THRESHOLD <= len(who) <= MOST:
            ways = _ways(read, who)
            ways = ways[(ways[:, ~used] == 0).all(axis=1)]
            sure = (ways == ways[0]).all(axis=0)
            for point in np.flatnonzero(sure & (ways[0] > 0) & (ways[0] < THRESHOLD)):
                what = f"{ways[0][point]} of {len(who)} answered {point + LOW}"
                yield Finding("ways", what)


def _ways(read: Read, who: People) -> np.ndarray:
    """Counts by scale point that all told means, classes and chi-squares of a group allow."""
    ways = _compositions(len(who), HIGH - LOW + 1)
    points = np.arange(LOW, HIGH + 1)
    for mean in read.means:
        if mean.variable == SINGLE and mean.people == who:
            low, high = told_sum(mean)
            total = ways @ points
            ways = ways[(total >= low) & (total <= high)]
    for shares in read.shares:
        if shares.variable == SINGLE and shares.people == who:
            for low, high, count in shares.counts:
                ways = ways[ways[:, low - LOW : high - LOW + 1].sum(axis=1) == count]
    for node in read.results.steps.values():
        fits = isinstance(node, GoodnessOfFit) and node.variable == SINGLE and node.n == len(who)
        chi2: Span | None = span(node, "chi2") if fits else None
        if chi2 is not None:
            even = len(who) / len(points)
            found = ((ways - even) ** 2 / even).sum(axis=1)
            ways = ways[(found >= chi2[0]) & (found <= chi2[1])]
    return ways


@cache
def _compositions(n: int, points: int) -> np.ndarray:
    """Every way ``n`` people can be spread over the points."""
    if points == 1:
        return np.array([[n]])
    parts = [(k, _compositions(n - k, points - 1)) for k in range(n + 1)]
    return np.vstack([np.insert(rest, 0, k, axis=1) for k, rest in parts])


def by_unit_file(read: Read, known: Known) -> Iterator[Finding]:
    """Few people's answers from a mean over units: the one unit's mean that is not told."""
    for node in read.results.steps.values():
        if isinstance(node, Descriptives) and node.group == "units":
            for row in node.rows:
                if (mean := span(row, "mean")) is not None and isinstance(row.n, int):
                    yield from _one_untold(read, known, row.variable, row.n, mean)


def _one_untold(read: Read, known: Known, variable: str, n: int, mean: Span) -> Iterator[Finding]:
    answered = known.answered[variable]
    means = {m.people: m for m in read.means if m.variable == variable}
    placed = [who & answered for who in known.units.values()]
    told = [means[who] for who in placed if who in means]
    whole = means.get(answered)
    if whole is None or n != len(told) + 1:
        return
    own = (
        n * mean[0] - sum(one.mean[1] for one in told),
        n * mean[1] - sum(one.mean[0] for one in told),
    )
    sums = [told_sum(one) for one in told]
    for untold in placed:
        left = answered.difference(untold, *(one.people for one in told))
        if untold not in means and 0 < len(left) < THRESHOLD <= len(untold):
            low = told_sum(whole)[0] - sum(high for _, high in sums) - len(untold) * own[1]
            high = told_sum(whole)[1] - sum(low for low, _ in sums) - len(untold) * own[0]
            if (high - low) / len(left) < LEARNT:
                what = f"{len(left)} people's {variable} is from {low:.2f} to {high:.2f}"
                yield Finding("unit file", what)


def by_counts_of_leaders(read: Read) -> Iterator[Finding]:
    """That one to three leaders answered, and how many."""
    node = read.results.steps.get("response/leaders")
    for n in (getattr(node, "n", None), getattr(node, "answered", None)):
        if isinstance(n, int) and 0 < n < THRESHOLD:
            yield Finding("leaders", f"{n} leaders answered")


def left_over(read: Read, known: Known) -> list[Finding]:
    """Everything that these ways lead to."""
    return [
        *by_bounds(read, known),
        *by_ways_to_answer(read, known),
        *by_unit_file(read, known),
        *by_counts_of_leaders(read),
    ]
