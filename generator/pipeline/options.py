"""What a command was asked for, and whether that exists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import ArgumentError
from generator.study.texts import LANGUAGES

if TYPE_CHECKING:
    from generator.study.texts import Language


@dataclass(frozen=True, slots=True)
class Options:
    """What a build was asked for: analysis units, file formats, language, workers, templates.

    ``archive`` holds the earlier rounds, instead of the one that round.toml names, and ``index``
    is the address of its index where that is no file of its own.
    """

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    language: str | None = None
    workers: int = 2
    templates: Path | None = None
    archive: Path | None = None
    index: str | None = None


def asked_language(options: Options) -> Language | None:
    """The language every report is wanted in; None where each keeps its own."""
    if options.language is None:
        return None
    for known in LANGUAGES:
        if options.language == known:
            return known
    raise ArgumentError(
        f"--language {options.language}: there are reports in {', '.join(LANGUAGES)} only."
    )


def known_units(only: tuple[str, ...], units: Collection[str]) -> None:
    """Refuse a unit that the round does not have."""
    for name in only:
        if name not in units:
            raise ArgumentError(
                f"--only {name}: no such analysis unit. There are: {', '.join(sorted(units))}."
            )
