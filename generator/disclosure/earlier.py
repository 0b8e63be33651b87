"""What must be known of a release when its round is published again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from generator.disclosure.audit import Sums
from generator.results import ReleasedResults

GONE: Final = -1
"""Stands for a row behind a figure that was carried over, whose answer was gone already then."""

Included = Mapping[str, tuple[int, ...]]
"""Of a respondent group: which rows of the survey are behind each published figure, by its key."""

IncludedToday = Mapping[str, tuple[int | None, ...]]
"""The same of an earlier release, in today's rows; None where that answer is gone or changed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Who is behind each published figure, by respondent group; nobody's answers are in it.

    ``sums`` are the published sums of each group's variables, which the audit can be done again
    from.
    """

    included: Mapping[str, Included] = field(default_factory=dict)
    sums: Mapping[tuple[str, str], Sums] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """An earlier release of the round, or of another round that asked many of the same people.

    ``release`` counts the releases of its round from 1. ``included`` is None where nobody can say
    who was behind its figures. ``redefined`` are the constructs, items and background variables
    that study.toml defines otherwise now.
    """

    run: str
    release: int
    results: ReleasedResults
    included: Mapping[str, IncludedToday] | None
    redefined: frozenset[str] = frozenset()
    of_round: bool = True
