from __future__ import annotations

import datetime
import doctest

import pytest

from generator.sources import cells, scorecard
from generator.sources.cells import (
    Cell,
    code_of,
    codes_by_label,
    folded,
    is_blank,
    number_of,
    text_of,
)


@pytest.mark.parametrize("module", [cells, scorecard])
def test_examples_in_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3, 3.0),
        ("3,5", 3.5),
        ("-3.5", -3.5),
        (",5", 0.5),
        ("2\u00a0735,25", 2735.25),
        ("1e3", None),
        ("3,5,1", None),
        ("", None),
        ("5 %", None),
        ("nan", None),
        (None, None),
        (datetime.date(2015, 1, 2), None),
    ],
)
def test_number_of(cell: Cell, expected: float | None) -> None:
    assert number_of(cell) == expected


@pytest.mark.parametrize("cell", [None, "", " \u00a0\t", float("nan")])
def test_blank_cells(cell: Cell) -> None:
    assert is_blank(cell)
    assert text_of(cell) == ""


def test_codes_are_keyed_by_number_where_they_are_numbers() -> None:
    assert [code_of(cell) for cell in ("01", 1.0, "1,5", " a ")] == [1, 1, 1.5, "a"]


def test_labels_of_several_values_tell_nothing() -> None:
    assert codes_by_label({1: "Uenig", 2: "Vet ikke", 9: "vet  ikke", 3: ""}) == {"uenig": 1}


def test_letters_composed_of_two_signs_are_the_same() -> None:
    """As names are in files that were made on a Mac."""
    assert folded("A\u030aMOT") == folded("åmot")
