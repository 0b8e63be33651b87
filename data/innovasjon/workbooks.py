"""Workbooks of synthetic data, the same bytes every time. Needs openpyxl."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

ABOUT = "Om filen"
SYNTHETIC = "Syntetisk datasett: "
Table = Sequence[Sequence[object]]


def write_workbook(
    path: Path,
    sheets: Mapping[str, Table],
    about: Sequence[str],
    *,
    widths: Sequence[int],
    made: datetime,
) -> None:
    """Write the sheets, each with its heads in the first row, and what is said about the file."""
    book = Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        page = book.create_sheet(name)
        for row in table:
            page.append(row)
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "A2"
        for letter, width in zip("ABCDEFG", widths, strict=False):
            page.column_dimensions[letter].width = width
    told = book.create_sheet(ABOUT)
    told.column_dimensions["A"].width = 100
    for line in about:
        told.append([line])
    properties = book.properties
    properties.title = f"{about[0].removeprefix(SYNTHETIC).capitalize()} (syntetisk)"
    properties.creator, properties.subject = "Syntetisk datasett", "Syntetiske svar"
    properties.language = "nb-NO"
    properties.created = properties.modified = made
    content = BytesIO()
    book.save(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_without_clock(content.getvalue(), made))


def _without_clock(content: bytes, made: datetime) -> bytes:
    """The same workbook with one fixed time on every part of it."""
    fixed = BytesIO()
    stamp = f"{made:%Y-%m-%dT%H:%M:%SZ}".encode()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":  # openpyxl puts the time of saving into it
                part = re.sub(rb"\d{4}(-\d\d){2}T[\d:]+Z", stamp, part)
            new.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
