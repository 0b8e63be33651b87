"""A column of an export as guessing looks at it: its values, labels, and what its name tells."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from generator.scaffold.inference.correlations import Floats
from generator.sources.cells import Cell, Code, code_of, codes_by_label, folded, is_blank, number_of
from generator.sources.sheets import RawExport

WORDS: Final[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_WORD = re.compile(r"[A-ZÆØÅ]+(?![a-zæøå])|[A-ZÆØÅ]?[^\W\d_A-ZÆØÅ]+")
_NUMBER = re.compile(r"(\d+)(?=\D*$)")
_TURNED = re.compile(r"(?<=\d)[\W_]*(r|rev|reversed|rc)?[\W_]*$", re.IGNORECASE)
_ROW = re.compile(r"(.*[A-Za-z]\w*[.\[])\w+\]?")
"""A row of a matrix, as Nettskjema (`trust.leader`) and LimeSurvey (`trust[SQ001]`) name it."""
_LETTER = re.compile(r"(?<=\d)[A-Za-z]$")


@dataclass(frozen=True, slots=True)
class Column:
    """What is in a column: ``counts`` by cell, ``values`` by record, NaN where there is none.

    ``labels`` are those that say more than the value itself; answers that mean none have no value.
    """

    name: str
    text: str
    cells: Sequence[Cell]
    counts: Counter[Cell]
    labels: Mapping[Code, str]
    values: Floats
    unread: int

    @property
    def answers(self) -> int:
        """How many records hold something."""
        return self.counts.total()

    @property
    def points(self) -> list[float]:
        """The different values, in order."""
        return [float(value) for value in np.unique(self.values[np.isfinite(self.values)])]

    @property
    def whole(self) -> bool:
        """Whether everything in it is a whole number, or text that a label numbers."""
        return not self.unread and all(value.is_integer() for value in self.points)

    @property
    def named_points(self) -> dict[Code, str]:
        """The labels of values that are answers."""
        return {code: label for code, label in self.labels.items() if not means_none(label)}

    @property
    def is_tick(self) -> bool:
        """Whether it says what was ticked: of one choice, or of several with semicolons between."""
        if self.unread and all(folded(cell).endswith(";") for cell in self.counts):
            return True
        labels = {folded(label) for label in self.labels.values()}
        return 0 < len(labels) < 3 and labels <= set(WORDS["ticks"]["labels"])

    @property
    def stems(self) -> tuple[str, ...]:
        """Its name with its last number, or the letter after that, left open: `q7_#` of `q7_3`.

        Of a row of a matrix, what the row is called: `trust.#` of `trust.leader`. A mark after the
        number that the item was turned round is no part of it.
        """
        name = _TURNED.sub("", self.name)
        found = [_LETTER.sub("#", name)] if _LETTER.search(name) else []
        if _NUMBER.search(name) and name.strip("0123456789_."):
            found.append(_NUMBER.sub("#", name))
        ticks = not self.unread and set(self.points) <= {0, 1}
        if not ticks and (row := _ROW.fullmatch(name)):
            found.insert(0, f"{row[1]}#")
        return tuple(found)

    def with_code(self, code: Code) -> int:
        """How many records have a value, or its label."""
        label = folded(self.labels.get(code))
        return sum(n for c, n in self.counts.items() if code_of(c) == code or folded(c) == label)

    def says(self, role: str, *, asked: bool = False) -> bool:
        """Whether the name has a word of the role in it; with ``asked`` also the question.

        A long one must begin as questions do that ask who somebody is: others may be about it.
        """
        words = [] if " " in self.name else [self.name.casefold()]
        for text in (self.name, self.text) if asked else (self.name,):
            found = [word.casefold() for word in _WORD.findall(text)]
            starts = tuple(WORDS["questions"]["starts"])
            if len(found) < 5 or (asked and text.casefold().startswith(starts)):
                words += found
        return any(fnmatchcase(word, known) for known in WORDS["roles"][role] for word in words)


def column_of(export: RawExport, name: str) -> Column:
    """The column by its name."""
    variable = export.variables.get(name)
    cells = export.cells(name)
    counts = Counter(cells)
    for cell in [cell for cell in counts if is_blank(cell)]:
        del counts[cell]
    given = export.labels(name)
    labels = {code: label for code, label in given.items() if folded(label) != folded(code)}
    codes, values, unread = codes_by_label(given), dict[Cell, float](), 0
    for cell in counts:
        number = number_of(cell)
        if number is None:
            number = number_of(codes.get(folded(cell)))
        label = labels.get(int(number), "") if number is not None and number.is_integer() else ""
        if number is None or means_none(label):
            unread += number is None and not means_none(cell)
            continue
        values[cell] = number
    read = np.array([values.get(cell, np.nan) for cell in cells])
    wording = variable.wording if variable else ""
    return Column(name, wording, cells, counts, labels, read, unread)


def means_none(text: Cell) -> bool:
    """Whether a label or an answer in words says that there is no answer.

    >>> means_none("Vet ikke / ikke relevant"), means_none("Helt enig")
    (True, False)
    """
    found = folded(text)
    known = WORDS["missing"]["phrases"] if found else ()
    return any(fnmatchcase(found, each) for each in known)


def rank(text: Cell) -> Mapping[str, int]:
    """How far up a phrase is on each kind of scale that it is a point of.

    >>> rank("Helt uenig"), rank("Helt enig"), rank("Oslo")
    ({'agreement': 0}, {'agreement': 8}, {})
    """
    return _ranks().get(folded(text).strip("0123456789.:-–= "), {})


def shared_kind(texts: Iterable[Cell]) -> str:
    """The kind of scale that every phrase is a point of; a middle such as "neither" is of many."""
    kinds = [set(rank(text)) for text in texts]
    return min(set.intersection(*kinds), default="") if kinds else ""


@cache
def _ranks() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, points in WORDS["scales"].items():
        for at, phrases in enumerate(points):
            for phrase in phrases:
                found.setdefault(phrase, {})[kind] = at
    return found
