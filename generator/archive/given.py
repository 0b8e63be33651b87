"""Runs that somebody was given: what they published is kept, also when their folders are deleted.

A later release of the round must be held against them. All of it was published, so it lies there
as the run has it. A run that nobody was given leaves nothing, and may be thrown away.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from generator.archive.digests import ROWS
from generator.archive.durable import DRAFT, place_folder
from generator.run.contents import CERTIFICATE, MANIFEST, RESULTS
from generator.run.write import ROUND, STUDY

PUBLISHED = (RESULTS, CERTIFICATE, MANIFEST, STUDY, ROUND)
"""What a later run reads of an earlier one."""


def keep_given(run: Path) -> None:
    """Keep what a run publishes, beside it; called before anybody is given it."""
    run = run.resolve()
    kept, name = run.parent / ROWS, json.loads((run / MANIFEST).read_bytes())["run"]
    if (kept / name).is_dir():
        return
    kept.mkdir(mode=0o700, exist_ok=True)
    shutil.rmtree(kept / f"{DRAFT}{name}", ignore_errors=True)  # left by an interruption
    files = {part: (run / part).read_bytes() for part in PUBLISHED if (run / part).is_file()}
    place_folder(kept, Path(name), files)


def given_runs(runs: Path) -> list[Path]:
    """What each run in ``runs`` published that was given to somebody, whether it is still there."""
    return sorted(path for path in (runs / ROWS).glob("[!.]*") if path.is_dir())
