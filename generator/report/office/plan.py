"""What the office planned last time, in its own words, and how far it says it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.context import Context, sentences
from generator.report.numbers import DASH
from generator.results.offices import Plan


def plan_blocks(unit: str, *, context: Context) -> Iterator[Block]:
    """One table for each plan that any of the unit's offices sent back; nothing without one."""
    merged = {merge.id: merge.units for merge in context.round.merges}
    offices = merged.get(unit, (unit,))
    for plan in plans_of(offices, context.plans):
        yield Paragraph(_told(plan, offices, context))
        yield _table(plan, context)


def plans_of(offices: Iterable[str], plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """The plans that any of the offices took part in; offices merged since then share them."""
    own = set(offices)
    return tuple(plan for plan in plans if own & set(plan.offices))


def _told(plan: Plan, offices: tuple[str, ...], context: Context) -> str:
    words, states = context.words, plan.states()
    makers = words.listed([context.unit_name(office) for office in plan.offices])
    return sentences(
        words("plans.planned", n=len(plan.measures)),
        words(
            "plans.states",
            done=states.count("done"),
            started=states.count("started"),
            open=states.count("open"),
        ),
        "" if set(plan.offices) == set(offices) else words("plans.makers", offices=makers),
    )


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
