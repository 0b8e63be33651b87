from __future__ import annotations

import pytest

from generator.round.model import Unit
from generator.sources.cells import Cell
from generator.sources.offices import DISPUTED, UNKNOWN, offices_of

OFFICES = offices_of(
    [
        Unit(id="solvik", code=1, name="Solvik"),
        Unit(id="nes", code="02", name="Nes"),
        Unit(id="strand", code="A7", name="Strand"),
    ]
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1, "solvik"),
        (1.0, "solvik"),
        ("1", "solvik"),
        (" 01 ", "solvik"),
        ("1.0", "solvik"),
        ("1,00", "solvik"),
        ("1.01", UNKNOWN),
        ("2.0", "nes"),
        (2, "nes"),
        ("02", "nes"),
        ("a7", "strand"),
        ("SOLVIK", "solvik"),
        (3, UNKNOWN),
        (1.5, UNKNOWN),
        ("Solvika", UNKNOWN),
    ],
)
def test_an_office_is_found_by_code_or_name(cell: Cell, expected: object) -> None:
    assert OFFICES.find(cell) == expected


def test_a_value_label_names_the_office_of_a_surveys_own_code() -> None:
    assert OFFICES.meaning({17: "nes"})(17) == "nes"
    assert OFFICES.find(17, label="nes") == UNKNOWN


def test_a_label_of_another_office_disputes_the_code() -> None:
    assert OFFICES.find(1, label="Nes") == DISPUTED
    assert OFFICES.find(1, label="NAV Solvik") == "solvik"


def test_codes_that_differ_by_zeros_only_are_told_apart() -> None:
    offices = offices_of([Unit(id="a", code="1", name="A"), Unit(id="b", code="01", name="B")])
    assert [offices.find(cell) for cell in ("1", 1.0, "01", "001")] == ["a", "a", "b", UNKNOWN]


def test_a_blank_survey_cell_is_no_office() -> None:
    meaning = OFFICES.meaning({5: "Strand"})
    assert [meaning(cell) for cell in (None, " ", 5, 6)] == [None, None, "strand", UNKNOWN]
