"""Holds the engine against figures computed independently in R, section by section.

A comparison yields ``(what, expected, found)`` for every figure the oracle holds; ``agrees`` says
whether two figures are the same to the 12 digits the oracle prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from generator.analysis import (
    blank_codes,
    bonferroni_adjusted,
    correlate,
    count_frequencies,
    describe_variables,
    estimate_reliability,
    regress,
)
from generator.results.survey import VariableStatistics
from generator.scoring.respondents import construct_mean, key_item
from generator.study.instrument import Construct, Item, Scale

Figure = tuple[str, Any, Any]

TOLERANCE = 1e-9

SEVEN_DIGITS = 1e-6
"""The oracle's restricted maximum likelihood is printed with 7 digits."""

NOT_SPSS = {"alpha_pairwise_NOT_SPSS"}
"""Held in the oracle to show what SPSS does not compute; neither do we."""


@dataclass(frozen=True)
class Oracle:
    name: str
    spec: dict[str, Any]
    truth: dict[str, Any]
    frame: pd.DataFrame
    keyed: dict[str, pd.DataFrame]


def load_oracle(folder: Path, name: str) -> Oracle:
    """The data as they stand, and one frame per scale with its items keyed."""
    spec = json.loads((folder / f"{name}.spec.json").read_text("utf-8"))
    truth = json.loads((folder / f"{name}.oracle.json").read_text("utf-8"))
    raw = pd.read_csv(folder / spec["csv"])
    frame = blank_codes(raw, spec.get("user_missing", {}))
    keyed = {}
    for scale in spec["scales"]:
        keyed[scale["name"]] = _keyed(frame, scale)
        construct = _construct(scale)
        frame = frame.assign(
            **{scale["name"]: construct_mean(keyed[scale["name"]], construct=construct)}
        )
    raw = raw.assign(**{s["name"]: frame[s["name"]] for s in spec["scales"]})
    keyed = {n: f.assign(**{n: frame[n]}) for n, f in keyed.items()}
    return Oracle(name, {**spec, "raw": raw}, truth, frame, keyed)


def _keyed(frame: pd.DataFrame, scale: dict[str, Any]) -> pd.DataFrame:
    low, high = scale["range"]
    turned = {
        item: key_item(frame[item], scale=Scale(low=low, high=high), negative=True)
        for item in scale["reverse"]
    }
    return frame.assign(**turned)


def _construct(scale: dict[str, Any]) -> Construct:
    items = tuple(Item(id=item, label=item) for item in scale["items"])
    return Construct(label=scale["name"], scale="s", items=items, min_items=scale["min_valid"])


def agrees(expected: Any, found: Any, *, tolerance: float = TOLERANCE) -> bool:
    if expected is None or found is None or isinstance(expected, str | bool):
        return bool(expected is found or expected == found)
    return bool(abs(found - expected) <= tolerance * max(abs(expected), 1e-300))


def tolerance_of(what: str) -> float:
    return SEVEN_DIGITS if "reml" in what else TOLERANCE


def frequencies(oracle: Oracle) -> Iterator[Figure]:
    for name, truth in oracle.truth["frequencies"].items():
        node = count_frequencies(
            oracle.spec["raw"],
            variable=name,
            user_missing=oracle.spec.get("user_missing", {}).get(name, ()),
        )
        what = f"frequencies.{name}"
        for key, field in (
            ("n_total", "n_total"),
            ("n_valid", "n_valid"),
            ("n_missing", "n_missing"),
            ("n_system_missing", "n_system_missing"),
            ("percent_missing", "percent_missing"),
            ("percent_valid_total", "percent_valid"),
        ):
            yield f"{what}.{key}", truth[key], getattr(node, field)
        yield f"{what}.rows", len(truth["values"]), len(node.categories)
        for row, category in zip(truth["values"], node.categories, strict=True):
            yield f"{what}.value", str(row["value"]), category.label
            for key in ("count", "percent", "valid_percent", "cumulative_percent"):
                yield f"{what}.{row['value']}.{key}", row[key], getattr(category, key)
        for row, category in zip(truth.get("user_missing", []), node.missing, strict=True):
            yield f"{what}.user_missing", str(row["value"]), category.value
            yield f"{what}.user_missing.count", row["count"], category.count
            yield f"{what}.user_missing.percent", row["percent"], category.percent
        if "statistics" in truth:
            yield from _statistics(f"{what}.statistics", truth["statistics"], oracle.frame, name)


NAMES = {
    "se_mean": "se",
    "mode_smallest": "mode",
    "min": "minimum",
    "max": "maximum",
    "sum": "total",
}


def _statistics(
    what: str, truth: dict[str, Any], frame: pd.DataFrame, name: str
) -> Iterator[Figure]:
    row: VariableStatistics = describe_variables(frame, variables=(name,)).rows[0]
    yield f"{what}.missing", truth["missing"], len(frame) - row.n
    for key, value in truth.items():
        if key in STATISTICS:
            yield f"{what}.{key}", value, getattr(row, NAMES.get(key, key))


STATISTICS = {
    *("n", "mean", "median", "n_modes", "sd", "variance", "skewness", "se_skewness"),
    *("kurtosis", "se_kurtosis", *NAMES),
}


def scales(oracle: Oracle) -> Iterator[Figure]:
    for scale in oracle.spec["scales"]:
        name, truth = scale["name"], oracle.truth["scales"][scale["name"]]
        yield from _statistics(f"scales.{name}", truth, oracle.frame, name)
        answered = oracle.keyed[name][scale["items"]].notna().sum(axis=1)
        counts = [int((answered == k).sum()) for k in range(len(scale["items"]) + 1)]
        for k, (expected, found) in enumerate(zip(truth["rows_by_answered"], counts, strict=True)):
            yield f"scales.{name}.rows_by_answered.{k}", expected, found
        squares = float((oracle.frame[name] ** 2).sum())
        yield f"scales.{name}.sum_of_squares", truth["sum_of_squares"], squares
        first = [None if pd.isna(x) else float(x) for x in oracle.frame[name].head(10)]
        for i, (expected, found) in enumerate(zip(truth["first10"], first, strict=True)):
            yield f"scales.{name}.first10.{i}", expected, found


def reliability(oracle: Oracle) -> Iterator[Figure]:
    for scale in oracle.spec["scales"]:
        truth, what = oracle.truth["reliability"][scale["name"]], f"reliability.{scale['name']}"
        node = estimate_reliability(oracle.keyed[scale["name"]], items=scale["items"])
        for key, found in (
            ("n_cases", len(oracle.frame)),
            ("n_valid", node.n),
            ("n_excluded", node.n_excluded),
            ("n_items", node.n_items),
            ("alpha", node.alpha),
            ("alpha_standardized", node.alpha_standardised),
            ("mean_inter_item_r", node.mean_inter_item),
            ("scale_sum_mean", node.sum_mean),
            ("scale_sum_variance", node.sum_variance),
            ("scale_sum_sd", node.sum_sd),
        ):
            yield f"{what}.{key}", truth[key], found
        for row, item in zip(truth["items"], node.items, strict=True):
            yield f"{what}.item", row["item"], item.item
            for key, field in (
                ("mean", "mean"),
                ("sd", "sd"),
                ("scale_mean_if_deleted", "scale_mean_if_deleted"),
                ("scale_var_if_deleted", "scale_variance_if_deleted"),
                ("corrected_item_total_r", "item_total"),
                ("smc", "smc"),
                ("alpha_if_deleted", "alpha_if_deleted"),
            ):
                yield f"{what}.{row['item']}.{key}", row[key], getattr(item, field)


def correlations(oracle: Oracle) -> Iterator[Figure]:
    for i, truth in enumerate(oracle.truth["correlations"]):
        node = correlate(oracle.frame, x=truth["vars"], missing=truth["missing"])
        bonferroni = bonferroni_adjusted([row.p for row in node.rows])
        for j, (pair, row) in enumerate(zip(truth["pairs"], node.rows, strict=True)):
            what = f"correlations.{i}.{pair['x']}.{pair['y']}"
            yield f"{what}.pair", (pair["x"], pair["y"]) == (row.x, row.y), True
            yield f"{what}.n", pair["n"], row.n
            yield f"{what}.r", pair["r"], row.r
            yield f"{what}.t", pair["t"], row.t
            yield f"{what}.df", pair["df"], row.n - 2
            yield f"{what}.p", pair["p"], row.p
            yield f"{what}.p_bonferroni", truth["p_bonferroni"][j], bonferroni[j]
            yield f"{what}.p_holm", truth["p_holm"][j], row.p_holm
            yield f"{what}.p_bh", truth["p_bh"][j], row.p_bh


def regressions(oracle: Oracle) -> Iterator[Figure]:
    for i, truth in enumerate(oracle.truth["regressions"]):
        what = f"regressions.{i}"
        node = regress(oracle.frame, outcome=truth["dependent"], predictors=truth["independents"])
        table = truth["anova"]
        for key, expected, found in (
            ("n", truth["n"], node.n),
            ("n_excluded", truth["n_excluded"], node.n_excluded),
            ("R", truth["R"], node.r),
            ("R2", truth["R2"], node.r2),
            ("adj_R2", truth["adj_R2"], node.adj_r2),
            ("see", truth["see"], node.see),
            ("ss_reg", table["ss_reg"], node.ss_regression),
            ("ss_res", table["ss_res"], node.ss_residual),
            ("ss_tot", table["ss_tot"], node.ss_regression + node.ss_residual),
            ("df_reg", table["df_reg"], node.df1),
            ("df_res", table["df_res"], node.df2),
            ("ms_reg", table["ms_reg"], node.ss_regression / node.df1),
            ("ms_res", table["ms_res"], node.ss_residual / node.df2),
            ("F", table["F"], node.f),
            ("p", table["p"], node.p),
        ):
            yield f"{what}.{key}", expected, found
        for row, term in zip(truth["coefficients"], node.terms, strict=True):
            for key, field in (
                *(("B", "b"), ("SE", "se"), ("beta", "beta"), ("t", "t"), ("p", "p")),
                *(("ci_low", "ci_low"), ("ci_high", "ci_high"), ("tolerance", "tolerance")),
                *(("vif", "vif"), ("p_holm_slopes", "p_holm"), ("p_bh_slopes", "p_bh")),
            ):
                yield f"{what}.{row['term']}.{key}", row[key], getattr(term, field)
