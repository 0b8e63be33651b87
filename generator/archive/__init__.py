"""Archive: the run folder, written whole or not at all, and what is kept of it for later."""

from __future__ import annotations

from generator.archive.filed import Filed, filed_rounds, read_results
from generator.archive.filing import Filing, file_run
from generator.archive.plans import kept_plans, read_kept_plans
from generator.archive.run import (
    Run,
    check_run,
    definition,
    identify,
    read_definition,
    write_run,
)

__all__ = [
    "Filed",
    "Filing",
    "Run",
    "check_run",
    "definition",
    "file_run",
    "filed_rounds",
    "identify",
    "kept_plans",
    "read_definition",
    "read_kept_plans",
    "read_results",
    "write_run",
]
