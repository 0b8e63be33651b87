"""Every kind of result node by its name, for reading results.json back."""

from __future__ import annotations

from generator.results.clusters import Aggregation, UnitComparison
from generator.results.counts import GoodnessOfFit, Representativeness
from generator.results.earlier import EarlierRound
from generator.results.facts import Production, Themes
from generator.results.groups import Anova, GroupComparison
from generator.results.models import Correlation, Drivers, Multilevel, Regression, Reliability
from generator.results.node import Node
from generator.results.offices import Attainment, ClientResults
from generator.results.plans import PlanProgress
from generator.results.survey import (
    Codebook,
    Descriptives,
    Frequency,
    Response,
    Share,
    SizeMeans,
    Statements,
)
from generator.results.trend import Trend

NODE_TYPES: dict[str, type[Node]] = {
    node.kind: node
    for node in (
        Response,
        Frequency,
        Descriptives,
        SizeMeans,
        Statements,
        Share,
        Reliability,
        Correlation,
        Regression,
        Drivers,
        Multilevel,
        Anova,
        GroupComparison,
        GoodnessOfFit,
        Representativeness,
        Aggregation,
        UnitComparison,
        Attainment,
        ClientResults,
        Codebook,
        Production,
        Themes,
        Trend,
        PlanProgress,
        EarlierRound,
    )
}
