"""From the exact table to the published one: every cell by the rules, in their order.

Sums of a variable are over the places whose cell is a number. A place whose cell is suppressed or
a bound is in no sum, so no sum says more of it than its own cell does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from generator.disclosure.audit import System
from generator.disclosure.classes import classify
from generator.disclosure.exact import Respondents, Variable, least_squares, mean_of, sum_of
from generator.disclosure.later_release import FIRST, GONE, LaterRelease, key_of
from generator.disclosure.places import Places, decide_places
from generator.disclosure.rules import Limits
from generator.disclosure.statements import StatementMaker
from generator.results.store import ReleasedResults
from generator.results.table import EVERYBODY, OTHER, Base, GroupTable, Place, Spread, TableCell
from generator.results.values import Bound, Suppressed, round_half_away


@dataclass(frozen=True, slots=True)
class Protected:
    """The published table of a group, and what is behind it.

    ``included`` has the rows behind every figure by its key, ``systems`` the published sums of
    each variable, by group and name. Where models may not be made anew, ``models_before`` are the
    results that they are carried over from.
    """

    table: GroupTable
    included: Mapping[str, tuple[int, ...]]
    systems: Mapping[tuple[str, str], System]
    base: Base
    models_before: ReleasedResults | None


@dataclass(slots=True)
class GroupDraft:
    """A group's table while it is made; ``exact`` leaves cells unrounded and switches rules off.

    ``summed`` has, of each variable, the rows that are in its sums by place; ``stale`` the
    variables of which some figure was carried over, ``spread`` those whose spread is published,
    ``shared`` the
    places and variables that have shares.
    """

    people: Respondents
    places: Places
    limits: Limits
    later: LaterRelease
    exact: bool
    included: dict[str, tuple[int, ...]] = field(default_factory=dict)
    summed: dict[str, dict[int, np.ndarray]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    spread: set[str] = field(default_factory=set)
    shared: set[tuple[int, str]] = field(default_factory=set)
    current: bool = True

    def keep(self, key: str, rows: np.ndarray) -> None:
        """Remember who is behind a figure that is made now."""
        self.included[key] = tuple(rows.tolist())

    def carry(self, key: str) -> None:
        """Remember that who is behind a figure are those of the release before."""
        for release in reversed(self.later.releases):
            rows = (release.included or {}).get(self.people.group, {}).get(key)
            if rows is not None:
                self.included[key] = tuple(GONE if row is None else row for row in rows)
                return

    def rounded(self, value: float, decimals: int) -> float:
        """A figure at printed precision, or as it is in an exact table."""
        return value if self.exact else round_half_away(value, decimals)


def protect(
    people: Respondents, limits: Limits, later: LaterRelease = FIRST, *, exact: bool = False
) -> Protected:
    """The published table of one respondent group."""
    later = replace(later, group=people.group)
    places = decide_places(people, limits, exact=exact, first=later.places)
    gone = set(later.places or ()) - {*places.names, OTHER}
    draft = GroupDraft(people, places, limits, replace(later, frozen=bool(gone)), exact)
    statements = StatementMaker(draft)
    published = [_place(draft, i, statements) for i in range(len(places.names))]
    published += _gone(draft)
    low = statements.of_low_places()
    spreads = tuple(_spread(draft, variable) for variable in people.variables)
    classifications, systems = classify(draft)
    table = GroupTable(
        group=people.group,
        base=sum(place.n for place in published if isinstance(place.n, int)),
        places=tuple(published),
        low_places=low,
        spreads=spreads,
        classifications=classifications,
    )
    models_before = _models_before(draft)
    named = {(people.group, name): each for name, each in systems.items() if each.names}
    return Protected(table, draft.included, named, _base(draft), models_before)


def _base(draft: GroupDraft) -> Base:
    """Who is behind the table, and behind each variable's cells."""
    names = [name for name in draft.places.names if name not in (OTHER, EVERYBODY)]
    of_variable = {
        variable.name: frozenset(
            row
            for rows in draft.summed.get(variable.name, {}).values()
            for row in rows.tolist()
            if row != GONE
        )
        for variable in draft.people.variables
    }
    rows = tuple(np.flatnonzero(draft.places.of >= 0).tolist())
    return Base(rows, of_variable, tuple(names))


def _models_before(draft: GroupDraft) -> ReleasedResults | None:
    """The results to carry models over from; None where they are made anew.

    They are, only when every place could be, and of newcomers enough for a model of their own.
    """
    rows, key = np.flatnonzero(draft.places.of >= 0), key_of("models")
    least = draft.limits.models_from
    if draft.current and draft.later.renews(key, rows, lambda new: len(new) >= least):
        draft.keep(key, rows)
        return None
    draft.carry(key)
    return draft.later.results_before


def _place(draft: GroupDraft, i: int, statements: StatementMaker) -> Place:
    name, offices = draft.places.names[i], draft.places.offices[i]
    members, fewest = draft.places.members(i), draft.limits.fewest
    key, before = key_of("n", name), _before(draft, name)
    new = draft.later.renews(key, members, lambda rows: len(rows) >= fewest)
    if new:
        draft.keep(key, members)
    else:
        draft.carry(key)
        draft.current = False
    cells = tuple(_cell(draft, i, members, variable, before) for variable in draft.people.variables)
    old = before is not None and not new
    return Place(
        place=name,
        offices=offices,
        n=before.n if before and old else len(members) if new else Suppressed("later_release"),
        cells=cells,
        statements=statements.of_place(i, cells, before),
        release=before.release if before and old else draft.later.release,
    )


def _before(draft: GroupDraft, name: str) -> Place | None:
    table = draft.later.before
    return table.place(name) if table else None


def _cell(
    draft: GroupDraft, i: int, members: np.ndarray, variable: Variable, before: Place | None
) -> TableCell:
    name, limits = variable.name, draft.limits
    rows = members[~np.isnan(variable.answers[members])]
    key = key_of("mean", draft.places.names[i], variable.key)
    if draft.later.redefined(name):
        draft.current = False
        return _suppressed(name, "later_release")

    def passes(new: np.ndarray) -> bool:
        return len(new) >= limits.fewest and isinstance(_mean(variable, new, limits), float)

    if not draft.later.renews(key, rows, passes):
        draft.stale.add(name)
        draft.current = False
        draft.carry(key)
        known = [cell for cell in before.cells if cell.variable == name] if before else []
        cell = known[0] if known else _suppressed(name, "later_release")
        if isinstance(cell.mean, float):
            draft.summed.setdefault(name, {})[i] = np.array(draft.included.get(key, ()), dtype=int)
        return cell
    if len(rows) < (1 if draft.exact else limits.fewest):
        return _suppressed(name, "threshold")
    draft.keep(key, rows)
    mean = _mean(variable, rows, limits)
    if isinstance(mean, float):
        draft.summed.setdefault(name, {})[i] = rows
        mean = draft.rounded(mean, 2)
    return TableCell(variable=name, n=len(rows), mean=mean, release=draft.later.release)


def _suppressed(name: str, rule: str) -> TableCell:
    why = Suppressed(rule)  # type: ignore[arg-type]
    return TableCell(variable=name, n=why, mean=why)


def _mean(variable: Variable, rows: np.ndarray, limits: Limits) -> float | Bound:
    mean = mean_of(variable.answers[rows])
    return limits.mean_of(len(rows), mean, variable.low, variable.high)


def _gone(draft: GroupDraft) -> list[Place]:
    """Places of earlier releases that today's round does not declare; their cells stand."""
    before = draft.later.before
    found = [p for p in before.places if p.place not in draft.places.names] if before else []
    for place in found:
        draft.current = False
        draft.carry(key_of("n", place.place))
        for variable in draft.people.variables:
            draft.carry(key_of("mean", place.place, variable.key))
    return found


# --- spread --------------------------------------------------------------------------------


def _spread(draft: GroupDraft, variable: Variable) -> Spread:
    """The pooled standard deviation within places, or the rule that suppresses it."""
    name, key = variable.name, key_of("spread", "", variable.key)
    parts = list(draft.summed.get(name, {}).values())
    rows = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=int)
    groups = {int(row): i for i, part in enumerate(parts) for row in part}

    def passes(new: np.ndarray) -> bool:
        at = [groups[int(row)] for row in new]
        own = [new[np.array(at) == i] for i in sorted(set(at))]
        return isinstance(_pooled(draft, variable, own), float)

    renewed = name not in draft.stale and draft.later.renews(key, rows, passes)
    if draft.later.redefined(name):
        return Spread(variable=name, sd=Suppressed("later_release"), df=None)
    if not renewed:
        draft.carry(key)
        before = draft.later.before
        known = before.spread(name) if before else None
        why = Suppressed("later_release")
        return known or Spread(variable=name, sd=why, df=why)
    draft.keep(key, rows)
    sd = _pooled(draft, variable, parts)
    if isinstance(sd, Suppressed):
        return Spread(variable=name, sd=sd, df=sd)
    draft.spread.add(name)
    df = len(rows) - len(parts)
    return Spread(
        variable=name,
        sd=draft.rounded(sd, 2) if sd is not None else None,
        df=df,
        release=draft.later.release,
    )


def _pooled(
    draft: GroupDraft, variable: Variable, parts: list[np.ndarray]
) -> float | Suppressed | None:
    n, limits = sum(map(len, parts)), draft.limits
    if n == len(parts):
        return None
    if n < limits.models_from:
        return Suppressed("size")
    answers = [variable.answers[part] for part in parts]
    squares = sum(sum_of((a - mean_of(a)) ** 2) for a in answers)
    if limits.on("homogeneity"):
        least = sum(
            least_squares(len(a), round_half_away(mean_of(a), 2), variable) for a in answers
        )
        # That it is suppressed says that squares are below. On a scale of whole points so few
        # could be off the mean that any three people were known, so there it takes twice as many.
        room = (2 if variable.fewest == 1 else 1) * limits.threshold
        if squares < least + room:
            return Suppressed("homogeneity")
    return float(np.sqrt(squares / (n - len(parts))))
