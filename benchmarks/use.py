"""What share of a round's figures is published: use is measured as well as secrecy.

    python benchmarks/use.py [ROUND ...]

The demo round without `reproduce_published`, a county of 20 offices of which one is too small, and
one of 100 offices and 5,400 people where nothing is said. A bound ("over 5,2") and a band ("over
60 %") count as published, and are counted by themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from county import SIZES_OF_20, SIZES_OF_100, made_up

from generator.publish import publish
from generator.results.groups import UnitComparison
from generator.results.store import ReleasedResults
from generator.results.table import ClassMeans, GroupTable
from generator.results.values import Bound, Node, Suppressed
from generator.round import load_round
from generator.round.model import STATEMENTS_FROM, Round
from generator.sources import read_inputs
from generator.sources.inputs import Inputs
from generator.study.model import Study

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"


def main(folders: list[Path]) -> None:
    """Print a table for each round."""
    for folder in folders or [DEMO]:
        study, round_ = load_round(folder)
        show(str(folder.name), read_inputs(study, round_, folder), study, round_)
    if not folders:
        show("county of 20", *made_up(SIZES_OF_20))
        show("county of 100", *made_up(SIZES_OF_100))


def show(name: str, inputs: Inputs, study: Study, round_: Round) -> None:
    """Print what is published of one round."""
    policy = round_.policy.model_copy(update={"reproduce_published": False})
    results = publish(inputs, study, round_.model_copy(update={"policy": policy})).results
    table = results.table.groups[0]
    units = [place for place in table.places if place.offices]
    print(f"\n{name}: {len(units)} published units, base {table.base}")
    line("construct means of units", (cell.mean for place in units for cell in place.cells))
    line("comparisons with an interval", intervals(results))
    large = [place for place in units if isinstance(place.n, int) and place.n >= STATEMENTS_FROM]
    line("statements, ten or more", (s.percent for place in large for s in place.statements))
    line("background tables", (each.classes for each in by_class(table)))
    line("nodes of the total", results.steps.values())


def intervals(results: ReleasedResults) -> Iterable[object]:
    """The lower limit of every comparison of a unit whose mean is a figure."""
    for nodes in results.units.values():
        node = nodes.get("comparison")
        for row in node.rows if isinstance(node, UnitComparison) else ():
            if isinstance(row.mean, float):
                yield row.fcr_low


def by_class(table: GroupTable) -> list[ClassMeans]:
    """Every variable by every background variable."""
    return [means for each in table.classifications for means in each.means]


def line(name: str, values: Iterable[object]) -> None:
    """How many values are published, as figures and as bounds, and which rules suppress others."""
    found = list(values)
    if not found:
        return
    figures = sum(isinstance(value, float | int | tuple | Node) for value in found)
    bounds = sum(isinstance(value, Bound) for value in found)
    rules = [value.suppressed for value in found if isinstance(value, Suppressed)]
    why = ", ".join(f"{rule} {rules.count(rule)}" for rule in dict.fromkeys(rules))
    share = 100 * (figures + bounds) / len(found)
    print(f"  {name:30}{share:6.1f} %  {figures} figures, {bounds} bounds of {len(found)}  {why}")


if __name__ == "__main__":
    main([Path(text) for text in sys.argv[1:]])
