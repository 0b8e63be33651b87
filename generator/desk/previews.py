"""Previews: letters as they would go now, and the pages of a PDF as pictures and as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Final

from generator.delivery.addressees import Addressee
from generator.delivery.channels import Channel
from generator.delivery.letter import Letter
from generator.delivery.lock import LockReason, check_letter
from generator.delivery.selection import Delivery
from generator.desk.snapshot import Snapshot
from generator.errors import InputError, KontorrapportError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SCALE: Final = 2.0  # 144 dots an inch: sharp at the width of the page, also when enlarged
_KEPT_PICTURES: Final = 64
_KEPT_TEXTS: Final = 8
_LOCK: Final = Lock()


class UnreadablePdf(Exception):
    """The file cannot be shown."""


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter as it would go now and its size in bytes; or what the lock or the program says.

    Without a letter, a reason or an error, it is too large. ``errors`` are in English.
    """

    addressee: Addressee
    lock_reasons: tuple[LockReason, ...] = ()
    errors: tuple[str, ...] = ()
    letter: Letter | None = None
    size: int = 0


def letter_previews(item: str, snapshot: Snapshot) -> tuple[LetterPreview, ...]:
    """Return every letter that a report goes out with."""
    if snapshot.mailer is None:
        return ()
    addressees = snapshot.addressees_of(item)
    try:
        delivery, channel = snapshot.mailer.delivery(), snapshot.mailer.channel
        return tuple(_preview(one, delivery, channel, snapshot.at) for one in addressees)
    except InputError as error:
        errors = tuple(map(str, error.problems))
    except KontorrapportError as error:
        errors = (str(error),)
    return tuple(LetterPreview(one, errors=errors) for one in addressees)


def _preview(
    addressee: Addressee, delivery: Delivery, channel: Channel, at: datetime
) -> LetterPreview:
    _, reasons = check_letter(addressee, delivery.run, delivery.round)
    if reasons:
        return LetterPreview(addressee, lock_reasons=reasons)
    letter = delivery.letter(addressee, channel, at=at)
    if isinstance(letter, str):  # the lock has nothing against it, so it is mostly the size
        return LetterPreview(addressee, errors=() if "max_megabytes" in letter else (letter,))
    return LetterPreview(addressee, letter=letter, size=channel.size_of(letter))


@lru_cache(_KEPT_PICTURES)
def page_picture(content: bytes, number: int) -> bytes:
    """Return page ``number`` (from 1) as PNG; raises IndexError where there is no such page."""
    with _opened(content) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        picture = document[number - 1].render(scale=_SCALE).to_pil()
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@lru_cache(_KEPT_TEXTS)
def page_texts(content: bytes) -> tuple[str, ...]:
    """Return the text of every page, for those who do not see the picture."""
    with _opened(content) as document:
        return tuple(
            page.get_textpage().get_text_range().replace("\r\n", "\n").strip() for page in document
        )


@contextmanager
def _opened(content: bytes) -> Iterator[PdfDocument]:
    """A PDF; PDFium is not made for threads, so one at a time."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise UnreadablePdf from None
        try:
            yield document
        finally:
            document.close()
