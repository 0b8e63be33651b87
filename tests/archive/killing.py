"""Files a run again and again in processes that are killed, each into an archive of its own.

Run as a script of its own: a fork of the test process would take its threads along.

    killing.py RUN FOLDER steps            killed at the first, second, ... step of writing
    killing.py RUN FOLDER random COUNT     killed after some time
    killing.py CLEAN FOLDER deletion       killed at each step of deleting what is due; CLEAN holds
                                           archive/ and data/, and is copied for each
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.archive import filing
from generator.archive.filing import file_run
from generator.archive.index import Index
from generator.archive.package import package_files
from generator.archive.retention import delete_raw_data, raw_data

TIME = datetime(2015, 7, 1, 12, tzinfo=UTC)
LATER = datetime(2020, 1, 1, 12, tzinfo=UTC)


def file_when(run: Path, store: Path, address: str | None, start: Any) -> None:
    """File a run as soon as all who wait are there."""
    filing.check_documents = lambda _files: ()  # those of the small runs are made up
    start.wait()
    file_run(run, store, time=TIME, index=address)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(step: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Wrap the calls that change the disk: the process dies before the step, counted over all."""
    steps = iter(range(1, step + 1))

    def wrap(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if next(steps, step) == step:
                die()
            return act(*arguments, **named)

        return counted

    return wrap


def in_child(act: Callable[[], object]) -> int:
    """The process id of a child that does ``act`` and nothing else."""
    if child := os.fork():
        return child
    try:
        act()
    finally:
        os._exit(0)


def killed(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def at_steps(run: Path, folder: Path) -> None:
    """Kill before each step; the last archive is the first whose process was not killed."""
    files = package_files(run, time=TIME)  # is read only, so once will do
    filing.package_files = lambda _run, **_named: files
    for step in range(1, 1000):

        def act(step: int = step) -> None:
            wrap = dying_at(step)
            for owner, name in (
                (os, "fsync"),
                (os, "mkdir"),
                (Path, "rename"),
                (Path, "unlink"),
                (Index, "add"),
            ):
                setattr(owner, name, wrap(getattr(owner, name)))
            file_run(run, folder / f"{step:04d}", time=TIME)

        if not killed(in_child(act)):
            print(step)
            return


def at_random(run: Path, folder: Path, count: int) -> None:
    """Kill after a random time within the time that filing takes, and a little more."""
    random.seed(2015)
    start = time.perf_counter()
    file_run(run, folder / "warm-up", time=TIME)
    start = time.perf_counter()
    file_run(run, folder / "measured", time=TIME)
    duration = time.perf_counter() - start
    died = 0
    for number in range(count):
        child = in_child(lambda number=number: file_run(run, folder / f"{number:04d}", time=TIME))
        time.sleep(random.uniform(0, 1.1 * duration))
        os.kill(child, signal.SIGKILL)
        died += killed(child)
    print(died)


def at_deletion(clean: Path, folder: Path) -> None:
    """Kill before each step; the last copy is the first whose process was not killed."""
    for step in range(1, 1000):
        copy = folder / f"{step:04d}"
        shutil.copytree(clean, copy)

        def act(step: int = step, copy: Path = copy) -> None:
            (data,) = raw_data(
                [copy / "data"],
                today=LATER.date(),
                out=copy / "output",
                archive=copy / "archive",
            )
            wrap = dying_at(step)
            for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "unlink"), (Index, "add")):
                setattr(owner, name, wrap(getattr(owner, name)))
            delete_raw_data(data, time=LATER, by="Kari")

        if not killed(in_child(act)):
            print(step)
            return


if __name__ == "__main__":
    filing.check_documents = lambda _files: ()  # those of the small runs are made up
    run, folder = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3] == "steps":
        at_steps(run, folder)
    elif sys.argv[3] == "deletion":
        at_deletion(run, folder)
    else:
        at_random(run, folder, int(sys.argv[4]))
