"""SPSS files (.sav, .zsav): variable labels, value labels and user-missing values included."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.readers import read_apart
from generator.readers.spss import REMEDY, read_sav
from generator.sources.cells import Cell, Code, code_of
from generator.sources.inputs import Variable
from generator.sources.sheets import Column, File, Format, RawExport


def read_spss(file: File) -> RawExport:
    """The file's cases; a row number is the case's number in SPSS's data view."""
    read = read_apart(read_sav, file.data, file.name, remedy=REMEDY)
    data: Mapping[str, Sequence[Cell]] = read["columns"]
    missing: Mapping[str, Any] = read["missing"]
    labels = {name: _labels(read["labels"].get(name, {})) for name in data}
    wordings = read["wordings"]
    return RawExport(
        place=file.place,
        heading_row=None,
        columns={
            name: Column(file.place.at(name), _answers(cells, missing.get(name, ())))
            for name, cells in data.items()
        },
        rows=range(1, read["rows"] + 1),
        files=(file.source("spss"),),
        variables={
            name: Variable(name, " ".join((wordings.get(name) or "").split()), labels[name])
            for name in data
        },
        label_place=file.place,
        user_missing={
            name: frozenset(code for code in labels[name] if _within(code, ranges))
            for name, ranges in missing.items()
        },
    )


Range = Mapping[str, Any]
"""The lowest ("lo") and highest ("hi") of a range of user-missing values; numbers or texts."""


def _within(value: Cell, ranges: Sequence[Range]) -> bool:
    """Whether a value is user-missing; text is compared with text only."""
    return any(
        isinstance(value, str) == isinstance(each["lo"], str) and each["lo"] <= value <= each["hi"]
        for each in ranges
    )


def _answers(cells: Sequence[Cell], ranges: Sequence[Range]) -> tuple[Cell, ...]:
    missing = {cell for cell in set(cells) if cell is not None and _within(cell, ranges)}
    return tuple(None if cell in missing else cell for cell in cells)


def _labels(labels: dict[Any, str]) -> dict[Code, str]:
    return {
        value if isinstance(value, str) else code_of(value): " ".join(label.split())
        for value, label in labels.items()
    }


SPSS = Format("spss", lambda data: data.startswith((b"$FL2", b"$FL3")), export=read_spss)
