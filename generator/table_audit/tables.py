"""Printed tables as the audit reads them: texts, what columns hold, what is declared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from generator.table_audit.figures import Figure, Interval, read_figure, read_range, shown
from generator.table_audit.windows import ANY, Window

LAYOUTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "regression": (("b", "se"),),
    "anova": (("n", "mean", "sd", "difference"), ("n", "mean", "sd", "f")),
    "comparison": (("mean", "mean", "difference"), ("mean_sd", "mean_sd", "difference")),
    "tests": (("t", "df", "p"), ("f", "df1", "df2", "p")),
    "correlation": (("r", "p"),),
    "frequency": (("n", "percent"),),
    "response": (("invited", "answered"),),
    "reliability": (("n_items",), ("alpha",)),
    "means": (("n", "mean"),),
}
"""What can be recomputed, and which columns each needs; the first that fits is recognised."""

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
    title: str
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

    def figure(self, row: int, column: int | None) -> Figure | None:
        """The number in a cell; None without the column, or when the cell holds none."""
        return None if column is None else read_figure(self.rows[row][column])

    def figures(self, column: int | None) -> Iterator[tuple[int, Figure]]:
        """The rows that print a number in a column."""
        for row in range(len(self.rows)):
            found = self.figure(row, column)
            if found is not None:
                yield row, found

    def ends(self, row: int) -> Iterator[tuple[int, Figure, str]]:
        """The printed ends of a row's interval, in one column or two: ``low`` or ``high``."""
        column = self.column("interval")
        both = read_range(self.rows[row][column]) if column is not None else (None, None)
        for end, name in zip(both, ("low", "high"), strict=True):
            if end is not None and column is not None:
                yield column, end, name
        for name in ("low", "high"):
            column = self.column(f"ci_{name}")
            end = self.figure(row, column)
            if end is not None and column is not None:
                yield column, end, name

    def count(self, row: int, column: int | None) -> int | None:
        """The count in a cell."""
        found = self.figure(row, column)
        return found.count if found else None

    def window(self, row: int, column: int | None = None) -> Window:
        """How many answers there may be behind a cell, as declared."""
        keys = ((column, row), (column, None), (None, row), (None, None))
        return next((self.n[key] for key in keys if key in self.n), ANY)

    def scale(self, row: int) -> ItemScale | None:
        """The scale a row's mean was computed on, where it is declared."""
        return self.scales.get(row, self.scales.get(None))

    def texts(self, row: int) -> list[str]:
        """What a row is called: its cells in columns of labels."""
        return [self.rows[row][i].strip() for i in self.columns_of("label")]

    def label(self, row: int) -> str:
        """A row's own label, or that of the nearest row above that has one."""
        for i in range(row, -1, -1):
            found = next((text for text in reversed(self.texts(i)) if text), "")
            if found:
                return found
        return ""

    def is_total(self, row: int) -> bool:
        """Whether a row sums up others."""
        words = self.totals | total_words()
        return any(text.casefold() in words for text in self.texts(row))


@dataclass(frozen=True, slots=True)
class Check:
    """One cell held against what the other cells make possible."""

    row: int
    column: int
    holds: bool
    possible: str
    why: str


def compared(
    table: PrintedTable, row: int, column: int | None, possible: Interval, why: str
) -> Iterator[Check]:
    """A cell held against the values it can have; nothing when it prints no number."""
    printed = table.figure(row, column)
    if printed is not None and column is not None:
        holds = possible.meets(printed.interval)
        yield Check(row, column, holds, shown(possible, printed.decimals), why)


def recognised_roles(columns: tuple[str, ...]) -> tuple[str, ...]:
    """What each column holds, by its head; columns left of the first number are labels."""
    known = [_role(head) for head in columns]
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


def known_roles() -> tuple[str, ...]:
    """Every role a column can have."""
    return (*PLAIN_ROLES, *_heads()["roles"])


def total_words() -> frozenset[str]:
    """What rows of totals are called."""
    return frozenset(_heads()["words"]["total"])


def _role(head: str) -> str | None:
    text = re.sub(r"\s+", " ", head).strip().casefold()
    patterns: dict[str, str] = _heads()["roles"]
    return next((role for role, pattern in patterns.items() if re.fullmatch(pattern, text)), None)


@cache
def _heads() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("heads.toml").read_text(encoding="utf-8"))
