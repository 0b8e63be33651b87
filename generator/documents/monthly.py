"""A picture of months against target: what it says, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One indicator month by month; a month that is not told is None, and the line has a gap.

    ``met`` says of each month whether the target was reached, ``text`` is printed at the right.
    """

    label: str
    values: tuple[float | None, ...]
    targets: tuple[float | None, ...]
    met: tuple[bool | None, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MonthlyChart:
    """Lines over the same months, each on a scale of its own, with the target drawn in."""

    months: tuple[str, ...]
    lines: tuple[MonthLine, ...]
    met_name: str
    missed_name: str
    target_name: str
