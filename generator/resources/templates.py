"""The templates in force: the shipped ones, or a county's own, file by file.

``templates_from`` says whose templates a document is made with. What is in force travels with each
task to the workers (``own_templates``), and everything that is kept between documents is kept by
path, so that two counties' templates never mix.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from filecmp import cmp
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ArgumentError, InputError
from generator.language.catalogue import LANGUAGES, LETTER, language_file
from generator.language.wording import wording
from generator.readers import MEGABYTE, Limits, Reader, read_apart

if TYPE_CHECKING:
    from generator.resources.sandbox import Sandbox

LIMITS: Final = Limits(seconds=20, memory=700 * MEGABYTE, unpacked=20 * MEGABYTE)
"""What filling in somebody's own template may take, and how large the page may be."""

_MOST_BYTES: Final = {".docx": 20 * MEGABYTE, ".ttf": 20 * MEGABYTE}  # others have one

Filters = Callable[[], Mapping[str, Callable[..., str]]]
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
    """The names of the shipped templates that others stand in the place of; a copy is no other."""
    own = _OWN.get()
    names = () if own is None else sorted(_names_in(own))
    return tuple(one for one in names if own and not cmp(own / one, _shipped()[one], shallow=False))


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
        _check_files(folder)
        folder = folder.resolve()
    token = _OWN.set(folder)
    try:
        yield
    finally:
        _OWN.reset(token)


def _check_files(folder: Path) -> None:
    """Raise ArgumentError for what is no file of the folder's own, or too large for a template."""
    for path in _meant_in(folder):
        most = _MOST_BYTES.get(path.suffix, MEGABYTE)
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            what = "it is a link or no file. Put the file itself there"
        elif path.is_file() and path.stat().st_size > most:
            what = f"it is larger than {most // MEGABYTE} MB. Make it smaller"
        else:
            continue
        raise ArgumentError(f"--templates {path}: {what}, or remove it.")


def template(name: str) -> Path:
    """The file of a template by its name, such as ``html/report.css``."""
    return _template_in(_OWN.get(), name)


@cache
def _template_in(own: Path | None, name: str) -> Path:
    if own is not None and (own / name).is_file():
        return own / name
    return _shipped().get(name, templates_folder() / name)


def filled(
    name: str,
    /,
    *,
    html: bool = True,
    filters: Filters = dict,
    finalize: Callable[[Any], Any] | None = None,
    **values: Any,
) -> str:
    """A template filled in, such as ``mail/frame.html.j2``, where no code of it can run.

    Somebody's own is filled in by a process of its own, with limits, so functions are named by
    where they stand. Raises ArgumentError where it cannot be used.
    """
    kind, own = name.partition("/")[0], _OWN.get()
    task = (own, name, html, filters, finalize, values)
    if any(one.startswith(kind) and one.endswith(".j2") for one in own_template_names()):
        return str(apart(fill_apart, pickle.dumps(task), name))
    return _fill(*task)


def check_names() -> None:
    """Raise ArgumentError where a county's own page cannot be read or asks for an unknown name."""
    for name in own_template_names():
        if name.endswith(".j2"):
            apart(fill_apart, pickle.dumps((_OWN.get(), name)), name)


def apart(reader: Reader, task: bytes, name: str) -> Any:
    """What a function finds in a template, in a process of its own; trouble is an ArgumentError."""
    try:
        return read_apart(reader, task, name, remedy="", limits=LIMITS, act="fill in")
    except InputError as error:
        raise unusable(template(name), error.problems[0].message) from None


def fill_apart(task: bytes, name: str, limits: Limits) -> str:
    """The text of a template, and nothing of one that is only looked through for its names."""
    own, *rest = pickle.loads(task)
    with templates_from(own):
        try:
            text = _fill(own, *rest) if rest[1:] else _look_through(own, name)
        except (ArgumentError, MemoryError):
            raise
        except RecursionError:
            raise unusable(template(name), "it calls itself without end") from None
        except Exception as error:  # its text may quote the document, so only its kind is named
            raise unusable(_faulty(error, name), type(error).__name__) from None
        if len(text) > limits.unpacked:
            most = f"it makes a page of more than {limits.unpacked // MEGABYTE} MB"
            raise unusable(template(name), most)
    return text


def _fill(
    own: Path | None,
    name: str,
    html: bool,
    filters: Filters,
    finalize: Callable[[Any], Any] | None,
    values: Mapping[str, Any],
) -> str:
    from jinja2 import TemplateError

    kind, _, file = name.partition("/")
    try:
        environment = sandbox(own, kind, html=html, finalize=finalize)
        environment.filters |= filters()
        return environment.get_template(file).render(values)
    except TemplateError as error:
        raise unusable(_faulty(error, name), str(error)) from None


def _look_through(own: Path | None, name: str) -> str:
    """Hold what a template asks for against what the shipped ones of its kind are given."""
    from jinja2 import TemplateError, meta, nodes

    kind, _, _ = name.partition("/")
    environment = sandbox(own, kind)
    trees = [
        environment.parse(path.read_text("utf-8"))
        for shipped, path in _shipped().items()
        if shipped.startswith(f"{kind}/") and shipped.endswith(".j2")
    ]
    for one in (each for tree in trees for each in tree.find_all(nodes.Filter)):
        environment.filters.setdefault(one.name, str)
    given = frozenset[str]().union(*map(meta.find_undeclared_variables, trees))
    file = template(name)
    try:
        tree = environment.parse(file.read_text("utf-8"), name, str(file))
        unknown = sorted(meta.find_undeclared_variables(tree) - given)
    except TemplateError as error:
        raise unusable(_faulty(error, name), error.message or "") from None
    if unknown:
        known = ", ".join(sorted(given))
        raise unusable(file, f"it has no {', '.join(unknown)}; it has {known}")
    piece = {"link": True, "text": "A"}
    made_up: dict[str, Any] = dict.fromkeys(given, "A") | {
        "links": ("A",),
        "terms": wording(LANGUAGES[0]).terms,
        "parts": [{"bullets": each, "pieces": [[piece]]} for each in (True, False)],
    }
    for role in ("leader", "county", "management") if kind == "mail" else ():
        _fill(own, name, True, dict, None, made_up | {"role": role})
    return ""


def _faulty(error: Exception, name: str) -> str:
    """Return the template that an error is in, the innermost one, and its line."""
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    step = error.__traceback__
    while step is not None and not getattr(error, "filename", None):
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            file, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return f"{file or template(name)}{f', line {line}' if line else ''}"


@cache
def sandbox(
    own: Path | None,
    kind: str,
    *,
    html: bool = True,
    finalize: Callable[[Any], Any] | None = None,
) -> Sandbox:
    """What fills in the templates of a kind, which reach no other kind and no other folder."""
    from jinja2 import FunctionLoader

    from generator.resources.sandbox import Sandbox

    def text_of(file: str) -> tuple[str, str, None] | None:
        name = f"{kind}/{file}"
        if name not in _shipped():
            return None
        path = _template_in(own, name)
        return path.read_text("utf-8"), str(path), None

    return Sandbox(FunctionLoader(text_of), autoescape=html, finalize=finalize)


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
    """The names of the files below a folder."""
    return frozenset(
        path.relative_to(folder).as_posix() for path in _meant_in(folder) if path.is_file()
    )


def _meant_in(folder: Path) -> Iterator[Path]:
    """What lies below a folder, without hidden files and those Word locks."""
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts):
            yield path
