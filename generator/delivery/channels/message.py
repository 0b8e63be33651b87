"""A letter as an e-mail message: the same bytes for the same letter at the same time."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from hashlib import sha256
from typing import Final

from generator.delivery.channels.letter_text import Extras, letter_text
from generator.delivery.letters import Letter
from generator.delivery.lock import Attachment
from generator.round.mail import Mail, mail_form
from generator.run.finished import FinishedRun

# Every line is plain ASCII, so that no server on the way has a reason to rewrite the message.
_PLAIN: Final = SMTP.clone(cte_type="7bit")
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES: Final = {".pdf": "application/pdf", ".docx": _WORD}
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to go: its bytes, envelope and id; ``extended`` needs SMTPUTF8."""

    key: str
    items: tuple[str, ...]
    sender: str
    recipient: str
    message_id: str
    content: bytes
    extended: bool
    subject: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A message that would be larger than the round allows, and what can be done."""

    reason: str


def prepare(
    letter: Letter,
    attachments: Sequence[Attachment],
    run: FinishedRun,
    mail: Mail,
    *,
    at: datetime,
    edition: int = 0,
) -> Prepared | TooLarge:
    """Write the message; one that is too large takes the way out that the round declares.

    ``edition`` counts the times the same letter was sent before, on purpose.
    """
    everything = Extras(formats=_formats(attachments), protected=run.round.policy.protect_pdf)
    message = _written(letter, attachments, everything, run, mail, at=at, edition=edition)
    if _fits(message, mail):
        return message
    if mail.too_large == "pdf" and len(everything.formats) > 1:
        pdfs = [one for one in attachments if one.name.endswith(".pdf")]
        fewer = Extras(formats=_formats(pdfs), left_out=True, protected=everything.protected)
        message = _written(letter, pdfs, fewer, run, mail, at=at, edition=edition)
    elif mail.too_large == "link":
        links = tuple(mail.link.replace("{unit}", item) for item in letter.items)
        fewer = Extras(formats=(), links=links)
        message = _written(letter, (), fewer, run, mail, at=at, edition=edition)
    if _fits(message, mail):
        return message
    return TooLarge(
        f"the message is {len(message.content) / _MEGABYTE:.1f} MB, and mail.max_megabytes allows "
        f"{mail.max_megabytes:g}. Set mail.too_large in round.toml to pdf (without the Word file) "
        "or link (to a shared folder), and send again"
    )


def _fits(message: Prepared, mail: Mail) -> bool:
    return len(message.content) <= mail.max_megabytes * _MEGABYTE


def _formats(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    endings = (one.name.rsplit(".", 1)[-1] for one in attachments)
    return tuple(dict.fromkeys(endings))


def _written(
    letter: Letter,
    attachments: Sequence[Attachment],
    extras: Extras,
    run: FinishedRun,
    mail: Mail,
    *,
    at: datetime,
    edition: int,
) -> Prepared:
    text = letter_text(letter, extras, run, mail)
    sender, _ = mail_form(mail.sender)
    recipient, extended = mail_form(letter.address)
    policy = SMTPUTF8.clone(cte_type="7bit") if extended else _PLAIN
    message = EmailMessage(policy)
    message_id = _message_id(run, letter, sender, edition)
    message["From"] = Address(mail.sender_name or run.round.whole, addr_spec=sender)
    message["To"] = _to(letter.name, recipient)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail_form(mail.reply_to)[0])
    message["Subject"] = text.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(text.plain)
    message.add_alternative(text.html, subtype="html")
    for one in attachments:
        _attach(message, one)
    _fix_boundaries(message, message_id)
    return Prepared(
        key=letter.key,
        items=letter.items,
        sender=sender,
        recipient=recipient,
        message_id=message_id,
        content=message.as_bytes(),
        extended=extended,
        subject=text.subject,
    )


def _to(name: str, recipient: str) -> Address:
    """The recipient; a mailbox with letters beyond ASCII is taken apart by us, as Python will not.

    ``Address(addr_spec=...)`` refuses what RFC 6532 allows.
    """
    local, _, domain = recipient.rpartition("@")
    return Address(name, local, domain)


def _attach(message: EmailMessage, one: Attachment) -> None:
    ending = one.name[one.name.rfind(".") :]
    kind = _TYPES.get(ending) or mimetypes.guess_type(one.name)[0] or "application/octet-stream"
    maintype, _, subtype = kind.partition("/")
    message.add_attachment(one.content, maintype=maintype, subtype=subtype, filename=one.name)


def _message_id(run: FinishedRun, letter: Letter, sender: str, edition: int) -> str:
    """The same for the same letter, so that a mailbox can tell a double from a second letter."""
    name = "\n".join((run.id, run.manifest_sha256, letter.key, str(edition)))
    domain = sender.rpartition("@")[2]
    return f"<{sha256(name.encode()).hexdigest()[:32]}@{domain}>"


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Python draws boundaries at random; ours follow from the message's id."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:24]}_{number}")
