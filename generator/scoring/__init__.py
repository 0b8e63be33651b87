"""Scoring: keyed items, construct means, merged units and the file with one row per unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.round.model import Merge, Round
from generator.sources.inputs import ClientSurvey, Inputs, Participation, Scorecard
from generator.study.instrument import Construct, Indicator, Scale
from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class AnalysisUnit:
    """What gets one report: an office, or offices merged because one had too few answers."""

    id: str
    offices: tuple[str, ...]
    size: str | None


@dataclass(frozen=True, slots=True)
class ScoredDataset:
    """Answers ready for analysis.

    ``groups`` holds one frame per respondent group: keyed items, constructs, background, and for
    the unit file's group ``unit`` (analysis unit) and the size class. ``units`` has one row per
    analysis unit, in declared order, indexed by its id, with its result variables. ``scorecard``
    has the scorecard's rows with their ``attainment``, ``months`` those of each month. ``wording``
    maps a respondent group (or ``clients``) to its questions as they were asked.
    """

    groups: Mapping[str, pd.DataFrame]
    analysis_units: tuple[AnalysisUnit, ...]
    units: pd.DataFrame
    scorecard: pd.DataFrame | None
    clients: pd.DataFrame | None
    participation: Mapping[str, Participation]
    wording: Mapping[str, Mapping[str, str]]
    months: pd.DataFrame | None = None


def score(
    inputs: Inputs,
    *,
    study: Study,
    round_: Round,
    reported: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> ScoredDataset:
    """Key items, average them into constructs, merge small units and build the unit file.

    ``reported`` are the analysis units, with their offices, of the round's first release, where
    there was one: they stay as they were.
    """
    frames = {
        group: score_respondents(survey.frame, study=study, group=group)
        for group, survey in inputs.surveys.items()
    }
    unit_group = study.unit_file.group if study.unit_file and frames else None
    placed = frames[unit_group]["unit"] if unit_group else pd.Series(dtype=object)
    answers = {str(office): int(n) for office, n in placed.value_counts().items()}
    analysis_units = merge_units(answers, round_=round_, reported=reported)
    if unit_group:
        frames[unit_group] = _with_units(frames[unit_group], analysis_units, study=study)
    scorecard = _with_attainment(inputs.scorecard, study=study)
    clients = inputs.client_survey.frame if inputs.client_survey else None
    return ScoredDataset(
        groups=frames,
        analysis_units=analysis_units,
        units=_unit_file(
            analysis_units, study=study, scorecard=scorecard, clients=inputs.client_survey
        ),
        scorecard=scorecard,
        clients=clients,
        participation={name: survey.participation for name, survey in inputs.surveys.items()},
        wording=_wording(inputs, study=study),
        months=inputs.scorecard.monthly if inputs.scorecard else None,
    )


def key_item(answers: pd.Series, *, scale: Scale, negative: bool) -> pd.Series:
    """Turn an item so that more means more: flip when scale direction and wording disagree."""
    return scale.low + scale.high - answers if scale.descending != negative else answers


def construct_mean(keyed: pd.DataFrame, *, construct: Construct) -> pd.Series:
    """Mean of answered items, or of dimension means where dimensions are declared.

    ``keyed`` has respondents as rows and at least the construct's item columns. NaN where fewer
    than ``min_items`` are answered. A dimension nobody answered is left out of a person's mean.
    """
    items = [item.id for item in construct.items]
    dimensions = [keyed[list(names)].mean(axis=1) for names in construct.dimensions.values()]
    mean = pd.concat(dimensions, axis=1).mean(axis=1)
    return mean.where(keyed[items].notna().sum(axis=1) >= construct.min_items)


def score_respondents(frame: pd.DataFrame, *, study: Study, group: str) -> pd.DataFrame:
    """Key every item of the group and add its construct means."""
    scored = frame.copy()
    asked = study.scored(group)
    for name in asked:
        scale = study.scale_of(name)
        if name in study.constructs:
            for item in study.constructs[name].items:
                scored[item.id] = key_item(frame[item.id], scale=scale, negative=item.negative)
        else:
            negative = study.items[name].negative
            scored[name] = key_item(frame[name], scale=scale, negative=negative)
    means = {
        name: construct_mean(scored, construct=study.constructs[name])
        for name in asked
        if name in study.constructs
    }
    return pd.concat([scored, pd.DataFrame(means, index=scored.index)], axis=1)


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
    sizes = {unit.id: unit.size for unit in round_.units}
    invited = {unit.id: unit.invited for unit in round_.units}
    units: dict[str, AnalysisUnit] = {}
    for unit in round_.units:
        merge = merged_into.get(unit.id)
        if merge is None:
            units[unit.id] = AnalysisUnit(unit.id, (unit.id,), unit.size)
        elif merge.id not in units:
            largest = max(merge.units, key=lambda name: invited[name] or 0)
            units[merge.id] = AnalysisUnit(merge.id, merge.units, sizes[largest])
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


def _wording(inputs: Inputs, *, study: Study) -> dict[str, dict[str, str]]:
    """Every question as it was asked, or by the study's own label where the export does not say."""
    labels = dict(study.labels())
    asked = {
        group: {
            name: variable.wording or labels[name]
            for name, variable in survey.variables.items()
            if name in labels
        }
        for group, survey in inputs.surveys.items()
    }
    clients = inputs.client_survey
    return {**asked, "clients": dict(clients.wording)} if clients else asked


def _with_units(
    frame: pd.DataFrame, analysis_units: tuple[AnalysisUnit, ...], *, study: Study
) -> pd.DataFrame:
    unit_of = {office: unit.id for unit in analysis_units for office in unit.offices}
    size_of = {unit.id: unit.size for unit in analysis_units}
    units = frame["unit"].map(unit_of).astype(object)
    placed = frame.assign(unit=units)
    return (
        placed.assign(**{study.size_variable: units.map(size_of)}) if study.size_classes else placed
    )


def _with_attainment(scorecard: Scorecard | None, *, study: Study) -> pd.DataFrame | None:
    if scorecard is None:
        return None
    frame = scorecard.frame
    parts = [
        attainment(rows["result"], rows["target"], lower_is_better=_lower(study, str(indicator)))
        for indicator, rows in frame.groupby("indicator", sort=False)
    ]
    return frame.assign(attainment=pd.concat(parts))


def _lower(study: Study, indicator: str) -> bool:
    known: Indicator = study.indicators[indicator]
    return known.lower_is_better


def _unit_file(
    analysis_units: tuple[AnalysisUnit, ...],
    *,
    study: Study,
    scorecard: pd.DataFrame | None,
    clients: ClientSurvey | None,
) -> pd.DataFrame:
    """One row per analysis unit with its results; survey means come from the published table."""
    order = pd.Index([unit.id for unit in analysis_units], name="unit")
    unit_of = {office: unit.id for unit in analysis_units for office in unit.offices}
    parts = []
    if scorecard is not None:
        parts.append(_unit_results(scorecard, unit_of, study=study))
    if clients is not None:
        parts.append(_unit_clients(clients.frame, unit_of, study=study))
    if not parts:
        return pd.DataFrame(index=order)
    return pd.concat([part.reindex(order) for part in parts], axis=1)


def _unit_results(
    scorecard: pd.DataFrame, unit_of: Mapping[str, str], *, study: Study
) -> pd.DataFrame:
    """Unweighted means over merged offices: attainment is capped per office, then averaged."""
    results = scorecard.pivot(index="unit", columns="indicator", values="result")
    attained = scorecard.pivot(index="unit", columns="indicator", values="attainment")
    for name, composite in study.attainment.items():
        results[name] = attained.reindex(columns=list(composite.indicators)).mean(axis=1)
    return results.groupby(results.index.map(unit_of)).mean()


def _unit_clients(
    clients: pd.DataFrame, unit_of: Mapping[str, str], *, study: Study
) -> pd.DataFrame:
    means = clients.pivot(index="unit", columns="question", values="mean")
    by_unit = means.groupby(means.index.map(unit_of)).mean()
    plan = study.client_survey
    if plan is None:
        return by_unit
    for name, category in plan.categories.items():
        by_unit[name] = by_unit[[question.id for question in category.questions]].mean(axis=1)
    questions = [q.id for category in plan.categories.values() for q in category.questions]
    by_unit[plan.total] = by_unit[questions].mean(axis=1)
    return by_unit
