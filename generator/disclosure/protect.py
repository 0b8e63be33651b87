"""From the exact table to the published one: every cell by the rules, in their order.

Sums of a variable are over the places whose cell is a number. A place whose cell is suppressed or
a bound is in no sum, so no sum says more of it than its own cell does.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from generator.disclosure.audit import Sums
from generator.disclosure.classes import classify
from generator.disclosure.draft import GroupDraft
from generator.disclosure.later_release import FIRST, GONE, LaterRelease, key_of
from generator.disclosure.microdata import Respondents, Variable, smallest_squares
from generator.disclosure.places import decide_places
from generator.disclosure.rules import Limits
from generator.disclosure.statements import statements_of, statements_of_low_places
from generator.results.table import EVERYBODY, OTHER, Base, GroupTable, Place, Spread, TableCell
from generator.results.values import Rule, Suppressed, round_half_away


@dataclass(frozen=True, slots=True)
class Protected:
    """The published table of a group, and what is behind it.

    ``included`` has the rows behind every figure by its key, ``systems`` the published sums of
    each variable, by group and name. ``models_stale`` where models may not be made anew.
    """

    table: GroupTable
    included: Mapping[str, tuple[int, ...]]
    systems: Mapping[tuple[str, str], Sums]
    base: Base
    models_stale: bool


def protect(
    people: Respondents, limits: Limits, later: LaterRelease = FIRST, *, exact: bool = False
) -> Protected:
    """The published table of one respondent group."""
    later = replace(later, group=people.group)
    places = decide_places(people, limits, exact=exact, first=later.places)
    gone = set(later.places or ()) - {*places.names, OTHER}
    draft = GroupDraft(people, places, limits, replace(later, frozen=bool(gone)), exact)
    published = [_place(draft, i) for i in range(len(places.names))] + _gone(draft)
    low = statements_of_low_places(draft)
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
    models_stale = _models_stale(draft)
    named = {(people.group, name): each for name, each in systems.items() if each.names}
    return Protected(table, draft.included, named, _base(draft), models_stale)


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


def _models_stale(draft: GroupDraft) -> bool:
    """Whether models are carried over.

    They are made anew only when every place could be, and of newcomers enough for a model.
    """
    rows, key = np.flatnonzero(draft.places.of >= 0), key_of("models")
    least = draft.limits.models_from
    if draft.current and draft.later.renews(key, rows, lambda new: len(new) >= least):
        draft.keep(key, rows)
        return False
    draft.carry(key)
    return draft.later.results_before is not None


def _place(draft: GroupDraft, i: int) -> Place:
    name, fewest = draft.places.names[i], draft.limits.fewest
    members, before = draft.places.members(i), draft.later.before.place(name)
    key = key_of("n", name)
    new = draft.later.renews(key, members, lambda rows: len(rows) >= fewest)
    if new:
        draft.keep(key, members)
    else:
        draft.carry(key)
        draft.current = False
    cells = tuple(_cell(draft, i, members, each, before) for each in draft.people.variables)
    carried = before if before and not new else None
    return Place(
        place=name,
        offices=draft.places.offices[i],
        n=carried.n if carried else len(members) if new else Suppressed("later_release"),
        cells=cells,
        statements=statements_of(draft, i, cells, before),
        release=carried.release if carried else draft.later.release,
    )


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
        return len(new) >= limits.fewest and isinstance(draft.mean(variable, new), float)

    if not draft.later.renews(key, rows, passes):
        draft.stale.add(name)
        draft.current = False
        draft.carry(key)
        known = [cell for cell in before.cells if cell.variable == name] if before else []
        cell = known[0] if known else _suppressed(name, "later_release")
        if isinstance(cell.mean, float):
            behind = np.array(draft.included.get(key, ()), dtype=int)
            draft.summed.setdefault(name, {})[i] = behind
        return cell
    if len(rows) < (1 if draft.exact else limits.fewest):
        return _suppressed(name, "threshold")
    draft.keep(key, rows)
    mean = draft.mean(variable, rows)
    if isinstance(mean, float):
        draft.summed.setdefault(name, {})[i] = rows
        mean = draft.rounded(mean, 2)  # where tables are reproduced, at the gate instead
    return TableCell(variable=name, n=len(rows), mean=mean, release=draft.later.release)


def _suppressed(name: str, rule: Rule) -> TableCell:
    return TableCell(variable=name, n=Suppressed(rule), mean=Suppressed(rule))


def _gone(draft: GroupDraft) -> list[Place]:
    """Places of earlier releases that today's round does not declare; their cells stand."""
    before = draft.later.before.places
    found = [place for place in before if place.place not in draft.places.names]
    for place in found:
        draft.current = False
        draft.carry(key_of("n", place.place))
        for variable in draft.people.variables:
            draft.carry(key_of("mean", place.place, variable.key))
    return found


def _spread(draft: GroupDraft, variable: Variable) -> Spread:
    """The pooled standard deviation within places, or the rule that suppresses it."""
    name, key = variable.name, key_of("spread", "", variable.key)
    parts = list(draft.summed.get(name, {}).values())
    rows = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=int)

    def passes(new: np.ndarray) -> bool:
        own = [part[np.isin(part, new)] for part in parts]
        return isinstance(_pooled(draft, variable, [part for part in own if len(part)]), float)

    renewed = name not in draft.stale and draft.later.renews(key, rows, passes)
    if draft.later.redefined(name):
        return Spread(variable=name, sd=Suppressed("later_release"), df=None)
    sd = _pooled(draft, variable, parts) if renewed else None
    known = draft.later.before.spread(name)
    if not renewed or (known and isinstance(known.sd, float) and not isinstance(sd, float)):
        draft.carry(key)
        why = Suppressed("later_release")
        return known or Spread(variable=name, sd=why, df=why)
    draft.keep(key, rows)
    if isinstance(sd, Suppressed):
        return Spread(variable=name, sd=sd, df=sd)
    draft.spread.add(name)
    sd = draft.rounded(sd, 2) if sd is not None else None
    df = len(rows) - len(parts)
    return Spread(variable=name, sd=sd, df=df, release=draft.later.release)


def _pooled(
    draft: GroupDraft, variable: Variable, parts: list[np.ndarray]
) -> float | Suppressed | None:
    n, limits = sum(map(len, parts)), draft.limits
    if n == len(parts):
        return None
    if n < limits.models_from:
        return Suppressed("size")
    squares = math.fsum(map(variable.squares, parts))
    if limits.on("homogeneity"):
        means = [(len(part), round_half_away(variable.mean(part), 2)) for part in parts]
        least = math.fsum(smallest_squares(n, mean, variable) for n, mean in means)
        # That it is suppressed says that squares are below. On a scale of whole points so few
        # could be off the mean that any three people were known, so there it takes twice as many.
        room = (2 if variable.fewest == 1 else 1) * limits.threshold
        if squares < least + room:
            return Suppressed("homogeneity")
    return float(np.sqrt(squares / (n - len(parts))))
