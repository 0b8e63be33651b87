"""Pages of a PDF as pictures and as text; PDFium is not made for threads, so one at a time."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Final

_SCALE: Final = 2.0  # 144 dots an inch: sharp at the width of the page, also when enlarged
_KEPT_PICTURES: Final = 64
_KEPT_TEXTS: Final = 8
_LOCK: Final = Lock()


class UnreadablePdf(Exception):
    """The file cannot be shown."""


@lru_cache(_KEPT_PICTURES)
def page_picture(content: bytes, number: int) -> bytes:
    """Return page ``number`` (from 1) as PNG; raises IndexError where there is no such page."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise UnreadablePdf from None
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            picture = document[number - 1].render(scale=_SCALE).to_pil()
        finally:
            document.close()
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@lru_cache(_KEPT_TEXTS)
def page_texts(content: bytes) -> tuple[str, ...]:
    """Return the text of every page, for those who do not see the picture."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise UnreadablePdf from None
        try:
            return tuple(
                page.get_textpage().get_text_range().replace("\r\n", "\n").strip()
                for page in document
            )
        finally:
            document.close()
