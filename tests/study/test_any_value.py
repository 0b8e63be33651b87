"""Whatever stands at any key of a study or a round is read or refused: nothing else happens."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from counts import times
from pydantic import ValidationError
from test_what_check_knows import OTHER, ROUND, STUDY

from generator.round.consistency import contradictions as contradictions_in_round
from generator.round.model import Round
from generator.study.consistency import contradictions
from generator.study.declared import texts_of
from generator.study.model import Study

Place = tuple[str | int, ...]

NUMBERS = (-1, 0, 1, 3, 10**12, -(2**63), float("nan"), float("inf"), 1e308, -0.5)
TEXTS = ("", " ", "\u200b", "a\nb", "a\0b", "../x", "con", "x" * 3000, "{{ x }}", "ǩ\u0323", "1")


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in a declared value, tables and lists included."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*at, key)
        if isinstance(part, dict | list):
            yield from places(part, (*at, key))


def spoilt(declared: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """A copy with one value gone, doubled, turned round, or made into something else."""
    made = copy.deepcopy(declared)
    *parents, last = draw.choice([*places(declared)])
    inside: Any = made
    for key in parents:
        inside = inside[key]
    match inside[last]:
        case list() as several:
            inside[last] = draw.choice([[], several * 2, several[::-1], several[:1], "text"])
        case dict() as table:
            odd = draw.choice(TEXTS)
            inside[last] = draw.choice([{}, {**table, odd: next(iter(table.values()), 1)}, [table]])
        case _:
            inside[last] = draw.choice([*NUMBERS, *TEXTS, True, None])
    return made


@pytest.mark.parametrize(("model", "whole"), [(Study, STUDY), (Study, OTHER), (Round, ROUND)])
def test_any_value_is_read_or_refused(
    model: type[Study] | type[Round], whole: dict[str, Any]
) -> None:
    draw = random.Random(model.__name__ + whole["title"])
    study = Study.model_validate(OTHER)
    refused = 0
    for _ in range(times(150)):
        try:
            made = model.model_validate(spoilt(whole, draw))
        except ValidationError:
            refused += 1
            continue
        texts_of(made)
        is_study = isinstance(made, Study)
        found = contradictions(made) if is_study else contradictions_in_round(made, study)
        refused += bool(found)
        assert all(problem.message for problem in found)
    assert refused > times(150) / 3
