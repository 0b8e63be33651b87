"""A round's units from a list in Excel or CSV: ``units = "kontor.xlsx"`` in round.toml."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from generator.errors import InputError, Problem
from generator.round import load_round
from generator.round.model import Round, Unit
from generator.sources.cells import Cell, code_of, folded, is_blank, text_of
from generator.sources.formats import read_file
from generator.sources.heading_rows import headings_in
from generator.sources.sheets import Table, table_of
from generator.study.declared import unseen
from generator.study.messages import faults
from generator.study.model import Study

_WORDS: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_OF_LEADER: Final = {"leader.name": "leader", "leader.email": "email"}
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


def read_round(folder: Path) -> tuple[Study, Round]:
    """The study and the round of a folder, with its units wherever they are declared.

    Raises ``InputError`` with everything that is wrong with the files or the list.
    """
    study, round_ = load_round(folder)
    if round_.unit_list is None:
        return study, round_
    units = read_units(folder / round_.unit_list, study, folder=folder)
    return study, round_.model_copy(update={"units": units})


def read_units(path: Path, study: Study, *, folder: Path) -> tuple[Unit, ...]:
    """The units of a list, in its order; an id that it does not give is made of the name."""
    file = read_file(path, folder=folder)
    file.require_readable()
    found = headings_in(file, lambda texts: {"code", "name"} <= {*map(_key_of, texts)})
    if len(found) != 1:
        several = f"{len(found)} sheets have the headings of a list of units"
        message = several if found else "no row has the headings of a list of units"
        remedy = "Give one sheet the headings kode and navn, and as wanted størrelse, inviterte, "
        raise file.place.error(message, f"{remedy}leder, e-post, id and språk.")
    table = table_of(found[0][0], heading_at=found[0][1])
    problems: list[Problem] = []
    columns = _columns(table, problems)
    rows = [
        {key: table.cells(heading)[i] for key, heading in columns.items()}
        for i in range(len(table.rows))
    ]
    declared = [_declared(row, study) for row in rows]
    plain = Counter(each["id"] for each in declared)
    seen: dict[tuple[str, str], int] = {}
    units: list[Unit] = []
    for number, row, each in zip(table.rows, rows, declared, strict=True):
        if plain[each["id"]] > 1 and is_blank(row.get("id")):
            each["id"] = f"{each['id']}-{slug(each['code'])}"
        unit, wrong = faults(Unit, each)
        for key, message, remedy in (*wrong, *_unlike(each, seen, number, study)):
            heading = columns.get(_OF_LEADER.get(key, key), columns["name"])
            problems.append(table.at(heading).problem(message, remedy, row=number))
        units += [unit] if unit else []
    if not declared:
        problems.append(table.place.problem("there are no units below the headings"))
    if problems:
        raise InputError(problems)
    return tuple(units)


def slug(text: object, longest: int = 40) -> str:
    """A text as part of a path: small letters, digits and hyphens; perhaps nothing.

    >>> slug("Bjørkedal og Ås"), slug("  Øst/Vest "), slug("Київ")
    ('bjorkedal-og-as', 'ost-vest', '')
    """
    plain = unicodedata.normalize("NFKD", str(text).casefold().translate(_LETTERS))
    kept = (c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", "".join(kept))[:longest].strip("-")


def _key_of(heading: str) -> str | None:
    return next((k for k, names in _WORDS["headings"].items() if folded(heading) in names), None)


def _columns(table: Table, problems: list[Problem]) -> dict[str, str]:
    """The heading of each key; two columns of one are a problem, and one that is nearly it."""
    found: dict[str, str] = {}
    every = [name for names in _WORDS["headings"].values() for name in names]
    for heading in table.columns:
        key = _key_of(heading)
        if key is None:
            if near := get_close_matches(folded(heading), every, n=1, cutoff=0.85):
                message, remedy = "the heading is not known", f'Is it "{near[0]}"? Correct it.'
                problems.append(table.heading_problem(heading, message, remedy))
        elif key in found:
            message = f"the column says the same as column {found[key]}"
            problems.append(table.heading_problem(heading, message, "Remove one of them."))
        else:
            found[key] = heading
    return found


def _declared(row: Mapping[str, Cell], study: Study) -> dict[str, Any]:
    """A row as round.toml would declare it; what a cell does not hold is left out."""
    said = {key: text_of(cell) for key, cell in row.items()}
    unit: dict[str, Any] = {"code": _code(said["code"]), "name": said["name"]}
    unit["id"] = said.get("id") or slug(said["name"]) or f"unit-{slug(said['code'])}"
    if size := said.get("size"):
        labels = {folded(label): name for name, label in study.size_classes.items()}
        unit["size"] = size if size in study.size_classes else labels.get(folded(size), size)
    if said.get("invited"):
        unit["invited"] = code_of(row["invited"])
    if said.get("leader") or said.get("email"):
        pair = {"name": said.get("leader"), "email": said.get("email")}
        unit["leader"] = {key: text for key, text in pair.items() if text}
    if language := said.get("language"):
        named = (code for code, names in _WORDS["languages"].items() if folded(language) in names)
        unit["language"] = next(named, language)
    return unit


def _code(text: str) -> int | str:
    """A whole number, or a text where a 0 stands first: it is part of the code."""
    return int(text) if re.fullmatch(r"0|[1-9]\d{0,17}", text) else text


def _unlike(
    unit: Mapping[str, Any], seen: dict[tuple[str, str], int], row: int, study: Study
) -> Iterator[tuple[str, str, str]]:
    """What one row shares with an earlier one, and sizes that the study lacks."""
    for key in ("code", "name"):
        if not folded(unit[key]):
            yield key, "the cell is empty", "Give each unit its own."
    for key in ("code", "name", "id"):
        first = seen.setdefault((key, folded(unit[key])), row)
        if first != row and folded(unit[key]):
            yield key, f"the {key} is that of row {first} as well", "Give each unit its own."
    if hidden := unseen(unit["name"]):
        yield "name", hidden, "Type it again."
    leader = unit.get("leader", {})
    mailbox, who = folded(leader.get("email", "")), folded(leader.get("name", ""))
    first = seen.setdefault((mailbox, ""), row)
    if mailbox and first != row and (mailbox, who) not in seen:
        message = f"the address is that of row {first} as well, of another name"
        yield "leader.email", message, "Correct one, or write the name the same way."
    seen[mailbox, who] = row
    size = unit.get("size")
    if size is not None and size not in study.size_classes:
        known = ", ".join(study.size_classes) or "none declared"
        yield "size", "the study has no such size class", f"Use one of: {known}."
