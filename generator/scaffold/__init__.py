"""Starting: a commented study and its first round, from what somebody has or as an example."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.errors import ArgumentError
from generator.files import DRAFT, OWNER_ONLY
from generator.round.model import Round
from generator.scaffold.draft import Draft
from generator.scaffold.given import Given, read_given
from generator.scaffold.settling import settled
from generator.scaffold.words import EXAMPLE, starter_file, words_of
from generator.study.model import Study
from generator.study.reference import schema


@dataclass(frozen=True, slots=True)
class Started:
    """Where the study and the folder of its first round were written, and from what."""

    study: Path
    round: Path
    draft: Draft | None

    @property
    def command(self) -> str:
        """What makes reports of it."""
        return "quarter" if self.draft and not self.draft.given.surveys else "build"

    def summary(self) -> Iterator[str]:
        """What was written, what was guessed, and what to look at first; never an answer."""
        yield f"Written: {self.study} and {self.round / 'round.toml'}"
        if self.draft is None:
            yield "The answers there are made up (synthetic = true). Put your own in their place."
            return
        yield f"The files were copied into {self.round}, where only you may read them."
        for survey in self.draft.given.surveys:
            guess = survey.guess
            items = sum(len(each.items) for each in guess.constructs)
            unit = guess.unit_column
            offices = f"{len(guess.units)} offices in {unit!r}" if unit else "no offices"
            yield (
                f"Guessed of {survey.group}: {offices}; areas: {len(guess.constructs)}, with "
                f"statements: {items}; single statements: {len(guess.single_items)}; "
                f"classifications: {len(guess.background)}."
            )
        for kind in self.draft.left_out:
            name = self.draft.given.results[kind].name
            yield f"{name} cannot be used as it is; round.toml says why."
        surveys = self.draft.given.surveys
        first = "statements make an area and are negative" if surveys else "results are better low"
        yield f"Look first in study.toml, at which {first}."


def start(folder: Path, exports: Sequence[Path], *, language: str, today: date) -> Started:
    """Write a study and a round's folder, whole or not at all: of the exports, or an example.

    Raises ArgumentError where anything would be written over, and InputError for exports that
    cannot be read.
    """
    round_name = words_of(language).say["id"]["round"]
    started = folder / "study.toml", folder / round_name
    if there := [str(path) for path in started if path.exists()]:
        raise ArgumentError(f"{' and '.join(there)}: already there, and would be written over.")
    draft = Draft(read_given(exports), language, today) if exports else None
    above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    with TemporaryDirectory(prefix=DRAFT, dir=above) as hidden:
        made = Path(hidden) / "made"
        if draft:
            _write_answers(made / round_name, draft.given)
            draft = settled(draft, made, round_name)
        else:
            shutil.copytree(starter_file(language, EXAMPLE), made)
        for name, model in (("study", Study), ("round", Round)):
            text = json.dumps(schema(model), indent=2, ensure_ascii=False)
            (made / f"{name}.schema.json").write_text(f"{text}\n", encoding="utf-8")
        _place(made, folder)
    return Started(*started, draft)


def _write_answers(folder: Path, given: Given) -> None:
    """The exports and workbooks, for their owner alone from the first byte."""
    files = {name: data for each in given.surveys for name, data in each.files.items()}
    files |= {each.name: each.data for each in given.results.values()}
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


def _place(made: Path, folder: Path) -> None:
    """Move what was made into its place: at once, or one by one into a folder that is there."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made.rename(folder)
        return
    placed: list[Path] = []
    try:
        for path in sorted(made.iterdir(), key=lambda path: path.name == "study.toml"):
            placed.append(path.rename(folder / path.name))
    except BaseException:  # Ctrl-C too
        for path in placed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
