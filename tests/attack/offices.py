"""What follows about an office that is not told from figures about offices.

A correlation of offices' means with results that anybody may know, with its t and with its range
when one office is left out, is an equation about the one mean that is not told. Where only one
office is too small to be in it, that one's sum is what is left. The number behind an analysis of
variance by office follows from F beside eta squared, and with it how few named no office.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from attack.crowd import Crowd, Means, means_of
from attack.reading import THRESHOLD, People, Span, span
from attack.sums import Finding
from generator.results import Aggregation, Correlation, CorrelationPair, ReleasedResults, Suppressed

Results = Mapping[str, Mapping[str, float]]
"""What every office achieved, by office and score; anybody may know it."""


def by_offices(results: ReleasedResults, crowd: Crowd, known: Results) -> Iterator[Finding]:
    """Everything the attacker learns from figures about offices."""
    means = means_of(results, crowd)
    for name, node in results.steps.items():
        if isinstance(node, Correlation) and node.group == "units":
            for row in node.rows:
                yield from _solved(f"steps/{name}", row, crowd, means, known)
        elif isinstance(node, Aggregation) and node.group == crowd.group:
            yield from _unplaced(f"steps/{name}", node, crowd)


def _solved(
    place: str, row: CorrelationPair, crowd: Crowd, means: Means, known: Results
) -> Iterator[Finding]:
    """The mean of the one office that is in the correlation and not told."""
    for variable, score in ((row.x, row.y), (row.y, row.x)):
        if variable not in crowd.answered or score in crowd.answered:
            continue
        inside = {u: w & crowd.answered[variable] for u, w in crowd.units.items()}
        inside = {u: w for u, w in inside.items() if w and len(crowd.units[u]) >= THRESHOLD}
        untold = [u for u, w in inside.items() if means.sum_of(variable, w) is None]
        if len(untold) == 1 and len(inside) > 3 and row.n in (None, len(inside)):
            yield from _one(place, row, crowd, means, known, variable, score, inside, untold[0])


def _one(
    place: str,
    row: CorrelationPair,
    crowd: Crowd,
    means: Means,
    known: Results,
    variable: str,
    score: str,
    inside: Mapping[str, People],
    hidden: str,
) -> Iterator[Finding]:
    told = {"r": span(row, "r"), "t": span(row, "t")}
    told |= {name: span(row, name) for name in ("loo_low", "loo_high")}
    if all(each is None for each in told.values()):
        return
    n, steps = len(inside[hidden]), crowd.steps[variable]
    sums = crowd.low * n + np.arange((crowd.high - crowd.low) * n * steps + 1) / steps
    names = list(inside)
    y = np.array([known[unit][score] for unit in names])
    spans = [means.of(variable, inside[unit]) or (0.0, 0.0) for unit in names]
    x = np.array([[sum(each) / 2 for each in spans]] * len(sums))
    x[:, names.index(hidden)] = sums / n
    slack = np.array([(each[1] - each[0]) / 2 for each in spans])
    fits = _fitting(x, y, slack, told)
    left = sums[fits]
    small = [w & crowd.answered[variable] for u, w in crowd.units.items() if u not in inside]
    others = sum(map(len, small))
    few = others if 0 < others < THRESHOLD and not _unnamed(crowd, variable) else 0
    if not len(left):
        raise AssertionError(f"{place}: no mean of {variable} fits")
    if few and (len(left) - 1) / steps / few < 1:
        yield Finding("offices", f"{place}: {variable} of {few}, for that of {hidden} follows")
    elif variable in crowd.items and n < 10 and len(left) == 1:
        yield Finding("offices", f"{place}: {variable} of the {n} of {hidden}")


def _unnamed(crowd: Crowd, variable: str) -> int:
    return len(crowd.answered[variable].difference(*crowd.units.values()))


def _fitting(
    x: np.ndarray, y: np.ndarray, slack: np.ndarray, told: Mapping[str, Span | None]
) -> np.ndarray:
    """Which rows of means make the told figures, as near as the other means are known."""
    fits = np.ones(len(x), dtype=bool)
    for name, each in told.items():
        if each is None:
            continue
        found = _figure(name, x, y)
        moved = [
            np.abs(_figure(name, x + slack * np.eye(len(slack))[i], y) - found)
            for i in np.flatnonzero(slack)
        ]
        doubt = sum(moved, np.zeros(len(x))) * 1.5 + 1e-9
        fits &= (found >= each[0] - doubt) & (found <= each[1] + doubt)
    return fits


def _figure(name: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    if name.startswith("loo"):
        without = [_r(np.delete(x, i, axis=1), np.delete(y, i)) for i in range(len(y))]
        return np.min(without, axis=0) if name == "loo_low" else np.max(without, axis=0)
    r = _r(x, y)
    return r if name == "r" else r * np.sqrt((len(y) - 2) / np.maximum(1 - r**2, 1e-12))


def _r(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean()
    found: np.ndarray = x @ y / np.sqrt(np.maximum((x**2).sum(axis=1) * (y @ y), 1e-12))
    return found


def _unplaced(place: str, node: Aggregation, crowd: Crowd) -> Iterator[Finding]:
    """How few named no office, from what gives away the n that is withheld."""
    if not isinstance(node.n, Suppressed):
        return
    answered, k = len(crowd.answered[node.construct]), node.n_units
    left = [n for n in range(k + 1, answered + 1) if all(_agrees(node, n, k))]
    few = {answered - n for n in left}
    if len(few) == 1 and 0 < min(few) < THRESHOLD:
        yield Finding("offices", f"{place}: {few} named no office")


def _agrees(node: Aggregation, n: int, k: int) -> Iterator[bool]:
    """Whether so many in so many offices can have made what is told."""
    f, eta2, design = span(node, "f"), span(node, "eta2"), span(node, "design_effect")
    if f is None:
        return
    shares = [each * (k - 1) / (each * (k - 1) + n - k) for each in f]
    yield eta2 is None or (shares[0] <= eta2[1] and shares[1] >= eta2[0])
    size = n / k
    effects = [1 + (size - 1) * (each - 1) / (each + size - 1) for each in f]
    yield design is None or (min(effects) <= design[1] and max(effects) >= design[0])
