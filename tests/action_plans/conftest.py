"""A run whose Word reports come back, and the round that looks back on them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from generator.pipeline import build
from generator.run.draft import Options

UNITS = ("solvik", "heggelia-steinlia")
ROWS = [
    ("Felles morgenmøte", "Vi ser for lite til hverandre", "Hanne", "1. mai", "Ferdig"),
    ("Dele en god sak i uka", "Læring", "Alle", "Høsten", "I gang"),
]


@dataclass(frozen=True)
class Returning:
    """The folder of runs, the round that comes after, and a way to fill in a report."""

    runs: Path
    next_round: Path
    fill: Callable[..., Path]


@pytest.fixture(scope="session")
def runs(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs")
    options = Options(only=UNITS, formats=("docx",), workers=1)
    build(demo_folder, out=out, options=options, progress=lambda *_: None)
    return out


@pytest.fixture
def returning(demo_folder: Path, runs: Path, tmp_path: Path) -> Returning:
    study = tmp_path / "innovasjon"
    study.mkdir()
    for name in ("study.toml", "study.nn.toml", "study.en.toml"):
        shutil.copy(demo_folder.parent / name, study)
    shutil.copytree(demo_folder, study / "2015-2b")
    toml = study / "2015-2b" / "round.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('id = "2015-2"', 'id = "2015-2b"').replace("2015-06-30", "2015-09-30")
    text = re.sub(r"(?m)^(show_by|meeting|plan_by) = .*\n", "", text)  # they are past by then
    toml.write_text(text, encoding="utf-8")

    def fill(
        unit: str = "solvik",
        rows: list[tuple[str, ...]] = ROWS,
        *,
        name: str = "Kopi av rapport (2).docx",
        change: Callable[[Any, Any], None] | None = None,
    ) -> Path:
        """Write rows into a report's plan, let ``change`` go at it, save it under another name."""
        folder = runs / "innovasjon" / "2015-2" / "latest" / "offices" / unit
        document = Document(folder / f"kontorrapport-{unit}.docx")
        (plan,) = [t for t in document.tables if t.style.name == "Handlingsplan"]
        for i, row in enumerate(rows, start=1):
            cells = (plan.rows[i] if i < len(plan.rows) else plan.add_row()).cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        if change:
            change(document, plan)
        document.save(tmp_path / name)
        return tmp_path / name

    return Returning(runs, study / "2015-2b", fill)
