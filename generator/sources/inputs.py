"""What has been read and found sound: survey answers, scorecard, client survey, provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.results.offices import Plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its name inside the round's folder, format, size and hash."""

    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Variable:
    """What the export says about a column: the question asked and what its values mean."""

    name: str
    wording: str = ""
    labels: Mapping[int | float | str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Participation:
    """Who was asked and who answered, counted from the export's status columns.

    ``registered`` everybody in the export; ``dropped_out`` not reached (bounced, away);
    ``invited`` registered less dropped out, or the round's own count where the export holds
    answers only; ``complete`` and ``partial`` by the survey system's status, both ``None`` where
    there is none; ``answered`` their sum; ``usable`` those of them with at least one usable answer.
    """

    registered: int
    dropped_out: int
    invited: int | None
    complete: int | None
    partial: int | None
    answered: int
    usable: int


@dataclass(frozen=True, slots=True)
class SurveyDataset:
    """One respondent group's usable answers.

    ``frame`` has one row per respondent with at least one usable answer and, under the study's
    variable names: every item of the group as float (NaN = not answered, values inside the
    scale), every background variable of the group as the category's declared ``value`` (object,
    None = not answered), open questions and their coding columns as str ("" = none), and, when the
    group names units, ``unit`` (the office's id, or None where the respondent named none). Its
    index is 0..n-1.
    """

    group: str
    frame: pd.DataFrame
    variables: Mapping[str, Variable]
    participation: Participation
    files: tuple[SourceFile, ...]
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Scorecard rows, one per unit and indicator.

    ``frame`` columns: ``unit`` (office id), ``indicator``, ``result``, ``target``, ``denominator``
    for the period to date (float, NaN = not given). ``monthly`` has ``unit``, ``indicator``,
    ``month`` (YYYY-MM), ``result``, ``target``, ``denominator``. ``wording`` is what the file
    calls the indicators, as far as it does.
    """

    frame: pd.DataFrame
    monthly: pd.DataFrame
    wording: Mapping[str, str]
    files: tuple[SourceFile, ...]
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class ClientSurvey:
    """Client-survey rows: ``unit``, ``question``, ``mean``, ``n`` (float, NaN = not given).

    ``wording`` maps question ids to the question as asked.
    """

    frame: pd.DataFrame
    wording: Mapping[str, str]
    files: tuple[SourceFile, ...]
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class NameList:
    """Names of people that no quotation may hold, as listed in a file."""

    names: tuple[str, ...]
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything one round brings: answers by respondent group, results, and where from."""

    surveys: Mapping[str, SurveyDataset]
    scorecard: Scorecard | None
    client_survey: ClientSurvey | None
    plans: tuple[Plan, ...] = ()
    plan_files: tuple[SourceFile, ...] = ()
    name_list: NameList | None = None
    unit_files: tuple[SourceFile, ...] = ()
    withdrawals: tuple[SourceFile, ...] = ()

    @property
    def answers_sha256(self) -> str:
        """One hash of all survey files, whatever their names: the same for the same answers."""
        digest = sha256()
        for group, survey in sorted(self.surveys.items()):
            for file in sorted(file.sha256 for file in survey.files):
                digest.update(f"{group}\0{file}\0".encode())
        return digest.hexdigest()

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """Every file read, in reading order."""
        found = [file for survey in self.surveys.values() for file in survey.files]
        found += self.scorecard.files if self.scorecard else ()
        found += self.client_survey.files if self.client_survey else ()
        found += self.name_list.files if self.name_list else ()
        return (*found, *self.plan_files, *self.unit_files, *self.withdrawals)

    @property
    def notes(self) -> tuple[str, ...]:
        """What nobody needs to mend, but should know: hidden rows were read as others are."""
        read = (*self.surveys.values(), self.scorecard, self.client_survey)
        return tuple(
            f"{each.files[0].name}: rows that are hidden in it were read too ({each.hidden_rows})."
            for each in read
            if each and each.hidden_rows
        )
