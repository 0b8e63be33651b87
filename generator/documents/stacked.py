"""A picture of shares in ordered classes: what it says, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One stacked bar: shares of 100 in class order, with the printed text of each."""

    label: str
    shares: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Shares in classes that add up to 100, one bar per row."""

    classes: tuple[str, ...]
    rows: tuple[StackedRow, ...]
