"""Study: everything study.toml says, in one frozen value."""

from collections.abc import Iterator

from pydantic import Field

from generator.study.declared import Declared, Language, Text, Translations
from generator.study.instrument import (
    Attainment,
    Background,
    ClientSurveyPlan,
    Construct,
    Indicator,
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
    TableSpec,
    Terms,
)
from generator.study.plan import Step

UNITS = "units"
"""Name of the file with one row per analysis unit; every other file is a respondent group."""


class Study(Declared):
    """Everything study.toml says."""

    id: str
    language: Language = "nb"
    title: Text
    total_label: Text = Field(alias="whole_label")
    unit_label: Text
    source: str = ""
    words: dict[Language, Terms] = {}
    groups: dict[str, RespondentGroup]
    unit_file: UnitFile | None = None
    scales: dict[str, Scale]
    constructs: dict[str, Construct] = {}
    items: dict[str, SingleItem] = {}
    background: dict[str, Background] = {}
    open_questions: dict[str, OpenQuestion] = {}
    size_classes: dict[str, Text] = {}
    size_terms: dict[str, tuple[Keyword, ...]] = {}
    size_variable: str = "size"
    size_label: Text = ""
    not_stated: Text = "ikke oppgitt"
    indicator_sets: dict[str, Text] = {}
    indicators: dict[str, Indicator] = {}
    attainment: dict[str, Attainment] = {}
    client_survey: ClientSurveyPlan | None = None
    batteries: dict[str, Text] = {}
    steps: tuple[Step, ...] = ()
    unit_findings: tuple[str, ...] = ()
    model: ResearchModel = ResearchModel()
    tables: tuple[TableSpec, ...] = ()
    figures: tuple[FigureSpec, ...] = ()
    questions: tuple[Question, ...] = ()
    county_report: tuple[Section, ...] = ()
    notes: tuple[Text, ...] = ()
    translations: Translations = {}

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
