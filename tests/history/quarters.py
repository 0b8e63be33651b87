"""An earlier round made of the demo round: other answers, another date, the same offices."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

LOWERED = "kollega_"
"""In the earlier round every answer to these items is one lower, though never below 1."""


def earlier_round(demo: Path, data: Path, *, round_id: str = "2015-1") -> Path:
    """A copy of the demo round three months before it, in ``data`` beside its study."""
    folder = copied_round(demo, data, round_id=round_id)
    toml = folder / "round.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('id = "2015-2"', f'id = "{round_id}"')
    toml.write_text(text.replace("date = 2015-06-30", "date = 2015-03-31"), encoding="utf-8")
    _lower_answers(folder / "medarbeidere.xlsx")
    return folder


def copied_round(demo: Path, data: Path, *, round_id: str) -> Path:
    data.mkdir(exist_ok=True)
    for file in demo.parent.glob("study*.toml"):
        shutil.copy(file, data)
    return Path(shutil.copytree(demo, data / round_id))


def _lower_answers(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book["Dataset"]
    heads = [cell.value for cell in sheet[1]]
    lowered = [i for i, head in enumerate(heads, start=1) if str(head).startswith(LOWERED)]
    for row in range(2, sheet.max_row + 1):
        for column in lowered:
            cell = sheet.cell(row, column)
            if isinstance(cell.value, int) and cell.value > 1:
                cell.value -= 1
    book.save(file)
