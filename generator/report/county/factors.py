"""Whether the constructs hold: one factor behind each, and whether groups answer them alike."""

from collections.abc import Iterator, Sequence

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.table_parts import Row
from generator.report.numbers import DASH
from generator.results.models import Invariance, OneFactor
from generator.results.values import published_number

TESTED = ("one", "weak", "unclear", "several")
"""The verdicts of a construct whose fit could be judged."""


def factor_blocks(context: Context) -> Iterator[Block]:
    """A table for each group of enough people, and what it shows."""
    words = context.words
    by_group = {group: _nodes(context, group) for group in context.study.groups}
    few = {group for group, nodes in by_group.items() if all(map(_is_few, nodes))}
    if few == by_group.keys():
        return
    yield Heading(2, words("factor.heading"))
    yield Paragraph(words("factor.intro"))
    for group, nodes in by_group.items():
        label = context.study.groups[group].label
        if group not in few:
            yield _table(nodes, inside(label), context)
            if said := _said(nodes, context):
                yield Paragraph(said)
        elif nodes:
            yield Paragraph(words("factor.few", people=label))


def _is_few(node: OneFactor) -> bool:
    return node.verdict == "few_people"


def _nodes(context: Context, group: str) -> list[OneFactor]:
    names = [f"one_factor/{group}/{name}" for name in context.study.constructs]
    return context.nodes(names, OneFactor)


def _table(nodes: Sequence[OneFactor], people: str, context: Context) -> Table:
    words = context.words
    rows = tuple(_row(node, context) for node in nodes)
    widths = {"construct": 2.3, "n": 0.7, "items": 0.9, "loadings": 1.4, "omega": 0.9}
    columns = context.columns("factor", **widths, cfi=0.8, rmsea=2.6, srmr=0.8)
    notes = [words("factor.note")]
    if any(cell.text == DASH for row in rows for cell in row):
        notes.append(words("factor.note_dash"))
    verdict = Column(words("factor.head_verdict"), align="text", weight=1.9)
    title = words("factor.table", people=people)
    return Table(title, (*columns, verdict), rows, notes=(sentences(*notes),))


def _row(node: OneFactor, context: Context) -> Row:
    loadings = [x for row in node.loadings if (x := published_number(row.loading)) is not None]
    ends = [context.number(end(loadings), 2) for end in (min, max)] if loadings else []
    rmsea = context.cell(node.rmsea, 3)
    if isinstance(node.rmsea, float):
        named = context.numbers(node, rmsea=3, rmsea_low=3, rmsea_high=3)
        rmsea = Cell(context.words("factor.rmsea", **named))
    return (
        Cell(context.study.label_of(node.construct), header=True),
        *context.cells(node, n=0, n_items=0),
        Cell(f" {DASH} ".join(ends) or DASH),
        *context.cells(node, omega=2, cfi=3),
        rmsea,
        context.cell(node.srmr, 3),
        Cell(context.words(f"factor.{node.verdict}")),
    )


def _said(nodes: Sequence[OneFactor], context: Context) -> str:
    """How many constructs the model fits, and which it does not."""
    words = context.words
    tried = [node for node in nodes if node.verdict in TESTED]
    if not tried:
        return ""
    fits, several = (
        [context.label(x.construct) for x in tried if x.verdict == y] for y in ("one", "several")
    )
    loose = [_loose(node, context) for node in tried if node.verdict == "weak"]
    key = "_all" if len(fits) == len(tried) else "" if fits else "_none"
    return sentences(
        words(f"factor.fits{key}", n=len(tried), fits=len(fits)),
        words("factor.loose", names=words.listed(loose)) if loose else "",
        words("factor.mixed", n=len(several), names=words.listed(several)) if several else "",
    )


def _loose(node: OneFactor, context: Context) -> str:
    """The construct, and how many of its statements hardly belong."""
    label = context.label(node.construct)
    return context.words("factor.loose_of", label=label, some=len(node.loose), all=node.n_items)


def alike_sentences(context: Context) -> Iterator[str]:
    """Whether groups answer the constructs alike, those with the same answer together."""
    found: dict[tuple[str, str, str], list[Invariance]] = {}
    for name, node in context.released.steps.items():
        if name.startswith("invariance/") and isinstance(node, Invariance):
            found.setdefault((node.group, node.other, node.verdict), []).append(node)
    for (group, other, verdict), nodes in found.items():
        labels = [inside(context.study.groups[each].label) for each in (group, other)]
        names = context.words.listed([_named(node, context) for node in nodes])
        if len(found) == 1 and len(nodes) > 1 and not any(node.congruence for node in nodes):
            names = context.words("factor.all")
        named = {"people": labels[0], "others": labels[1], "names": names}
        yield context.words(f"factor.{verdict}_groups", **named)


def _named(node: Invariance, context: Context) -> str:
    """The construct, with the statements that differ and with the congruence where it is known."""
    label = context.label(node.construct)
    if node.items:
        listed = [context.words("word.named", name=context.study.label_of(i)) for i in node.items]
        items = context.words.listed(listed)
        return context.words("factor.differing", label=label, items=items)
    if isinstance(node.congruence, float):
        congruence = context.number(node.congruence, 2)
        return context.words("factor.congruent", label=label, congruence=congruence)
    return label
