"""Microdata: who is in the base and where, and what they answered, as plain columns.

The unit and the background are the quasi-identifiers: what somebody may know of a person.

``tabulate`` takes it from the scored answers; ``protect`` makes the published table of it. Nothing
else of a round's answers reaches disclosure control.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.study.model import Study

if TYPE_CHECKING:
    import pandas as pd

    from generator.round.model import Round
    from generator.scoring.dataset import ScoredDataset


DIGITS: Final = 12
"""Sums of answers are rounded to so many decimals: thirds and quarters of a point add up to what
they are, in whatever order people stand in the file, and a tie is rounded the same way."""


def sum_of(values: np.ndarray) -> float:
    """The sum of some people's answers, the same in any order."""
    return round(math.fsum(values.tolist()), DIGITS)


def mean_of(values: np.ndarray) -> float:
    """The mean of some people's answers, the same in any order."""
    return sum_of(values) / len(values)


@dataclass(frozen=True, slots=True)
class Variable:
    """A construct, or a single item as a construct of one statement, over all people in row order.

    ``key`` names its statements: a construct of the same ones under another name is the same.
    ``answers`` are person means on the scale from ``low`` to ``high``, NaN outside the base.
    ``agrees`` says of each statement who answered in its top class, which begins at ``top``; it
    is empty where the scale is too short; ``skips`` who in the base left it blank. ``fewest`` is
    how many statements a person in the base has answered at least.
    """

    name: str
    key: str
    low: float
    high: float
    top: float
    fewest: int
    answers: np.ndarray
    agrees: Mapping[str, np.ndarray]
    skips: Mapping[str, np.ndarray]

    @property
    def statements(self) -> int:
        """How many statements a person can have answered."""
        return self.key.count("+") + 1

    def mean(self, rows: np.ndarray) -> float:
        """The mean of some people's answers."""
        return mean_of(self.answers[rows])

    def squares(self, rows: np.ndarray) -> float:
        """The squares of some people's answers about their mean."""
        answers = self.answers[rows]
        return sum_of((answers - mean_of(answers)) ** 2)

    def off_ends(self, rows: np.ndarray) -> tuple[float, float]:
        """How far some people's answers lie above the lowest point, and below the highest."""
        answers = self.answers[rows]
        return sum_of(answers - self.low), sum_of(self.high - answers)


@dataclass(frozen=True, slots=True)
class Background:
    """A background variable: each person's position among ``labels``, the last not answered."""

    name: str
    labels: tuple[str, ...]
    values: tuple[str, ...]
    codes: np.ndarray


@dataclass(frozen=True, slots=True)
class Respondents:
    """One respondent group: everybody with a usable answer, in row order.

    ``units`` are the analysis units with their offices, None for a group that names none;
    ``unit`` is each person's position among them, -1 for none. ``invited`` is how many were asked
    in each unit, None where nobody says.
    """

    group: str
    n: int
    units: tuple[tuple[str, tuple[str, ...]], ...] | None
    unit: np.ndarray
    invited: tuple[int | None, ...]
    variables: tuple[Variable, ...]
    backgrounds: tuple[Background, ...]


def tabulate(scored: ScoredDataset, *, study: Study, round_: Round) -> tuple[Respondents, ...]:
    """The exact columns of every respondent group, in declared order."""
    unit_group = study.unit_file.group if study.unit_file else None
    units = tuple((unit.id, unit.offices) for unit in scored.analysis_units)
    position = {unit: i for i, (unit, _) in enumerate(units)}
    found = []
    for group, frame in scored.groups.items():
        placed = group == unit_group
        codes = [position.get(name, -1) for name in frame["unit"]] if placed else [0] * len(frame)
        found.append(
            Respondents(
                group=group,
                n=len(frame),
                units=units if placed else None,
                unit=np.array(codes, dtype=int),
                invited=tuple(round_.invited_in(offices) for _, offices in units),
                variables=tuple(
                    _variable(frame, name, study=study) for name in study.scored(group)
                ),
                backgrounds=tuple(
                    _background(frame, name, study=study)
                    for name, declared in study.background.items()
                    if name in frame and (not declared.groups or group in declared.groups)
                ),
            )
        )
    return tuple(found)


def _variable(frame: pd.DataFrame, name: str, *, study: Study) -> Variable:
    scale = study.scale_of(name)
    owner = study.constructs.get(name)
    items = [item.id for item in owner.items] if owner else [name]
    shown = items if scale.has_shares else []
    return Variable(
        name=name,
        key="+".join(items),
        low=float(scale.low),
        high=float(scale.high),
        top=float(scale.agree_from),
        fewest=max(min(owner.min_items, len(items)), 1) if owner else 1,
        answers=frame[name].to_numpy(dtype=float),
        agrees={
            # An answer that is missing is not one of those who agree.
            item: np.nan_to_num(frame[item].to_numpy(dtype=float), nan=-np.inf) >= scale.agree_from
            for item in shown
        },
        skips={item: np.isnan(frame[item].to_numpy(dtype=float)) for item in shown},
    )


def _background(frame: pd.DataFrame, name: str, *, study: Study) -> Background:
    categories = study.background[name].categories
    position = {category.value: i for i, category in enumerate(categories)}
    codes = [position.get(value, len(categories)) for value in frame[name].tolist()]
    return Background(
        name=name,
        labels=(*(category.label for category in categories), study.not_stated),
        values=(*(str(category.value) for category in categories), ""),
        codes=np.array(codes, dtype=int),
    )


def smallest_squares(n: int, mean: float, variable: Variable) -> float:
    """The smallest sum of squares about the mean that ``n`` answers with a printed mean can have.

    Whoever answered k statements is on a grid of 1 / k scale points, as in GRIMMER (Anaya 2016).
    The squares are smallest where all are at the two grid points next to the mean. A finer grid
    may miss a mean that a coarser one has, so it is the grid with the largest such sum.
    """
    most = 0.0
    for answered in range(variable.fewest, variable.statements + 1):
        upper = round(n * (mean - variable.low) * answered) % n
        # r of n at the upper point, n - r at the lower: r (n - r) / n steps squared
        most = max(most, upper * (n - upper) / n / answered**2)
    return most
