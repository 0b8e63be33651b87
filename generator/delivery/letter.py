"""A letter as every channel takes it: to whom, the words and the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from generator.delivery.addressees import Addressee
from generator.delivery.letter_text import letter_text
from generator.round.mail import Mail, mail_form
from generator.run.finished import FinishedRun


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document of a letter: its place in the run, its type and the bytes that were checked."""

    path: str
    media_type: str
    content: bytes

    @property
    def name(self) -> str:
        """The file name that the recipient sees."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def format(self) -> str:
        """The ending of the name: ``pdf`` or ``docx``."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one addressee is to get; ``text`` and ``html`` say the same.

    ``id`` is the same for the same letter, so that a double can be told from a second letter.
    """

    id: str
    addressee: Addressee
    sender: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    at: datetime


def letter_forms(
    addressee: Addressee,
    attachments: Sequence[Attachment],
    run: FinishedRun,
    mail: Mail,
    *,
    at: datetime,
    edition: int = 0,
) -> Iterator[Letter]:
    """Write the letter in full, then in the smaller form that the round declares, if there is one.

    ``edition`` counts the times the same letter was sent before, on purpose.
    """
    written = partial(_written, addressee, run, mail, at=at, edition=edition)
    protected = run.round.policy.protect_pdf
    yield written(attachments, protected=protected)
    if mail.too_large == "pdf" and len({one.format for one in attachments}) > 1:
        pdfs = [one for one in attachments if one.format == "pdf"]
        yield written(pdfs, protected=protected, left_out=True)
    elif mail.too_large == "link":
        yield written((), links=[mail.link.replace("{unit}", item) for item in addressee.items])


def _written(
    addressee: Addressee,
    run: FinishedRun,
    mail: Mail,
    attachments: Sequence[Attachment],
    *,
    at: datetime,
    edition: int,
    links: Sequence[str] = (),
    left_out: bool = False,
    protected: bool = False,
) -> Letter:
    subject, text, html = letter_text(
        addressee,
        run,
        mail,
        formats={one.format for one in attachments},
        links=links,
        left_out=left_out,
        protected=protected,
    )
    identity = "\n".join((run.id, run.manifest_sha256, addressee.key, str(edition)))
    domain = mail_form(mail.sender)[0].rpartition("@")[2]
    return Letter(
        id=f"<{sha256(identity.encode()).hexdigest()[:32]}@{domain}>",
        addressee=addressee,
        sender=mail.sender,
        sender_name=mail.sender_name or run.round.total_name,
        reply_to=mail.reply_to or "",
        subject=subject,
        text=text,
        html=html,
        attachments=tuple(attachments),
        at=at,
    )
