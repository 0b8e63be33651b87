"""Which letters are sent now, and why each of the others waits.

Somebody's approval of a report is in ``approval.py``; here it is one of several conditions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.delivery.addressees import Addressee
from generator.delivery.approval import Standing
from generator.delivery.channels import OUTBOX, Channel
from generator.delivery.ledger import Entry
from generator.delivery.letter import Letter, letter_forms
from generator.delivery.lock import check_letter
from generator.delivery.message import MisreadMessage
from generator.delivery.passwords import protected
from generator.errors import ArgumentError
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

_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SendOptions:
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
    """A run with everything that decides about its letters.

    ``elsewhere`` says, by letter, what was sent from another run.
    """

    run: FinishedRun
    round: Round
    mail: Mail
    standing: Mapping[str, Standing]
    elsewhere: Mapping[str, str]
    pdf_password: str | None = None

    def letter(
        self, addressee: Addressee, channel: Channel, *, at: datetime, edition: int = 0
    ) -> Letter | str:
        """The letter that may go by a channel, or why none may."""
        attachments, reasons = check_letter(addressee, self.run, self.round)
        if reasons:
            return "; ".join(map(str, reasons))
        if self.pdf_password is not None:
            attachments = protected(attachments, self.pdf_password)
        size = 0
        for letter in letter_forms(
            addressee, attachments, self.run, self.mail, at=at, edition=edition
        ):
            try:
                size = channel.size_of(letter)
            except MisreadMessage as error:
                return str(error)
            if size <= self.mail.max_megabytes * _MEGABYTE:
                return letter
        return (
            f"the message is {size / _MEGABYTE:.1f} MB, and mail.max_megabytes allows "
            f"{self.mail.max_megabytes:g}. Set mail.too_large in round.toml to pdf (without the "
            "Word file) or link (to a shared folder), and send again"
        )

    def unapproved(self, addressee: Addressee) -> str:
        """Why a letter must wait for a decision; empty when all its reports are approved."""
        return "; ".join(
            f"{item} is {_described(self.standing[item])}"
            for item in addressee.items
            if self.standing[item].state != "approved"
        )


def reason_to_wait(
    addressee: Addressee, entry: Entry, options: SendOptions, channel: str, known: Delivery
) -> str:
    """Why a letter is not to be tried now; empty when it is."""
    if options.only and not _named(addressee.items, options.only):
        return "not asked for"
    if _named(addressee.items, options.again):
        return known.unapproved(addressee)
    if reason := _reason_in_ledger(addressee, entry, options, channel):
        return reason
    if not entry.attempts and (sent := known.elsewhere.get(addressee.key)):
        return f"{sent}; --again sends this one too"
    return known.unapproved(addressee)


def _reason_in_ledger(
    addressee: Addressee, entry: Entry, options: SendOptions, channel: str
) -> str:
    if entry.state == "sent" and entry.items != addressee.items:
        return f"sent with {', '.join(entry.items)} alone, before round.toml was changed"
    if entry.state == "sent" and entry.channel == OUTBOX and channel != OUTBOX:
        return "lies in the outbox, and may have been sent from there; --again sends it"
    if entry.state == "sent":
        return SENT
    if entry.state == "unknown" and not _named(addressee.items, options.resend_unknown):
        return ADVICE["unknown"]
    if entry.state == "failed" and not options.resume:
        return ADVICE["failed"]
    return ""


def _named(items: Sequence[str], names: Sequence[str]) -> bool:
    return not set(items).isdisjoint(names)


def _described(standing: Standing) -> str:
    if standing.state == "draft" and standing.by:
        return "waiting for a second approval"
    words = {"draft": "not approved", "held": "held back", "lapsed": "no longer approved"}
    reason = f" ({standing.reason})" if standing.reason else ""
    return words[standing.state] + reason
