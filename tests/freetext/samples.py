"""A study with two open questions, and a round of a few offices with invented answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from generator.round.model import Round
from generator.sources.inputs import Inputs, NameList, Participation, SurveyDataset
from generator.study.model import Study

STUDY: dict[str, Any] = {
    "id": "tiny",
    "title": "Tiny",
    "whole_label": "Fylket",
    "unit_label": "Kontor",
    "groups": {
        "staff": {"label": "Medarbeidere", "file_label": "Medarbeiderfil", "unit_column": "office"},
        "chiefs": {"label": "Ledere", "file_label": "Lederfil"},
    },
    "scales": {"six": {"low": 1, "high": 6}},
    "background": {
        "field": {
            "label": "Fag",
            "groups": ["staff"],
            "categories": [
                {"value": 1, "label": "Sosialfag", "terms": ["sosionom*"]},
                {"value": 2, "label": "Helsefag", "terms": ["sykepleier*"]},
            ],
        },
        "since": {
            "label": "Ansatt",
            "groups": ["staff"],
            "categories": [
                {"value": "old", "label": "Lenge", "terms": ["veteran*"]},
                {"value": "new", "label": "Nettopp", "terms": ["nyansatt*"]},
            ],
        },
    },
    "open_questions": {
        "why": {
            "label": "Hvorfor",
            "themes": {
                "time": {"label": "Tid", "keywords": ["tid", "vikar*"]},
                "training": {"label": "Opplæring", "keywords": ["opplæring*", "fikk vite"]},
                "rooms": {"label": "Lokaler", "keywords": ["*lokale*"]},
            },
        },
        "else": {
            "label": "Annet",
            "groups": ["staff"],
            "coding": "else_code",
            "themes": {
                "good": {"label": "Ros", "keywords": ["bra"]},
                "bad": {"label": "Ris", "keywords": ["dårlig"]},
            },
        },
    },
    "size_classes": {"s": "Små kontor", "l": "Store kontor"},
    "size_terms": {"s": ["lite kontor"]},
}

UNITS = [
    ("NAV Solvik", "s", "Ingunn Moslett"),
    ("NAV Bjørkedal", "l", "Per Arne Voldmo"),
    ("NAV Nordre Myra", "l", "Stein Aas-Lerheim"),
]


def study() -> Study:
    return Study.model_validate(STUDY)


def round_(**changes: Any) -> Round:
    content: dict[str, Any] = {
        "id": "2020-1",
        "title": "Runden",
        "whole": "Fylket",
        "date": date(2020, 3, 31),
        "units": [
            {
                "id": f"u{i}",
                "code": i,
                "name": name,
                "size": size,
                "leader": {"name": leader, "email": f"leder{i}@example.org"},
            }
            for i, (name, size, leader) in enumerate(UNITS)
        ],
        "merges": [{"id": "m", "name": "Solvik og Fagerlund", "units": ["u0", "u1"]}],
        "groups": {"staff": {"files": ["a"]}, "chiefs": {"files": ["b"]}},
    }
    return Round.model_validate({**content, **changes})


def survey(group: str, rows: Sequence[dict[str, Any]]) -> SurveyDataset:
    n = len(rows)
    return SurveyDataset(
        group=group,
        frame=pd.DataFrame(list(rows)),
        variables={},
        participation=Participation(n, 0, n, n, 0, n, n),
        files=(),
    )


def person(
    why: str = "",
    other: str = "",
    *,
    code: str = "",
    field: int | None = 1,
    since: str | None = "old",
    unit: str | None = "u0",
) -> dict[str, Any]:
    return {
        "field": field,
        "since": since,
        "why": why,
        "else": other,
        "else_code": code,
        "unit": unit,
    }


def inputs(
    staff: Sequence[dict[str, Any]],
    chiefs: Sequence[str] = (),
    *,
    names: Sequence[str] = (),
) -> Inputs:
    surveys = {"staff": survey("staff", staff)}
    if chiefs:
        surveys["chiefs"] = survey("chiefs", [{"why": text} for text in chiefs])
    return Inputs(surveys, None, None, name_list=NameList(tuple(names), ()))
