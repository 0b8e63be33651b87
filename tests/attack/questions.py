"""The study every county drawn at random answers: small, with every figure the real ones have."""

from __future__ import annotations

from functools import cache

from generator.study import Study

ITEMS = {"A": ("a1", "a2", "a3"), "B": ("b1", "b2", "b3")}
MIN_ITEMS = {"A": 1, "B": 2}
SINGLE = "s"
ALL_ITEMS = (*ITEMS["A"], *ITEMS["B"], SINGLE)
AGES = {1: "young", 2: "middle", 3: "old"}
FINE = {11: "young, new", 12: "young, used", 21: "middle, new", 22: "middle, used", 31: "old, all"}
"""``fine`` is nested in ``age``: its first digit is the age."""
SIZES = {"s": "Small", "m": "Medium", "l": "Large"}
LOW, HIGH = 1, 6


@cache
def study() -> Study:
    """The study that every county answers."""
    people = {"group": "people"}
    constructs = {
        name: {
            "label": name,
            "scale": "six",
            "min_items": MIN_ITEMS[name],
            "items": [{"id": item, "label": f"Statement {item}"} for item in items],
        }
        for name, items in ITEMS.items()
    }
    classes = [{"label": f"{low}–{low + 1}", "low": low, "high": low + 1} for low in (1, 3, 5)]
    steps = [
        {"id": "background", "kind": "frequency", "variables": ["age", "fine"], **people},
        {"id": "single", "kind": "frequency", "variables": [SINGLE], **people},
        {"id": "means", "kind": "descriptives", "variables": ["A", "B", *ALL_ITEMS], **people},
        {"id": "share", "kind": "share", "variables": [SINGLE], "low": 1, "high": 3, **people},
        {"id": "alpha", "kind": "reliability", "constructs": ["A", "B"], **people},
        {"id": "goes", "kind": "correlation", "y": "B", "x": ["A", SINGLE], **people},
        {"id": "model", "kind": "regression", "outcome": SINGLE, "predictors": ["a1"], **people},
        {"id": "lines", "kind": "regression", "outcome": "B", "predictors": ["A", "b1"], **people},
        {"id": "goes-units", "kind": "multilevel", "of": "goes", **people},
        {"id": "model-units", "kind": "multilevel", "of": "model", **people},
        {"id": "lines-units", "kind": "multilevel", "of": "lines", **people},
        {
            "id": "offices",
            "kind": "correlation",
            "group": "units",
            "y": "both",
            "x": ["A", "B", "s"],
        },
        {"id": "A-age", "kind": "anova", "outcome": "A", "factor": "age", **people},
        {"id": "A-fine", "kind": "anova", "outcome": "A", "factor": "fine", **people},
        {"id": "s-fine", "kind": "anova", "outcome": SINGLE, "factor": "fine", **people},
        {"id": "B-size", "kind": "anova", "outcome": "B", "factor": "size", **people},
        {
            "id": "two",
            "kind": "group_comparison",
            "outcomes": ["B", SINGLE],
            "factor": "age",
            "groups": [1, 2],
            **people,
        },
        {"id": "fit", "kind": "goodness_of_fit", "variable": "age", **people},
        {
            "id": "margins",
            "kind": "representativeness",
            "variables": ["age"],
            "units": True,
            **people,
        },
    ]
    return Study.model_validate(
        {
            "id": "attacked",
            "title": "A study under attack",
            "whole_label": "The county",
            "unit_label": "Office",
            "groups": {
                "people": {"label": "Employees", "file_label": "File", "unit_column": "unit"},
                "leaders": {"label": "Leaders", "file_label": "File of leaders"},
            },
            "unit_file": {"file_label": "File of offices", "group": "people"},
            "scales": {"six": {"low": LOW, "high": HIGH, "classes": classes}},
            "constructs": constructs,
            "items": {SINGLE: {"label": "Single", "scale": "six", "groups": ["people"]}},
            "background": {
                name: {
                    "label": name,
                    "groups": ["people"],
                    "categories": [{"value": k, "label": v} for k, v in labels.items()],
                }
                for name, labels in (("age", AGES), ("fine", FINE))
            },
            "size_classes": SIZES,
            "size_label": "Size",
            "not_stated": "not stated",
            "indicator_sets": {"all": "Indicators"},
            "indicators": {
                "i1": {"label": "i1", "set": "all"},
                "i2": {"label": "i2", "set": "all"},
            },
            "attainment": {"both": {"label": "Both", "indicators": ["i1", "i2"]}},
            "client_survey": {
                "total_label": "All questions",
                "categories": {"c": {"label": "c", "questions": [{"id": "k1"}, {"id": "k2"}]}},
            },
            "steps": steps,
        }
    )
