"""What lies beside a round's runs and in none of them: the folder, and what is in it.

``<run>.json`` has the digests of a run's rows and who is behind which figure, for its owner alone;
it goes with the answers. ``<run>/`` has what a run published that was given to somebody.
"""

from __future__ import annotations

from pathlib import Path

ROWS = ".earlier"
"""The folder's name."""


def digest_file(runs: Path, run: str) -> Path:
    """Where the digests of a run's rows are, existing or not."""
    return runs / ROWS / f"{run}.json"


def digest_files(runs: Path) -> list[Path]:
    """Every file with digests beside the runs in ``runs``; none where there is no such folder."""
    return sorted(path for path in (runs / ROWS).glob("*") if path.is_file())
