"""How large a figure is in words: one table of limits, each with its source, for every report.

Judged on the figure as it is printed. Cohen's limits are for all effect sizes, since one author's
mean the same effect by the same word (r .30, d .50 or so, eta squared .06), and since answers of
one person to one form go together more than what they are about; lower limits would say too much.
"""

from collections.abc import Mapping
from typing import Final, Literal

from generator.report.context import Context
from generator.results.values import round_half_away

Kind = Literal["r", "d", "eta2", "r2", "w", "icc1", "alpha"]

LIMITS: Final[Mapping[Kind, tuple[float, ...]]] = {
    # Cohen (1988), pp. 79-80, 25-26, 285-287, 413-414 (f squared as R squared) and 227
    "r": (0.10, 0.30, 0.50),
    "d": (0.20, 0.50, 0.80),
    "eta2": (0.01, 0.06, 0.14),
    "r2": (0.02, 0.13, 0.26),
    "w": (0.10, 0.30, 0.50),
    # LeBreton and Senter (2008), p. 838
    "icc1": (0.01, 0.10, 0.25),
    # George and Mallery (2003), p. 231
    "alpha": (0.50, 0.60, 0.70, 0.80, 0.90),
}
"""Where each word but the first begins, from below."""

SMALL: Final = 1
MEDIUM: Final = 2
LARGE: Final = 3
ACCEPTABLE: Final = 2
"""The place of the customary limit among those of alpha."""


def level(kind: Kind, value: object) -> int | None:
    """How many of the limits a figure reaches, r and d under either sign; None of no number."""
    if not isinstance(value, float):
        return None
    size = abs(value) if kind in ("r", "d") else value
    return sum(round_half_away(size, 2) >= limit for limit in LIMITS[kind])


def size_word(reached: int, *, context: Context, kind: Kind = "r") -> str:
    """``middels``: how large a figure is, in a word."""
    return _words(kind, context)[reached]


def _words(kind: Kind, context: Context) -> tuple[str, ...]:
    return context.words.several("effect.words_alpha" if kind == "alpha" else "effect.words")


def size_note(kind: Kind, *, context: Context) -> str:
    """Which word each size has, and whose limits they are."""
    words, named = context.words, _words(kind, context)[1:]
    limits = [
        words("effect.from", word=word, limit=context.number(limit, 2))
        for word, limit in zip(named, LIMITS[kind], strict=True)
    ]
    return words(f"effect.{kind}", limits=words.listed(limits))
