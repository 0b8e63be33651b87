"""Squares: a spread is a sum of squares, and told ones can be subtracted from each other.

The spread of an age class less that of a class nested in it is the spread of the others in it, and
so is what a table pools less what it tells of its larger classes. Every told spread of a variable
is therefore held against the others: a set of people less those within it whose spread is told
leaves nobody or at least ``OWN_SD_FROM``. Where it does not, a spread is withheld: one of a class
before one of a unit, and that before the whole's.

A test of an analysis of variance tells what is pooled as well: F, eta squared and p are ratios to
squares between groups, which follow from the told means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.disclosure.rows import without_figures
from generator.disclosure.spread import SHAPE, hide_spread
from generator.results import (
    NO_F_TEST,
    Anova,
    Comparison,
    Descriptives,
    GroupComparison,
    GroupStatistics,
    Node,
    Reason,
    ReleasedResults,
    SizeMeans,
    TTest,
    Suppressed,
)
from generator.results.memberships import Memberships, People
from generator.round import OWN_SD_FROM

REASON: Reason = "needs_twenty_five_respondents"
NO_T_TEST = TTest(t=None, df=None, p=None, se=None, ci_low=None, ci_high=None)
OWN = ("sd", "se", "ci_low", "ci_high")
POOLED = ("ss_between", "ss_within", "f", "p", "eta2", "omega2", "epsilon2")
OF_PAIR = ("se", "p", "ci_low", "ci_high", "p_lsd", "p_holm", "p_bh")
OF_TWO = ("t", "p", "se", "ci_low", "ci_high", "d", "g")
WHOLE, UNITS = "the whole", "units"

Told = dict[str, Node | Suppressed]


@dataclass(frozen=True, slots=True)
class Spread:
    """A told spread of ``people``; ``family`` has sets that share nobody, or hold each other.

    ``place`` is a step's name or a unit's id; ``label`` a group, or None for what is pooled.
    """

    variable: str
    people: People
    family: str
    place: str
    label: str | None = None

    @property
    def needed(self) -> int:
        """How late it is withheld."""
        return {WHOLE: 2, UNITS: 1}.get(self.family, 0)


def without_small_squares(
    released: ReleasedResults, people: Mapping[str, Memberships]
) -> ReleasedResults:
    """The release without spreads that leave one of fewer than ``OWN_SD_FROM``."""
    steps, units = dict(released.steps), {name: dict(n) for name, n in released.units.items()}
    for group, members in people.items():
        told: dict[str, list[Spread]] = {}
        for spread in _spreads(steps, units, group, members):
            told.setdefault(spread.variable, []).append(spread)
        for variable, spreads in told.items():
            for chosen in _chosen(spreads):
                _hide(steps, units, chosen, variable)
    return replace(released, steps=steps, units=units)


def _spreads(
    steps: Told, units: Mapping[str, Told], group: str, members: Memberships
) -> Iterator[Spread]:
    for unit, nodes in units.items():
        node = nodes.get("constructs")
        for row in node.rows if isinstance(node, Descriptives) and node.group == group else ():
            if isinstance(row.sd, float):
                who = members.answered[row.variable] & members.units[unit]
                yield Spread(row.variable, who, UNITS, unit)
    for name, node in steps.items():
        match node:
            case Descriptives() if node.group == group:
                yield from _of_rows(name, node, members)
            case Anova() | GroupComparison() if node.group == group:
                yield from _of_groups(name, node, members)


def _of_rows(name: str, node: Descriptives, members: Memberships) -> Iterator[Spread]:
    within, family = members.people, WHOLE
    if isinstance(node, SizeMeans):
        within, family = frozenset().union(*(members.units[u] for u in node.units)), "sizes"
    for row in node.rows:
        if isinstance(row.sd, float) and row.variable in members.answered:
            yield Spread(row.variable, members.answered[row.variable] & within, family, name)


def _of_groups(name: str, node: Anova | GroupComparison, members: Memberships) -> Iterator[Spread]:
    classes, answered = members.by(node.factor), members.answered[node.outcome]
    groups = {group.label: classes[group.label] & answered for group in node.groups}
    everybody = frozenset().union(*groups.values())
    for group in node.groups:
        if isinstance(group.sd, float):
            who = groups[group.label]
            yield Spread(node.outcome, who, node.factor, name, group.label)
    pooled = node.ss_within if isinstance(node, Anova) else node.se
    if isinstance(pooled, float) or (isinstance(node, Anova) and _tells(node)):
        yield Spread(node.outcome, everybody, node.factor, name)


def _tells(node: Anova) -> bool:
    figures = (node.total.sd, *(getattr(node, name) for name in POOLED))
    return any(isinstance(figure, float) for figure in figures)


def _chosen(spreads: list[Spread]) -> Iterator[Spread]:
    """The spreads to withhold, one set of people at a time, until no two leave too few."""
    told = list(spreads)
    while (victims := _too_near(told)) is not None:
        yield from victims
        told = [spread for spread in told if spread not in victims]


def _too_near(told: list[Spread]) -> list[Spread] | None:
    """Every telling of a set that must go, because fewer than ``OWN_SD_FROM`` are left of it."""
    by_people: dict[People, list[Spread]] = {}
    for spread in told:
        by_people.setdefault(spread.people, []).append(spread)
    known = _following(by_people)
    sets = sorted(known, key=lambda who: (-len(who), sorted(who)))
    for i, outer in enumerate(sets):
        for inner in sets[i + 1 :]:
            if len(outer) - len(inner) < OWN_SD_FROM and inner < outer:
                at_stake = [*known[outer], *known[inner]]
                return by_people[min(at_stake, key=lambda who: (_needed(by_people[who]), len(who)))]
    return None


def _following(by_people: Mapping[People, list[Spread]]) -> dict[People, list[People]]:
    """Every set whose spread is told or left by a family, and the told ones it follows from.

    Nobody's spread is known: whatever is told of all but few of a set is too near it.
    """
    sets = sorted(by_people, key=lambda who: (-len(who), sorted(who)))
    known: dict[People, list[People]] = {frozenset(): [], **{who: [who] for who in sets}}
    for who in sets:
        for parts in _covers(who, sets, by_people):
            known.setdefault(frozenset().union(*parts), parts)
    waiting = list(known)
    while waiting:
        outer = waiting.pop()
        inner = [who for who in sets if who < outer]
        for inside in _families(inner, by_people):
            left = outer.difference(*inside)
            if left not in known:
                known[left] = [*known[outer], *inside]
                waiting.append(left)
    return known


def _covers(
    who: People, sets: list[People], by_people: Mapping[People, list[Spread]]
) -> Iterator[list[People]]:
    """Sets of one family that together hold all of a set: what is left of them is too near it."""
    meeting = [other for other in reversed(sets) if other & who and other != who]  # smallest first
    for parts in _families(meeting, by_people):
        if who < frozenset().union(*parts):
            yield parts


def _needed(tellings: list[Spread]) -> int:
    return max(spread.needed for spread in tellings)


def _families(
    inner: list[People], by_people: Mapping[People, list[Spread]]
) -> Iterator[list[People]]:
    """The largest sets of each family that share nobody; ``inner`` has the largest first."""
    for family in dict.fromkeys(s.family for who in inner for s in by_people[who]):
        chosen: list[People] = []
        for who in inner:
            mine = any(spread.family == family for spread in by_people[who])
            if mine and not any(who & other for other in chosen):
                chosen.append(who)
        yield chosen


def _hide(steps: Told, units: dict[str, Told], spread: Spread, variable: str) -> None:
    """Withhold one telling of a spread, in place."""
    if spread.family == UNITS:
        node = units[spread.place]["constructs"]
        assert isinstance(node, Descriptives)
        names = [row.variable for row in node.rows]
        hide_spread(units[spread.place], names.index(variable))
        return
    match node := steps[spread.place]:
        case Descriptives():
            rows = tuple(
                without_figures(row, *SHAPE, reason=REASON) if row.variable == variable else row
                for row in node.rows
            )
            steps[spread.place] = replace(node, rows=rows)
        case Anova():
            hide = _without_tests if spread.label is None else _without_group(spread.label)
            steps[spread.place] = hide(node)
        case GroupComparison():
            steps[spread.place] = _of_comparison(node, spread.label)


def _without_tests(node: Anova) -> Anova:
    """Means alone: whatever compares squares within the groups with squares between them."""
    posthoc: tuple[Comparison, ...] = tuple(
        without_figures(pair, *OF_PAIR, reason=REASON) for pair in node.posthoc
    )
    total = without_figures(node.total, *OWN, reason=REASON)
    node = replace(_without_own_tests(node), total=total, posthoc=posthoc)
    return without_figures(node, *POOLED, reason=REASON)


def _without_group(label: str) -> Callable[[Anova], Anova]:
    def without(node: Anova) -> Anova:
        groups: tuple[GroupStatistics, ...] = tuple(
            without_figures(group, *OWN, reason=REASON) if group.label == label else group
            for group in node.groups
        )
        return _without_own_tests(replace(node, groups=groups))

    return without


def _without_own_tests(node: Anova) -> Anova:
    """Without the tests that rest on each group's own spread."""
    return replace(
        node,
        levene=NO_F_TEST,
        welch=NO_F_TEST,
        levene_median=NO_F_TEST,
        brown_forsythe=NO_F_TEST,
    )


def _of_comparison(node: GroupComparison, label: str | None) -> GroupComparison:
    groups = tuple(
        without_figures(group, *OWN, reason=REASON) if group.label == label else group
        for group in node.groups
    )
    node = replace(node, groups=groups, welch=NO_T_TEST, levene=NO_F_TEST)
    return without_figures(node, *OF_TWO, reason=REASON) if label is None else node
