"""SurveyXact exports: a workbook of three sheets, or the same three as text files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.errors import InputError, Problem
from generator.sources.formats.cells import is_blank, number_of, text_of
from generator.sources.formats.codebook import read_value_labels, read_wordings
from generator.sources.formats.files import File
from generator.sources.formats.joining import join_side_by_side, sheet_of_column
from generator.sources.formats.places import Place
from generator.sources.formats.raw import RawExport, columns_of
from generator.sources.formats.sheet import Sheet, Table
from generator.sources.formats.tabular import read_text
from generator.sources.inputs import Variable

_DATASET = re.compile(r"dataset\s*(?:\((\d+)\))?", re.IGNORECASE)
_ABSENT = {
    "dataset": "with one row per respondent",
    "structure": "with the questions (questionName, variableName, …)",
    "labels": "with the value labels",
}


def is_surveyxact(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook has at least one of the sheets SurveyXact writes."""
    return any(_part_of(sheet) for sheet in sheets)


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
    problems += _gaps(file, parts["dataset"])
    if problems:
        raise InputError(problems)
    datasets = sorted(parts["dataset"], key=_dataset_number)
    return _export(file, (file,), datasets, parts["structure"][0], parts["labels"][0])


def _dataset_number(sheet: Sheet) -> int:
    match = _DATASET.fullmatch((sheet.name or "").strip())
    return int(match[1]) if match and match[1] else 0


def _gaps(file: File, datasets: Sequence[Sheet]) -> Iterator[Problem]:
    numbers = {_dataset_number(sheet) for sheet in datasets} - {0}
    for number in sorted(set(range(1, max(numbers, default=0))) - numbers):
        place = Place(file.name, f"Dataset({number})")
        yield place.problem("the sheet is absent", "Export the whole survey again.")


def read_trio(files: Sequence[File], *, where: str, strict: bool) -> RawExport:
    """Dataset, structure and labels as text files in any order, told apart by their content.

    With ``strict`` every file must be one of the three; in a folder others may lie beside them.
    """
    sheets = {file.name: read_text(file) for file in files}
    structure = next((name for name, sheet in sheets.items() if _is_structure(sheet)), None)
    known = _variable_names(sheets[structure]) if structure else set()
    labels = next(
        (name for name, sheet in sheets.items() if name != structure and _is_labels(sheet, known)),
        None,
    )
    rest = [name for name in sheets if name not in {structure, labels}]
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
    used = tuple(by_name[name] for name in (datasets[0], structure, labels))
    return _export(used[0], used, [sheets[datasets[0]]], sheets[structure], sheets[labels])


def _headings(sheet: Sheet) -> list[str]:
    at = sheet.first_row
    return [] if at is None else [text_of(cell) for cell in sheet.rows[at]]


def _is_structure(sheet: Sheet) -> bool:
    return {"questionname", "variablename"} <= {name.casefold() for name in _headings(sheet)}


def _variable_names(structure: Sheet) -> set[str]:
    column = [name.casefold() for name in _headings(structure)].index("variablename")
    return {text_of(row[column]) for row in structure.rows if len(row) > column}


def _is_labels(sheet: Sheet, known: set[str]) -> bool:
    """Three columns: variable, value, label; the heading row may be lacking."""
    first = sheet.first_row
    if first is None or len([name for name in sheet.rows[first] if not is_blank(name)]) != 3:
        return False
    if text_of(sheet.rows[first][2]).casefold() == "label":
        return True
    rows = sheet.rows[first:]
    fitting = [row for row in rows if len(row) >= 3 and number_of(row[1]) is not None]
    explained = {text_of(row[0]) for row in fitting}
    return 2 * len(fitting) > len(rows) and (not known or not explained.isdisjoint(known))


def _is_dataset(sheet: Sheet, known: set[str]) -> bool:
    headings = set(_headings(sheet)) - {""}
    return bool(headings & known) if known else len(headings) > 1


def _export(
    main: File, files: Sequence[File], datasets: Sequence[Sheet], structure: Sheet, labels: Sheet
) -> RawExport:
    """The three parts as one export; what is wrong with any of them is raised together."""
    problems: list[Problem] = []
    wordings: Mapping[str, str] = {}
    table = Table(main.place, 1, {}, ())
    try:
        table = join_side_by_side(datasets)
    except InputError as error:
        problems += error.problems
    try:
        wordings = read_wordings(structure)
    except InputError as error:
        problems += error.problems
    try:
        explained = read_value_labels(labels, {*table.columns, *wordings})
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    kind = "surveyxact-csv" if labels.name is None else "surveyxact-xlsx"
    return RawExport(
        place=table.place,
        heading_row=table.heading_row,
        columns=columns_of(table, origin=sheet_of_column(datasets)),
        rows=table.rows,
        files=tuple(file.source(kind) for file in files),
        variables={
            name: Variable(name, wordings.get(name, ""), explained.get(name, {}))
            for name in table.columns
        },
        label_place=labels.place,
    )
