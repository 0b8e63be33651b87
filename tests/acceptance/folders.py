"""Small rounds as folders of CSV and TOML, taken through the command line in this process."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import counties
import pandas as pd
import pytest
from counties import GROUP
from docx import Document

from generator import cli
from generator.disclosure.certificate import Certificate
from generator.results.store import ReleasedResults
from generator.results.table import GroupTable, Place

SECTIONS = ("response", "representativeness", "constructs", "method", "appendix")
STEPS: tuple[dict[str, object], ...] = (
    *counties.DECLARED["steps"],
    {"id": "people", "group": GROUP, "kind": "frequency", "variables": ["alder", "tid"]},
    {"id": "asked", "group": GROUP, "kind": "representativeness", "variables": [], "units": True},
    {"id": "levels", "group": GROUP, "kind": "multilevel", "of": "correlation"},
)
STUDY = counties.DECLARED | {
    "groups": {GROUP: counties.DECLARED["groups"][GROUP] | {"respondent_key": "respondent"}},
    "steps": list(STEPS),
    "county_report": [{"title": name.title(), "generated": name} for name in SECTIONS],
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: object) -> Done:
    """Run the command as a user does, but in this process, where everything is imported."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["kontorrapport", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def toml(value: object) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def declare(path: Path, content: Mapping[str, object]) -> None:
    """Write a TOML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{name} = {toml(each)}\n" for name, each in content.items()), "utf-8")


def write_round(
    folder: Path,
    frame: pd.DataFrame,
    *,
    merges: Mapping[str, Sequence[str]] | None = None,
    study: Mapping[str, object] = STUDY,
    more: Mapping[str, int] | None = None,
    **changes: object,
) -> None:
    """Write a round's folder, and its study beside it.

    A third more were asked than answered, and so many ``more`` in some offices.
    """
    offices = counties.offices_of(frame)
    more = more or {}
    asked = {
        name: int((frame["unit"] == name).sum()) * 4 // 3 + 1 + more.get(name, 0)
        for name in offices
    }
    sizes = sorted(offices, key=lambda name: -asked[name])
    classes = ("stor", "middels", "liten")
    units = [
        {
            "code": i,
            "id": name,
            "name": name.title(),
            "size": classes[sizes.index(name) * 3 // len(sizes)],
            "invited": asked[name],
            "leader": {"name": "Kari Nordmo", "email": f"{name}@example.org"},
        }
        for i, name in enumerate(offices, start=1)
    ]
    content: dict[str, object] = {
        "id": folder.name,
        "title": "Runde",
        "whole": "Fylket",
        "study": "../study.toml",
        "date": "2026-03-31",
        "units": units,
        "merges": [
            {"id": name, "name": " og ".join(map(str.title, own)), "units": list(own)}
            for name, own in (merges or {}).items()
        ],
        "groups": {GROUP: {"files": ["svar.csv"], "invited": sum(asked.values())}},
        **changes,
    }
    declare(folder.parent / "study.toml", study)
    declare(folder / "round.toml", content)
    answer(folder, frame, offices)


def answer(folder: Path, frame: pd.DataFrame, offices: Sequence[str]) -> None:
    """Write the export of a county's answers; a respondent's key is the row's name."""
    codes = {name: i for i, name in enumerate(offices, start=1)}
    columns = [name for name in frame.columns if name != "unit"]
    with (folder / "svar.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("respondent", "kontor", *columns))
        for key, row in frame.iterrows():
            values = ("" if pd.isna(row[name]) else int(row[name]) for name in columns)
            rows.writerow((f"r{key}", codes.get(row["unit"], ""), *values))


@dataclass(frozen=True, slots=True)
class BuiltRun:
    """A run as it lies in its folder."""

    folder: Path
    said: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def results(self) -> ReleasedResults:
        return ReleasedResults.from_json((self.folder / "results.json").read_text("utf-8"))

    @property
    def certificate(self) -> Certificate:
        return Certificate.from_json((self.folder / "certificate.json").read_text("utf-8"))

    @property
    def table(self) -> GroupTable:
        found = self.results.table.of(GROUP)
        assert found is not None
        return found

    def place(self, name: str) -> Place:
        found = self.table.place(name)
        assert found is not None, name
        return found

    def report(self, unit: str = "") -> str:
        """All words of an office's report in Word, or of the county's and its appendix."""
        paths = sorted(self.folder.glob(f"offices/{unit}/*.docx" if unit else "county/*.docx"))
        assert len(paths) == (1 if unit else 2)
        words: list[str] = []
        for document in map(Document, map(str, paths)):
            words += [paragraph.text for paragraph in document.paragraphs]
            words += [c.text for table in document.tables for row in table.rows for c in row.cells]
        return "\n".join(words)

    def bytes(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def built(folder: Path, out: Path, *options: Any, form: str = "docx") -> BuiltRun:
    """Build a round; it must not be refused, whatever was built before."""
    done = command("build", folder, "--out", out, "--format", form, "--workers", 1, *options)
    assert done.returncode == 0, done.stderr
    study = STUDY["id"]
    return BuiltRun((out / str(study) / folder.name / "latest").resolve(), done.stderr)
