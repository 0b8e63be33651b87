"""Scale points that all told counts of the whole leave, and means near the end of them."""

from __future__ import annotations

import pytest

from generator.disclosure.points import Scales, near_end, scales_of, without_fine_counts
from generator.disclosure.unanimity import Ends
from generator.results import ClassShare, Distribution, ItemAnswers, Node, Suppressed

T = 4


def share(*parts: tuple[int, int, int], mean: float = 3.5) -> Distribution:
    n = sum(count for *_, count in parts)
    classes = tuple(
        ClassShare(label=f"{low}-{high}", low=low, high=high, count=count, percent=0.0)
        for low, high, count in parts
    )
    row = ItemAnswers(item="x", construct=None, n=n, mean=mean, classes=classes)
    return Distribution(group="g", n=n, rows=(row,))


@pytest.mark.parametrize(
    ("mean", "parts", "points", "near"),
    [
        (1.3, [(1, 6, 10)], (1, 2, 3, 4, 5, 6), True),  # three off
        (1.4, [(1, 6, 10)], (1, 2, 3, 4, 5, 6), False),
        (5.7, [(1, 6, 10)], (1, 2, 3, 4, 5, 6), True),
        (2.8, [(1, 7, 10)], (1, 7), True),  # three of ten answered 7
        (3.4, [(1, 7, 10)], (1, 7), False),
        (3.13, [(1, 4, 23)], (3, 4), True),
        (3.6, [(3, 3, 4), (4, 4, 6)], (3, 4), False),  # the counts say it, and are enough
        (3.6, [(1, 3, 4), (4, 4, 6)], (3, 4), False),
    ],
)
def test_fewer_than_four_off_what_is_left(
    mean: float, parts: list[tuple[int, int, int]], points: tuple[int, ...], near: bool
) -> None:
    assert near_end(mean, parts, points, T) is near


def test_counts_cut_the_scale_together() -> None:
    steps = {"items/g": share((1, 2, 0), (3, 6, 30)), "low/x": share((1, 4, 14), (5, 6, 16))}
    scales = scales_of(steps)
    assert scales.points == {("g", "x"): (3, 4, 5, 6)}
    assert scales.narrowed("g", "x", Ends(1, 6, 1)) == Ends(3, 6, 1)
    assert scales.narrowed("g", "y", Ends(1, 6, 1)) == Ends(1, 6, 1)


def hidden(node: Node | Suppressed) -> bool:
    assert isinstance(node, Distribution)
    return isinstance(node.rows[0].n, Suppressed)


@pytest.mark.parametrize(
    ("low", "mean", "fine"),
    [
        (14, 3.9, False),
        (12, 3.9, True),  # two answered 3 or 4, in the classes and not in the share
        (14, 3.5, True),  # 3 more than if all were at the low end of their part: 10 + 12 + 80
    ],
)
def test_a_share_that_cuts_too_fine_is_withheld(low: int, mean: float, fine: bool) -> None:
    steps = {
        "items/g": share((1, 2, 10), (3, 6, 20), mean=mean),
        "low/x": share((1, 4, low), (5, 6, 30 - low), mean=mean),
    }
    told = without_fine_counts(steps, threshold=T)
    assert hidden(told["low/x"]) is fine
    assert not hidden(told["items/g"])


def test_a_unit_is_held_against_what_the_whole_leaves() -> None:
    row = share((1, 6, 12), mean=3.25).rows[0]
    assert Scales({("g", "x"): (3, 4)}).near_end(row, "g", threshold=T)
    assert not Scales({("other", "x"): (3, 4)}).near_end(row, "g", threshold=T)
    assert not Scales({}).near_end(row, "g", threshold=T)
