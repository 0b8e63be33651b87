"""What the archive holds, for those who read from it: earlier rounds with their results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.bag import PAYLOAD
from generator.run.write import ROUND_KIND

if TYPE_CHECKING:
    from generator.archive.index import PackageEntry


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed round. ``folder`` holds results.json and definition/; ``order`` counts filings."""

    study: str
    round: str
    date: date
    run: str
    folder: Path
    order: int


def filed_rounds(archive: Path, *, study: str, index: str | None = None) -> tuple[Filed, ...]:
    """The filed rounds of a study by date, then by filing; of each the package filed last.

    Empty where nothing was filed yet. ``index`` is the address of a shared index; without it the
    archive's own index.sqlite is read, and where there is none the packages themselves.
    """
    latest = {
        entry.round: Filed(
            study=entry.study,
            round=entry.round,
            date=date.fromisoformat(entry.date),
            run=entry.run,
            folder=archive / entry.path / PAYLOAD,
            order=order,
        )
        for order, entry in enumerate(_entries(archive, index), start=1)
        if entry.study == study and entry.kind == ROUND_KIND
    }
    return tuple(sorted(latest.values(), key=lambda filed: (filed.date, filed.order)))


def _entries(archive: Path, index: str | None) -> tuple[PackageEntry, ...]:
    """Every package in the order of filing."""
    from generator.archive.index import FILE, open_index
    from generator.archive.package import packages_by_time

    if index is None and not (archive / FILE).is_file():
        return packages_by_time(archive)
    with open_index(archive, index) as opened:
        return opened.packages()
