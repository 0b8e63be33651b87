"""Single results told in a sentence or a small table: shares, correlations, variance, alpha."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.correlation_tables import pairs_sentence, pairs_table
from generator.report.county.sentences import p_text, variance_sentence
from generator.report.numbers import DASH, is_known
from generator.results.groups import Anova
from generator.results.models import Correlation, CorrelationPair, Reliability
from generator.results.survey import GoodnessOfFit, Share
from generator.results.values import Node, Suppressed
from generator.study.plan import ShareStep


def single_results(names: Sequence[str], *, context: Context) -> Iterator[Block]:
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
            if told := pairs_sentence(node, context=context):
                yield Paragraph(told)
        case Correlation():
            yield from (Paragraph(_pair(row, node, context)) for row in node.rows)
        case Anova():
            yield Paragraph(_variance(node, context))
        case Reliability():
            yield Paragraph(_alpha(node, context))
        case GoodnessOfFit() if isinstance(node.p, float):
            yield Paragraph(_fit(node, context))
        case Suppressed():
            why = context.why(node.suppressed)
            yield Paragraph(context.words("single.withheld", why=why), role="small")


def _pair(row: CorrelationPair, node: Correlation, context: Context) -> str:
    named = {
        "x": context.study.label_of(row.x),
        "y": context.label(row.y),
        "file": inside(context.file(node.group)),
    }
    if not isinstance(row.r, float) or not isinstance(row.p, float):
        unknown = {**named, "x": context.label(row.x)}
        return context.words("single.pair_unknown", **unknown)
    key = "single.pair" if row.significant else "single.pair_none"
    if not all(map(is_known, (row.ci_low, row.ci_high, row.n))):
        key += "_short"
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
    factor = context.label(node.factor)
    if not isinstance(node.p, float):
        return words("single.variance_unknown", outcome=outcome, factor=factor)
    means = [
        words(
            "single.mean", label=inside(group.label), mean=context.number(group.mean, 2), n=group.n
        )
        for group in node.groups
        if is_known(group.mean) and _enough(group.n, context)
    ]
    told = words("single.variance", outcome=outcome, factor=factor, means=words.listed(means))
    tested = variance_sentence(node, context=context)
    if not means and not tested:
        return words("single.variance_unknown", outcome=outcome, factor=factor)
    bare = words("single.variance_tested", outcome=outcome, factor=factor)
    return sentences(told if means else bare, tested)


def _enough(n: object, context: Context) -> bool:
    """Whether a class is named in running text: one below the threshold stands in the table."""
    return isinstance(n, int) and n >= context.round.policy.min_respondents


def _alpha(node: Reliability, context: Context) -> str:
    known = {construct: each.label for construct, each in context.study.constructs.items()}
    label = known.get(node.construct, node.construct)
    if not isinstance(node.alpha, float):
        return context.words("single.alpha_unknown", label=label)
    with_interval = all(map(is_known, (node.ci_low, node.ci_high, node.n)))
    return context.words(
        "single.alpha" if with_interval else "single.alpha_short",
        label=label,
        alpha=context.number(node.alpha, 2),
        items=node.n_items,
        low=context.number(node.ci_low, 2),
        high=context.number(node.ci_high, 2),
        n=context.number(node.n, 0),
        file=inside(context.file(node.group)),
    )


def _fit(node: GoodnessOfFit, context: Context) -> str:
    words = context.words
    key = "single.fit" if isinstance(node.p, float) and node.p < 0.05 else "single.fit_none"
    said = words(
        key,
        variable=context.label(node.variable),
        file=inside(context.file(node.group)),
        chi2=context.number(node.chi2, 2),
        df=context.number(node.df, 0),
        p=p_text(node.p, context=context),
        n=context.number(node.n, 0),
    )
    return sentences(said, words("single.fit_rough") if node.n_small_cells else "")


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
            and (node := context.step(name, Share)) is not None
        ]
        if told:
            yield _share_table(item, told, context)
            yield Paragraph(sentences(*(_share_sentence(*each, context) for each in told)))
        else:
            own = (name for name in names if name.rpartition("/")[2] == item)
            hidden = [each for name in own if (each := context.released.steps.get(name))]
            yield from _told(hidden[0] if hidden else None, context)


def _share_table(item: str, told: Sequence[tuple[ShareStep, Share]], context: Context) -> Table:
    words, step = context.words, told[0][0]
    part = f"{step.low}{DASH}{step.high}"
    rows = tuple(_share_row(node, context) for _, node in told)
    hidden = dict.fromkeys(
        value.suppressed
        for _, node in told
        for value in (node.count, node.percent)
        if isinstance(value, Suppressed)
    )
    reasons = sentences(*(context.why(rule) for rule in hidden))
    return Table(
        title=words("share.table", label=context.study.label_of(item)),
        columns=(
            Column(words("share.head_file"), align="text", weight=3),
            Column(words("share.head_n")),
            Column(words("share.head_part", part=part), weight=1.3),
            Column(words("share.head_percent")),
        ),
        rows=rows,
        notes=(words("items.dash", why=reasons),) if reasons else (),
    )


def _share_row(node: Share, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(context.file(node.group), header=True),
        context.cell(node.n, 0),
        context.cell(node.count, 0),
        context.percent_cell(node.percent),
    )


def _share_sentence(step: ShareStep, node: Share, context: Context) -> str:
    """As much as is published: the count of everybody, the per cent, or that neither is shown."""
    words = context.words
    counted = all(map(is_known, (node.count, node.n, node.percent)))
    key = "counted" if counted else "percent" if is_known(node.percent) else "hidden"
    return words(
        f"share.{key}",
        low=step.low,
        high=step.high,
        file=inside(context.file(node.group)),
        count=context.number(node.count, 0),
        of=context.number(node.n, 0),
        percent=context.percent(node.percent),
    )
