"""Analysis units: offices, or offices merged, and the file with one row per unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.results.values import decimal_mean
from generator.round.model import Merge, Round
from generator.sources.inputs import ClientSurvey, Scorecard
from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class AnalysisUnit:
    """What gets one report: an office, or offices merged because one had too few answers."""

    id: str
    offices: tuple[str, ...]
    size: str | None


def merge_units(
    answers: Mapping[str, int],
    *,
    round_: Round,
    reported: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> tuple[AnalysisUnit, ...]:
    """Offices as analysis units; a declared merge applies when one partner is too small.

    Without a survey every declared merge applies, as nobody has answered. A merged unit stands
    where its first office stood. Its size class is its offices' own when they agree, otherwise
    that of the office with most invited: how many answered in each of them is not published.
    """
    threshold = round_.policy.min_respondents
    merged_into = {
        office: merge
        for merge in round_.merges
        if _applies(merge, answers, threshold=threshold, reported=reported)
        for office in merge.units
    }
    offices = {unit.id: unit for unit in round_.units}
    units: dict[str, AnalysisUnit] = {}
    for unit in round_.units:
        merge = merged_into.get(unit.id)
        if merge is None:
            units[unit.id] = AnalysisUnit(unit.id, (unit.id,), unit.size)
        elif merge.id not in units:
            largest = max(merge.units, key=lambda name: offices[name].invited or 0)
            units[merge.id] = AnalysisUnit(merge.id, merge.units, offices[largest].size)
    return tuple(units.values())


def _applies(
    merge: Merge,
    answers: Mapping[str, int],
    *,
    threshold: int,
    reported: Sequence[tuple[str, tuple[str, ...]]],
) -> bool:
    """Whether a declared merge applies: as in the first release, else by how many answered."""
    before = dict(reported)
    if any({office, *before.get(office, ())} & set(merge.units) for office in before):
        return merge.id in before
    return any(answers.get(name, 0) < threshold for name in merge.units)


def attainment(result: pd.Series, target: pd.Series, *, lower_is_better: bool) -> pd.Series:
    """Attainment up to and including the target: min(result / target, 1); NaN without a target."""
    ratio = target / result if lower_is_better else result / target
    return ratio.where(np.isfinite(ratio)).clip(upper=1)


def with_attainment(scorecard: Scorecard | None, *, study: Study) -> pd.DataFrame | None:
    """The scorecard's rows with their attainment of the target."""
    if scorecard is None:
        return None
    parts = [
        attainment(rows["result"], rows["target"], lower_is_better=name in study.lower_is_better)
        for name, rows in scorecard.frame.groupby("indicator", sort=False)
    ]
    return scorecard.frame.assign(attainment=pd.concat(parts))


def unit_file(
    analysis_units: tuple[AnalysisUnit, ...],
    *,
    study: Study,
    scorecard: pd.DataFrame | None,
    clients: ClientSurvey | None,
) -> pd.DataFrame:
    """One row per analysis unit with its results; survey means come from the published table."""
    order = pd.Index([unit.id for unit in analysis_units], name="unit")
    unit_of = {office: unit.id for unit in analysis_units for office in unit.offices}
    parts = [pd.DataFrame(index=order)]
    if scorecard is not None:
        parts.append(_unit_results(scorecard, unit_of, study=study))
    if clients is not None:
        parts.append(_unit_clients(clients.frame, unit_of, study=study))
    return pd.concat([part.reindex(order) for part in parts], axis=1)


def _unit_results(
    scorecard: pd.DataFrame, unit_of: Mapping[str, str], *, study: Study
) -> pd.DataFrame:
    """Unweighted means over merged offices: attainment is capped per office, then averaged."""
    results = scorecard.pivot(index="unit", columns="indicator", values="result")
    attained = scorecard.pivot(index="unit", columns="indicator", values="attainment")
    for name, composite in study.attainment.items():
        results[name] = _means(attained.reindex(columns=list(composite.indicators)))
    return _by_unit(results, unit_of)


def _unit_clients(
    clients: pd.DataFrame, unit_of: Mapping[str, str], *, study: Study
) -> pd.DataFrame:
    means = clients.pivot(index="unit", columns="question", values="mean")
    by_unit = _by_unit(means, unit_of)
    plan = study.client_survey
    if plan is None:
        return by_unit
    for name, category in plan.categories.items():
        by_unit[name] = _means(by_unit[[question.id for question in category.questions]])
    questions = [q.id for category in plan.categories.values() for q in category.questions]
    by_unit[plan.total] = _means(by_unit[questions])
    return by_unit


def _by_unit(frame: pd.DataFrame, unit_of: Mapping[str, str]) -> pd.DataFrame:
    """The unweighted means over the offices of each unit."""
    units = frame.groupby(frame.index.map(unit_of))
    rows = {str(unit): _means(part.T) for unit, part in units}
    return pd.DataFrame(rows, index=frame.columns, dtype=float).T


def _means(frame: pd.DataFrame) -> pd.Series:
    """The mean of what is known in each row."""
    rows = frame.to_numpy(dtype=float)
    return pd.Series([decimal_mean(row) for row in rows], frame.index, dtype=float)
