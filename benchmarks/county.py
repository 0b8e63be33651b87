"""Made-up counties of any number of offices, without a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.round.model import Round
from generator.sources.inputs import Inputs, Participation, SurveyDataset
from generator.study.model import Study

SIZES_OF_20 = (40, 36, 31, 28, 26, 22, 19, 17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3)
SIZES_OF_100 = tuple(int(n) for n in np.linspace(2, 106, 100))
CONSTRUCTS = 6
ITEMS = 5
SKIPS = 0.02


def made_up(sizes: Sequence[int], *, seed: int = 1) -> tuple[Inputs, Study, Round]:
    """Offices of so many people, who differ a little, on six constructs of five statements."""
    random = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(sizes)), sizes)
    n = len(unit)
    answers: dict[str, np.ndarray] = {}
    for c in range(CONSTRUCTS):
        mind = 3.5 + 0.3 * random.normal(size=len(sizes))[unit] + 0.7 * random.normal(size=n)
        for i in range(ITEMS):
            points = np.clip(np.round(mind + 0.8 * random.normal(size=n)), 1, 5)
            answers[f"c{c}_{i}"] = np.where(random.random(n) < SKIPS, np.nan, points)
    frame = pd.DataFrame(answers)
    for name, classes in (("age", 3), ("tenure", 3), ("education", 4)):
        frame[name] = random.integers(1, classes + 1, n).astype(object)
    frame["unit"] = pd.Series([f"o{i + 1}" for i in unit], dtype=object)
    survey = SurveyDataset("staff", frame, {}, Participation(n, 0, n, n, 0, n, n), ())
    return Inputs({"staff": survey}, None, None), _study(), _round(sizes)


def _study() -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "title": "Made up",
            "whole_label": "County",
            "unit_label": "Office",
            "groups": {"staff": {"label": "Staff", "file_label": "Staff", "unit_column": "unit"}},
            "unit_file": {"file_label": "Offices", "group": "staff"},
            "scales": {"five": {"low": 1, "high": 5}},
            "constructs": {
                f"c{c}": {
                    "label": f"Area {c}",
                    "scale": "five",
                    "min_items": 3,
                    "items": [{"id": f"c{c}_{i}", "label": f"c{c}_{i}"} for i in range(ITEMS)],
                }
                for c in range(CONSTRUCTS)
            },
            "background": {
                name: {
                    "label": name,
                    "categories": [
                        {"value": v + 1, "label": f"{name} {v}"} for v in range(classes)
                    ],
                }
                for name, classes in (("age", 3), ("tenure", 3), ("education", 4))
            },
            "steps": [
                {
                    "kind": "anova",
                    "id": f"c{c}-age",
                    "group": "staff",
                    "outcome": f"c{c}",
                    "factor": "age",
                }
                for c in range(CONSTRUCTS)
            ]
            + [
                {
                    "kind": "correlation",
                    "id": "r",
                    "group": "staff",
                    "x": [f"c{c}" for c in range(1, CONSTRUCTS)],
                    "y": "c0",
                },
                {
                    "kind": "regression",
                    "id": "b",
                    "group": "staff",
                    "predictors": [f"c{c}" for c in range(1, CONSTRUCTS)],
                    "outcome": "c0",
                },
            ],
        }
    )


def _round(sizes: Sequence[int]) -> Round:
    units = [
        {"id": f"o{i + 1}", "code": i + 1, "name": f"Office {i + 1}", "invited": n + n // 3}
        for i, n in enumerate(sizes)
    ]
    return Round.model_validate(
        {
            "id": "1",
            "title": "Round",
            "whole": "County",
            "date": "2026-01-01",
            "units": units,
            "groups": {"staff": {"files": ["staff.csv"]}},
        }
    )
