"""The words of a finished file, held against the blocks it was made from.

Every text must stand there word for word and in its place; only a new page may come between two
words of running text. A lost row, a changed digit or another unit's number is found.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.report.block import (
    ActionPlan,
    Block,
    Bullets,
    Chart,
    Contents,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Quote,
    Report,
    Table,
)
from generator.resources.typeface import printable

FORBIDDEN = frozenset({"None", "nan", "NaN", "inf", "{{", "}}"})
"""Words that no finished document may hold: values that were never meant to be printed."""

PAGE_FURNITURE = 60
"""Most words that may stand before the running text of a new page: heads and feet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must be found; ``whole`` when nothing may stand between them."""

    words: tuple[str, ...]
    whole: bool


def verify_text(
    report: Report, words: Sequence[str], *, breaks: Sequence[int] = ()
) -> tuple[int, list[str]]:
    """How many numbers of the report stand in ``words``, and what is missing or forbidden."""
    quoted = {
        word for block in report.blocks if isinstance(block, Quote) for word in block.text.split()
    }
    findings = [f"holds the word {word!r}" for word in sorted((FORBIDDEN & set(words)) - quoted)]
    position, numbers = 0, 0
    for block in report.blocks:
        for piece in pieces(block):
            end = _find(piece, words, position, breaks)
            if end is None:
                findings.append(f"lacks {' '.join(piece.words)[:80]!r}")
            else:
                position = end
                numbers += count_numbers(piece.words)
    return numbers, findings


def count_numbers(words: Iterable[str]) -> int:
    """How many of the words hold a digit."""
    return sum(any(character.isdigit() for character in word) for word in words)


def pieces(block: Block) -> Iterator[Piece]:
    """The texts of a block, in the order a reader meets them."""
    match block:
        case Table():
            yield _running(block.title)
            yield from (_running(group.text) for group in block.groups)
            yield from (_running(column.head) for column in block.columns)
            for row in block.rows:
                yield Piece(_words(" ".join(cell.text for cell in row)), whole=True)
            yield from map(_running, block.notes)
        case Chart():
            yield from map(_running, (block.title, *block.notes))
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
            yield from map(_running, (block.title, *block.heads))
        case Contents():
            yield _running(block.title)


def _running(text: str) -> Piece:
    return Piece(_words(text), whole=False)


def _words(text: str) -> tuple[str, ...]:
    return tuple(printable(text).split())


def _find(piece: Piece, words: Sequence[str], start: int, breaks: Sequence[int]) -> int | None:
    """Where the piece ends, searched from ``start``; None when it is not there."""
    if not piece.words:
        return start
    starts = range(start, len(words) - len(piece.words) + 1)
    ends = (_match(piece, words, i, breaks) for i in starts if words[i] == piece.words[0])
    return next((end for end in ends if end is not None), None)


def _match(piece: Piece, words: Sequence[str], start: int, breaks: Sequence[int]) -> int | None:
    position = start
    for word in piece.words:
        if position < len(words) and words[position] == word:
            position += 1
            continue
        after = None if piece.whole else _on_next_page(word, words, position, breaks)
        if after is None:
            return None
        position = after
    return position


def _on_next_page(
    word: str, words: Sequence[str], position: int, breaks: Sequence[int]
) -> int | None:
    """The place after ``word`` where running text goes on, on the page after ``position``."""
    page = bisect_left(breaks, position)
    if page == len(breaks):
        return None
    end = min(breaks[page] + PAGE_FURNITURE, len(words))
    return next((i + 1 for i in range(breaks[page], end) if words[i] == word), None)
