"""Nodes about counts held against what was expected: goodness of fit, representativeness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from generator.results.node import Node
from generator.results.values import Count, Number, analysed, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCell:
    """One category: how many there are, how many were expected, and the difference."""

    value: str
    label: str
    observed: Count
    expected: Number = printed(1)
    residual: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodnessOfFit(Node):
    """Chi-square of a variable's counts against expected ones.

    ``n_small_cells`` counts cells with an expected count below five, where p is rough.
    """

    kind: ClassVar[str] = "goodness_of_fit"
    variable: str
    chi2: Number = printed(3)
    df: Number = printed(0)
    p: Number = printed(3)
    n_small_cells: int | None
    min_expected: Number = analysed(1)
    cells: tuple[CountCell, ...] = analysed(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Representativeness(Node):
    """Chi-square of those who answered against everybody invited, by one variable.

    ``of`` counts the invited; ``cells`` hold the answered and what the invited lead to expect.
    """

    kind: ClassVar[str] = "representativeness"
    variable: str
    of: Count
    chi2: Number = printed(3)
    df: Number = printed(0)
    p: Number = printed(3)
    n_small_cells: int | None
    min_expected: Number = analysed(1)
    cells: tuple[CountCell, ...] = analysed(default=())
