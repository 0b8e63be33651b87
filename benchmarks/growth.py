"""How each stage of a round grows with the number of offices, as ratios to the demo round's.

    python benchmarks/growth.py [TIMES ...]

The demo round's offices, with their answers and results, are taken so many times over: 5 and 23
(460 offices, more than the whole country has) where nothing is said. A stage that is as many times
dearer as there are offices shows 1.0.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from generator.publish import publish
from generator.render.workers import render_one
from generator.report.compose import compose
from generator.report.context import Context
from generator.round import load_round
from generator.round.model import Round
from generator.run.verify.documents import verify_documents
from generator.sources import read_inputs
from generator.sources.inputs import Inputs
from generator.study.model import Study

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"
Value = TypeVar("Value")


def main(times: list[int]) -> None:
    """Print each stage's CPU seconds on the demo round, and the larger rounds as ratios to it."""
    study, round_ = load_round(DEMO)
    policy = round_.policy.model_copy(update={"reproduce_published": False})
    round_ = round_.model_copy(update={"policy": policy})
    inputs = read_inputs(study, round_, DEMO)
    stages(inputs, study, round_)  # the first time pays for what is imported late
    small = dict(stages(inputs, study, round_))
    large = {n: dict(stages(many(inputs, n), study, grown(round_, n))) for n in times}
    heads = "".join(f"{f'x {n}, each':>14}" for n in times)
    print(f"{'':26}{'demo, s':>10}{heads}")
    for name, seconds in small.items():
        ratios = "".join(f"{large[n][name] / n / seconds:14.2f}" for n in times)
        print(f"{name:26}{seconds:10.2f}{ratios}")


def stages(inputs: Inputs, study: Study, round_: Round) -> list[tuple[str, float]]:
    """The CPU seconds of every stage; of the office reports, one in twenty is laid out."""
    told: list[tuple[str, float]] = []

    def stage(name: str, work: Callable[[], Value]) -> Value:
        start = time.process_time()
        value = work()
        told.append((name, time.process_time() - start))
        return value

    published = stage("publish", lambda: publish(inputs, study, round_))
    context = Context(published.results, study, round_, "0" * 12, "0", "nb")
    reports = stage("compose all reports", lambda: compose(context))
    made = stage(
        "lay out one in twenty",
        lambda: [render_one(report, "pdf") for report in reports[1::20]],
    )
    stage("read them back", lambda: verify_documents(reports[1::20], made))
    return told


def many(inputs: Inputs, n: int) -> Inputs:
    """The answers and results of every office, ``n`` times over; leaders likewise."""
    surveys = {
        group: replace(
            survey,
            frame=repeated(survey.frame, n),
            participation=replace(
                survey.participation, invited=n * (survey.participation.invited or 0)
            ),
        )
        for group, survey in inputs.surveys.items()
    }
    assert inputs.scorecard is not None and inputs.client_survey is not None
    scorecard = replace(
        inputs.scorecard,
        frame=repeated(inputs.scorecard.frame, n),
        monthly=repeated(inputs.scorecard.monthly, n),
    )
    clients = replace(inputs.client_survey, frame=repeated(inputs.client_survey.frame, n))
    return replace(inputs, surveys=surveys, scorecard=scorecard, client_survey=clients)


def repeated(frame: pd.DataFrame, n: int) -> pd.DataFrame:
    """The rows ``n`` times over, each time of other units."""
    parts = [
        frame.assign(unit=frame["unit"].map(lambda unit, i=i: named(unit, i), na_action="ignore"))
        if "unit" in frame
        else frame
        for i in range(n)
    ]
    return pd.concat(parts, ignore_index=True)


def grown(round_: Round, n: int) -> Round:
    """The round with its offices and merges ``n`` times over."""
    units = [
        unit.model_copy(update={"id": named(unit.id, i), "name": f"{unit.name} {i + 1}"})
        for i in range(n)
        for unit in round_.units
    ]
    merges = [
        merge.model_copy(
            update={
                "id": named(merge.id, i),
                "name": f"{merge.name} {i + 1}",
                "units": tuple(named(unit, i) for unit in merge.units),
            }
        )
        for i in range(n)
        for merge in round_.merges
    ]
    return round_.model_copy(update={"units": tuple(units), "merges": tuple(merges)})


def named(unit: str, i: int) -> str:
    """The id of a unit's ``i``-th copy; the first keeps its own."""
    return f"{unit}-{i + 1}" if i else unit


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [5, 23])
