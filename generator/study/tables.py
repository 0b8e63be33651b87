"""The tables of the county report: one model for each layout."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from generator.study.declared import Declared, Text


class RowLabel(Declared):
    """A printed row: which variable, and what the row is called."""

    variable: str
    """The variable, by its name. For example ``"leder"``."""
    label: Text
    """What the row is called. For example ``"Lederstøtte"``."""


class ColumnGroup(Declared):
    """A head that spans several columns."""

    label: Text = ""
    """The head; an empty text leaves the space blank. For example ``"Medarbeiderfil"``."""
    span: int = Field(ge=1, le=100)
    """How many columns it stands over. For example ``2``."""


class TableBase(Declared):
    """What every table declares: its number, title line, heads and the lines under it."""

    number: str
    """Its number, by which sections name it. For example ``"6"``."""
    title: Text
    """The line above it. For example ``"Hva henger sammen med innovasjon"``."""
    columns: tuple[Text, ...]
    """The heads of its columns, as many as its layout has. For example ``["Variabel", "Alfa"]``."""
    column_groups: tuple[ColumnGroup, ...] = ()
    """Heads over the heads, from left to right."""
    decimal: Literal[".", ","] | None = None
    """The decimal sign; the language's own when left out."""
    leading_zero: StrictBool = False
    """Whether to print ``0,48`` and ``< 0,001`` where SPSS prints ``,48`` and ``,000``."""
    file_note: Text = ""
    """What the line under it calls the file, else the group's own. For example ``"Lederfil"``."""
    notes: tuple[Text, ...] = ()
    """Lines under it. For example ``["Klassene er slått sammen."]``."""


class ReliabilityTable(TableBase):
    """Constructs down, one alpha column per reliability step, of the constructs there are."""

    layout: Literal["reliability"]
    steps: tuple[str, ...] = Field(min_length=1)
    """Reliability steps, one for each column of alpha. For example ``["alfa"]``."""
    rows: tuple[RowLabel, ...]
    """Its rows, in order."""
    not_measured: Text
    """What stands where a group was not asked. For example ``"Ikke målt"``."""


class FrequencyTable(TableBase):
    """One variable's frequency table in SPSS's block layout."""

    layout: Literal["frequency"]
    node: str
    """A frequency step and its variable. For example ``"bakgrunn/alder"``."""
    valid: Text = "Valid"
    """The head of those who answered. For example ``"Gyldige"``."""
    missing: Text = "Missing"
    """The head of those who did not. For example ``"Manglende"``."""
    system: Text = "System"
    """The row of blank answers. For example ``"Ikke besvart"``."""
    total: Text = "Total"
    """The row of sums. For example ``"I alt"``."""


class CorrelationTable(TableBase):
    """Rows of one or more correlation steps side by side, the highest r first."""

    layout: Literal["correlation"]
    steps: tuple[str, ...] = Field(min_length=1)
    """Correlation steps, two columns each. For example ``["faktorer-ledere"]``."""
    select: Literal["significant", "declared"] = "significant"
    """Whether to print the rows that are significant in a step, or all of them."""
    selected_by: tuple[str, ...] = ()
    """The steps that decide it; all when left out. For example ``["faktorer-ledere"]``."""
    sort_by: str | None = None
    """The step whose r sorts the rows, else the first. For example ``"faktorer-ledere"``."""
    rows: tuple[RowLabel, ...]
    """The rows that may be printed."""
    not_measured: Text = ""
    """What stands where a group was not asked. For example ``"Ikke målt"``."""
    not_significant: Text = ""
    """What stands in place of a figure that is not. For example ``"Ikke sign."``."""


class RegressionTable(TableBase):
    """The constant and the significant predictors of one regression."""

    layout: Literal["regression"]
    step: str
    """The regression step. For example ``"modell"``."""
    constant: Text
    """What the row of the constant is called. For example ``"(Constant)"``."""
    rows: tuple[RowLabel, ...]
    """What each predictor is called; only significant ones are printed."""


class AnovaTable(TableBase):
    """Group statistics beside the Bonferroni comparisons of one analysis of variance."""

    layout: Literal["anova"]
    step: str
    """The step of analysis of variance. For example ``"pe-alder"``."""
    total: Text
    """What the row of everybody is called. For example ``"Total"``."""


class ComparisonTable(TableBase):
    """Two groups side by side, one row per group comparison.

    Columns: the construct, n and mean (SD) of the first group and of the second, the difference in
    scale points with its interval, Cohen's d, p, and the difference in percent. Percent is never
    a table of its own, since it depends on where the scale begins.
    """

    layout: Literal["comparison"]
    nodes: tuple[str, ...] = Field(min_length=1)
    """Steps of group comparison with their outcome. For example ``["prosjekt/fokus"]``."""


class MultilevelTable(TableBase):
    """Findings tried again with a random intercept per unit, one row per finding.

    Columns: the finding, coefficient and p without units, coefficient with its interval and p with
    units, and whether the finding holds.
    """

    layout: Literal["multilevel"]
    steps: tuple[str, ...] = Field(min_length=1)
    """Multilevel steps. For example ``["innenfor-kontor"]``."""


class FiguresTable(TableBase):
    """A kind of step that has no layout of its own: one row per variable of its result."""

    layout: Literal["figures"]
    node: str
    """The step, with its variable where it has several results. For example ``"maal"``."""
    figures: tuple[str, ...] = Field(min_length=1)
    """Figures by their names in results.json, a column each. For example ``["n", "mean"]``."""
    rows: tuple[RowLabel, ...]
    """Its rows, in order."""


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
