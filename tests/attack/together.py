"""What follows from several releases of one round put together, and from none of them alone.

Whoever has two releases subtracts one told group from another: late answers, an office that left a
merge or a size class, those who are hidden in one release and not in the other. Each such
difference is a group with a sum, classes and perhaps a spread of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from attack.classes import Cumulated, cumulated, left_in_classes
from attack.questions import HIGH, ITEMS, LOW
from attack.reading import THRESHOLD, Known, Mean, People, Read, Shares, exact, response_of
from attack.releases import Release, joined, read_together
from attack.shapes import ENUMERATED, less, ways_of_squares
from attack.sums import Finding, by_equations, by_rank, told_sum
from attack.words import CLIENTS, EXACT_FROM, could_be_invited
from generator.results import (
    Attainment,
    ClientResults,
    Frequency,
    GoodnessOfFit,
    ReleasedResults,
    Response,
    Themes,
)


def attack_all(releases: Sequence[Release]) -> list[Finding]:
    """Everything the attacker learns from all releases that he does not learn from one of them."""
    found: list[Finding] = []
    for group in ("people", "leaders"):
        reads, known = read_together(releases, group)
        everything = joined(reads)
        found += by_rank(everything, known)
        found += by_equations(everything, known)
        found += _of_differences(reads, known)
        found += _of_late_counts([each.results for each in reads], group)
    found += _of_clients([one.published.context.released for one in releases])
    return found


@dataclass(frozen=True, slots=True)
class Sum:
    """What a sum over people must lie between, and what it was put together from."""

    people: People
    low: float
    high: float
    runs: frozenset[int]
    place: str

    def less(self, other: Sum) -> Sum:
        """This sum without the other's people, who are all in it."""
        return Sum(
            self.people - other.people,
            self.low - other.high,
            self.high - other.low,
            self.runs | other.runs,
            f"{self.place} less {other.place}",
        )


def _of_differences(reads: Sequence[Read], known: Known) -> Iterator[Finding]:
    """Groups that are left when told ones are subtracted: at an end of the scale, or too alike."""
    for variable in sorted({mean.variable for one in reads for mean in one.means}):
        told = [[m for m in one.means if m.variable == variable and m.people] for one in reads]
        yield from _at_ends(variable, told, known)
        yield from _of_spreads(told)
        shares = [[s for s in one.shares if s.variable == variable] for one in reads]
        yield from _of_classes(variable, shares, told)


def _at_ends(variable: str, told: Sequence[Sequence[Mean]], known: Known) -> Iterator[Finding]:
    sums = [_sums(run, means) for run, means in enumerate(told)]
    units = [set(sum_) & _told_units(variable, i, known) for i, sum_ in enumerate(sums)]
    everything = [each for run in sums for each in run.values()]
    everything += list(_rests(everything, sums, units))
    steps = len(ITEMS.get(variable, "x"))
    for one, other in _nested(everything):
        left = other.less(one)
        n = len(left.people)
        off = min(left.high - LOW * n, HIGH * n - left.low) * steps
        if len(left.runs) > 1 and n >= THRESHOLD and off < THRESHOLD - 1e-6:
            yield Finding(
                "late at the end", f"{left.place}: at most {off:.0f} of {n} are off the end"
            )


def _told_units(variable: str, run: int, known: Known) -> set[People]:
    return {
        who & known.answered[variable]
        for name, who in known.units.items()
        if name.endswith(f" in {run}")
    }


def _sums(run: int, means: Sequence[Mean]) -> dict[People, Sum]:
    found: dict[People, Sum] = {}
    for mean in means:
        low, high = told_sum(mean)
        if old := found.get(mean.people):
            low, high = max(low, old.low), min(high, old.high)
        found[mean.people] = Sum(mean.people, low, high, frozenset({run}), f"{run}:{mean.place}")
    return found


def _rests(
    everything: Sequence[Sum],
    sums: Sequence[Mapping[People, Sum]],
    units: Sequence[set[People]],
) -> Iterator[Sum]:
    """Each told group without the told units of one release, or those told in two of them.

    A unit told in two has an office's people of then and of now, each other's late ones apart.
    """
    families = [(run, inside) for run, inside in enumerate(units)]
    for a, b in combinations(range(len(units)), 2):
        grown = {(x, y) for x in units[a] for y in units[b] if x & y}
        families += [(a, {x for x, _ in grown}), (b, {y for _, y in grown})]
    for whole in everything:
        seen = set()
        for run, family in families:
            inside = [sums[run][who] for who in family if who < whole.people]
            people = frozenset().union(*(each.people for each in inside))
            if not inside or people in seen or sum(len(e.people) for e in inside) != len(people):
                continue
            seen.add(people)
            low = whole.low - sum(each.high for each in inside)
            high = whole.high - sum(each.low for each in inside)
            if people != whole.people:
                yield Sum(
                    whole.people - people,
                    low,
                    high,
                    whole.runs | {run},
                    f"{whole.place} less units of {run}",
                )


def _nested(sums: Sequence[Sum]) -> Iterator[tuple[Sum, Sum]]:
    masks = [sum(1 << person for person in each.people) for each in sums]
    for i, a in enumerate(masks):
        for j, b in enumerate(masks):
            if a != b and a & b == a:
                yield sums[i], sums[j]


def _of_spreads(told: Sequence[Sequence[Mean]]) -> Iterator[Finding]:
    """The squares of a group less those of one inside it that another release told."""
    for a, b in combinations(range(len(told)), 2):
        pairs = [(x, y) for x in told[a] for y in told[b]]
        for one, other in [*pairs, *((y, x) for x, y in pairs)]:
            left = len(other.people) - len(one.people)
            if not (one.spread and other.spread and THRESHOLD <= left <= ENUMERATED):
                continue
            if one.people < other.people and one.variable not in ITEMS:
                place = f"{other.place} less {one.place}, {left} people"
                yield from ways_of_squares(place, left, *less(other, [one]))


def _of_classes(
    variable: str, shares: Sequence[Sequence[Shares]], told: Sequence[Sequence[Mean]]
) -> Iterator[Finding]:
    """How many of a difference fell in each class, and its mean at an end of them."""
    sums: dict[People, Sum] = {}
    for run, means in enumerate(told):
        sums |= _sums(run, means)
    known: dict[People, Cumulated] = {}
    for one in (each for run in shares for each in run):
        known.setdefault(one.people, {}).update(cumulated(one))
    for one, other in [(a, b) for a in known for b in known if a < b]:
        left = sums[other].less(sums[one]) if {one, other} <= sums.keys() else None
        total = (left.low, left.high) if left else None
        place = f"{variable} of {sorted(other - one)}"
        yield from left_in_classes(place, known[other], [known[one]], total, "late classes")


def _of_late_counts(results: Sequence[ReleasedResults], group: str) -> Iterator[Finding]:
    """How many late ones: in a theme, a class of a table, complete, or silent."""
    for then, now in combinations(results, 2):
        for place, before, after in _counted(then, now, group):
            few = [after[name] - before[name] for name in before.keys() & after.keys()]
            for change in few:
                if 0 < abs(change) < THRESHOLD:
                    yield Finding("late counts", f"{place}: {change}")
    yield from _silent(results)


def _counted(
    then: ReleasedResults, now: ReleasedResults, group: str
) -> Iterator[tuple[str, dict, dict]]:
    for name in then.steps.keys() & now.steps.keys():
        one, other = then.steps[name], now.steps[name]
        if getattr(one, "group", None) == getattr(other, "group", "") == group:
            yield name, dict(_counts(one)), dict(_counts(other))


def _counts(node: object) -> Iterator[tuple[str, int]]:
    match node:
        case Themes():
            found = [("all", node.n)]
            for theme in node.themes:
                found.append((theme.label, theme.count))
                if exact(theme.count) is not None and exact(node.n) is not None:
                    found.append((f"not {theme.label}", node.n - theme.count))
        case GoodnessOfFit():
            found = [(cell.label, cell.observed) for cell in node.cells]
        case Frequency():
            found = [(part.label, part.count) for part in node.categories]
        case Response():
            names = ("complete", "partial", "dropped_out", "registered")
            found = [(name, getattr(node, name)) for name in names]
        case _:
            found = []
    yield from ((name, n) for name, n in found if exact(n) is not None)


def _silent(results: Sequence[ReleasedResults]) -> Iterator[Finding]:
    """How many did not answer, where all releases' bands leave one number of invited only."""
    for unit in sorted(set.intersection(*(set(each.units) for each in results))):
        told = [r for each in results if (r := response_of(each, unit))]
        spans = [span for each in told if (span := could_be_invited(each))]
        low, high = max((a for a, _ in spans), default=0), min((b for _, b in spans), default=0)
        counts = [n for each in told if (n := exact(each.n)) is not None]
        for n in counts if low == high < EXACT_FROM else ():
            if 0 < high - n < THRESHOLD:
                yield Finding("band", f"{high - n} did not answer in {unit}")


def _of_clients(results: Sequence[ReleasedResults]) -> Iterator[Finding]:
    """One to four clients more than before, in an office or outside those that are told."""
    for then, now in combinations(results, 2):
        before, after = _client_counts(then), _client_counts(now)
        for question in before.keys() & after.keys():
            yield from _few_clients(question, before[question], after[question])


def _client_counts(results: ReleasedResults) -> dict[str, dict[str | None, tuple[int, float]]]:
    """For each question and indicator: the clients and the mean of each unit; None is the whole."""
    found: dict[str, dict[str | None, tuple[int, float]]] = {}
    everything = {None: results.steps, **results.units}
    for unit, nodes in everything.items():
        match nodes.get("client_survey"):
            case ClientResults(questions=rows):
                for row in rows:
                    if isinstance(row.n, int) and isinstance(row.mean, float):
                        found.setdefault(row.variable, {})[unit] = (row.n, row.mean)
        match nodes.get("attainment"):
            case Attainment(offices=offices):
                for office in offices:
                    for row in office.rows:
                        if isinstance(row.denominator, int) and isinstance(row.result, float):
                            place = office.office or None
                            found.setdefault(row.indicator, {})[place] = (
                                row.denominator,
                                row.result,
                            )
    return found


def _few_clients(
    question: str,
    before: Mapping[str | None, tuple[int, float]],
    after: Mapping[str | None, tuple[int, float]],
) -> Iterator[Finding]:
    grown = {u: after[u][0] - before[u][0] for u in before.keys() & after.keys()}
    for unit, more in grown.items():
        if 0 < abs(more) < CLIENTS:
            yield Finding("late clients", f"{more} more clients of {unit} to {question}")
        same_mean = before[unit][1] == after[unit][1]
        # merged otherwise, the whole is the mean of other units
        if more == 0 and not same_mean and (unit or before.keys() == after.keys()):
            yield Finding("late clients", f"{unit} was corrected in {question}")
    if None in grown:
        told = [{u for u in each if u is not None} for each in (before, after)]
        rest = [
            each[None][0] - sum(each[u][0] for u in units)
            for each, units in zip((before, after), told, strict=True)
        ]
        same = told[0] == told[1]
        if same and 0 < rest[1] - rest[0] < CLIENTS:
            yield Finding("late clients", f"{rest[1] - rest[0]} more outside units to {question}")
        for unit in told[1] - told[0]:
            others = rest[0] - after[unit][0]
            if 0 < others < CLIENTS and told[1] - told[0] == {unit}:
                yield Finding("late clients", f"{others} besides {unit}, hidden first: {question}")
