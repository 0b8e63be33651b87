"""The ledger: what became of every letter, on the disk before and after each step.

A letter goes pending -> sending -> sent, retry, failed or unknown. ``sending`` has a point of no
return, noted just before the line that ends a message: until then no server can have taken it, so
a letter found this side of it after a crash is pending again. On the other side it is unknown.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from generator.delivery.addressees import Addressee
from generator.delivery.channels import LOST
from generator.delivery.state import DATABASE, state_folder, transaction, written
from generator.errors import DeliveryError

LetterState = Literal["pending", "sending", "sent", "retry", "failed", "unknown"]

_MAYBE_SENT: Final = (
    "SELECT key, state, at FROM messages WHERE state IN ('sent', 'unknown', 'sending')"
)
INTERRUPTED: Final = "stopped before the message was out; nothing was sent"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says of one letter; ``answer`` is what the server said last."""

    key: str
    items: tuple[str, ...]
    at: datetime
    recipient: str
    state: LetterState = "pending"
    channel: str = ""
    attempts: int = 0
    answer: str = ""


def new_entry(addressee: Addressee) -> Entry:
    """Return the entry of a letter that was never tried."""
    never = datetime.min.replace(tzinfo=UTC)
    return Entry(addressee.key, addressee.items, never, addressee.address)


class Ledger:
    """The letters of one run; each method is one commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def enrol(self, addressees: Iterable[Addressee], at: datetime) -> None:
        """Enter a pending letter for each; those there stay, with what is now to be in them."""
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT INTO messages (key, role, items, recipient, message_id, state, at)"
                " VALUES (?, ?, ?, ?, '', 'pending', ?) ON CONFLICT (key) DO"
                " UPDATE SET items = excluded.items WHERE state = 'pending'",
                [
                    (one.key, one.role, json.dumps(one.items), one.address, at.isoformat())
                    for one in addressees
                ],
            )

    def recover(self, at: datetime) -> None:
        """Settle what an earlier process left in the middle of sending."""
        left = self._connection.execute(
            "SELECT key, data_ended FROM messages WHERE state = 'sending'"
        ).fetchall()
        for key, data_ended in left:
            if data_ended:
                self.move(key, "unknown", LOST, at)
            else:
                self.move(key, "pending", INTERRUPTED, at)

    def begin(self, key: str, *, message_id: str, channel: str, at: datetime) -> None:
        """Note that a letter is about to be tried."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE messages SET attempts = attempts + 1, data_ended = 0, message_id = ?,"
                " way = ? WHERE key = ?",
                (message_id, channel, key),
            )
            self._note(key, "sending", "", at)

    def end_data(self, key: str) -> None:
        """Note that the server may have the message from here on."""
        self._connection.execute("UPDATE messages SET data_ended = 1 WHERE key = ?", (key,))

    def move(self, key: str, state: LetterState, answer: str, at: datetime) -> None:
        """Note how an attempt ended, or that the letter is pending again and why."""
        with transaction(self._connection):
            self._note(key, state, answer, at)

    def entries(self) -> dict[str, Entry]:
        """Return every letter by its key, in the order they were entered."""
        rows = self._connection.execute(
            "SELECT key, items, recipient, state, way, attempts, answer, at"
            " FROM messages ORDER BY rowid"
        ).fetchall()
        return {
            key: Entry(key, tuple(json.loads(items)), datetime.fromisoformat(at), *others)
            for key, items, *others, at in rows
        }

    def times_sent(self, key: str) -> int:
        """Return how often a letter was sent."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM events WHERE key = ? AND state = 'sent'", (key,)
        ).fetchone()
        return int(count)

    def _note(self, key: str, state: LetterState, answer: str, at: datetime) -> None:
        """Set the state and keep it in the history; part of the caller's transaction."""
        time = at.isoformat()
        self._connection.execute(
            "UPDATE messages SET state = ?, answer = ?, at = ? WHERE key = ?",
            (state, answer, time, key),
        )
        self._connection.execute(
            "INSERT INTO events (key, state, answer, at) VALUES (?, ?, ?, ?)",
            (key, state, answer, time),
        )


def sent_from_other_runs(run: Path, *, replaced: Callable[[Path], bool]) -> dict[str, str]:
    """Return letters that other runs of the same round (may have) sent: key and what is known.

    A round that is built again is another run, but the leaders are the same people. Runs that this
    one has ``replaced`` do not count: whoever got those is to get this one.
    """
    own, found = state_folder(run), {}
    for file in sorted(own.parent.glob(f"*.state/{DATABASE}")):
        if file.parent == own or replaced(own.parent / file.parent.stem):
            continue
        # Not read-only: what a killed command left half done has to be undone first.
        address = f"{file.resolve().as_uri()}?mode=rw"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                rows = connection.execute(_MAYBE_SENT).fetchall() if written(connection) else []
        except sqlite3.DatabaseError as error:
            raise DeliveryError(
                f"{file} cannot be read ({error}), so it is not known what was sent from that run. "
                "Mend it from a copy; or, if nobody was sent anything, move it away."
            ) from None
        for key, state, at in rows:
            sent = "was sent" if state == "sent" else "may have been sent"
            found[key] = f"{sent} from the run {file.parent.stem} at {at[:16].replace('T', ' ')}"
    return found
