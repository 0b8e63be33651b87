"""Generated sentences: what a table shows, correct for any data, never a causal verb."""

from collections.abc import Callable, Mapping
from typing import Any

from generator.report.context import Context, inside, sentences
from generator.report.county.explained import model_answer
from generator.report.county.findings import answer, who
from generator.report.county.table_parts import p_text
from generator.report.county.tested import SIGNIFICANT, Tested, tested_in
from generator.report.effects import ACCEPTABLE, LIMITS, level, size_word
from generator.report.numbers import is_known
from generator.results.groups import Anova
from generator.results.models import Multilevel, Regression, Reliability
from generator.study.declared import JOINED
from generator.study.tables import (
    AnovaTable,
    ComparisonTable,
    CorrelationTable,
    MultilevelTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)


def table_sentences(spec: TableSpec, *, context: Context) -> str:
    """One to three sentences on a declared table, or nothing where the table speaks for itself."""
    said = _SENTENCES.get(spec.layout)
    return said(spec, context) if said else ""


def p_with_sign(p: object, *, context: Context) -> str:
    """``= 0,012``, or ``< 0,001`` where three decimals show nothing."""
    text = p_text(p, context=context)
    return text if text.startswith("<") else f"=\u00a0{text}"


def _reliability(spec: ReliabilityTable, context: Context) -> str:
    labels = {f"{step}/{row.variable}": row.label for row in spec.rows for step in spec.steps}
    measured = [name for name in labels if name in context.released.steps]
    known = [
        (inside(labels[name]), inside(context.file(node.group)), node.alpha)
        for name in measured
        if (node := context.step(name, Reliability)) is not None and isinstance(node.alpha, float)
    ]
    low = [(label, file) for label, file, alpha in known if alpha < LIMITS["alpha"][ACCEPTABLE]]
    if low:
        named = (f"{label} ({file})" if len(spec.steps) > 1 else label for label, file in low)
        listed = context.words.listed(list(dict.fromkeys(named)))
        return context.words("sentence.reliability_low", names=listed)
    key = "reliability_ok" if len(known) == len(measured) else "reliability_ok_of"
    return context.words(f"sentence.{key}", n=len(known)) if known else ""


def _correlations(spec: CorrelationTable, context: Context) -> str:
    several = len(spec.steps) > 1
    found = [tested_in(step, context=context) for step in spec.steps]
    return sentences(*(tested_sentence(one, context, named=several) for one in found if one))


def tested_sentence(found: Tested, context: Context, *, named: bool) -> str:
    """What a step found; ``named`` says whose answers it is about."""
    lead, rest = answer(found, context=context)
    whose = f"{who(found.group, context=context)}: " if named else ""
    return sentences(f"{whose}{lead}", rest)


def _regression(spec: RegressionTable, context: Context) -> str:
    node = context.step(spec.step, Regression)
    return model_answer(node, context=context) if node is not None else ""


def _anova(spec: AnovaTable, context: Context) -> str:
    node = context.step(spec.step, Anova)
    return variance_sentence(node, context=context) if node is not None else ""


def variance_sentence(node: Anova, *, context: Context) -> str:
    """Whether the groups differ, with F and p; nothing where that is not defined."""
    if not isinstance(node.p, float) or not all(map(is_known, (node.f, node.df1, node.df2))):
        return ""
    key = "sentence.anova_yes" if node.p < SIGNIFICANT else "sentence.anova_no"
    words, numbers = context.words, context.numbers(node, df1=0, df2=0, f=2, eta2=2)
    reached, left_out = level("eta2", node.eta2), _left_out(node, context)
    size = ""
    if reached is not None and node.p < SIGNIFICANT:
        word = size_word(reached, context=context)
        size = words("sentence.eta2", eta2=numbers["eta2"], size=word)
    return sentences(
        words(key, **numbers, size=size, p=p_with_sign(node.p, context=context)),
        words("sentence.anova_without", names=words.listed(left_out)) if left_out else "",
    )


def _left_out(node: Anova, context: Context) -> list[str]:
    """The declared classes of the factor that nobody in the test belongs to, or too few."""
    study, factor = context.study, context.study.background.get(node.factor)
    declared = [category.label for category in factor.categories] if factor else []
    if node.factor == study.size_variable:
        declared = list(study.size_classes.values())
    tested = {part for group in node.groups for part in group.label.split(JOINED)}
    return [inside(label) for label in declared if label not in tested]


def _comparison(spec: ComparisonTable, context: Context) -> str:
    """Which outcomes differ between the two groups, on which side, and which do not."""
    steps = dict.fromkeys(name.rpartition("/")[0] for name in spec.nodes)
    found = [tested_in(step, context=context) for step in steps]
    return sentences(*(tested_sentence(one, context, named=False) for one in found if one))


def _multilevel(spec: MultilevelTable, context: Context) -> str:
    """How many of the significant findings hold with units in the model, and which do not."""
    nodes = context.nodes(spec.steps, Multilevel)
    rows = [row for node in nodes for row in node.rows if row.holds is not None]
    found = [row for row in rows if isinstance(row.p_single, float) and row.p_single < SIGNIFICANT]
    if not rows:
        return ""
    if not found:
        tested = all(isinstance(row.p_single, float) for row in rows)
        return context.words("sentence.multilevel_none") if tested else ""
    lost = [row for row in found if not row.holds]
    if not lost:
        return context.words("sentence.multilevel_all", n=len(found))
    if len(lost) == len(found):
        return context.words("sentence.multilevel_lost", n=len(found))
    ends = [{"term": context.label(r.term), "outcome": context.label(r.outcome)} for r in lost]
    names = [context.words("sentence.multilevel_finding", **each) for each in ends]
    left, listed = len(found) - len(lost), context.words.listed(names)
    return context.words("sentence.multilevel_some", left=left, n=len(found), names=listed)


_SENTENCES: Mapping[str, Callable[[Any, Context], str]] = {
    "reliability": _reliability,
    "correlation": _correlations,
    "regression": _regression,
    "anova": _anova,
    "comparison": _comparison,
    "multilevel": _multilevel,
}
