"""The office report: what the leader of one analysis unit reads, page 1 in a minute."""

from collections.abc import Iterable, Iterator, Sequence

from generator.report.block import (
    ActionPlan,
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from generator.report.blocks.about import about_blocks
from generator.report.blocks.constructs import construct_blocks
from generator.report.blocks.nonresponse import nonresponse_blocks
from generator.report.blocks.profile import questions
from generator.report.blocks.statements import areas_with_statements, item_blocks
from generator.report.blocks.trend_words import trend_of
from generator.report.blocks.unit_results import (
    attainment_blocks,
    client_blocks,
    production_nodes,
    production_sentence,
    production_table,
)
from generator.report.context import Context, sentences
from generator.report.county.findings import tendency
from generator.report.county.tested import Finding, tested
from generator.report.effects import size_word
from generator.report.numbers import DASH
from generator.report.office.change import unit_trend_blocks
from generator.report.office.first_page import first_page
from generator.results.models import Correlation
from generator.results.offices import Attainment, ClientResults, Plan
from generator.results.survey import Descriptives, Response

PLAN_ROWS = 4
MOST_FINDINGS = 3
"""How many findings about the total a unit's report names."""


def office_report(unit: str, *, context: Context) -> Report:
    """Everything one analysis unit gets to know, and nothing about anybody else's unit."""
    title = context.words("report.office_title", unit=context.unit_name(unit))
    path = f"offices/{unit}/{context.file_name('office')}-{unit}"
    heading = context.words("minute.heading", unit=context.unit_name(unit))
    blocks = _blocks(unit, context)
    return context.report("office", path, title, blocks, heading=heading, unit=unit)


def _blocks(unit: str, context: Context) -> Iterator[Block]:
    words = context.words
    offices = context.round.offices_of(unit)
    plans = plans_of([office.id for office in offices], context.plans)
    yield from first_page(unit, plans, context=context)
    yield PageBreak()
    yield from _survey(unit, context)
    yield from _results(unit, context)
    if trend_of(context, unit):
        yield Heading(1, words("trend.heading"))
        yield from unit_trend_blocks(context, unit=unit)
    yield from _together_blocks(context)
    yield Heading(1, words("talk.heading"))
    asked = (*questions(unit, context=context), *words.several("talk.questions"))
    yield Bullets(asked, ordered=True)
    yield from plan_blocks(unit, context=context)
    yield ActionPlan(words("talk.plan"), words.several("talk.plan_heads"), PLAN_ROWS)
    yield from _areas(unit, context)
    yield from _silent(unit, context)
    yield Heading(1, words("about.heading"))
    yield from about_blocks(context)


def _survey(unit: str, context: Context) -> Iterator[Block]:
    """The unit's answers statement by statement."""
    words = context.words
    if context.unit(unit, "constructs", Descriptives) is None:
        return
    yield Heading(1, words("items.heading"))
    yield from item_blocks(context, unit=unit)


def _areas(unit: str, context: Context) -> Iterator[Block]:
    """The areas in numbers, with n, interval and the same size, where they do not stand above."""
    file, node = context.study.unit_file, context.unit(unit, "constructs", Descriptives)
    shown = areas_with_statements(context, unit=unit)
    if file and node and not {row.variable for row in node.rows} <= shown:
        yield Heading(1, context.words("constructs.heading_unit"))
        yield from construct_blocks(context, unit=unit, group=file.group)


def _silent(unit: str, context: Context) -> Iterator[Block]:
    """What those who did not answer could change, where they are more than a few."""
    if blocks := [*nonresponse_blocks(context, unit=unit)]:
        yield Heading(1, context.words("nonresponse.heading"))
        yield from blocks


def _results(unit: str, context: Context) -> Iterator[Block]:
    words = context.words
    if context.unit(unit, "attainment", Attainment):
        yield Heading(1, words("results.heading"))
        yield from attainment_blocks(context, unit=unit)
    if context.unit(unit, "client_survey", ClientResults):
        yield Heading(1, words("clients.heading"))
        yield from client_blocks(context, unit=unit)
    response = context.unit(unit, "response", Response)
    offices = (unit, *(response.offices if response else ()))
    nodes = [node for node in production_nodes(context).values() if node.unit in offices]
    if nodes:
        yield Heading(1, words("production.heading"))
    for node in nodes:
        yield production_table(node, context=context)
        yield Paragraph(production_sentence(node, context=context))


def _together_blocks(context: Context) -> Iterator[Block]:
    """What goes together in the total: the strongest that hold in the steps the study names."""
    words = context.words
    nodes = context.nodes(context.study.unit_findings, Correlation)
    tests = [tested(node, context=context) for node in nodes if node.rows]
    every = [(one, found.outcome) for found in tests for one in found.firm]
    every.sort(key=lambda pair: -abs(pair[0].value))
    if shown := every[:MOST_FINDINGS]:
        yield Heading(1, words("together.heading"))
        signs = {
            "plus": [one for one, _ in shown if one.value > 0],
            "minus": [one for one, _ in shown if one.value < 0],
        }
        said = (words(f"together.{sign}_{tendency(of)}") for sign, of in signs.items() if of)
        yield Paragraph(sentences(words("together.intro"), *said))
        yield Bullets(tuple(_finding(one, outcome, context) for one, outcome in shown))
        yield Paragraph(words("together.warning"), role="small")


def _finding(one: Finding, outcome: str, context: Context) -> str:
    key = "together.row_short" if None in (one.low, one.high, one.n) else "together.row"
    named = {"x": context.study.label_of(one.variable), "y": context.label(outcome)}
    figures = {"r": one.value, "low": one.low, "high": one.high}
    said = {name: context.number(figure, 2) for name, figure in figures.items()}
    return context.words(
        key, **named, **said, n=one.n, size=size_word(one.size or 0, context=context)
    )


def plan_blocks(unit: str, *, context: Context) -> Iterator[Block]:
    """One table for each plan that any of the unit's offices sent back; nothing without one."""
    words = context.words
    merged = {merge.id: merge.units for merge in context.round.merges}
    offices = merged.get(unit, (unit,))
    for plan in plans_of(offices, context.plans):
        states = plan.states()
        counts = {name: states.count(name) for name in ("done", "started", "open")}
        said = [words("plans.planned", n=len(plan.measures)), words("plans.states", **counts)]
        if plan.made_by:
            said.append(words("plans.makers", offices=plan.made_by))
        elif set(plan.offices) != set(offices):
            makers = words.listed([context.unit_name(office) for office in plan.offices])
            said.append(words("plans.makers", offices=makers))
        yield Paragraph(sentences(*said))
        yield _plan_table(plan, context)


def plans_of(offices: Iterable[str], plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """The plans that any of the offices took part in; offices merged since then share them."""
    return tuple(plan for plan in plans if not set(offices).isdisjoint(plan.offices))


def _plan_table(plan: Plan, context: Context) -> Table:
    what, _, who, when, status = context.words.several("talk.plan_heads")
    weights = {what: 3.0, who: 1.5, when: 1.3, status: 1.5}
    columns = tuple(Column(head, "text", weight) for head, weight in weights.items())
    rows = []
    for measure in plan.measures:
        answers = (measure.who, measure.when, measure.status)
        rows.append((Cell(measure.what, header=True), *(Cell(text or DASH) for text in answers)))
    return Table(context.words("plans.title", round=plan.round), columns, tuple(rows))
