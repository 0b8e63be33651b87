"""The command line: parsing and printing only, one module for each kind of command."""

import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Final

import typer

from generator import __version__
from generator.cli.keeping import archive, audit, doctor, retention, sign, verify, withdraw
from generator.cli.rounds import build, check, init, plans, quarter, texts
from generator.cli.sending import approve, review, send
from generator.errors import InputError, KontorrapportError, machine_trouble

COMMANDS: Final = (
    *(init, check, build, quarter, texts, plans, withdraw),
    *(verify, approve, review, send),
    *(archive, sign, retention, audit, doctor),
)
"""In the order a round meets them, which is the order of ``--help``."""

app = typer.Typer(
    help="From one survey round to finished, safe, archived reports for every local office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _command in COMMANDS:
    app.command()(_command)


_OTHERS_WRITE: Final = 0o002
"""Whatever the machine's own setting is, nobody but owner and group may write what is made here."""

STOPPED: Final = 130
"""How Ctrl-C ends: 128 and the number of its signal, as in every shell."""

CLOSED: Final = 141
"""How a command ends whose reader has closed the pipe, as in every shell."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kontorrapport {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """What the program takes before the name of a command."""


def main() -> None:
    """Run a command; what it refuses is printed in one line each, never as a traceback."""
    os.umask(os.umask(0) | _OTHERS_WRITE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where a terminal lacks a letter
    try:
        _run()
    except SystemExit as stop:
        if stop.code == STOPPED:
            typer.echo("kontorrapport: stopped. Nothing is left half-written.", err=True)
        raise
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
        if trouble := machine_trouble(error):
            _leave_stdout()
            typer.echo(f"kontorrapport: {trouble}", err=True)
            sys.exit(trouble.exit_code)
        # The message may hold an answer, so only the kind of error and its place are shown.
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


def _run() -> None:
    try:
        try:
            app()
        finally:
            if sys.stdout:
                sys.stdout.flush()  # a full device says so here, or as Python ends
    except BrokenPipeError:  # whoever reads has read enough, such as head
        _leave_stdout()
        sys.exit(CLOSED)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # which typer ends as if it were a fault
            sys.exit(CLOSED)
        raise


def _leave_stdout() -> None:
    """Let nothing more be written where output goes, if that is what could not be written to."""
    try:
        sys.stdout.flush()
    except (OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
