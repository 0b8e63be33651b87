"""Production: a figure per phase as the round declares it, and its change from the first phase.

change = 100 * (value - first) / first, in percent. No answers are involved; a phase without a
figure has none, and nothing is compared with a first phase of zero.
"""

from __future__ import annotations

from generator.results.offices import Production, ProductionPhase
from generator.results.values import Node
from generator.round.model import ProductionSeries, Round

GROUP = "round"
"""Whose file these nodes are from: none of the respondents', but round.toml itself."""


def production_nodes(round_: Round) -> dict[str, Node]:
    """Nodes ``production/<id>``, one for each series of the round."""
    return {f"production/{series.id}": production(series) for series in round_.production}


def production(series: ProductionSeries) -> Production:
    """One series with each phase's change in percent of the first; the first has none."""
    first, *later = series.phases
    changes = [None, *(_change(phase.value, first.value) for phase in later)]
    return Production(
        group=GROUP,
        n=len(series.phases),
        unit=series.unit,
        label=series.label,
        phases=tuple(
            ProductionPhase(label=phase.label, value=phase.value, change_percent=change)
            for phase, change in zip(series.phases, changes, strict=True)
        ),
    )


def _change(value: float, first: float) -> float | None:
    return 100 * (value - first) / first if first else None
