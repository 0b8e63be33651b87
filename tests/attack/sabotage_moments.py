"""Rules for second moments switched off one at a time, and where the attacker then learns."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from attack.county import County, Office
from attack.sabotage import Patch, Sabotage, same, switch


def squares(patch: Patch) -> None:
    """No spread is held against another."""
    switch(patch, "proof.without_small_squares", same)


def families(patch: Patch) -> None:
    """Two spreads are held against each other; not one against several that are apart."""
    switch(patch, "squares._families", lambda *_: iter(()))


def covers(patch: Patch) -> None:
    """Several spreads together are not held against one that they hold."""
    switch(patch, "squares._covers", lambda *_: iter(()))


def tests_of_variance(patch: Patch) -> None:
    """Sums of squares go; F, eta squared and p stay."""
    switch(patch, "squares.POOLED", ("ss_between", "ss_within"))


def pairs(patch: Patch) -> None:
    """The standard errors of an analysis of variance's pairs stay."""
    switch(patch, "squares.OF_PAIR", ())


def tests_of_two(patch: Patch) -> None:
    """t, d and the standard error of two groups' difference stay."""
    switch(patch, "squares.OF_TWO", ())


def bases(patch: Patch) -> None:
    """A regression's sums of squares and slopes stay, whoever is not in it."""
    switch(patch, "bases._squares_tell", lambda *_: False)


def sums_of_bases(patch: Patch) -> None:
    """Slopes go; sums of squares stay."""
    switch(patch, "bases.OF_MODEL", ())


def slopes_of_bases(patch: Patch) -> None:
    """Sums of squares go; slopes beside betas stay."""
    switch(patch, "bases.OF_TERM", ())


def statements(patch: Patch) -> None:
    """Of single statements as of constructs: only one to three who are not in a base count."""
    switch(patch, "bases._few", lambda _, out, __, threshold: 0 < out < threshold)


def models_with_offices(patch: Patch) -> None:
    """A slope with offices beside its beta stays, whoever is not in the base."""
    switch(patch, "bases._with_units", lambda node, *_, **__: node)


def between_offices(patch: Patch) -> None:
    """The analysis of variance by office is told, whatever office is not."""
    switch(patch, "between._step", lambda node, _: node)


def shrunken(patch: Patch) -> None:
    """Shrunken means are told, whatever office is not."""
    switch(patch, "between.SHRUNKEN", ())


def intervals(patch: Patch) -> None:
    """Intervals of offices are told, whatever larger office is not."""
    switch(patch, "between._unit", lambda *_: {})


def unplaced(patch: Patch) -> None:
    """The analysis of variance by office is told, however few are in no office."""
    rule = import_module("generator.disclosure.between")._hidden

    def blind(*args: Any) -> Any:
        return replace(rule(*args), unplaced=frozenset())

    switch(patch, "between._hidden", blind)


def pooled(patch: Patch) -> None:
    """What is pooled leaves out who is in no office, and keeps small offices apart."""

    def apart(values: np.ndarray, codes: np.ndarray, *, few: int) -> tuple[float, int]:
        placed = (codes >= 0) & ~np.isnan(values)
        parts = [values[placed & (codes == i)] for i in np.unique(codes[placed])]
        found = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
        return found, int(placed.sum()) - len(parts)

    for module in ("descriptives", "unit_comparison"):
        place = import_module(f"generator.analysis.{module}")
        patch.setattr(place, "squares_within", apart)


UNNAMED = County(
    (
        Office(12, opinion=5, spread=0.7),
        Office(40, opinion=2, spread=2.0),
        Office(9, "s", opinion=2, spread=2.0),
    ),
    unplaced=5,
    seed=1,
)
HIDDEN = County(
    (
        Office(30, "l", opinion=5, spread=2.0),
        Office(20, opinion=2, spread=2.0),
        Office(5, "s", opinion=2, spread=0.7),
        Office(10, opinion=3, spread=2.0),
        Office(3, "s", opinion=5, spread=2.0),
    ),
    skipped=0.05,
    seed=11,
)
UNCLASSED = County(
    (
        Office(8, "l", opinion=3, spread=2.0),
        Office(34, opinion=3),
        Office(4, "l", opinion=5),
        Office(4, opinion=2, spread=2.0),
    ),
    skipped=0.05,
    seed=24,
)
SKIPPED = County((Office(16, opinion=3, spread=2.0), Office(15, spread=1.2)), skipped=0.01, seed=19)

ALIKE = County(
    (
        Office(12, "s", opinion=3, spread=2.0),
        Office(5, opinion=1, spread=2.0),
        Office(7, opinion=4, spread=0.0, merged=True),
        Office(2, "l", opinion=6, spread=2.0, merged=True),
    ),
    unplaced=3,
    skipped=0.01,
    seed=20021,
)
SILENT = County(
    (Office(70), Office(75), Office(72)),
    seed=4,
    edits=tuple((row, "age", None) for row in (3, 5, 7, 11, 12)),
)

SPARSE = County(
    (
        Office(12, "s", opinion=5, spread=2.0),
        Office(3, opinion=5, spread=2.0),
        Office(9, "s", opinion=2, spread=2.0, merged=True),
        Office(9, "l", opinion=5, spread=0.7),
        Office(22, opinion=2, merged=True),
    ),
    skipped=0.2,
    seed=9,
)

RULES = (
    Sabotage(squares, "moments", UNCLASSED),
    Sabotage(families, "moments", HIDDEN),
    Sabotage(covers, "moments", SILENT),
    Sabotage(tests_of_variance, "moments", UNNAMED),
    Sabotage(pairs, "moments", SPARSE),
    Sabotage(tests_of_two, "moments", SKIPPED),
    Sabotage(bases, "moments", SKIPPED),
    Sabotage(sums_of_bases, "moments", SKIPPED),
    Sabotage(slopes_of_bases, "moments", SKIPPED),
    Sabotage(statements, "moments", HIDDEN),
    Sabotage(models_with_offices, "moments", SKIPPED),
    Sabotage(between_offices, "moments", HIDDEN),
    Sabotage(shrunken, "moments", ALIKE),
    Sabotage(intervals, "moments", HIDDEN),
    Sabotage(unplaced, "moments", UNNAMED),
    Sabotage(pooled, "moments", UNNAMED),
)
