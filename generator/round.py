"""Round: one survey period, its units, files, recipients and policy, as declared in round.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from generator.errors import Problem
from generator.study import Declared, Study, load_declared, load_study

THRESHOLD = 4
"""Fewest respondents a published number may describe: the rule of Løe 2016, section 3.1.3."""


ITEMS_FROM = 10
"""Fewest respondents of a unit for anything but construct means (single items, distributions)."""

OWN_SD_FROM = 25
"""Fewest respondents for a unit's own SD; below it the pooled within-unit SD is used instead."""

EXACT_INVITED_FROM = 25
"""Fewest invited for an exact invited count and response rate; below it both are banded."""

CLIENTS_FROM = 5
"""Smallest denominator for a printed scorecard or client-survey figure."""


class Leader(Declared):
    """Who receives a unit's report."""

    name: str
    email: str


class Unit(Declared):
    """A local office. ``code`` is its value in survey, scorecard and client-survey files."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    code: str | int
    name: str
    size: str | None = None
    leader: Leader | None = None
    invited: int | None = Field(default=None, ge=0)
    language: Literal["nb", "nn", "en"] | None = None


class Merge(Declared):
    """Units that are reported together when one of them has too few answers."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    units: tuple[str, ...] = Field(min_length=2)


class GroupFiles(Declared):
    """A respondent group's survey files: one file, or a SurveyXact trio as three paths or a folder.

    ``rename`` maps the file's column names to the study's variable names, ``ignore`` lists
    columns (``*`` and ``?`` allowed) that are known and left alone, ``missing`` the values that
    mean "no answer" in every scale item. ``invited`` overrides the invited count when the export
    does not tell.
    """

    files: tuple[str, ...] = Field(min_length=1)
    rename: dict[str, str] = {}
    ignore: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    invited: int | None = None


class ResultFile(Declared):
    """The scorecard or client-survey workbook."""

    file: str


class Window(Declared):
    """The months a scorecard covers, first and last included, as ``YYYY-MM``."""

    first: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    last: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")

    @model_validator(mode="after")
    def in_order(self) -> Window:
        """The first month is not later than the last."""
        if self.first > self.last:
            raise ValueError("first must not be later than last")
        return self


class Policy(Declared):
    """What may be published. ``reproduce_published`` is for synthetic rounds only."""

    min_respondents: int = Field(default=THRESHOLD, ge=THRESHOLD)
    reproduce_published: bool = False
    name_offices: bool = False


class Round(Declared):
    """Everything round.toml says, with the folder it was read from."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str
    whole: str
    study: str = "../study.toml"
    date: date
    language: Literal["nb", "nn", "en"] = "nb"
    synthetic: bool = False
    archive: str | None = None
    window: Window | None = None
    policy: Policy = Policy()
    units: tuple[Unit, ...] = Field(min_length=1)
    merges: tuple[Merge, ...] = ()
    groups: dict[str, GroupFiles]
    scorecard: ResultFile | None = None
    client_survey: ResultFile | None = None
    targets: dict[str, float] = {}
    margins: dict[str, dict[str, float]] = {}
    notes: tuple[str, ...] = ()

    def unit_name(self, unit: str) -> str:
        """The printed name of an office or of merged offices, by id."""
        names = {office.id: office.name for office in self.units}
        names |= {merge.id: merge.name for merge in self.merges}
        return names[unit]


def load_round(folder: Path) -> tuple[Study, Round]:
    """Read round.toml and the study it names; what each file gets wrong raises ``InputError``."""
    round_ = load_declared(Round, folder / "round.toml")
    return load_study(folder / round_.study), round_


def contradictions(round_: Round, study: Study, *, text: str = "") -> list[Problem]:
    """Every place where the round disagrees with itself or with its study.

    ``text`` is round.toml as written; the problems then carry the line that names the culprit.
    """
    found = (*_inconsistencies(round_), *_against_study(round_, study))
    return [
        Problem(
            "round.toml",
            message,
            row=_line_of(text, culprit),
            column=place,
            remedy=remedy,
        )
        for place, culprit, message, remedy in found
    ]


Finding = tuple[str, str, str, str]
"""TOML place, the name to look for in the file, message, remedy."""


def _inconsistencies(round_: Round) -> Iterator[Finding]:
    ids = [unit.id for unit in round_.units] + [merge.id for merge in round_.merges]
    for name in _repeated(ids):
        yield (
            "units.id",
            name,
            f"the id {name!r} is used more than once",
            "Give each its own id.",
        )
    for code in _repeated([str(unit.code) for unit in round_.units]):
        yield (
            "units.code",
            code,
            f"the unit code {code!r} is used more than once",
            "Correct one.",
        )
    known = {unit.id for unit in round_.units}
    for merge in round_.merges:
        for name in sorted(set(merge.units) - known):
            message = f"merge {merge.id!r} names the partner {name!r}, which is not among the units"
            yield "merges.units", name, message, "Declare the unit or correct the name."
    for name in _repeated([name for merge in round_.merges for name in merge.units]):
        message = f"unit {name!r} is in more than one merge"
        yield "merges.units", name, message, "Keep it in one."
    if round_.policy.reproduce_published and not round_.synthetic:
        message = "reproduce_published is only for synthetic rounds"
        yield (
            "policy",
            "reproduce_published",
            message,
            "Remove it: these are people's answers.",
        )


def _against_study(round_: Round, study: Study) -> Iterator[Finding]:
    for name in sorted(set(round_.groups) - set(study.groups)):
        yield (
            "groups",
            name,
            f"group {name!r} is not declared in the study",
            "Correct the name.",
        )
    for name in sorted(set(study.groups) - set(round_.groups)):
        yield (
            "groups",
            name,
            f"the study's group {name!r} has no files here",
            "Add its files.",
        )
    for unit in round_.units:
        if unit.size is not None and unit.size not in study.size_classes:
            message = f"unit {unit.id!r} has a size class that the study lacks: {unit.size!r}"
            known = ", ".join(study.size_classes) or "none declared"
            yield "units.size", unit.id, message, f"Use one of: {known}."
    for name in sorted(set(round_.targets) - set(study.indicators)):
        yield (
            "targets",
            name,
            f"{name!r} is no indicator of the study",
            "Correct the name.",
        )
    yield from _unknown_margins(round_, study)
    if round_.scorecard and round_.window is None:
        yield (
            "window",
            "scorecard",
            "a scorecard needs its months",
            "Give window.first and .last.",
        )


def _unknown_margins(round_: Round, study: Study) -> Iterator[Finding]:
    for name, margin in round_.margins.items():
        if name not in study.background:
            message = f"{name!r} is no background variable of the study"
            yield "margins", name, message, "Correct the name."
            continue
        values = {str(category.value) for category in study.background[name].categories}
        for value in sorted(set(margin) - values):
            message = f"the category {value!r} is not among those of {name!r}"
            yield f"margins.{name}", value, message, "Use the category's value."


def _repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _line_of(text: str, culprit: str) -> int | None:
    """The last line that names the culprit: a partner or a copy stands after the original."""
    lines = [i for i, line in enumerate(text.splitlines(), start=1) if culprit in line]
    return lines[-1] if lines else None
