"""Who is in which group that published figures can be about, as plain row numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from generator.results.memberships import Memberships, People, Scale
from generator.study import Study


def memberships(
    frame: pd.DataFrame, *, study: Study, group: str, units: Sequence[str]
) -> Memberships:
    """The groups of one respondent file; ``frame`` is scored and has ``unit`` where units are."""
    frame = frame.reset_index(drop=True)
    scored = study.scored(group)
    items = study.items_of(group)
    return Memberships(
        people=frozenset(frame.index),
        answered={name: _people(frame[name].notna()) for name in dict.fromkeys((*scored, *items))},
        classes=_classes(frame, study),
        values={
            name: {
                value: _people(frame[name] == value) for value in range(scale.low, scale.high + 1)
            }
            for name, scale in items.items()
        },
        scales={name: Scale(of.low, of.high, 1) for name, of in items.items()}
        | {
            name: Scale(study.scale_of(name).low, study.scale_of(name).high, len(owner.items))
            for name, owner in study.constructs.items()
            if name in scored
        },
        units={unit: _people(frame["unit"] == unit) for unit in units if "unit" in frame},
    )


def _classes(frame: pd.DataFrame, study: Study) -> dict[str, dict[str, People]]:
    found = {
        name: {c.label: _people(frame[name] == c.value) for c in background.categories}
        for name, background in study.background.items()
        if name in frame
    }
    if study.size_variable in frame:
        sizes = frame[study.size_variable]
        found[study.size_variable] = {
            label: _people(sizes == size) for size, label in study.size_classes.items()
        }
    return found


def _people(chosen: pd.Series) -> People:
    return frozenset(chosen.index[chosen].tolist())
