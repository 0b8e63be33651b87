"""The pages as HTML, by the templates in ``templates/review``; all their words stand there."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from generator.language.wording import wording
from generator.resources.templates import template, template_folders, unusable

STYLE: Final = "review/review.css"
ICON: Final = "review/icon.svg"
FONTS: Final = ("SourceSans3-Regular.ttf", "SourceSans3-It.ttf", "SourceSans3-Semibold.ttf")

_WORDS: Final = wording("nb")


def rendered(name: str, **values: Any) -> str:
    """Fill in a page; raises ArgumentError where somebody's own template cannot be used."""
    try:
        return _environment().get_template(f"{name}.html.j2").render(**values)
    except TemplateError as error:
        raise unusable(template(f"review/{name}.html.j2"), str(error)) from None


def _environment() -> SandboxedEnvironment:
    return _made(template_folders("review"))


@cache
def _made(folders: tuple[Any, ...]) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"megabytes": _megabytes, "moment": _moment, "listed": _listed}
    return environment


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
