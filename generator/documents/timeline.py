"""A picture of figures through the rounds: what it says, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One variable round by round; a round without a told figure is None.

    ``joined`` are the pairs of neighbouring figures a line is drawn between, ``broken`` those
    where a break is marked instead; both by place among the rounds. ``text`` is printed at the
    right.
    """

    label: str
    values: tuple[float | None, ...]
    joined: tuple[tuple[int, int], ...]
    broken: tuple[tuple[int, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Lines over the same rounds, each on a scale of its own."""

    rounds: tuple[str, ...]
    lines: tuple[TimeLine, ...]
    value_name: str
    break_name: str
