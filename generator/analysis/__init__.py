"""Analysis: every step of the plan on its file, and what every report needs of each unit.

The functions below are public and take a pandas frame; ``docs/statistics.md`` has a call of each.
They are imported when first asked for, because pandas and scipy take a second to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.analysis.aggregation import judge_aggregation
    from generator.analysis.anova import analyse_variance
    from generator.analysis.columns import blank_codes
    from generator.analysis.correlation import adjust_family, correlate
    from generator.analysis.descriptives import describe_variables
    from generator.analysis.drivers import weigh_drivers
    from generator.analysis.frequency import count_frequencies
    from generator.analysis.goodness_of_fit import fit_counts
    from generator.analysis.group_comparison import compare_groups
    from generator.analysis.multilevel import check_multilevel
    from generator.analysis.multiplicity import (
        benjamini_hochberg,
        bonferroni_adjusted,
        holm_adjusted,
    )
    from generator.analysis.regression import regress
    from generator.analysis.reliability import estimate_reliability
    from generator.analysis.representativeness import check_representativeness
    from generator.analysis.unit_comparison import compare_units
    from generator.results import Results
    from generator.round import Round
    from generator.scoring import ScoredDataset
    from generator.study import Study
    from generator.texts import Reviewed

__all__ = [
    "adjust_family",
    "analyse",
    "analyse_variance",
    "benjamini_hochberg",
    "blank_codes",
    "bonferroni_adjusted",
    "check_multilevel",
    "check_representativeness",
    "compare_groups",
    "compare_units",
    "correlate",
    "count_frequencies",
    "describe_variables",
    "estimate_reliability",
    "fit_counts",
    "holm_adjusted",
    "judge_aggregation",
    "regress",
    "weigh_drivers",
]

_ROOMS = {
    "adjust_family": "correlation",
    "analyse_variance": "anova",
    "benjamini_hochberg": "multiplicity",
    "blank_codes": "columns",
    "bonferroni_adjusted": "multiplicity",
    "check_multilevel": "multilevel",
    "check_representativeness": "representativeness",
    "compare_groups": "group_comparison",
    "compare_units": "unit_comparison",
    "correlate": "correlation",
    "count_frequencies": "frequency",
    "describe_variables": "descriptives",
    "estimate_reliability": "reliability",
    "fit_counts": "goodness_of_fit",
    "holm_adjusted": "multiplicity",
    "judge_aggregation": "aggregation",
    "regress": "regression",
    "weigh_drivers": "drivers",
}


def analyse(
    scored: ScoredDataset, *, study: Study, round_: Round, texts: Reviewed | None = None
) -> Results:
    """Compute every node of a round at full precision; pandas ends here."""
    from generator.analysis.plan import run_plan
    from generator.analysis.production import production_nodes
    from generator.analysis.themes import answer_nodes, theme_nodes
    from generator.analysis.units import describe_units
    from generator.analysis.whole import describe_whole
    from generator.results import Results

    told = answer_nodes(texts, study=study, language=round_.texts.language) if texts else {}
    return Results(
        study=study.id,
        round=round_.id,
        steps={
            **describe_whole(scored, study=study),
            **run_plan(scored, study=study, round_=round_),
            **production_nodes(round_),
            **theme_nodes(round_),
            **told,
        },
        units=describe_units(scored, study=study, round_=round_),
    )


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
