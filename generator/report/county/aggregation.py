"""May the answers be averaged for each unit: how alike they are, construct by construct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.context import Context, sentences
from generator.report.numbers import DASH, is_known
from generator.results.groups import Aggregation

RELIABLE = 0.70
"""The customary limit of ICC(2) and rwg."""


def aggregation_blocks(context: Context) -> Iterator[Block]:
    """A table of ICC, rwg where it is published, and the design effect; with what it shows."""
    words = context.words
    nodes = [
        node
        for name in context.study.constructs
        if (node := context.step(f"aggregation/{name}", Aggregation)) is not None
    ]
    if not nodes:
        return
    yield Heading(2, words("aggregation.heading"))
    yield Paragraph(words("aggregation.intro"))
    agreed = any(is_known(v) for node in nodes for v in (node.rwg_mean, node.rwg_median))
    rwg = ("rwg_mean", "rwg_median") if agreed else ()
    rows = tuple(_aggregated(node, context, agreed=agreed) for node in nodes)
    notes = [words("aggregation.note"), words("aggregation.note_rwg") if agreed else ""]
    notes += [words("withheld.cell")] if any(c.text == DASH for row in rows for c in row) else []
    yield Table(
        title=words("aggregation.table"),
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            *(
                Column(words(f"aggregation.head_{head}"))
                for head in ("n", "units", "icc1", "icc2", *rwg)
            ),
            Column(words("aggregation.head_design"), weight=1.5),
        ),
        rows=rows,
        notes=(sentences(*notes),),
    )
    shares = _known_shares(nodes).items()
    if told := [_reached(name, values, context) for name, values in shares if values]:
        yield Paragraph(sentences(*told))


def _reached(name: str, values: Sequence[float], context: Context) -> str:
    """How many constructs reach the customary limit, or that none does."""
    reached = sum(value >= RELIABLE for value in values)
    counts = {"n": len(values), "all": len(values), "reached": reached}
    key = f"aggregation.{name}" + ("" if reached else "_none")
    return context.words(key, limit=context.number(RELIABLE, 2), **counts)


def _known_shares(nodes: Sequence[Aggregation]) -> dict[str, list[float]]:
    """What is held against the customary limit, of the constructs that have it."""
    shares = {"icc2": [node.icc2 for node in nodes], "rwg": [node.rwg_median for node in nodes]}
    return {name: [v for v in values if isinstance(v, float)] for name, values in shares.items()}


def _aggregated(node: Aggregation, context: Context, *, agreed: bool) -> tuple[Cell, ...]:
    rwg = (node.rwg_mean, node.rwg_median) if agreed else ()
    shares = (node.icc1, node.icc2, *rwg, node.design_effect)
    return (
        Cell(context.study.label_of(node.construct), header=True),
        context.cell(node.n, 0),
        context.cell(node.n_units, 0),
        *(context.cell(share, 2) for share in shares),
    )
