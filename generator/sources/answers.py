"""What the cells of a survey mean under the study: scale items and background."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from generator.errors import Problem
from generator.round.model import GroupFiles
from generator.sources.cells import (
    Cell,
    Code,
    code_of,
    codes_by_label,
    folded,
    is_blank,
    number_of,
    text_of,
)
from generator.sources.form import Form
from generator.sources.places import Fault
from generator.sources.sheets import RawExport
from generator.study.instrument import Background, OpenQuestion, Scale

Labels = Mapping[Code, str]

NO_THEME = "-"
"""What is written where somebody has read an answer and found none of the themes in it."""


def item_meaning(
    scale: Scale, labels: Labels, missing: Collection[int], *, group: str
) -> Callable[[Cell], float | Fault]:
    """Reads an item: a point of the scale, or NaN for no answer; a label's text is its value."""
    codes = codes_by_label(labels)
    points = f"{scale.low}-{scale.high}"
    remedy = f"Correct it, or list its code in [groups.{group}].missing if it means no answer."
    no_number = Fault("text where a number is expected", f"Give a value of the scale {points}.")
    no_point = Fault(f"not a whole number of the scale {points}", remedy)
    outside = Fault(f"value outside the scale {points}", remedy)

    def answer(cell: Cell) -> float | Fault:
        if is_blank(cell):
            return math.nan
        number = number_of(cell)
        if number is None:
            number = number_of(codes.get(folded(cell)))
        if number is None:
            return no_number
        if number in missing:
            return math.nan
        if not number.is_integer():
            return no_point
        return number if scale.low <= number <= scale.high else outside

    return answer


def background_meaning(
    background: Background, labels: Labels
) -> Callable[[Cell], int | str | Fault | None]:
    """Reads a background variable: a declared category's value, or ``None`` for no answer."""
    values: dict[str, int | str] = {}
    for category in background.categories:
        values.setdefault(folded(category.label), category.value)
    declared = {folded(str(code_of(c.value))): c.value for c in background.categories}
    for text, code in codes_by_label(labels).items():
        if folded(str(code)) in declared:
            values.setdefault(text, declared[folded(str(code))])
    values |= declared
    fault = Fault(
        "the value is none of the declared categories",
        "Correct it, or declare the category in the study.",
    )

    def category_of(cell: Cell) -> int | str | Fault | None:
        if is_blank(cell):
            return None
        return values.get(folded(str(code_of(cell))), fault)

    return category_of


def coded_themes(written: str, question: OpenQuestion) -> tuple[str, ...] | None:
    """The ids of the themes written, in declared order; ``None`` when one of them is unknown."""
    ids = {folded(name): name for name in question.themes}
    ids |= {folded(theme.label): name for name, theme in question.themes.items()}
    parts = [folded(part) for part in re.split("[,;]", written)]
    named = {part for part in parts if part and part not in {NO_THEME, "–"}}
    if not named <= set(ids):
        return None
    return tuple(name for name in question.themes if name in {ids[part] for part in named})


def coding_meaning(question: OpenQuestion, labels: Labels) -> Callable[[Cell], str | Fault]:
    """Reads the themes somebody gave an answer: their ids with a comma between, or nothing."""
    known = ", ".join(theme.label for theme in question.themes.values())
    fault = Fault("the coding names no declared theme", f"Use {known}, or {NO_THEME} for none.")

    def coding(cell: Cell) -> str | Fault:
        if is_blank(cell):
            return ""
        found = coded_themes(labels.get(code_of(cell), text_of(cell)), question)
        return fault if found is None else (", ".join(found) or NO_THEME)

    return coding


def label_problems(raw: RawExport, form: Form, declared: GroupFiles) -> Iterator[Problem]:
    """Value labels outside the scale: choices such as "do not know" that the round must explain."""
    outside: dict[tuple[Code, Scale], list[str]] = {}
    for name, scale in form.items.items():
        variable = raw.variables.get(name)
        explained = {*declared.missing, *raw.user_missing.get(name, ())}
        for code in variable.labels if variable else ():
            on_scale = isinstance(code, (int, float)) and scale.low <= code <= scale.high
            if code not in explained and not on_scale:
                outside.setdefault((code, scale), []).append(raw.columns[name].place.column or name)
    for (code, scale), names in outside.items():
        message = (
            f"the value {code} has a label, but lies outside the scale {scale.low}-{scale.high}"
        )
        remedy = (
            f"If it means no answer, write missing = [{code}] in [groups.{form.group}]; "
            "otherwise correct the scale in the study."
        )
        yield (raw.label_place or raw.place).at(", ".join(names)).problem(message, remedy)
