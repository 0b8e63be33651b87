"""What an export seems to hold: scales, constructs, units, background, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.scaffold.guesses import (
    Alternative,
    GuessedBackground,
    GuessedColumn,
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
from generator.sources.form import STATUS_NAMES
from generator.sources.participation import ANSWERED, read_statuses
from generator.sources.sheets import RawExport


def guess(export: RawExport, group: str) -> SurveyGuess:
    """What the columns of one respondent group's export are; no reason holds an answer."""
    statuses, _ = read_statuses(export)
    if statuses is not None:
        export = export.records([i for i, status in enumerate(statuses) if status in ANSWERED])
    status = {name for names in STATUS_NAMES for name in names}
    columns = [column_of(export, name) for name in export.columns if name not in status]
    records = len(export.rows)
    ignored = {name: Reason("status") for name in export.columns if name in status}
    ignored |= {column.name: why for column in columns if (why := left_alone(column, records))}
    rest = [column for column in columns if column.name not in ignored]
    key = _key(rest, records)
    rest = [column for column in rest if key is None or column.name != key.column]
    found = batteries([column for column in rest if column.answers >= records / 10])
    scaled = {column.name for battery in found for column in battery.columns}
    for battery in _clashing(found):
        found.remove(battery)
        ignored |= {column.name: Reason("few_classes") for column in battery.columns}
    rest = [column for column in rest if column.name not in scaled]
    unit, others = _unit(rest)
    rest = [column for column in rest if column is not unit]
    taken = {name.casefold() for name in export.columns}
    constructs, singles = list[GuessedConstruct](), list[GuessedSingleItem]()
    for battery in [*found]:
        made, alone, copies = constructs_of(battery, taken)
        ignored |= {name: Reason("computed", {"n": 1}) for name in copies}
        if battery.nominal and not any(_clear(construct) for construct in made):
            found.remove(battery)
            ignored |= {column.name: Reason("few_classes") for column in battery.columns}
            continue
        constructs += made
        if battery.points > 2:
            singles += alone
        else:
            ignored |= {one.item.column: Reason("few_classes") for one in alone}
            found = found if made else [one for one in found if one is not battery]
    missing = {each.value: each for each in _missing(found)}
    background, open_questions = list[GuessedBackground](), list[GuessedColumn]()
    for column in rest:
        role = other_role(column, records)
        if role.kind in {"few_classes", "labelled", "named"}:
            missing |= {each.value: each for each in words_for_none([column])}
            classes = classes_of(column, none=missing)
            background.append(GuessedBackground(column.name, column.text, classes, role))
        elif role.kind == "long_texts":
            open_questions.append(GuessedColumn(column.name, column.text, role))
        else:
            ignored[column.name] = role
    order = {name: i for i, name in enumerate(export.columns)}
    constructs.sort(key=lambda construct: order[construct.items[0].column])
    singles.sort(key=lambda single: order[single.item.column])
    texts = {column.name: column.text for column in columns}
    return SurveyGuess(
        group=group,
        records=records,
        scales=tuple(battery.scale for battery in found),
        constructs=tuple(constructs),
        single_items=tuple(singles),
        background=tuple(background),
        open_questions=tuple(open_questions),
        unit_column=_unit_column(unit) if unit else None,
        units=tuple(_units(unit)) if unit else (),
        unit_alternatives=others,
        respondent_key=key,
        missing=tuple(missing.values()),
        ignored=tuple(
            GuessedColumn(name, texts.get(name, ""), ignored[name])
            for name in export.columns
            if name in ignored
        ),
    )


def _clear(construct: GuessedConstruct) -> bool:
    return float(construct.reason.figures["mean_r"]) > 0.4


def _key(columns: Sequence[Column], records: int) -> GuessedColumn | None:
    """The column that tells respondents apart: by its name, else the first with no value twice."""
    unique = [column for column in columns if is_key(column, records)]
    named = [column for column in unique if column.says("key", asked=True)]
    return next(
        (GuessedColumn(c.name, c.text, Reason("unique", {"n": records})) for c in named or unique),
        None,
    )


def _unit(columns: Sequence[Column]) -> tuple[Column | None, tuple[Alternative, ...]]:
    """The likeliest column of units, and the others that could be, likeliest first."""
    scored = [(unit_score(column), column) for column in columns]
    likely = sorted((s for s in scored if s[0] > 0), key=lambda s: -s[0])
    unit = likely[0][1] if likely and likely[0][0] >= 2 else None
    return unit, tuple(
        Alternative((column.name,), _why_unit(column))
        for score, column in likely[:4]
        if column is not unit and score >= 1
    )


def _why_unit(column: Column) -> Reason:
    kind = "named" if column.says("unit", asked=True) else "labelled"
    return Reason(kind, {"n": len(classes_of(column))})  # type: ignore[arg-type]


def _unit_column(column: Column) -> GuessedColumn:
    return GuessedColumn(column.name, column.text, _why_unit(column))


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
