"""The oracle's sections on groups and units: variance, t tests, counts, aggregation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.analysis import (
    analyse_variance,
    benjamini_hochberg,
    bonferroni_adjusted,
    compare_groups,
    correlate,
    fit_counts,
    holm_adjusted,
    judge_aggregation,
)
from generator.results.groups import Aggregation, Anova, FTest, GroupStatistics
from tests.statistics.oracle import (
    NAMES,
    Figure,
    Oracle,
    correlations,
    frequencies,
    regressions,
    reliability,
    scales,
)


def anovas(oracle: Oracle) -> Iterator[Figure]:
    nodes = []
    for i, truth in enumerate(oracle.truth["anovas"]):
        what = f"anovas.{i}"
        node = analyse_variance(
            oracle.frame,
            outcome=truth["dependent"],
            factor=truth["factor"],
            posthoc="always",
        )
        nodes.append(node)
        yield f"{what}.n", truth["n"], node.n
        for row, group in zip(truth["groups"], node.groups, strict=True):
            yield f"{what}.group", str(row["group"]), group.label
            yield from _group(f"{what}.{row['group']}", row, group)
        yield from _group(f"{what}.total", truth["total"], node.total)
        yield from _variance_table(what, truth, node)
        if truth["posthoc_bonferroni"]:
            yield from _posthoc(what, truth["posthoc_bonferroni"], node)
    p_values = [node.p for node in nodes]
    truth = oracle.truth["multiplicity"]
    for key, found in (
        ("p", p_values),
        ("bonferroni", bonferroni_adjusted(p_values)),
        ("holm", holm_adjusted(p_values)),
        ("bh", benjamini_hochberg(p_values)),
    ):
        for i, expected in enumerate(truth[key]):
            yield f"multiplicity.{key}.{i}", expected, found[i]


def _group(what: str, truth: dict[str, Any], group: GroupStatistics) -> Iterator[Figure]:
    for key, value in truth.items():
        if key != "group":
            yield f"{what}.{key}", value, getattr(group, NAMES.get(key, key))


def _variance_table(what: str, truth: dict[str, Any], node: Anova) -> Iterator[Figure]:
    table = truth["anova"]
    for key, found in (
        ("ss_between", node.ss_between),
        ("ss_within", node.ss_within),
        ("ss_total", node.ss_between + node.ss_within),
        ("df_between", node.df1),
        ("df_within", node.df2),
        ("df_total", node.n - 1),
        ("ms_between", node.ss_between / node.df1),
        ("ms_within", node.ss_within / node.df2),
        ("F", node.f),
        ("p", node.p),
    ):
        yield f"{what}.anova.{key}", table[key], found
    for key in ("eta2", "omega2", "epsilon2"):
        yield f"{what}.{key}", truth[key], getattr(node, key)
    for key in ("levene", "levene_median", "welch", "brown_forsythe"):
        yield from _f_test(f"{what}.{key}", truth[key], getattr(node, key))


def _f_test(what: str, truth: dict[str, Any] | None, test: FTest) -> Iterator[Figure]:
    for key, field in (("F", "f"), ("df1", "df1"), ("df2", "df2"), ("p", "p")):
        if truth is None:
            yield f"{what}.{key}", None, getattr(test, field)
        elif key in truth:
            yield f"{what}.{key}", truth[key], getattr(test, field)


def _posthoc(what: str, truth: list[dict[str, Any]], node: Anova) -> Iterator[Figure]:
    found = {(row.a, row.b): row for row in node.posthoc}
    yield f"{what}.posthoc", 2 * len(truth), len(found)
    for row in truth:
        i, j = str(row["i"]), str(row["j"])
        ahead, back = found[i, j], found[j, i]
        for key, field in (
            *(("diff", "difference"), ("se", "se"), ("p_lsd", "p_lsd"), ("p_bonferroni", "p")),
            *(("p_holm", "p_holm"), ("p_bh", "p_bh"), ("ci_low", "ci_low")),
            ("ci_high", "ci_high"),
        ):
            yield f"{what}.posthoc.{i}.{j}.{key}", row[key], getattr(ahead, field)
        yield f"{what}.posthoc.{j}.{i}.diff", -row["diff"], back.difference
        yield f"{what}.posthoc.{j}.{i}.ci_low", -row["ci_high"], back.ci_low
        yield f"{what}.posthoc.{j}.{i}.p", row["p_bonferroni"], back.p


def t_tests(oracle: Oracle) -> Iterator[Figure]:
    for i, truth in enumerate(oracle.truth["ttests"]):
        what = f"ttests.{i}"
        node = compare_groups(
            oracle.frame,
            outcome=truth["dependent"],
            factor=truth["group"],
            categories=[(value, str(value)) for value in truth["values"]],
        )
        for row, group in zip(truth["groups"], node.groups, strict=True):
            yield from _group(f"{what}.{row['group']}", row, group)
        yield from _f_test(f"{what}.levene", truth["levene"], node.levene)
        for kind, test in (("pooled", node), ("welch", node.welch)):
            for key, field in (("t", "t"), ("df", "df"), ("p", "p"), ("se_diff", "se")):
                yield f"{what}.{kind}.{key}", truth[kind][key], getattr(test, field)
            for key in ("ci_low", "ci_high"):
                yield f"{what}.{kind}.{key}", truth[kind][key], getattr(test, key)
            yield f"{what}.{kind}.mean_diff", truth[kind]["mean_diff"], node.difference
        yield f"{what}.cohens_d", truth["cohens_d"], node.d
        yield f"{what}.hedges_g_exact", truth["hedges_g_exact"], node.g


def goodness_of_fit(oracle: Oracle) -> Iterator[Figure]:
    for i, truth in enumerate(oracle.truth["gof"]):
        what = f"gof.{i}"
        node = fit_counts(oracle.frame, variable=truth["var"], expected=truth["expected_spec"])
        for row, cell in zip(truth["categories"], node.cells, strict=True):
            yield f"{what}.value", str(row["value"]), cell.value
            for key in ("observed", "expected", "residual"):
                yield f"{what}.{row['value']}.{key}", row[key], getattr(cell, key)
        for key, found in (
            ("n", node.n),
            ("chi2", node.chi2),
            ("df", node.df),
            ("p", node.p),
            ("n_cells_expected_lt5", node.n_small_cells),
            ("min_expected", node.min_expected),
        ):
            yield f"{what}.{key}", truth[key], found


UNIT_NAMES = {
    "mean_group_size": "mean_size",
    "harmonic_group_size": "harmonic_size",
    "F": "f",
    "icc1_mean_size": "icc1",
    "reml_tau2": "variance_between",
    "reml_sigma2": "variance_within",
    "icc2_sb_reml_mean_size": "icc2_reml",
    "rwgj_mean": "rwg_mean",
    "rwgj_median": "rwg_median",
    "rwgj_min": "rwg_min",
    "rwgj_max": "rwg_max",
    "rwgj_sd": "rwg_sd",
    "rwgj_n_ge_070": "n_rwg_70",
    "rwgj": "rwg",
    "rwg_lindell_star": "rwg_star",
    "rwgj_untruncated": "rwg_untruncated",
    "rwgj_available_items": "rwg_available",
}


def units(oracle: Oracle) -> Iterator[Figure]:
    truth = oracle.truth["units"]
    low, high = oracle.spec["item_range"]
    for scale in oracle.spec["scales"]:
        node = judge_aggregation(
            oracle.keyed[scale["name"]],
            construct=scale["name"],
            items=scale["items"],
            low=low,
            high=high,
            unit=truth["unit"],
        )
        yield from _aggregation(f"units.{scale['name']}", truth["scales"][scale["name"]], node)
    names = [scale["name"] for scale in oracle.spec["scales"]]
    means = oracle.frame.dropna(subset=[truth["unit"]]).groupby(truth["unit"])[names].mean()
    found = {(row.x, row.y): row for row in correlate(means, x=names).rows}
    for row in truth.get("unit_mean_correlations", []):
        pair = found[row["x"], row["y"]]
        for key in ("n", "r", "p"):
            yield f"units.correlations.{row['x']}.{row['y']}.{key}", row[key], getattr(pair, key)


def _aggregation(what: str, truth: dict[str, Any], node: Aggregation) -> Iterator[Figure]:
    yield f"{what}.n_options", (12 * node.null_variance + 1) ** 0.5, truth["n_options"]
    for key, value in truth.items():
        if key not in ("units", "n_options", "icc1_reml_digits"):
            yield f"{what}.{key}", value, getattr(node, UNIT_NAMES.get(key, key))
    for row, unit in zip(truth["units"], node.units, strict=True):
        yield f"{what}.unit", str(row["unit"]), unit.unit
        for key, value in row.items():
            if key != "unit":
                yield f"{what}.{row['unit']}.{key}", value, getattr(unit, UNIT_NAMES.get(key, key))


SECTIONS = (
    frequencies,
    scales,
    reliability,
    correlations,
    regressions,
    anovas,
    t_tests,
    goodness_of_fit,
    units,
)


def every_figure(oracle: Oracle) -> Iterator[Figure]:
    for section in SECTIONS:
        yield from section(oracle)
