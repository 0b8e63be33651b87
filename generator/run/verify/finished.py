"""A finished file as it is read back: with other programs than those that wrote it, if it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Row = tuple[str, ...]
"""The texts of a table row's cells."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a file says of itself and to its reader.

    ``breaks`` are the places in ``words`` where a new page begins, none in a Word file.
    ``properties`` has every value told under a name (title, author, language, unit, run), wherever
    the file tells it; ``pictures`` are the text alternatives and ``rows`` the rows of all tables,
    both in reading order; ``pages`` a PDF's alone; ``faults`` are what is wrong in itself.
    """

    words: tuple[str, ...]
    breaks: tuple[int, ...]
    properties: Mapping[str, tuple[str, ...]]
    pictures: tuple[str, ...]
    rows: tuple[Row, ...]
    pages: int | None = None
    faults: tuple[str, ...] = ()
