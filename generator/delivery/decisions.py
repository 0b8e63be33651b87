"""What is to be done with each letter now: send it, or leave it and say why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.delivery.approval import Standing, standings
from generator.delivery.channels.folder import OUTBOX
from generator.delivery.channels.message import Prepared, TooLarge, prepare
from generator.delivery.ledger import Entry
from generator.delivery.letters import Letter
from generator.delivery.lock import open_letter
from generator.delivery.protection import protected
from generator.errors import ArgumentError, InputError, Problem
from generator.round.mail import Mail
from generator.round.model import Round
from generator.run.finished import FinishedRun

SENT: Final = "sent"

ADVICE: Final = {
    "unknown": "may have been sent; ask the recipient, then --resend-unknown or leave it",
    "failed": "--resume tries again",
    "retry": "--resume goes on",
}
"""What the analyst can do about a letter, by its state."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the analyst asked for; the names are units, ``county`` or ``management``.

    ``resume`` tries failed letters again too; ``resend_unknown`` and ``again`` name what is to be
    sent although it may have been, or was.
    """

    only: tuple[str, ...] = ()
    resume: bool = False
    resend_unknown: tuple[str, ...] = ()
    again: tuple[str, ...] = ()

    def assert_known(self, items: Collection[str]) -> None:
        """Raise ArgumentError for a name that is not in the run."""
        for name in (*self.only, *self.resend_unknown, *self.again):
            if name not in items:
                raise ArgumentError(f"{name}: not in this run. There are: {', '.join(items)}.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A run with everything that decides about its letters."""

    run: FinishedRun
    round: Round
    mail: Mail
    standing: Mapping[str, Standing]
    elsewhere: Mapping[str, str]
    pdf_password: str | None = None

    def written(self, letter: Letter, *, at: datetime, edition: int = 0) -> Prepared | str:
        """The message of a letter whose every attachment is beyond doubt, or what is wrong."""
        opened = open_letter(letter, self.run, self.round)
        if opened.doubts:
            return "; ".join(map(str, opened.doubts))
        attachments = opened.attachments
        if self.pdf_password is not None:
            attachments = protected(attachments, self.pdf_password)
        made = prepare(letter, attachments, self.run, self.mail, at=at, edition=edition)
        return made.reason if isinstance(made, TooLarge) else made

    def unapproved(self, letter: Letter) -> str:
        """Why a letter must wait for a decision; empty when all its reports are approved."""
        return "; ".join(
            f"{item} is {_told(self.standing[item])}"
            for item in letter.items
            if self.standing[item].state != "approved"
        )


def delivery(
    run: FinishedRun,
    round_: Round,
    elsewhere: Mapping[str, str],
    pdf_password: str | None = None,
) -> Delivery:
    """Gather what decides; raises InputError where round.toml does not say who the mail is from."""
    if round_.mail is None:
        remedy = 'Add [mail] with sender = "name@county.example".'
        raise InputError(
            [Problem("round.toml", "there is no sender", column="mail", remedy=remedy)]
        )
    found = {one.item: one for one in standings(run)}
    return Delivery(run, round_, round_.mail, found, elsewhere, pdf_password)


def kept_back(letter: Letter, entry: Entry, wishes: Wishes, way: str, known: Delivery) -> str:
    """Why a letter is not to be tried now; empty when it is."""
    if wishes.only and not _named(letter.items, wishes.only):
        return "not asked for"
    if _named(letter.items, wishes.again):
        return known.unapproved(letter)
    return (
        _settled(letter, entry, wishes, way)
        or (
            f"{told}; --again sends this one too" if (told := _before(letter, entry, known)) else ""
        )
        or known.unapproved(letter)
    )


def _settled(letter: Letter, entry: Entry, wishes: Wishes, way: str) -> str:
    """What the ledger has against trying a letter."""
    if entry.state == "sent" and entry.items != letter.items:
        return f"sent with {', '.join(entry.items)} alone, before round.toml was changed"
    if entry.state == "sent" and entry.way == OUTBOX and way != OUTBOX:
        return "lies in the outbox, and may have been sent from there; --again sends it"
    if entry.state == "sent":
        return SENT
    if entry.state == "unknown" and not _named(letter.items, wishes.resend_unknown):
        return ADVICE["unknown"]
    if entry.state == "failed" and not wishes.resume:
        return ADVICE["failed"]
    return ""


def _before(letter: Letter, entry: Entry, known: Delivery) -> str:
    """What other runs of the round have sent to the same recipient, until this one is under way."""
    return "" if entry.attempts else known.elsewhere.get(letter.key, "")


def _named(items: Sequence[str], names: Sequence[str]) -> bool:
    return bool(set(items) & set(names))


def _told(standing: Standing) -> str:
    if standing.state == "draft" and standing.by:
        return "waiting for a second approval"
    words = {"draft": "not approved", "held": "held back", "lapsed": "no longer approved"}
    told = words[standing.state]
    return f"{told} ({standing.reason})" if standing.reason else told
