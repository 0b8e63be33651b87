"""A unit's profile: what stands out from the rest of the whole, and how sure that is.

A construct stands out only where its Holm-adjusted interval of the difference excludes zero; how
far it stands out is told by the shrunken estimate, so that a small unit's luck is not news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from generator.report.block import Block, Bullets, Heading, Paragraph
from generator.report.context import Context
from generator.report.numbers import is_known
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.survey import Descriptives
from generator.round.model import ITEMS_FROM

MOST = 3
"""How many constructs the first page names on each side, and how many questions are asked."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The rows that stand out above and below, farthest first, and every row compared.

    ``all`` counts the areas the unit was asked about, compared or not.
    """

    above: tuple[UnitDifference, ...]
    below: tuple[UnitDifference, ...]
    compared: tuple[UnitDifference, ...]
    all: int


def profile(unit: str, *, context: Context) -> Profile | None:
    """The unit's profile, or None when nothing of it may be told."""
    node = context.unit(unit, "comparison", UnitComparison)
    if node is None:
        return None
    rows = [row for row in node.rows if _is_compared(row)]
    rows.sort(key=lambda row: -abs(_distance(row)))
    above = tuple(row for row in rows if isinstance(row.holm_low, float) and row.holm_low > 0)
    below = tuple(row for row in rows if isinstance(row.holm_high, float) and row.holm_high < 0)
    return Profile(above, below, tuple(rows), len(node.rows))


def _is_compared(row: UnitDifference) -> bool:
    """Whether there is a difference with an interval, so that it can be said to be certain."""
    return all(isinstance(value, float) for value in (row.difference, row.holm_low, row.holm_high))


def profile_blocks(unit: str, *, context: Context) -> Iterator[Block]:
    """What to be proud of and what to talk about, or that nothing stands out; and how sure."""
    found = profile(unit, context=context)
    words = context.words
    if found is None or not found.compared:
        yield Paragraph(words("profile.unknown"))
        return
    for key, rows in (("proud", found.above), ("talk", found.below)):
        if rows:
            yield Heading(2, words(f"profile.{key}"))
            yield Bullets(tuple(_told(row, context) for row in rows[:MOST]))
    if not found.above and not found.below:
        key = "few" if _smallest(found) < ITEMS_FROM else "none"
        some = "" if len(found.compared) == found.all else "_of"
        yield Paragraph(words(f"profile.{key}{some}", n=len(found.compared)))
    sure = [row.detectable for row in found.compared if isinstance(row.detectable, float)]
    if sure:
        yield Paragraph(words("profile.detectable", size=context.number(median(sure), 1)))


def questions(unit: str, *, context: Context) -> tuple[str, ...]:
    """Questions for a staff meeting: on what stands out first, then on highest and lowest.

    A unit whose answers are withheld is asked about what the whole has least and most of.
    """
    constructs = context.study.constructs
    found = profile(unit, context=context)
    if found is None or not found.compared:
        return _questions_of_total(context)
    by_mean = sorted(found.compared, key=_distance)
    order = (*found.below, *found.above, *by_mean[:1], *by_mean[-1:])
    asked = dict.fromkeys(constructs[row.variable].question for row in order)
    return tuple(question for question in asked if question)[:MOST]


def _questions_of_total(context: Context) -> tuple[str, ...]:
    """On the constructs with the lowest means of the whole, and on the highest."""
    study = context.study
    if study.unit_file is None:
        return ()
    node = context.step(f"constructs/{study.unit_file.group}", Descriptives)
    means = [(row.variable, row.mean) for row in node.rows] if node else []
    known = [(mean, name) for name, mean in means if isinstance(mean, float)]
    known.sort()
    asked = (study.constructs[name].question for _, name in (*known[: MOST - 1], *known[-1:]))
    return tuple(dict.fromkeys(question for question in asked if question))


def _told(row: UnitDifference, context: Context) -> str:
    """As many of the three figures as there are: the unit's, the rest's and the shrunken one."""
    keys = {"row": row.shrunken, "row_rest": row.rest_mean, "row_mean": row.mean}
    known = [is_known(value) for value in keys.values()]
    first = 0 if all(known) else 1 if all(known[1:]) else 2
    if not known[2]:
        return context.words("profile.row_label", label=context.study.label_of(row.variable))
    return context.words(
        f"profile.{list(keys)[first]}",
        label=context.study.label_of(row.variable),
        mean=context.number(row.mean, 2),
        rest=context.number(row.rest_mean, 2),
        shrunken=context.number(row.shrunken, 2),
    )


def _distance(row: UnitDifference) -> float:
    """How far the shrunken estimate is from the rest's mean."""
    if isinstance(row.shrunken, float) and isinstance(row.rest_mean, float):
        return row.shrunken - row.rest_mean
    return 0.0


def _smallest(found: Profile) -> int:
    return min((row.n for row in found.compared if isinstance(row.n, int)), default=0)
