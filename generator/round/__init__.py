"""Round: one survey period, its units, files, recipients and policy, as declared in round.toml."""

from pathlib import Path

from generator.errors import ArgumentError, InputError, Problem
from generator.language.catalogue import LANGUAGES, catalogue
from generator.round.model import Round
from generator.study.declared import load_translated
from generator.study.lines import with_lines
from generator.study.model import Study


def load_round(folder: Path) -> tuple[Study, Round]:
    """Read round.toml and the study it names; what a file gets wrong raises ``InputError``."""
    for language in LANGUAGES:
        catalogue(language)  # says what the language lacks
    round_ = load_translated(Round, folder / "round.toml")
    return load_translated(Study, folder / round_.study), round_


def archive_of(round_: Round, folder: Path, *, given: Path | None) -> Path | None:
    """The archive that a round's history is in: the one that was given, else the declared one.

    Raises ArgumentError or InputError where there is no such folder: without it a report has no
    history, and is not held against what was published before.
    """
    if given is not None:
        if not given.is_dir():
            raise ArgumentError(f"--archive {given}: there is no such folder.")
        return given
    if round_.archive is None:
        return None
    declared = folder / round_.archive
    if not declared.is_dir():
        what = "is no folder" if declared.exists() else "does not exist"
        problem = Problem(
            "round.toml",
            f"the archive {round_.archive!r} {what}: {declared.resolve()}",
            column="archive",
            remedy="Correct the line, or give --archive. If nothing was ever filed, make the "
            "folder first.",
        )
        raise InputError(with_lines([problem], folder / "round.toml"))
    return declared
