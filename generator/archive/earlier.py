"""Earlier rounds as packages or run folders hold them: results and definitions, no answers."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.archive.filed import filed_rounds
from generator.errors import ArgumentError
from generator.history.edition import Earlier
from generator.round.model import Round
from generator.run.contents import RunFiles, made_by_older, read_results
from generator.run.write import ROUND, STUDY, read_definition
from generator.sources.inputs import SourceFile

READ = ("results.json", STUDY, ROUND)


@dataclass(frozen=True, slots=True)
class History:
    """The rounds filed before one, oldest first, and the files they were read from.

    ``older`` says of each round that an older version of the program made, which cannot be read.
    """

    rounds: tuple[Earlier, ...] = ()
    files: tuple[SourceFile, ...] = ()
    older: tuple[str, ...] = ()

    @property
    def window_ends(self) -> frozenset[str]:
        """The last months (YYYY-MM) of the scorecards that were reported."""
        return frozenset(each.round.window.last for each in self.rounds if each.round.window)


def read_earlier(folder: Path) -> Earlier:
    """The published round in ``folder``; raises KontorrapportError where it cannot be read."""
    released = read_results(folder)
    try:
        study, round_ = read_definition(folder)
    except (FileNotFoundError, ValueError):  # what pydantic raises is one
        raise ArgumentError(
            f"{folder} does not hold definitions that this version can read. Build that round "
            "again and file it, or leave it out of the archive."
        ) from None
    return Earlier(released, study, round_)


def read_history(archive: Path, round_: Round, *, study: str, index: str | None = None) -> History:
    """Every round of the study that was filed in ``archive`` with an earlier date than this one.

    ``index`` is the address of a shared index, instead of the one that the round declares.
    """
    declared = round_.archiving.index if round_.archiving else None
    before = [
        each
        for each in filed_rounds(archive, study=study, index=index or declared)
        if each.date < round_.date and each.round != round_.id
    ]
    older = {each.round: made_by_older(RunFiles(each.folder)) for each in before}
    filed = [each for each in before if not older[each.round]]
    return History(
        rounds=tuple(read_earlier(each.folder) for each in filed),
        files=tuple(
            _source(each.folder / name, f"{each.round}/{name}") for each in filed for name in READ
        ),
        older=tuple(f"{name}: {why}" for name, why in older.items() if why),
    )


def _source(path: Path, name: str) -> SourceFile:
    content = path.read_bytes()
    return SourceFile(name, "archived", len(content), sha256(content).hexdigest())
