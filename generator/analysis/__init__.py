"""Analysis: what follows from the published table, and every step of the plan.

``describe_*``, ``run_plan`` and ``unit_frame`` make the nodes of a round. The other functions take
a pandas frame; ``docs/statistics.md`` has a call of each. They are imported when first asked for,
because pandas and scipy take a second to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.analysis.facts import describe_facts
    from generator.analysis.numerics.columns import blank_codes
    from generator.analysis.numerics.multiplicity import (
        benjamini_hochberg,
        bonferroni_adjusted,
        holm_adjusted,
    )
    from generator.analysis.plan import run_plan
    from generator.analysis.results import describe_results
    from generator.analysis.statistics.aggregation import judge_aggregation
    from generator.analysis.statistics.anova import analyse_variance
    from generator.analysis.statistics.correlation import adjust_family, correlate
    from generator.analysis.statistics.descriptives import describe_variables
    from generator.analysis.statistics.drivers import weigh_drivers
    from generator.analysis.statistics.frequency import count_frequencies
    from generator.analysis.statistics.goodness_of_fit import fit_counts
    from generator.analysis.statistics.group_comparison import compare_groups
    from generator.analysis.statistics.multilevel import check_multilevel
    from generator.analysis.statistics.regression import regress
    from generator.analysis.statistics.reliability import estimate_reliability
    from generator.analysis.statistics.representativeness import check_representativeness
    from generator.analysis.statistics.share import count_share
    from generator.analysis.statistics.unit_comparison import compare_units
    from generator.analysis.steps import judge_constructs
    from generator.analysis.table.description import describe_table
    from generator.analysis.table.unit_file import unit_frame

__all__ = [
    "adjust_family",
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
    "count_share",
    "describe_facts",
    "describe_results",
    "describe_table",
    "describe_variables",
    "estimate_reliability",
    "fit_counts",
    "holm_adjusted",
    "judge_aggregation",
    "judge_constructs",
    "regress",
    "run_plan",
    "unit_frame",
    "weigh_drivers",
]

_ROOMS = {
    "adjust_family": "statistics.correlation",
    "analyse_variance": "statistics.anova",
    "benjamini_hochberg": "numerics.multiplicity",
    "blank_codes": "numerics.columns",
    "bonferroni_adjusted": "numerics.multiplicity",
    "check_multilevel": "statistics.multilevel",
    "check_representativeness": "statistics.representativeness",
    "compare_groups": "statistics.group_comparison",
    "compare_units": "statistics.unit_comparison",
    "correlate": "statistics.correlation",
    "count_frequencies": "statistics.frequency",
    "count_share": "statistics.share",
    "describe_facts": "facts",
    "describe_results": "results",
    "describe_table": "table.description",
    "describe_variables": "statistics.descriptives",
    "estimate_reliability": "statistics.reliability",
    "fit_counts": "statistics.goodness_of_fit",
    "holm_adjusted": "numerics.multiplicity",
    "judge_aggregation": "statistics.aggregation",
    "judge_constructs": "steps",
    "regress": "statistics.regression",
    "run_plan": "plan",
    "unit_frame": "table.unit_file",
    "weigh_drivers": "statistics.drivers",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
