"""A sender in a process of its own, to be killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from generator.delivery.mailer import open_mailer
from generator.delivery.passwords import SMTP_PASSWORD as VARIABLE
from generator.delivery.selection import SendOptions


def send(run: Path, password: str) -> None:
    """Send as the command does, with the clock on the wall."""
    open_mailer(run, None, {VARIABLE: password}).send(
        SendOptions(resume=True),
        clock=lambda: datetime.now(UTC),
        sleep=time.sleep,
        progress=lambda *_: None,
    )
