"""The templates in force: the shipped ones, or a county's own, file by file.

``templates_from`` says whose templates a document is made with. What is in force travels with each
task to the workers (``own_templates``), and everything that is kept between documents is kept by
path, so that two counties' templates never mix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from generator.errors import ArgumentError
from generator.language.catalogue import LANGUAGES, LETTER, language_file

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_PACKAGE = Path(__file__).resolve().parent.parent
_OWN: ContextVar[Path | None] = ContextVar("own_templates", default=None)


def templates_folder() -> Path:
    """The folder of templates and fonts: inside a wheel, or beside the package."""
    inside_wheel = _PACKAGE / "_templates"
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent / "templates"


def own_templates() -> Path | None:
    """The folder whose files stand before the shipped ones, if there is one."""
    return _OWN.get()


def own_template_names() -> tuple[str, ...]:
    """The names of the shipped templates that others stand in the place of."""
    own = _OWN.get()
    return () if own is None else tuple(sorted(_names_in(own)))


@contextmanager
def templates_from(folder: Path | None) -> Iterator[None]:
    """Let the files of ``folder`` stand before the shipped ones of the same name.

    Raises ArgumentError if it is no folder, or holds a file that would replace nothing: a
    misspelled name would otherwise change nothing and say nothing.
    """
    if folder is not None:
        if not folder.is_dir():
            raise ArgumentError(f"--templates {folder}: there is no such folder.")
        if unknown := sorted(_names_in(folder) - _shipped().keys()):
            raise ArgumentError(
                f"--templates {folder}: {', '.join(unknown)} would replace nothing. "
                f"These can be replaced: {', '.join(sorted(_shipped()))}."
            )
        folder = folder.resolve()
    token = _OWN.set(folder)
    try:
        yield
    finally:
        _OWN.reset(token)


def template(name: str) -> Path:
    """The file of a template by its name, such as ``html/report.css``."""
    return _template_in(_OWN.get(), name)


@cache
def _template_in(own: Path | None, name: str) -> Path:
    if own is not None and (own / name).is_file():
        return own / name
    return _shipped().get(name, templates_folder() / name)


def template_folders(name: str) -> tuple[Path, ...]:
    """Where the templates of a kind are looked for, a county's own folder first."""
    own = _OWN.get()
    folders = (templates_folder(),) if own is None else (own, templates_folder())
    return tuple(folder / name for folder in folders)


def filled(
    name: str,
    /,
    *,
    html: bool = True,
    filters: Mapping[str, Callable[..., str]] = MappingProxyType({}),
    **values: Any,
) -> str:
    """A template filled in, such as ``mail/frame.html.j2``, where no code of it can run.

    Raises ArgumentError where somebody's own template cannot be used.
    """
    from jinja2 import TemplateError

    kind, _, file = name.partition("/")
    try:
        environment = sandbox(_OWN.get(), kind, html=html)
        environment.filters |= filters
        return environment.get_template(file).render(**values)
    except TemplateError as error:
        raise unusable(template(name), str(error)) from None


@cache
def sandbox(own: Path | None, kind: str, *, html: bool = True) -> SandboxedEnvironment:
    """What fills in the templates of a kind; a name that is not there is an error."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    def text_of(file: str) -> str | None:
        name = f"{kind}/{file}"
        return _template_in(own, name).read_text("utf-8") if name in _shipped() else None

    return SandboxedEnvironment(
        loader=FunctionLoader(text_of),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def templates_digest() -> bytes:
    """A hash of every template in force: the run id counts them."""
    digest = sha256()
    for name in sorted(_shipped()):
        digest.update(f"{name}\0".encode())
        digest.update(sha256(template(name).read_bytes()).digest())
    return digest.digest()


def unusable(file: Path | str, what: str) -> ArgumentError:
    """The error for a template that cannot be used: the file, what is wrong, what to do."""
    return ArgumentError(
        f"{file}: {what.rstrip('.')}. Mend the template, or put the shipped one in its place."
    )


@cache
def _shipped() -> dict[str, Path]:
    """The shipped templates by name; a letter lies in the folder of its language."""
    letters = {
        f"mail/letter.{language}.txt.j2": language_file(language, LETTER) for language in LANGUAGES
    }
    folder = templates_folder()
    return {name: folder / name for name in _names_in(folder)} | letters


def _names_in(folder: Path) -> frozenset[str]:
    """The names of the files below a folder, without hidden ones and those Word locks."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    hidden = (".", "~$")
    return frozenset(
        name.as_posix() for name in names if not any(part.startswith(hidden) for part in name.parts)
    )
