"""Which office a cell names: by its code, by its name or through the export's value label."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.round.model import Unit
from generator.sources.cells import Cell, Code, code_of, folded, is_blank
from generator.sources.places import Fault

UNKNOWN = Fault(
    "unknown office code",
    "Correct the code, or declare the office under units in round.toml.",
)
DISPUTED = Fault(
    "the code is one office's, but the label beside it is another's",
    "Correct the codes in round.toml, or the labels in the file.",
)
A_DATE = Fault(
    "a date where a code is expected",
    "Excel makes dates of codes such as 1-3: format the column as text and write them again.",
)


@dataclass(frozen=True, slots=True)
class Offices:
    """The round's offices by code as declared, by code as a plain number and by name."""

    by_code: Mapping[str, str]
    by_plain_code: Mapping[str, str]
    by_name: Mapping[str, str]

    def find(self, cell: Cell, *, label: Cell = None) -> str | Fault:
        """The id of the office a cell names; a label beside it must not name another one."""
        if isinstance(cell, date):
            return A_DATE
        text = folded(cell)
        found = self.by_code.get(text) or self.by_plain_code.get(_plain(text))
        found = found or self.by_name.get(text)
        labelled = self.by_name.get(folded(label))
        if found and labelled and found != labelled:
            return DISPUTED
        return found or UNKNOWN

    def meaning(self, labels: Mapping[Code, str]) -> Callable[[Cell], str | Fault | None]:
        """Reads a survey cell: blank is no office, ``labels`` are the column's value labels.

        A survey may have codes of its own: then the label names the office.
        """

        def office(cell: Cell) -> str | Fault | None:
            if is_blank(cell):
                return None
            label = labels.get(code_of(cell))
            found = self.find(cell, label=label)
            return self.by_name.get(folded(label), found) if found == UNKNOWN else found

        return office


def offices_of(units: Sequence[Unit]) -> Offices:
    """The offices; 1, "1", "01" and "1.0" are the same code unless several of them are declared."""
    exact = {folded(unit.code): unit.id for unit in units}
    times = Counter(_plain(code) for code in exact)
    names = Counter(folded(unit.name) for unit in units)
    return Offices(
        by_code=exact,
        by_plain_code={_plain(c): id_ for c, id_ in exact.items() if times[_plain(c)] == 1},
        by_name={folded(unit.name): unit.id for unit in units if names[folded(unit.name)] == 1},
    )


def _plain(code: str) -> str:
    return re.sub(r"^0+(?=\d+$)", "", re.sub(r"^(\d+)[.,]0+$", r"\1", code))
