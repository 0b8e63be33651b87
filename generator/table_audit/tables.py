"""Printed tables as the audit reads them: texts, what columns hold, what is declared."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from generator.table_audit.figures import (
    RANGE,
    Check,
    Figure,
    Interval,
    held,
    read_figure,
    read_pair,
)
from generator.table_audit.windows import ANY, Window, half_width


@dataclass(frozen=True, slots=True)
class Role:
    """What a column can hold: its printed heads, its ends, and whether it counts something."""

    head: str
    ends: tuple[float, float] | None = None
    counts: bool = False


_DESCRIBED = tomllib.loads(files(__package__).joinpath("layouts.toml").read_text(encoding="utf-8"))

LAYOUTS: Mapping[str, Sequence[Sequence[str]]] = _DESCRIBED["layouts"]
"""What can be recomputed, and which columns each needs; the first that fits is recognised."""

ROLES: Mapping[str, Role] = {name: Role(**role) for name, role in _DESCRIBED["roles"].items()}
TOTAL_WORDS = frozenset(_DESCRIBED["words"]["total"])
PLAIN_ROLES = ("label", "text")
"""Roles of columns that hold no numbers."""


@dataclass(frozen=True, slots=True)
class ItemScale:
    """The scale behind a mean; ``complete`` when everybody answered each of its integer items."""

    items: int
    complete: bool
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table as printed, and what is declared beside it.

    ``n`` maps (column, row) to how many answers there are, None for any; ``scales`` likewise by
    row. ``predictors`` is how many were entered, where a regression prints only some. ``rounded``
    says that a total was added up from figures that were rounded first, other than those printed.
    """

    number: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...]
    layout: str | None
    n: Mapping[tuple[int | None, int | None], Window] = field(default_factory=dict)
    scales: Mapping[int | None, ItemScale] = field(default_factory=dict)
    predictors: int | None = None
    bonferroni: bool = True
    totals: frozenset[str] = frozenset()
    rounded: bool = False

    def columns_of(self, role: str) -> list[int]:
        """The columns with a role, in printed order."""
        return [i for i, name in enumerate(self.roles) if name == role]

    def column(self, role: str, *, after: int = -1) -> int | None:
        """The first column with a role to the right of another."""
        return next((i for i in self.columns_of(role) if i > after), None)

    def at(self, row: int, column: int | None) -> Figure | None:
        """The number in a cell; None without the column, or when the cell holds none."""
        return None if column is None else read_figure(self.rows[row][column], row, column)

    def figure(self, row: int, role: str, *, after: int = -1) -> Figure | None:
        """The number in a row's first column with a role, to the right of another."""
        return self.at(row, self.column(role, after=after))

    def figures(self, column: int | None) -> Iterator[Figure]:
        """The numbers in a column."""
        found = (self.at(row, column) for row in range(len(self.rows)))
        return (figure for figure in found if figure is not None)

    def interval_checks(
        self, row: int, centre: Interval, *errors: tuple[Interval, Window], why: str
    ) -> Iterator[Check]:
        """A row's 95 % interval: centre -/+ t SE, by any of the errors with their df."""
        halves = [half_width(se, df) for se, df in errors]
        ends = [(self.figure(row, "ci_low"), self.figure(row, "ci_high"))]
        for column in self.columns_of("interval")[:1]:
            ends.insert(0, read_pair(RANGE, self.rows[row][column], row, column))
        for low, high in ends:
            yield from held(low, *(centre - half for half in halves), why=why)
            yield from held(high, *(centre + half for half in halves), why=why)

    def count(self, row: int, column: int | None) -> int | None:
        """The count in a cell."""
        found = self.at(row, column)
        return found.count if found else None

    def window(self, row: int, column: int | None = None) -> Window:
        """How many answers there may be behind a cell, as declared."""
        keys = ((column, row), (column, None), (None, row), (None, None))
        return next((self.n[key] for key in keys if key in self.n), ANY)

    def scale(self, row: int) -> ItemScale | None:
        """The scale a row's mean was computed on, where it is declared."""
        return self.scales.get(row, self.scales.get(None))

    def own_label(self, row: int) -> str:
        """The last text in a row's columns of labels."""
        return next((text for text in reversed(self._labels(row)) if text), "")

    def label(self, row: int) -> str:
        """A row's own label, or that of the nearest row above that has one."""
        return next((text for i in range(row, -1, -1) if (text := self.own_label(i))), "")

    def is_total(self, row: int) -> bool:
        """Whether a row sums up others."""
        words = self.totals | TOTAL_WORDS
        return any(text.casefold() in words for text in self._labels(row))

    def _labels(self, row: int) -> list[str]:
        return [self.rows[row][i].strip() for i in self.columns_of("label")]


def recognised_roles(columns: tuple[str, ...]) -> tuple[str, ...]:
    """What each column holds, by its head; columns left of the first number are labels."""
    heads = [" ".join(head.split()).casefold() for head in columns]
    known = [
        next((name for name, role in ROLES.items() if re.fullmatch(role.head, head)), None)
        for head in heads
    ]
    first = next((i for i, role in enumerate(known) if role), len(known))
    roles = ["label" if i < first else role or "text" for i, role in enumerate(known)]
    if "n_items" in roles and "alpha" not in roles:
        roles = [role if role != "text" else "alpha" for role in roles]
    return tuple(roles)


def recognised_layout(roles: tuple[str, ...]) -> str | None:
    """What can be recomputed from columns with these roles; None when nothing can."""
    return next((layout for layout in LAYOUTS if fits(layout, roles)), None)


def fits(layout: str, roles: tuple[str, ...]) -> bool:
    """Whether a table with these columns has what the layout needs."""
    return any(
        all(roles.count(role) >= needed.count(role) for role in needed)
        for needed in LAYOUTS[layout]
    )
