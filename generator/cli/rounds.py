"""Commands on a round: start one, check it, make its reports, help with what people wrote in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.arguments import (
    EarlierRounds,
    Formats,
    IndexAddress,
    LanguageName,
    OutFolder,
    OwnTemplates,
    RoundFolder,
    chosen_formats,
    chosen_language,
)
from generator.errors import ArgumentError
from generator.language.catalogue import LANGUAGES
from generator.progress import shown_progress

if TYPE_CHECKING:
    from generator.run.draft import Options


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder, existing or not.")],
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    exports: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="EXPORT...",
            help="What you have: survey exports, one for each group; scorecard; client survey.",
        ),
    ] = None,
    language: Annotated[
        str, typer.Option(help=f"What is written, and the reports: {', '.join(LANGUAGES)}.")
    ] = "nb",
) -> None:
    """Write a commented study.toml and round.toml to start from: your own export's, or examples."""
    from generator import pipeline
    from generator.scaffold import start

    if more and not exports:
        raise ArgumentError(f"{more[0]}: write --from before the files to start from.")
    chosen_language(language)
    given = [*(exports or ()), *(more or ())]
    started = start(folder, given, language=language, today=date.today())
    for line in started.summary():
        typer.echo(line)
    pipeline.check(started.round)
    typer.echo(f"kontorrapport check {started.round} finds nothing to mend. Next:")
    typer.echo(f"kontorrapport {started.command} {started.round}")


def check(
    round_folder: RoundFolder,
    templates: OwnTemplates = None,
    archive: EarlierRounds = None,
    index: IndexAddress = None,
) -> None:
    """List every problem of a round at once: file, sheet, row, column and what to do."""
    from generator import pipeline

    for note in pipeline.check(round_folder, templates=templates, archive=archive, index=index):
        typer.echo(note)
    typer.echo(f"{round_folder}: nothing to mend.")


def build(
    round_folder: RoundFolder,
    out: OutFolder = Path("output"),
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="UNIT",
            help="Make only this unit's report, or those of the total: county; may be repeated.",
        ),
    ] = None,
    formats: Formats = "pdf,docx",
    language: LanguageName = None,
    workers: Annotated[int, typer.Option(min=1, help="Documents made at the same time.")] = 2,
    templates: OwnTemplates = None,
    archive: EarlierRounds = None,
    index: IndexAddress = None,
) -> None:
    """Make every report of a round, as PDF and Word, and the overview page."""
    from generator.run.draft import Options

    options = Options(
        only=tuple(only or ()),
        formats=chosen_formats(formats),
        language=chosen_language(language),
        workers=workers,
        templates=templates,
        archive=archive,
        index=index,
    )
    folder = _build(round_folder, out, options)
    typer.echo(f"Overview: {folder / 'index.html'}")
    typer.echo(f"Reports:  {folder}, in county/ and offices/")


def quarter(
    round_folder: RoundFolder,
    out: OutFolder = Path("output"),
    formats: Formats = "pdf,docx",
    language: LanguageName = None,
    templates: OwnTemplates = None,
    archive: EarlierRounds = None,
    index: IndexAddress = None,
) -> None:
    """Make management's report on the quarter, from this round and those in the archive."""
    from generator.run.draft import Options

    options = Options(
        report="quarter",
        formats=chosen_formats(formats),
        language=chosen_language(language),
        templates=templates,
        archive=archive,
        index=index,
    )
    typer.echo(f"Report: {_build(round_folder, out, options)}, in management/")


def _build(round_folder: Path, out: Path, options: Options) -> Path:
    """Make the reports, and print what to know of them; returns the folder of the run."""
    from generator import pipeline

    with shown_progress() as progress:
        built = pipeline.build(round_folder, out=out, options=options, progress=progress)
    for note in built.notes:
        typer.echo(note, err=True)
    typer.echo(f"{built.run.documents} documents, {built.numbers} numbers verified.")
    return built.run.folder


def texts(
    round_folder: RoundFolder,
    workbook: Annotated[
        bool, typer.Option("--xlsx", help="Make a new review file an Excel workbook, not CSV.")
    ] = False,
) -> None:
    """List the open answers, masked, in a file beside the input, for you to choose quotes from."""
    from generator import pipeline

    for line in pipeline.texts(round_folder, workbook=workbook).summary():
        typer.echo(line)


def plans(
    returned: Annotated[
        list[Path], typer.Argument(metavar="RETURNED.docx...", help="Reports with plans filled in.")
    ],
    into: Annotated[Path, typer.Option(metavar="ROUND", help="The round that looks back on them.")],
    runs: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Where the runs they are from lie; output by default."),
    ] = None,
) -> None:
    """Read the action plans of returned Word reports into the next round's folder."""
    from generator import pipeline

    read, path = pipeline.plans(returned, into=into, runs=runs or [Path("output")])
    count = sum(len(plan.measures) for plan in read.plans)
    typer.echo(f"{read.documents} documents read, {count} measures in {len(read.plans)} plans.")
    if read.without_measure:
        typer.echo(f"{read.without_measure} rows name no measure and were left out.")
    typer.echo(f"Written to {path}")
