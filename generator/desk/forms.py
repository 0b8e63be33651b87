"""What a form on the page sends, read within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

_MOST_BYTES: Final = 500_000  # room for the names of some thousand reports
_MOST_FIELDS: Final = 10_000
_TYPE: Final = "application/x-www-form-urlencoded"


class UnreadableForm(Exception):
    """The request is no form of ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; a field may come more than once."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """A field that comes once; empty where it does not."""
        given = self.fields.get(name, ())
        return given[0] if len(given) == 1 else ""

    def every(self, name: str) -> tuple[str, ...]:
        """A field as often as it comes."""
        return tuple(self.fields.get(name, ()))


async def read_form(request: Request) -> Form:
    """Read a form; raises UnreadableForm for another type, too much of it, or bad encoding."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != _TYPE:
        raise UnreadableForm
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > _MOST_BYTES:
            raise UnreadableForm
    try:
        text = content.decode("ascii")
        fields = parse_qs(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise UnreadableForm from None
    return Form(fields)
