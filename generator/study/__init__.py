"""Study: the instrument, the analysis plan and the report outline, as declared in study.toml."""

from __future__ import annotations

from pathlib import Path

from generator.study.consistency import contradictions
from generator.study.declared import Declared, load_declared
from generator.study.instrument import (
    Attainment,
    Background,
    Category,
    ClientCategory,
    ClientQuestion,
    ClientSurveyPlan,
    Construct,
    Indicator,
    Item,
    OpenQuestion,
    RespondentGroup,
    ResponseClass,
    Scale,
    SingleItem,
    UnitFile,
)
from generator.study.model import (
    UNITS,
    Study,
)
from generator.study.outline import (
    AnovaTable,
    ColumnGroup,
    CorrelationTable,
    FigureSpec,
    FrequencyTable,
    MeansFigure,
    ModelArrow,
    ModelBox,
    ModelFigure,
    RegressionTable,
    ReliabilityTable,
    ResearchModel,
    RowLabel,
    Section,
    TableBase,
    TableSpec,
    nodes_of_table,
)
from generator.study.plan import (
    AnovaStep,
    CorrelationStep,
    DescriptivesStep,
    FrequencyStep,
    RegressionStep,
    ReliabilityStep,
    Step,
    StepBase,
    node_ids,
    variables_of,
)

__all__ = [
    "UNITS",
    "AnovaStep",
    "AnovaTable",
    "Attainment",
    "Background",
    "Category",
    "ClientCategory",
    "ClientQuestion",
    "ClientSurveyPlan",
    "ColumnGroup",
    "Construct",
    "CorrelationStep",
    "CorrelationTable",
    "Declared",
    "DescriptivesStep",
    "FigureSpec",
    "FrequencyStep",
    "FrequencyTable",
    "Indicator",
    "Item",
    "MeansFigure",
    "ModelArrow",
    "ModelBox",
    "ModelFigure",
    "OpenQuestion",
    "RegressionStep",
    "RegressionTable",
    "ReliabilityStep",
    "ReliabilityTable",
    "ResearchModel",
    "RespondentGroup",
    "ResponseClass",
    "RowLabel",
    "Scale",
    "Section",
    "SingleItem",
    "Step",
    "StepBase",
    "Study",
    "TableBase",
    "TableSpec",
    "UnitFile",
    "contradictions",
    "load_declared",
    "load_study",
    "node_ids",
    "nodes_of_table",
    "variables_of",
]


def load_study(path: Path) -> Study:
    """Read study.toml; every problem of the file is raised together as ``InputError``."""
    return load_declared(Study, path)
