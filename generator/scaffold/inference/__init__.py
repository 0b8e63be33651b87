"""What an export seems to hold: scales, constructs, units, background, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from generator.scaffold.guesses import (
    GuessedBackground,
    GuessedConstruct,
    GuessedMissing,
    GuessedSingleItem,
    GuessedUnit,
    Reason,
    SurveyGuess,
)
from generator.scaffold.inference.columns import Column, column_of
from generator.scaffold.inference.constructs import constructs_of
from generator.scaffold.inference.roles import (
    classes_of,
    is_key,
    left_alone,
    other_role,
    unit_score,
)
from generator.scaffold.inference.scales import Battery, batteries, words_for_none
from generator.sources.form import STATUSES
from generator.sources.participation import ANSWERED, read_statuses
from generator.sources.sheets import RawExport


def guess(export: RawExport, group: str) -> SurveyGuess:
    """What the columns of one respondent group's export are; no reason holds an answer."""
    statuses, _ = read_statuses(export)
    if statuses is not None:
        export = export.records([i for i, status in enumerate(statuses) if status in ANSWERED])
    columns = [column_of(export, name) for name in export.columns if name not in STATUSES]
    records = len(export.rows)
    ignored = {column.name: why for column in columns if (why := left_alone(column, records))}
    rest = [column for column in columns if column.name not in ignored]
    key = _key(rest, records)
    rest = [column for column in rest if column is not key]
    found = batteries([column for column in rest if column.answers >= records / 10])
    scaled = {name for battery in found for name in battery.names}
    for battery in _clashing(found):
        found.remove(battery)
        ignored |= dict.fromkeys(battery.names, battery.as_classes)
    rest = [column for column in rest if column.name not in scaled]
    unit, others = _unit(rest)
    rest = [column for column in rest if column is not unit]
    taken = {name.casefold() for name in export.columns}
    constructs, singles = list[GuessedConstruct](), list[GuessedSingleItem]()
    for battery in [*found]:
        made, alone, copies = constructs_of(battery, taken)
        ignored |= dict.fromkeys(copies, Reason("computed", {"n": 1}))
        if battery.nominal and not any(float(one.reason.figures["mean_r"]) > 0.4 for one in made):
            found.remove(battery)
            ignored |= dict.fromkeys(battery.names, battery.as_classes)
            continue
        constructs += made
        if battery.points > 2:
            singles += alone
            continue
        ignored |= {one.item.column: battery.as_classes for one in alone}
        if not made:
            found.remove(battery)
    missing = {each.value: each for each in _missing(found)}
    background, open_questions = list[GuessedBackground](), dict[str, str]()
    for column in rest:
        role = other_role(column, records)
        if role.kind in {"few_classes", "labelled", "named"}:
            missing |= {each.value: each for each in words_for_none([column])}
            classes = classes_of(column, none=missing)
            background.append(GuessedBackground(column.name, column.text, classes, role))
        elif role.kind == "long_texts":
            open_questions[column.name] = column.text
        else:
            ignored[column.name] = role
    order = {name: i for i, name in enumerate(export.columns)}
    constructs.sort(key=lambda construct: order[construct.items[0].column])
    singles.sort(key=lambda single: order[single.item.column])
    return SurveyGuess(
        group=group,
        scales=tuple(battery.scale for battery in found),
        constructs=tuple(constructs),
        single_items=tuple(singles),
        background=tuple(background),
        open_questions=open_questions,
        unit_column=unit.name if unit else None,
        units=tuple(_units(unit)) if unit else (),
        unit_alternatives=others,
        respondent_key=key.name if key else None,
        missing=tuple(missing.values()),
        ignored={name: ignored[name] for name in export.columns if name in ignored},
    )


def _key(columns: Sequence[Column], records: int) -> Column | None:
    """The column that tells respondents apart: by its name, else the first with no value twice."""
    unique = [column for column in columns if is_key(column, records)]
    named = (column for column in unique if column.says("key", asked=True))
    return next(chain(named, unique), None)


def _unit(columns: Sequence[Column]) -> tuple[Column | None, tuple[str, ...]]:
    """The likeliest column of units, and the others that could be, likeliest first."""
    scored = [(unit_score(column), column) for column in columns]
    likely = sorted((s for s in scored if s[0] >= 1), key=lambda s: -s[0])[:4]
    unit = likely[0][1] if likely and likely[0][0] >= 2 else None
    return unit, tuple(column.name for _, column in likely if column is not unit)


def _units(column: Column) -> Iterator[GuessedUnit]:
    """Every unit that somebody belongs to or that has a label, with its number of respondents.

    One that has a number alone is called by what was asked for as well, if that is a word.
    """
    asked = column.text.strip(" ?:") if len(column.text.split()) == 1 else column.name
    for code, name in classes_of(column).items():
        called = f"{asked[:1].upper()}{asked[1:]} {name}" if name == str(code) else name
        yield GuessedUnit(code, name if isinstance(code, str) else called, column.with_code(code))


def _clashing(found: Sequence[Battery]) -> list[Battery]:
    """Batteries with a point that means no answer in one of more columns, or choices of two."""
    return [
        one
        for one in found
        if any(
            one.scale.low <= float(each.value) <= one.scale.high
            for other in found
            if len(other.columns) > len(one.columns) or one.points < 3 < other.points
            for each in other.missing
            if isinstance(each.value, (int, float)) and not each.label
        )
    ]


def _missing(found: Sequence[Battery]) -> Iterator[GuessedMissing]:
    """Values that mean no answer; a label instead of a value that is a point of another scale."""
    seen: set[object] = set()
    for each in (missing for battery in found for missing in battery.missing):
        points = (b.scale for b in found if isinstance(each.value, (int, float)))
        clash = any(scale.low <= float(each.value) <= scale.high for scale in points)
        one = replace(each, value=each.label, label="") if clash and each.label else each
        if one.value not in seen and not (clash and not each.label):
            seen.add(one.value)
            yield one
