"""Verification: finished files are opened again and held against the blocks they were made from.

A PDF's text and a Word file's text are read back as words in reading order. Every table row must
stand there word for word and in its place; every other text must follow in order. A lost row, a
changed digit or a document with another unit's numbers is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from generator.documents.report import (
    ActionPlan,
    Block,
    Bullets,
    Chart,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Quote,
    RenderedDocument,
    Report,
    Table,
)

FORBIDDEN = frozenset({"None", "nan", "NaN", "inf", "{{", "}}"})
"""Words that no finished document may hold: values that were never meant to be printed."""

PAGE_FURNITURE = 60
"""Most words that page breaks may put between two words of running text: heads and feet."""

BROKEN_AT_HYPHEN = "\ufffe"
"""What PDFium reads in place of a hyphen that ends a line, with the two lines joined."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many printed numbers were found again, and what was not as it should be."""

    numbers: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must be found; ``whole`` when nothing may stand between them."""

    words: tuple[str, ...]
    whole: bool


def verify_documents(reports: Sequence[Report], documents: Sequence[RenderedDocument]) -> Verified:
    """Hold every finished document against its report."""
    by_path = {report.path: report for report in reports}
    numbers, findings = 0, []
    for document in documents:
        report = by_path[document.path.rsplit(".", 1)[0]]
        found, wrong = verify_text(report, read_words(document))
        numbers += found
        findings += [f"{document.path}: {finding}" for finding in wrong]
    return Verified(numbers, tuple(findings))


def read_words(document: RenderedDocument) -> list[str]:
    """The words of a finished PDF or Word file, in reading order."""
    text = _pdf_text if document.path.endswith(".pdf") else _word_text
    return [word for line in text(document.content) for word in line.split()]


def verify_text(report: Report, words: Sequence[str]) -> tuple[int, list[str]]:
    """How many numbers of the report stand in ``words``, and what is missing or forbidden."""
    quoted = {
        word for block in report.blocks if isinstance(block, Quote) for word in block.text.split()
    }
    findings = [f"holds the word {word!r}" for word in sorted((FORBIDDEN & set(words)) - quoted)]
    position, numbers = 0, 0
    for block in report.blocks:
        for piece in pieces(block):
            end = _find(piece, words, position)
            if end is None:
                findings.append(f"lacks {' '.join(piece.words)[:80]!r}")
            else:
                position = end
                numbers += sum(any(c.isdigit() for c in word) for word in piece.words)
    return numbers, findings


def pieces(block: Block) -> Iterator[Piece]:
    """The texts of a block, in the order a reader meets them."""
    match block:
        case Table():
            yield _running(block.title)
            for row in block.rows:
                yield Piece(tuple(" ".join(cell.text for cell in row).split()), whole=True)
            yield from map(_running, block.notes)
        case Chart():
            yield _running(block.title)
            yield from map(_running, block.notes)
        case Heading() | Paragraph() | Quote():
            yield _running(block.text)
        case Bullets():
            yield from map(_running, block.items)
        case Note():
            yield from map(_running, filter(None, (block.title, block.text)))
        case KeyFigures():
            for figure in block.figures:
                yield from map(_running, filter(None, (figure.value, figure.label, figure.detail)))
        case ActionPlan():
            yield _running(block.title)


def _running(text: str) -> Piece:
    return Piece(tuple(text.split()), whole=False)


def _find(piece: Piece, words: Sequence[str], start: int) -> int | None:
    """Where the piece ends, searched from ``start``; None when it is not there."""
    if not piece.words:
        return start
    for i in range(start, len(words) - len(piece.words) + 1):
        if words[i] == piece.words[0]:
            end = _match(piece, words, i)
            if end is not None:
                return end
    return None


def _match(piece: Piece, words: Sequence[str], start: int) -> int | None:
    slack = 0 if piece.whole else PAGE_FURNITURE
    position = start
    for word in piece.words:
        limit = min(position + slack + 1, len(words))
        position = next((i for i in range(position, limit) if words[i] == word), -2) + 1
        if position < 0:
            return None
    return position


def _pdf_text(content: bytes) -> Iterator[str]:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            yield page.get_textpage().get_text_range().replace(BROKEN_AT_HYPHEN, "-")


def _word_text(content: bytes) -> Iterator[str]:
    from docx import Document
    from docx.oxml.ns import qn

    for paragraph in Document(BytesIO(content)).element.body.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:tab")))
