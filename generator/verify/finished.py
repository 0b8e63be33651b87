"""A finished file as it is read back: with other programs than those that wrote it, if it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a file says of itself and to its reader.

    ``breaks`` are the places in ``words`` where a new page begins, none in a Word file.
    ``properties`` has every value told under a name (title, author, language, unit, run), wherever
    the file tells it; ``pictures`` are the text alternatives and ``tables`` the texts of the cells,
    both in reading order, tables of Word files only; ``faults`` are what is wrong in itself.
    """

    words: tuple[str, ...]
    breaks: tuple[int, ...]
    properties: Mapping[str, tuple[str, ...]]
    pictures: tuple[str, ...]
    tables: tuple[Rows, ...] | None = None
    pages: int | None = None
    faults: tuple[str, ...] = ()
