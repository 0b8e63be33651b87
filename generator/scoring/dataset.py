"""Scored datasets: a round's answers and results, ready for analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from generator.round.model import Round
from generator.scoring.respondents import score_respondents
from generator.scoring.units import AnalysisUnit, merge_units, unit_file, with_attainment
from generator.sources.inputs import Inputs, Participation
from generator.study.model import Study


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
    scorecard = with_attainment(inputs.scorecard, study=study)
    clients = inputs.client_survey
    return ScoredDataset(
        groups=frames,
        analysis_units=analysis_units,
        units=unit_file(analysis_units, study=study, scorecard=scorecard, clients=clients),
        scorecard=scorecard,
        clients=clients.frame if clients else None,
        participation={name: survey.participation for name, survey in inputs.surveys.items()},
        wording=_wording(inputs, study=study),
        months=inputs.scorecard.monthly if inputs.scorecard else None,
    )


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
    named = {"scorecard": inputs.scorecard, "clients": inputs.client_survey}
    return asked | {name: dict(each.wording) for name, each in named.items() if each}


def _with_units(
    frame: pd.DataFrame, analysis_units: tuple[AnalysisUnit, ...], *, study: Study
) -> pd.DataFrame:
    unit_of = {office: unit.id for unit in analysis_units for office in unit.offices}
    columns = {"unit": frame["unit"].map(unit_of).astype(object)}
    if study.size_classes:
        size_of = {unit.id: unit.size for unit in analysis_units}
        columns[study.size_variable] = columns["unit"].map(size_of)
    return frame.assign(**columns)
