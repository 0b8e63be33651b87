"""Blocks on production by phase."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.report.block import Bar, BarChart, Block, Chart, Paragraph
from generator.report.context import Context, inside, sentences
from generator.report.numbers import is_known
from generator.results.offices import Production, ProductionPhase
from generator.results.values import published_number
from generator.study.outline import ProductionFigure

TICKS = 5
"""About how many steps the scale of a production chart has."""


def production_chart(
    node: Production, *, context: Context, title: str = "", number: str | None = None
) -> Chart:
    """Production as one bar for each phase, with its change beside the value."""
    bars = tuple(
        Bar(
            label=phase.label,
            value=published_number(phase.value),
            text=_changed(node, phase, context),
        )
        for phase in node.phases
    )
    highest = max(bar.value or 0.0 for bar in bars)
    step = _step(highest)
    count = math.ceil(highest / step) or 1
    return Chart(
        picture=BarChart(
            bars=bars, low=0.0, high=count * step, ticks=tuple(i * step for i in range(count + 1))
        ),
        title=title or node.label,
        number=number,
        alt=production_sentence(node, context=context),
        notes=(context.words("production.note", first=inside(node.phases[0].label)),),
    )


def production_blocks(context: Context) -> Iterator[Block]:
    """What every series of the round shows; drawn here unless the study has a figure of it."""
    drawn = {f.series for f in context.study.figures if isinstance(f, ProductionFigure)}
    for name, node in production_nodes(context).items():
        if name not in drawn:
            yield production_chart(node, context=context)
        phases = production_sentence(node, context=context)
        yield Paragraph(sentences(phases, context.words("production.caution")))


def production_nodes(context: Context) -> dict[str, Production]:
    """The published series of the round by id."""
    return {
        name.removeprefix("production/"): node
        for name, node in context.released.steps.items()
        if isinstance(node, Production)
    }


def production_sentence(node: Production, *, context: Context) -> str:
    """The phases one after another, as ``74 før, 103 under (+39,2 %) og 115 etter (+55,4 %)``."""
    parts = [
        context.words("production.phase", label=inside(phase.label), value=text)
        for phase in node.phases
        if is_known(phase.value) and (text := _changed(node, phase, context))
    ]
    if not parts:
        return context.words("production.none", label=node.label)
    listed = context.words.listed(parts)
    return context.words("production.sentence", label=node.label, phases=listed)


def _changed(node: Production, phase: ProductionPhase, context: Context) -> str:
    """A phase's figure, and its change in percent where there is one."""
    whole = all(isinstance(p.value, float) and p.value.is_integer() for p in node.phases)
    value = context.number(phase.value, 0 if whole else 1)
    change = phase.change_percent
    if not isinstance(change, float):
        return value
    sign = "+" if change > 0 else ""
    return f"{value} ({sign}{context.percent(change, 1)})"


def _step(highest: float) -> float:
    """A round step that divides the scale into about ``TICKS`` parts."""
    if highest <= 0:
        return 1.0
    rough = highest / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough)
