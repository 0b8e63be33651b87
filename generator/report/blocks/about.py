"""Blocks every report ends with: method, privacy and where the numbers are from."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Note, Paragraph
from generator.report.context import Context, sentences
from generator.round.model import EXACT_INVITED_FROM, ITEMS_FROM


def about_blocks(context: Context) -> Iterator[Block]:
    """How to read the numbers, how people are protected, and which run this is."""
    words = context.words
    yield Paragraph(words("about.means"))
    yield Paragraph(words("about.association"))
    key = "about.threshold_exact" if context.exact else "about.threshold"
    yield Paragraph(words(key, threshold=context.round.policy.min_respondents))
    if not context.exact:
        detail = words("about.detail", items_from=ITEMS_FROM, invited_from=EXACT_INVITED_FROM)
        yield Paragraph(sentences(detail, words("about.bounds")))
        yield Paragraph(words("about.total"))
    if context.released.release > 1:
        yield Paragraph(words("release.about", n=context.released.release))
    if context.study.background:
        yield Paragraph(words("about.background"))
    for note in context.round.notes:
        yield Paragraph(note)
    day = words.long_date(context.round.date)
    run = {"round": context.round.title, "date": day, "run": context.run_id}
    yield Paragraph(words("about.run", **run, version=context.version), role="small")


def synthetic_note(context: Context) -> Iterator[Block]:
    """Said at the top of every report of a synthetic round."""
    if context.round.synthetic:
        words = context.words
        yield Note(words("report.synthetic"), title=words("report.synthetic_title"))
