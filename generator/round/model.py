"""Round: what round.toml may say of one survey period: units, files, recipients, policy."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from generator.round.afterwards import Archiving, FollowUp, Retention
from generator.round.mail import DeclaredChannel, Leader, Mail, Recipients, Smtp
from generator.study.declared import Declared, Labelled, Language, Text, Translations

THRESHOLD = 4
"""Fewest respondents a published number may describe: the rule of Løe 2016, section 3.1.3."""

STATEMENTS_FROM = 10
"""Fewest respondents of a unit whose statements are published, and of a background class."""

MODELS_FROM = 25
"""Fewest respondents for a model of the total, and for the SD pooled within units."""

EXACT_INVITED_FROM = 25
"""Fewest invited for an exact invited count and response rate; below it both are banded."""

SIZE_CLASS_FROM = 3
"""Fewest units of a published size class: with two, each could subtract itself."""

CLIENTS_FROM = 5
"""Smallest denominator for a printed scorecard or client-survey figure."""


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Unit(Declared):
    """A local office. ``code`` is its value in survey, scorecard and client-survey files."""

    id: Id
    code: str | int
    name: str
    size: str | None = None
    leader: Leader | None = None
    invited: int | None = Field(default=None, ge=0)
    language: Language | None = None


class Merge(Declared):
    """Units that are reported together when one of them has too few answers."""

    id: Id
    name: Text
    units: tuple[str, ...] = Field(min_length=2)


class GroupFiles(Declared):
    """A respondent group's survey files: one file, or a SurveyXact trio as three paths or a folder.

    ``rename`` maps the file's column names to the study's variable names, ``ignore`` lists
    columns (``*`` and ``?`` allowed) that are known and left alone, ``missing`` the values, or
    their labels, that mean "no answer" in every scale item. ``invited`` overrides the invited
    count when the export does not tell.
    """

    files: tuple[str, ...] = Field(min_length=1)
    rename: dict[str, str] = {}
    ignore: tuple[str, ...] = ()
    missing: tuple[int | str, ...] = ()
    invited: int | None = None


class ResultFile(Declared):
    """The scorecard or client-survey workbook."""

    file: str


class Window(Declared):
    """The months a scorecard covers, first and last included, as ``YYYY-MM``."""

    first: Month
    last: Month

    @model_validator(mode="after")
    def in_order(self) -> Window:
        """The first month is not later than the last."""
        if self.first > self.last:
            raise ValueError("first must not be later than last")
        return self


class Policy(Declared):
    """What may be published, and how. ``reproduce_published`` is for synthetic rounds only.

    ``two_approvals`` asks for two different people before a report is sent; ``protect_pdf`` sends
    it as a PDF with a password, and without the Word file.
    """

    min_respondents: int = Field(default=THRESHOLD, ge=THRESHOLD)
    reproduce_published: bool = False
    name_offices: bool = False
    two_approvals: bool = False
    protect_pdf: bool = False


class Phase(Labelled):
    """A phase of a project, and what was produced in it."""

    value: float = Field(ge=0)


class ProductionSeries(Declared):
    """Production of one unit in two or more phases; later ones are compared with the first."""

    id: Id
    unit: str
    label: Text
    phases: tuple[Phase, ...] = Field(min_length=2)


class CountedTheme(Labelled):
    """A theme found in the answers to an open question, and how many brought it up."""

    count: int = Field(ge=1)


class ThemeQuestion(Declared):
    """An open question whose answers were read and sorted into themes by hand.

    ``asked`` says who was asked, in the plural; ``answered`` how many of them answered.
    """

    id: Id
    question: Text
    asked: Text
    answered: int = Field(ge=1)
    themes: tuple[CountedTheme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def counts_within_answers(self) -> ThemeQuestion:
        """No theme is brought up by more than answered."""
        for theme in self.themes:
            if theme.count > self.answered:
                raise ValueError(f"more brought up {theme.label!r} than answered")
        return self


class FreeText(Declared):
    """How answers in own words are made nameless.

    ``names`` is a text file with one person's name a line; every name in it is masked, beside
    those of the leaders. ``language`` is the one people wrote in, whatever reports are printed in.
    """

    names: str | None = None
    language: Language = "nb"


class Round(Declared):
    """Everything round.toml says, with the folder it was read from.

    ``archive`` is the folder of the archive that the round belongs to, seen from the round's own.
    A round without ``groups`` is a quarter without a survey: a scorecard, a client survey or both.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Text
    total_name: Text = Field(alias="whole")
    study: str = "../study.toml"
    date: datetime.date
    language: Language = "nb"
    synthetic: bool = False
    archive: str | None = None
    archiving: Archiving | None = None
    retention: Retention | None = None
    window: Window | None = None
    policy: Policy = Policy()
    units: tuple[Unit, ...] = Field(min_length=1)
    merges: tuple[Merge, ...] = ()
    groups: dict[str, GroupFiles] = {}
    scorecard: ResultFile | None = None
    client_survey: ResultFile | None = None
    targets: dict[str, float] = {}
    margins: dict[str, dict[str, float]] = {}
    production: tuple[ProductionSeries, ...] = ()
    themes: tuple[ThemeQuestion, ...] = ()
    texts: FreeText = FreeText()
    notes: tuple[Text, ...] = ()
    declared_followup: FollowUp = Field(default=FollowUp(), alias="followup")
    recipients: Recipients = Recipients()
    mail: Mail | None = None
    smtp: Smtp | None = None
    channel: DeclaredChannel | None = Field(default=None, exclude=True)  # no run keeps it
    translations: Translations = {}

    def without_people(self) -> Round:
        """The round without leaders, their addresses and counts of people: what a run may keep.

        The themes that it counts stand in the results, where small counts are withheld; the
        address of the follow-up stands in every report.
        """
        units = [unit.model_copy(update={"leader": None, "invited": None}) for unit in self.units]
        groups = {
            name: group.model_copy(update={"invited": None}) for name, group in self.groups.items()
        }
        kept = {"declared_followup": self.followup}
        emptied = {"themes": (), "margins": {}, "recipients": Recipients(), "mail": None}
        emptied |= {"smtp": None}
        return self.model_copy(update={"units": tuple(units), "groups": groups, **kept, **emptied})

    @property
    def followup(self) -> FollowUp:
        """What units are asked to do, and where the plan goes: else where letters are answered."""
        mail = self.mail
        answered = (mail.reply_to or mail.sender) if mail else None
        address = self.declared_followup.address or answered
        return self.declared_followup.model_copy(update={"address": address})

    def offices_of(self, unit: str) -> tuple[Unit, ...]:
        """The offices that an analysis unit reports on: itself, or those merged into it."""
        merged = {merge.id: merge.units for merge in self.merges}
        offices = merged.get(unit, (unit,))
        return tuple(office for office in self.units if office.id in offices)

    def invited_in(self, offices: Sequence[str]) -> int | None:
        """How many were invited in these offices together; None where one does not say."""
        counts = [unit.invited for unit in self.units if unit.id in offices]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    def positions(self) -> dict[str, int]:
        """Where each unit stands among the declared ones; merged ones by their first office."""
        places = {unit.id: place for place, unit in enumerate(self.units)}
        merged = {merge.id: min(places[unit] for unit in merge.units) for merge in self.merges}
        return places | merged

    def addresses(self, item: str) -> tuple[str, ...]:
        """Everybody who gets the report of an analysis unit, ``county`` or ``management``."""
        if item == "county":
            return self.recipients.county
        if item == "management":
            return self.recipients.management
        leaders = (office.leader for office in self.offices_of(item))
        return tuple(leader.email for leader in leaders if leader)

    def unit_name(self, unit: str) -> str:
        """The printed name of an office or of merged offices, by id."""
        names = {office.id: office.name for office in self.units}
        names |= {merge.id: merge.name for merge in self.merges}
        return names[unit]

    def language_of(self, unit: str) -> Language:
        """The language of a unit's report: merged offices share one only if all ask for it."""
        asked = {office.language for office in self.offices_of(unit)}
        return (asked.pop() if len(asked) == 1 else None) or self.language
