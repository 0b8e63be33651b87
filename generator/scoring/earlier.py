"""Answers that an earlier run of the same round was made from, found again among today's.

Nobody's answers are kept for it. Beside the runs lies, for each, a keyed digest of every
respondent's row; whoever holds today's answers can see by it which of them were there before.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pandas as pd

from generator.dataset import Inputs
from generator.results.memberships import Memberships, People
from generator.round import Round
from generator.scoring import coarsen_background, score
from generator.study import Study


@dataclass(frozen=True, slots=True)
class Rows:
    """A respondent group's rows: the columns that were read, and a digest of each row in order."""

    columns: tuple[str, ...]
    digests: tuple[str, ...]


def digest_key(inputs: Inputs, *, study: Study) -> bytes:
    """A key that only somebody with the whole round's answers can compute: 32 bytes."""
    digest = sha256(b"rows of a round")
    for group, survey in inputs.surveys.items():
        for text in _texts(survey.frame, columns_of(survey.frame, study=study, group=group)):
            digest.update(f"{group}\0{text}\0".encode())
    return digest.digest()


def columns_of(frame: pd.DataFrame, *, study: Study, group: str) -> tuple[str, ...]:
    """The answers that told figures rest on: items, background and unit; no written text."""
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


def found_again(inputs: Inputs, rows: Mapping[str, Rows], *, key: bytes) -> dict[str, list[int]]:
    """Today's row number of every earlier row, by group; raises LookupError where one is gone.

    Rows that are the same in every column stand for each other.
    """
    found = {}
    for group, earlier in rows.items():
        survey = inputs.surveys.get(group)
        if survey is None or not set(earlier.columns) <= set(survey.frame.columns):
            raise LookupError(group)
        places: dict[str, list[int]] = {}
        for i, digest in enumerate(digests(survey.frame, earlier.columns, key=key)):
            places.setdefault(digest, []).append(i)
        for known in places.values():
            known.reverse()
        try:
            found[group] = [places[digest].pop() for digest in earlier.digests]
        except (KeyError, IndexError):
            raise LookupError(group) from None
    return found


def people_then(
    inputs: Inputs, rows: Mapping[str, Sequence[int]], *, study: Study, round_: Round, now: Study
) -> dict[str, Memberships]:
    """Who was in which group of an earlier run, by today's row numbers.

    ``study`` and ``round_`` are the earlier run's; its study has background categories joined
    as that run joined them, so they are joined again from ``now``'s and must come out the same.
    Raises LookupError where the two definitions do not fit together.
    """
    surveys = {}
    for group, numbers in rows.items():
        survey = inputs.surveys[group]
        if not set(study.items_of(group)) <= set(survey.frame.columns):
            raise LookupError(group)
        frame = survey.frame.iloc[list(numbers)].reset_index(drop=True)
        surveys[group] = replace(survey, frame=frame)
    declared = study.model_copy(update={"background": now.background})
    then, joined = coarsen_background(
        Inputs(surveys, scorecard=None, client_survey=None), study=declared, policy=round_.policy
    )
    if joined.background != study.background:
        raise LookupError("background")
    people = score(then, study=joined, round_=round_).people(study=joined)
    return {group: _renumbered(members, rows[group]) for group, members in people.items()}


def _texts(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Each row as text: the same for the same answers, however the file wrote them."""
    parts = [
        [f"{name}={'' if missing else _text(value)}" for value, missing in zip(*pair, strict=True)]
        for name in columns
        for pair in [(frame[name].tolist(), frame[name].isna().tolist())]
    ]
    return ["\x1f".join(row) for row in zip(*parts, strict=True)]


def _text(value: object) -> str:
    return repr(float(value)) if isinstance(value, int | float) else str(value)


def _renumbered(members: Memberships, rows: Sequence[int]) -> Memberships:
    def there(people: People) -> People:
        return frozenset(rows[i] for i in people)

    def each(groups: Mapping[str, People]) -> dict[str, People]:
        return {name: there(people) for name, people in groups.items()}

    return Memberships(
        people=there(members.people),
        answered=each(members.answered),
        classes={name: each(groups) for name, groups in members.classes.items()},
        values={
            name: {value: there(people) for value, people in groups.items()}
            for name, groups in members.values.items()
        },
        units=each(members.units),
    )
