"""Sending: every letter once, whatever happens on the way.

One process sends a run at a time. Each letter is in the ledger before it is tried and after; a
temporary no is tried again later, a longer while each time, and the rest goes on meanwhile.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from generator.archive.kept_releases import keep_sent_run
from generator.delivery.channels.folder import Way
from generator.delivery.decisions import ADVICE, SENT, Delivery, Wishes, delivery, kept_back
from generator.delivery.ledger import Entry, Ledger, Outcome, sent_from_other_runs
from generator.delivery.letters import Letter, letters, without_recipient
from generator.delivery.lock import assert_same_round
from generator.delivery.state import database, made_state_folder
from generator.errors import DeliveryError
from generator.round.model import Round
from generator.run.finished import FinishedRun

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=8)

STOPPED: Final = "stopped"
NOBODY: Final = "round.toml names nobody who is to get it"

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how often: letters a minute, tries for a letter, and the clock they go by."""

    clock: Clock
    sleep: Sleep
    per_minute: float = 60
    attempts: int = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in the table that is shown: what the ledger says, and why it waits if it does."""

    items: tuple[str, ...]
    recipient: str
    state: str
    attempts: int = 0
    at: datetime | None = None
    told: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether somebody must do something: it did not go, and nobody chose that."""
        trouble = self.state in ("retry", "failed", "unknown", "sending")
        return trouble or self.told.startswith(STOPPED)


@dataclass(slots=True)
class _Turn:
    """A letter in the queue, and when it is to be tried."""

    letter: Letter
    due: datetime
    attempts: int = 0


@dataclass(slots=True)
class _Work:
    """One sending: the queue and what it is done with."""

    known: Delivery
    ledger: Ledger
    way: Way
    pace: Pace
    started: datetime
    stopped: dict[str, str] = field(default_factory=dict)
    faults: int = 0


def send(
    run: FinishedRun,
    round_: Round,
    wishes: Wishes,
    way: Way,
    pace: Pace,
    progress: Progress,
    *,
    pdf_password: str | None = None,
) -> tuple[Line, ...]:
    """Send what is approved and not sent; return a line for every letter of the run."""
    assert_same_round(run, round_)
    wishes.assert_known(run.items)
    known = delivery(run, round_, sent_from_other_runs(run.folder), pdf_password)
    with _alone(run), database(run.folder) as connection, closing(way):
        ledger, now = Ledger(connection), pace.clock()
        ledger.recover(now)
        every = letters(run, round_)
        ledger.enrol(every, now)
        work = _Work(known, ledger, way, pace, now)
        queue = _queue(work, every, wishes)
        if queue:
            keep_sent_run(run.folder)
        _empty(work, queue, progress)
        return _lines(work.known, ledger.entries(), every, work.stopped)


def status(run: FinishedRun, round_: Round) -> tuple[Line, ...]:
    """Return a line for every letter, without changing anything."""
    assert_same_round(run, round_)
    known = delivery(run, round_, sent_from_other_runs(run.folder))
    with database(run.folder) as connection:
        return _lines(known, Ledger(connection).entries(), letters(run, round_), {})


def rehearse(
    run: FinishedRun,
    round_: Round,
    wishes: Wishes,
    way: Way,
    at: datetime,
    *,
    pdf_password: str | None = None,
) -> list[Line]:
    """Write what would be sent now, and leave the ledger alone."""
    assert_same_round(run, round_)
    wishes.assert_known(run.items)
    known = delivery(run, round_, sent_from_other_runs(run.folder), pdf_password)
    with database(run.folder) as connection:
        entries = Ledger(connection).entries()
    lines = []
    for letter in letters(run, round_):
        entry = entries.get(letter.key) or _new(letter, at)
        why = kept_back(letter, entry, wishes, way.name, known)
        message = why or known.written(letter, at=at)
        if isinstance(message, str):
            lines.append(Line(letter.items, letter.address, "stays", told=message))
        else:
            told = way.send(message, lambda: None).answer
            lines.append(Line(letter.items, letter.address, "would go", told=told))
    return lines


def _queue(work: _Work, every: tuple[Letter, ...], wishes: Wishes) -> list[_Turn]:
    entries, queue = work.ledger.entries(), []
    for letter in every:
        entry = entries[letter.key]
        why = kept_back(letter, entry, wishes, work.way.name, work.known)
        if why:
            work.stopped[letter.key] = "" if why == SENT else why
        else:
            if entry.state in ("sent", "unknown"):
                work.ledger.reopen(letter.key, "sent again on purpose", work.started)
            queue.append(_Turn(letter, work.started))
    return queue


def _empty(work: _Work, queue: list[_Turn], progress: Progress) -> None:
    """Try every letter in turn until each is sent, given up or left for another day."""
    pace, total = work.pace, len(queue)
    gap = timedelta(minutes=1) / pace.per_minute
    free = work.started
    while queue:
        progress("sending", total - len(queue), total)
        turn = min(queue, key=lambda one: one.due)
        wait = (max(turn.due, free) - pace.clock()).total_seconds()
        if wait > 0:
            pace.sleep(wait)
        free = pace.clock() + gap
        queue.remove(turn)
        if _try(work, turn):
            queue.append(turn)


def _try(work: _Work, turn: _Turn) -> bool:
    """Try a letter once; whether it is to be tried again."""
    letter, ledger = turn.letter, work.ledger
    edition = ledger.times_sent(letter.key)
    message = work.known.written(letter, at=work.started, edition=edition)
    if isinstance(message, str):
        work.stopped[letter.key] = f"{STOPPED}: {message}"
        return False
    ledger.begin(letter.key, message_id=message.message_id, way=work.way.name, at=work.pace.clock())
    try:
        outcome = work.way.send(message, lambda: ledger.end_data(letter.key))
    except DeliveryError as error:
        ledger.finish(letter.key, Outcome("retry", str(error)), work.pace.clock())
        raise
    ledger.finish(letter.key, outcome, work.pace.clock())
    _count_faults(work, outcome)
    turn.attempts += 1
    turn.due = work.pace.clock() + min(FIRST_WAIT * 2 ** (turn.attempts - 1), LONGEST_WAIT)
    return outcome.state == "retry" and turn.attempts < work.pace.attempts


def _count_faults(work: _Work, outcome: Outcome) -> None:
    """Give up where the server cannot be reached time after time: no letter will fare better."""
    work.faults = 0 if outcome.connected else work.faults + 1
    if work.faults >= max(work.pace.attempts, 2) * 2:
        raise DeliveryError(
            f"{outcome.answer}, {work.faults} times in a row. What was sent is in the ledger; send "
            "--resume goes on when the server is back."
        )


def _lines(
    known: Delivery,
    entries: dict[str, Entry],
    every: tuple[Letter, ...],
    stopped: dict[str, str],
) -> tuple[Line, ...]:
    lines = []
    for letter in every:
        entry = entries.get(letter.key) or _new(letter, None)
        why = stopped.get(letter.key) or ADVICE.get(entry.state, "")
        why = why or ("" if entry.state == "sent" else known.unapproved(letter))
        told = "; ".join(filter(None, (entry.answer, why)))
        at = entry.at if entry.attempts else None
        lines.append(Line(letter.items, letter.address, entry.state, entry.attempts, at, told))
    lines += [
        Line((item,), "", "pending", told=f"{STOPPED}: {NOBODY}")
        for item in without_recipient(known.run, known.round)
    ]
    gone = set(entries) - {letter.key for letter in every}
    lines += [_gone(entries[key]) for key in entries if key in gone]
    return tuple(lines)


def _gone(entry: Entry) -> Line:
    """A letter in the ledger whose address is no longer in round.toml."""
    told = "; ".join(filter(None, (entry.answer, "no longer in round.toml")))
    return Line(entry.items, entry.recipient, entry.state, entry.attempts, entry.at, told)


def _new(letter: Letter, at: datetime | None) -> Entry:
    when = at or datetime.min.replace(tzinfo=UTC)
    return Entry(letter.key, letter.items, letter.address, "", "pending", "", 0, "", when)


@contextmanager
def _alone(run: FinishedRun) -> Iterator[None]:
    """Hold the run's lock; the system lets go of it however the process ends."""
    with (made_state_folder(run.folder) / "sending.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DeliveryError(
                "This run is being sent by another process. Wait for it, or see send --status."
            ) from None
        yield
