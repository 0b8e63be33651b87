"""On which line of a TOML file each key stands: ``tomllib`` and pydantic do not say."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Final

At = tuple[str | int, ...]
"""Keys and places in lists from the top of a file, as pydantic has them."""

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")|\'\'\'.*?\'\'\'(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|\#[^\n]*|[\[\]{},=.\n]|[^\s\[\]{},=.\"'\#]+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[At, int]:
    """The line of each key, table and value in a list, from 1; of a text that is valid TOML."""
    found: dict[At, int] = {}
    for at, line in _Scan(text).statements():
        for depth in range(1, len(at) + 1):
            found.setdefault(at[:depth], line)
    return found


def given_twice(text: str) -> tuple[At, int] | None:
    """The first key or table that stands a second time, and its line there."""
    seen: set[At] = set()
    for at, line in _Scan(text).statements():
        if at in seen:
            return at, line
        seen.add(at)
    return None


def line_naming(text: str, message: str) -> int | None:
    """The last line that has the name which a message quotes: a copy stands after the original."""
    quoted = re.search(r"'(.+?)'", message)
    tokens = reversed(_Scan(text).tokens) if quoted else ()
    return max(
        (n for token, n in tokens if quoted and token.strip("\"'") == quoted[1]), default=None
    )


class _Scan:
    """One walk through a text's tokens. A damaged text ends it early, without an error."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        line = end = 1
        for token in _TOKEN.finditer(text):
            line += text.count("\n", end - 1, token.start())
            end = token.start() + 1
            if token[0][0] != "#":
                self.tokens.append((token[0], line))
        self.tokens.reverse()
        self.arrays = Counter[At]()

    def next(self) -> str:
        return self.tokens[-1][0] if self.tokens else ""

    def take(self) -> tuple[str, int]:
        return self.tokens.pop() if self.tokens else ("", 0)

    def statements(self) -> Iterator[tuple[At, int]]:
        """Every key and table heading where it stands, values in lists included."""
        table: At = ()
        while self.tokens:
            if self.next() == "\n":
                self.take()
            elif self.next() == "[":
                line = self.take()[1]
                several = self.next() == "["
                *stem, last = self.key() or ("",)
                table = (*self.resolved(stem), last)
                if several:
                    self.arrays[table] += 1
                    table = (*table, self.arrays[table] - 1)
                yield table, line
                while self.next() not in ("\n", ""):
                    self.take()
            else:
                yield from self.pair(table)

    def resolved(self, keys: list[str]) -> At:
        """A heading's keys, with the latest place in each list of tables."""
        at: At = ()
        for key in keys:
            at = (*at, key)
            at = (*at, self.arrays[at] - 1) if self.arrays[at] else at
        return at

    def key(self) -> tuple[str, ...]:
        """The names of a dotted key, up to what ends it."""
        names: list[str] = []
        while self.next() not in ("=", "]", "\n", "", ",", "}", "{"):
            token = self.take()[0]
            if token[0] in "\"'":
                names.append(str(tomllib.loads(f"x = {token}")["x"]))
            elif token not in ".[":
                names.append(token)
        return tuple(names)

    def pair(self, at: At) -> Iterator[tuple[At, int]]:
        line = self.tokens[-1][1]
        at = (*at, *self.key())
        yield at, line
        self.take()
        yield from self.value(at)

    def value(self, at: At) -> Iterator[tuple[At, int]]:
        first, place = self.take()[0], 0
        while first == "[" and self.next() not in ("]", ""):
            if self.next() == ",":
                place += 1
            if self.next() in (",", "\n"):
                self.take()
                continue
            yield (*at, place), self.tokens[-1][1]
            yield from self.value((*at, place))
        while first == "{" and self.next() not in ("}", ""):
            if self.next() in (",", "\n"):
                self.take()
            else:
                yield from self.pair(at)
        if first in ("[", "{"):
            self.take()
        while self.next() not in (",", "]", "}", "\n", ""):
            self.take()
