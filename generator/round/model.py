"""Round: what round.toml may say of one survey period: units, files, recipients, policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, StrictBool, model_validator
from pydantic.json_schema import SkipJsonSchema

from generator.round.afterwards import Archiving, Correction, Day, FollowUp, Retention
from generator.round.counted import Id, People, ProductionSeries, ThemeQuestion
from generator.round.events import Event
from generator.round.mail import DeclaredChannel, Leader, Mail, Recipients, Smtp
from generator.study.declared import Declared, FileName, FolderName, Language, Text, Translations

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

MOST_MONTHS = 60
"""Of a scorecard: each has three columns in the workbook, and a place in every chart."""

_MONTH = 'a month in quotation marks, such as "2026-01"'
Month = Annotated[str, Field(pattern=r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$", title=_MONTH)]


class Unit(Declared):
    """A local office."""

    id: Id
    """What files and other tables call it. For example ``"solvik"``."""
    code: str | int
    """Its value in the survey, the scorecard and the client survey. For example ``1``."""
    name: str = Field(max_length=120)
    """Its name on reports. For example ``"Solvik"``."""
    size: str | None = None
    """Its size class, one of ``size_classes`` in study.toml. For example ``"stor"``."""
    leader: Leader | None = None
    """Who gets its report."""
    invited: People | None = None
    """How many were asked, 0 for nobody; without it no response rate. For example ``24``."""
    language: Language | None = None
    """The language of its report, else that of the round."""


class Merge(Declared):
    """Units that are reported together when one of them has too few answers."""

    id: Id
    """What files call the joint report. For example ``"heggelia-steinlia"``."""
    name: Text
    """Their name together. For example ``"Heggelia og Steinlia"``."""
    units: tuple[str, ...] = Field(min_length=2)
    """The units, by their ids. For example ``["heggelia", "steinlia"]``."""


class GroupFiles(Declared):
    """A respondent group's survey: its files, and how to read them."""

    files: tuple[FileName, ...] = Field(min_length=1)
    """The export, see docs/exports.md: one file, or SurveyXact's three of CSV or a folder of them.
    For example ``["svar.xlsx"]``."""
    rename: dict[str, str] = {}
    """Columns of the file, and what the study calls them. For example ``{ q7_1 = "leder_1" }``."""
    ignore: tuple[str, ...] = ()
    """Columns to leave alone; ``*`` and ``?`` allowed. For example ``["starttid", "meta_*"]``."""
    missing: tuple[int | str, ...] = ()
    """Values or labels that mean "no answer" where they are no category. For example ``[9]``."""
    invited: People | None = None
    """How many were asked, where the export does not tell. For example ``547``."""


class ResultFile(Declared):
    """The scorecard or client-survey workbook."""

    file: FileName
    """The file, in the round's folder. For example ``"malekort.xlsx"``."""


class Window(Declared):
    """The months a scorecard covers."""

    first: Month
    """The first of them. For example ``"2026-01"``."""
    last: Month
    """The last of them. For example ``"2026-06"``."""

    @model_validator(mode="after")
    def in_order(self) -> Window:
        """The first month is not later than the last, nor years before it."""
        if self.first > self.last:
            raise ValueError("first must not be later than last")
        years = int(self.last[:4]) - int(self.first[:4])
        if years * 12 + int(self.last[5:]) - int(self.first[5:]) >= MOST_MONTHS:
            raise ValueError(f"a scorecard covers {MOST_MONTHS} months at most")
        return self


class Policy(Declared):
    """What may be published, and how."""

    min_respondents: int = Field(default=THRESHOLD, ge=THRESHOLD, strict=True)
    """The fewest people a printed figure may be about. For example ``6``."""
    reproduce_published: StrictBool = False
    """Whether figures are printed from the answers as they are; for synthetic rounds only."""
    name_offices: StrictBool = False
    """Whether the county report shows every unit's means by its name."""
    two_approvals: StrictBool = False
    """Whether two different people must approve a report before it is sent."""
    protect_pdf: StrictBool = False
    """Whether reports are sent as a PDF with a password, and without the Word file."""

    @property
    def statements_from(self) -> int:
        """Fewest respondents of a unit whose statements are published, and of a class."""
        return max(STATEMENTS_FROM, self.min_respondents)


class FreeText(Declared):
    """How answers in own words are made nameless."""

    names: FileName | None = None
    """A text file with one person's name a line, masked beside the leaders'; in the round's folder.
    For example ``"navneliste.txt"``."""
    language: Language = "nb"
    """The language that people wrote in, whatever reports are printed in."""


def _or_a_file(found: dict[str, Any]) -> None:
    """Units in the schema: a list of tables, or the name of a file."""
    several = {name: found.pop(name) for name in ("type", "items", "minItems")}
    found.pop("default", None)
    found["anyOf"] = [several, {"type": "string", "title": "the name of a file"}]


class Round(Declared):
    """Everything round.toml says."""

    id: FolderName
    """A short name, part of the reports' folder. For example ``"2026-2"``."""
    title: Text
    """The name of the round on every report. For example ``"Arbeidsmiljø, 2. kvartal 2026"``."""
    total_name: Text = Field(alias="whole")
    """The name of all units together on every report. For example ``"Granfjord fylke"``."""
    study: FileName = "../study.toml"
    """Where study.toml lies, seen from this file. For example ``"../study.toml"``."""
    date: Day
    """The date on the reports; the clock is never asked. For example ``2026-06-30``."""
    language: Language = "nb"
    """The language of the reports."""
    synthetic: StrictBool = False
    """Whether the answers are made up; every report says so."""
    archive: FileName | None = None
    """The folder of the archive, seen from this file. For example ``"../../arkiv"``."""
    archiving: Archiving | None = None
    """Who files the round (docs/archive.md)."""
    retention: Retention | None = None
    """When the answers are to be deleted (docs/archive.md)."""
    window: Window | None = None
    """The months of the scorecard."""
    policy: Policy = Policy()
    """Rules for what is published and sent."""
    units: tuple[Unit, ...] = Field(default=(), min_length=1, json_schema_extra=_or_a_file)
    """The units that may have a report. Or ``units = "kontor.xlsx"``, above the first table: a list
    with a row for each, and the columns kode, navn, størrelse, inviterte, leder, e-post, id and
    språk, of which the first two are needed."""
    unit_list: SkipJsonSchema[str | None] = Field(default=None, exclude=True)
    """The file that lists them; no run keeps it."""
    merges: tuple[Merge, ...] = ()
    """Units that are reported together where one of them has too few answers."""
    events: tuple[Event, ...] = ()
    """What happened to offices and wordings since earlier rounds (docs/years.md)."""
    correction: Correction | None = None
    """Why the round is published again with other results (docs/years.md)."""
    groups: dict[str, GroupFiles] = {}
    """The survey, by the groups of study.toml; none in a quarter without a survey."""
    scorecard: ResultFile | None = None
    """The scorecard of the months in ``window``."""
    client_survey: ResultFile | None = None
    """The answers of clients, as means and counts."""
    targets: dict[str, float] = {}
    """Targets by indicator, where the scorecard has none. For example ``{ "B.12" = 60 }``."""
    margins: dict[str, dict[str, float]] = {}
    """How many were asked, by background and its value. For example ``{ alder = { 1 = 210 } }``."""
    production: tuple[ProductionSeries, ...] = ()
    """What units produced before, during and after a project."""
    themes: tuple[ThemeQuestion, ...] = ()
    """Open questions that somebody has counted the answers to."""
    texts: FreeText = FreeText()
    """Open answers in the survey, and how they are masked (docs/texts.md)."""
    notes: tuple[Text, ...] = ()
    """Notes to this round's reports. For example ``["Kontoret på Nes var stengt i mai."]``."""
    declared_followup: FollowUp = Field(default=FollowUp(), alias="followup")
    """What units are asked to do with their reports."""
    recipients: Recipients = Recipients()
    """Who gets the reports of the total; leaders stand with their units."""
    mail: Mail | None = None
    """The messages that reports are sent with (docs/delivery.md)."""
    smtp: Smtp | None = None
    """The server they are sent by; without one they are written as files."""
    channel: DeclaredChannel | None = Field(default=None, exclude=True)  # no run keeps it
    """Another way of sending them."""
    translations: Translations = {}
    """The texts of the files beside this one, such as round.nn.toml."""

    @model_validator(mode="before")
    @classmethod
    def units_or_their_list(cls, declared: Any) -> Any:
        """``units`` may be the name of a file, which is read with the files of the round."""
        if not isinstance(declared, dict) or not isinstance(declared.get("units"), str):
            return declared
        kept = {name: value for name, value in declared.items() if name != "units"}
        return {**kept, "unit_list": declared["units"]}

    @model_validator(mode="after")
    def some_units(self) -> Round:
        """Units, or the file that lists them."""
        if not self.units and self.unit_list is None:
            raise ValueError("declare the units, or name the file that lists them")
        return self

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
