"""What SurveyXact says about its columns: the questions asked and what the values mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from generator.errors import InputError
from generator.sources.formats.cells import Cell, Code, code_of, is_blank, number_of, text_of
from generator.sources.formats.places import Fault, problems_at
from generator.sources.formats.sheet import Sheet, table_of

_INCOMPLETE = Fault(
    "the row does not hold a variable, a value and a label",
    "Complete it or remove it.",
)
_CONTRADICTED = Fault(
    "an earlier row gives the same value of this variable another label",
    "Remove one.",
)


def read_wordings(structure: Sheet) -> Mapping[str, str]:
    """The question asked by each variable; a choice of several has its choice's text added."""
    table = table_of(structure)
    columns = {name.casefold(): cells for name, cells in table.columns.items()}
    lacking = [name for name in ("variableName", "questionText") if name.casefold() not in columns]
    if lacking:
        raise InputError(
            table.place.at(name).problem(
                "the column is absent", "Export the survey again.", row=table.heading_row
            )
            for name in lacking
        )
    blank: list[Cell] = [""] * len(table.rows)
    texts = zip(
        columns["variablename"],
        columns["questiontext"],
        columns.get("choicetext", blank),
        strict=True,
    )
    return {text_of(name): _wording(question, choice) for name, question, choice in texts}


def _wording(question: Cell, choice: Cell) -> str:
    return " – ".join(filter(None, (_clean(question), _clean(choice))))


def _clean(cell: Cell) -> str:
    return " ".join(text_of(cell).split())


def read_value_labels(
    labels: Sheet, known: Collection[str]
) -> Mapping[str, Mapping[int | float | str, str]]:
    """Labels by variable and value; the heading row may be lacking.

    ``known`` holds the variables there are: they tell a heading row from a first label.
    """
    found: dict[str, dict[Code, str]] = {}
    incomplete: list[int] = []
    contradicted: list[int] = []
    for at, (number, row) in enumerate(zip(labels.numbers, labels.rows, strict=True)):
        if all(map(is_blank, row)) or (at == labels.first_row and _is_heading(row, known)):
            continue
        if len(row) < 2 or is_blank(row[0]) or is_blank(row[1]):
            incomplete.append(number)
            continue
        label = _clean(row[2]) if len(row) > 2 else ""
        if found.setdefault(text_of(row[0]), {}).setdefault(code_of(row[1]), label) != label:
            contradicted.append(number)
    problems = [
        *problems_at(labels.place, _INCOMPLETE, incomplete),
        *problems_at(labels.place, _CONTRADICTED, contradicted),
    ]
    if problems:
        raise InputError(problems)
    return found


def _is_heading(row: list[Cell], known: Collection[str]) -> bool:
    return text_of(row[0]) not in known and (len(row) < 2 or number_of(row[1]) is None)
