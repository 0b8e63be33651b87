"""A round read from its folder, with what was published before it from runs and archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.archive.earlier_releases import EarlierReleases, earlier_releases
from generator.archive.earlier_rounds import History, read_history
from generator.errors import ArgumentError, InputError
from generator.freetext.review import review_answers
from generator.progress import Progress
from generator.publish import PublishedBefore
from generator.render.workers import start_server
from generator.round import load_round
from generator.round.consistency import untranslated
from generator.run.draft import Options, ReadRound
from generator.sources import read_inputs


def read_round(folder: Path, *, out: Path, options: Options, progress: Progress) -> ReadRound:
    """Read and check all that a build needs; raises InputError or ArgumentError."""
    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    if options.language and (lacking := untranslated(round_, study, into=options.language)):
        raise InputError(lacking)
    start_server(options.workers)
    inputs = read_inputs(study, round_, folder)
    if not round_.groups and not options.report:
        raise ArgumentError(
            f"{folder} has no survey, so there are no reports to its units. Make the report on "
            f"its results with: kontorrapport quarter {folder}"
        )
    if options.archive and not options.archive.is_dir():
        raise ArgumentError(f"--archive {options.archive}: there is no such folder.")
    archive = options.archive or (folder / round_.archive if round_.archive else None)
    history = History()
    if archive is not None:
        history = read_history(archive, round_, study=study.id, index=options.index)
    runs = out / study.id / round_.id
    found = earlier_releases(runs, inputs, study=study, round_=round_, archive=archive)
    return ReadRound(
        folder=folder,
        runs=runs,
        study=study,
        round=round_,
        inputs=inputs,
        texts=review_answers(inputs, study=study, round_=round_, folder=folder),
        earlier=PublishedBefore(found.releases, history.rounds),
        earlier_files=history.files,
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
