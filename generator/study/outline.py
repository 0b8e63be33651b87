"""The report outline: words, figures, questions and sections of the county report."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from generator.study.declared import Declared, Text
from generator.study.tables import RowLabel


class Terms(Declared):
    """What the reports of a study call a unit, the total and people, in one language.

    A term stands in sentences that must agree with it in gender and number, so those of unit and
    total are all given or none.
    """

    unit_word: str
    """A unit without article. For example ``"enhet"``."""
    a_unit: str
    """One unit. For example ``"en enhet"``."""
    each_unit: str
    """Each of them. For example ``"hver enhet"``."""
    the_unit: str
    """The unit. For example ``"enheten"``."""
    at_the_unit: str
    """Where people of the unit work. For example ``"i enheten"``."""
    units: str
    """Several. For example ``"enheter"``."""
    the_units: str
    """All of them. For example ``"enhetene"``."""
    the_whole: str
    """The total. For example ``"alle enhetene"``."""
    the_rest: str
    """The total but for one unit. For example ``"de andre enhetene"``."""
    all_the_whole: str
    """The total, where it stands against its parts. For example ``"alle enhetene samlet"``."""
    whole_report: str
    """The report on the total. For example ``"samlet rapport"``."""
    unit_report: str = ""
    """A unit's report, else the language's own word. For example ``"enhetsrapport"``."""
    the_people: str = ""
    """Those who were asked, else the language's own word. For example ``"de ansatte"``."""
    the_leaders: str = ""
    """Leaders of units, else the language's own word. For example ``"lederne"``."""
    clients: str = ""
    """Clients, else the language's own word. For example ``"innbyggere"``."""
    the_clients: str = ""
    """The clients, else the language's own words. For example ``"innbyggerne"``."""
    client_survey: str = ""
    """A client survey, else the language's own word. For example ``"innbyggerundersøkelse"``."""
    the_client_survey: str = ""
    """The client survey, else as the language has it. For example ``"innbyggerundersøkelsen"``."""


class ModelBox(Declared):
    """A box of the research model, placed on a grid."""

    id: str
    """What arrows and figures call it. For example ``"innov"``."""
    label: Text
    """What stands in it. For example ``"Innovasjonsatferd"``."""
    column: int = Field(ge=0, le=9)
    """Its place from the left, counted from 0. For example ``1``."""
    row: int = Field(ge=0, le=99)
    """Its place from the top, counted from 0. For example ``0``."""


class ModelArrow(Declared):
    """An arrow of the research model."""

    start: str
    """The box it begins at. For example ``"faktorer"``."""
    end: str
    """The box it points to. For example ``"innov"``."""


class ResearchModel(Declared):
    """The model the study tests, as boxes and arrows."""

    boxes: tuple[ModelBox, ...] = ()
    """Its boxes."""
    arrows: tuple[ModelArrow, ...] = ()
    """Its arrows."""


class FigureBase(Declared):
    """What every figure declares."""

    number: str
    """Its number, by which sections name it. For example ``"1"``."""
    title: Text
    """The line above it. For example ``"Gjennomsnitt for hvert område"``."""


class ModelFigure(FigureBase):
    """The research model, with one path of it drawn strongly where boxes are named."""

    kind: Literal["model"]
    highlight: tuple[str, ...] = ()
    """The boxes of the path. For example ``["faktorer", "innov"]``."""


class MeansFigure(FigureBase):
    """Horizontal bars: the mean of each variable of one descriptives step."""

    kind: Literal["means"]
    node: str
    """The descriptives step. For example ``"maal"``."""
    sort: StrictBool = False
    """Whether the highest mean stands first, else the order of the step."""


class ComparisonFigure(FigureBase):
    """The two groups' means of each comparison, on the scale."""

    kind: Literal["comparison"]
    nodes: tuple[str, ...] = Field(min_length=1)
    """Steps of group comparison with their outcome. For example ``["prosjekt/fokus"]``."""


class ProductionFigure(FigureBase):
    """Bars: the production of one phase after another."""

    kind: Literal["production"]
    series: str
    """Its ``id`` under ``production`` in round.toml. For example ``"saker"``."""


FigureSpec = Annotated[
    ModelFigure | MeansFigure | ComparisonFigure | ProductionFigure, Field(discriminator="kind")
]


class Question(Declared):
    """A research question, the steps that answer it, and what the answer calls their variables."""

    id: str
    """What sections call it. For example ``"1"``."""
    heading: Text
    """The question in a few words. For example ``"Hva henger sammen med innovasjon?"``."""
    steps: tuple[str, ...] = Field(min_length=1)
    """Correlations or group comparisons that answer it; page 1 of the county report draws those of
    the same group as the first one. For example ``["faktorer-medarbeidere"]``."""
    models: tuple[str, ...] = ()
    """Regressions beside them. For example ``["modell-medarbeidere"]``."""
    rows: tuple[RowLabel, ...] = ()
    """What the answer calls variables, where their label will not do."""


class Section(Declared):
    """A section of the county report: text, then tables and figures by number."""

    title: Text
    """Its heading. For example ``"Slik svarte fylket"``."""
    level: Literal[1, 2] = 1
    """2 for a section within the one before it."""
    text: tuple[Text, ...] = ()
    """Paragraphs, first of all. For example ``["Undersøkelsen handler om arbeidsmiljø."]``."""
    tables: tuple[str, ...] = ()
    """Tables by number. For example ``["6", "7"]``."""
    figures: tuple[str, ...] = ()
    """Figures by number. For example ``["1"]``."""
    results: tuple[str, ...] = ()
    """Steps that a sentence each is written about, after them. For example ``["registrering"]``."""
    question: str = ""
    """A question by id, answered in words before anything else. For example ``"1"``."""
    appendix: StrictBool = False
    """Whether it stands in the appendix, where method, all correlations and codebook always do."""
    generated: (
        Literal[
            "response",
            "representativeness",
            "constructs",
            "results",
            "clients",
            "trend",
            "production",
            "themes",
            "about",
            "codebook",
            "method",
            "appendix",
        ]
        | None
    ) = None
    """What the program writes itself, between text and tables."""

    @property
    def in_appendix(self) -> bool:
        """Whether the section stands in the appendix, a file of its own."""
        return self.appendix or self.generated in ("method", "appendix", "codebook")
