"""The pages as HTML, the forms on them, and the errors that a request can end in.

All words of the pages stand in the templates, ``templates/review``, in bokmål; what they are in
another language is said by ``review.toml`` in the folder of the language.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, Final, Literal
from urllib.parse import parse_qs

from jinja2 import pass_context
from markupsafe import Markup, escape
from starlette.requests import Request

from generator.language.catalogue import review_texts
from generator.language.wording import wording
from generator.resources.templates import filled

_MOST_BYTES: Final = 500_000  # room for the names of some thousand reports
_MOST_FIELDS: Final = 10_000
_NAMED: Final = re.compile(r"\{(\w+)\}")
_TYPE: Final = "application/x-www-form-urlencoded"

ErrorKind = Literal["not_there", "newer", "changed", "form", "unusable", "fault"]

STATUS: Final[Mapping[ErrorKind, int]] = {
    "not_there": 404,
    "newer": 409,
    "changed": 409,
    "form": 403,
    "unusable": 409,
    "fault": 500,
}


def html_page(name: str, language: str, **values: Any) -> str:
    """Fill in a page; raises ArgumentError where somebody's own template cannot be used."""
    filters = partial(filters_of, language)
    return filled(f"review/{name}.html.j2", filters=filters, language=language, **values)


@cache
def filters_of(language: str) -> Mapping[str, Callable[..., str]]:
    """What the templates say texts, sizes, moments and lists of names with."""
    words, texts = wording(language), review_texts(language)

    @pass_context  # or a page compiled for one language would keep its words in the next
    def said(_context: object, text: str, **values: object) -> str:
        # Not by ``format``, whose fields reach into what they are given.
        escaped = str(escape(texts.get(text, text)))
        return Markup(_NAMED.sub(lambda name: str(escape(values[name[1]])), escaped))

    def megabytes(size: int) -> str:
        """``0,3 MB``, or ``12 kB`` for what is smaller than that."""
        if size < 100_000:
            return f"{max(round(size / 1000), 1)} kB"
        return f"{size / 1_000_000:.1f} MB".replace(".", words.point)

    def moment(at: datetime) -> str:
        """``1. juli 2015 kl. 09.30``, on this machine's clock."""
        local = at.astimezone()
        day, clock = words.long_date(local.date()), {"hour": f"{local:%H}", "minute": f"{local:%M}"}
        return said(None, "{date} kl. {hour}.{minute}", date=day, **clock)

    return {"said": said, "megabytes": megabytes, "moment": moment, "listed": words.listed}


class RequestError(Exception):
    """The request is answered with a page that says what is wrong; nothing was decided.

    ``details`` are names of files, or the program's own messages in English.
    """

    def __init__(self, kind: ErrorKind, *details: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; a field may come more than once."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """A field that comes once; empty where it does not."""
        values = self.fields.get(name, ())
        return values[0] if len(values) == 1 else ""

    def every(self, name: str) -> tuple[str, ...]:
        """A field as often as it comes."""
        return tuple(self.fields.get(name, ()))


async def read_form(request: Request) -> Form:
    """Read a form; raises RequestError for another type, too much of it, or bad encoding."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != _TYPE:
        raise RequestError("form")
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > _MOST_BYTES:
            raise RequestError("form")
    try:
        text = content.decode("ascii")
        fields = parse_qs(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise RequestError("form") from None
    return Form(fields)
