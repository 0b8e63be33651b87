"""Archive: the run folder, written whole or not at all, and what is kept of it for later."""

from __future__ import annotations

from generator.archive.run import (
    Run,
    check_run,
    definition,
    identify,
    read_definition,
    write_run,
)

__all__ = [
    "Run",
    "check_run",
    "definition",
    "identify",
    "read_definition",
    "write_run",
]
