"""A letter as every channel takes it: to whom, text and documents.

A template gives the subject on its first line, then paragraphs with blank lines between. Lines that
begin with ``- `` are a list. The HTML is made from the same paragraphs, so the two cannot differ.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from generator.delivery.addressees import Addressee
from generator.language.wording import wording
from generator.resources.templates import filled
from generator.round.mail import Mail, mail_form
from generator.run.finished import FinishedRun
from generator.study.declared import translation

_WIDTH: Final = 72
_PAGE: Final = (
    r"https?://(?:[^\s<>\"()]|\([^\s<>\"()]*\))*(?:[^\s<>\"().,:;!?'»”]|\([^\s<>\"()]*\))"
)
_MAILBOX: Final = r"[^\s<>\"(),:;«»“”]+@(?:[\w-]+\.)+[\w-]*\w"
_PHONE: Final = r"(?<![\w+])(?:\+\d\d ?)?(?:\d\d(?: \d\d){3}|\d{3} \d\d \d{3})(?![\w]| ?\d)"
_LINK: Final = re.compile(f"({_PAGE})|({_MAILBOX})|({_PHONE})")
_SCHEMES: Final = ("", "mailto:", "tel:")


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
        """The ending of the name: ``pdf``, ``docx`` or ``html``."""
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


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as the HTML frame prints it, and where it leads if it is a link."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or a list: the lines of the one, the items of the other."""

    bullets: bool
    lines: tuple[str, ...]

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """Each line as text and links."""
        return tuple(tuple(_pieces(line)) for line in self.lines)


def _pieces(line: str) -> Iterator[Piece]:
    """A line as text and links: what ends a sentence or stands around an address is not in it."""
    start = 0
    for found in _LINK.finditer(line):
        scheme = _SCHEMES[(found.lastindex or 1) - 1]
        yield Piece(line[start : found.start()])
        yield Piece(found[0], scheme + found[0].replace(" ", ""))
        start = found.end()
    yield Piece(line[start:])


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
    identity = "\n".join((run.id, run.manifest_sha256, addressee.key, str(edition)))
    domain = mail_form(mail.sender)[0].rpartition("@")[2]

    def form(documents: Sequence[Attachment], **about: Any) -> Letter:
        formats = {one.format for one in documents}
        values = {"pdf": "pdf" in formats, "word": "docx" in formats, "page": "html" in formats}
        subject, text, html = _text(addressee, run, mail, values | about)
        return Letter(
            id=f"<{sha256(identity.encode()).hexdigest()[:32]}@{domain}>",
            addressee=addressee,
            sender=mail.sender,
            sender_name=" ".join((mail.sender_name or run.round.total_name).split()),
            reply_to=mail.reply_to or "",
            subject=subject,
            text=text,
            html=html,
            attachments=tuple(documents),
            at=at,
        )

    protected = run.round.policy.protect_pdf
    yield form(attachments, protected=protected)
    if mail.too_large == "pdf" and len({one.format for one in attachments}) > 1:
        pdfs = [one for one in attachments if one.format == "pdf"]
        yield form(pdfs, protected=protected, left_out=True)
    elif mail.too_large == "link":
        yield form((), links=[mail.link.replace("{unit}", item) for item in addressee.items])


def _text(
    addressee: Addressee, run: FinishedRun, mail: Mail, about: dict[str, Any]
) -> tuple[str, str, str]:
    """The subject, and the text as plain text and HTML.

    ``about`` says what comes with the letter: ``pdf``, ``word`` and ``page``, or ``links`` instead
    of them; ``left_out`` where Word was too large, ``protected`` where the PDF has a password.
    """
    language, round_ = addressee.language, run.round
    texts = round_.translations.get(language, {})
    words = wording(language, run.study.terms_in(language))
    names = [round_.unit_name(item) for item in addressee.items if addressee.role == "leader"]
    total = translation(round_.total_name, texts)
    asked = round_.followup
    days = {"show_by": asked.show_by, "meeting": asked.meeting, "plan_by": asked.plan_by}
    answered = mail.reply_to or mail.sender
    values: dict[str, Any] = {
        **{name: words.day_month(day) if day else "" for name, day in days.items()},
        "plans_to": asked.address or answered,
        "unit_reports": any(run.documents_of(item)[0].recipient == "leader" for item in run.items),
        "role": addressee.role,
        "name": addressee.name,
        "units": words.listed([translation(name, texts) for name in names]),
        "several": len(names) > 1,
        "round": translation(round_.title, texts),
        "whole": total,
        "terms": words.terms,
        "links": (),
        "appendix": any(
            one.kind == "appendix" for item in addressee.items for one in run.documents_of(item)
        ),
        "left_out": False,
        "protected": False,
        "synthetic": round_.synthetic,
        "corrected": translation(round_.correction.why, texts) if round_.correction else "",
        "reply_to": answered,
        "contact": mail.contact.rstrip(" ."),
        "contact_page": mail.contact.startswith(("http://", "https://")),
        "sender": mail.sender_name or total,
    }
    text = filled(f"mail/letter.{language}.txt.j2", html=False, **values | about)
    first, _, rest = text.strip().partition("\n")
    subject = " ".join(first.split())
    parts = [_part(block) for block in re.split(r"\n\s*\n", rest) if block.strip()]
    html = filled("mail/frame.html.j2", language=language, subject=subject, parts=parts)
    plain = "\n\n".join("\n".join(_wrapped(part)) for part in parts) + "\n"
    return subject, plain, html


def _part(block: str) -> Part:
    lines = tuple(" ".join(line.split()) for line in block.splitlines() if line.strip())
    if all(line.startswith("- ") for line in lines):
        return Part(True, tuple(line[2:] for line in lines))
    return Part(False, lines)


def _wrapped(part: Part) -> Iterator[str]:
    first, further = ("- ", "  ") if part.bullets else ("", "")
    wrapper = textwrap.TextWrapper(
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return map(wrapper.fill, part.lines)
