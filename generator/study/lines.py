"""On which line of a TOML file each key stands: ``tomllib`` and pydantic do not say."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from generator.errors import Problem

At = tuple[str | int, ...]
"""Keys and places in lists from the top of a file, as pydantic has them."""

_ENDS: Final = ("", "]", '"""', "'''", "]]", ']"""', "]'''", '"""]', "''']", "]}", "]}]", "]]]")
"""What a value that goes on over several lines may lack before the last of them."""


def lines_of(text: str) -> dict[At, int]:
    """The line of each key, table and value in a list, from 1; of a text that is valid TOML."""
    found: dict[At, int] = {}
    table: At = ()
    lists = Counter[At]()
    begun = lacking = ""
    for number, line in enumerate(text.split("\n"), start=1):
        is_heading = not begun and line.lstrip().startswith("[")
        begun += f"{line}\n"
        for end in (lacking, *_ENDS):
            try:
                content = tomllib.loads(begun + end)
            except tomllib.TOMLDecodeError:
                continue
            lacking = end
            break
        else:
            continue
        if is_heading:
            table = _table(content, lists)
        for at in (table, *((*table, *at) for at in _places(content) if not is_heading)):
            for depth in range(1, len(at) + 1):
                found.setdefault(at[:depth], number)
        begun = begun if lacking else ""
    return found


def _table(content: Any, lists: Counter[At]) -> At:
    """Where the table of a heading stands, each list of tables at its latest place."""
    at: At = ()
    while content:
        ((key, content),) = content.items()
        at = (*at, key)
        if isinstance(content, list):
            lists[at] += 1
            content = {}
        at = (*at, lists[at] - 1) if lists[at] else at
    return at


def _places(value: Any) -> Iterator[At]:
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in parts:
        yield (name,)
        yield from ((name, *at) for at in _places(part))


def with_lines(problems: Iterable[Problem], path: Path) -> Iterator[Problem]:
    """The problems, those of the file with the last line that has what they are about.

    That is the last name which a message quotes, else the key: a copy stands after the original.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else ()
    for problem in problems:
        quoted = re.search(r".*'(.+?)'", problem.message)
        name = re.escape(quoted[1] if quoted else (problem.column or "").rpartition(".")[2])
        as_key = rf"(?<![\w\"-]){name}\s*=|^\s*\[.*(?<![\w-]){name}\]"
        stands = re.compile(rf"[\"']{name}[\"']|{as_key}|=\s*{name}(?![\w.])", re.IGNORECASE)
        rows = (n for n, line in enumerate(lines, start=1) if name and stands.search(line))
        is_own = problem.file == path.name and problem.row is None
        yield replace(problem, row=max(rows, default=None)) if is_own else problem
