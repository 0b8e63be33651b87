"""Linked classifications: two partitions of the same people that nearly coincide.

A union of classes less a union of places (or of another variable's classes) is a sum over the
people in one and not in the other, with a minus before the latter. Where they are one to nine, or
all near the ends of their scale, what they answered follows. For a given union of classes the
union of places that differs by fewest is found place by place, because people of different places
are counted by themselves: a place is in it, or it is not.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from generator.disclosure.microdata import Variable, mean_of, smallest_squares, sum_of
from generator.disclosure.rules import SLACK, Limits

ALL_UNIONS_TO = 8
"""So many classes are united in every way; of more, one by one and two by two."""

MANY = 100
"""From so many people on, what squares can be beside sums is worked out, not only bounded."""


def nearly_coincide(
    codes: np.ndarray, others: np.ndarray, ends: tuple[np.ndarray, np.ndarray], limits: Limits
) -> bool:
    """Whether some union of classes nearly coincides with a union of the other partition.

    ``codes`` and ``others`` are the two partitions of the people; ``ends`` is how far each one's
    answer lies above the lowest point, and below the highest.
    """
    below, above = (_by_cell(codes, others, weights) for weights in ends)
    people = _by_cell(codes, others, np.ones(len(codes)))
    for union in _unions(len(people)):
        rest = [i for i in range(len(people)) if i not in union]
        # A place left out differs by those of the union in it; one taken in, by the others in it.
        out_n, in_n = people[union].sum(axis=0), people[rest].sum(axis=0)
        n = np.minimum(out_n, in_n).sum()
        if not n:
            continue  # exactly a union: what differs are places by themselves
        if n < limits.classes_from:
            return True
        # Subtracted people count the other way: the sum is highest where they answered lowest.
        low = np.minimum(below[union].sum(axis=0), above[rest].sum(axis=0)).sum()
        high = np.minimum(above[union].sum(axis=0), below[rest].sum(axis=0)).sum()
        if not limits.off_ends(float(low), float(high)):
            return True
    return False


def _by_cell(codes: np.ndarray, others: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights added up by class and other class: classes by others."""
    shape = int(codes.max()) + 1, int(others.max()) + 1
    flat = np.bincount(codes * shape[1] + others, weights=weights, minlength=shape[0] * shape[1])
    table: np.ndarray = flat.reshape(shape)
    return table


def _unions(classes: int) -> Iterator[list[int]]:
    """Unions of classes, one of each complementary pair; a union and its rest differ alike."""
    most = classes // 2 if classes <= ALL_UNIONS_TO else 2
    for size in range(1, most + 1):
        for union in combinations(range(classes), size):
            yield list(union)


def squares_leave_room(
    variable: Variable, rows: np.ndarray, partitions: Sequence[np.ndarray], limits: Limits
) -> bool:
    """Whether the published spread leaves answers room beside the sums of all these partitions.

    The sum, over the cells of the common refinement, of the squares less the smallest that the
    cell's mean allows must reach the threshold; from a hundred people, where few classes do not
    pin anybody, the fit of all classes without interaction takes the place of the cells.
    """
    answers = variable.answers[rows]
    cells: dict[tuple[int, ...], list[float]] = {}
    for at, answer in zip(
        zip(*(each.tolist() for each in partitions), strict=True), answers.tolist(), strict=True
    ):
        cells.setdefault(at, []).append(answer)
    room = 0.0
    for found in cells.values():
        answered = np.array(found)
        squares = sum_of((answered - mean_of(answered)) ** 2)
        room += squares - smallest_squares(len(found), mean_of(answered), variable)
    if room < limits.threshold - SLACK and len(rows) >= MANY:
        room = _beyond_sums(answers, partitions, variable)
    return room >= limits.threshold - SLACK


def _beyond_sums(
    answers: np.ndarray, partitions: Sequence[np.ndarray], variable: Variable
) -> float:
    """What squares exceed the least by that sums over all classes of the partitions allow.

    Squares are least where answers are what the classes add up to: the fit of an analysis of
    variance without interaction. Off the grid of answers they are more: between two grid points
    each is at one or the other, as many as it takes.
    """
    classes = np.column_stack(
        [each == code for each in partitions for code in np.unique(each)]
    ).astype(float)
    fit = classes @ np.linalg.lstsq(classes, answers, rcond=None)[0]
    off_grid = 0.0
    for answered in range(variable.fewest, variable.statements + 1):
        upper = np.round((fit - variable.low) * answered, 6) % 1
        off_grid = max(off_grid, sum_of(upper * (1 - upper)) / answered**2)
    return sum_of((answers - fit) ** 2) - off_grid
