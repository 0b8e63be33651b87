"""Answers that an earlier run of the same round was made from, found again among today's.

Nobody's answers are kept for it. Beside the runs lies, for each, a keyed digest of every
respondent's row; whoever holds today's answers can see by it which of them were there before.
"""

import hmac
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pandas as pd

from generator.sources.inputs import Inputs
from generator.study.instrument import Scale
from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class Rows:
    """A respondent group's rows: the columns that were read, and a digest of each row in order."""

    columns: tuple[str, ...]
    digests: tuple[str, ...]


def digest_key(inputs: Inputs, *, study: Study) -> bytes:
    """A key that only somebody with all answers of the round can compute: 32 bytes."""
    digest = sha256(b"rows of a round")
    for group, survey in inputs.surveys.items():
        for text in _texts(survey.frame, columns_of(survey.frame, study=study, group=group)):
            digest.update(f"{group}\0{text}\0".encode())
    return digest.digest()


def columns_of(frame: pd.DataFrame, *, study: Study, group: str) -> tuple[str, ...]:
    """The answers that published figures rest on: items, background and unit; no written text."""
    wanted = {*study.items_of(group), *study.background, "unit"}
    return tuple(name for name in sorted(map(str, frame.columns)) if name in wanted)


def digests(frame: pd.DataFrame, columns: Sequence[str], *, key: bytes) -> tuple[str, ...]:
    """A keyed digest of each row's ``columns``, in row order, as hex."""
    return tuple(
        hmac.new(key, text.encode(), sha256).hexdigest() for text in _texts(frame, columns)
    )


def rows_of(inputs: Inputs, *, study: Study, key: bytes) -> dict[str, Rows]:
    """Every respondent group's rows, to be known again by a later run."""
    found = {}
    for group, survey in inputs.surveys.items():
        columns = columns_of(survey.frame, study=study, group=group)
        found[group] = Rows(columns, digests(survey.frame, columns, key=key))
    return found


def found_again(
    inputs: Inputs, rows: Mapping[str, Rows], *, key: bytes
) -> dict[str, tuple[int | None, ...]]:
    """Today's row number of every earlier row, by group; None for one that is gone or changed.

    Rows that are the same in every column stand for each other. Raises LookupError where today's
    answers have not every column that the earlier ones were known by.
    """
    found = {}
    for group, earlier in rows.items():
        survey = inputs.surveys.get(group)
        if survey is None or not set(earlier.columns) <= set(survey.frame.columns):
            raise LookupError(group)
        places: dict[str, deque[int]] = defaultdict(deque)
        for i, digest in enumerate(digests(survey.frame, earlier.columns, key=key)):
            places[digest].append(i)
        there = (places[digest] for digest in earlier.digests)
        found[group] = tuple(known.popleft() if known else None for known in there)
    return found


def redefined(study: Study, *, then: Study) -> frozenset[str]:
    """The variables of both studies that ``study`` defines otherwise than ``then``.

    A construct by its items, its scale and how many of them it takes; an item by its scale and
    which way it is worded; a background variable by its categories.
    """
    now, before = _definitions(study), _definitions(then)
    return frozenset(name for name in now.keys() & before.keys() if now[name] != before[name])


def _definitions(study: Study) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, construct in study.constructs.items():
        items = {item.id: (item.negative, item.dimension) for item in construct.items}
        found[name] = (items, _points(study.scale_of(name)), construct.min_items)
    for name, item in study.items.items():
        found[name] = (item.negative, _points(study.scale_of(name)))
    for name, background in study.background.items():
        found[name] = [(category.value, category.label) for category in background.categories]
    return found


def _points(scale: Scale) -> object:
    """What of a scale decides a figure: its points, which way it runs, and its top class."""
    return scale.low, scale.high, scale.descending, [(c.low, c.high) for c in scale.classes]


def _texts(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Each row as text: the same for the same answers, however the file wrote them."""
    parts = []
    for name in columns:
        values = frame[name].tolist()
        # A column has few different answers, and each is put into words once.
        texts = {value: f"{name}={_text(value)}" for value in dict.fromkeys(values)}
        parts.append([texts[value] for value in values])
    return ["\x1f".join(row) for row in zip(*parts, strict=True)]


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return repr(float(value)) if isinstance(value, int | float) else str(value)
