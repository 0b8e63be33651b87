"""Progress of long work, shown on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

Progress = Callable[[str, int, int], None]
"""Shown a stage, how many of its parts are done and how many there are (0 when it has no parts)."""


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A bar on a terminal, numbered stages otherwise; both on standard error."""
    if sys.stderr.isatty():
        from rich import progress
        from rich.console import Console

        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
        )
        with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
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
