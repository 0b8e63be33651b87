"""Workbooks as rows of cells, with rows numbered as Excel does; files that only look like it."""

from generator.readers import read_apart
from generator.readers.workbook import REMEDY, read_xlsx
from generator.sources.sheets import File, Format, Sheet


def read_sheets(file: File) -> tuple[Sheet, ...]:
    """Every worksheet, hidden and empty ones too; an unreadable workbook raises ``InputError``."""
    return tuple(
        Sheet(file.name, name, rows, [*range(1, len(rows) + 1)], height, hidden, frozenset(unseen))
        for name, hidden, rows, unseen, height in read_apart(
            read_xlsx, file.data, file.name, remedy=REMEDY
        )
    )


def _ole(data: bytes, *streams: str) -> bool:
    """Whether one of Microsoft's older containers holds a stream of one of these names."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return False
    return not streams or any(name.encode("utf-16-le") in data for name in streams)


_SAVE = "Open it in Excel and save it as .xlsx."

WORKBOOK = Format("xlsx", lambda data: data.startswith(b"PK\x03\x04"), sheets=read_sheets)
LOCKED = Format(
    "locked",
    lambda data: _ole(data, "EncryptedPackage"),
    refusal=(
        "the file is locked with a password",
        "Open it in Excel, remove the password and save it again as .xlsx.",
    ),
)
OLD_WORKBOOK = Format(
    "xls",
    lambda data: _ole(data, "Workbook", "Book"),
    refusal=("the file is an old Excel file (.xls)", _SAVE),
)
OLD_OFFICE = Format(
    "ole", _ole, refusal=("the file is an old Office file, not a workbook", "Give an .xlsx file.")
)
PDF = Format(
    "pdf",
    lambda data: data.startswith(b"%PDF"),
    refusal=("the file is a PDF", "Give the workbook or the export that it was made from."),
)
