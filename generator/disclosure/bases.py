"""Bases: those who answered everything a model is about, and the few who are not among them.

A regression line goes through the means of its base, so its constant says what the means of all who
answered and of the base differ by: that is about whoever is not in it. Its sums of squares, and a
slope beside its beta, do the same with the spread. A sum of squares that lacks one person is a
square of her distance from the mean, so nothing that has a unit of measurement is told where one to
three who answered are not in the base, or of a single statement fewer than ``OWN_SD_FROM``. What
compares spreads only (beta, t, F, R², p) stays.

How much rounding hides is counted for the predictors: their squares follow from the outcome's, a
slope and a beta, of three decimals each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.disclosure.rows import hidden_row, without_figures
from generator.results import (
    Multilevel,
    MultilevelRow,
    Regression,
    RegressionTerm,
    ReleasedResults,
    Suppressed,
)
from generator.results.memberships import Memberships, People
from generator.round import OWN_SD_FROM

KNOWN_TO = 2.0
"""Scale points; a mean of one to three people known better than this is known too well."""
SLOPE, MOST = 0.001, 6
"""How far a slope or constant leaves the true one undecided, and the most an answer can be."""
ALONE, TOGETHER = 8.0, 2.0
"""How wide a sum of squares must be left undecided to hide one answer in it, or two or three."""
HALF = 0.0005
"""How far a figure of three decimals may be from the one it was rounded from."""
OF_TERM = ("b", "se", "ci_low", "ci_high")
OF_MODEL = ("see", "ss_regression", "ss_residual")
OF_ROW = ("b", "se", "ci_low", "ci_high", "b_single", "variance_between", "variance_within")


def without_small_bases(
    released: ReleasedResults, people: Mapping[str, Memberships], *, threshold: int
) -> ReleasedResults:
    """The release without what models tell of the few who are not in them."""
    items = _items(released, people)
    steps = dict(released.steps)
    for name, node in steps.items():
        if isinstance(node, Suppressed) or node.group not in people:
            continue
        members = people[node.group]
        if isinstance(node, Regression):
            steps[name] = _regression(node, members, items, threshold)
        elif isinstance(node, Multilevel):
            fine = not _tells_slopes(steps.get(node.of))
            steps[name] = _with_units(node, members, items, threshold, fine=fine)
    return replace(released, steps=steps)


def _items(released: ReleasedResults, people: Mapping[str, Memberships]) -> frozenset[str]:
    """The single statements: what scale points are counted of."""
    return frozenset(item for members in people.values() for item in members.values)


def _regression(
    node: Regression, members: Memberships, items: frozenset[str], threshold: int
) -> Regression:
    names = [node.outcome, *(term.term for term in node.terms if term.term)]
    out = _left_out(names, members.people, members)
    if _constant_tells(out, members, threshold):
        node = replace(node, terms=tuple(_without_constant(node.terms)))
    if not any(_squares_tell(node, name, n, items, threshold) for name, n in out.items()):
        return node
    terms = tuple(without_figures(t, *OF_TERM, reason="would_reveal_few") for t in node.terms)
    node = replace(node, terms=terms)
    return without_figures(node, *OF_MODEL, reason="would_reveal_few")


def _left_out(names: Sequence[str], within: People, members: Memberships) -> dict[str, int]:
    """Of each variable, how many who answered it are not in the base of all of them."""
    known = {name: members.answered[name] for name in names if name in members.answered}
    base = within.intersection(*known.values())
    return {name: len(who - base) for name, who in known.items()}


def _constant_tells(out: Mapping[str, int], members: Memberships, threshold: int) -> bool:
    """Whether the line's constant, with three decimals, tells the mean of those left out.

    Of as many as the threshold it may tell the mean, but not beside what tells their spread.
    """
    base = min((len(members.answered[name]) - n for name, n in out.items()), default=0)
    rough = base * SLOPE * (1 + MOST * (len(out) - 1))
    few = [n if n < threshold else 1 for n in out.values() if 0 < n < OWN_SD_FROM]
    return bool(few) and rough / max(few) < KNOWN_TO


def _without_constant(terms: Sequence[RegressionTerm]) -> Iterator[RegressionTerm]:
    for term in terms:
        constant = term.term is None
        yield hidden_row(term, reason="would_reveal_few", also=()) if constant else term


def _squares_tell(
    node: Regression, name: str, out: int, items: frozenset[str], threshold: int
) -> bool:
    """Whether a variable's squares over the base tell of the ``out`` who are not in it."""
    if not _few(name, out, items, threshold):
        return False
    enough = ALONE if out == 1 or name in items else TOGETHER
    return name == node.outcome or _undecided(node, name) < enough


def _few(name: str, out: int, items: frozenset[str], threshold: int) -> bool:
    return 0 < out < (OWN_SD_FROM if name in items else threshold)


def _undecided(node: Regression, name: str) -> float:
    """Between what a predictor's squares must lie, by the model's own figures."""
    term = next(term for term in node.terms if term.term == name)
    b, beta, se = _size(term.b), _size(term.beta), _size(term.se)
    tolerance, see, residual = _size(term.tolerance), _size(node.see), _size(node.ss_residual)
    if not all((b, beta, se, tolerance, see, residual)):
        return 0.0
    by_slope = (residual + _size(node.ss_regression)) * (beta / b) ** 2
    by_error = (see / se) ** 2 / tolerance
    return (
        4
        * HALF
        * min(by_slope * (1 / b + 1 / beta), by_error * (1 / see + 1 / se + 1 / tolerance / 2))
    )


def _size(figure: object) -> float:
    """A figure without its sign; 0 where it is not told."""
    return abs(figure) if isinstance(figure, float) else 0.0


def _with_units(
    node: Multilevel, members: Memberships, items: frozenset[str], threshold: int, *, fine: bool
) -> Multilevel:
    """``fine`` is whether the slopes of a joint model are told too finely: as without units."""
    placed: People = frozenset().union(*members.units.values())
    together = [row.term for row in node.rows]

    def told(row: MultilevelRow) -> MultilevelRow:
        out = _left_out(
            [row.outcome, *(together if node.jointly else (row.term,))], placed, members
        )
        asked = (row.outcome,) if node.jointly and not fine else out
        few = any(_few(name, out[name], items, threshold) for name in asked if name in out)
        return without_figures(row, *OF_ROW, reason="would_reveal_few") if few else row

    return replace(node, rows=tuple(told(row) for row in node.rows))


def _tells_slopes(node: object) -> bool:
    return isinstance(node, Regression) and any(isinstance(term.b, float) for term in node.terms)
