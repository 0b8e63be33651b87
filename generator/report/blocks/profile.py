"""A unit's profile: what stands out from the rest of the total, and how sure that is.

A construct stands out only where its Holm-adjusted interval of the difference excludes zero; how
far it stands out is the shrunken estimate, so that a small unit's luck is not news.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from generator.report.block import Block, Bullets, Heading, Paragraph
from generator.report.context import Context
from generator.report.numbers import is_known
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.survey import Descriptives
from generator.results.values import published_number
from generator.round.model import STATEMENTS_FROM

MOST = 3
"""How many constructs the first page names on each side, and how many questions are asked."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The rows that stand out above and below, farthest first, and every row compared.

    ``good`` and ``poor`` are the rows above and below by which side is the good one. ``all`` counts
    the areas the unit was asked about, compared or not.
    """

    above: tuple[UnitDifference, ...]
    below: tuple[UnitDifference, ...]
    good: tuple[UnitDifference, ...]
    poor: tuple[UnitDifference, ...]
    compared: tuple[UnitDifference, ...]
    all: int


def profile(unit: str, *, context: Context) -> Profile | None:
    """The unit's profile, or None when nothing of it is published."""
    node = context.unit(unit, "comparison", UnitComparison)
    if node is None:
        return None
    compared = tuple(
        row
        for row in sorted(node.rows, key=lambda row: -abs(_ahead(row, context)))
        if all(isinstance(x, float) for x in (row.difference, row.holm_low, row.holm_high))
    )
    above = tuple(row for row in compared if (published_number(row.holm_low) or 0.0) > 0)
    below = tuple(row for row in compared if (published_number(row.holm_high) or 0.0) < 0)
    low = context.study.lower_is_better
    good = tuple(x for x in compared if x in (below if x.variable in low else above))
    poor = tuple(x for x in compared if x in (above if x.variable in low else below))
    return Profile(above, below, good, poor, compared, len(node.rows))


def profile_blocks(unit: str, *, context: Context) -> Iterator[Block]:
    """What to be proud of and what to talk about, or that nothing stands out; and how sure."""
    words, found = context.words, profile(unit, context=context)
    if found is None or not found.compared:
        yield Paragraph(words("profile.unknown"))
        return
    for key, rows in (("proud", found.good), ("talk", found.poor)):
        if rows:
            yield Heading(2, words(f"profile.{key}"))
            yield Bullets(tuple(_stands_out(row, context) for row in rows[:MOST]))
    if not found.above and not found.below:
        smallest = min((row.n for row in found.compared if isinstance(row.n, int)), default=0)
        key = "few" if smallest < STATEMENTS_FROM else "none"
        some = "" if len(found.compared) == found.all else "_of"
        yield Paragraph(words(f"profile.{key}{some}", n=len(found.compared)))
    sure = [row.detectable for row in found.compared if isinstance(row.detectable, float)]
    if sure:
        yield Paragraph(words("profile.detectable", size=context.number(median(sure), 1)))


def questions(unit: str, *, context: Context) -> tuple[str, ...]:
    """Questions for a staff meeting: on what stands out first, then on the poorest and the best.

    A unit whose answers are suppressed is asked about the total's poorest and best.
    """
    found = profile(unit, context=context)
    if found and found.compared:
        ranked = sorted(found.compared, key=lambda row: _ahead(row, context))
        rows = (*found.poor, *found.good, *ranked[:1], *ranked[-1:])
        names = [row.variable for row in rows]
    else:
        file = context.study.unit_file
        node = context.step(f"constructs/{file.group}", Descriptives) if file else None
        rows_of_total = node.rows if node else ()
        means = sorted(
            (_on_scale(row.mean, row.variable, context), row.variable)
            for row in rows_of_total
            if isinstance(row.mean, float)
        )
        names = [name for _, name in (*means[: MOST - 1], *means[-1:])]
    asked = dict.fromkeys(context.study.constructs[name].question for name in names)
    return tuple(question for question in asked if question)[:MOST]


def _stands_out(row: UnitDifference, context: Context) -> str:
    """As many of the three figures as there are: the unit's, the rest's and the shrunken one."""
    if not is_known(row.mean):
        key = "row_label"
    elif not is_known(row.rest_mean):
        key = "row_mean"
    else:
        key = "row" if is_known(row.shrunken) else "row_rest"
    label, rest = context.study.label_of(row.variable), context.number(row.rest_mean, 2)
    numbers = context.numbers(row, mean=2, shrunken=2)
    return context.words(f"profile.{key}", label=label, rest=rest, **numbers)


def _ahead(row: UnitDifference, context: Context) -> float:
    """How far the shrunken estimate is on the good side of the rest's mean, in scale lengths."""
    if isinstance(row.shrunken, float) and isinstance(row.rest_mean, float):
        own, rest = (_on_scale(x, row.variable, context) for x in (row.shrunken, row.rest_mean))
        return own - rest
    return 0.0


def _on_scale(mean: float, variable: str, context: Context) -> float:
    """How far up its scale a mean is, from 0 to 1; 1 is the good end."""
    scale = context.study.scale_of(variable)
    place = (mean - scale.low) / (scale.high - scale.low)
    return 1 - place if variable in context.study.lower_is_better else place
