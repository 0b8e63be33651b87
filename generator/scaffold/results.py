"""What a scorecard or a client survey seems to hold: indicators, months, questions and offices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Final, Literal

from generator.scaffold.guesses import GuessedUnit
from generator.sources.cells import Cell, folded, number_of, text_of
from generator.sources.heading_rows import headings_in
from generator.sources.results_table import ResultsTable, find_table
from generator.sources.scorecard import MEASURES, TO_DATE, month_of
from generator.sources.sheets import File

Kind = Literal["scorecard", "client_survey"]
HEADINGS: Final[Mapping[Kind, tuple[str, str]]] = {
    "scorecard": ("Kontor", "Indikator"),
    "client_survey": ("Kontor", "Spørsmål"),
}
_SCALES: Final = ((1, 5), (1, 6), (1, 7), (0, 10), (0, 100))


@dataclass(frozen=True, slots=True)
class GuessedResults:
    """A workbook of results: its offices, and what it has of each.

    ``names`` are of the indicators or questions by id, ``categories`` the questions of each,
    ``months`` those of the scorecard, ``with_target`` the indicators that can be attained,
    ``shares`` those that may be per cent, ``scale`` where the means of the client survey lie.
    """

    units: tuple[GuessedUnit, ...]
    names: Mapping[str, str]
    categories: Mapping[str, Sequence[str]]
    months: tuple[str, ...]
    with_target: tuple[str, ...]
    shares: frozenset[str]
    scale: tuple[int, int]


def results_kind(file: File) -> Kind | None:
    """Whether a file is a scorecard or a client survey, by its headings; None for neither."""
    if file.format.export or not file.format.sheets:
        return None
    wanted = {kind: {*map(folded, names)} for kind, names in HEADINGS.items()}
    rows = headings_in(file, lambda texts: any(names <= texts for names in wanted.values()))
    found = [{*map(folded, sheet.rows[at])} for sheet, at in rows]
    return next((kind for kind, names in wanted.items() if any(names <= t for t in found)), None)


def guess_results(path: Path, kind: Kind) -> GuessedResults:
    """What a workbook holds; raises ``InputError`` for one that cannot be read."""
    table = find_table(path, path.parent, HEADINGS[kind], kind=kind)
    by, name = (
        ("Indikator", "Indikatornavn") if kind == "scorecard" else ("Spørsmål", "Spørsmålstekst")
    )
    ids = [text_of(cell) for cell in table.cells(by)]
    names: dict[str, str] = {}
    for id_, cell in zip(ids, table.cells(name), strict=True):
        if id_ and not names.get(id_):
            names[id_] = text_of(cell)
    of = dict(zip(ids, map(text_of, table.cells("Kategori")), strict=True))
    categories: dict[str, list[str]] = {}
    for id_ in names:
        categories.setdefault(of[id_], []).append(id_)
    means = [mean for mean in map(number_of, table.cells("Gjennomsnitt")) if mean is not None]
    results = _by(ids, table.cells(f"{MEASURES['result']} {TO_DATE}"))
    targets = _by(ids, table.cells(f"{MEASURES['target']} {TO_DATE}"))
    return GuessedResults(
        units=tuple(_units(table)),
        names={id_: text or id_ for id_, text in names.items()},
        categories=categories,
        months=tuple(sorted(_months(table))),
        with_target=tuple(id_ for id_, all_ in targets.items() if all(one > 0 for one in all_)),
        shares=frozenset(
            id_ for id_, found in results.items() if not any(one < 0 or one > 100 for one in found)
        ),
        scale=next((s for s in _SCALES if all(s[0] <= m <= s[1] for m in means)), (0, 100)),
    )


def _units(table: ResultsTable) -> Iterator[GuessedUnit]:
    found: dict[str, GuessedUnit] = {}
    for code, name in zip(table.cells("Kontor"), table.cells("Kontornavn"), strict=True):
        if text := text_of(code):
            found.setdefault(folded(code), GuessedUnit(text, text_of(name) or text, 0))
    yield from found.values()


def _months(table: ResultsTable) -> set[str]:
    """The months that have both a result and a target."""
    found: dict[str, set[str]] = {}
    for heading in table.columns:
        word, _, rest = heading.partition(" ")
        if month := month_of(rest):
            found.setdefault(month, set()).add(word)
    needed = {folded(MEASURES[name]) for name in ("result", "target")}
    return {month for month, words in found.items() if needed <= words}


def _by(ids: Sequence[str], cells: Sequence[Cell]) -> dict[str, list[float]]:
    """The numbers of a column by indicator; NaN where an office has none."""
    found: dict[str, list[float]] = {}
    for id_, cell in zip(ids, cells, strict=True):
        number = number_of(cell)
        found.setdefault(id_, []).append(nan if number is None else number)
    return found
