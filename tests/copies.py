"""A copy of the program, changed as a checklist of CONTRIBUTING.md says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Copy:
    """A copy of the program, and which of its files have been edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.edited: set[str] = set()
        for name in ("generator", "templates", "docs"):
            ignored = shutil.ignore_patterns("__pycache__", "gallery")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")
        self.edited.add(name)

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Put a text in the place of another one, or after the file's end."""
        text = (self.folder / name).read_text("utf-8")
        for old, new in changes:
            assert not old or text.count(old) >= 1, f"{name} has no {old!r}"
            text = text.replace(old, new, 1) if old else text + new
        self.write(name, text)

    def call(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """What Python does where it sees this copy of the program and no other."""
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def run(self, *arguments: object) -> str:
        done = self.call(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def write_round(folder: Path, study: str, declared: str, rows: Iterable[str]) -> Path:
    """A round's folder with its study above it, and its answers in svar.csv."""
    folder.mkdir(parents=True)
    (folder.parent / "study.toml").write_text(study, "utf-8")
    (folder / "round.toml").write_text(declared, "utf-8")
    (folder / "svar.csv").write_text("\n".join(rows), "utf-8")
    return folder


def checklist(heading: str) -> list[str]:
    """The files of the program that a checklist names, one a line; ``<kind>`` stands for a name."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    _, _, rest = text.partition(f"### {heading}\n")
    assert rest, f"CONTRIBUTING.md has no heading {heading!r}"
    lines = re.findall(r"^- \[ \] (.+?):", rest.partition("\n#")[0], flags=re.MULTILINE)
    return [name for line in lines for name in re.findall(r"`((?!tests/)[^`]+/[^`]+)`", line)]


def departures(heading: str, edited: set[str]) -> list[str]:
    """What a walk edited that its checklist does not name, and what it names that was not."""
    patterns = {name: re.sub(r"<\w+>", "[^/]+", re.escape(name)) for name in checklist(heading)}
    unnamed = edited - {one for one in edited for p in patterns.values() if re.fullmatch(p, one)}
    unneeded = {n for n, p in patterns.items() if not any(re.fullmatch(p, one) for one in edited)}
    return [f"{name} is not named" for name in unnamed] + [f"{n} was not needed" for n in unneeded]
