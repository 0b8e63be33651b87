"""Marks: the small pictures of a table, what each says before it is drawn.

A mark holds no text. Its numbers and words stand in the cells beside it, where every reader finds
them; whoever listens misses nothing.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval, and a tick where it is compared with; ``band`` holds a bound.

    It is filled where it is ``firm``: different from the reference after adjustment.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    band: tuple[float, float] | None = None
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar from zero, solid up to ``value`` and hatched where a bound may lie."""

    value: float | None
    reference: float | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A move from a hollow dot to a filled one; the line between is thick where it is ``firm``."""

    then: float | None
    now: float | None
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Months:
    """A line month by month on a scale of its own; a month that is not published is a gap.

    ``met`` says of each month whether the target was reached, ``run`` which months are one.
    """

    values: tuple[float | None, ...]
    targets: tuple[float | None, ...]
    met: tuple[bool | None, ...]
    run: range = range(0)


@dataclass(frozen=True, slots=True)
class Rounds:
    """A line round by round on a scale of its own; a round without a published figure is None.

    ``joined`` are the pairs of neighbouring figures a line is drawn between, ``broken`` those
    where a break is marked instead; both by place among the rounds.
    """

    values: tuple[float | None, ...]
    joined: tuple[tuple[int, int], ...]
    broken: tuple[tuple[int, int], ...]


Mark = Dot | Bar | Shift | Months | Rounds


@dataclass(frozen=True, slots=True)
class Axis:
    """The scale that a column of marks shares; ``ticks`` are places on it with their texts.

    ``origin`` is drawn darker: zero, or the target.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    origin: float | None = None


KeyMark = (
    Literal["dot", "line", "interval", "hollow", "bar", "band", "reference"]
    | Literal["shift", "met", "missed", "target", "break", "run"]
)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend above a table: what a mark means; without a mark, a remark."""

    text: str
    mark: KeyMark | None = None
