"""The command line: parsing and printing only, one module for each kind of command."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Final

import typer

from generator import __version__
from generator.cli.keeping import archive, audit, doctor, retention, verify
from generator.cli.rounds import build, check, init, plans, quarter, texts
from generator.cli.sending import approve, review, send
from generator.errors import InputError, KontorrapportError

COMMANDS: Final = (
    *(init, check, build, quarter, texts, plans),
    *(verify, approve, review, send),
    *(archive, retention, audit, doctor),
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
