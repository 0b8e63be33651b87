"""What goes together in the whole, as every unit is told it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Bullets, Heading, Paragraph
from generator.report.context import Context, inside
from generator.results.models import Correlation, CorrelationPair

MOST = 5
"""How many findings a unit's report names."""


def together_blocks(context: Context) -> Iterator[Block]:
    """The strongest findings of the steps the study names, labelled as the whole's."""
    found = [
        row
        for name in context.study.unit_findings
        if (node := context.step(name, Correlation)) is not None
        for row in node.rows
        if row.significant and isinstance(row.r, float)
    ]
    if not found:
        return
    found.sort(key=_size, reverse=True)
    words = context.words
    yield Heading(1, words("together.heading"))
    yield Paragraph(words("together.intro"))
    yield Bullets(tuple(_told(row, context) for row in found[:MOST]))
    yield Paragraph(words("together.warning"))


def _told(row: CorrelationPair, context: Context) -> str:
    ends = all(isinstance(end, float) for end in (row.ci_low, row.ci_high))
    return context.words(
        "together.row" if ends and isinstance(row.n, int) else "together.row_short",
        x=context.study.label_of(row.x),
        y=inside(context.study.label_of(row.y)),
        r=context.number(row.r, 2),
        low=context.number(row.ci_low, 2),
        high=context.number(row.ci_high, 2),
        n=context.number(row.n, 0),
    )


def _size(row: CorrelationPair) -> float:
    return abs(row.r) if isinstance(row.r, float) else 0.0
