"""The digests of a round's rows: the folder beside its runs, and the files in it."""

from __future__ import annotations

from pathlib import Path

ROWS = ".earlier"
"""The folder's name."""


def digest_files(runs: Path) -> list[Path]:
    """Every file with digests beside the runs in ``runs``; none where there is no such folder."""
    return sorted(path for path in (runs / ROWS).glob("*") if path.is_file())
