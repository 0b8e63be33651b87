"""Background classes: a partition of the same base, for the total only.

Each class has ten or more people, "not answered" among them, else it joins its neighbour; so does
one that nearly all answered alike. A classification of a variable is suppressed as a whole where
it nearly coincides with the places or with another one, since a difference would be about few.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from generator.disclosure.audit import Sums, solve, sums_of
from generator.disclosure.draft import GroupDraft
from generator.disclosure.later_release import GONE, key_of
from generator.disclosure.linked import nearly_coincide, squares_leave_room
from generator.disclosure.microdata import Background, Variable
from generator.disclosure.statements import shares_leave_room
from generator.results.table import ClassCell, ClassCount, Classification, ClassMeans
from generator.results.values import Rule, Suppressed
from generator.study.declared import JOINED

IN = "/"
"""Between a background variable and its class, in the name of a sum; no unit's id has it."""

Parts = list[list[int]]
"""Joined classes: the positions of the declared ones in each, in declared order."""


def classify(draft: GroupDraft) -> tuple[tuple[Classification, ...], dict[str, Sums]]:
    """Every classification of a group, and of each variable all published sums, places' too."""
    for variable in draft.people.variables:
        summed = draft.summed.get(variable.name, {})
        draft.behind[variable.name] = people_of(summed, draft.places.names)
    found = [_classified(draft, background) for background in draft.people.backgrounds]
    return _without_recoverable(found, draft)


def people_of(places: Mapping[int, np.ndarray], names: Sequence[str]) -> dict[str, frozenset[int]]:
    """The people behind each place's cell; those who are gone are somebody too, each another."""
    nobody_yet = count(GONE - 1, -1)
    return {
        names[i]: frozenset(next(nobody_yet) if row == GONE else row for row in rows.tolist())
        for i, rows in places.items()
    }


def _classified(draft: GroupDraft, background: Background) -> Classification:
    base = np.flatnonzero(draft.places.of >= 0)
    key = key_of("counts", background.name)
    counts = np.bincount(background.codes[base], minlength=len(background.labels))
    parts = _joined([[i] for i in range(len(counts))], draft, lambda part: counts[part].sum())
    codes = _codes(parts, background)

    def passes(new: np.ndarray) -> bool:
        return _nobody_or_enough(codes[new], draft)

    renewed = draft.current and draft.later.renews(key, base, passes)
    if draft.later.redefined(background.name) or not renewed:
        return _carried(draft, background)
    draft.keep(key, base)
    classes = tuple(
        ClassCount(label=label, values=values, n=int(counts[part].sum()))
        for part in parts
        for label, values in [_named(part, background)]
        if counts[part].any() or "" not in values
    )
    several = sum(bool(counts[part].any()) for part in parts) > 1
    known = draft.later.before.classification(background.name)
    if not several and known and not isinstance(known.counts, Suppressed):
        return _carried(draft, background)
    return Classification(
        background=background.name,
        counts=classes if several or draft.exact else Suppressed("size"),
        means=tuple(
            _or_known(_means(draft, background, each, parts), draft, background.name)
            for each in draft.people.variables
        ),
        release=draft.later.release,
    )


def _or_known(new: ClassMeans, draft: GroupDraft, background: str) -> ClassMeans:
    """New means, or those of the release before where there were some and now are none."""
    known = draft.later.before.classification(background)
    then = next((m for m in known.means if m.variable == new.variable), None) if known else None
    held = new.classes == Suppressed("later_release")
    lost = isinstance(new.classes, Suppressed) and not draft.later.redefined(new.variable)
    if then is None or not lost or not (held or isinstance(then.classes, tuple)):
        return new
    variable = next(each for each in draft.people.variables if each.name == new.variable)
    draft.carry(key_of("classes", background, variable.key))
    return then


def _means(
    draft: GroupDraft, background: Background, variable: Variable, parts: Parts
) -> ClassMeans:
    """A variable by the classes, joined further until each may be published."""
    places = draft.summed.get(variable.name, {})
    if not places:
        return _suppressed(variable.name, "threshold")
    rows = np.sort(np.concatenate(list(places.values())))
    at = background.codes[rows]

    def alike(part: list[int]) -> bool:
        mine = rows[np.isin(at, part)]
        return bool(len(mine)) and not draft.off_ends(variable, mine)

    parts = _joined(parts, draft, lambda part: int(np.isin(at, part).sum()), alike)
    if sum(bool(np.isin(at, part).any()) for part in parts) < 2 and not draft.exact:
        return _suppressed(variable.name, "size")
    class_of = _codes(parts, background)
    codes = class_of[rows]
    key = key_of("classes", background.name, variable.key)

    def passes(new: np.ndarray) -> bool:
        mine = class_of[new]
        return _nobody_or_enough(mine, draft) and all(
            draft.off_ends(variable, new[mine == code]) for code in set(mine.tolist())
        )

    if not draft.later.renews(key, rows, passes):
        draft.carry(key)
        return _suppressed(variable.name, "later_release")
    if draft.limits.on("linked") and _linked(draft, variable, rows, codes):
        return _suppressed(variable.name, "linked")
    for code in sorted(set(codes.tolist())):
        people = frozenset(rows[codes == code].tolist())
        draft.behind[variable.name][f"{background.name}{IN}{code}"] = people
    draft.partitions.setdefault(variable.name, []).append(codes)
    draft.keep(key, rows)
    cells = []
    for code, part in enumerate(parts):
        people_in = rows[codes == code]
        if len(people_in):
            label, values = _named(part, background)
            mean = draft.rounded(variable.mean(people_in), 2)
            cells.append(ClassCell(label=label, values=values, n=len(people_in), mean=mean))
    release = draft.later.release
    return ClassMeans(variable=variable.name, classes=tuple(cells), release=release)


def _linked(draft: GroupDraft, variable: Variable, rows: np.ndarray, codes: np.ndarray) -> bool:
    """Whether classes give somebody away beside other partitions, the spread or shares.

    What was published before divides places and classes into people of then and newcomers.
    """
    summed = draft.summed[variable.name].values()
    place_of = {int(row): i for i, part in enumerate(summed) for row in part}
    places = np.array([place_of[int(row)] for row in rows])
    others = places, *draft.partitions.get(variable.name, [])
    answers = variable.answers[rows]
    ends = (answers - variable.low, variable.high - answers)
    then = draft.later.cohorts(variable.key, rows)
    dated = [each * (then.max(initial=0) + 1) + then for each in (codes, *others)]
    if any(nearly_coincide(dated[0], other, ends, draft.limits) for other in dated[1:]):
        return True
    spread = variable.name in draft.spread
    if spread and not squares_leave_room(variable, rows, (*others, codes), draft.limits):
        return True
    return not shares_leave_room(draft, variable, rows, codes)


def _without_recoverable(
    found: Sequence[Classification], draft: GroupDraft
) -> tuple[tuple[Classification, ...], dict[str, Sums]]:
    """The classifications without those from which, together, few people's sum follows by rank.

    The one declared last goes first. Two that nearly coincide are gone already; what is left to
    find follows from three or more.
    """
    gone: set[tuple[str, str]] = set()
    sums = {}
    for variable, behind in draft.behind.items():
        groups = behind
        sums[variable] = sums_of(groups)
        while draft.limits.on("linked"):
            backgrounds = [name.partition(IN)[0] for name in groups if IN in name]
            solved = solve(sums[variable], threshold=draft.limits.threshold)
            if not solved.recoverable or not backgrounds:
                break
            last = backgrounds[-1]
            gone.add((last, variable))
            groups = {k: v for k, v in groups.items() if not k.startswith(f"{last}{IN}")}
            sums[variable] = sums_of(groups)
    return tuple(
        replace(
            each,
            means=tuple(
                _or_known(_suppressed(means.variable, "linked"), draft, each.background)
                if (each.background, means.variable) in gone
                else means
                for means in each.means
            ),
        )
        for each in found
    ), sums


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
    while len(parts) > 1 and not draft.exact:
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


def _nobody_or_enough(codes: np.ndarray, draft: GroupDraft) -> bool:
    """Whether newcomers are nobody or enough in every class."""
    counts = np.bincount(codes)
    return bool(((counts == 0) | (counts >= draft.limits.classes_from)).all())


def _named(part: Sequence[int], background: Background) -> tuple[str, tuple[str, ...]]:
    """The label and the values of a joined class."""
    labels = JOINED.join(background.labels[i] for i in part)
    return labels, tuple(background.values[i] for i in part)


def _carried(draft: GroupDraft, background: Background) -> Classification:
    """The classification of the release before, or the rule that there is none."""
    draft.carry(key_of("counts", background.name))
    for variable in draft.people.variables:
        draft.carry(key_of("classes", background.name, variable.key))
    known = draft.later.before.classification(background.name)
    if known is None or draft.later.redefined(background.name):
        means = tuple(_suppressed(each.name, "later_release") for each in draft.people.variables)
        counts = Suppressed("later_release")
        return Classification(background=background.name, counts=counts, means=means)
    return known


def _suppressed(variable: str, rule: Rule) -> ClassMeans:
    return ClassMeans(variable=variable, classes=Suppressed(rule))
