"""Every correlation of a step, as a table: interval, adjusted p and what one unit decides."""

from __future__ import annotations

from generator.report.block import Cell, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.table_parts import p_cell
from generator.report.numbers import DASH
from generator.results.models import Correlation, CorrelationPair
from generator.results.values import Suppressed
from generator.study.model import UNITS


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
    return Table(
        title=words("tested.table", outcome=outcome, file=file),
        columns=context.columns("tested", **widths),
        rows=rows,
        notes=tuple(notes),
    )


def pairs_sentence(node: Correlation, *, context: Context) -> str:
    """How many are significant, before and after adjustment, and how many one unit decides."""
    words = context.words
    told = [pair for pair in node.rows if isinstance(pair.p, float)]
    if not told:
        return ""
    found = [pair for pair in told if pair.significant]
    if not found:
        count = words("tested.none", n=len(told))
    elif len(told) == 1:
        count = words("tested.one_found")
    elif not all(isinstance(p, float) for pair in found for p in (pair.p_holm, pair.p_bh)):
        count = words("tested.count_only", n=len(found), all=len(told))
    else:
        holm, bh = (_below(found, name) for name in ("p_holm", "p_bh"))
        count = words("tested.count", n=len(found), all=len(told), holm=holm, bh=bh)
    turned = sum(_turns(pair) for pair in told)
    hidden = sum(isinstance(pair.p, Suppressed) for pair in node.rows)
    return sentences(
        count,
        words("sentence.correlation_hidden", n=hidden) if hidden else "",
        words("tested.turned", n=turned, all=len(told)) if turned else "",
    )


def _row(pair: CorrelationPair, *, units: bool, context: Context) -> tuple[Cell, ...]:
    cells = [
        Cell(context.study.label_of(pair.x), header=True),
        context.cell(pair.n, 0),
        context.cell(pair.r, 2),
        interval_cell(pair.ci_low, pair.ci_high, 2, context=context),
        p_cell(pair.p, context=context),
        p_cell(pair.p_holm, context=context),
        p_cell(pair.p_bh, context=context),
    ]
    if units:
        cells.append(interval_cell(pair.loo_low, pair.loo_high, 2, context=context))
    return tuple(cells)


def interval_cell(low: object, high: object, decimals: int, *, context: Context) -> Cell:
    """Two ends with a dash between them, or a dash alone."""
    if not isinstance(low, float) or not isinstance(high, float):
        return Cell(DASH, withheld=isinstance(low, Suppressed))
    ends = (context.number(end, decimals) for end in (low, high))
    return Cell(f" {DASH} ".join(ends))


def _below(pairs: list[CorrelationPair], name: str) -> int:
    values = (getattr(pair, name) for pair in pairs)
    return sum(isinstance(p, float) and p < 0.05 for p in values)


def _turns(pair: CorrelationPair) -> bool:
    """Whether r changes its sign when some one unit is left out."""
    low, high = pair.loo_low, pair.loo_high
    return isinstance(low, float) and isinstance(high, float) and low < 0 < high
