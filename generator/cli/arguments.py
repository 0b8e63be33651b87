"""Arguments and options that several commands take, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.errors import ArgumentError
from generator.language.catalogue import LANGUAGES

if TYPE_CHECKING:
    from generator.study.declared import Language

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, such as .../latest.")]
RoundFolder = Annotated[Path, typer.Argument(metavar="ROUND", help="A folder with round.toml.")]
IndexAddress = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="URL",
        envvar="KONTORRAPPORT_INDEX",
        help="The archive's index where it is no file in the archive, such as postgresql://HOST/DB.",
    ),
]
OutFolder = Annotated[Path, typer.Option(help="Where runs are kept.")]
RunsFolder = Annotated[
    Path,
    typer.Option("--out", help="Where the runs lie, with what is kept of answers beside them."),
]
Formats = Annotated[str, typer.Option("--format", help="pdf, docx or html, with commas between.")]
LanguageName = Annotated[
    str | None, typer.Option(help=f"One of {', '.join(LANGUAGES)}, instead of the round's own.")
]
OwnTemplates = Annotated[
    Path | None, typer.Option(help="Your own templates, which replace ours file by file.")
]
EarlierRounds = Annotated[
    Path | None,
    typer.Option(help="Where earlier rounds are filed, instead of what round.toml says."),
]
ActTime = Annotated[
    str | None, typer.Option("--time", help="The time to be written down, instead of now.")
]
RoundMoved = Annotated[
    Path | None, typer.Option("--round", metavar="DIR", help="The round, if it was moved.")
]
Decider = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who decides; otherwise who is logged in.")
]


def chosen_formats(text: str) -> tuple[str, ...]:
    """The formats that ``--format`` names, each once."""
    from generator.render.workers import FORMATS

    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if unknown := [name for name in chosen if name not in FORMATS]:
        known = ", ".join(FORMATS)
        raise typer.BadParameter(f"unknown format {unknown[0]!r}; use one or more of {known}")
    return chosen


def chosen_language(text: str | None) -> Language | None:
    """The language that ``--language`` names; None where each report keeps its own."""
    if text is not None and text not in LANGUAGES:
        raise ArgumentError(f"--language {text}: there are reports in {', '.join(LANGUAGES)} only.")
    return text
