"""Single results told in a sentence or a small table: shares, correlations, variance, alpha."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.documents.context import Context, inside, sentences
from generator.documents.correlation_tables import pairs_table, pairs_told
from generator.documents.numbers import DASH
from generator.documents.report import Block, Cell, Column, Paragraph, Table
from generator.documents.sentences import p_text, variance_sentence
from generator.documents.table_parts import file_label
from generator.results import (
    Anova,
    ClassShare,
    Correlation,
    CorrelationPair,
    Distribution,
    Node,
    Reliability,
    Suppressed,
)
from generator.study import ShareStep


def told_results(names: Sequence[str], *, context: Context) -> Iterator[Block]:
    """The named nodes in order; shares of the same item stand in one table."""
    shares = [name for name in names if isinstance(_step(name, context), ShareStep)]
    if shares:
        yield from _share_blocks(shares, context)
    for name in names:
        if name not in shares:
            yield from _told(context.released.steps.get(name), context)


def _told(node: Node | Suppressed | None, context: Context) -> Iterator[Block]:
    match node:
        case Correlation() if len(node.rows) > 1:
            yield pairs_table(node, context=context)
            if told := pairs_told(node, context=context):
                yield Paragraph(told)
        case Correlation():
            yield from (Paragraph(_pair(row, node, context)) for row in node.rows)
        case Anova():
            yield Paragraph(_variance(node, context))
        case Reliability():
            yield Paragraph(_alpha(node, context))
        case Suppressed():
            threshold = context.round.policy.min_respondents
            yield Paragraph(context.words("told.withheld", threshold=threshold), role="small")


def _pair(row: CorrelationPair, node: Correlation, context: Context) -> str:
    named = {
        "x": context.study.label_of(row.x),
        "y": inside(context.study.label_of(row.y)),
        "file": inside(file_label(node.group, context=context)),
    }
    if not isinstance(row.r, float) or not isinstance(row.p, float):
        return context.words("told.pair_unknown", **named)
    key = "told.pair" if row.significant else "told.pair_none"
    return context.words(
        key,
        **named,
        r=context.number(row.r, 2),
        p=p_text(row.p, context=context),
        low=context.number(row.ci_low, 2),
        high=context.number(row.ci_high, 2),
        n=context.number(row.n, 0),
    )


def _variance(node: Anova, context: Context) -> str:
    words = context.words
    outcome = context.study.label_of(node.outcome)
    factor = inside(context.study.label_of(node.factor))
    if not isinstance(node.p, float):
        return words("told.variance_unknown", outcome=outcome, factor=factor)
    means = [
        words("told.mean", label=inside(group.label), mean=context.number(group.mean, 2), n=group.n)
        for group in node.groups
        if isinstance(group.mean, float) and _enough(group.n, context)
    ]
    told = words("told.variance", outcome=outcome, factor=factor, means=words.listed(means))
    return sentences(told, variance_sentence(node, context=context))


def _enough(n: object, context: Context) -> bool:
    return isinstance(n, int) and n >= context.round.policy.min_respondents


def _alpha(node: Reliability, context: Context) -> str:
    known = {construct: each.label for construct, each in context.study.constructs.items()}
    label = known.get(node.construct, node.construct)
    if not isinstance(node.alpha, float):
        return context.words("told.alpha_unknown", label=label)
    return context.words(
        "told.alpha",
        label=label,
        alpha=context.number(node.alpha, 2),
        items=node.n_items,
        low=context.number(node.ci_low, 2),
        high=context.number(node.ci_high, 2),
        n=context.number(node.n, 0),
        file=inside(file_label(node.group, context=context)),
    )


# --- shares ------------------------------------------------------------------------------


def _step(name: str, context: Context) -> object:
    return next((step for step in context.study.steps if name in step.nodes()), None)


def _share_blocks(names: Sequence[str], context: Context) -> Iterator[Block]:
    for item in dict.fromkeys(name.rpartition("/")[2] for name in names):
        told = [
            (step, node)
            for name in names
            if name.rpartition("/")[2] == item
            and isinstance(step := _step(name, context), ShareStep)
            and (node := context.step(name, Distribution)) is not None
        ]
        if told:
            yield _share_table(item, told, context)
            yield Paragraph(sentences(*(_share_told(*each, context) for each in told)))


def _share_table(
    item: str, told: Sequence[tuple[ShareStep, Distribution]], context: Context
) -> Table:
    words, step = context.words, told[0][0]
    part = f"{step.low}{DASH}{step.high}"
    rows = tuple(_share_row(each, node, context) for each, node in told)
    few = any(cell.withheld for row in rows for cell in row)
    threshold = context.round.policy.min_respondents
    return Table(
        title=words("share.table", label=context.study.label_of(item)),
        columns=(
            Column(words("share.head_file"), align="text", weight=3),
            Column(words("share.head_n")),
            Column(words("share.head_part", part=part), weight=1.3),
            Column(words("share.head_percent")),
        ),
        rows=rows,
        notes=(words("share.few", threshold=threshold),) if few else (),
    )


def _share_row(step: ShareStep, node: Distribution, context: Context) -> tuple[Cell, ...]:
    head = Cell(file_label(node.group, context=context), header=True)
    n = context.cell(node.rows[0].n, 0)
    part = _part(step, node, context)
    if part is None:
        return (head, n, Cell(DASH, withheld=True), Cell(DASH, withheld=True))
    return (head, n, context.cell(part.count, 0), context.percent_cell(part.percent))


def _share_told(step: ShareStep, node: Distribution, context: Context) -> str:
    words = context.words
    ends = {"low": step.low, "high": step.high}
    file = inside(file_label(node.group, context=context))
    part = _part(step, node, context)
    if part is None:
        threshold = context.round.policy.min_respondents
        return words("share.told_few", **ends, file=file, threshold=words.numeral(threshold))
    n = context.number(node.rows[0].n, 0)
    percent = context.percent(part.percent)
    return words("share.told", **ends, file=file, count=part.count, of=n, percent=percent)


def _part(step: ShareStep, node: Distribution, context: Context) -> ClassShare | None:
    """The part asked about; None where it, or the rest of the scale, is too few people."""
    threshold = context.round.policy.min_respondents
    counts = [part.count for part in node.rows[0].classes]
    if any(isinstance(count, int) and 0 < count < threshold for count in counts):
        return None
    for part in node.rows[0].classes:
        if (part.low, part.high) == (step.low, step.high) and isinstance(part.count, int):
            return part
    return None
