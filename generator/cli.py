"""The command line: parsing and printing only."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.errors import InputError, KontorrapportError
from generator.progress import shown_progress

if TYPE_CHECKING:
    from generator.delivery import approval
    from generator.delivery.sending import Line

app = typer.Typer(
    help="From one survey round to finished, safe, archived reports for every local office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
Formats = Annotated[str, typer.Option("--format", help="pdf, docx or both, with a comma between.")]
LanguageName = Annotated[str | None, typer.Option(help="nb, nn or en, instead of the round's own.")]
OwnTemplates = Annotated[
    Path | None, typer.Option(help="Your own templates, which replace ours file by file.")
]
EarlierRounds = Annotated[
    Path | None,
    typer.Option(help="Where earlier rounds are filed, instead of what round.toml says."),
]


@app.command()
def check(round_folder: RoundFolder) -> None:
    """List every problem of a round at once: file, sheet, row, column and what to do."""
    from generator import pipeline

    pipeline.check(round_folder)
    typer.echo(f"{round_folder}: nothing to mend.")


@app.command()
def build(
    round_folder: RoundFolder,
    out: OutFolder = Path("output"),
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT", help="Make only this unit's report; may be repeated."),
    ] = None,
    formats: Formats = "pdf,docx",
    language: LanguageName = None,
    workers: Annotated[int, typer.Option(min=1, help="Documents made at the same time.")] = 2,
    templates: OwnTemplates = None,
    archive: EarlierRounds = None,
    index: IndexAddress = None,
) -> None:
    """Make every report of a round, as PDF and Word, and the overview page."""
    from generator import pipeline

    options = pipeline.Options(
        only=tuple(only or ()),
        formats=_formats(formats),
        language=language,
        workers=workers,
        templates=templates,
        archive=archive,
        index=index,
    )
    with shown_progress() as progress:
        built = pipeline.build(round_folder, out=out, options=options, progress=progress)
    typer.echo(f"{built.run.documents} documents, {built.numbers} numbers verified.")
    typer.echo(f"Overview: {built.run.folder / 'index.html'}")
    typer.echo(f"Reports:  {built.run.folder}, in county/ and offices/")


@app.command()
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
    from generator import pipeline

    options = pipeline.Options(
        formats=_formats(formats),
        language=language,
        templates=templates,
        archive=archive,
        index=index,
    )
    with shown_progress() as progress:
        built = pipeline.quarter(round_folder, out=out, options=options, progress=progress)
    typer.echo(f"{built.run.documents} documents, {built.numbers} numbers verified.")
    typer.echo(f"Report: {built.run.folder}, in management/")


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if unknown := [name for name in chosen if name not in ("pdf", "docx")]:
        raise typer.BadParameter(f"unknown format {unknown[0]!r}; use pdf, docx or both")
    return chosen


@app.command()
def texts(
    round_folder: RoundFolder,
    workbook: Annotated[
        bool, typer.Option("--xlsx", help="Make a new review file an Excel workbook, not CSV.")
    ] = False,
) -> None:
    """List the open answers, masked, in a file beside the input, for you to choose quotes from."""
    from generator import pipeline

    for line in pipeline.review(round_folder, workbook=workbook).told():
        typer.echo(line)


@app.command()
def audit(
    tables: Annotated[Path, typer.Argument(metavar="TABLES.json", help="Printed tables.")],
    windows: Annotated[
        Path | None,
        typer.Option(
            metavar="WINDOWS.json", help="How many answered, and what else is known of the tables."
        ),
    ] = None,
) -> None:
    """Recompute printed tables from their own figures, and list what cannot be true."""
    from generator.audit import audit
    from generator.audit.reading import read_tables

    audited = audit(read_tables(tables, windows))
    for finding in audited.findings:
        typer.echo(str(finding))
    for number in audited.unrecognised:
        typer.echo(f"table {number}: nothing is recognised; declare its layout or roles.", err=True)
    count = len(audited.findings)
    summary = f"{audited.checked} checks, {count} {'finding' if count == 1 else 'findings'}."
    typer.echo(summary)
    if count:
        raise typer.Exit(1)


ActTime = Annotated[
    str | None, typer.Option("--time", help="The time to be written down, instead of now.")
]


@app.command()
def verify(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="A run folder, a filed package or an archive.")
    ],
    index: IndexAddress = None,
) -> None:
    """Hold a run against its results, or say whether what was filed is as it was filed."""
    from generator import pipeline
    from generator.archive import check_filed, is_filed

    folder = run.resolve()
    if is_filed(folder):
        findings, told = check_filed(folder, index=index), f"{run}: every file is as it was filed."
    else:
        with shown_progress() as progress:
            verified = pipeline.verify(folder, progress=progress)
        findings = verified.findings
        told = f"{verified.documents} documents, {verified.numbers} numbers verified."
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise typer.Exit(1)
    typer.echo(told)


@app.command()
def archive(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, such as .../latest.")],
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="The archive's folder.")],
    index: IndexAddress = None,
    time: ActTime = None,
    xsd: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Schema files of Noark 5 to hold arkivmelding.xml against."
        ),
    ] = None,
) -> None:
    """File a finished run in an archive, as a package that is never changed again."""
    from generator.archive import file_run, read_time

    filing = file_run(run, destination, time=read_time(time), index=index, xsd=xsd)
    typer.echo(f"{'Already filed' if filing.already else 'Filed'}: {filing.folder}")


@app.command()
def retention(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Rounds, or folders that hold rounds.")
    ],
    archive: Annotated[
        Path | None, typer.Option(help="The archive's folder, instead of the round's own.")
    ] = None,
    index: IndexAddress = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete what is due, once you have confirmed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete what is due without asking.")] = False,
    by: Annotated[str | None, typer.Option(help="Who deletes; stands in the receipt.")] = None,
    time: ActTime = None,
) -> None:
    """List the raw data that are due to be deleted; delete them with --delete or --yes."""
    from generator.archive import delete_raw_data, raw_data, read_time
    from generator.archive.retention import told

    if (delete or yes) and not by:
        raise typer.BadParameter("say who deletes, with --by NAME")
    now = read_time(time)
    rounds = raw_data(folders, today=now.date(), archive=archive, index=index)
    for data in rounds:
        typer.echo("\n".join(told(data)))
    due = [data for data in rounds if data.state == "due"]
    if due and by and (delete or yes):
        count = sum(len(data.files) for data in due)
        if not yes:
            typer.confirm(f"Delete {count} {'file' if count == 1 else 'files'}?", abort=True)
        for data in due:
            typer.echo(f"Deleted. Receipt: {delete_raw_data(data, time=now, by=by)}")
    if any(data.state == "refused" for data in rounds):
        raise typer.Exit(1)


@app.command()
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


@app.command()
def approve(
    run: RunFolder,
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="ID", help="A unit, county or management; repeatable."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is not held back.")] = False,
    held: Annotated[
        list[str] | None, typer.Option("--hold", metavar="ID", help="Keep this one back.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Why; a held report needs one.")] = "",
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who decides; otherwise who is logged in.")
    ] = None,
) -> None:
    """Approve reports or hold them back; without options, say where each report stands."""
    from generator.delivery import approval
    from generator.delivery.run import open_run

    opened, at, who = open_run(run), _now(), by or _user()
    if held:
        approval.hold(opened, held, by=who, at=at, comment=comment)
    chosen = [*(units or ()), *(approval.open_items(opened) if everything else ())]
    if chosen:
        approval.approve(opened, chosen, by=who, at=at, comment=comment)
    for one in (found := approval.standings(opened)):
        typer.echo(_standing(one))
    typer.echo(f"{sum(one.state == 'approved' for one in found)} of {len(found)} approved.")


def _standing(one: approval.Standing) -> str:
    told = [", ".join(one.by)] if one.by else []
    told += ["one more must approve"] if one.state == "draft" and one.by else []
    told += [one.reason] if one.reason else []
    return f"{one.item:<24} {one.state:<10} {'; '.join(told)}".rstrip()


@app.command()
def review(
    run: RunFolder,
    round_folder: Annotated[
        Path | None, typer.Option("--round", metavar="DIR", help="The round, if it was moved.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    idle: Annotated[
        float, typer.Option(metavar="MINUTES", min=1, help="Stop when unused so long.")
    ] = 30,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who decides; otherwise who is logged in.")
    ] = None,
) -> None:
    """Read a run and approve it on a page that this machine's browser alone is shown."""
    from datetime import timedelta

    from generator.review.server import Serving, Wishes

    wishes = Wishes(by or _user(), port, timedelta(minutes=idle), round_folder)
    serving = Serving(run, wishes, clock=_now, environment=os.environ)
    unused = serving.run(_tell_address)
    typer.echo(f"Stopped: nobody used the page for {idle:g} minutes." if unused else "Stopped.")


def _tell_address(address: str) -> None:
    typer.echo("Open this address in a browser; it works once. Ctrl-C stops the page.")
    typer.echo(address)


@app.command()
def send(
    run: RunFolder,
    round_folder: Annotated[
        Path | None, typer.Option("--round", metavar="DIR", help="The round, if it was moved.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Just this one; may be repeated.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write what would be sent; send nothing.")
    ] = False,
    show: Annotated[bool, typer.Option("--status", help="Only say where each stands.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on, and try what failed once more.")
    ] = False,
    resend_unknown: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Send this although it may have been sent."),
    ] = None,
    again: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Send this although it was sent.")
    ] = None,
) -> None:
    """Send each approved report to whoever it is for, once; by default into a folder."""
    import time

    from generator.delivery.plan import Wishes
    from generator.delivery.posting import open_post

    post = open_post(run, round_folder, os.environ)
    wishes = Wishes(
        only=tuple(only or ()),
        resume=resume,
        resend_unknown=tuple(resend_unknown or ()),
        again=tuple(again or ()),
    )
    if show:
        _tell(post.status())
    elif dry_run:
        _tell(post.rehearse(wishes, at=_now()))
        typer.echo(f"Nothing was sent. What would be lies in {post.rehearsed}")
    else:
        with shown_progress() as progress:
            lines = post.send(wishes, clock=_now, sleep=time.sleep, progress=progress)
        _tell(lines)
        if any(line.needs_attention for line in lines):
            raise typer.Exit(1)


def _tell(lines: tuple[Line, ...]) -> None:
    """Print a line for each letter, and how many are in each state."""
    from collections import Counter

    width = max((len(", ".join(line.items)) for line in lines), default=0)
    for line in lines:
        at = f"{line.at:%Y-%m-%d %H:%M}" if line.at else "-"
        items = ", ".join(line.items)
        told = f"{items:<{width}}  {line.state:<9} {line.attempts:>2}  {at:<16}  {line.recipient}"
        typer.echo(f"{told}  {line.told}".rstrip())
    counts = Counter(line.state for line in lines)
    typer.echo(", ".join(f"{count} {state}" for state, count in counts.items()) + ".")


def _now() -> datetime:
    return datetime.now().astimezone()


def _user() -> str:
    import getpass

    return getpass.getuser()


@app.command()
def doctor() -> None:
    """Say what this machine lacks, and the command that mends it."""
    from generator.machine import missing

    lacking = missing()
    for lack in lacking:
        typer.echo(f"{lack.what} is missing. {lack.remedy}")
    if lacking:
        raise typer.Exit(1)
    typer.echo("Nothing is missing.")


def main() -> None:
    """Run a command; what it refuses is told in one line each, never as a traceback."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        count = len(error.problems)
        typer.echo(
            f"{count} {'problem' if count == 1 else 'problems'}; nothing was written.", err=True
        )
        sys.exit(error.exit_code)
    except KontorrapportError as error:
        typer.echo(f"kontorrapport: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        # The message may hold an answer, so only the kind of error and its place are told.
        if os.environ.get("KONTORRAPPORT_TRACEBACK"):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        typer.echo(
            f"kontorrapport: this should not happen: {type(error).__name__} in "
            f"{Path(place.filename).name}, line {place.lineno}. Nothing was written. Please report "
            "it; KONTORRAPPORT_TRACEBACK=1 shows more, but may show answers too.",
            err=True,
        )
        sys.exit(1)
