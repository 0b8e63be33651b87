"""The words of a finished file, held against the blocks it was made from.

Every text must stand there word for word and in its place, and nothing between; only a new line
may come within a word. A lost row, a changed digit, another unit's number or an added sentence is
found.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.language.wording import RenderWords, render_words
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

ANY_PAGE = "\ue000"
"""Stands for the number of a page in a table of contents."""

_NUMBER = re.compile(r"\W*\d+([.,]\d+)?\W*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must be found together; ``optional`` where some formats draw them otherwise."""

    words: tuple[str, ...]
    optional: bool = False


def verify_text(
    report: Report, finished: Finished, *, strict: bool = False, declared: Collection[str] = ()
) -> tuple[int, list[str]]:
    """How many numbers of the report stand in a file, and what is missing there or forbidden.

    Where it is ``strict``, nothing else may stand there. Words that somebody ``declared`` are no
    values: an answer may be labelled "None of these".
    """
    quoted = {
        word for block in report.blocks if isinstance(block, Quote) for word in block.text.split()
    }
    forbidden = (FORBIDDEN & set(finished.words)) - quoted - set(declared)
    findings = [f"holds the word {word!r}" for word in sorted(forbidden)]
    position, numbers = 0, 0
    for piece in text_of(report):
        place = _find(piece, finished, position)
        if place is None:
            if not piece.optional:
                findings.append(f"lacks {' '.join(piece.words)[:80]!r}")
            continue
        start, end = place
        if strict and start > position:
            findings.append(_added(finished.words[position:start]))
        position = end
        numbers += 0 if piece.optional else count_numbers(piece.words)
    if strict and position < len(finished.words):
        findings.append(_added(finished.words[position:]))
    return numbers, findings


def _added(words: Sequence[str]) -> str:
    return f"says {' '.join(words)[:80]!r}, which its report does not"


def count_numbers(words: Iterable[str]) -> int:
    """How many of the words hold a digit."""
    return sum(any(character.isdigit() for character in word) for word in words)


def text_of(report: Report) -> Iterator[Piece]:
    """All text of a report, in the order a reader meets it."""
    yield from map(_running, (report.heading, report.subtitle))
    words = render_words(report.language)
    for block in report.blocks:
        if isinstance(block, Contents):
            yield _running(block.title)
            for heading in report.blocks:
                if isinstance(heading, Heading) and heading.level <= block.depth:
                    yield Piece((*words_of(heading.text), ANY_PAGE), optional=True)
        else:
            yield from pieces(block, words)


def pieces(block: Block, words: RenderWords) -> Iterator[Piece]:
    """The texts of a block, in the order a reader meets them."""
    match block:
        case Table():
            yield _titled(words.figure if block.drawn else words.table, block)
            yield from (_running(key.text) for key in block.legend)
            yield from map(_running, _heads(block))  # a page for screens has an axis among them
            yield from (_running(" ".join(cell.text for cell in row)) for row in block.rows)
            yield from map(_running, block.notes)
        case Diagram():
            yield _titled(words.figure, block)
            yield from map(_running, block.notes)
        case Heading() | Paragraph() | Quote():
            yield _running(block.text)
        case Bullets():
            yield from _listed(block.items, ordered=block.ordered)
        case Note():
            yield from map(_running, (block.title, block.text))
        case Panels():
            for panel in block.panels:
                yield from map(_running, (panel.title, *map(_remark, panel.remarks)))
                yield from pieces(panel.table, words) if panel.table else ()
        case Steps():
            yield _running(block.title)
            yield from _listed(map(_remark, block.steps), ordered=True)
        case ActionPlan():
            yield from map(_running, (block.title, *block.heads))


def alternatives(block: Block) -> Iterator[str]:
    """What a block's pictures say to those who do not see them."""
    match block:
        case Diagram():
            yield block.alt
        case Table():
            yield from (cell.alt for row in block.rows for cell in row if cell.alt)
        case Panels():
            for one in block.panels:
                yield from alternatives(one.table) if one.table else ()


def _titled(label: str, block: Table | Diagram) -> Piece:
    return _running(f"{label} {block.number} {block.title}" if block.number else block.title)


def heads_of(table: Table) -> Piece:
    """The heads of a table, which stand again where it goes on on a new page."""
    return _running(" ".join(_heads(table)))


def _heads(table: Table) -> list[str]:
    groups = [group.text for group in table.groups]
    return groups + [column.head for column in table.columns]


def _listed(items: Iterable[str], *, ordered: bool) -> Iterator[Piece]:
    for number, item in enumerate(items, start=1):
        yield Piece((f"{number}." if ordered else "•",), optional=True)
        yield _running(item)


def _remark(remark: Remark) -> str:
    return f"{remark.strong} {remark.text}"


def _running(text: str) -> Piece:
    return Piece(words_of(text))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are printed."""
    return tuple(printable(text).split())


def _find(piece: Piece, finished: Finished, start: int) -> tuple[int, int] | None:
    """Where the piece stands from ``start`` on; None when it does not, or an optional one later."""
    if not piece.words:
        return start, start
    last = start + 1 if piece.optional else len(finished.words)
    ends = ((place, end_of(piece, finished, place)) for place in range(start, last))
    return next(((place, end) for place, end in ends if end is not None), None)


def end_of(piece: Piece, finished: Finished, start: int) -> int | None:
    """The place after a piece that begins at ``start``; None when it does not."""
    position: int | None = start
    for word in piece.words:
        position = None if position is None else _after(word, finished, position)
    return position


def _after(word: str, finished: Finished, place: int) -> int | None:
    """The place after a word that begins at ``place``; None when it does not.

    A line may end within a word, after a hyphen of its own or another, but not within a number.
    """
    if place >= len(finished.words):
        return None
    found = finished.words[place]
    if found == word or (word == ANY_PAGE and found.isdecimal()):
        return place + 1
    part = found if word.startswith(found) else found.removesuffix("-")
    rest = word.removeprefix(part)
    if not part or rest in {"", word} or place + 1 not in finished.lines or _NUMBER.fullmatch(word):
        return None
    return _after(rest, finished, place + 1)
