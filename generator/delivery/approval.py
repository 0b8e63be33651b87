"""Approval: a run is a draft until somebody has said yes to each of its reports.

A decision is bound to the manifest and to the bytes it lists. Build again, or change a byte, and it
has lapsed. Nothing is overwritten: who decided what, and when, can be read afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from generator.delivery.state import database, transaction
from generator.errors import ArgumentError, DeliveryError
from generator.run.finished import FinishedRun

State = Literal["draft", "approved", "held", "lapsed"]
Verdict = Literal["approve", "hold"]

LONGEST_COMMENT: Final = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's yes or no to one item of a run, as it was given."""

    item: str
    verdict: Verdict
    by: str
    at: datetime
    manifest: str
    comment: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands: its state, who approved it, how many more must, and why it waits.

    ``reason`` is the comment of whoever held it, or what made the approval lapse.
    """

    item: str
    state: State
    by: tuple[str, ...] = ()
    missing: int = 0
    reason: str = ""


def approve(
    run: FinishedRun, items: Iterable[str], *, by: str, at: datetime, comment: str = ""
) -> None:
    """Say yes to items; raises DeliveryError if a file behind one is not as it was written."""
    chosen = _known(run, items)
    changed = [*run.changed_shared(), *(name for item in chosen for name in run.changed(item))]
    if changed:
        raise DeliveryError(
            f"{', '.join(changed)}: not as it was written, so it cannot be approved. Build again."
        )
    _decide(run, chosen, "approve", by=by, at=at, comment=comment)


def hold(run: FinishedRun, items: Iterable[str], *, by: str, at: datetime, comment: str) -> None:
    """Keep items back, with the reason; earlier approvals of them no longer count."""
    if not comment.strip():
        raise ArgumentError("To hold a report back, say why with --comment.")
    _decide(run, _known(run, items), "hold", by=by, at=at, comment=comment)


def standings(run: FinishedRun) -> tuple[Standing, ...]:
    """Return where every item of a run stands now, in the run's order."""
    given: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions(run):
        given[one.item].append(one)
    changed = run.changed_shared()
    return tuple(_standing(run, item, given[item], changed) for item in run.items)


def open_items(run: FinishedRun) -> tuple[str, ...]:
    """Return every item that nobody holds back: what "approve all" means."""
    return tuple(one.item for one in standings(run) if one.state != "held")


def decisions(run: FinishedRun) -> tuple[Decision, ...]:
    """Return every decision ever taken about this run folder, in order."""
    with database(run.folder) as connection:
        rows = connection.execute(
            "SELECT item, verdict, by, at, manifest, comment FROM decisions ORDER BY id"
        ).fetchall()
    return tuple(
        Decision(item, verdict, by, datetime.fromisoformat(at), manifest, comment)
        for item, verdict, by, at, manifest, comment in rows
    )


def approvals_needed(run: FinishedRun) -> int:
    """Return how many different people must approve, by the round as it was built."""
    return 2 if run.round.policy.two_approvals else 1


def _standing(
    run: FinishedRun, item: str, given: Sequence[Decision], shared: Sequence[str]
) -> Standing:
    needed = approvals_needed(run)
    valid = [one for one in given if one.manifest == run.manifest_sha256]
    if not valid:
        if any(one.verdict == "approve" for one in given):
            return Standing(item, "lapsed", (), needed, "the run was built again since")
        return Standing(item, "draft", (), needed)
    if valid[-1].verdict == "hold":
        return Standing(item, "held", (valid[-1].by,), needed, valid[-1].comment)
    by = _approvers(valid)
    if changed := (*shared, *run.changed(item)):
        return Standing(item, "lapsed", (), needed, f"changed since: {', '.join(changed)}")
    missing = max(needed - len(by), 0)
    return Standing(item, "draft" if missing else "approved", by, missing)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are written."""
    return one.casefold().split() == other.casefold().split()


def _approvers(valid: Sequence[Decision]) -> tuple[str, ...]:
    """Who said yes after the last no; one person counts once, however often and however written."""
    by: dict[str, str] = {}
    for one in valid:
        if one.verdict == "hold":
            by.clear()
        else:
            by.setdefault(" ".join(one.by.casefold().split()), one.by)
    return tuple(by.values())


def _known(run: FinishedRun, items: Iterable[str]) -> tuple[str, ...]:
    chosen, known = tuple(dict.fromkeys(items)), run.items
    if unknown := [item for item in chosen if item not in known]:
        raise ArgumentError(
            f"{', '.join(unknown)}: not in this run. There are: {', '.join(known)}."
        )
    return chosen


def _decide(
    run: FinishedRun, items: Sequence[str], verdict: Verdict, *, by: str, at: datetime, comment: str
) -> None:
    if at.tzinfo is None:
        raise ValueError("a decision is taken at a time with a zone")
    if not by.strip():
        raise ArgumentError("Say who decides, with --by NAME.")
    reason = comment.strip()[:LONGEST_COMMENT]
    shared = (verdict, by.strip(), at.isoformat(), run.manifest_sha256, reason)
    with database(run.folder) as connection, transaction(connection):
        connection.executemany(
            "INSERT INTO decisions (item, verdict, by, at, manifest, comment)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(item, *shared) for item in items],
        )
