"""The report outline: tables, figures and sections of the county report."""

from typing import Annotated, Literal

from pydantic import Field

from generator.study.declared import Declared, Text


class Terms(Declared):
    """What the reports of a study call a unit, the total and people, in one language.

    Those of unit and total all or none: a term stands in sentences that must agree with it in
    gender and number. Of the others, what is not given is the language's own.
    """

    unit_word: str
    a_unit: str
    each_unit: str
    the_unit: str
    at_the_unit: str
    units: str
    the_units: str
    the_whole: str
    the_rest: str
    all_the_whole: str
    whole_report: str
    unit_report: str = ""
    the_people: str = ""
    the_leaders: str = ""
    clients: str = ""
    the_clients: str = ""
    client_survey: str = ""
    the_client_survey: str = ""


class RowLabel(Declared):
    """A printed row: which variable, and what the row is called."""

    variable: str
    label: Text


class ColumnGroup(Declared):
    """A head that spans several columns; an empty label leaves the space blank."""

    label: Text
    span: int


class TableBase(Declared):
    """What every table declares: its number, title line, heads and the lines under it.

    ``decimal`` is the language's own sign where it is not given. ``leading_zero`` prints ``0,48``
    and ``< 0,001`` where SPSS prints ``,48`` and ``,000``.
    """

    number: str
    title: Text
    columns: tuple[Text, ...]
    column_groups: tuple[ColumnGroup, ...] = ()
    decimal: Literal[".", ","] | None = None
    leading_zero: bool = False
    file_note: Text = ""
    notes: tuple[Text, ...] = ()


class ReliabilityTable(TableBase):
    """Constructs down, one alpha column per reliability step, of the constructs there are."""

    layout: Literal["reliability"]
    steps: tuple[str, ...]
    rows: tuple[RowLabel, ...]
    not_measured: Text


class FrequencyTable(TableBase):
    """One variable's frequency table in SPSS's block layout; ``node`` is a frequency node id."""

    layout: Literal["frequency"]
    node: str
    valid: Text = "Valid"
    missing: Text = "Missing"
    system: Text = "System"
    total: Text = "Total"


class CorrelationTable(TableBase):
    """Rows of one or more correlation steps side by side.

    ``select = "significant"`` prints those of ``rows`` that are significant in at least one of
    the steps ``selected_by`` (all steps when empty); ``select = "declared"`` prints all ``rows``.
    Both are sorted by the r of the step ``sort_by`` (the first step when not given), descending.
    """

    layout: Literal["correlation"]
    steps: tuple[str, ...]
    select: Literal["significant", "declared"] = "significant"
    selected_by: tuple[str, ...] = ()
    sort_by: str | None = None
    rows: tuple[RowLabel, ...]
    not_measured: Text = ""
    not_significant: Text = ""


class RegressionTable(TableBase):
    """The constant and the significant predictors of one regression."""

    layout: Literal["regression"]
    step: str
    constant: Text
    rows: tuple[RowLabel, ...]


class AnovaTable(TableBase):
    """Group statistics beside the Bonferroni comparisons of one analysis of variance."""

    layout: Literal["anova"]
    step: str
    total: Text


class ComparisonTable(TableBase):
    """Two groups side by side, one row per group comparison (a node id).

    Columns: the construct, n and mean (SD) of the first group and of the second, the difference in
    scale points with its interval, Cohen's d, p, and the difference in percent. Percent is never
    a table of its own, since it depends on where the scale begins.
    """

    layout: Literal["comparison"]
    nodes: tuple[str, ...] = Field(min_length=1)


class MultilevelTable(TableBase):
    """Findings tried again with a random intercept per unit, one row per finding.

    Columns: the finding, coefficient and p without units, coefficient with its interval and p with
    units, and whether the finding holds.
    """

    layout: Literal["multilevel"]
    steps: tuple[str, ...] = Field(min_length=1)


class FiguresTable(TableBase):
    """A kind of step that has no layout of its own: one row per variable of the result ``node``.

    Columns: the label, then the ``figures``, by their names in results.json.
    """

    layout: Literal["figures"]
    node: str
    figures: tuple[str, ...] = Field(min_length=1)
    rows: tuple[RowLabel, ...]


TableSpec = Annotated[
    ReliabilityTable
    | FrequencyTable
    | CorrelationTable
    | RegressionTable
    | AnovaTable
    | ComparisonTable
    | MultilevelTable
    | FiguresTable,
    Field(discriminator="layout"),
]


class ModelBox(Declared):
    """A box of the research model, placed on a grid."""

    id: str
    label: Text
    column: int
    row: int


class ModelArrow(Declared):
    """An arrow of the research model."""

    start: str
    end: str


class ResearchModel(Declared):
    """The model the study tests, as boxes and arrows."""

    boxes: tuple[ModelBox, ...] = ()
    arrows: tuple[ModelArrow, ...] = ()


class ModelFigure(Declared):
    """The research model, with one path of it drawn strongly when ``highlight`` names boxes."""

    kind: Literal["model"]
    number: str
    title: Text
    highlight: tuple[str, ...] = ()


class MeansFigure(Declared):
    """Horizontal bars: the mean of each variable of one descriptives node."""

    kind: Literal["means"]
    number: str
    title: Text
    node: str
    sort: bool = False


class ComparisonFigure(Declared):
    """The two groups' means of each comparison, on the scale."""

    kind: Literal["comparison"]
    number: str
    title: Text
    nodes: tuple[str, ...] = Field(min_length=1)


class ProductionFigure(Declared):
    """Bars: the production of one phase after another; ``series`` is its id in round.toml."""

    kind: Literal["production"]
    number: str
    title: Text
    series: str


FigureSpec = Annotated[
    ModelFigure | MeansFigure | ComparisonFigure | ProductionFigure, Field(discriminator="kind")
]


class Question(Declared):
    """A research question, the steps that answer it, and what the answer calls their variables.

    ``steps`` are correlations or group comparisons, and ``models`` regressions beside them. Page 1
    of the county report draws the steps of the same group as the first one.
    """

    id: str
    heading: Text
    steps: tuple[str, ...] = Field(min_length=1)
    models: tuple[str, ...] = ()
    rows: tuple[RowLabel, ...] = ()


class Section(Declared):
    """A section of the county report: text, then tables and figures by number.

    ``generated`` names what the program writes itself between text and tables; ``results`` are
    result nodes with a sentence each, after them. ``question`` is one that the section answers, in
    words before anything else. ``appendix`` moves it to the report's appendix,
    where method, all correlations and codebook always stand.
    """

    title: Text
    level: Literal[1, 2] = 1
    text: tuple[Text, ...] = ()
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    question: str = ""
    appendix: bool = False
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

    @property
    def in_appendix(self) -> bool:
        """Whether the section stands in the appendix, a file of its own."""
        return self.appendix or self.generated in ("method", "appendix", "codebook")
