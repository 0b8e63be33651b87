"""What the office planned last time, in its own words, and how far it says it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.context import Context, sentences
from generator.report.numbers import DASH
from generator.results.offices import Plan


def plan_blocks(unit: str, *, context: Context) -> Iterator[Block]:
    """One table for each plan that any of the unit's offices sent back; nothing without one."""
    words = context.words
    merged = {merge.id: merge.units for merge in context.round.merges}
    offices = merged.get(unit, (unit,))
    for plan in plans_of(offices, context.plans):
        states = plan.states()
        counts = {name: states.count(name) for name in ("done", "started", "open")}
        makers = words.listed([context.unit_name(office) for office in plan.offices])
        yield Paragraph(
            sentences(
                words("plans.planned", n=len(plan.measures)),
                words("plans.states", **counts),
                "" if set(plan.offices) == set(offices) else words("plans.makers", offices=makers),
            )
        )
        yield _table(plan, context)


def plans_of(offices: Iterable[str], plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """The plans that any of the offices took part in; offices merged since then share them."""
    return tuple(plan for plan in plans if not set(offices).isdisjoint(plan.offices))


def _table(plan: Plan, context: Context) -> Table:
    what, _, who, when, status = context.words.several("talk.plan_heads")
    return Table(
        title=context.words("plans.title", round=plan.round),
        columns=(
            Column(what, align="text", weight=3),
            Column(who, align="text", weight=1.5),
            Column(when, align="text", weight=1.3),
            Column(status, align="text", weight=1.5),
        ),
        rows=tuple(
            (
                Cell(measure.what, header=True),
                *(Cell(text or DASH) for text in (measure.who, measure.when, measure.status)),
            )
            for measure in plan.measures
        ),
    )
