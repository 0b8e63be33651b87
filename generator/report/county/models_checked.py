"""What the regressions of the appendix take for granted, and what part of R squared is whose."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from generator.report.block import Block, Cell, Heading, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.explained import chosen_in, enough
from generator.report.county.table_parts import Row, has_dash, n_line, p_cell
from generator.report.county.tested import SIGNIFICANT
from generator.report.effects import size_note
from generator.report.units_apart import apart_notes
from generator.results.models import Driver, Drivers, Regression
from generator.results.values import published_number

LIMITS: Final[Mapping[str, tuple[str, Callable[[float], bool]]]] = {
    "condition": ("condition_number", lambda value: value > 30.0),
    "spread": ("breusch_pagan_p", lambda value: value < SIGNIFICANT),
    "cook": ("max_cook", lambda value: value > 1.0),
}
"""Customary limits: which figure, and what is beyond; it is named, and nothing is left out."""


def assumption_blocks(context: Context) -> Iterator[Block]:
    """The assumptions of each model as figures, and which are beyond a customary limit."""
    words = context.words
    nodes = list(context.steps_of(Regression).values())
    if not nodes:
        return
    names = _model_names(nodes, context)
    rows = tuple(_ledger(name, node, context) for name, node in zip(names, nodes, strict=True))
    yield Heading(2, words("ledger.heading"))
    yield Paragraph(words("ledger.intro"))
    widths = {"model": 3, "n": 0.8, "factors": 1, "per_factor": 1, "condition": 1.6}
    columns = context.columns("ledger", **widths, breusch_pagan=1.2, cook=1)
    dash = (words("withheld.cell"),) if has_dash(rows) else ()
    yield Table(words("ledger.table"), columns, rows, notes=(words("ledger.note"), *dash))
    yield Paragraph(_beyond(names, nodes, context))


def _model_names(nodes: list[Regression], context: Context) -> list[str]:
    """Outcome and file; the predictors too where two models have both in common."""
    labels = [
        (context.study.label_of(node.outcome), inside(context.file(node.group))) for node in nodes
    ]
    times = Counter(labels)
    slopes = [[context.label(term.term) for term in node.terms if term.term] for node in nodes]
    return [
        f"{outcome} ({file})"
        if times[outcome, file] == 1
        else f"{outcome}: {context.words.listed(predictors)}"
        for (outcome, file), predictors in zip(labels, slopes, strict=True)
    ]


def _ledger(name: str, node: Regression, context: Context) -> Row:
    ledger = node.assumptions
    return (
        Cell(name, header=True),
        context.cell(node.n, 0),
        context.cell(sum(term.term is not None for term in node.terms), 0),
        *context.cells(ledger, n_per_predictor=1, condition_number=1),
        p_cell(ledger.breusch_pagan_p, context=context),
        context.cell(ledger.max_cook, 2),
    )


def _beyond(names: list[str], nodes: list[Regression], context: Context) -> str:
    """Which models are beyond a customary limit, or that none is."""
    words, beyond_limit, unknown = context.words, [], False
    for key in (*LIMITS, "few"):
        judged = [(inside(x), _is_beyond(key, node)) for x, node in zip(names, nodes, strict=True)]
        unknown = unknown or any(beyond is None for _, beyond in judged)
        if named := [name for name, beyond in judged if beyond]:
            beyond_limit.append(words(f"ledger.{key}", names=words.listed(named)))
    return sentences(*beyond_limit) or words("ledger.some" if unknown else "ledger.none")


def _is_beyond(key: str, node: Regression) -> bool | None:
    """Whether a model is beyond a limit; None where its figure is not published."""
    if key == "few":
        factors = sum(term.term is not None for term in node.terms)
        return not enough(node.n, factors) if isinstance(node.n, int) else None
    field, is_beyond = LIMITS[key]
    value = getattr(node.assumptions, field)
    return is_beyond(value) if isinstance(value, float) else None


# --- shares of R squared -----------------------------------------------------------------


def driver_blocks(context: Context) -> Iterator[Block]:
    """Relative weights of each model's factors, and which factors have the largest part."""
    words = context.words
    nodes = [node for node in context.steps_of(Drivers).values() if isinstance(node.r2, float)]
    if not nodes:
        return
    yield Heading(2, words("drivers.heading"))
    yield Paragraph(words("drivers.intro"))
    for node in nodes:
        rows = sorted(node.rows, key=lambda row: -(published_number(row.weight) or 0.0))
        outcome = context.study.label_of(node.outcome)
        file = inside(context.file(node.group))
        cells = tuple(
            (
                Cell(context.study.label_of(row.term), header=True),
                *context.cells(row, r=2, weight=3),
                context.percent_cell(row.percent, 1),
            )
            for row in rows
        )
        columns = context.columns("drivers", factor=4, r=1, weight=1, percent=1.2)
        title = words("drivers.table", outcome=outcome, file=file)
        named = [node.outcome, *(row.term for row in rows)]
        notes = (
            n_line(node.group, [node.n], context=context),
            size_note("r", context=context),
            *apart_notes(named, group=node.group, context=context),
        )
        yield Table(title, columns, cells, notes=notes)
        if all(isinstance(row.percent, float) for row in rows):
            yield Paragraph(_largest(node, rows, context))


def _largest(node: Drivers, rows: Sequence[Driver], context: Context) -> str:
    """Which factors have the largest part; of too few answers, that nothing is said of it."""
    words = context.words
    said = {"r2": context.number(node.r2, 2), "answers": context.number(node.n, 0)}
    if not enough(node.n, len(rows)):
        return words("drivers.too_few", n=len(rows), **said)
    first = [context.label(row.term) for row in rows if row.percent == rows[0].percent]
    said |= {"first": words.listed(first), "percent": context.percent(rows[0].percent, 1)}
    key = "largest" if len(first) == 1 else "largest_several"
    before = chosen_in(node, context)
    chosen = words("finding.chosen") if before and len(before.rows) > len(rows) else ""
    return sentences(words(f"drivers.{key}", n=len(rows), **said), chosen)
