"""SurveyXact exports: a workbook of three sheets, or the same three as text files.

The dataset has a row for each respondent, the structure the questions asked, the labels what the
values mean.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from generator.errors import InputError, Problem, gathering
from generator.sources.cells import Cell, Code, code_of, is_blank, number_of, one_line, text_of
from generator.sources.formats.text import read_text
from generator.sources.inputs import Variable
from generator.sources.letters import MISREAD_REMEDY, misread
from generator.sources.places import Fault, Place, problems_at
from generator.sources.sheets import File, RawExport, Sheet, Table, table_of

_DATASET = re.compile(r"dataset\s*(?:\((\d+)\))?", re.IGNORECASE)
_ABSENT = {
    "dataset": "with one row per respondent",
    "structure": "with the questions (questionName, variableName, …)",
    "labels": "with the value labels",
}
_INCOMPLETE = Fault(
    "the row does not hold a variable, a value and a label",
    "Complete it or remove it.",
)
_CONTRADICTED = Fault(
    "an earlier row gives the same value of this variable another label",
    "Remove one.",
)


def is_surveyxact(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook has at least one of the sheets SurveyXact writes."""
    return any(_part_of(sheet) for sheet in sheets)


def is_legend(sheet: Sheet) -> bool:
    """Whether a sheet explains the answers, which it does when it is hidden too."""
    return _part_of(sheet) in {"structure", "labels"}


def _part_of(sheet: Sheet) -> str:
    name = (sheet.name or "").strip().casefold()
    if _DATASET.fullmatch(name):
        return "dataset"
    return name if name in {"structure", "labels"} else ""


def read_workbook(file: File, sheets: Sequence[Sheet]) -> RawExport:
    """A SurveyXact workbook; ``Dataset(1)``, ``Dataset(2)``, … are joined side by side."""
    parts: dict[str, list[Sheet]] = {part: [] for part in _ABSENT}
    for sheet in sheets:
        if part := _part_of(sheet):
            parts[part].append(sheet)
    problems = [
        Place(file.name, part.capitalize()).problem(
            "the sheet is absent", f"Export the survey again with the sheet {content}."
        )
        for part, content in _ABSENT.items()
        if not parts[part]
    ]
    datasets = sorted(parts["dataset"], key=_dataset_number)
    numbers = {_dataset_number(sheet) for sheet in datasets} - {0}
    for number in sorted(set(range(1, max(numbers, default=0))) - numbers):
        place = Place(file.name, f"Dataset({number})")
        problems.append(place.problem("the sheet is absent", "Export the whole survey again."))
    if problems:
        raise InputError(problems)
    return _export([file], datasets, parts["structure"][0], parts["labels"][0])


def _dataset_number(sheet: Sheet) -> int:
    match = _DATASET.fullmatch((sheet.name or "").strip())
    return int(match[1]) if match and match[1] else 0


def read_trio(files: Sequence[File], where: str, *, strict: bool) -> RawExport:
    """Dataset, structure and labels as text files in any order, told apart by their content.

    With ``strict`` every file must be one of the three; in a folder others may lie beside them.
    """
    sheets = {file.name: read_text(file) for file in files}
    structure = next((name for name, sheet in sheets.items() if is_structure(sheet)), None)
    known: set[str] = set()
    if structure:
        column = [name.casefold() for name in sheets[structure].headings].index("variablename")
        known = {text_of(row[column]) for row in sheets[structure].rows if len(row) > column}
    rest = [name for name in sheets if name != structure]
    labels = next((name for name in rest if _is_labels(sheets[name], known)), None)
    rest = [name for name in rest if name != labels]
    datasets = [name for name in rest if _is_dataset(sheets[name], known)]
    found = {"dataset": datasets, "structure": structure, "labels": labels}
    problems = [
        Place(where).problem(f"there is no {part} file", f"Add the file {content}.")
        for part, content in _ABSENT.items()
        if not found[part]
    ]
    # Without the structure nobody can tell which of the rest is the dataset.
    suspects = (rest if strict else datasets[1:]) if structure else []
    for name in suspects:
        if name not in datasets[:1]:
            message = "the file is not one of the three of a SurveyXact export"
            problems.append(Place(name).problem(message, "Give dataset, structure and labels."))
    if problems or structure is None or labels is None:
        raise InputError(problems)
    by_name = {file.name: file for file in files}
    used = [by_name[name] for name in (datasets[0], structure, labels)]
    return _export(used, [sheets[datasets[0]]], sheets[structure], sheets[labels])


def is_structure(sheet: Sheet) -> bool:
    """Whether a sheet lists the questions asked."""
    return {"questionname", "variablename"} <= {name.casefold() for name in sheet.headings}


def _is_labels(sheet: Sheet, known: set[str]) -> bool:
    """Three columns: variable, value, label; the heading row may be lacking."""
    headings = sheet.headings
    if len([name for name in headings if name]) != 3:
        return False
    if headings[2].casefold() == "label":
        return True
    rows = sheet.rows[sheet.first_row :]
    fitting = [row for row in rows if len(row) >= 3 and number_of(row[1]) is not None]
    explained = {text_of(row[0]) for row in fitting}
    return 2 * len(fitting) > len(rows) and (not known or not explained.isdisjoint(known))


def _is_dataset(sheet: Sheet, known: set[str]) -> bool:
    headings = set(sheet.headings) - {""}
    return bool(headings & known) if known else len(headings) > 1


def _export(
    files: Sequence[File], datasets: Sequence[Sheet], structure: Sheet, labels: Sheet
) -> RawExport:
    """The three parts as one export; what is wrong with any of them is raised together."""
    problems: list[Problem] = []
    table, wordings, explained = Table(files[0].place, 1, {}, ()), dict[str, str](), _Labels()
    with gathering(problems):
        table = _join(datasets)
    with gathering(problems):
        wordings = _read_wordings(structure)
    with gathering(problems):
        explained = _read_value_labels(labels, {*table.columns, *wordings})
    if problems:
        raise InputError(problems)
    return RawExport(
        table.place,
        table.heading_row,
        table.columns,
        table.rows,
        files=tuple(file.source(f"surveyxact-{files[0].format.name}") for file in files),
        variables={
            name: Variable(name, wordings.get(name, ""), explained.get(name, {}))
            for name in table.columns
        },
        label_place=labels.place,
    )


def _join(sheets: Sequence[Sheet]) -> Table:
    """One table of sheets that lie side by side because one could not hold every column.

    Row numbers are those of every sheet, for they are aligned; ``InputError`` when they are not. A
    column that a later sheet repeats unchanged counts once, on the first sheet that has it.
    """
    if len(sheets) == 1:
        return table_of(sheets[0])
    problems: list[Problem] = []
    for sheet in sheets:
        with gathering(problems):
            table_of(sheet)
    problems = problems or [*_misaligned(sheets)]
    if problems:
        raise InputError(problems)
    cells = _columns(sheets)
    rows = [list(row) for row in zip_longest(*(own for _, own in cells.values()), fillvalue="")]
    numbers = list(range(1, len(rows) + 1))
    table = table_of(Sheet(sheets[0].file, sheets[0].name, rows, numbers))
    columns = {
        name: replace(column, place=cells[name][0]) for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


def _misaligned(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    first = sheets[0]
    for sheet in sheets[1:]:
        if sheet.first_row != first.first_row:
            message = f"the headings do not stand in the same row as on the sheet {first.name}"
            yield sheet.place.problem(message, "Export the whole survey again.")
        # A sheet's last rows may be blank: then only the declared heights agree.
        if len(sheet.rows) != len(first.rows) and sheet.height != first.height:
            here, there = (len(s.rows) - (s.first_row or 0) - 1 for s in (sheet, first))
            message = (
                f"the sheet has {here} rows of answers, but the sheet {first.name} has {there}"
            )
            yield sheet.place.problem(message, "Export the whole survey again.")


def _columns(sheets: Sequence[Sheet]) -> dict[str, tuple[Place, list[Cell]]]:
    """Place and cells, heading included, of every named column, on the first sheet that has it."""
    columns: dict[str, tuple[Place, list[Cell]]] = {}
    problems: list[Problem] = []
    for sheet in sheets:
        for index, name in enumerate(sheet.headings):
            place, cells = sheet.place.at(name), [row[index] for row in sheet.rows]
            if name and columns.setdefault(name, (place, cells))[1] != cells:
                message = "the column stands on an earlier sheet too, with other cells"
                remedy = "Export the whole survey again: the sheets' rows do not belong together."
                problems.append(place.problem(message, remedy))
    if problems:
        raise InputError(problems)
    return columns


def _read_wordings(structure: Sheet) -> dict[str, str]:
    """The question asked by each variable; a choice of several has its choice's text added."""
    table = table_of(structure)
    columns = {name.casefold(): column for name, column in table.columns.items()}
    table = replace(table, columns=columns)
    lacking = [name for name in ("variableName", "questionText") if name.casefold() not in columns]
    if lacking:
        message, remedy = "the column is absent", "Export the survey again."
        raise InputError(table.heading_problem(name, message, remedy) for name in lacking)
    asked = map(table.cells, ("variablename", "questiontext", "choicetext"))
    return {
        text_of(name): " – ".join(filter(None, (one_line(question), one_line(choice))))
        for name, question, choice in zip(*asked, strict=True)
    }


_Labels = dict[str, dict[Code, str]]
"""Labels by variable and value."""


def _read_value_labels(labels: Sheet, known: Collection[str]) -> _Labels:
    """The value labels; the heading row may be lacking.

    ``known`` holds the variables there are: they tell a heading row from a first label.
    """
    found = _Labels()
    incomplete: list[int] = []
    contradicted: list[int] = []
    problems: list[Problem] = []
    for at, (number, row) in enumerate(zip(labels.numbers, labels.rows, strict=True)):
        if all(map(is_blank, row)):
            continue
        coded = len(row) > 1 and number_of(row[1]) is not None
        if at == labels.first_row and not coded and text_of(row[0]) not in known:
            continue
        if len(row) < 2 or is_blank(row[0]) or is_blank(row[1]):
            incomplete.append(number)
            continue
        label = one_line(row[2]) if len(row) > 2 else ""
        if found.setdefault(text_of(row[0]), {}).setdefault(code_of(row[1]), label) != label:
            contradicted.append(number)
        if why := misread(label):
            problems.append(labels.place.problem(why, MISREAD_REMEDY, row=number))
    problems += problems_at(labels.place, _INCOMPLETE, incomplete)
    problems += problems_at(labels.place, _CONTRADICTED, contradicted)
    if problems:
        raise InputError(problems)
    return found
