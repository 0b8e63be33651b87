"""Who was asked and who answered, by SurveyXact's status columns or by the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import TYPE_CHECKING

from generator.errors import Problem
from generator.round.model import GroupFiles, Round
from generator.sources.cells import Cell, is_blank, number_of
from generator.sources.form import STATUS_NAMES
from generator.sources.inputs import Participation
from generator.sources.places import Fault, problems_at
from generator.sources.sheets import RawExport
from generator.study.model import Study
from generator.study.plan import RepresentativenessStep

if TYPE_CHECKING:
    import pandas as pd

PARTIAL, COMPLETE, DROPPED_OUT = 3, 4, 5
"""Status numbers of those who count; 1 is new and 2 distributed."""

ANSWERED = frozenset({PARTIAL, COMPLETE})
"""Statuses of the records that may hold answers."""

NOT_ONE = Fault(
    "exactly one of the five status columns must be 1",
    "Export the survey again with its status columns as they are.",
)
_NO_FLAG = Fault("a status is neither 0 nor 1", NOT_ONE.remedy)


Statuses = Sequence[int] | None
"""Each record's status number, or ``None`` when the export has no statuses."""


def read_statuses(raw: RawExport) -> tuple[Statuses, list[Problem]]:
    """The statuses, and what is wrong with the status columns.

    A record without exactly one status still counts as answered when it has one of those, so that
    its other faults are found as well.
    """
    names = next((n for n in STATUS_NAMES if raw.columns.keys() & set(n)), None)
    if names is None:
        return None, []
    if absent := [name for name in names if name not in raw.columns]:
        message, remedy = "the status column is absent", "Export all five of them, or none."
        return None, [raw.heading_problem(name, message, remedy) for name in absent]
    problems: list[Problem] = []
    flags = [raw.read(name, _flag, blank=nan, problems=problems) for name in names]
    records = list(zip(*flags, strict=True))
    sums = zip(raw.rows, map(sum, records), strict=True)
    several = [row for row, set_ in sums if set_ != 1 and not isnan(set_)]
    problems += problems_at(raw.at(names[0]).at(f"{names[0]} to {names[-1]}"), NOT_ONE, several)
    return [_status(record) for record in records], problems


def _status(flags: Sequence[float]) -> int:
    """The status number; of several the one that counts as answered, and 0 for none."""
    set_ = [number for number, flag in enumerate(flags, start=1) if flag == 1]
    return next((number for number in set_ if number in ANSWERED), sum(set_[:1]))


def _flag(cell: Cell) -> float | Fault:
    number = 0.0 if is_blank(cell) else number_of(cell)
    return number if number in {0.0, 1.0} and number is not None else _NO_FLAG


def invited_to(group: str, round_: Round, study: Study) -> int | None:
    """How many the round says were asked: of the group, else of the units it tells apart."""
    declared = round_.groups[group].invited
    if declared is None and study.unit_file and study.unit_file.group == group:
        return round_.invited_in([unit.id for unit in round_.units])
    return declared


def count_participation(
    statuses: Statuses, *, registered: int, usable: int, declared: int | None, withdrawn: int = 0
) -> Participation:
    """The counts; how many the round says were invited stands in for an export of answers only.

    Whoever has ``withdrawn`` was invited all the same.
    """
    if statuses is None:
        return Participation(registered, 0, declared, None, None, usable, usable)
    dropped_out, complete, partial = map(statuses.count, (DROPPED_OUT, COMPLETE, PARTIAL))
    invited, answered = registered - dropped_out, complete + partial
    if invited == answered and declared is not None:
        invited = declared  # the export holds answers only
    elif invited > answered:
        registered, invited = registered + withdrawn, invited + withdrawn
    return Participation(
        registered, dropped_out, invited, complete, partial, answered=answered, usable=usable
    )


def invited_problems(
    counted: Participation, declared: GroupFiles, *, group: str
) -> Iterator[Problem]:
    """The round's invited count when it cannot be true beside the export's own."""
    place, remedy = f"groups.{group}.invited", "Correct it, or remove it: the export tells."
    if declared.invited is None:
        if counted.invited is not None and counted.invited < counted.answered:
            yield _too_few("units", "all together", counted.invited, counted.answered)
        return
    if declared.invited < counted.answered:
        yield _too_few(place, f"the group {group}", declared.invited, counted.answered)
    elif counted.complete is not None and counted.invited != declared.invited:
        message = f"the export has {counted.invited} invited, the round {declared.invited}"
        yield Problem("round.toml", message, column=place, remedy=remedy)


def class_problems(
    frame: pd.DataFrame, study: Study, round_: Round, *, group: str
) -> Iterator[Problem]:
    """Units and classes of background in which fewer are invited than have answered."""
    if study.unit_file and study.unit_file.group == group:
        found = frame["unit"].value_counts()
        for unit in round_.units:
            n = int(found.get(unit.id, 0))
            if unit.invited is not None and unit.invited < n:
                yield _too_few(f"units.{unit.id}.invited", unit.name, unit.invited, n)
    for step in study.steps:
        if isinstance(step, RepresentativenessStep) and step.group == group:
            for name in step.variables:
                margin = round_.margins.get(name, {})
                for category in study.background[name].categories if margin else ():
                    n = int((frame[name] == category.value).sum())
                    if (invited := margin.get(str(category.value), 0)) < n:
                        place = f"margins.{name}.{category.value}"
                        yield _too_few(place, category.label, invited, n)


def _too_few(place: str, who: str, invited: float, answered: int) -> Problem:
    """The counts are those of who reads this; a rate of them would be over 100 per cent."""
    message = f"{who}: {invited:g} are invited, fewer than the {answered} who have answered"
    return Problem("round.toml", message, column=place, remedy="Correct it, or remove it.")
