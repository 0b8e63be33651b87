"""The pages as HTML, by the templates in ``templates/review``; all their words stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from generator.language.wording import wording
from generator.resources.templates import filled

_WORDS: Final = wording("nb")


def html_page(name: str, **values: Any) -> str:
    """Fill in a page; raises ArgumentError where somebody's own template cannot be used."""
    return filled(f"review/{name}.html.j2", filters=FILTERS, **values)


def _megabytes(size: int) -> str:
    """``0,3 MB``, or ``12 kB`` for what is smaller than that."""
    if size < 100_000:
        return f"{max(round(size / 1000), 1)} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", _WORDS.point)


def _moment(at: datetime) -> str:
    """``1. juli 2015 kl. 09.30``, on this machine's clock."""
    local = at.astimezone()
    return f"{_WORDS.long_date(local.date())} kl. {local:%H.%M}"


def _listed(parts: tuple[str, ...] | list[str]) -> str:
    """``a, b og c``."""
    return _WORDS.listed(list(parts))


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "megabytes": _megabytes,
    "moment": _moment,
    "listed": _listed,
}
