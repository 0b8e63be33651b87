"""Study: everything study.toml says, in one frozen value."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from generator.study.declared import Declared
from generator.study.instrument import (
    Attainment,
    Background,
    ClientSurveyPlan,
    Construct,
    Indicator,
    Keyword,
    OpenQuestion,
    RespondentGroup,
    Scale,
    SingleItem,
    UnitFile,
)
from generator.study.outline import FigureSpec, ResearchModel, Section, TableSpec, Terms
from generator.study.plan import Step
from generator.study.texts import Language, Text, Translations

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
    county_report: tuple[Section, ...] = ()
    notes: tuple[Text, ...] = ()
    translations: Translations = {}

    def scale_of(self, variable: str) -> Scale:
        """The response scale of a construct, an item of one, or a single item."""
        of_construct = {
            item.id: owner for owner in self.constructs.values() for item in owner.items
        }
        owner = self.constructs.get(variable) or of_construct.get(variable) or self.items[variable]
        return self.scales[owner.scale]

    def is_negative(self, item: str) -> bool:
        """Whether an item is worded so that agreeing means less of what it measures."""
        negative = {
            each.id for owner in self.constructs.values() for each in owner.items if each.negative
        }
        return item in negative or (item in self.items and self.items[item].negative)

    @property
    def lower_is_better(self) -> frozenset[str]:
        """The indicators where a low result is the good one."""
        return frozenset(name for name, each in self.indicators.items() if each.lower_is_better)

    def scored(self, group: str) -> tuple[str, ...]:
        """Constructs and single items asked of a respondent group, in declared order."""
        asked = [(name, owner.groups) for name, owner in self.constructs.items()]
        asked += [(name, owner.groups) for name, owner in self.items.items()]
        return tuple(name for name, groups in asked if not groups or group in groups)

    def items_of(self, group: str) -> dict[str, Scale]:
        """Every item asked of a respondent group with its scale: constructs' first, then single."""
        scored = self.scored(group)
        asked = {
            item.id: self.scale_of(name)
            for name in scored
            if name in self.constructs
            for item in self.constructs[name].items
        }
        return asked | {name: self.scale_of(name) for name in scored if name in self.items}

    def label_of(self, variable: str) -> str:
        """The printed name of any variable of the study."""
        return dict(self.labels())[variable]

    def labels(self) -> Iterator[tuple[str, str]]:
        """Every variable's name and printed label, in declared order; a name may occur twice."""
        for name, construct in self.constructs.items():
            yield name, construct.label
            yield from ((item.id, item.label) for item in construct.items)
        yield from ((name, owner.label) for name, owner in self.items.items())
        yield from ((name, owner.label) for name, owner in self.background.items())
        yield from ((name, owner.label) for name, owner in self.open_questions.items())
        if self.size_classes:
            yield self.size_variable, self.size_label
        yield from ((name, owner.label) for name, owner in self.indicators.items())
        yield from ((name, owner.label) for name, owner in self.attainment.items())
        if self.client_survey:
            yield self.client_survey.total, self.client_survey.total_label
            for name, category in self.client_survey.categories.items():
                yield name, category.label
                yield from ((question.id, question.label) for question in category.questions)
