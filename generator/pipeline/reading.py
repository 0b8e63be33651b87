"""The upper end of the line: a round's files, and what was published before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.earlier import History, read_history
from generator.archive.releases import earlier_releases
from generator.errors import ArgumentError, InputError
from generator.freetext.review import review_answers
from generator.pipeline.options import asked_language
from generator.publish import Earlier
from generator.render.workers import warm_up
from generator.round import load_round
from generator.round.consistency import untranslated
from generator.sources import read_inputs

if TYPE_CHECKING:
    from generator.archive.releases import EarlierReleases
    from generator.freetext.review import Reviewed
    from generator.pipeline.options import Options
    from generator.round.model import Round
    from generator.run.rebuild import Progress
    from generator.sources.inputs import Inputs, SourceFile
    from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class Read:
    """A round as it was declared and read, and what was published before it.

    ``runs`` is the folder of the round's runs, ``known_runs`` those in it or given away; ``notes``
    say what whoever builds should know of earlier releases.
    """

    folder: Path
    runs: Path
    study: Study
    round: Round
    inputs: Inputs
    texts: Reviewed
    history: History
    earlier: Earlier
    known_runs: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """Every file that was read, but for those of earlier rounds."""
        return (*self.inputs.files, *self.texts.files)


def read(folder: Path, *, out: Path, options: Options, progress: Progress) -> Read:
    """Read and check all that a build needs; raises InputError or ArgumentError."""
    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    if (asked := asked_language(options)) and (lacking := untranslated(round_, study, into=asked)):
        raise InputError(lacking)
    warm_up(options.workers)
    inputs = read_inputs(study, round_, folder)
    runs = out / study.id / round_.id
    archive = _archive(folder, round_, options)
    history = _history(archive, study, round_, options)
    found = earlier_releases(runs, inputs, study=study, round_=round_, archive=archive)
    return Read(
        folder=folder,
        runs=runs,
        study=study,
        round=round_,
        inputs=inputs,
        texts=review_answers(inputs, study=study, round_=round_, folder=folder),
        history=history,
        earlier=Earlier(found.releases, history.rounds),
        known_runs=found.runs,
        notes=(*_notes(found), *history.older),
    )


def _notes(found: EarlierReleases) -> Iterator[str]:
    """What whoever builds should know: this is no first release, or one could not be read."""
    own = [each.run for each in found.releases if each.of_round]
    if own:
        yield (
            f"This round was built before ({', '.join(own)}). What too few new answers would give "
            "away is carried over from then, and the reports say so. Delete the folders of runs "
            "that nobody was given, and build again, to start afresh."
        )
    for place in found.unreadable:
        yield (
            f"{place} was made by another version or cannot be read, so the reports were not held "
            "against it."
        )


def _archive(folder: Path, round_: Round, options: Options) -> Path | None:
    """Where rounds are filed: as asked for, else as round.toml says; None where nowhere."""
    if options.archive and not options.archive.is_dir():
        raise ArgumentError(f"--archive {options.archive}: there is no such folder.")
    return options.archive or (folder / round_.archive if round_.archive else None)


def _history(archive: Path | None, study: Study, round_: Round, options: Options) -> History:
    """The rounds filed before this one; none where no archive is named or nothing was filed yet."""
    if archive is None:
        return History()
    return read_history(archive, round_, study=study.id, index=options.index)
