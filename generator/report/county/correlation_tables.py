"""Every correlation of a step, as a table: interval, adjusted p and what one unit decides."""

from collections.abc import Iterator

from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.table_parts import p_cell
from generator.report.numbers import DASH
from generator.results.models import Correlation, CorrelationPair
from generator.results.values import Suppressed
from generator.study.model import UNITS


def pairs_blocks(node: Correlation, *, context: Context) -> Iterator[Block]:
    """All pairs tested, with what they show."""
    yield pairs_table(node, context=context)
    if text := pairs_sentence(node, context=context):
        yield Paragraph(text)


def pairs_table(node: Correlation, *, context: Context) -> Table:
    """All pairs tested, significant or not; of units also r without any one of them."""
    words = context.words
    units = node.group == UNITS
    widths = {"x": 3.2, "n": 0.6, "r": 0.7, "interval": 1.7, "p": 0.9, "holm": 0.9, "bh": 0.9}
    widths |= {"without": 1.7} if units else {}
    notes = [words("table.family", n=node.family)]
    notes += [words("tested.without_note")] if units else []
    rows = tuple(_row(pair, units=units, context=context) for pair in node.rows)
    notes += [words("tested.undefined")] if any(row[2].text == DASH for row in rows) else []
    outcome = context.study.label_of(node.rows[0].y)
    file = inside(context.file(node.group))
    title = words("tested.table", outcome=outcome, file=file)
    return Table(title, context.columns("tested", **widths), rows, notes=tuple(notes))


def pairs_sentence(node: Correlation, *, context: Context) -> str:
    """How many are significant, before and after adjustment, and how many one unit decides."""
    words = context.words
    known = [pair for pair in node.rows if isinstance(pair.p, float)]
    if not known:
        return ""
    found = [pair for pair in known if pair.significant]
    holm = [pair.p_holm for pair in found if isinstance(pair.p_holm, float)]
    bh = [pair.p_bh for pair in found if isinstance(pair.p_bh, float)]
    below = {"holm": sum(p < 0.05 for p in holm), "bh": sum(p < 0.05 for p in bh)}
    if not found:
        count = words("tested.none", n=len(known))
    elif len(known) == 1:
        count = words("tested.one_found")
    elif len(holm) < len(found) or len(bh) < len(found):
        count = words("tested.count_only", n=len(found), all=len(known))
    else:
        count = words("tested.count", n=len(found), all=len(known), **below)
    turned = sum(_turns(pair) for pair in known)
    hidden = sum(isinstance(pair.p, Suppressed) for pair in node.rows)
    return sentences(
        count,
        words("sentence.correlation_hidden", n=hidden) if hidden else "",
        words("tested.turned", n=turned, all=len(known)) if turned else "",
    )


def _row(pair: CorrelationPair, *, units: bool, context: Context) -> tuple[Cell, ...]:
    ends = [(pair.ci_low, pair.ci_high), *([(pair.loo_low, pair.loo_high)] if units else [])]
    interval, *without = (context.interval_cell(low, high) for low, high in ends)
    return (
        Cell(context.study.label_of(pair.x), header=True),
        *context.cells(pair, n=0, r=2),
        interval,
        *(p_cell(p, context=context) for p in (pair.p, pair.p_holm, pair.p_bh)),
        *without,
    )


def _turns(pair: CorrelationPair) -> bool:
    """Whether r changes its sign when some one unit is left out."""
    low, high = pair.loo_low, pair.loo_high
    return isinstance(low, float) and isinstance(high, float) and low < 0 < high
