"""Random counties, and what is published of them: the straight line without files or paper.

The study is small, but it has every figure the real ones have: two constructs of three items, a
single item, two background variables of which one is nested in the other, leaders, a scorecard
and a client survey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from attack.questions import ALL_ITEMS, FINE, HIGH, ITEMS, LOW, SIZES, study
from generator.analysis import analyse
from generator.dataset import ClientSurvey, Inputs, Participation, Scorecard, SurveyDataset
from generator.disclosure import Certificate, prove, release
from generator.documents import Context
from generator.results import ReleasedResults, Theme, Themes
from generator.results.memberships import Memberships
from generator.round import Round
from generator.scoring import coarsen_background, score

THEMES = ("space", "tools")
MOST = 80
"""Answers are drawn for so many of each office, and its first n answer: late ones come after."""


@dataclass(frozen=True, slots=True)
class Office:
    """``opinion`` is what everybody there leans to; ``spread`` how far they stray from it."""

    n: int
    size: str = "m"
    silent: int = 3
    merged: bool = False
    opinion: int = 4
    spread: float = 1.2
    clients: int = 20


@dataclass(frozen=True, slots=True)
class County:
    """Offices in order; one that is ``merged`` has a declared merge with the office before it.

    ``unplaced`` respondents named no office; ``skipped`` is the share of answers left out.
    ``edits`` put an answer (None: none) in its place: row, column, value. ``partial`` of those who
    answered did so in part.
    """

    offices: tuple[Office, ...]
    unplaced: int = 0
    leaders: int = 0
    skipped: float = 0.0
    seed: int = 0
    edits: tuple[tuple[int, str, float | None], ...] = field(default=())
    partial: int = 0

    @property
    def ids(self) -> list[str]:
        return [f"o{i}" for i in range(len(self.offices))]


offices = st.builds(
    Office,
    n=st.one_of(st.integers(0, 12), st.integers(0, 60), st.sampled_from([3, 4, 5, 9, 10, 11])),
    size=st.sampled_from(sorted(SIZES)),
    silent=st.integers(0, 12),
    merged=st.booleans(),
    opinion=st.integers(1, 6),
    spread=st.sampled_from([0.0, 0.3, 0.7, 1.2, 2.0]),
    clients=st.one_of(st.integers(0, 8), st.integers(5, 60)),
)

counties = st.builds(
    County,
    offices=st.one_of(
        st.lists(offices, min_size=1, max_size=6), st.lists(offices, min_size=1, max_size=40)
    ).map(tuple),
    unplaced=st.sampled_from([0, 0, 1, 3, 5]),
    leaders=st.one_of(st.just(0), st.integers(0, 20)),
    skipped=st.sampled_from([0.0, 0.01, 0.05, 0.2]),
    seed=st.integers(0, 10_000),
).filter(lambda county: any(office.n for office in county.offices))


def persons(county: County) -> list[str]:
    """Who is in each row of the answers: the same name for the same person in a grown county."""
    names = [*county.ids, "unplaced"]
    counts = [*(office.n for office in county.offices), county.unplaced]
    everybody = [f"{name} {i}" for name, n in zip(names, counts, strict=True) for i in range(n)]
    return [everybody[i] for i in answers(county).attrs["drawn"]]


@cache
def answers(county: County) -> pd.DataFrame:
    """The employees' answers; the same respondents give the same answers in a grown county."""
    parts = [
        _answers_of(office, name, np.random.default_rng((county.seed, i)), county.skipped)
        for i, (name, office) in enumerate(zip(county.ids, county.offices, strict=True))
    ]
    unplaced = replace(county.offices[0], n=county.unplaced, opinion=4, spread=1.5)
    lost = np.random.default_rng((county.seed, 999))
    parts.append(_answers_of(unplaced, None, lost, county.skipped))
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    for row, column, value in county.edits:
        frame.loc[row, column] = np.nan if value is None else value
    there = frame[list(ALL_ITEMS)].notna().any(axis=1)
    found = frame[there].reset_index(drop=True)
    found.attrs["drawn"] = frame.index[there].tolist()
    return found


def _answers_of(
    office: Office, unit: str | None, draw: np.random.Generator, skipped: float
) -> pd.DataFrame:
    fine = draw.choice(list(FINE), size=MOST, p=[0.25, 0.25, 0.2, 0.2, 0.1])[: office.n]
    silent = draw.random((MOST, 2))[: office.n] < skipped
    left_out = draw.random((MOST, len(ALL_ITEMS)))[: office.n] < skipped
    drawn = office.opinion + office.spread * draw.standard_normal((MOST, len(ALL_ITEMS)))
    values = np.clip(np.rint(drawn[: office.n]), LOW, HIGH)
    values[left_out] = np.nan
    background = {
        "age": [None if lost else int(f) // 10 for f, lost in zip(fine, silent[:, 0], strict=True)],
        "fine": [None if lost else int(f) for f, lost in zip(fine, silent[:, 1], strict=True)],
        "unit": [unit] * office.n,
    }
    frame = pd.DataFrame(values, columns=list(ALL_ITEMS))
    return frame.assign(**{k: pd.Series(v, dtype=object) for k, v in background.items()})


def round_of(county: County) -> Round:
    """The round the county declares; its policy is the ordinary one."""
    units = [
        {
            "id": name,
            "code": i,
            "name": f"Office {i}",
            "size": office.size,
            "invited": office.n + office.silent,
        }
        for i, (name, office) in enumerate(zip(county.ids, county.offices, strict=True))
    ]
    return Round.model_validate(
        {
            "id": "r",
            "title": "A round",
            "whole": "The county",
            "date": date(2020, 1, 1),
            "language": "en",
            "units": units,
            "merges": merges(county),
            "groups": {"people": {"files": ["x"]}, "leaders": {"files": ["y"]}},
            "margins": {"age": {"1": 45, "2": 35, "3": 20}},
        }
    )


def merges(county: County) -> list[dict[str, Any]]:
    """Every office in at most one merge, always with the office before it."""
    found: list[dict[str, Any]] = []
    used: set[str] = set()
    pairs = zip(pairwise(county.ids), county.offices[1:], strict=False)
    for (first, second), office in pairs:
        if office.merged and first not in used:
            found.append({"id": f"{first}-{second}", "name": "Merged", "units": [first, second]})
            used |= {first, second}
    return found


def inputs_of(county: County) -> Inputs:
    """Everything the round brings."""
    frame, leaders = answers(county), leader_answers(county)
    silent = sum(office.silent for office in county.offices)
    return Inputs(
        surveys={
            "people": _survey("people", frame, len(frame) + silent, county.partial),
            "leaders": _survey("leaders", leaders, len(leaders) + 2),
        },
        scorecard=_scorecard(county),
        client_survey=_clients(county),
    )


@cache
def leader_answers(county: County) -> pd.DataFrame:
    """The leaders' answers: on the scales alone, and of no office."""
    draw = np.random.default_rng((county.seed, 77))
    like = replace(county.offices[0], n=county.leaders)
    frame = _answers_of(like, None, draw, county.skipped)[[*ITEMS["A"], *ITEMS["B"]]]
    found = frame.dropna(how="all")
    drawn = found.index.tolist()
    found = found.reset_index(drop=True)
    found.attrs["drawn"] = drawn
    return found


def _survey(group: str, frame: pd.DataFrame, invited: int, partial: int = 0) -> SurveyDataset:
    took_part = Participation(
        registered=invited + 5,
        dropped_out=5,
        invited=invited,
        complete=len(frame) - min(partial, len(frame)),
        partial=min(partial, len(frame)),
        answered=len(frame),
        usable=len(frame),
    )
    return SurveyDataset(group, frame, {}, took_part, ())


def _scorecard(county: County) -> Scorecard:
    """How many of each office's clients were helped in time, in percent."""
    rows = [
        (name, indicator, 100 * _of_clients(county, i, k, n).mean(), 60.0, float(n))
        for i, (name, office) in enumerate(zip(county.ids, county.offices, strict=True))
        for k, indicator in enumerate(("i1", "i2"))
        for n in [max(office.clients, 1)]
    ]
    columns = ["unit", "indicator", "result", "target", "denominator"]
    monthly = pd.DataFrame([], columns=["unit", "indicator", "month", *columns[2:]])
    return Scorecard(pd.DataFrame(rows, columns=columns), monthly, ())


def scores_of(county: County) -> dict[str, dict[str, float]]:
    """What every office, or merged offices, achieved by the scorecard, as anybody may know it."""
    scorecard = inputs_of(county).scorecard
    assert scorecard is not None
    attained = (scorecard.frame["result"] / scorecard.frame["target"]).clip(upper=1)
    by_office = attained.groupby(scorecard.frame["unit"]).mean().to_dict()
    joined = {m["id"]: [by_office[u] for u in m["units"]] for m in merges(county)}
    return {
        **{name: {"both": value} for name, value in by_office.items()},
        **{name: {"both": sum(values) / len(values)} for name, values in joined.items()},
    }


def _of_clients(county: County, office: int, question: int, n: int) -> np.ndarray:
    """Which of an office's first n clients were helped in time."""
    return np.random.default_rng((county.seed, 55, office, question)).random(200)[:n] < 0.6


def _clients(county: County) -> ClientSurvey | None:
    rows = [
        (name, question, float(answers_.mean()), float(len(answers_)))
        for i, (name, office) in enumerate(zip(county.ids, county.offices, strict=True))
        for k, question in enumerate(("k1", "k2"))
        if len(answers_ := client_answers(county, i, k)[: office.clients])
    ]
    frame = pd.DataFrame(rows, columns=["unit", "question", "mean", "n"])
    return ClientSurvey(frame, {}, ()) if rows else None


def client_answers(county: County, office: int, question: int) -> np.ndarray:
    """What an office's clients answered a question, in the order they came."""
    return np.random.default_rng((county.seed, 66, office, question)).integers(LOW, HIGH + 1, 200)


@dataclass(frozen=True, slots=True)
class Published:
    """What the attacker has of a run; ``context`` is what its documents are composed from."""

    results_json: str
    certificate_json: str
    context: Context
    people: Mapping[str, Memberships]


Hold = Callable[
    [ReleasedResults, Certificate, Mapping[str, Memberships]], tuple[ReleasedResults, Certificate]
]
"""A release held against earlier ones: from what it is and whom it is about."""


def unheld(
    released: ReleasedResults, certificate: Certificate, _: Mapping[str, Memberships]
) -> tuple[ReleasedResults, Certificate]:
    """A release as if there had been none before."""
    return released, certificate


def publish(county: County, *, hold: Hold = unheld) -> Published:
    """Score, analyse, release and prove, as the pipeline does; DisclosureError when refused.

    ``hold`` holds the release against earlier ones of the same round.
    """
    round_ = round_of(county)
    inputs, declared = coarsen_background(inputs_of(county), study=study(), policy=round_.policy)
    scored = score(inputs, study=declared, round_=round_)
    results = analyse(scored, study=declared, round_=round_)
    results = replace(results, steps={**results.steps, "themes/q": themes_of(county)})
    groups = scored.memberships(study=declared)
    released, certificate = release(results, groups, study=declared, policy=round_.policy)
    people = scored.people(study=declared)
    released, certificate = prove(released, certificate, people)
    released, certificate = hold(released, certificate, people)
    context = Context(
        released=released,
        study=declared,
        round=round_,
        run_id="0123456789ab",
        version="0",
        language="en",
        withheld=len(certificate.withheld),
    )
    return Published(released.to_json(), certificate.to_json(), context, people)


def themes_of(county: County) -> Themes:
    """What the first respondents of each office brought up in their own words."""
    wrote = brought_up(county)
    counts = {name: sum(name in each for each in wrote.values()) for name in THEMES}
    return Themes(
        group="people",
        n=len(wrote),
        question="What?",
        asked="Employees",
        themes=tuple(Theme(label=name, count=n) for name, n in counts.items()),
        reviewed=True,
    )


def brought_up(county: County) -> dict[str, set[str]]:
    """The themes of everybody who wrote something, by their names in ``persons``."""
    found = {}
    for who in persons(county):
        office, number = who.split()
        key = [county.seed, 44, *office.encode(), int(number)]
        draw = np.random.default_rng(key).random(len(THEMES) + 1)
        if draw[0] < 0.7:
            found[who] = {name for name, x in zip(THEMES, draw[1:], strict=True) if x < 0.4}
    return found
