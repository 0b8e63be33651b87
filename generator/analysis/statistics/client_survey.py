"""Client survey: mean of each question, category and all questions.

Merged offices are the unweighted mean of the offices; a category is the mean of its questions.
``n`` of a question adds the offices' answers; of a category it is the smallest of its questions'.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from generator.analysis.numerics.inference import finite
from generator.results.offices import ClientMean, ClientResults
from generator.results.values import Count
from generator.study.instrument import ClientSurveyPlan


def client_results(
    means: Mapping[str, float], rows: pd.DataFrame, *, plan: ClientSurveyPlan
) -> ClientResults:
    """Means by variable (questions, categories, total) with the n of ``rows`` behind them.

    ``rows`` has the columns unit (office), question, mean, n.
    """
    answered = rows.groupby("question")["n"].sum(min_count=1)
    n = {
        question.id: _count(answered.get(question.id))
        for category in plan.categories.values()
        for question in category.questions
    }
    return ClientResults(
        group="clients",
        n=int(rows["unit"].nunique()),
        total=_mean(plan.total, means, _smallest(list(n.values()))),
        categories=tuple(
            _mean(name, means, _smallest([n[question.id] for question in category.questions]))
            for name, category in plan.categories.items()
        ),
        questions=tuple(_mean(question, means, count) for question, count in n.items()),
    )


def _mean(name: str, means: Mapping[str, float], n: Count) -> ClientMean:
    return ClientMean(variable=name, n=n, mean=finite(means.get(name, float("nan"))))


def _count(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _smallest(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return min(known) if len(known) == len(counts) and known else None
