"""A sender in a process of its own, to be killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from generator.delivery.decisions import Wishes
from generator.delivery.posting import PASSWORD as VARIABLE
from generator.delivery.posting import open_post


def send(run: Path, password: str) -> None:
    """Send as the command does, with the clock on the wall."""
    open_post(run, None, {VARIABLE: password}).send(
        Wishes(resume=True),
        clock=lambda: datetime.now(UTC),
        sleep=time.sleep,
        progress=lambda *_: None,
    )
