"""What a message says: the letter of its language, in a frame; one text, as plain text and HTML.

A county's own templates stand before the shipped ones, as ``mail/letter.nb.txt.j2``.

A template gives the subject on its first line, then paragraphs with blank lines between. Lines that
begin with ``- `` are a list. The HTML is made from the same paragraphs, so the two cannot differ.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from generator.delivery.letters import Letter
from generator.language.catalogue import LANGUAGES, LETTER, language_file
from generator.language.wording import wording
from generator.resources.templates import template, template_folders, unusable
from generator.round.mail import Mail
from generator.run.finished import FinishedRun
from generator.study.texts import translation

FRAME: Final = "frame.html.j2"
_WIDTH: Final = 72
_ADDRESS: Final = re.compile(r"https://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Extras:
    """What comes with a message: formats attached, links instead, and what the reader must know.

    ``left_out`` says that the Word file was too large, ``protected`` that the PDF has a password.
    """

    formats: tuple[str, ...]
    links: tuple[str, ...] = ()
    left_out: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class LetterText:
    """The subject and the two forms of the text."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text or a link, as the HTML frame prints it."""

    text: str
    link: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or a list: the lines of the one, the items of the other."""

    bullets: bool
    lines: tuple[str, ...]

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """Each line as text and links."""
        return tuple(tuple(_pieces(line)) for line in self.lines)


def letter_text(letter: Letter, extras: Extras, run: FinishedRun, mail: Mail) -> LetterText:
    """Write what a letter says, in its language."""
    subject, parts = _parts(_filled(letter, extras, run, mail))
    return LetterText(subject, _plain(parts), _html(letter.language, subject, parts))


def _html(language: str, subject: str, parts: tuple[Part, ...]) -> str:
    try:
        frame = _environment(html=True).get_template(FRAME)
        return frame.render(language=language, subject=subject, parts=parts)
    except TemplateError as error:
        raise unusable(template(f"mail/{FRAME}"), str(error)) from None


def _filled(letter: Letter, extras: Extras, run: FinishedRun, mail: Mail) -> str:
    texts = run.round.translations.get(letter.language, {})
    own = [tuple(terms) for name, terms in run.study.words.items() if name == letter.language]
    words = wording(letter.language, *own)
    names = [run.round.unit_name(item) for item in letter.items if letter.role == "leader"]
    units = [translation(unit, texts) for unit in names]
    whole = translation(run.round.whole, texts)
    name = f"letter.{letter.language}.txt.j2"
    try:
        chosen = _environment(html=False).get_template(name)
        return chosen.render(
            role=letter.role,
            name=letter.name,
            units=words.listed(units),
            several=len(units) > 1,
            round=translation(run.round.title, texts),
            whole=whole,
            terms=words.terms,
            pdf="pdf" in extras.formats,
            word="docx" in extras.formats,
            links=extras.links,
            left_out=extras.left_out,
            protected=extras.protected,
            synthetic=run.round.synthetic,
            contact=mail.contact,
            sender=mail.sender_name or whole,
        )
    except TemplateError as error:
        raise unusable(template(f"mail/{name}"), str(error)) from None


def _environment(*, html: bool) -> SandboxedEnvironment:
    return _environment_of(template_folders("mail"), html)


@cache
def _environment_of(folders: tuple[Path, ...], html: bool) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folders), DictLoader(_letters())]),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _letters() -> dict[str, str]:
    return {
        f"letter.{language}.txt.j2": language_file(language, LETTER).read_text("utf-8")
        for language in LANGUAGES
    }


def _parts(text: str) -> tuple[str, tuple[Part, ...]]:
    subject, _, rest = text.strip().partition("\n")
    blocks = [block.strip() for block in re.split(r"\n\s*\n", rest) if block.strip()]
    return " ".join(subject.split()), tuple(map(_part, blocks))


def _part(block: str) -> Part:
    lines = tuple(" ".join(line.split()) for line in block.splitlines() if line.strip())
    if all(line.startswith("- ") for line in lines):
        return Part(True, tuple(line[2:] for line in lines))
    return Part(False, lines)


def _plain(parts: tuple[Part, ...]) -> str:
    return "\n\n".join("\n".join(_wrapped(part)) for part in parts) + "\n"


def _wrapped(part: Part) -> Iterator[str]:
    for line in part.lines:
        yield textwrap.fill(
            line,
            _WIDTH,
            initial_indent="- " if part.bullets else "",
            subsequent_indent="  " if part.bullets else "",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for found in _ADDRESS.finditer(line):
        yield Piece(line[end : found.start()], False)
        yield Piece(found[0], True)
        end = found.end()
    yield Piece(line[end:], False)
