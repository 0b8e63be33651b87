"""What a column is that holds no answers on a scale: key, unit, background, text, or nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import date, time, timedelta

import numpy as np

from generator.scaffold.guesses import Reason
from generator.scaffold.inference.columns import Column
from generator.sources.cells import Code, code_of, folded, number_of, text_of

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./-]\d\d?[./-]\d{2,4}([ T,].*)?")
_CLASSES = 15
"""The most classes of a background variable."""


def left_alone(column: Column, records: int) -> Reason | None:
    """Why a column is no question at all, before anybody looks at its values."""
    cells = list(column.counts)
    words = [cell for cell in cells if isinstance(cell, str)]
    many = len(cells) > max(records / 3, 5)
    dates = sum(_DATE.fullmatch(word.strip()) is not None for word in words)
    dates += sum(isinstance(cell, (date, time, timedelta)) for cell in cells)
    if not cells:
        return Reason("empty")
    if dates == len(cells) or (many and column.whole and column.says("date")):
        return Reason("date")
    if any("@" in word and " " not in word.strip() for word in words) or (
        many and len(words) > len(cells) / 2 and column.says("personal")
    ):
        return Reason("personal")
    if column.is_tick:
        return Reason("ticks")
    own_words = column.unread and column.answers < records
    return None if len(cells) > 1 or own_words else Reason("constant")


def is_key(column: Column, records: int) -> bool:
    """Whether no two respondents have the same value, and it looks like a number or a name."""
    if not len(column.counts) == column.answers == records > 1:
        return False
    return all(
        " " not in text_of(cell).strip()
        and "," not in text_of(cell)
        and (number_of(cell) or 1.0).is_integer()
        for cell in column.counts
    )


def other_role(column: Column, records: int) -> Reason:
    """What a column is, that neither is on a scale nor tells respondents or units apart."""
    distinct = len(column.counts)
    if _names_people(column):
        return Reason("personal")
    if column.unread:
        return _role_of_texts(column)
    if column.says("weight") or not column.whole:
        return Reason("weight" if column.says("weight") else "computed")
    if len(column.points) < 2 or column.answers < max(records / 10, min(10, records / 4)):
        return Reason("few_answers", {"n": column.answers})
    if distinct <= _CLASSES and column.named_points:
        return Reason("labelled", {"n": len(column.named_points)})
    named = distinct <= _CLASSES and column.says("background", asked=True)
    return Reason("named" if named else "many_values", {"n": distinct})


def _names_people(column: Column) -> bool:
    """Whether most of its classes are two to four words with capitals, as who leads somebody is."""
    names = [*column.named_points.values()] or [text_of(cell) for cell in column.counts]
    full = sum(name.istitle() and len(name.split()) in range(2, 5) for name in names)
    return full > len(names) / 2 and not column.says("unit", asked=True)


def _role_of_texts(column: Column) -> Reason:
    """Classes are only such texts as several have each: others may be somebody's own words."""
    distinct, fewest = len(column.counts), min(column.counts.values())
    length = float(np.mean([len(text_of(cell)) for cell in column.counts]))
    if 1 < distinct <= _CLASSES and fewest >= 4 and length < 40:
        return Reason("few_classes", {"n": distinct})
    if any(" " in text_of(cell).strip() for cell in column.counts):
        return Reason("long_texts", {"n": column.answers})
    return Reason("many_values", {"n": distinct})


def classes_of(column: Column, *, none: Container[Code] = ()) -> Mapping[Code, str]:
    """Every value that occurs or has a label, in order, with its name.

    Those of ``none`` are left out where nothing tells that they are classes here.
    """
    by_label = {folded(label): code for code, label in column.labels.items()}
    codes = {by_label.get(folded(cell), code_of(cell)) for cell in column.counts}
    codes = {c for c in codes if c not in none or c in column.labels or c in range(10)}
    named = {code: column.labels.get(code, str(code)) for code in [*codes, *column.labels]}
    return dict(sorted(named.items(), key=lambda one: (isinstance(one[0], str), one[0])))


def unit_score(column: Column) -> float:
    """How likely it is that a column tells which unit somebody belongs to; 2 is likely."""
    texts = column.unread > len(column.counts) / 2
    if not 2 <= len(column.counts) <= min(400, column.answers / (2 + texts)):
        return 0.0
    classes = classes_of(column)
    if not (column.whole or texts) or column.says("background"):
        return 0.0
    score = 0.0
    if column.says("unit"):
        score += 2
    elif column.says("unit", asked=True):
        score += 1.5
    named = column.named_points or texts
    score += 0.5 * bool(named) + 0.5 * (len(classes) > 4 and bool(named or score))
    names = [*column.named_points.values()] or [text_of(cell) for cell in column.counts]
    proper = sum(name[:1].isupper() and len(name.split()) < 4 for name in names)
    if named and len(classes) > 5 and proper > 0.8 * len(names):
        score += 0.5
    return score
