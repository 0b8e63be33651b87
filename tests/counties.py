"""Counties of made-up offices, taken through ``publish``, the only door, without any file.

A county is a frame of answers: its index names the people, ``unit`` is their office (None: none),
``alder`` and ``tid`` their background, ``a1`` to ``b3`` the statements of A and B, ``s`` a single
item. Answers are on a scale from 1 to 5, NaN where somebody left a statement blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from generator.disclosure.later_release import EarlierRelease
from generator.disclosure.rules import RULES, NamedRule
from generator.history.published_round import PublishedBefore
from generator.publish import Published, publish
from generator.results.table import GroupTable
from generator.round.model import Policy, Round
from generator.sources.inputs import Inputs, Participation, SourceFile, SurveyDataset
from generator.study.model import Study

GROUP = "ansatte"
A, B = ("a1", "a2", "a3"), ("b1", "b2", "b3")
STATEMENTS = (*A, *B, "s")
AGREE = {
    "low": 1,
    "high": 5,
    "classes": [
        {"label": "Uenig", "low": 1, "high": 2},
        {"label": "Verken", "low": 3, "high": 3},
        {"label": "Enig", "low": 4, "high": 5},
    ],
}


def _construct(items: Sequence[str]) -> dict[str, object]:
    return {
        "label": f"Mål {items[0][0].upper()}",
        "scale": "enig",
        "min_items": 2,
        "items": [{"id": item, "label": item} for item in items],
    }


def _step(name: str, kind: str, **declared: object) -> dict[str, object]:
    return {"id": name, "group": GROUP, "kind": kind, **declared}


def _categories(*labels: str) -> list[dict[str, object]]:
    return [{"value": i + 1, "label": label} for i, label in enumerate(labels)]


DECLARED: dict[str, Any] = {
    "id": "fylke",
    "title": "Fylket",
    "whole_label": "Fylket",
    "unit_label": "Kontor",
    "size_label": "Størrelse",
    "groups": {GROUP: {"label": "Ansatte", "file_label": "Fil", "unit_column": "kontor"}},
    "unit_file": {"file_label": "Kontorfil", "group": GROUP},
    "scales": {"enig": AGREE},
    "constructs": {"A": _construct(A), "B": _construct(B)},
    "items": {"s": {"label": "s", "scale": "enig"}},
    "background": {
        "alder": {
            "label": "Alder",
            "categories": _categories("Ung", "Middels", "Eldre"),
        },
        "tid": {
            "label": "Tid",
            "categories": _categories("Ny", "Erfaren"),
        },
    },
    "size_classes": {"liten": "Små", "middels": "Mellomstore", "stor": "Store"},
    "steps": [
        _step("descriptives", "descriptives", variables=["A", "B", "s"]),
        _step("reliability", "reliability", constructs=["A", "B"]),
        _step("correlation", "correlation", y="B", x=["A", "s"]),
        _step("regression", "regression", outcome="B", predictors=["A", "s"]),
        _step("share", "share", variables=["s"], low=1, high=3),
        _step("frequency", "frequency", variables=["s"]),
        _step("by-age", "anova", outcome="A", factor="alder"),
        _step("by-size", "anova", outcome="B", factor="size"),
        _step("by-tenure", "group_comparison", outcomes=["A", "B"], factor="tid", groups=[1, 2]),
        {"id": "of-units", "group": "units", "kind": "correlation", "y": "A", "x": ["B"]},
    ],
}
STUDY = Study.model_validate(DECLARED)


def study_with(**changes: object) -> Study:
    """The study with some of its parts declared otherwise."""
    return Study.model_validate(DECLARED | changes)


def people(
    offices: Mapping[str | None, int], *, seed: int = 1, skips: float = 0.0, first: int = 0
) -> pd.DataFrame:
    """Answers of so many people in each office, neither alike nor all at one end of the scale."""
    random = np.random.default_rng(seed)
    units = [office for office, n in offices.items() for _ in range(n)]
    frame = pd.DataFrame({"unit": pd.Series(units, dtype=object)})
    frame["alder"] = pd.Series(random.integers(1, 4, len(units)).tolist(), dtype=object)
    frame["tid"] = pd.Series(random.integers(1, 3, len(units)).tolist(), dtype=object)
    for item in STATEMENTS:
        frame[item] = random.integers(1, 6, len(units)).astype(float)
    frame[list(STATEMENTS)] = frame[list(STATEMENTS)].mask(
        random.random((len(units), len(STATEMENTS))) < skips
    )
    frame.index = pd.RangeIndex(first, first + len(units))
    return frame


def answering(
    frame: pd.DataFrame,
    who: Iterable[int] | str,
    *,
    items: Sequence[str] = STATEMENTS,
    value: float = np.nan,
) -> pd.DataFrame:
    """The county where some people, or everybody of an office, gave one answer (NaN: skipped)."""
    rows = frame.index[frame["unit"] == who] if isinstance(who, str) else list(who)
    changed = frame.copy()
    changed.loc[rows, list(items)] = value
    return changed


def in_class(
    frame: pd.DataFrame, background: str, classes: Mapping[str | None, int | None]
) -> pd.DataFrame:
    """The county where everybody of an office is in one class of a background variable."""
    changed = frame.copy()
    changed[background] = pd.Series(
        [classes.get(unit, value) for unit, value in frame[["unit", background]].itertuples(False)],
        index=frame.index,
        dtype=object,
    )
    return changed


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Several frames of people as one; who has no number of their own yet gets one."""
    joined = pd.concat(frames)
    return joined if joined.index.is_unique else joined.reset_index(drop=True)


SPREADS = (0.0, 0.3, 0.5, 0.9, 1.3)
"""How far answers lie from their office's opinion; 0: everybody is of one mind."""


def random_county(seed: int, *, offices: tuple[int, int] = (5, 9), most: int = 40) -> pd.DataFrame:
    """Offices of 1 to ``most``, some of one mind; people of no office; skips; skewed background."""
    random = np.random.default_rng(seed)
    sizes = np.minimum(random.geometric(0.09, random.integers(*offices)), most)
    skips, linked = random.choice((0.01, 0.03, 0.08)), random.random() < 0.3
    parts = [_office(random, f"o{i + 1}", int(n), linked=linked) for i, n in enumerate(sizes)]
    if random.random() < 0.4:
        parts.append(_office(random, None, int(random.integers(1, 7)), linked=False))
    frame = together(*parts).sample(frac=1, random_state=random).reset_index(drop=True)
    answers = frame[list(STATEMENTS)]
    frame[list(STATEMENTS)] = answers.mask(random.random(answers.shape) < skips)
    return frame[frame[list(STATEMENTS)].notna().any(axis=1)]


def _office(random: np.random.Generator, unit: str | None, n: int, *, linked: bool) -> pd.DataFrame:
    opinion = random.choice((1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.6, 5.0))
    spread = random.choice(SPREADS, p=(0.1, 0.15, 0.15, 0.4, 0.2))
    person = random.normal(0, spread, (n, 1)) / 2
    answers = np.rint(opinion + person + random.normal(0, spread, (n, len(STATEMENTS))))
    frame = pd.DataFrame(np.clip(answers, 1, 5), columns=list(STATEMENTS))
    age = random.integers(1, 4) if linked else 0
    chances = np.where(np.arange(1, 4) == age, 0.9, 0.05) if linked else np.full(3, 1 / 3)
    frame.insert(0, "unit", pd.Series([unit] * n, dtype=object))
    ages = random.choice((1, 2, 3), n, p=chances).tolist()
    frame.insert(1, "alder", pd.Series(ages, dtype=object))
    tenures: list[int | None] = random.choice((1, 2), n, p=(0.3, 0.7)).tolist()
    if random.random() < 0.2:
        tenures = [None if random.random() < 0.1 else value for value in tenures]
    frame.insert(2, "tid", pd.Series(tenures, dtype=object))
    return frame


def some_late(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The county before and after some of its people answered late, now and then a whole crowd."""
    random = np.random.default_rng(seed)
    share = random.choice((0.03, 0.1, 0.4))
    offices = frame["unit"].unique().tolist()
    crowd = offices[random.integers(len(offices))] if random.random() < 0.4 else ""
    late = (random.random(len(frame)) < share) | (
        (frame["unit"] == crowd).to_numpy() & (random.random(len(frame)) < 0.5)
    )
    return frame[~late], frame


def inputs_of(frame: pd.DataFrame, *, file: str = "a") -> Inputs:
    """The answers as if read from a file with that hash."""
    n = len(frame)
    survey = SurveyDataset(
        group=GROUP,
        frame=frame.reset_index(drop=True),
        variables={},
        participation=Participation(n, 0, n + 3, n, 0, n, n),
        files=(SourceFile(name="svar.csv", kind="csv", size=n, sha256=file * 64),),
    )
    return Inputs({GROUP: survey}, scorecard=None, client_survey=None)


def round_of(
    offices: Sequence[str],
    *,
    merges: Mapping[str, tuple[str, ...]] | None = None,
    policy: Policy | None = None,
) -> Round:
    """A round of these offices; a third of them each are small, middling and large."""
    classes = ("liten", "middels", "stor")
    units = [
        {"id": name, "code": name, "name": name.title(), "size": classes[i % 3]}
        for i, name in enumerate(offices)
    ]
    return Round.model_validate(
        {
            "id": "r1",
            "title": "Runde",
            "whole": "Fylket",
            "date": "2026-03-31",
            "policy": (policy or Policy()).model_dump(),
            "units": units,
            "merges": [
                {"id": name, "name": name, "units": units} for name, units in (merges or {}).items()
            ],
            "groups": {GROUP: {"files": ["svar.csv"]}},
        }
    )


def offices_of(*frames: pd.DataFrame) -> list[str]:
    """Every office that somebody named, in order."""
    named = {unit for frame in frames for unit in frame["unit"] if isinstance(unit, str)}
    return sorted(named, key=lambda unit: (len(unit), unit))


def without(*names: str) -> tuple[NamedRule, ...]:
    """The rules of disclosure control but for these."""
    return tuple(rule for rule in RULES if rule.name not in names)


def releases(
    *frames: pd.DataFrame,
    round_: Round | None = None,
    study: Study = STUDY,
    rules: tuple[NamedRule, ...] = RULES,
) -> list[Published]:
    """What is published of a round whose answers stood so at each of its releases."""
    round_ = round_ or round_of(offices_of(*frames))
    found: list[Published] = []
    for i, frame in enumerate(frames):
        before = zip(found, frames, strict=False)
        earlier = PublishedBefore(
            releases=tuple(as_release(one, was, frame) for one, was in before)
        )
        inputs = inputs_of(frame, file="abcdef"[i])
        found.append(publish(inputs, study, round_, earlier=earlier, rules=rules))
    return found


def as_release(one: Published, was: pd.DataFrame, now: pd.DataFrame) -> EarlierRelease:
    """What a build finds of an earlier release: who was behind its figures, in today's rows."""
    at = {key: i for i, key in enumerate(now.index)}
    same = [key in at and now.loc[key].equals(was.loc[key]) for key in was.index]
    today = [at[key] if kept else None for key, kept in zip(was.index, same, strict=True)]
    included = {
        group: {figure: tuple(today[row] for row in rows) for figure, rows in figures.items()}
        for group, figures in one.kept.included.items()
    }
    return EarlierRelease(
        run=f"run-{one.results.release}",
        release=one.results.release,
        results=one.results,
        included=included,
    )


def published(frame: pd.DataFrame, **declared: Any) -> Published:
    """What is published of a county in its first release."""
    return releases(frame, **declared)[0]


def table_of(one: Published) -> GroupTable:
    """The published table of everybody."""
    table = one.results.table.of(GROUP)
    assert table is not None
    return table


def put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    """Put a value in its place, deep in the content of a JSON file."""

    def spoil(content: dict[str, Any]) -> None:
        part: Any = content
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return spoil
