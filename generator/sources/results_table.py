"""Workbooks with one row per office and something counted: found by headings, read by column.

The client survey is such a workbook; the scorecard, by month, has a module of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from math import inf, nan
from pathlib import Path

from generator.errors import InputError, Problem
from generator.round.model import Round, Unit
from generator.sources.cells import (
    Cell,
    decimal_signs,
    folded,
    is_ambiguous,
    is_blank,
    kind_of,
    number_of,
    text_of,
)
from generator.sources.formats import read_file
from generator.sources.heading_rows import headings_in, without_heading_rows
from generator.sources.inputs import ClientSurvey, SourceFile
from generator.sources.offices import offices_of
from generator.sources.places import Fault, decode, fault_problems
from generator.sources.sheets import Column, Table, table_of
from generator.study.model import Study

_WORDS = frozenset(
    {"kontor", "kontornavn", "indikator", "indikatornavn"}
    | {"spørsmål", "spørsmålstekst", "kategori"}
)
"""Headings of columns that measure nothing: their points and commas tell nothing of numbers."""

LARGEST = 1e9
"""What no measure or count exceeds; a mistyped one would spoil every chart."""

_CORRECT = "Correct it or leave the cell empty."
_TOO_LARGE = Fault(f"the number is over {LARGEST:.0f}", _CORRECT)
_UNMARKED = "Write it without a sign for thousands, or leave the cell empty."
_NO_OFFICE = Fault("the office code is empty", "Write the office's code in every row.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsTable(Table):
    """A table whose columns go by folded heading; ``problems`` gathers its faults.

    ``decimal`` is the one sign that its texts part decimals off with, if it is one.
    """

    source: SourceFile
    problems: list[Problem]
    decimal: str = ""

    def column(self, name: str) -> Column | None:
        """The column under a heading, whatever its case and blanks."""
        return self.columns.get(folded(name))

    def numbers(
        self,
        heading: str,
        *,
        low: float = -inf,
        high: float = inf,
        whole: bool = False,
        units: Sequence[str] = (),
    ) -> list[float]:
        """A column of numbers within limits; NaN where the cell is empty.

        ``whole`` for counts; ``units`` are what each row's numbers are in, where that is per cent.
        """
        limits = f"at least {low:g}" if high == inf else f"{low:g}-{high:g}"
        outside = Fault(f"the number must be {limits}", _CORRECT)

        def number(named: tuple[Cell, str]) -> float | Fault:
            cell, unit = named
            if is_blank(cell):
                return nan
            if unit == "%" and isinstance(cell, str):
                cell = cell.strip().removesuffix("%")
            found = number_of(cell, decimal=self.decimal)
            if found is None:
                return _no_number(cell)
            if whole and not found.is_integer():
                return Fault(f"{found:g} is not a whole number, as a count is", _UNMARKED)
            thousands = round(found * 1000)
            if is_ambiguous(cell) and not self.decimal and low <= thousands <= high:
                if low <= found <= high:
                    return Fault(f"the number may be {found:g} or {thousands}", _UNMARKED)
                found = float(thousands)
            if abs(found) > LARGEST:
                return _TOO_LARGE
            return found if low <= found <= high else outside

        named = list(zip(self.cells(heading), units or repeat(""), strict=False))
        values, where = decode(named, number, otherwise=nan)
        self.problems.extend(fault_problems(self.at(heading), where, self.rows))
        return values

    def check_headings(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Columns that are absent and columns that nobody knows join the problems."""
        needed = {folded(heading): heading for heading in required}
        remedy = "Add it; the headings are compared without regard to case and blanks."
        self.problems.extend(
            self.heading_problem(heading, "the column is absent", remedy)
            for text, heading in needed.items()
            if text not in self.columns
        )
        known = {*needed, *map(folded, optional)}
        self.problems.extend(
            self.heading_problem(text, "unknown column", "Correct its heading or remove it.")
            for text in self.columns
            if text not in known
        )

    def pairs(
        self, round_: Round, heading: str, declared: Iterable[str], *, what: str
    ) -> tuple[list[str | None], list[str | None]]:
        """The office and the declared id of each row: every office has one row for each id.

        Repeated rows and missing ones join the problems.
        """
        ids = list(declared)
        units, found = self._offices(round_.units), self._ids(heading, ids, what=what)
        seen: dict[tuple[str, str], int] = {}
        repeated: dict[Fault, list[int]] = defaultdict(list)
        for i, (unit, id_) in enumerate(zip(units, found, strict=True)):
            if unit is None or id_ is None:
                continue
            first = seen.setdefault((unit, id_), self.rows[i])
            if first != self.rows[i]:
                message = f"the office and the {what} stand in {self.place.row(first)} already"
                repeated[Fault(message, "Keep one of the rows.")].append(i)
        self.problems.extend(fault_problems(self.at("Kontor"), repeated, self.rows))
        for office in round_.units:
            lacking = [id_ for id_ in ids if (office.id, id_) not in seen]
            if not lacking:
                continue
            message = (
                f"the office {office.id!r} has no rows"
                if len(lacking) == len(ids)
                else f"the office {office.id!r} has no row for the {what} {', '.join(lacking)}"
            )
            remedy = "Add what is lacking; where there is no result, leave the result empty."
            self.problems.append(self.place.problem(message, remedy))
        return units, found

    def wording(self, heading: str, ids: Sequence[str | None], *, what: str) -> dict[str, str]:
        """How the file words each id, as far as it does.

        One id in two wordings means that rows and ids have been mixed up.
        """
        found: dict[str, str] = {}
        rows: dict[str, int] = {}
        differing: dict[Fault, list[int]] = defaultdict(list)
        texts = map(text_of, self.cells(heading))
        for i, (id_, text) in enumerate(zip(ids, texts, strict=True)):
            if id_ is None or not text:
                continue
            first = rows.setdefault(id_, self.rows[i])
            if folded(found.setdefault(id_, text)) != folded(text):
                message = f"the {what} is worded otherwise in {self.place.row(first)}"
                differing[Fault(message, "Word it in one way.")].append(i)
        self.problems.extend(fault_problems(self.at(heading), differing, self.rows))
        return found

    def _offices(self, units: Sequence[Unit]) -> list[str | None]:
        """By code, held against the name beside it."""
        offices = offices_of(units)

        def office(named: tuple[Cell, Cell]) -> str | Fault | None:
            code, name = named
            return _NO_OFFICE if is_blank(code) else offices.find(code, label=name)

        named = list(zip(self.cells("Kontor"), self.cells("Kontornavn"), strict=True))
        found, where = decode(named, office, otherwise=None)
        self.problems.extend(fault_problems(self.at("Kontor"), where, self.rows))
        return found

    def _ids(self, heading: str, declared: Sequence[str], *, what: str) -> list[str | None]:
        known = {folded(name): name for name in declared}
        unknown = Fault(f"unknown {what}", "Correct it, or declare it in the study.")
        empty = Fault(f"the {what} is empty", f"Write the {what} in every row.")

        def id_of(cell: Cell) -> str | Fault | None:
            return empty if is_blank(cell) else known.get(folded(cell), unknown)

        return self.read(heading, id_of, blank=None, problems=self.problems)


def _no_number(cell: Cell) -> Fault:
    """Why a cell is no number; Excel makes a date of 5.3 where the comma parts off decimals."""
    meant = f" ({cell.day}.{cell.month} perhaps)" if isinstance(cell, date) else ""
    return Fault(
        f"{kind_of(cell)}{meant} where a number is expected",
        "Give a number or leave the cell empty.",
    )


def find_table(path: Path, folder: Path, headings: Sequence[str], *, kind: str) -> ResultsTable:
    """The table with the given headings, on whichever sheet and row they stand."""
    file = read_file(path, folder=folder)
    file.require_readable()
    found = headings_in(file, {*map(folded, headings)}.issubset)
    listed = ", ".join(headings)
    if not found:
        message = f"no sheet has the headings {listed}"
        raise file.place.error(message, "Give the file these headings.")
    if len(found) > 1:
        names = " and ".join(sheet.name or "" for sheet, _ in found)
        message = f"the headings {listed} stand in several places: {names}"
        raise file.place.error(message, "Keep one of them.")
    sheet, at = found[0]
    table = table_of(sheet, heading_at=at)
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    for name, column in table.columns.items():
        if columns.setdefault(folded(name), column) is not column:
            message = "two columns have this heading but for case and blanks"
            problems.append(column.place.problem(message, "Remove one.", row=table.heading_row))
    source = file.source(f"{kind}-{file.format.name}")
    measured = (column.cells for name, column in columns.items() if name not in _WORDS)
    signs = decimal_signs(cell for cells in measured for cell in cells)
    decimal = "".join(signs) if len(signs) == 1 else ""
    results = ResultsTable(
        table.place,
        table.heading_row,
        columns,
        table.rows,
        source=source,
        problems=problems,
        decimal=decimal,
    )
    return without_heading_rows(results, columns.keys() - _WORDS, problems)


def read_client_survey(study: Study, round_: Round, *, folder: Path) -> ClientSurvey:
    """The client survey; every problem of its file is raised together as ``InputError``."""
    plan = study.client_survey
    if round_.client_survey is None or plan is None:
        raise ValueError("the round or the study has no client survey")
    path = folder / round_.client_survey.file
    results = find_table(path, folder, ("Kontor", "Spørsmål"), kind="client-survey")
    required = ("Kontor", "Spørsmål", "Gjennomsnitt", "Antall svar")
    results.check_headings(required, ("Kontornavn", "Kategori", "Spørsmålstekst"))
    labels = {q.id: q.label for category in plan.categories.values() for q in category.questions}
    units, questions = results.pairs(round_, "Spørsmål", labels, what="question")
    means = results.numbers("Gjennomsnitt", low=plan.low, high=plan.high)
    counts = results.numbers("Antall svar", low=0, whole=True)
    wording = results.wording("Spørsmålstekst", questions, what="question")
    if results.problems:
        raise InputError(results.problems)
    import pandas as pd

    return ClientSurvey(
        frame=pd.DataFrame({"unit": units, "question": questions, "mean": means, "n": counts}),
        wording={**labels, **wording},
        files=(results.source,),
        hidden_rows=results.hidden,
    )
