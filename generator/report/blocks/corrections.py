"""What a corrected report says of itself: what it replaces and why, and which figures changed."""

from collections.abc import Iterator
from dataclasses import replace

from generator.report.block import Block, Cell, Heading, Note, Report, Table
from generator.report.context import Context, sentences
from generator.results.offices import Corrections


def corrected(report: Report, *, context: Context) -> Report:
    """The report as one that replaces another, where the round is corrected."""
    if report.unit:
        node = context.unit(report.unit, "corrections", Corrections)
    else:
        node = context.step("corrections", Corrections)
    said = context.round.correction
    if node is None or said is None:
        return report
    words = context.words
    title = words("correction.title", title=report.title)
    replaced = words("correction.replaces", run=node.run, date=words.long_date(said.date))
    changed = words("correction.changed" if node.figures else "correction.unchanged", n=node.n)
    note = Note(sentences(replaced, said.why, changed), title=words("correction.heading"))
    table = _table(node, context) if node.figures else ()
    return replace(report, title=title, blocks=(note, *report.blocks, *table))


def _table(node: Corrections, context: Context) -> Iterator[Block]:
    words, to_date = context.words, context.words("correction.to_date")
    yield Heading(1, words("correction.figures"))
    rows = tuple(
        (
            Cell(context.unit_name(figure.office), header=True),
            Cell(context.short_label(figure.variable)),
            Cell(words.months(figure.month, figure.month) if figure.month else to_date),
            context.cell(figure.before, 1),
            context.cell(figure.now, 1),
        )
        for figure in node.figures
    )
    columns = context.columns("correction", office=1.6, what=3, when=1.6, before=1, now=1)
    columns = tuple(replace(c, align="text") if i in (1, 2) else c for i, c in enumerate(columns))
    hidden = any(cell.withheld for row in rows for cell in row)
    notes = (words("correction.withheld"),) if hidden else ()
    yield Table(words("correction.table"), columns, rows, notes=notes)
