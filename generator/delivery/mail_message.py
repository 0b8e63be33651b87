"""A letter as an e-mail message: the same bytes for the same letter at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from generator.delivery.letter import Letter
from generator.round.mail import mail_form

# Every line is plain ASCII, so that no server on the way has a reason to rewrite the message.
_PLAIN: Final = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A message ready to go: its envelope and bytes; ``extended`` needs SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes
    extended: bool


@lru_cache(maxsize=1)  # a channel is asked for a letter's size just before it sends the letter
def mail_message(letter: Letter) -> MailMessage:
    """Write a letter as a message with the text in both forms and the documents attached."""
    sender, _ = mail_form(letter.sender)
    recipient, extended = mail_form(letter.addressee.address)
    message = EmailMessage(SMTPUTF8.clone(cte_type="7bit") if extended else _PLAIN)
    message["From"] = Address(letter.sender_name, addr_spec=sender)
    # Address(addr_spec=...) refuses the mailboxes beyond ASCII that RFC 6532 allows
    local, _, domain = recipient.rpartition("@")
    message["To"] = Address(letter.addressee.name, local, domain)
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=mail_form(letter.reply_to)[0])
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = letter.id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.addressee.language
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for one in letter.attachments:
        kind, _, subtype = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
    # Python draws boundaries at random; ours follow from the letter's id
    boundary = sha256(letter.id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{boundary}_{number}")
    return MailMessage(sender, recipient, message.as_bytes(), extended)
