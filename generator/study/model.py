"""Study: everything study.toml says, in one frozen value."""

from collections.abc import Iterator

from pydantic import Field

from generator.study.declared import Declared, FolderName, Language, Text, Translations
from generator.study.indicators import Attainment, ClientSurveyPlan, Indicator
from generator.study.instrument import (
    Background,
    Construct,
    Keyword,
    Measured,
    OpenQuestion,
    RespondentGroup,
    Scale,
    SingleItem,
    UnitFile,
)
from generator.study.outline import (
    FigureSpec,
    Question,
    ResearchModel,
    Section,
    Terms,
)
from generator.study.plan import Step
from generator.study.tables import TableSpec

UNITS = "units"
"""Name of the file with one row per analysis unit; every other file is a respondent group."""


class Study(Declared):
    """Everything study.toml says."""

    id: FolderName
    """A short name, part of the reports' folder. For example ``"innovasjon"``."""
    language: Language = "nb"
    """The language that the texts of this file are written in."""
    title: Text
    """The name of the study on every report. For example ``"Innovasjon i NAV-kontor"``."""
    total_label: Text = Field(alias="whole_label")
    """What tables call all units together. For example ``"Fylket"``."""
    unit_label: Text
    """What tables call one unit. For example ``"Kontor"``."""
    source: str = ""
    """Where the study is from; no report prints it. For example ``"Løe (2016)"``."""
    words: dict[Language, Terms] = {}
    """What sentences call a unit and the total, by language, where units are no offices."""
    groups: dict[str, RespondentGroup]
    """Who was asked: one for each form, by a name of your own."""
    unit_file: UnitFile | None = None
    """A file of units, made by the program: means of a group's answers, and results beside them."""
    scales: dict[str, Scale]
    """How people answer, by a name of your own."""
    constructs: dict[str, Construct] = {}
    """What is measured by several items, by a name of your own."""
    items: dict[str, SingleItem] = {}
    """Items by themselves, by the column of the export."""
    background: dict[str, Background] = {}
    """What is asked about the respondent, by the column of the export."""
    open_questions: dict[str, OpenQuestion] = {}
    """Questions answered in own words, by the column of the export."""
    size_classes: dict[str, Text] = {}
    """Classes of units by size, and what reports call them. For example ``{ liten = "Liten" }``."""
    size_terms: dict[str, tuple[Keyword, ...]] = {}
    """Words that tell a size class in open answers. For example ``{ liten = ["bittelit*"] }``."""
    size_variable: str = "size"
    """What steps call the size class of a unit. For example ``"storrelse"``."""
    size_label: Text = ""
    """What reports call it. For example ``"Kontorstørrelse"``."""
    not_stated: Text = "ikke oppgitt"
    """What a blank answer about background is called. For example ``"ikke svart"``."""
    indicator_sets: dict[str, Text] = {}
    """Sets of indicators, and their headings. For example ``{ drift = "Drift" }``."""
    indicators: dict[str, Indicator] = {}
    """What the scorecard has, by its code there."""
    attainment: dict[str, Attainment] = {}
    """How far targets are met on several indicators together, by a name of your own."""
    client_survey: ClientSurveyPlan | None = None
    """The questions to clients."""
    batteries: dict[str, Text] = {}
    """Sets of single items, and their headings. For example ``{ laering = "Læring" }``."""
    steps: tuple[Step, ...] = ()
    """The analysis plan: what is computed, a step each."""
    unit_findings: tuple[str, ...] = ()
    """Correlation steps that each unit's report tells of. For example ``["faktorer"]``."""
    model: ResearchModel = ResearchModel()
    """The research model, for figures of the kind ``model``."""
    tables: tuple[TableSpec, ...] = ()
    """Tables of the county report beside those that the program makes itself."""
    figures: tuple[FigureSpec, ...] = ()
    """Figures of the county report beside those that the program makes itself."""
    questions: tuple[Question, ...] = ()
    """Research questions, answered in words."""
    county_report: tuple[Section, ...] = ()
    """The sections of the report on the total, in order. Reports to units need no outline."""
    notes: tuple[Text, ...] = ()
    """Notes to the method of every county report. For example ``["Tabell 2 er en ny utgave."]``."""
    translations: Translations = {}
    """The texts of the files beside this one, such as study.nn.toml."""

    def terms_in(self, language: Language) -> tuple[tuple[str, str], ...]:
        """The study's own words in a language, without those it does not give."""
        terms = self.words.get(language)
        return tuple((name, term) for name, term in terms if term) if terms else ()

    def scale_of(self, variable: str) -> Scale:
        """The response scale of a construct, an item of one, or a single item."""
        owners: dict[str, SingleItem | Construct] = {**self.items}
        for name, construct in self.constructs.items():
            owners |= {name: construct} | {item.id: construct for item in construct.items}
        return self.scales[owners[variable].scale]

    def is_negative(self, item: str) -> bool:
        """Whether an item is worded so that agreeing means less of what it measures."""
        negative = {name for name, single in self.items.items() if single.negative}
        for construct in self.constructs.values():
            negative |= {each.id for each in construct.items if each.negative}
        return item in negative

    @property
    def measured(self) -> dict[str, Measured]:
        """The constructs, single items and indicators by name."""
        return {**self.constructs, **self.items, **self.indicators}

    @property
    def lower_is_better(self) -> frozenset[str]:
        """Every construct, item and indicator of which a low figure is the good one."""
        low = [name for name, owner in self.measured.items() if owner.better == "low"]
        items = (
            item for name in low if name in self.constructs for item in self.statements_of(name)
        )
        return frozenset((*low, *items))

    def scored(self, group: str) -> tuple[str, ...]:
        """Constructs and single items asked of a respondent group, in declared order."""
        owners: tuple[tuple[str, Construct | SingleItem], ...]
        owners = (*self.constructs.items(), *self.items.items())
        return tuple(name for name, each in owners if not each.groups or group in each.groups)

    def items_of(self, group: str) -> dict[str, Scale]:
        """Every item asked of a respondent group with its scale: constructs' first, then single."""
        scored = self.scored(group)
        return {item: self.scale_of(name) for name in scored for item in self.statements_of(name)}

    def statements_of(self, variable: str) -> tuple[str, ...]:
        """The items that a variable is made of: a construct's, or the single item itself."""
        construct = self.constructs.get(variable)
        return tuple(item.id for item in construct.items) if construct else (variable,)

    def label_of(self, variable: str) -> str:
        """The printed name of any variable of the study."""
        return dict(self.labels())[variable]

    def labels(self) -> Iterator[tuple[str, str]]:
        """Every variable's name and printed label, in declared order; a name may occur twice."""
        for name, construct in self.constructs.items():
            yield name, construct.label
            yield from ((item.id, item.label) for item in construct.items)
        asked = (*self.items.items(), *self.background.items(), *self.open_questions.items())
        yield from ((name, owner.label) for name, owner in asked)
        if self.size_classes:
            yield self.size_variable, self.size_label
        results = (*self.indicators.items(), *self.attainment.items())
        yield from ((name, owner.label) for name, owner in results)
        if self.client_survey:
            yield self.client_survey.total, self.client_survey.total_label
            for name, category in self.client_survey.categories.items():
                yield name, category.label
                yield from ((question.id, question.label) for question in category.questions)
