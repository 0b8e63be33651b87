"""Progress of long work, told on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, numbered stages otherwise; both on standard error."""
    if sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=_console(), transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda stage, done, total: bar.update(
                task, description=stage, completed=done, total=total or None
            )
        return
    seen: list[str] = []

    def numbered(stage: str, _done: int, _total: int) -> None:
        if stage not in seen:
            seen.append(stage)
            typer.echo(f"{len(seen)}. {stage}", err=True)

    yield numbered


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)
