"""Are those who answered composed like those who did not: a table and what it shows."""

from collections.abc import Iterator
from math import sqrt

from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.findings import who
from generator.report.county.table_parts import p_cell
from generator.report.county.tested import SIGNIFICANT
from generator.report.effects import level, size_word
from generator.report.numbers import DASH
from generator.results.survey import Representativeness
from generator.results.values import Suppressed, published_count, published_number
from generator.study.model import UNITS
from generator.study.plan import RepresentativenessStep


def representativeness_blocks(context: Context) -> Iterator[Block]:
    """One table for each step of the study, with a sentence that says what it shows."""
    for step in context.study.steps:
        if not isinstance(step, RepresentativenessStep):
            continue
        nodes = context.nodes(step.nodes(), Representativeness)
        hidden = [
            (name.rpartition("/")[2], found.suppressed)
            for name in step.nodes()
            if isinstance(found := context.released.steps.get(name), Suppressed)
        ]
        if nodes:
            yield _table(nodes, context)
            if shown := _sentence(nodes, context):
                yield Paragraph(shown)
        for rule in dict.fromkeys(rule for _, rule in hidden):
            labels = [inside(_label_of(name, context)) for name, why in hidden if why == rule]
            names = context.words.listed(labels)
            text = context.words("represent.hidden", names=names, why=context.why(rule))
            yield Paragraph(text, role="small")


def likeness(context: Context) -> str:
    """Whether those who answered are composed like those who did not, in a sentence.

    It names the groups that are compared, where others answered too.
    """
    words = context.words
    steps = (each for each in context.study.steps if isinstance(each, RepresentativenessStep))
    nodes = [node for step in steps for node in context.nodes(step.nodes(), Representativeness)]
    differs, _ = _divided(nodes, context)
    n = sum(1 for node in nodes if isinstance(node.p, float))
    if not differs and not n:
        return ""
    said = (
        words("represent.differs", names=differs)
        if differs
        else words("summary.alike", n=n, number=words.numeral(n))
    )
    groups = [who(group, context=context) for group in dict.fromkeys(x.group for x in nodes)]
    if len(groups) == len(context.study.groups):
        return said
    return words("nonresponse.of_group", group=words.listed(groups), said=said)


def _table(nodes: list[Representativeness], context: Context) -> Table:
    words, several = context.words, len(nodes) > 1
    rows = tuple(
        (
            Cell(_label_of(node.variable, context), header=True),
            *context.cells(node, n=0, of=0, chi2=2, df=0),
            *(p_cell(p, context=context) for p in (node.p, node.p_holm)[: 1 + several]),
        )
        for node in nodes
    )
    rough = _named([node for node in nodes if node.n_small_cells], context)
    notes = [sentences(words("represent.method"), words("represent.adjusted") if several else "")]
    notes += [words("represent.rough", names=rough)] if rough else []
    notes += [words("represent.unknown")] if any(row[-1].text == DASH for row in rows) else []
    if any(_joined_unanswered(node, context) for node in nodes):
        notes.append(words("represent.joined", not_stated=context.study.not_stated))
    title = words("represent.table", file=inside(context.file(nodes[0].group)))
    adjusted = {"p_holm": 1.0} if several else {}
    weights = {"variable": 3.0, "n": 1.0, "of": 1.0, "chi2": 1.2, "df": 0.7, "p": 1.0} | adjusted
    columns = context.columns("represent", **weights)
    return Table(title, columns, rows, notes=tuple(notes))


def _joined_unanswered(node: Representativeness, context: Context) -> bool:
    """Whether those who did not answer are in a class with people who did."""
    table = context.released.table.of(node.group)
    found = table.classification(node.variable) if table else None
    if found is None or isinstance(found.counts, Suppressed):
        return False
    return any("" in each.values and len(each.values) > 1 for each in found.counts)


def _sentence(nodes: list[Representativeness], context: Context) -> str:
    words = context.words
    differs, alike = _divided(nodes, context)
    if not differs:
        none = sentences(words("represent.none"), words("represent.caution"))
        return none if alike else ""
    same = words("represent.alike", names=alike) if alike else ""
    return sentences(words("represent.differs", names=differs), same)


def _divided(nodes: list[Representativeness], context: Context) -> tuple[str, str]:
    """The names of what differs after adjustment, and of what does not."""
    known = [(node, node.p_holm) for node in nodes if isinstance(node.p_holm, float)]
    differs = [node for node, p in known if p < SIGNIFICANT]
    sized = [_sized(node, context) for node in differs]
    alike = _named([n for n, _ in known if n not in differs], context)
    return context.words.listed(sized), alike


def _sized(node: Representativeness, context: Context) -> str:
    """A variable with Cramer's V, sqrt(chi-square / N) of two rows, in a word."""
    label, of = inside(_label_of(node.variable, context)), published_count(node.of)
    chi2 = published_number(node.chi2)
    if not of or chi2 is None:
        return label
    v = sqrt(chi2 / of)
    word = size_word(level("w", v) or 0, context=context)
    v_text = context.number(v, 2)
    return context.words("represent.sized", name=label, v=v_text, size=word)


def _named(nodes: list[Representativeness], context: Context) -> str:
    labels = [inside(_label_of(node.variable, context)) for node in nodes]
    return context.words.listed(labels)


def _label_of(variable: str, context: Context) -> str:
    return context.study.unit_label if variable == UNITS else context.study.label_of(variable)
