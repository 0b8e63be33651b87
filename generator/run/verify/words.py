"""The words of a finished file, held against the blocks it was made from.

Every text must stand there word for word and in its place; only a new page may come between two
words of running text, and only a new line within a word. A lost row, a changed digit or another
unit's number is found.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from generator.report.block import (
    ActionPlan,
    Block,
    Bullets,
    Contents,
    Diagram,
    Heading,
    Note,
    Panels,
    Paragraph,
    Quote,
    Remark,
    Report,
    Steps,
    Table,
)
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished

FORBIDDEN = frozenset({"None", "nan", "NaN", "inf", "{{", "}}"})
"""Words that no finished document may hold: values that were never meant to be printed."""

PAGE_FURNITURE = 60
"""Most words that may stand before the running text of a new page: heads and feet."""

_NUMBER = re.compile(r"\W*\d+([.,]\d+)?\W*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must be found; ``whole`` when nothing may stand between them."""

    words: tuple[str, ...]
    whole: bool


def verify_text(
    report: Report, finished: Finished, *, declared: Collection[str] = ()
) -> tuple[int, list[str]]:
    """How many numbers of the report stand in a file, and what is missing there or forbidden.

    Words that somebody ``declared`` are no values: an answer may be labelled "None of these".
    """
    quoted = {
        word for block in report.blocks if isinstance(block, Quote) for word in block.text.split()
    }
    forbidden = (FORBIDDEN & set(finished.words)) - quoted - set(declared)
    findings = [f"holds the word {word!r}" for word in sorted(forbidden)]
    position, numbers = 0, 0
    for block in report.blocks:
        for piece in pieces(block):
            end = _find(piece, finished, position)
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
            yield from map(_running, (block.title, *(key.text for key in block.legend)))
            yield from (_running(group.text) for group in block.groups)
            yield from (_running(column.head) for column in block.columns)
            for row in block.rows:
                yield Piece(_words(" ".join(cell.text for cell in row)), whole=True)
            yield from map(_running, block.notes)
        case Diagram():
            yield from map(_running, (block.title, *block.notes))
        case Heading() | Paragraph() | Quote():
            yield _running(block.text)
        case Bullets():
            yield from map(_running, block.items)
        case Note():
            yield from map(_running, filter(None, (block.title, block.text)))
        case Panels():
            for panel in block.panels:
                yield from map(_running, (panel.title, *map(_remark, panel.remarks)))
                yield from pieces(panel.table) if panel.table else ()
        case Steps():
            yield from map(_running, (block.title, *map(_remark, block.steps)))
        case ActionPlan():
            yield from map(_running, (block.title, *block.heads))
        case Contents():
            yield _running(block.title)


def _remark(remark: Remark) -> str:
    return f"{remark.strong} {remark.text}"


def _running(text: str) -> Piece:
    return Piece(_words(text), whole=False)


def _words(text: str) -> tuple[str, ...]:
    return tuple(printable(text).split())


def _find(piece: Piece, finished: Finished, start: int) -> int | None:
    """Where the piece ends, searched from ``start``; None when it is not there."""
    if not piece.words:
        return start
    ends = (_match(piece, finished, place) for place in range(start, len(finished.words)))
    return next((end for end in ends if end is not None), None)


def _match(piece: Piece, finished: Finished, start: int) -> int | None:
    position = _after(piece.words[0], finished, start, whole=piece.whole)
    for word in piece.words[1:]:
        if position is None:
            return None
        after = _after(word, finished, position, whole=piece.whole)
        if after is None and not piece.whole:
            after = _on_next_page(word, finished, position)
        position = after
    return position


def _after(word: str, finished: Finished, place: int, *, whole: bool) -> int | None:
    """The place after a word that begins at ``place``; None when it does not.

    A line may end within a word, after a hyphen of its own or another, but not within a number.
    """
    if place >= len(finished.words):
        return None
    found = finished.words[place]
    if found == word:
        return place + 1
    part = found if word.startswith(found) else found.removesuffix("-")
    rest = word.removeprefix(part)
    if not part or rest in {"", word} or place + 1 not in finished.lines or _NUMBER.fullmatch(word):
        return None
    after = _after(rest, finished, place + 1, whole=whole)
    return _on_next_page(rest, finished, place + 1) if after is None and not whole else after


def _on_next_page(word: str, finished: Finished, position: int) -> int | None:
    """The place after ``word`` where running text goes on, on the page after ``position``."""
    page = bisect_left(finished.breaks, position)
    if page == len(finished.breaks):
        return None
    first = finished.breaks[page]
    ends = (_after(word, finished, i, whole=True) for i in range(first, first + PAGE_FURNITURE))
    return next((end for end in ends if end is not None), None)
