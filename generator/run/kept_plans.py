"""Action plans as a run keeps them: each in its own office's folder and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from generator.report.office.plan import plans_of
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.sources.plans import planned_measure

FILE = "plan.json"


def kept_plans(plans: Sequence[Plan], released: ReleasedResults, round_: Round) -> dict[str, str]:
    """The plans that each unit's report prints, by file name."""
    merged = {merge.id: merge.units for merge in round_.merges}
    own = {unit: plans_of(merged.get(unit, (unit,)), plans) for unit in released.units}
    return {
        f"offices/{unit}/{FILE}": json.dumps(
            [_content(plan) for plan in mine], ensure_ascii=False, indent=1
        )
        + "\n"
        for unit, mine in own.items()
        if mine
    }


def plans_in(files: Mapping[str, bytes]) -> tuple[Plan, ...]:
    """Every plan among a run's files, each once."""
    kept = sorted(name for name in files if PurePosixPath(name).match(f"offices/*/{FILE}"))
    contents = [one for name in kept for one in json.loads(files[name])]
    return tuple(dict.fromkeys(map(_plan, contents)))


def _content(plan: Plan) -> dict[str, Any]:
    content = asdict(plan)
    for measure in content["measures"]:
        del measure["state"]  # read from the status again
    return content


def _plan(content: dict[str, Any]) -> Plan:
    measures = tuple(planned_measure(**measure) for measure in content["measures"])
    return Plan(tuple(content["offices"]), content["round"], measures)
