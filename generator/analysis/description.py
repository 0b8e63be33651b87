"""What every report says of the survey, and the file of units that steps are computed on.

Response is answered in percent of invited. Per unit only usable answers are known (the survey asks
for the unit), so a unit's rate is usable answers in percent of its invited.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.statistics import Nodes
from generator.analysis.statistics.aggregation import place_aggregation
from generator.analysis.statistics.unit_comparison import compare_places
from generator.analysis.table.means import place_means, size_means, total_means
from generator.analysis.table.statements import place_statements, total_statements
from generator.results.groups import UnitComparison
from generator.results.survey import Response
from generator.results.table import GroupTable, Place, PublishedTable
from generator.results.values import Suppressed, published_count
from generator.round.model import THRESHOLD, Round
from generator.scoring.dataset import ScoredDataset
from generator.scoring.units import AnalysisUnit
from generator.sources.inputs import Participation
from generator.study.model import Study

__all__ = ["describe_responses", "describe_table", "unit_frame"]


def describe_table(
    table: PublishedTable,
    *,
    study: Study,
    units: Sequence[AnalysisUnit],
    threshold: int = THRESHOLD,
    release: int = 1,
) -> tuple[Nodes, dict[str, Nodes]]:
    """The nodes of the total and of every unit; the total's shares are banded by ``threshold``.

    Of the total ``constructs/<group>``, and for the unit file's group ``items/<group>``,
    ``aggregation/<construct>`` and ``size/<group>/<size label>``. Of every unit ``constructs``,
    ``items`` and ``comparison``, suppressed where the unit is not published. No bands with a
    threshold of 0: a round that reproduces published tables. Figures of releases before
    ``release`` are dated.
    """
    steps: Nodes = {}
    for group in table.groups:
        asked = constructs_asked(study, group.group)
        steps[f"constructs/{group.group}"] = (
            total_means(group, variables=asked, newest=release)
            if group.places
            else Suppressed("threshold")
        )
    of_units = table.of(study.unit_file.group) if study.unit_file else None
    if of_units is None:
        return steps, {unit.id: {} for unit in units}
    if of_units.places:
        steps |= _of_units_together(of_units, study=study, units=units, threshold=threshold)
    else:
        steps[f"items/{of_units.group}"] = Suppressed("threshold")
    asked = constructs_asked(study, of_units.group)
    compared = compare_places(of_units, variables=asked)
    return steps, {
        unit.id: _unit_nodes(of_units, unit.id, asked, compared, study=study, newest=release)
        for unit in units
    }


def constructs_asked(study: Study, group: str) -> list[str]:
    """The constructs a group was asked, in declared order."""
    return [name for name in study.scored(group) if name in study.constructs]


def _of_units_together(
    table: GroupTable, *, study: Study, units: Sequence[AnalysisUnit], threshold: int
) -> Nodes:
    asked = constructs_asked(study, table.group)
    nodes: Nodes = {
        f"items/{table.group}": total_statements(table, study=study, threshold=threshold)
    }
    nodes |= {
        f"aggregation/{name}": place_aggregation(table, name, study=study)
        for name in study.scored(table.group)
    }
    sizes = size_means(table, variables=asked, units=units, study=study)
    return nodes | {f"size/{table.group}/{label}": node for label, node in sizes}


def _unit_nodes(
    table: GroupTable,
    unit: str,
    asked: Sequence[str],
    compared: dict[str, UnitComparison],
    *,
    study: Study,
    newest: int,
) -> Nodes:
    place = table.place(unit)
    if place is None:
        return dict.fromkeys(("constructs", "items", "comparison"), Suppressed("threshold"))
    return {
        "constructs": place_means(table, place, variables=asked, newest=newest),
        "items": place_statements(table, place, study=study, newest=newest),
        "comparison": compared[unit],
    }


def unit_frame(
    table: PublishedTable, results: pd.DataFrame, *, study: Study, units: Sequence[AnalysisUnit]
) -> pd.DataFrame:
    """Means of each unit (NaN where the cell is no figure), its ``n``, and ``results``.

    ``results`` has a unit's scorecard and client figures, by unit, as far as they are published.
    """
    order = pd.Index([unit.id for unit in units], name="unit")
    results = results.reindex(order)
    group = table.of(study.unit_file.group) if study.unit_file else None
    if group is None:
        return results
    places = [group.place(unit.id) for unit in units]
    columns = {name: [_mean(place, name) for place in places] for name in study.scored(group.group)}
    counts = [None if place is None else place.n for place in places]
    columns["n"] = [float(n) if isinstance(n, int) else np.nan for n in counts]
    return pd.concat([pd.DataFrame(columns, index=order), results], axis=1)


def _mean(place: Place | None, variable: str) -> float:
    cells = () if place is None else place.cells
    found = next((cell.mean for cell in cells if cell.variable == variable), None)
    return found if isinstance(found, float) else np.nan


def describe_responses(
    scored: ScoredDataset, table: PublishedTable, *, study: Study, round_: Round
) -> tuple[dict[str, Response], dict[str, Response]]:
    """Participation of each respondent group, and of each unit; its ``n`` is the table's.

    ``n`` is None for a unit that is no place of the table.
    """
    groups = {
        group: _total_response(participation, group=group)
        for group, participation in scored.participation.items()
    }
    of_group = table.of(study.unit_file.group) if study.unit_file else None
    if of_group is None:
        return groups, {}
    units = {}
    for unit in scored.analysis_units:
        place = of_group.place(unit.id)
        n = place.n if place and isinstance(place.n, int) else None
        invited = round_.invited_in(unit.offices)
        units[unit.id] = Response(
            group=of_group.group,
            n=n,
            offices=unit.offices,
            size=unit.size,
            invited=invited,
            rate=_rate(published_count(n), invited),
        )
    return groups, units


def _total_response(participation: Participation, *, group: str) -> Response:
    """Participation of a respondent group.

    Who was written to is not known where the export holds answers only.
    """
    known = participation.complete is not None or participation.partial is not None
    return Response(
        group=group,
        n=participation.usable,
        registered=participation.registered if known else None,
        dropped_out=participation.dropped_out if known else None,
        invited=participation.invited,
        complete=participation.complete,
        partial=participation.partial,
        answered=participation.answered,
        rate=_rate(participation.answered, participation.invited),
    )


def _rate(part: int, base: int | None) -> float | None:
    return 100 * part / base if base else None
