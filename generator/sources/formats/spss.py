"""SPSS files (.sav, .zsav): variable labels, value labels and user-missing values included."""

from generator.errors import InputError
from generator.readers import read_apart
from generator.readers.spss import REMEDY, read_sav
from generator.sources.cells import Code, code_of, one_line
from generator.sources.inputs import Variable
from generator.sources.letters import MISREAD_REMEDY, misread
from generator.sources.sheets import Column, File, Format, RawExport, misread_texts

_OTHERS = (
    b"<stata_dta>",
    b"\x1f\x8b",
    b"RDX",
    *(bytes([n, order, 1]) for n in range(105, 116) for order in (1, 2)),
)


def read_spss(file: File) -> RawExport:
    """The file's cases; a row number is the case's number in SPSS's data view."""
    read = read_apart(read_sav, file.data, file.name, remedy=REMEDY)
    rows = range(1, read["rows"] + 1)
    columns = {name: Column(file.place.at(name), cells) for name, cells in read["columns"].items()}
    wordings = {name: one_line(wording) for name, wording in read["wordings"].items()}
    labels = {
        name: {_code(value): one_line(label) for value, label in of.items()}
        for name, of in read["labels"].items()
    }
    problems = [*misread_texts(columns, rows)]
    problems += [
        columns[name].place.problem(why, MISREAD_REMEDY)
        for name in columns
        for text in (wordings[name], *labels[name].values())
        if (why := misread(text))
    ]
    if problems:
        raise InputError(problems)
    return RawExport(
        place=file.place,
        heading_row=None,
        columns=columns,
        rows=rows,
        files=(file.source("spss"),),
        variables={name: Variable(name, wordings[name], labels[name]) for name in columns},
        label_place=file.place,
        user_missing={
            name: frozenset(map(_code, values)) for name, values in read["missing"].items()
        },
    )


def _code(value: str | float) -> Code:
    return value if isinstance(value, str) else code_of(value)


SPSS = Format("spss", lambda data: data.startswith((b"$FL2", b"$FL3")), export=read_spss)
LOCKED = Format(
    "spss-locked",
    lambda data: data[8:20] == b"ENCRYPTEDSAV",
    refusal=("the file is an SPSS file with a password", "Save it in SPSS without one."),
)
OTHER_PROGRAM = Format(
    "statistics",
    lambda data: data.startswith(_OTHERS) or data[84:92] == b"SAS FILE",
    refusal=("the file is of Stata, SAS or R, or packed", "Export it as .sav, .xlsx or CSV."),
)
