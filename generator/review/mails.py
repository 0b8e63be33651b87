"""The mail as it will be sent: written by what sends it, and read back as a mail program would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from generator.delivery.letters import Letter
from generator.delivery.plan import Delivery, delivery
from generator.errors import InputError, KontorrapportError
from generator.review.desk import Look


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment as the recipient sees it, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it would go now, or why it would not (``stopped``)."""

    address: str
    name: str
    items: tuple[str, ...]
    language: str
    stopped: tuple[str, ...] = ()
    sender: str = ""
    recipient: str = ""
    reply_to: str = ""
    subject: str = ""
    plain: str = ""
    html: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    size: int = 0


def mails(item: str, look: Look) -> tuple[Mail, ...]:
    """Return every message that a report goes out with."""
    if look.post is None:
        return ()
    try:
        known = delivery(look.run, look.post.round, {})
    except InputError as error:
        told = tuple(map(str, error.problems))
        return tuple(_stopped(letter, told) for letter in look.letters_with(item))
    return tuple(_mails(item, look, known))


def _mails(item: str, look: Look, known: Delivery) -> Iterator[Mail]:
    for letter in look.letters_with(item):
        try:
            written = known.written(letter, at=look.at)
        except KontorrapportError as error:
            yield _stopped(letter, (str(error),))
            continue
        if isinstance(written, str):
            yield _stopped(letter, tuple(written.split("; ")))
        else:
            yield _read(letter, written.content)


def _stopped(letter: Letter, why: tuple[str, ...]) -> Mail:
    return Mail(letter.address, letter.name, letter.items, letter.language, stopped=why)


def _read(letter: Letter, content: bytes) -> Mail:
    message = message_from_bytes(content, EmailMessage, policy=policy.default)
    return Mail(
        address=letter.address,
        name=letter.name,
        items=letter.items,
        language=letter.language,
        sender=message["From"],
        recipient=message["To"],
        reply_to=message["Reply-To"] or "",
        subject=message["Subject"],
        plain=_text(message, "plain"),
        html=_text(message, "html"),
        enclosed=tuple(
            Enclosed(part.get_filename() or "", len(part.get_content()))
            for part in message.iter_attachments()
        ),
        size=len(content),
    )


def _text(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""
