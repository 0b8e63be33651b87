"""A letter as an e-mail message: written here, and read back before it may leave.

Heads are written without the standard library's folding, which takes the quotation marks from a
long name, so that a comma begins another recipient, and loses or doubles spaces of subjects.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses, quote
from functools import lru_cache
from hashlib import sha256
from typing import Final

from generator.delivery.letter import Letter
from generator.errors import DeliveryError
from generator.round.mail import mail_form

# Every line is plain ASCII, so that no server on the way has a reason to rewrite the message.
_AS_WRITTEN: Final = SMTP.clone(cte_type="7bit", refold_source="none")
_LINE: Final = 76
_LONGEST: Final = 998  # of a line (RFC 5322), where one word is longer than the line should be
_MADE: Final = frozenset({"MIME-Version", "Content-Type"})

People = Mapping[str, tuple[str, str]]
"""By head: the one name and mailbox."""


class MisreadMessage(DeliveryError):
    """A finished message does not say what its letter says."""


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A message ready to go: its envelope and bytes; ``extended`` needs SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes
    extended: bool


@lru_cache(maxsize=1)  # a channel is asked for a letter's size just before it sends the letter
def mail_message(letter: Letter) -> MailMessage:
    """Write a letter as a message with the text in both forms and the documents attached.

    Raises MisreadMessage where a reader finds another head, text or document in it.
    """
    people = {
        "From": (letter.sender_name, mail_form(letter.sender)[0]),
        "To": (letter.addressee.name, mail_form(letter.addressee.address)[0]),
    }
    if letter.reply_to:
        people["Reply-To"] = ("", mail_form(letter.reply_to)[0])
    texts = {
        "Date": format_datetime(letter.at),
        "Message-ID": letter.id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.addressee.language,
    }
    extended = not all(address.isascii() for _, address in people.values())
    message = EmailMessage(_AS_WRITTEN.clone(utf8=extended))
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for one in letter.attachments:
        kind, _, subtype = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
    # Heads come last: setting the content removes the language.
    for head, (name, address) in people.items():
        message.set_raw(head, folded(head, name, address))
    message.set_raw("Subject", folded("Subject", letter.subject))
    for head, text in texts.items():
        message.set_raw(head, text)
    # Python draws boundaries at random; ours follow from the letter's id
    boundary = sha256(letter.id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{boundary}_{number}")
    content = message.as_bytes()
    if unlike := next(_misread(content, letter, people, texts), ""):
        raise MisreadMessage(f"the message reads otherwise than it was meant: {unlike}")
    return MailMessage(people["From"][1], people["To"][1], content, extended)


def folded(head: str, text: str, address: str = "") -> str:
    """A head's text, or a name and its address, with folds at single spaces alone."""
    words = text.split(" ")
    plain = text.isascii() and text.isprintable() and all(words) and "=?" not in text
    room = _LINE - len(head) - 2
    # Readers differ on folds in plain text; between encoded words they agree.
    if text and (not plain or max(map(len, words if address else [text])) > room):
        written = Header(text, "utf-8", header_name=head).encode()
        return f"{written}\n <{address}>" if address else written
    if address:
        atoms = re.fullmatch(r"[\w!#$%&'*+/=?^`{|}~ -]*", text)
        name = text if atoms else f'"{quote(text)}"'
        text = f"{name} <{address}>" if name else address
    fold = textwrap.TextWrapper(
        _LINE,
        initial_indent=" " * (len(head) + 2),  # the head itself stands there
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n ".join(fold.wrap(text)).lstrip(" ")


def _misread(
    content: bytes, letter: Letter, people: People, texts: Mapping[str, str]
) -> Iterator[str]:
    """What a reader finds in a finished message that the letter does not say, the first first."""
    top = content.partition(b"\r\n\r\n")[0].decode()
    if any(len(line) > _LONGEST or not line.isprintable() for line in top.split("\r\n")):
        yield "a head has a line too long or a sign that cannot be seen"
    lines = re.sub(r"\r\n(?=[ \t])", "", top).split("\r\n")
    heads = [line.partition(": ") for line in lines]
    if sorted(name for name, _, _ in heads) != sorted([*people, "Subject", *texts, *_MADE]):
        yield "its heads are not those of a letter"
    said = {name: text for name, _, text in heads}
    modern = message_from_bytes(content, policy=default)
    for head, meant in people.items():
        found = [(_decoded(name), address) for name, address in getaddresses([said[head]])]
        other = [_unescaped(one.addr_spec) for one in modern[head].addresses]
        if found != [meant] or other != [meant[1]]:
            yield f"{head} is {said[head]}"
    if {_decoded(said["Subject"]), modern["Subject"]} != {letter.subject}:
        yield f"Subject is {said['Subject']}"
    for head, text in texts.items():
        if said[head] != text:
            yield f"{head} is {said[head]}"
    payloads = (part.get_payload(decode=True) for part in modern.walk() if not part.is_multipart())
    parts = [payload for payload in payloads if isinstance(payload, bytes)]
    bodies = [part.replace(b"\r\n", b"\n").decode().rstrip("\n") for part in parts[:2]]
    if bodies != [letter.text.rstrip("\n"), letter.html.rstrip("\n")]:
        yield "its text is another"
    if parts[2:] != [one.content for one in letter.attachments]:
        yield "its documents are others"


def _decoded(text: str) -> str:
    return str(make_header(decode_header(text)))


def _unescaped(text: str) -> str:
    """Python's parser leaves letters of addresses beyond ASCII as the bytes they were."""
    return text.encode("utf-8", "surrogateescape").decode()
