"""Generated sentences: what a table shows, correct for any data, never a causal verb."""

from __future__ import annotations

from generator.documents.context import Context, inside, sentences
from generator.documents.numbers import plain
from generator.documents.tables import file_label
from generator.results import Anova, Correlation, CorrelationPair, Regression, Reliability
from generator.study import (
    AnovaTable,
    CorrelationTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)

SATISFACTORY_ALPHA = 0.70


def table_sentences(spec: TableSpec, *, context: Context) -> str:
    """One to three sentences on a declared table, or nothing where the table speaks for itself."""
    match spec:
        case ReliabilityTable():
            return _reliability(spec, context)
        case CorrelationTable(select="significant"):
            return sentences(*(_correlation(spec, step, context) for step in spec.steps))
        case RegressionTable():
            return _regression(spec, context)
        case AnovaTable():
            return _anova(spec, context)
    return ""


def p_text(p: object, *, context: Context) -> str:
    """``= 0,012``, or ``< 0,001`` where three decimals show nothing."""
    if isinstance(p, float) and p < 0.0005:
        return f"< {plain(0.001, 3, point=context.point)}"
    return f"= {context.number(p, 3)}"


def _reliability(spec: ReliabilityTable, context: Context) -> str:
    alphas = [
        (f"{inside(row.label)} ({file_label(node.group, context=context)})", node.alpha)
        for row in spec.rows
        for step in spec.steps
        if (node := context.step(f"{step}/{row.variable}", Reliability)) is not None
    ]
    known = [(label, alpha) for label, alpha in alphas if isinstance(alpha, float)]
    low = [label for label, alpha in known if alpha < SATISFACTORY_ALPHA]
    if low:
        names = context.words.listed(list(dict.fromkeys(low)))
        return context.words("sentence.reliability_low", names=names)
    return context.words("sentence.reliability_ok") if known else ""


def _correlation(spec: CorrelationTable, step: str, context: Context) -> str:
    node = context.step(step, Correlation)
    if node is None:
        return ""
    found = [row for row in node.rows if row.significant]
    file = file_label(node.group, context=context)
    if not found:
        return context.words("sentence.correlation_none", all=len(node.rows), file=file)
    count = context.words("sentence.correlation_count", n=len(found), all=len(node.rows), file=file)
    return sentences(count, _strongest(spec, found, context), _after_holm(node, found, context))


def _strongest(spec: CorrelationTable, found: list[CorrelationPair], context: Context) -> str:
    labels = {row.variable: row.label for row in spec.rows}
    named = [row for row in found if isinstance(row.r, float) and row.x in labels]
    if len(named) < 2:
        return ""
    first = max(named, key=lambda row: abs(row.r) if isinstance(row.r, float) else 0.0)
    return context.words(
        "sentence.correlation_first",
        first=inside(labels[first.x]),
        r=context.number(first.r, 2),
        p=p_text(first.p, context=context),
    )


def _after_holm(node: Correlation, found: list[CorrelationPair], context: Context) -> str:
    if node.family == 1:
        return ""
    left = sum(1 for row in found if isinstance(row.p_holm, float) and row.p_holm < 0.05)
    key = "sentence.holm" if left else "sentence.holm_none"
    return context.words(key, family=node.family, n=left)


def _regression(spec: RegressionTable, context: Context) -> str:
    node = context.step(spec.step, Regression)
    if node is None or not isinstance(node.r2, float) or not isinstance(node.adj_r2, float):
        return ""
    return context.words(
        "sentence.regression",
        r2=context.percent(100 * node.r2),
        outcome=inside(context.study.label_of(node.outcome)),
        adj=context.number(node.adj_r2, 2),
    )


def _anova(spec: AnovaTable, context: Context) -> str:
    node = context.step(spec.step, Anova)
    if node is None or not isinstance(node.p, float):
        return ""
    key = "sentence.anova_yes" if node.p < 0.05 else "sentence.anova_no"
    return context.words(
        key,
        df1=context.number(node.df1, 0),
        df2=context.number(node.df2, 0),
        f=context.number(node.f, 2),
        p=p_text(node.p, context=context),
    )
