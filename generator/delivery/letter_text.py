"""What a letter says: the text of its language, as plain text and HTML.

A county's own templates stand before the shipped ones, as ``mail/letter.nb.txt.j2``.

A template gives the subject on its first line, then paragraphs with blank lines between. Lines that
begin with ``- `` are a list. The HTML is made from the same paragraphs, so the two cannot differ.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.delivery.addressees import Addressee
from generator.language.wording import wording
from generator.resources.templates import filled
from generator.round.mail import Mail
from generator.run.finished import FinishedRun
from generator.study.declared import translation

_WIDTH: Final = 72
_ADDRESS: Final = re.compile(r"(https://[^\s<>\"]+)")


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
        return tuple(
            tuple(Piece(text, i % 2 == 1) for i, text in enumerate(_ADDRESS.split(line)))
            for line in self.lines
        )


def letter_text(
    addressee: Addressee,
    run: FinishedRun,
    mail: Mail,
    *,
    formats: Collection[str],
    links: Sequence[str] = (),
    left_out: bool = False,
    protected: bool = False,
) -> tuple[str, str, str]:
    """Return what a letter says in its language: the subject, and the text as plain text and HTML.

    ``formats`` are those of the documents that come with it, ``links`` stand instead of them;
    ``left_out`` says that the Word file was too large, ``protected`` that the PDF has a password.
    """
    language = addressee.language
    texts = run.round.translations.get(language, {})
    own = [tuple(terms) for name, terms in run.study.words.items() if name == language]
    words = wording(language, *own)
    names = [run.round.unit_name(item) for item in addressee.items if addressee.role == "leader"]
    whole = translation(run.round.total_name, texts)
    text = filled(
        f"mail/letter.{language}.txt.j2",
        html=False,
        role=addressee.role,
        name=addressee.name,
        units=words.listed([translation(name, texts) for name in names]),
        several=len(names) > 1,
        round=translation(run.round.title, texts),
        whole=whole,
        terms=words.terms,
        pdf="pdf" in formats,
        word="docx" in formats,
        links=links,
        left_out=left_out,
        protected=protected,
        synthetic=run.round.synthetic,
        contact=mail.contact,
        sender=mail.sender_name or whole,
    )
    first, _, rest = text.strip().partition("\n")
    subject = " ".join(first.split())
    parts = [_part(block) for block in re.split(r"\n\s*\n", rest) if block.strip()]
    html = filled("mail/frame.html.j2", language=language, subject=subject, parts=parts)
    plain = "\n\n".join("\n".join(_wrapped(part)) for part in parts) + "\n"
    return subject, plain, html


def _part(block: str) -> Part:
    lines = tuple(" ".join(line.split()) for line in block.splitlines() if line.strip())
    if all(line.startswith("- ") for line in lines):
        return Part(True, tuple(line[2:] for line in lines))
    return Part(False, lines)


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
