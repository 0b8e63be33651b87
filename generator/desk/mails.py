"""The mail as it will be sent: written by what sends it, and read back as a mail program would."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from generator.delivery.decisions import Delivery, delivery
from generator.delivery.doubts import Doubt
from generator.delivery.letters import Letter
from generator.delivery.lock import open_letter
from generator.desk.look import Look
from generator.errors import InputError, KontorrapportError


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment as the recipient sees it, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it would go now; or what the lock doubts, that it is too large, or another lack.

    ``lacks`` are the program's own messages, in English.
    """

    address: str
    name: str
    items: tuple[str, ...]
    language: str
    doubts: tuple[Doubt, ...] = ()
    too_large: bool = False
    lacks: tuple[str, ...] = ()
    sender: str = ""
    recipient: str = ""
    reply_to: str = ""
    subject: str = ""
    plain: str = ""
    html: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    size: int = 0

    @property
    def stopped(self) -> bool:
        """Whether it would not go."""
        return bool(self.doubts or self.too_large or self.lacks)


def mails(item: str, look: Look) -> tuple[Mail, ...]:
    """Return every message that a report goes out with."""
    if look.post is None:
        return ()
    found = look.letters_with(item)
    try:
        known = delivery(look.run, look.post.round, {}, look.post.protection())
        return tuple(_mail(letter, look, known) for letter in found)
    except InputError as error:
        lacks = tuple(map(str, error.problems))
    except KontorrapportError as error:
        lacks = (str(error),)
    return tuple(replace(_bare(letter), lacks=lacks) for letter in found)


def _mail(letter: Letter, look: Look, known: Delivery) -> Mail:
    doubts = open_letter(letter, look.run, known.round).doubts
    if doubts:
        return replace(_bare(letter), doubts=doubts)
    written = known.written(letter, at=look.at)
    if isinstance(written, str):  # the lock has nothing against it, so it is the size
        return replace(_bare(letter), too_large=True)
    return _read(letter, written.content)


def _bare(letter: Letter) -> Mail:
    return Mail(letter.address, letter.name, letter.items, letter.language)


def _read(letter: Letter, content: bytes) -> Mail:
    message = message_from_bytes(content, EmailMessage, policy=policy.default)
    return replace(
        _bare(letter),
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
