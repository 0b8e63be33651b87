"""Background classes: a partition of the same base, for the total only.

Each class has ten or more people, "not answered" among them, else it joins its neighbour; so does
one that nearly all answered alike. A classification of a variable is suppressed as a whole where
it nearly coincides with the places or with another one, since a difference would be about few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from generator.disclosure.audit import System, solve, system_of
from generator.disclosure.exact import Background, Variable, mean_of, sum_of
from generator.disclosure.later_release import GONE, key_of
from generator.disclosure.linked import nearly_coincide, squares_leave_room
from generator.disclosure.rules import Limits
from generator.disclosure.statements import shares_leave_room
from generator.results.table import ClassCell, ClassCount, Classification, ClassMeans
from generator.results.values import Suppressed
from generator.study.texts import JOINED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.disclosure.protect import GroupDraft

Rows = frozenset[int]
Sums = dict[str, dict[str, Rows]]
"""Of each variable the rows behind every published sum, by its name."""

IN = "/"
"""Between a background variable and its class, in the name of a sum; no unit's id has it."""

Parts = list[list[int]]
"""Joined classes: the positions of the declared ones in each, in declared order."""


def classify(
    draft: GroupDraft,
) -> tuple[tuple[Classification, ...], dict[str, System]]:
    """Every classification of a group, and of each variable all published sums, places' too."""
    names = draft.places.names
    sums: Sums = {
        variable.name: people_of(draft.summed.get(variable.name, {}), names)
        for variable in draft.people.variables
    }
    labels: dict[str, list[np.ndarray]] = {}
    found = [_classified(draft, each, sums, labels) for each in draft.people.backgrounds]
    return _without_recoverable(found, sums, draft.limits)


def people_of(places: Mapping[int, np.ndarray], names: Sequence[str]) -> dict[str, Rows]:
    """The people behind each place's cell; those who are gone are somebody too, each another."""
    nobody_yet = count(GONE - 1, -1)
    return {
        names[i]: frozenset(next(nobody_yet) if row == GONE else row for row in rows.tolist())
        for i, rows in places.items()
    }


def _classified(
    draft: GroupDraft, background: Background, sums: Sums, earlier: dict[str, list[np.ndarray]]
) -> Classification:
    base = np.flatnonzero(draft.places.of >= 0)
    key = key_of("counts", background.name)
    counts = np.bincount(background.codes[base], minlength=len(background.labels))
    parts = _joined([[i] for i in range(len(counts))], draft, lambda part: counts[part].sum())
    codes = _codes(parts, background)

    def passes(new: np.ndarray) -> bool:
        return _enough(np.bincount(codes[new]), draft)

    if draft.later.redefined(background.name) or not (
        draft.current and draft.later.renews(key, base, passes)
    ):
        return _carried(draft, background, sums)
    draft.keep(key, base)
    enough = sum(bool(counts[part].sum()) for part in parts) > 1 or draft.exact
    return Classification(
        background=background.name,
        counts=tuple(
            ClassCount(label=_label(part, background), values=_values(part, background), n=int(n))
            for part in parts
            if (n := counts[part].sum()) or "" not in _values(part, background)
        )
        if enough
        else Suppressed("size"),
        means=tuple(
            _means(draft, background, variable, parts, sums, earlier)
            for variable in draft.people.variables
        ),
        release=draft.later.release,
    )


def _means(
    draft: GroupDraft,
    background: Background,
    variable: Variable,
    parts: Parts,
    sums: Sums,
    earlier: dict[str, list[np.ndarray]],
) -> ClassMeans:
    """A variable by the classes, joined further until each may be published."""
    places = draft.summed.get(variable.name, {})
    if not places:
        return ClassMeans(variable=variable.name, classes=Suppressed("threshold"))
    rows = np.sort(np.concatenate(list(places.values())))
    answers, at = variable.answers[rows], background.codes[rows]

    def alike(part: list[int]) -> bool:
        mine = answers[np.isin(at, part)]
        return bool(len(mine)) and not _off_ends(mine, variable, draft)

    parts = _joined(parts, draft, lambda part: int(np.isin(at, part).sum()), alike)
    if sum(bool(np.isin(at, part).any()) for part in parts) < 2 and not draft.exact:
        return ClassMeans(variable=variable.name, classes=Suppressed("size"))
    codes = _codes(parts, background)[rows]
    position = {int(row): i for i, part in enumerate(places.values()) for row in part}
    units = np.array([position[int(row)] for row in rows])
    key = key_of("classes", background.name, variable.key)
    known = earlier.setdefault(variable.name, [])

    def passes(new: np.ndarray) -> bool:
        mine = _codes(parts, background)[new]
        return _enough(np.bincount(mine), draft) and all(
            _off_ends(variable.answers[new[mine == code]], variable, draft)
            for code in set(mine.tolist())
        )

    if not draft.later.renews(key, rows, passes):
        draft.carry(key)
        return _known(draft, background.name, variable.name)
    if draft.limits.on("linked") and _linked(draft, variable, rows, codes, (units, *known)):
        return ClassMeans(variable=variable.name, classes=Suppressed("linked"))
    for code in sorted(set(codes.tolist())):
        name = f"{background.name}{IN}{code}"
        sums[variable.name][name] = frozenset(rows[codes == code].tolist())
    known.append(codes)
    draft.keep(key, rows)
    return ClassMeans(
        variable=variable.name,
        classes=tuple(
            ClassCell(
                label=_label(part, background),
                values=_values(part, background),
                n=int((codes == code).sum()),
                mean=draft.rounded(mean_of(answers[codes == code]), 2),
            )
            for code, part in enumerate(parts)
            if (codes == code).any()
        ),
        release=draft.later.release,
    )


def _linked(
    draft: GroupDraft,
    variable: Variable,
    rows: np.ndarray,
    codes: np.ndarray,
    others: Sequence[np.ndarray],
) -> bool:
    """Whether classes give somebody away beside other partitions, the spread or shares.

    What was published before divides places and classes into people of then and newcomers.
    """
    answers = variable.answers[rows]
    ends = (answers - variable.low, variable.high - answers)
    then = draft.later.cohorts(variable.key, rows)
    dated = [each * (then.max(initial=0) + 1) + then for each in (codes, *others)]
    return (
        any(nearly_coincide(dated[0], other, ends, draft.limits) for other in dated[1:])
        or not (
            variable.name not in draft.spread
            or squares_leave_room(variable, rows, (*others, codes), draft.limits)
        )
        or not shares_leave_room(draft, variable, rows, codes)
    )


def _without_recoverable(
    found: Sequence[Classification], sums: Sums, limits: Limits
) -> tuple[tuple[Classification, ...], dict[str, System]]:
    """The classifications without those from which, together, few people's sum follows by rank.

    The one declared last goes first. Two that nearly coincide are gone already; what is left to
    find follows from three or more.
    """
    gone: set[tuple[str, str]] = set()
    systems = {}
    for variable, groups in sums.items():
        while True:
            systems[variable] = system_of(groups)
            if not limits.on("linked"):
                break
            solved = solve(systems[variable].sums, threshold=limits.threshold)
            backgrounds = [name.partition(IN)[0] for name in groups if IN in name]
            if not solved.recoverable or not backgrounds:
                break
            last = backgrounds[-1]
            gone.add((last, variable))
            for name in [name for name in groups if name.startswith(f"{last}{IN}")]:
                del groups[name]
    return tuple(
        replace(
            each,
            means=tuple(
                replace(means, classes=Suppressed("linked"))
                if (each.background, means.variable) in gone
                else means
                for means in each.means
            ),
        )
        for each in found
    ), systems


def _joined(
    parts: Parts,
    draft: GroupDraft,
    size: Callable[[list[int]], int],
    alike: Callable[[list[int]], bool] = lambda _: False,
) -> Parts:
    """Neighbours joined until no class has too few people, or people too much alike.

    A class joins its smaller neighbour; one without anybody is joined with last.
    """
    parts, least = [*parts], draft.limits.classes_from
    if draft.exact:
        return parts
    while len(parts) > 1:
        sizes = [int(size(part)) for part in parts]
        few = [i for i, n in enumerate(sizes) if 0 < n < least or (n and alike(parts[i]))]
        if not few:
            break
        i = few[0]
        neighbours = [j for j in (i - 1, i + 1) if 0 <= j < len(parts)]
        first = min(i, min(neighbours, key=lambda j: (sizes[j] == 0, sizes[j])))
        parts[first : first + 2] = [parts[first] + parts[first + 1]]
    return parts


def _codes(parts: Parts, background: Background) -> np.ndarray:
    """Each person's joined class."""
    joined = np.empty(len(background.labels), dtype=int)
    for code, part in enumerate(parts):
        joined[part] = code
    codes: np.ndarray = joined[background.codes]
    return codes


def _off_ends(answers: np.ndarray, variable: Variable, draft: GroupDraft) -> bool:
    return draft.limits.off_ends(sum_of(answers - variable.low), sum_of(variable.high - answers))


def _enough(counts: np.ndarray, draft: GroupDraft) -> bool:
    """Whether newcomers are nobody or enough in every class."""
    return bool(((counts == 0) | (counts >= draft.limits.classes_from)).all())


def _label(part: Sequence[int], background: Background) -> str:
    return JOINED.join(background.labels[i] for i in part)


def _values(part: Sequence[int], background: Background) -> tuple[str, ...]:
    return tuple(background.values[i] for i in part)


def _carried(
    draft: GroupDraft, background: Background, sums: Mapping[str, Mapping[str, Rows]]
) -> Classification:
    """The classification of the release before, or the rule that there is none."""
    before = draft.later.before
    known = before.classification(background.name) if before else None
    why = Suppressed("later_release")
    draft.carry(key_of("counts", background.name))
    for variable in draft.people.variables:
        draft.carry(key_of("classes", background.name, variable.key))
    if known is None or draft.later.redefined(background.name):
        means = tuple(ClassMeans(variable=variable, classes=why) for variable in sums)
        return Classification(background=background.name, counts=why, means=means)
    return known


def _known(draft: GroupDraft, background: str, variable: str) -> ClassMeans:
    before = draft.later.before
    known = before.classification(background) if before else None
    means = [each for each in known.means if each.variable == variable] if known else []
    return means[0] if means else ClassMeans(variable=variable, classes=Suppressed("later_release"))
