"""Sending: every letter once, whatever happens on the way.

One process sends a run at a time. Each letter is in the ledger before it is tried and after; a
temporary no is tried again later, a longer while each time, and the rest goes on meanwhile.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from generator.archive.kept_releases import keep_sent_run
from generator.delivery.addressees import Addressee, addressees, without_recipient
from generator.delivery.channels import Channel
from generator.delivery.ledger import Entry, Ledger, new_entry
from generator.delivery.selection import ADVICE, SENT, Delivery, SendOptions, reason_to_wait
from generator.delivery.state import database, made_state_folder
from generator.errors import DeliveryError
from generator.waiting import held

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=8)

TAKEN: Final = "This run is being sent by another process. Wait for it, or see send --status."
STOPPED: Final = "stopped"
NOBODY: Final = "round.toml names nobody who is to get it"

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in the table that is shown: what the ledger says, and why it waits if it does."""

    items: tuple[str, ...]
    recipient: str
    state: str
    attempts: int = 0
    at: datetime | None = None
    note: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether somebody must do something: it did not go, and nobody chose that."""
        unsettled = self.state in ("retry", "failed", "unknown", "sending")
        return unsettled or self.note.startswith(STOPPED)


@dataclass(slots=True)
class _Turn:
    """A letter in the queue, and when it is to be tried."""

    addressee: Addressee
    due: datetime
    attempts: int = 0


@dataclass(slots=True)
class _Work:
    """One sending: what it is done with, and why letters were stopped, by their keys."""

    delivery: Delivery
    ledger: Ledger
    channel: Channel
    clock: Clock
    started: datetime
    stopped: dict[str, str] = field(default_factory=dict)
    faults: int = 0


def send_letters(
    delivery: Delivery,
    options: SendOptions,
    channel: Channel,
    *,
    clock: Clock,
    sleep: Sleep,
    progress: Progress,
) -> tuple[Line, ...]:
    """Send what is approved and not sent; return a line for every letter of the run."""
    run = delivery.run
    options.assert_known(run.items)
    channel.open()
    lock = made_state_folder(run.folder) / "sending.lock"
    with held(lock, TAKEN, wait=0), database(run.folder) as connection, closing(channel):
        ledger, now = Ledger(connection), clock()
        ledger.recover(now)
        everybody = addressees(run, delivery.round)
        ledger.enrol(everybody, now)
        work = _Work(delivery, ledger, channel, clock, now)
        queue = _queue(work, everybody, options)
        if queue:
            keep_sent_run(run.folder)
        _empty(work, queue, sleep, progress)
        return table(delivery, ledger.entries(), work.stopped)


def _queue(work: _Work, everybody: tuple[Addressee, ...], options: SendOptions) -> list[_Turn]:
    entries, queue = work.ledger.entries(), []
    for one in everybody:
        entry = entries[one.key]
        reason = reason_to_wait(one, entry, options, work.channel.name, work.delivery)
        if reason:
            work.stopped[one.key] = "" if reason == SENT else reason
        else:
            if entry.state in ("sent", "unknown"):
                work.ledger.move(one.key, "pending", "sent again on purpose", work.started)
            queue.append(_Turn(one, work.started))
    return queue


def _empty(work: _Work, queue: list[_Turn], sleep: Sleep, progress: Progress) -> None:
    """Try every letter in turn until each is sent, given up or left for another day."""
    total = len(queue)
    gap = timedelta(minutes=1) / work.channel.per_minute
    free = work.started
    while queue:
        progress("sending", total - len(queue), total)
        turn = min(queue, key=lambda one: one.due)
        wait = (max(turn.due, free) - work.clock()).total_seconds()
        if wait > 0:
            sleep(wait)
        free = work.clock() + gap
        queue.remove(turn)
        if _try(work, turn):
            queue.append(turn)


def _try(work: _Work, turn: _Turn) -> bool:
    """Try a letter once; whether it is to be tried again."""
    key, ledger, channel = turn.addressee.key, work.ledger, work.channel
    letter = work.delivery.letter(
        turn.addressee, channel, at=work.started, edition=ledger.times_sent(key)
    )
    if isinstance(letter, str):
        work.stopped[key] = f"{STOPPED}: {letter}"
        return False
    ledger.begin(key, message_id=letter.id, channel=channel.name, at=work.clock())
    try:
        outcome = channel.send(letter, lambda: ledger.end_data(key))
    except DeliveryError as error:
        ledger.move(key, "retry", str(error), work.clock())
        raise
    ledger.move(key, outcome.state, outcome.answer, work.clock())
    # Where the server cannot be reached time after time, no letter will fare better.
    work.faults = 0 if outcome.connected else work.faults + 1
    if work.faults >= max(channel.attempts, 2) * 2:
        raise DeliveryError(
            f"{outcome.answer}, {work.faults} times in a row. What was sent is in the ledger; send "
            "--resume goes on when the server is back."
        )
    turn.attempts += 1
    turn.due = work.clock() + min(FIRST_WAIT * 2 ** (turn.attempts - 1), LONGEST_WAIT)
    return outcome.state == "retry" and turn.attempts < channel.attempts


def table(
    delivery: Delivery, entries: Mapping[str, Entry], stopped: Mapping[str, str]
) -> tuple[Line, ...]:
    """Return a line for every letter; ``stopped`` says by key why letters were not sent now."""
    everybody = addressees(delivery.run, delivery.round)
    lines = []
    for one in everybody:
        entry = entries.get(one.key) or new_entry(one)
        reason = stopped.get(one.key) or ADVICE.get(entry.state, "")
        reason = reason or ("" if entry.state == "sent" else delivery.unapproved(one))
        note = "; ".join(filter(None, (entry.answer, reason)))
        at = entry.at if entry.attempts else None
        lines.append(Line(one.items, one.address, entry.state, entry.attempts, at, note))
    lines += [
        Line((item,), "", "pending", note=f"{STOPPED}: {NOBODY}")
        for item in without_recipient(delivery.run, delivery.round)
    ]
    known = {one.key for one in everybody}
    for entry in (entry for key, entry in entries.items() if key not in known):
        note = "; ".join(filter(None, (entry.answer, "no longer in round.toml")))
        lines.append(
            Line(entry.items, entry.recipient, entry.state, entry.attempts, entry.at, note)
        )
    return tuple(lines)
