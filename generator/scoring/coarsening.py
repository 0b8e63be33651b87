"""Coarsening: background categories that too few chose are joined before anything is computed.

Joining first, and not table by table, keeps one base of respondents for every figure about a
background variable, so that no two tables differ by one to three people.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from generator.dataset import Inputs, SurveyDataset
from generator.round import Policy
from generator.study import Background, Category, Study


def coarsen_background(inputs: Inputs, *, study: Study, policy: Policy) -> tuple[Inputs, Study]:
    """The answers with small background categories joined, and the study that names them so.

    A category with one to ``min_respondents - 1`` respondents joins its smaller neighbour in
    declared order; as few without an answer join the last category. A round that reproduces
    published tables is left as it is.
    """
    if policy.reproduce_published:
        return inputs, study
    surveys: dict[str, SurveyDataset] = {}
    background = dict(study.background)
    for group, survey in inputs.surveys.items():
        frame = survey.frame.copy()
        for name, declared in study.background.items():
            if name in frame:
                frame[name], background[name] = _coarsened(
                    frame[name], declared, study.not_stated, policy.min_respondents
                )
        surveys[group] = replace(survey, frame=frame)
    return replace(inputs, surveys=surveys), study.model_copy(update={"background": background})


def _coarsened(
    answers: pd.Series, declared: Background, not_stated: str, threshold: int
) -> tuple[pd.Series, Background]:
    parts = [([category.value], category.label) for category in declared.categories]
    counts = [int((answers == category.value).sum()) for category in declared.categories]
    silent = int(answers.isna().sum())
    joins_silent = 0 < silent < threshold
    if joins_silent:
        parts[-1] = (parts[-1][0], f"{parts[-1][1]} / {not_stated}")
        counts[-1] += silent
    while len(parts) > 1 and any(0 < count < threshold for count in counts):
        i = next(i for i, count in enumerate(counts) if 0 < count < threshold)
        neighbours = [j for j in (i - 1, i + 1) if 0 <= j < len(parts)]
        first = min(i, min(neighbours, key=lambda j: (counts[j] == 0, counts[j])))
        (values, label), (more, other) = parts[first : first + 2]
        parts[first : first + 2] = [([*values, *more], f"{label} / {other}")]
        counts[first : first + 2] = [counts[first] + counts[first + 1]]
    joined = {value: values[0] for values, _ in parts for value in values}
    silence = parts[-1][0][0] if joins_silent else None
    coarse = answers.map(joined).astype(object).where(answers.notna(), silence)
    categories = tuple(Category(value=values[0], label=label) for values, label in parts)
    return coarse, declared.model_copy(update={"categories": categories})
