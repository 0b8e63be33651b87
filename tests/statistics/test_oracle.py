"""The edge set (made up, no licence needed) against R 4.2.2, every figure the oracle holds.

``edge.oracle.json`` was computed by R with psych, multilevel, car and nlme, 12 significant digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.statistics.oracle import Figure, Oracle, agrees, load_oracle, tolerance_of
from tests.statistics.oracle_groups import SECTIONS, every_figure

UNBOUNDED = {f"units.{scale}.A.rwgj_untruncated" for scale in ("QM", "QALL", "QONE")}
"""J (1 - q) + q is zero there: R prints rounding noise (3e15), we print nothing."""


@pytest.fixture(scope="module")
def edge() -> Oracle:
    return load_oracle(Path(__file__).parent, "edge")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_agrees_with_r(edge: Oracle, section: Callable[[Oracle], Iterator[Figure]]) -> None:
    compared = [figure for figure in section(edge) if figure[0] not in UNBOUNDED]
    wrong = [
        (what, expected, found)
        for what, expected, found in compared
        if not agrees(expected, found, tolerance=tolerance_of(what))
    ]
    assert not wrong
    assert len(compared) > 30


def test_every_figure_is_compared(edge: Oracle) -> None:
    assert sum(1 for _ in every_figure(edge)) == 1462


def test_the_three_unbounded_figures_are_left_undefined(edge: Oracle) -> None:
    found = {what: value for what, _, value in every_figure(edge) if what in UNBOUNDED}
    assert found == dict.fromkeys(UNBOUNDED)


def test_a_wrong_figure_would_be_seen() -> None:
    assert agrees(1.0, 1.0 + 1e-10)
    assert not agrees(1.0, 1.0 + 1e-8)
    assert not agrees(0.0, 1e-12)
    assert not agrees(None, 0.0)
    assert not agrees(0.5, None)
