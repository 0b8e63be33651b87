"""Counties of made-up offices, taken through scoring, release and proof without any file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generator.analysis import analyse
from generator.archive import definition, keep_rows
from generator.dataset import Inputs, Participation, SourceFile, SurveyDataset
from generator.disclosure import Certificate, prove, release
from generator.results import ReleasedResults
from generator.results.memberships import Memberships
from generator.round import Merge, Policy, Round
from generator.scoring import coarsen_background, score
from generator.study import Study

STUDY = Study.model_validate(
    {
        "id": "county",
        "title": "County",
        "whole_label": "All",
        "unit_label": "Office",
        "groups": {
            "staff": {"label": "Staff", "file_label": "Staff file", "unit_column": "unit"},
        },
        "unit_file": {"file_label": "Office file", "group": "staff"},
        "scales": {
            "six": {
                "low": 1,
                "high": 6,
                "classes": [
                    {"label": "1–2", "low": 1, "high": 2},
                    {"label": "3–4", "low": 3, "high": 4},
                    {"label": "5–6", "low": 5, "high": 6},
                ],
            }
        },
        "constructs": {
            "C": {
                "label": "Climate",
                "scale": "six",
                "min_items": 1,
                "items": [{"id": "c1", "label": "c1"}, {"id": "c2", "label": "c2"}],
            }
        },
        "items": {"s": {"label": "Single", "scale": "six"}},
        "background": {
            "age": {
                "label": "Age",
                "categories": [{"value": 1, "label": "Young"}, {"value": 2, "label": "Old"}],
            }
        },
        "steps": [
            {"kind": "anova", "id": "c-age", "group": "staff", "outcome": "C", "factor": "age"}
        ],
    }
)


def people(offices: Mapping[str, int], *, seed: int = 1) -> pd.DataFrame:
    """Answers of so many people in each office, neither alike nor at the ends of the scale."""
    random = np.random.default_rng(seed)
    units = [office for office, n in offices.items() for _ in range(n)]
    answers = {name: random.integers(2, 6, len(units)).astype(float) for name in ("c1", "c2", "s")}
    ages = [1 + i % 2 for i in range(len(units))]
    frame = pd.DataFrame({**answers, "age": ages, "unit": units})
    return frame.astype({"age": object, "unit": object})


def inputs_of(frame: pd.DataFrame, *, file: str = "a") -> Inputs:
    """The answers as if read from a file with that hash."""
    n = len(frame)
    survey = SurveyDataset(
        group="staff",
        frame=frame.reset_index(drop=True),
        variables={},
        participation=Participation(n, 0, n, n, 0, n, n),
        files=(SourceFile(name="staff.csv", kind="csv", size=n, sha256=file * 64),),
    )
    return Inputs({"staff": survey}, scorecard=None, client_survey=None)


def round_of(
    offices: Sequence[str],
    *,
    merges: Mapping[str, tuple[str, ...]] | None = None,
    policy: Policy | None = None,
) -> Round:
    """A round of these offices."""
    return Round.model_validate(
        {
            "id": "1",
            "title": "Round",
            "whole": "Somewhere",
            "date": "2020-01-01",
            "policy": (policy or Policy()).model_dump(),
            "units": [{"id": name, "code": name, "name": name.title()} for name in offices],
            "merges": [
                Merge(id=name, name=name, units=units).model_dump()
                for name, units in (merges or {}).items()
            ],
            "groups": {"staff": {"files": ["staff.csv"]}},
        }
    )


@dataclass(frozen=True, slots=True)
class County:
    """A county after the proof."""

    study: Study
    declared: Study
    round: Round
    inputs: Inputs
    released: ReleasedResults
    certificate: Certificate
    people: Mapping[str, Memberships]

    def told(self, unit: str) -> bool:
        """Whether the unit's mean of the construct is told."""
        node = self.released.units[unit]["constructs"]
        return hasattr(node, "rows") and isinstance(node.rows[0].mean, float)

    def answered(self, unit: str | None = None) -> int:
        """How many have a value of the construct, in a unit or in the whole."""
        staff = self.people["staff"]
        return len(staff.answered["C"] & (staff.units[unit] if unit else staff.people))


def county(inputs: Inputs, round_: Round, *, declared: Study = STUDY) -> County:
    """Down the straight line as far as the proof."""
    read, study = coarsen_background(inputs, study=declared, policy=round_.policy)
    scored = score(read, study=study, round_=round_)
    results = analyse(scored, study=study, round_=round_)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    members = scored.people(study=study)
    released, certificate = prove(released, certificate, members)
    return County(study, declared, round_, inputs, released, certificate, members)


def of(offices: Mapping[str, int], **declared: object) -> County:
    """A county of offices with so many answers each."""
    return county(inputs_of(people(offices)), round_of(tuple(offices), **declared))


def with_policy(round_: Round, **changes: object) -> Round:
    """The round under another policy."""
    return round_.model_copy(update={"policy": round_.policy.model_copy(update=changes)})


def write_run(folder: Path, one: County, run: str, certificate: Certificate | None = None) -> Path:
    """A run folder with what a later run reads of it."""
    inputs = [asdict(file) for file in one.inputs.files]
    files = definition(one.study, one.round) | {
        "results.json": one.released.to_json(),
        "certificate.json": (certificate or one.certificate).to_json(),
        "manifest.json": json.dumps({"run": run, "inputs": inputs}),
    }
    for name, text in files.items():
        path = folder / run / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    keep_rows(folder, run, one.inputs, study=one.declared)
    return folder / run


def put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    """Put a value in its place, deep in the content of a JSON file."""

    def spoil(content: dict[str, Any]) -> None:
        part: Any = content
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return spoil
