"""Offices as round.toml lists them: by the survey, and by the workbooks of results."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from generator.round.mail import RESERVED
from generator.round.model import THRESHOLD
from generator.scaffold.guesses import GuessedUnit
from generator.scaffold.naming import cleaned, declared, free
from generator.scaffold.words import Words
from generator.sources.cells import folded, text_of
from generator.sources.unit_list import slug


def office_rows(
    surveyed: Sequence[GuessedUnit] | None,
    with_results: Sequence[Sequence[GuessedUnit]],
    *,
    words: Words,
) -> Iterator[dict[str, Any]]:
    """Each office with how many answered; all together are one where nothing tells them apart."""
    say = words.say
    units = _joined(surveyed or (), with_results)
    if not units:
        table = {"code": 1, "id": say["id"]["all"], "name": say["label"]["whole"]}
        yield {"table": table, "why": ""}
    names, taken = Counter(folded(unit.name) for unit in units), set(RESERVED)
    for number, unit in enumerate(units, start=1):
        name = cleaned(unit.name, 80) or text_of(unit.code)
        if names[folded(unit.name)] > 1:
            name = f"{name} ({text_of(unit.code)})"
        id_ = free(slug(name) or f"{say['id']['unit']}-{number}", taken)
        taken.add(id_)
        said = words.answers(unit.answers)
        if unit.answers < THRESHOLD:
            said = say["round"]["below"].format(answers=said)
        table = {"code": declared(unit.code), "id": id_, "name": name}
        yield {"table": table, "why": "" if surveyed is None else said}


def _joined(
    surveyed: Sequence[GuessedUnit], with_results: Sequence[Sequence[GuessedUnit]]
) -> list[GuessedUnit]:
    """The offices of all files; one is the same by its name, else by its code.

    A workbook of results knows offices by code alone, so its codes are the round's.
    """
    by_cell: dict[str, GuessedUnit] = {}
    for unit in surveyed:  # "Nord" and "nord" are read as one
        known = by_cell.get(folded(unit.code), replace(unit, answers=0))
        by_cell[folded(unit.code)] = replace(known, answers=known.answers + unit.answers)
    found = list(by_cell.values())
    for unit in chain.from_iterable(with_results):
        by_name = (i for i, one in enumerate(found) if folded(one.name) == folded(unit.name))
        code = _plain(unit)
        by_code = (i for i, one in enumerate(found) if _plain(one) == code)
        place = next(chain(by_name, by_code), None)
        if place is None:
            found.append(unit)
        else:
            found[place] = replace(found[place], code=unit.code)
    return found


def _plain(unit: GuessedUnit) -> str:
    return folded(unit.code).lstrip("0")
