"""How survey tools lay out answers: which columns are questions, and which the tool's own notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from generator.sources.cells import Cell
from generator.sources.inputs import Variable
from generator.sources.sheets import File, RawExport, Sheet, table_of


@dataclass(frozen=True, slots=True)
class Described:
    """What each column of a sheet is; ``None`` for what the tool noted: it is never read.

    Names stay from round to round. ``key`` names the column in which the tool numbers its
    responses; ``heading_rows`` is how many rows stand above the answers.
    """

    columns: Sequence[Variable | None]
    key: str
    heading_rows: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet of one survey tool, in any kind of file; ``None`` for a sheet of another."""

    name: str
    describe: Callable[[Sheet], Described | None]


def export_of(file: File, sheet: Sheet, name: str, described: Described) -> RawExport:
    """The answers under the names of their questions; times, addresses and names are left out."""
    at = sheet.first_row or 0
    below = at + described.heading_rows
    asked = {each.name: each for each in described.columns if each}
    headings: list[Cell] = [
        each.name if each else heading
        for each, heading in zip(described.columns, sheet.headings, strict=True)
    ]
    table = table_of(
        replace(
            sheet,
            rows=[headings, *sheet.rows[below:]],
            numbers=[sheet.numbers[at], *sheet.numbers[below:]],
        )
    )
    columns = {name: column for name, column in table.columns.items() if name in asked}
    return RawExport(
        table.place,
        table.heading_row,
        columns,
        table.rows,
        files=(file.source(f"{name}-{file.format.name}"),),
        variables={name: asked[name] for name in columns},
        respondent_key=described.key,
    )
