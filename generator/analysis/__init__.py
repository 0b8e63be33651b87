"""Analysis: what follows from the published table, and every step of the plan.

``describe_*``, ``run_plan`` and ``unit_frame`` make the nodes of a round. The other functions take
a pandas frame; ``docs/statistics.md`` has a call of each. They are those that a module of this room
names in its ``__all__``, and are imported when first asked for, because pandas and scipy take a
second to load.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.analysis.description import describe_responses as describe_responses
    from generator.analysis.description import describe_table as describe_table
    from generator.analysis.description import unit_frame as unit_frame
    from generator.analysis.facts import describe_facts as describe_facts
    from generator.analysis.nonresponse import describe_nonresponse as describe_nonresponse
    from generator.analysis.plan import run_plan as run_plan
    from generator.analysis.results import describe_results as describe_results
    from generator.analysis.statistics.aggregation import judge_constructs as judge_constructs
    from generator.analysis.statistics.one_factor import compare_constructs as compare_constructs
    from generator.analysis.statistics.one_factor import fit_constructs as fit_constructs


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted(_public())
    if name.startswith("__") or name not in _public():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _public()[name]


@cache
def _public() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in walk_packages(__path__, f"{__name__}."):
        module = import_module(each.name)
        found |= {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    return found
