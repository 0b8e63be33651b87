"""What the archive holds, for those who read from it: earlier rounds with their results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.archive.bag import PAYLOAD
from generator.errors import KontorrapportError
from generator.results import ReleasedResults

ROUND_KIND = "round"
"""The kind of package that holds a round's own results; management's report is another."""


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
    archive's own index.sqlite is read.
    """
    from generator.archive.index import FILE, open_index

    if index is None and not (archive / FILE).is_file():
        return ()
    with open_index(archive, index) as opened:
        entries = enumerate(opened.packages(), start=1)
        latest = {
            entry.round: Filed(
                study=entry.study,
                round=entry.round,
                date=date.fromisoformat(entry.date),
                run=entry.run,
                folder=archive / entry.path / PAYLOAD,
                order=order,
            )
            for order, entry in entries
            if entry.study == study and entry.kind == ROUND_KIND
        }
    return tuple(sorted(latest.values(), key=lambda filed: (filed.date, filed.order)))


def read_results(folder: Path) -> ReleasedResults:
    """The released results that lie in ``folder``; raises KontorrapportError where they do not."""
    try:
        return ReleasedResults.from_json((folder / "results.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KontorrapportError(f"{folder} holds no results.json.") from None
    except ValueError as error:
        raise KontorrapportError(f"{folder}: {error}.") from None
