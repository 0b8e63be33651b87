"""Single results in a sentence or a small table: shares, correlations, variance, alpha."""

from collections.abc import Iterator, Sequence
from math import sqrt

from generator.language.wording import capital
from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.findings import NULLS, answer, who
from generator.report.county.sentences import p_with_sign, variance_sentence
from generator.report.county.table_parts import p_cell
from generator.report.county.tested import SIGNIFICANT, tested
from generator.report.effects import level, size_note, size_word
from generator.report.numbers import DASH, is_known
from generator.report.units_apart import apart_notes
from generator.results.groups import Anova
from generator.results.models import Correlation, CorrelationPair, Reliability
from generator.results.survey import GoodnessOfFit, Share
from generator.results.values import Node, Suppressed, published_count, published_number
from generator.study.model import UNITS
from generator.study.plan import ShareStep


def single_results(names: Sequence[str], *, context: Context) -> Iterator[Block]:
    """The named nodes in order; shares of the same item stand in one table."""
    shares = [name for name in names if isinstance(_step(name, context), ShareStep)]
    yield from _share_blocks(shares, context)
    for name in names:
        if name not in shares:
            yield from _result(context.released.steps.get(name), context)


def _result(node: Node | Suppressed | None, context: Context) -> Iterator[Block]:
    match node:
        case Correlation() if len(node.rows) > 1:  # the table stands in the appendix
            yield Paragraph(pairs_sentence(node, context=context))
        case Correlation():
            yield from (Paragraph(_pair(row, node, context)) for row in node.rows)
        case Anova():
            yield Paragraph(_variance(node, context))
        case Reliability():
            yield Paragraph(_alpha(node, context))
        case GoodnessOfFit(p=float(p)):
            yield Paragraph(_fit(node, p, context))
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
        return context.words("single.pair_unknown", **{**named, "x": context.label(row.x)})
    named["x"] = context.study.label_of(row.x) if row.significant else context.label(row.x)
    key = "single.pair" if row.significant else "single.pair_none"
    if not all(map(is_known, (row.ci_low, row.ci_high, row.n))):
        key += "_short"
    numbers = context.numbers(row, r=2, n=0) | context.ends(row)
    numbers["size"] = size_word(level("r", row.r) or 0, context=context)
    return capital(context.words(key, **named, **numbers, p=p_with_sign(row.p, context=context)))


def _variance(node: Anova, context: Context) -> str:
    words, threshold = context.words, context.round.policy.min_respondents
    named = {
        "outcome": context.study.label_of(node.outcome),
        "factor": context.label(node.factor),
    }
    shown = [
        group
        for group in node.groups
        # A class below the threshold stands in the table, not in running text.
        if is_known(group.mean) and isinstance(group.n, int) and group.n >= threshold
    ]
    means = [
        words("single.mean", label=inside(group.label), **context.numbers(group, mean=2, n=0))
        for group in shown
    ]
    few = [inside(group.label) for group in node.groups if group not in shown]
    tested = variance_sentence(node, context=context)
    if not isinstance(node.p, float) or not (means or tested):
        return words("single.variance_unknown", **named)
    key = "single.variance" if means else "single.variance_tested"
    said = sentences(words(key, **named, means=words.listed(means)), tested)
    if not (few and means and tested):
        return said
    return sentences(said, words("single.variance_too", names=words.listed(few)))


def _alpha(node: Reliability, context: Context) -> str:
    known = {construct: each.label for construct, each in context.study.constructs.items()}
    label = known.get(node.construct, node.construct)
    if not isinstance(node.alpha, float):
        return context.words("single.alpha_unknown", label=label)
    with_interval = all(map(is_known, (node.ci_low, node.ci_high, node.n)))
    key = "single.alpha" if with_interval else "single.alpha_short"
    numbers = context.numbers(node, alpha=2, n=0) | context.ends(node)
    numbers["size"] = size_word(level("alpha", node.alpha) or 0, context=context, kind="alpha")
    file = inside(context.file(node.group))
    return context.words(key, label=label, **numbers, items=node.n_items, file=file)


def _fit(node: GoodnessOfFit, p: float, context: Context) -> str:
    words, n = context.words, published_count(node.n)
    chi2 = published_number(node.chi2)
    w = sqrt(chi2 / n) if n and chi2 is not None else None  # Cohen (1988), p. 223
    said = words(
        "single.fit" if p < SIGNIFICANT else "single.fit_none",
        variable=context.label(node.variable),
        file=inside(context.file(node.group)),
        p=p_with_sign(p, context=context),
        w=context.number(w, 2),
        size=size_word(level("w", w) or 0, context=context),
        **context.numbers(node, chi2=2, df=0, n=0),
    )
    return sentences(said, words("single.fit_rough") if node.n_small_cells else "")


# --- the correlations of a step, as a table --------------------------------------------


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
    notes = [words("table.family", n=node.family), size_note("r", context=context)]
    notes += [words("tested.without_note")] if units else []
    every = [node.rows[0].y, *(pair.x for pair in node.rows)]
    notes += apart_notes(every, group=node.group, context=context)
    rows = tuple(_row(pair, units=units, context=context) for pair in node.rows)
    notes += [words("tested.undefined")] if any(row[2].text == DASH for row in rows) else []
    outcome = context.study.label_of(node.rows[0].y)
    file = inside(context.file(node.group))
    title = words("tested.table", outcome=outcome, file=file)
    return Table(title, context.columns("tested", **widths), rows, notes=tuple(notes))


def pairs_sentence(node: Correlation, *, context: Context) -> str:
    """What the pairs show, and which of them one unit decides."""
    found = tested(node, context=context)
    if not found.findings:
        return ""
    turned = [context.label(pair.x) for pair in node.rows if _turns(pair)]
    key = "tested.turned" if len(turned) <= NULLS else "tested.turned_many"
    counts = {"n": len(turned), "all": len(found.findings), "names": context.words.listed(turned)}
    decided = context.words(key, **counts) if turned else ""
    return sentences(*answer(found, context=context), decided)


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


# --- shares ------------------------------------------------------------------------------


def _step(name: str, context: Context) -> object:
    return next((step for step in context.study.steps if name in step.nodes()), None)


def _share_blocks(names: Sequence[str], context: Context) -> Iterator[Block]:
    for item in dict.fromkeys(name.rpartition("/")[2] for name in names):
        own = [name for name in names if name.rpartition("/")[2] == item]
        published = [
            (step, node)
            for name in own
            if isinstance(step := _step(name, context), ShareStep)
            and (node := context.step(name, Share)) is not None
        ]
        if published:
            yield _share_table(item, published, context)
            yield Paragraph(sentences(*(_share_sentence(*each, context) for each in published)))
        else:
            hidden = [each for name in own if (each := context.released.steps.get(name))]
            yield from _result(hidden[0] if hidden else None, context)


def _share_table(item: str, shares: Sequence[tuple[ShareStep, Share]], context: Context) -> Table:
    words, step = context.words, shares[0][0]
    part = f"{step.low}{DASH}{step.high}"
    rows = tuple(
        (
            Cell(context.file(node.group), header=True),
            *context.cells(node, n=0, count=0),
            context.percent_cell(node.percent),
        )
        for _, node in shares
    )
    hidden = dict.fromkeys(
        value.suppressed
        for _, node in shares
        for value in (node.count, node.percent)
        if isinstance(value, Suppressed)
    )
    reasons = sentences(*(context.why(rule) for rule in hidden))
    columns = (
        Column(words("share.head_file"), align="text", weight=3),
        Column(words("share.head_n")),
        Column(words("share.head_part", part=part), weight=1.3),
        Column(words("share.head_percent")),
    )
    notes = (words("items.dash", why=reasons),) if reasons else ()
    return Table(
        words("share.table", label=context.study.label_of(item)), columns, rows, notes=notes
    )


def _share_sentence(step: ShareStep, node: Share, context: Context) -> str:
    """As much as is published: the count of everybody, the per cent, or that neither is shown."""
    words = context.words
    counted = all(map(is_known, (node.count, node.n, node.percent)))
    key = "counted" if counted else "percent" if is_known(node.percent) else "hidden"
    named = {"low": step.low, "high": step.high, "who": who(node.group, context=context)}
    counts = {"count": context.number(node.count, 0), "of": context.number(node.n, 0)}
    return words(f"share.{key}", **named, **counts, percent=context.percent(node.percent))
