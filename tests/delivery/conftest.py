"""A clock that only sleeping moves, and sending as the command does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from generator.delivery.approval import approve
from generator.delivery.mailer import open_mailer
from generator.delivery.passwords import SMTP_PASSWORD as VARIABLE
from generator.delivery.selection import SendOptions
from generator.delivery.sending import Line
from generator.run.finished import FinishedRun

from .runs import AT
from .servers import PASSWORD, Running, serving


@dataclass
class Clock:
    """A time of day that passes while somebody sleeps."""

    now: datetime = AT
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


Send = Callable[..., dict[str, Line]]


@pytest.fixture
def send(clock: Clock) -> Send:
    """Send a run and return the lines by their items, joined with a plus."""

    def sent(run: FinishedRun, *, password: str = PASSWORD, **options: object) -> dict[str, Line]:
        mailer = open_mailer(run.folder, None, {VARIABLE: password})
        lines = mailer.send(
            SendOptions(**options), clock=clock, sleep=clock.sleep, progress=lambda *_: None
        )
        return {"+".join(line.items): line for line in lines}

    return sent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "server") as running:
        yield running


def approved(run: FinishedRun) -> FinishedRun:
    approve(run, run.items, by="Kari", at=AT)
    return run
